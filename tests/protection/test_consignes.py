"""What the house does tonight: read by whoever is on duty, without the facts; hidden from who is set aside."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from protection.models import ConsigneDeSecurite
from protection.services import consignes
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Action, Role, permet
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de
from villages.models import Professionnel

pytestmark = pytest.mark.django_db

TEXTE = "Canari-consigne, dormir porte ouverte."
FAITS = "Canari-des-faits."
DE_SERVICE = {r for r in Role if permet(r, Action.LIRE, Categorie.JOURNAL)}


@pytest.fixture
def incident(monde):
    return factories.creer_incident(monde.village, victimes=[monde.lea], faits=FAITS)


@pytest.mark.parametrize("role", list(Role))
def test_whoever_is_on_duty_reads_what_to_do_and_not_why(monde, incident, role):
    factories.creer_consigne(incident, monde.lea, monde.personnes[Role.DIRECTEUR], texte=TEXTE)
    client = client_de(monde.personnes[role])
    page = client.get(reverse("protection:consignes", args=[monde.lea.pk]))
    assert page.status_code == (200 if role in DE_SERVICE else 404)
    if role in DE_SERVICE:
        assert TEXTE in unescape(page.content.decode())
        assert FAITS not in unescape(page.content.decode())
        fiche = client.get(reverse("enfants:fiche", args=[monde.lea.pk]))
        assert TEXTE in unescape(fiche.content.decode())


def test_the_house_is_told_on_arrival(monde, incident):
    aide = client_de(monde.personnes[Role.AIDE_FAMILIAL])
    accueil = reverse("enfants:ma_maison")
    assert "Lire avant toute chose" not in unescape(aide.get(accueil, follow=True).content.decode())
    factories.creer_consigne(incident, monde.lea, monde.personnes[Role.DIRECTEUR], texte=TEXTE)
    page = unescape(aide.get(accueil, follow=True).content.decode())
    assert "Il y a quelque chose à faire ce soir." in page
    assert reverse("protection:mes_consignes") in page
    assert TEXTE in unescape(aide.get(reverse("protection:mes_consignes")).content.decode())


def test_who_is_set_aside_from_the_incident_reads_no_instruction_of_it(monde, incident):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    factories.creer_consigne(incident, monde.lea, monde.personnes[Role.DIRECTEUR], texte=TEXTE)
    factories.ecarter(incident, Professionnel.objects.get(compte=educatrice))
    client = client_de(educatrice)
    for address in (
        reverse("protection:consignes", args=[monde.lea.pk]),
        reverse("protection:mes_consignes"),
        reverse("enfants:fiche", args=[monde.lea.pk]),
        reverse("enfants:ma_maison"),
    ):
        assert TEXTE not in unescape(client.get(address, follow=True).content.decode())
    with acting_as(educatrice):
        assert not ConsigneDeSecurite.objects.exists()
        assert not ConsigneDeSecurite.versions.exists()


def test_the_siege_gives_and_lifts_an_instruction_without_reading_the_child(monde, incident):
    referent = monde.personnes[Role.REFERENT_PROTECTION]
    with acting_as(referent):
        row = consignes.poser_consigne(
            acteur=referent,
            incident=incident,
            consigne=ConsigneDeSecurite(enfant_id=monde.lea.pk, texte=TEXTE, debut=timezone.now()),
        )
        consignes.lever_consigne(acteur=referent, incident=incident, consigne=row)
        with pytest.raises(ValidationError, match="déjà levée"):
            consignes.lever_consigne(acteur=referent, incident=incident, consigne=row)


def test_an_instruction_ends_by_itself_and_is_about_a_child_of_the_incident(monde, incident):
    directeur = monde.personnes[Role.DIRECTEUR]
    debut = timezone.now() - timedelta(days=3)
    factories.creer_consigne(
        incident, monde.lea, directeur, texte=TEXTE, debut=debut, fin=debut + timedelta(days=1)
    )
    client = client_de(directeur)
    page = client.get(reverse("protection:consignes", args=[monde.lea.pk]))
    assert TEXTE not in unescape(page.content.decode())
    with acting_as(directeur), pytest.raises(ValidationError, match="pas nommé"):
        consignes.poser_consigne(
            acteur=directeur,
            incident=incident,
            consigne=ConsigneDeSecurite(enfant_id=monde.ines.pk, texte=TEXTE, debut=timezone.now()),
        )
