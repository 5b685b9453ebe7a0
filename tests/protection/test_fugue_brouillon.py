"""The second page of a runaway is kept while one types: for its author alone, stale-safe, erased once sent or left."""

from __future__ import annotations

import time
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from protection.models import BrouillonSignalement, Fugue
from protection.services import fugue_signalement as services
from protection.services.codes import AVIS_BROUILLON_FUGUE
from protection.tasks import effacer_les_brouillons
from socle.audit.models import EntreeAudit
from socle.comptes.sessions import CLE_ACTIVITE
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.notifications.models import Avis
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.ensemble import together
from tests.saisie import client_de, envoi_de

pytestmark = pytest.mark.django_db

MOTS = "Canari-blouson rouge"


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def educatrice(monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def collegue(monde):
    return monde.personnes[Role.AIDE_FAMILIAL]


@pytest.fixture
def fugue(monde, educatrice):
    return factories.creer_fugue(monde.lea, educatrice)


class Page:
    """The second page as one browser holds it: its form, what is kept of it, its sending."""

    def __init__(self, user, fugue) -> None:
        self.client, self.fugue = client_de(user), fugue
        self.ouvrir()

    def _adresse(self, nom: str) -> str:
        return reverse(f"protection:{nom}", args=[self.fugue.pk])

    def ouvrir(self) -> str:
        answer = self.client.get(self._adresse("fugue_signalement"))
        assert answer.status_code == 200
        form = answer.context["form"]
        self.envoi, self.version = str(envoi_de(answer)), str(form["version"].value())
        self.lus = {nom: form[nom].value() for nom in ("vetements", "lieux", "soin")}
        return unescape(answer.content.decode())

    def _champs(self, ecrits: dict) -> dict:
        return {"envoi": self.envoi, "version": self.version} | self.lus | ecrits

    def garder(self, **ecrits: str) -> str:
        headers = {"HX-Request": "true"}
        answer = self.client.post(self._adresse("garder_signalement"), self._champs(ecrits), headers=headers)
        assert answer.status_code == 200
        return unescape(answer.content.decode())

    def envoyer(self, **ecrits: str):
        return self.client.post(self._adresse("fugue_signalement"), self._champs(ecrits))


def brouillons() -> list[BrouillonSignalement]:
    with acting_as_system(raison="test"):
        return list(BrouillonSignalement.objects.order_by("pk"))


def tape() -> str:
    """The clothes of the only draft."""
    with acting_as_system(raison="test"):
        return str(BrouillonSignalement.objects.get().contenu["vetements"])


def ecrit(fugue) -> dict[str, str]:
    with acting_as_system(raison="test"):
        row = Fugue.objects.get(pk=fugue.pk)
        return {nom: str(getattr(row, nom)) for nom in ("vetements", "lieux", "soin")}


# --- kept ------------------------------------------------------------------------------


def test_what_is_typed_is_kept_for_its_author_and_found_again(educatrice, collegue, fugue):
    page = Page(educatrice, fugue)
    assert "enregistré" in page.garder(vetements=MOTS)
    assert "enregistré" in page.garder(vetements=MOTS, lieux="La gare.")
    assert len(brouillons()) == 1
    assert ecrit(fugue)["vetements"] == ""
    found = Page(educatrice, fugue)
    assert found.lus["vetements"] == MOTS
    assert "sont repris" in found.ouvrir()
    assert MOTS not in Page(collegue, fugue).ouvrir()


def test_sent_it_is_written_and_the_draft_is_erased(educatrice, fugue):
    page = Page(educatrice, fugue)
    page.garder(vetements=MOTS)
    assert page.envoyer(vetements=MOTS).status_code == 302
    assert ecrit(fugue)["vetements"] == MOTS
    assert brouillons() == []


def test_an_autosave_that_arrives_after_its_form_was_sent_changes_nothing(educatrice, fugue):
    page = Page(educatrice, fugue)
    page.envoyer(vetements=MOTS)
    assert "enregistré" in page.garder(vetements="Canari")
    assert brouillons() == []
    # The same form is sent twice: what was corrected meanwhile stays.
    Page(educatrice, fugue).envoyer(vetements="Corrigé")
    assert page.envoyer(vetements=MOTS).status_code == 302
    assert ecrit(fugue)["vetements"] == "Corrigé"


def test_back_to_what_is_recorded_there_is_nothing_to_keep(educatrice, fugue):
    page = Page(educatrice, fugue)
    page.garder(vetements=MOTS)
    page.garder(vetements="")
    assert brouillons() == []
    page.garder(vetements="  \r\n ")
    assert brouillons() == []


def test_too_long_for_the_page_is_kept_and_endless_is_said(educatrice, fugue):
    page = Page(educatrice, fugue)
    assert "enregistré" in page.garder(vetements="a" * 2000)
    assert page.envoyer(vetements="a" * 2000).status_code == 422
    assert "Trop long" not in page.garder(vetements="a" * 2000)
    assert "C’est trop long" in page.garder(vetements="a" * 40_001)
    assert len(tape()) == 2000


def test_without_script_the_page_comes_again(educatrice, fugue):
    page = Page(educatrice, fugue)
    address = reverse("protection:garder_signalement", args=[fugue.pk])
    answer = page.client.post(address, page._champs({"vetements": MOTS}))
    assert answer.url == reverse("protection:fugue_signalement", args=[fugue.pk])
    assert MOTS in page.ouvrir()
    assert page.client.get(address).status_code == 405
    assert page.client.post(address, {"vetements": MOTS}).status_code == 404


def test_what_arrives_on_a_session_that_has_closed_is_kept(educatrice, fugue, settings):
    page = Page(educatrice, fugue)
    session = page.client.session
    session[CLE_ACTIVITE] = time.time() - settings.SESSION_INACTIVITE - 1
    session.save()
    answer = page.envoyer(vetements=MOTS)
    assert "/compte/" in answer.url
    assert ecrit(fugue)["vetements"] == ""
    assert Page(educatrice, fugue).lus["vetements"] == MOTS


@pytest.mark.django_db(transaction=True)
def test_kept_from_two_devices_at_once_it_is_one(educatrice, fugue):
    pages = [Page(educatrice, fugue) for _ in range(3)]
    together(
        *[
            lambda page=page, rang=rang: page.garder(vetements=f"Veste {rang}")
            for rang, page in enumerate(pages)
        ]
    )
    assert tape().startswith("Veste")


@pytest.mark.django_db(transaction=True)
def test_kept_while_it_is_sent_it_leaves_no_draft(educatrice, fugue):
    page = Page(educatrice, fugue)
    together(lambda: page.garder(vetements=MOTS), lambda: page.envoyer(vetements=MOTS).status_code)
    assert brouillons() == []
    assert ecrit(fugue)["vetements"] == MOTS


# --- two people ------------------------------------------------------------------------


def test_what_somebody_else_recorded_meanwhile_is_not_undone(educatrice, collegue, fugue):
    mine, theirs = Page(educatrice, fugue), Page(collegue, fugue)
    mine.garder(vetements=MOTS)
    theirs.envoyer(lieux="La gare.")
    again = Page(educatrice, fugue)
    assert again.lus == {"vetements": MOTS, "lieux": "La gare.", "soin": ""}
    # Sent from the page opened first, which shows no place: the place stays.
    assert mine.envoyer(vetements=MOTS, soin="Insuline.").status_code == 302
    assert ecrit(fugue) == {"vetements": MOTS, "lieux": "La gare.", "soin": "Insuline."}


def test_both_wrote_in_the_same_place_and_the_page_shows_both(educatrice, collegue, fugue):
    mine, theirs = Page(educatrice, fugue), Page(collegue, fugue)
    mine.garder(vetements=MOTS)
    theirs.envoyer(vetements="Manteau jaune")
    page = mine.ouvrir()
    assert "Quelqu’un a complété la fiche pendant que vous écriviez" in page
    assert "<dd>Manteau jaune</dd>" in page
    assert mine.lus["vetements"] == MOTS


def test_a_draft_that_does_not_open_is_left_until_the_page_is_sent(educatrice, fugue):
    page = Page(educatrice, fugue)
    page.garder(vetements=MOTS)
    with acting_as(educatrice), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE protection_brouillonsignalement SET contenu = "
            "set_byte(contenu, length(contenu) - 1, get_byte(contenu, length(contenu) - 1) # 1)"
        )
    assert "ne s’ouvre pas" in page.ouvrir()
    assert "ne s’ouvre pas" in page.garder(vetements="Autre")
    assert page.envoyer(vetements="Autre").status_code == 302
    assert brouillons() == []
    assert ecrit(fugue)["vetements"] == "Autre"


# --- who -------------------------------------------------------------------------------


def test_who_follows_without_being_on_duty_keeps_nothing(monde, fugue):
    siege = monde.personnes[Role.REFERENT_PROTECTION]
    address = reverse("protection:garder_signalement", args=[fugue.pk])
    body = {"envoi": str(nouvel_id()), "vetements": MOTS}
    assert client_de(siege).post(address, body).status_code in {403, 404}
    psychologue = monde.personnes[Role.PSYCHOLOGUE]
    elsewhere = factories.creer_fugue(monde.ines, psychologue)
    factories.ouvrir_acces_exceptionnel(psychologue, monde.ines)
    with acting_as(psychologue), pytest.raises(PermissionDenied):
        services.garder_signalement(
            acteur=psychologue, fugue=elsewhere, envoi=nouvel_id(), version=None, champs={"vetements": MOTS}
        )
    assert brouillons() == []


def test_the_database_shows_a_draft_to_its_author_alone_and_about_its_own_child(
    monde, educatrice, collegue, fugue
):
    Page(educatrice, fugue).garder(vetements=MOTS)
    for user, seen in ((educatrice, 1), (collegue, 0), (monde.personnes[Role.DIRECTEUR], 0)):
        with acting_as(user):
            assert BrouillonSignalement.objects.count() == seen
    with acting_as(collegue):
        row = BrouillonSignalement(
            auteur=collegue, fugue=fugue, enfant_id=monde.noe.pk, contenu={}, modifie_le=timezone.now()
        )
        with pytest.raises(DatabaseError, match="about its child"), transaction.atomic():
            row.save()


def test_nothing_of_it_is_in_clear_nor_in_the_journal_of_accesses(educatrice, fugue):
    Page(educatrice, fugue).garder(vetements=MOTS)
    with acting_as(educatrice), connection.cursor() as cursor:
        cursor.execute("SELECT contenu FROM protection_brouillonsignalement")
        [(sealed,)] = cursor.fetchall()
    assert b"Canari" not in bytes(sealed)
    with acting_as_system(raison="test"):
        assert not EntreeAudit.objects.filter(action__startswith="fugues.").exists()


# --- left ------------------------------------------------------------------------------


def passer(jours: float) -> int:
    with time_machine.travel(timezone.now() + timedelta(days=jours)):
        return effacer_les_brouillons()


def test_left_its_author_is_told_at_23_days_and_it_goes_at_30(educatrice, fugue):
    Page(educatrice, fugue).garder(vetements=MOTS)
    assert passer(22.9) == 0
    assert passer(23) == 0
    with acting_as_system(raison="test"):
        [avis] = Avis.objects.filter(code=AVIS_BROUILLON_FUGUE)
        assert (avis.destinataire_id, avis.cible) == (educatrice.pk, fugue.pk)
    assert passer(29.9) == 0
    assert passer(30) == 1
    assert brouillons() == []
    with acting_as_system(raison="test"):
        [entry] = EntreeAudit.objects.filter(action="fugues.brouillon_efface")
        assert entry.acteur_id is None
        assert not Avis.objects.filter(code=AVIS_BROUILLON_FUGUE, retire_le=None).exists()


def test_sent_after_the_warning_the_notice_is_withdrawn(educatrice, fugue):
    Page(educatrice, fugue).garder(vetements=MOTS)
    passer(23)
    assert Page(educatrice, fugue).envoyer().status_code == 302
    assert ecrit(fugue)["vetements"] == MOTS
    with acting_as_system(raison="test"):
        assert not Avis.objects.filter(code=AVIS_BROUILLON_FUGUE, retire_le=None).exists()
    assert passer(60) == 0


def test_the_service_refuses_what_is_endless(educatrice, fugue):
    with acting_as(educatrice), pytest.raises(ValidationError, match="trop long"):
        services.garder_signalement(
            acteur=educatrice, fugue=fugue, envoi=nouvel_id(), version=None, champs={"soin": "a" * 40_001}
        )
