"""Who is told of an incident, of what is late, of an instruction: the right people, once, and no name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from protection.models import ConsigneDeSecurite, Incident
from protection.selectors.destinataires import qui_traite
from protection.services import consignes, echelons
from protection.services.codes import AVIS_CONSIGNE, AVIS_DECLARE, AVIS_RETARD
from protection.services.relances import relancer
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.notifications.models import Avis
from tests import factories
from tests.protection.test_declaration import envoyer, remplir
from tests.saisie import client_de
from villages.models import Professionnel

pytestmark = pytest.mark.django_db

DIRECTION = {Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.CADRE_ASTREINTE}


def told(monde, code: str) -> set[Role]:
    """The roles of those who have a notice of this kind that was not withdrawn."""
    with acting_as_system(raison="test"):
        accounts = set(
            Avis.objects.filter(code=code, retire_le__isnull=True).values_list("destinataire_id", flat=True)
        )
    return {role for role, user in monde.personnes.items() if user.pk in accounts}


def professionnel(monde, role: Role) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=monde.personnes[role])


def test_a_declaration_tells_the_direction_of_the_village_at_once(monde):
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    ident = remplir(client, monde)
    assert told(monde, AVIS_DECLARE) == set()
    envoyer(client, ident)
    envoyer(client, ident)
    assert told(monde, AVIS_DECLARE) == DIRECTION
    with acting_as_system(raison="test"):
        assert Avis.objects.filter(code=AVIS_DECLARE).count() == len(DIRECTION)
    page = client_de(monde.personnes[Role.DIRECTEUR]).get(reverse("notifications:liste"))
    assert "Un incident à lire" in page.content.decode()


@pytest.mark.parametrize("nomme", [Role.DIRECTEUR, Role.CHEF_DE_SERVICE, Role.REFERENT_PROTECTION])
def test_nobody_named_in_it_is_told(monde, nomme):
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    named = f"p:{professionnel(monde, nomme).pk}"
    if nomme is Role.REFERENT_PROTECTION:
        # An éducatrice sees who works in her village; the siège is named by whoever handles it.
        incident = factories.creer_incident(monde.village)
        factories.ecarter(incident, professionnel(monde, nomme))
    else:
        envoyer(client, remplir(client, monde, qui_1=named, role_1="mis_en_cause"))
    expected = {
        Role.CHEF_DE_SERVICE: {Role.DIRECTEUR},
        Role.DIRECTEUR: {Role.REFERENT_PROTECTION},
        Role.REFERENT_PROTECTION: {Role.SUPPLEANT_PROTECTION},
    }
    assert told(monde, AVIS_DECLARE) == expected[nomme]


def test_who_is_set_aside_later_loses_what_they_were_told(monde):
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    ident = remplir(client, monde)
    envoyer(client, ident)
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(chef):
        echelons.ecarter(
            acteur=chef,
            incident=Incident.objects.get(pk=ident),
            professionnel=professionnel(monde, Role.DIRECTEUR),
            motif="Il était là.",
        )
    # The chef, who answers to the director, was told before: what they were told opens nothing any more.
    assert Role.DIRECTEUR not in told(monde, AVIS_DECLARE)
    assert Role.REFERENT_PROTECTION in told(monde, AVIS_DECLARE)
    page = client_de(monde.personnes[Role.DIRECTEUR]).get(reverse("notifications:liste"))
    assert "Un incident à lire" not in page.content.decode()


def test_what_is_late_goes_up_the_ladder_and_is_said_once(monde):
    connu = timezone.now() - timedelta(days=10)
    incident = factories.creer_incident(monde.village, connu_le=connu, constate_le=connu)
    # The parents’ information is due on the next day, until midnight.
    due = timezone.localtime(connu).replace(hour=23, minute=30) + timedelta(days=1)
    assert relancer(due) == 0
    late = due + timedelta(hours=1)
    assert relancer(late) == 2
    assert told(monde, AVIS_RETARD) == {Role.CHEF_DE_SERVICE, Role.CADRE_ASTREINTE}
    assert relancer(late) == 0
    assert relancer(late + timedelta(days=1)) == 1
    assert told(monde, AVIS_RETARD) == DIRECTION
    assert relancer(late + timedelta(days=2)) == 1
    assert told(monde, AVIS_RETARD) == DIRECTION | {Role.REFERENT_PROTECTION}
    assert relancer(late + timedelta(days=3)) == 0
    with acting_as_system(raison="test"):
        assert set(Avis.objects.values_list("objet", flat=True)) == {incident.pk}


def test_a_reminder_never_reaches_who_is_set_aside(monde):
    connu = timezone.now() - timedelta(days=10)
    incident = factories.creer_incident(monde.village, connu_le=connu, constate_le=connu)
    factories.ecarter(incident, professionnel(monde, Role.CHEF_DE_SERVICE))
    relancer(connu + timedelta(days=2, hours=1))
    assert told(monde, AVIS_RETARD) == {Role.DIRECTEUR}


def test_an_instruction_is_said_to_those_near_the_child_but_not_to_who_is_set_aside(monde):
    incident = factories.creer_incident(monde.village, victimes=[monde.lea])
    factories.ecarter(incident, professionnel(monde, Role.STAGIAIRE))
    directeur = monde.personnes[Role.DIRECTEUR]
    with acting_as(directeur):
        consignes.poser_consigne(
            acteur=directeur,
            incident=incident,
            consigne=ConsigneDeSecurite(
                enfant_id=monde.lea.pk, texte="Dormir porte ouverte.", debut=timezone.now()
            ),
        )
    near = {
        Role.EDUCATEUR_FAMILIAL,
        Role.AIDE_FAMILIAL,
        Role.EDUCATEUR_SPECIALISE,
        Role.PSYCHOLOGUE,
    }
    assert told(monde, AVIS_CONSIGNE) == near
    factories.ecarter(incident, professionnel(monde, Role.AIDE_FAMILIAL))
    assert told(monde, AVIS_CONSIGNE) == near - {Role.AIDE_FAMILIAL}


def test_the_upper_rungs_are_told_only_of_what_has_come_up_to_them(monde):
    incident = factories.creer_incident(monde.village)
    with acting_as_system(raison="test"):
        everybody = qui_traite(incident, jusqu_au=6)
    roles = {role for role, user in monde.personnes.items() if user.pk in everybody}
    assert roles == DIRECTION | {Role.REFERENT_PROTECTION}
