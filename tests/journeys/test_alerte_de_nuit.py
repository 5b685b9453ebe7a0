"""Somebody is in danger at night: the house declares, who is on call is woken and opens, the house reads so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from protection.models import AlerteAstreinte
from protection.services.alertes import avancer
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.accessibility.browser import TELEPHONE_CLAIR, open_page
from tests.monde import Monde
from tests.notifications.passerelle import FaussePasserelle, fausse_passerelle, regler
from tests.protection.astreinte import NUMEROS, QUART, faire_partir, pro_de, tour_de_garde

pytestmark = pytest.mark.django_db(transaction=True)

MOTS = "Il revient la nuit, je dors derrière la porte."


@pytest.fixture
def ouvrir(browser: Browser, entrer) -> Iterator[Callable[[Utilisateur], Page]]:
    pages: list[Page] = []

    def _ouvrir(personne: Utilisateur) -> Page:
        pages.append(open_page(browser, TELEPHONE_CLAIR))
        entrer(pages[-1], personne)
        return pages[-1]

    yield _ouvrir
    for page in pages:
        page.context.close()


@pytest.fixture
def passerelle(settings, live_server) -> Iterator[FaussePasserelle]:
    with fausse_passerelle() as server:
        regler(settings, server.adresse)
        # The link of a message leads here.
        settings.ADRESSE_DU_SITE = live_server.url
        yield server


def _declarer(page: Page, monde: Monde, origine: str) -> None:
    page.goto(origine)
    page.locator("main").get_by_role("link", name="Déclarer un incident", exact=True).click()
    page.get_by_role("radio", name="Oui", exact=True).check()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("radio", name="dans la maison", exact=True).check()
    page.locator("select[name=qui_0]").select_option(f"e:{monde.lea.pk}")
    page.locator("select[name=role_0]").select_option("victime")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Que s’est-il passé ?").fill("Une fenêtre a été cassée de l’extérieur.")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Qu’avez-vous fait aussitôt ?").fill("Tous dans la chambre du fond.")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Envoyer la déclaration").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ma déclaration")


def test_the_second_on_call_opens_by_the_link_and_the_house_reads_that_somebody_did(
    ouvrir, live_server, monde, passerelle
):
    garde = tour_de_garde(monde)
    maison = ouvrir(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    _declarer(maison, monde, live_server.url)
    expect(maison.get_by_text("Personne n’a encore lu")).to_be_visible()
    expect(maison.get_by_role("heading", name="Garde1 Astreinte")).to_be_visible()
    assert faire_partir() == [True]
    assert passerelle.numeros == ["+33" + NUMEROS[1].replace(" ", "")[1:]]

    # The first sleeps: a quarter of an hour later the second is woken.
    with acting_as_system(raison="test"):
        alerte = AlerteAstreinte.objects.get()
    assert avancer(alerte.le + QUART) == 1
    assert faire_partir() == [True]
    lien = passerelle.recus[-1].document["text"].split()[-1]
    telephone = ouvrir(garde[2])
    telephone.goto(lien)
    expect(telephone.get_by_role("heading", level=1)).to_contain_text("Alerte")
    expect(telephone.get_by_text("Quelqu’un est en danger").first).to_be_visible()
    assert telephone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    maison.reload()
    expect(maison.get_by_text("Personne n’a encore lu")).to_have_count(0)
    expect(maison.locator("main")).to_contain_text("Lue par Garde2 Astreinte")

    telephone.get_by_role("button", name="Je m’en occupe").click()
    expect(telephone.get_by_text("C’est noté : vous vous en occupez.")).to_be_visible()
    maison.reload()
    expect(maison.get_by_text("Quelqu’un s’en occupe")).to_be_visible()
    telephone.get_by_role("link", name="Lire l’incident").click()
    expect(telephone.locator("main")).to_contain_text("Une fenêtre a été cassée de l’extérieur.")


def test_a_child_s_message_is_read_answered_and_declared_and_the_director_named_in_it_sees_nothing(
    ouvrir, live_server, monde
):
    message = factories.creer_message(monde.lea, pro_de(monde, Role.DIRECTEUR), mots=MOTS)
    with acting_as_system(raison="test"):
        alerte = AlerteAstreinte.objects.get(message=message)
        reference = message.reference
    siege = ouvrir(monde.personnes[Role.REFERENT_PROTECTION])
    siege.goto(live_server.url + reverse("protection:alertes"))
    siege.get_by_role("link", name=f"Ouvrir l’alerte {reference}").click()
    expect(siege.get_by_text(MOTS)).to_be_visible()
    siege.get_by_role("link", name="Noter la suite").click()
    siege.get_by_label("Ce qui est fait").fill("La cheffe d’un autre village dort sur place.")
    siege.get_by_label("Ce que vous avez répondu à l’enfant").fill("Je t’ai lue. Quelqu’un reste avec toi.")
    siege.get_by_role("button", name="Enregistrer").click()
    expect(siege.get_by_text("Je t’ai lue. Quelqu’un reste avec toi.")).to_be_visible()
    siege.get_by_role("button", name="Déclarer un incident").click()
    siege.get_by_role("radio", name="Oui", exact=True).check()
    siege.get_by_role("button", name="Continuer").click()
    expect(siege.locator("input[name=nom_0]")).to_have_value("Léa Martin")
    expect(siege.locator("select[name=role_1]")).to_have_value("mis_en_cause")

    directeur = ouvrir(monde.personnes[Role.DIRECTEUR])
    for nom in ("protection:alertes", "protection:incidents", "notifications:liste", "enfants:ma_maison"):
        directeur.goto(live_server.url + reverse(nom))
        assert MOTS not in directeur.content()
        assert reference not in directeur.content()
    answer = directeur.goto(live_server.url + reverse("protection:alerte", args=[alerte.pk]))
    assert answer is not None
    assert answer.status == 404
