"""The access journal tells who is set aside from an incident nothing of who handles it."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from protection.services import traitement
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.protection.test_echelle import professionnel
from tests.saisie import client_de
from villages.models import Professionnel
from villages.selectors.ecrans import nom_de

pytestmark = pytest.mark.django_db

ACTE = "A franchi une étape d’un incident"


@pytest.fixture
def incident(monde):
    found = factories.creer_incident(monde.village, victimes=[monde.lea])
    directeur = monde.personnes[Role.DIRECTEUR]
    with acting_as(directeur):
        traitement.franchir(
            acteur=directeur, incident=found, de="recu", vers="protege", motif="Ce soir.", ident=nouvel_id()
        )
    return found


def journal(user, **filtre: str) -> str:
    page = client_de(user).get(reverse("villages:audit"), filtre)
    assert page.status_code == 200
    return unescape(page.content.decode())


def name_of(monde, role: Role) -> str:
    with acting_as_system(raison="test"):
        return nom_de(Professionnel.objects.get(compte=monde.personnes[role]))


def the_line(page: str) -> str:
    return next((row for row in page.split("<tr>")[1:] if ACTE in row), "")


def test_the_officer_reads_who_handled_an_incident_until_named_in_it(monde, incident):
    dpo = monde.personnes[Role.DPO]
    handler = name_of(monde, Role.DIRECTEUR)
    assert handler in the_line(journal(dpo))
    factories.ecarter(incident, professionnel(monde, Role.DPO))
    masked = the_line(journal(dpo))
    assert "Une personne non affichée" in masked
    assert handler not in masked


@pytest.mark.parametrize("cle", ["acteur", "reference"])
def test_asking_by_person_or_by_number_does_not_tell_it_either(monde, incident, cle):
    dpo, directeur = monde.personnes[Role.DPO], monde.personnes[Role.DIRECTEUR]
    asked = {cle: str(directeur.pk) if cle == "acteur" else incident.pk.hex[-8:]}
    assert the_line(journal(dpo, **asked))
    factories.ecarter(incident, professionnel(monde, Role.DPO))
    assert not the_line(journal(dpo, **asked))
    # The rest of what this person did is still there.
    factories.creer_incident(monde.village)
    assert name_of(monde, Role.DIRECTEUR) in journal(dpo, acteur=str(directeur.pk))
