"""Who follows an incident without the ladder: a psychologist, the referent of the ASE, the siège without names."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from enfants.services.acces import accorder, droits_accordables
from protection.echelle import ECRIT, LIT, VALIDE
from protection.models import (
    AffectationIncident,
    Declarant,
    EcritTransmis,
    Incident,
    PersonneConcernee,
    Transmission,
)
from protection.services import affectations, echelons, traitement
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.notifications.models import Avis
from socle.outils.dates import aujourdhui
from tests import factories
from tests.protection.test_echelle import professionnel, stand_at
from tests.saisie import client_de, envoi_de

pytestmark = pytest.mark.django_db

FAITS = "Canari-des-faits, dans l’entrée."
TRANSMIS = "Canari-transmis, au sujet de Léa."
LIT_TRANSMIS = "lire_incident_transmis"


@pytest.fixture
def incident(monde):
    return factories.creer_incident(
        monde.village,
        declarant=monde.personnes[Role.EDUCATEUR_FAMILIAL],
        victimes=[monde.lea],
        faits=FAITS,
    )


def in_the_database(user, table: str) -> int:
    with acting_as(user), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def opened(user, incident) -> tuple[bool, bool, int]:
    """What the object rule, the list and the database each answer about one incident."""
    with acting_as(user):
        listed = Incident.objects.visible_to(user, LIT).filter(pk=incident.pk).exists()
        told = user.has_perm(LIT, incident)
    return told, listed, in_the_database(user, "protection_incident")


# --- the psychologist ------------------------------------------------------------------


def test_a_psychologist_reads_what_is_entrusted_to_them_and_nothing_before_nor_after(monde, incident):
    directeur, psy = monde.personnes[Role.DIRECTEUR], monde.personnes[Role.PSYCHOLOGUE]
    client = client_de(psy)
    page = reverse("protection:incident", args=[incident.pk])
    assert opened(psy, incident) == (False, False, 0)
    assert client.get(page).status_code == 404
    with acting_as(directeur):
        affectation = affectations.confier(
            acteur=directeur,
            affectation=AffectationIncident(
                incident=incident, professionnel=professionnel(monde, Role.PSYCHOLOGUE), motif="Évaluer."
            ),
        )
    assert opened(psy, incident) == (True, True, 1)
    assert FAITS in unescape(client.get(page).content.decode())
    with acting_as(directeur):
        affectations.reprendre(acteur=directeur, affectation=affectation)
    assert opened(psy, incident) == (False, False, 0)
    assert client.get(page).status_code == 404


def test_a_psychologist_steers_nothing_and_does_not_learn_who_declared(monde, incident):
    psy = monde.personnes[Role.PSYCHOLOGUE]
    factories.creer_affectation_incident(incident, professionnel(monde, Role.PSYCHOLOGUE), psy)
    with acting_as(psy):
        assert PersonneConcernee.objects.visible_to(psy, LIT).exists()
        assert not psy.has_perm(ECRIT, incident)
        assert not psy.has_perm(VALIDE, incident)
        assert not Declarant.objects.exists()
    client = client_de(psy)
    page = unescape(client.get(reverse("protection:incident", args=[incident.pk])).content.decode())
    for name in ("transmettre", "qualifier", "confier", "ecarter", "declarant", "consigne"):
        address = reverse(f"protection:{name}", args=[incident.pk])
        assert address not in page, name
        assert client.post(address).status_code in {403, 404}, name


def test_what_the_direction_entrusted_falls_when_the_incident_rises_above_it(monde, incident):
    """The director who chose is now implicated: their choice no longer reads."""
    psy = monde.personnes[Role.PSYCHOLOGUE]
    factories.creer_affectation_incident(incident, professionnel(monde, Role.PSYCHOLOGUE), psy)
    factories.ecarter(incident, professionnel(monde, Role.DIRECTEUR))
    assert opened(psy, incident) == (False, False, 0)
    with acting_as_system(raison="test"):
        incident.refresh_from_db()
    referent = monde.personnes[Role.REFERENT_PROTECTION]
    with acting_as(referent):
        earlier = AffectationIncident.objects.get()
        affectations.reprendre(acteur=referent, affectation=earlier)
        affectations.confier(
            acteur=referent,
            affectation=AffectationIncident(
                incident=incident, professionnel=professionnel(monde, Role.PSYCHOLOGUE), motif="Reprendre."
            ),
        )
    assert opened(psy, incident) == (True, True, 1)


def test_a_psychologist_set_aside_reads_nothing_even_entrusted(monde, incident):
    psy = monde.personnes[Role.PSYCHOLOGUE]
    factories.creer_affectation_incident(incident, professionnel(monde, Role.PSYCHOLOGUE), psy)
    factories.ecarter(incident, professionnel(monde, Role.PSYCHOLOGUE))
    assert opened(psy, incident) == (False, False, 0)
    assert in_the_database(psy, "protection_personneconcernee") == 0


@pytest.mark.parametrize("role", [Role.INFIRMIER, Role.EDUCATEUR_FAMILIAL, Role.SIEGE])
def test_an_incident_is_entrusted_to_a_psychologist_of_the_village_only(monde, incident, role):
    directeur = monde.personnes[Role.DIRECTEUR]
    with acting_as(directeur), pytest.raises(ValidationError, match="pas psychologue"):
        affectations.confier(
            acteur=directeur,
            affectation=AffectationIncident(
                incident=incident, professionnel=professionnel(monde, role), motif="Évaluer."
            ),
        )
    # Even written by other means, the row opens nothing to them.
    factories.creer_affectation_incident(incident, professionnel(monde, role), directeur)
    assert opened(monde.personnes[role], incident)[:2] == (False, False)


def test_entrusting_is_told_once_and_journalled(monde, incident):
    directeur, psy = monde.personnes[Role.DIRECTEUR], monde.personnes[Role.PSYCHOLOGUE]
    client = client_de(directeur)
    address = reverse("protection:confier", args=[incident.pk])
    sent = {
        "envoi": envoi_de(client.get(address)),
        "professionnel": str(professionnel(monde, Role.PSYCHOLOGUE).pk),
        "motif": "Évaluer avec Léa.",
    }
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    with acting_as_system(raison="test"):
        assert AffectationIncident.objects.count() == 1
        assert Avis.objects.filter(destinataire=psy).count() == 1
        assert EntreeAudit.objects.filter(action="incidents.confie", acteur_id=directeur.pk).count() == 1


# --- the referent of the ASE ----------------------------------------------------------------


@pytest.fixture
def referent(monde):
    user = monde.personnes[Role.REFERENT_ASE]
    factories.accorder(user, monde.lea, LIT_TRANSMIS)
    return user


def test_the_direction_grants_reading_what_was_transmitted_by_name(monde):
    directeur, user = monde.personnes[Role.DIRECTEUR], monde.personnes[Role.REFERENT_ASE]
    with acting_as(directeur):
        assert LIT_TRANSMIS in droits_accordables(directeur, monde.lea)
        assert "lire_incident" not in droits_accordables(directeur, monde.lea)
        accorder(
            acteur=directeur,
            enfant=monde.lea,
            compte=user,
            droits=[LIT_TRANSMIS],
            debut=aujourdhui(),
            fin=aujourdhui() + timedelta(days=30),
            motif="Référente du service gardien.",
        )
    with acting_as(user):
        assert user.has_perm(LIT_TRANSMIS, monde.lea)


def test_the_referent_reads_what_was_told_about_their_child_and_nothing_else(monde, incident, referent):
    directeur = monde.personnes[Role.DIRECTEUR]
    client = client_de(directeur)
    address = reverse("protection:transmettre", args=[incident.pk])
    sent = {
        "envoi": envoi_de(client.get(address)),
        "le": aujourdhui().isoformat(),
        "destinataire": "ase",
        "canal": "courriel",
        "objet": TRANSMIS,
        "enfant": str(monde.lea.pk),
        "heure": "00:01",
    }
    assert client.post(address, sent).status_code == 302
    outside = client_de(referent)
    page = unescape(outside.get(reverse("protection:transmis", args=[monde.lea.pk])).content.decode())
    assert TRANSMIS in page
    assert FAITS not in page
    assert outside.get(reverse("protection:incident", args=[incident.pk])).status_code in {403, 404}
    assert in_the_database(referent, "protection_ecrittransmis") == 1
    assert in_the_database(referent, "protection_incident") == 0
    assert in_the_database(referent, "protection_transmission") == 0


def test_the_referent_of_one_child_reads_nothing_about_another_of_the_same_incident(monde, referent):
    incident = factories.creer_incident(monde.village, victimes=[monde.lea, monde.malo], faits=FAITS)
    factories.creer_ecrit_transmis(incident, monde.malo, "Canari-de-malo.")
    with acting_as(referent):
        assert not EcritTransmis.objects.visible_to(referent, LIT_TRANSMIS).exists()
    assert in_the_database(referent, "protection_ecrittransmis") == 0
    assert client_de(referent).get(reverse("protection:transmis", args=[monde.malo.pk])).status_code == 404


@pytest.mark.parametrize("niveau", [1, 3, 5])
def test_what_was_transmitted_is_read_alike_by_object_list_and_database(monde, incident, referent, niveau):
    written = factories.creer_ecrit_transmis(incident, monde.lea, TRANSMIS)
    stand_at(incident, niveau)
    for role, user in monde.personnes.items():
        with acting_as(user):
            listed = EcritTransmis.objects.visible_to(user, LIT_TRANSMIS).filter(pk=written.pk).exists()
            told = user.has_perm(LIT_TRANSMIS, written)
        walled = in_the_database(user, "protection_ecrittransmis") == 1
        handled = opened(user, incident)[1]
        assert (told, listed, walled) == ((role is Role.REFERENT_ASE or handled),) * 3, role


def test_only_what_goes_to_the_ase_about_a_child_of_the_incident_is_kept_for_the_referent(monde, incident):
    directeur = monde.personnes[Role.DIRECTEUR]
    told = factories.creer_transmission(incident, "crip", canal="courriel", objet=TRANSMIS)
    for destinataire, enfant, objet in (
        ("crip", monde.lea, TRANSMIS),
        ("ase", monde.malo, TRANSMIS),
        ("ase", monde.lea, "  "),
    ):
        again = Transmission(
            incident=incident, destinataire=destinataire, le=told.le, canal="courriel", objet=objet
        )
        with acting_as(directeur), pytest.raises(ValidationError):
            traitement.transmettre(acteur=directeur, transmission=again, enfant_id=enfant.pk)
    with acting_as_system(raison="test"):
        assert not EcritTransmis.objects.exists()


# --- on the child's page, and at the siège -----------------------------------------------


def test_a_child_s_page_lists_the_incidents_one_handles_and_no_other(monde, incident):
    address = reverse("protection:incidents_de", args=[monde.lea.pk])
    directeur = client_de(monde.personnes[Role.DIRECTEUR])
    assert incident.reference in directeur.get(address).content.decode()
    assert "1 incident" in directeur.get(address, headers={"HX-Request": "true"}).content.decode()
    assert client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(address).status_code in {403, 404}
    factories.ecarter(incident, professionnel(monde, Role.DIRECTEUR))
    assert incident.reference not in directeur.get(address).content.decode()
    assert "Aucun incident" in directeur.get(address, headers={"HX-Request": "true"}).content.decode()


def test_the_siege_sees_that_something_serious_happened_and_not_to_whom(monde, incident):
    siege = monde.personnes[Role.SIEGE]
    client, address = client_de(siege), reverse("protection:graves")
    assert "Aucun incident grave" in unescape(client.get(address).content.decode())
    factories.creer_qualification(incident, monde.personnes[Role.DIRECTEUR], "eig", categorie=8)
    page = unescape(client.get(address).content.decode())
    assert "Maltraitance" in page
    assert monde.village.nom in page
    for hidden in (FAITS, "Léa", incident.reference, str(incident.pk)):
        assert hidden not in page
    factories.ecarter(incident, professionnel(monde, Role.SIEGE))
    assert "Aucun incident grave" in unescape(client.get(address).content.decode())


def test_somebody_given_an_incident_back_is_told_of_it_again(monde, incident):
    chef, referent = monde.personnes[Role.CHEF_DE_SERVICE], monde.personnes[Role.REFERENT_PROTECTION]
    ecart = factories.ecarter(incident, professionnel(monde, Role.CHEF_DE_SERVICE))
    with acting_as(referent):
        echelons.lever_ecart(acteur=referent, ecart=ecart, motif="Ce n’était pas lui.")
    with acting_as(chef):
        assert Avis.objects.filter(objet=incident.pk).count() == 1


def test_entrusting_asks_for_the_right_to_validate(monde, incident):
    astreinte = monde.personnes[Role.CADRE_ASTREINTE]
    with acting_as(astreinte), pytest.raises(PermissionDenied):
        affectations.confier(
            acteur=astreinte,
            affectation=AffectationIncident(
                incident=incident, professionnel=professionnel(monde, Role.PSYCHOLOGUE), motif="Évaluer."
            ),
        )
