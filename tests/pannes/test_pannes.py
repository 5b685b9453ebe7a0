"""Servers that die while somebody writes: a clear page, nothing half-saved, nothing lost, nothing twice."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import RemoteDisconnected
from threading import Barrier
from urllib.error import URLError
from uuid import UUID

import pytest

from enfants.forms.journal import prefixe
from tests.pannes.installation import Installation, eventually
from tests.pannes.visiteur import Champs, Reponse, Visiteur

NOTES = "enfants_notejournal"
FERME = "Cette information ne peut pas être ouverte."


class Soir:
    """The evening of the house, as one person writes it."""

    def __init__(self, installation: Installation, qui: Visiteur) -> None:
        self.installation, self.qui = installation, qui
        self.adresse = f"/maisons/{installation.monde['maison']}/journal/"

    def page(self) -> Reponse:
        return self.qui.ouvrir(self.adresse)

    def champs(self, texte: str, *, enfant: str = "lea") -> Champs:
        """Return what a browser sends once ``texte`` is typed for one child."""
        nom = f"{prefixe(UUID(self.installation.monde[enfant]))}-texte"
        return self.page().formulaire("/journal/", **{nom: texte})[1]

    def enregistrer(self, champs: Champs) -> Reponse:
        return self.qui.ouvrir(self.adresse, champs)

    def garder(self, champs: Champs) -> None:
        """What the autosave does while one types."""
        assert "Brouillon enregistré" in self.qui.ouvrir(f"{self.adresse}brouillon/", champs).texte

    def notes(self, champs: Champs) -> int:
        """Count the notes that stand under the number of a form."""
        return self.installation.count(NOTES, "lot = %(lot)s", lot=dict(champs)["lot"])


@pytest.fixture
def soir(installation: Installation, claire: Visiteur) -> Soir:
    return Soir(installation, claire)


def assert_says_the_database_is_away(reponse: Reponse) -> None:
    assert reponse.status == 503
    assert reponse.headers["Retry-After"] == "30"
    assert "Base de données indisponible" in reponse.texte
    assert "06 12 34 56 78" in reponse.texte


def assert_kept_then_saved_once(soir: Soir, champs: Champs, texte: str) -> None:
    """Nothing half-saved; the words wait in the draft; the same form sent again makes one entry."""
    assert soir.notes(champs) == 0
    assert soir.installation.count("enfants_historicalnotejournal", "lot = %(l)s", l=dict(champs)["lot"]) == 0
    assert texte in soir.page().body
    for _ in range(2):
        reponse = soir.enregistrer(champs)
        assert (reponse.status, texte in reponse.texte) == (200, True)
    assert soir.notes(champs) == 1
    assert texte not in soir.page().body


def sealed_rows(installation: Installation, enfant: str) -> list[tuple]:
    with installation.admin() as admin:
        identite = "SELECT prenom, nom, date_naissance FROM enfants_enfant WHERE id = %s"
        notes = "SELECT texte, complement, humeur, motif FROM enfants_versionnote WHERE enfant_id = %s ORDER BY id"
        return admin.execute(identite, [enfant]).fetchall() + admin.execute(notes, [enfant]).fetchall()


def during(soir: Soir, champs: Champs, fault: Callable[[], None]) -> Reponse | None:
    """Send a form, strike once its notes are written and not yet committed; return the answer if any."""

    def send() -> Reponse | None:
        try:
            return soir.enregistrer(champs)
        except (RemoteDisconnected, ConnectionError, URLError):
            return None

    with ThreadPoolExecutor(1) as pool, soir.installation.held("audit_entreeaudit") as somebody_waits:
        answer = pool.submit(send)
        assert somebody_waits()
        fault()
        return answer.result(60)


def test_database_stopped_between_two_requests_gives_a_clear_page_and_keeps_the_draft(installation, soir):
    champs = soir.champs("Il a plu, elle a lu.")
    soir.garder(champs)
    installation.kill(installation.postgres, signal.SIGINT)
    assert_says_the_database_is_away(soir.enregistrer(champs))
    assert_says_the_database_is_away(soir.page())
    assert_says_the_database_is_away(Visiteur(installation.port).ouvrir("/compte/login/"))
    installation.restart_postgres()
    assert_kept_then_saved_once(soir, champs, "Il a plu, elle a lu.")


def test_database_restarted_mid_request_gives_a_clear_page_and_keeps_the_draft(installation, soir):
    champs = soir.champs("Elle a fait du vélo.")
    soir.garder(champs)
    reponse = during(soir, champs, lambda: installation.kill(installation.postgres, signal.SIGINT))
    installation.restart_postgres()
    assert reponse is not None
    assert_says_the_database_is_away(reponse)
    assert_kept_then_saved_once(soir, champs, "Elle a fait du vélo.")


def test_database_killed_in_the_middle_of_a_save_leaves_nothing_half_written(installation, soir):
    champs = soir.champs("Elle a ri aux éclats.")
    soir.garder(champs)
    reponse = during(soir, champs, lambda: installation.kill(installation.postgres))
    installation.restart_postgres()
    assert reponse is not None
    assert_says_the_database_is_away(reponse)
    assert_kept_then_saved_once(soir, champs, "Elle a ri aux éclats.")


def test_web_process_killed_in_the_middle_of_a_save_leaves_nothing_half_written(installation, soir):
    champs = soir.champs("Elle a bâti une cabane.")
    soir.garder(champs)
    assert during(soir, champs, installation.kill_gunicorn_worker) is None
    eventually(lambda: installation.count("pg_locks", "NOT granted") == 0)
    assert_kept_then_saved_once(soir, champs, "Elle a bâti une cabane.")


def test_redis_down_saving_works_and_the_job_waits_until_a_worker_catches_it_up(installation, soir, claire):
    champs = soir.champs("Elle a compté les étoiles.")
    demande = claire.ouvrir(f"/enfants/{installation.monde['lea']}/impression/")
    installation.kill(installation.redis)
    try:
        reponse = soir.enregistrer(champs)
        suivi = claire.envoyer(demande, "/impression/")
    finally:
        installation.restart_redis()
    assert (reponse.status, soir.notes(champs), suivi.status) == (200, 1, 200)
    assert installation.count("taches_tache", "etat = 'en_attente'") == 1
    with installation.admin() as admin:  # what passing time does
        admin.execute("UPDATE taches_tache SET prochaine_tentative = now() - interval '1 minute'")
    with installation.worker():
        installation.python("-m", "celery", "--app", "config.celery", "call", "socle.taches.tasks.sweep")
        eventually(lambda: installation.count("taches_tache", "etat = 'terminee'") == 1, within=60)
    assert claire.octets(f"{suivi.url}document/").startswith(b"%PDF")


def test_server_without_a_key_says_so_field_by_field_stands_and_changes_no_sealed_byte(installation, claire):
    """Léa's key is wrapped by the key-encryption key this server was not given, Inès's by the other."""
    monde = installation.monde
    ancienne, nouvelle = installation.environment["MAISON_TROUSSEAU"].split(",")
    installation.populate(
        "arrivee", monde["village"], monde["maison"], MAISON_TROUSSEAU=f"{nouvelle},{ancienne}"
    )
    before = sealed_rows(installation, monde["lea"])
    child, port = installation.serve("amputé", MAISON_TROUSSEAU=nouvelle)
    ici = Soir(installation, claire.at(port))
    try:
        maison = ici.qui.ouvrir("/ma-maison/")
        assert (maison.status, FERME in maison.texte, "Inès" in maison.texte) == (200, True, True)
        note = ici.qui.ouvrir(f"/notes/{monde['note']}/")
        assert (note.status, FERME in note.texte) == (200, True)
        champs = ici.champs("Elle a planté un radis.", enfant="ines")
        assert "Elle a planté un radis." in ici.enregistrer(champs).texte
        champs = ici.champs("Elle a semé des fèves.")
        refus = ici.enregistrer(champs)
        assert (refus.status, ici.notes(champs)) == (422, 0)
        assert "ne peut pas être ouvert" in refus.texte
        assert "Elle a semé des fèves." in refus.texte
    finally:
        installation.kill(child)
    assert sealed_rows(installation, monde["lea"]) == before
    assert "Léa" in claire.ouvrir("/ma-maison/").texte


def test_form_sent_by_two_parallel_requests_makes_one_entry(soir):
    champs = soir.champs("Elle a gagné aux dames.")
    together = Barrier(2)

    def send() -> Reponse:
        together.wait()
        return soir.enregistrer(champs)

    with ThreadPoolExecutor(2) as pool:
        reponses = [f.result() for f in [pool.submit(send), pool.submit(send)]]
    assert [(r.status, "Elle a gagné aux dames." in r.texte) for r in reponses] == [(200, True)] * 2
    assert soir.notes(champs) == 1


def test_second_of_two_people_correcting_a_note_sees_both_texts_and_chooses(installation, gens):
    note = installation.monde["note"]
    adresse = f"/notes/{note}/corriger/"
    pages = {nom: gens[nom].ouvrir(adresse) for nom in ("claire", "sonia")}
    premiere = gens["claire"].envoyer(
        pages["claire"], "/corriger/", texte="Elle a nagé avec une frite.", motif="Oubli"
    )
    assert (premiere.status, "La correction est enregistrée." in premiere.texte) == (200, True)
    conflit = gens["sonia"].envoyer(
        pages["sonia"], "/corriger/", texte="Elle a nagé dans le grand bain.", motif="Précision"
    )
    assert conflit.status == 409
    assert "Elle a nagé avec une frite." in conflit.texte
    assert "Elle a nagé dans le grand bain." in conflit.texte
    choix = gens["sonia"].envoyer(conflit, "/corriger/")
    assert (choix.status, "Version 3" in choix.texte) == (200, True)
    assert installation.count("enfants_versionnote", "note_id = %(note)s", note=note) == 3


def test_what_arrives_on_a_closed_session_is_kept_as_a_draft(installation, gens):
    """A second server of the same installation, where any session is over at once."""
    karim = Soir(installation, gens["karim"])
    champs = karim.champs("Elle s'est endormie tout de suite.", enfant="noe")
    child, port = installation.serve("impatient", MAISON_SESSION_INACTIVITE="0")
    reponse = gens["karim"].at(port).ouvrir(karim.adresse, champs)
    installation.kill(child)
    assert "/compte/login/?next=" in reponse.url
    assert karim.notes(champs) == 0
    revenu = Visiteur(installation.port).entrer("karim", installation.monde["secrets"]["karim"], plus_tard=1)
    gens["karim"].cookies = revenu.cookies
    assert "Elle s'est endormie tout de suite." in karim.page().texte


def test_expired_assignment_opens_nothing_in_an_open_session_with_every_worker_stopped(installation, gens):
    paul = Soir(installation, gens["paul"])
    champs = paul.champs("Elle a dit bonne nuit.")
    with installation.admin() as admin:
        admin.execute(
            "UPDATE villages_affectation SET fin = CURRENT_DATE - 2 WHERE id = %s",
            [installation.monde["affectations"]["paul"]],
        )
    assert paul.page().status == 404
    assert paul.qui.ouvrir(f"/notes/{installation.monde['note']}/").status == 404
    assert paul.qui.ouvrir("/ma-maison/").status == 403  # a page of nobody's file: no house is left
    assert paul.enregistrer(champs).status == 404
    assert paul.notes(champs) == 0
    assert "Léa" not in paul.qui.ouvrir("/").texte
