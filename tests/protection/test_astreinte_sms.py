"""The text messages of the on-call chain: real ones, over HTTP, to a gateway that may refuse or be away."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from protection.enums import CanalAppel
from protection.models import AlerteAstreinte
from protection.services import echelons
from protection.services.alertes import avancer
from protection.services.codes import AVIS_ALERTE
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.notifications.enums import EtatCourriel
from socle.notifications.models import Avis, Sms
from tests.notifications.passerelle import fausse_passerelle, regler
from tests.protection.astreinte import QUART, appels, declarer, faire_partir, lever, page_de, tour_de_garde
from tests.saisie import client_de
from villages.models import Professionnel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def garde(monde):
    return tour_de_garde(monde)


@pytest.fixture
def passerelle(settings):
    with fausse_passerelle() as server:
        regler(settings, server.adresse)
        yield server


def test_the_first_of_the_roster_gets_a_text_message_that_says_nothing(monde, garde, passerelle):
    alerte = lever(monde, faits="Canari-des-faits dans l’entrée.")
    assert appels(alerte) == [(1, garde[1].pk, CanalAppel.SMS)]
    assert passerelle.recus == []
    assert faire_partir() == [True]
    [recu] = passerelle.recus
    assert recu.document["to"] == "+33611111111"
    with acting_as_system(raison="test"):
        avis = Avis.objects.get(code=AVIS_ALERTE)
        assert Sms.objects.get().etat == EtatCourriel.ENVOYE
    assert recu.document["text"] == (
        f"Maison commune : une alerte vous attend. Ouvrez : https://maison.exemple/avis/{avis.pk}/"
    )


def test_set_aside_before_the_message_leaves_it_does_not_leave(monde, garde, passerelle):
    alerte = lever(monde)
    directeur = monde.personnes[Role.DIRECTEUR]
    with acting_as_system(raison="test"):
        first = Professionnel.objects.get(compte=garde[1])
    with acting_as(directeur):
        echelons.ecarter(acteur=directeur, incident=alerte.incident, professionnel=first, motif="Nommé.")
    assert faire_partir() == [True]
    assert passerelle.bruts == []
    with acting_as_system(raison="test"):
        assert Sms.objects.get().etat == EtatCourriel.NON_DEMANDE


def test_who_declared_sees_who_was_told_and_that_it_was_read(monde, garde, passerelle):
    educatrice = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    ident = declarer(educatrice, monde, "oui")
    address = reverse("protection:ma_declaration", args=[ident])
    page = unescape(educatrice.get(address).content.decode())
    assert "Personne n’a encore lu" in page
    assert "Garde1 Astreinte" in page
    assert "SMS en attente de la passerelle" in page
    assert faire_partir() == [True]
    assert "SMS envoyé" in unescape(educatrice.get(address).content.decode())
    with acting_as_system(raison="test"):
        alerte = AlerteAstreinte.objects.get()
    page_de(garde[1], alerte)
    page = unescape(educatrice.get(address).content.decode())
    assert "Personne n’a encore lu" not in page
    assert "Lue" in page
    # The alert itself is not theirs.
    assert educatrice.get(reverse("protection:alerte", args=[alerte.pk])).status_code == 404


def test_a_number_that_cannot_be_dialled_is_said_and_the_chain_goes_on(monde, garde, passerelle, caplog):
    with acting_as_system(raison="test"):
        row = Professionnel.objects.get(compte=garde[1]).astreintes.get()
        row.telephone = "demander à Garde2"
        row.save()
    alerte = lever(monde)
    assert faire_partir() == [True]
    assert passerelle.bruts == []
    assert "le SMS n’est pas parti" in page_de(monde.personnes[Role.DIRECTEUR], alerte)
    assert "Garde2" not in caplog.text


def test_a_gateway_that_is_away_does_not_hold_the_chain(monde, garde, settings):
    with fausse_passerelle() as gone:
        regler(settings, gone.adresse)
    alerte = lever(monde)
    assert faire_partir() == [False]
    assert avancer(alerte.le + QUART) == 1
    with acting_as_system(raison="test"):
        assert set(Sms.objects.values_list("etat", flat=True)) == {EtatCourriel.A_ENVOYER}
