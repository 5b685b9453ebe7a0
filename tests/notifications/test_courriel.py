"""A mail leaves once, whatever happens to the worker and to the mail server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from uuid import UUID

import pytest
import redis
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.db import connection, transaction
from django.utils import timezone

from config.env import parse_mail
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.notifications.enums import EtatCourriel
from socle.notifications.envoi import ESSAIS
from socle.notifications.models import Avis
from socle.notifications.selectors import mes_avis
from socle.notifications.services import marquer_vu, notifier, retirer
from socle.outils.identifiants import nouvel_id
from socle.taches.enums import EtatTache
from socle.taches.execution import reclaim, run_now
from socle.taches.models import Tache
from socle.taches.tasks import GRACE, sweep
from tests.ensemble import together
from tests.notifications.boite import Boite, boite
from tests.notifications.conftest import SITE
from tests.taches.ouvrier import ROOT, eventually, kill, worker

pytestmark = pytest.mark.django_db(transaction=True)

Etat = EtatCourriel
DE = "ne-pas-repondre@maison.exemple"


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    client = redis.Redis.from_url(django_settings.REDIS_URL)
    client.delete(django_settings.CELERY_TASK_DEFAULT_QUEUE)
    yield
    client.delete(django_settings.CELERY_TASK_DEFAULT_QUEUE)
    client.close()


@pytest.fixture
def serveur(settings) -> Iterator[Boite]:
    """A real mail server on this machine, which the site is configured for."""
    with boite() as server:
        configure(settings, server.port)
        yield server


def configure(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "socle.notifications.facteur.Facteur"
    settings.COURRIEL = parse_mail(f"smtp://127.0.0.1:{port}", "MAISON_COURRIEL")
    settings.DEFAULT_FROM_EMAIL, settings.ADRESSE_DU_SITE = DE, SITE


def ouvrier(adresse: str):
    return worker(MAISON_COURRIEL=adresse, MAISON_COURRIEL_DE=DE, MAISON_ADRESSE=SITE)


def dire(qui, objet: UUID | None = None) -> UUID:
    """Tell somebody a kind the application itself registers, which a worker knows too."""
    with transaction.atomic():
        notifier(code="enfants.proposition_recue", destinataires=[qui.pk], objet=objet or nouvel_id())
    with acting_as_system(raison="test"):
        return Avis.objects.latest("id").pk


def etat(avis: UUID) -> tuple[str, int]:
    with acting_as_system(raison="test"):
        return Avis.objects.values_list("courriel_etat", "tentatives").get(pk=avis)


def attente() -> str:
    return Tache.objects.get().etat


def envoyer() -> bool:
    """Run the one job, as a worker does once its time has come."""
    return run_now(Tache.objects.get().pk)


def plus_tard() -> None:
    """What passing time and the sweep do to a job whose worker died or whose retry is due."""
    moment = timezone.now() - GRACE
    Tache.objects.filter(etat=EtatTache.EN_COURS).update(bail=moment)
    reclaim()
    Tache.objects.update(prochaine_tentative=moment)
    assert sweep() == 1


# --- what leaves --------------------------------------------------------------------------------


def test_the_mail_says_what_the_registry_says_and_leads_to_the_notice(serveur, paul):
    avis = dire(paul)
    assert envoyer()
    [message] = serveur.messages
    assert (
        message["Subject"].strip()
        == "Maison commune\u00a0: Un moment proposé pour «\u202fMon histoire\u202f»"
    )
    assert (message["From"], message["To"]) == (DE, "paul@exemple.org")
    assert message["Message-ID"] == f"<{avis}@maison.exemple>"
    text = message.get_content().replace("\r\n", "\n")
    assert "Un enfant que vous accompagnez propose un moment pour son livre." in text
    assert f"{SITE}/avis/{avis}/\n" in text
    assert f"{SITE}/avis/preferences/" in text
    assert "&" not in text
    assert etat(avis) == (Etat.ENVOYE, 1)


def test_a_mandatory_mail_offers_no_choice(serveur, genres, paul):
    notifier(code="essai.obligatoire", destinataires=[paul.pk], objet=nouvel_id())
    assert envoyer()
    assert "preferences" not in serveur.messages[0].get_content()


def test_sent_once_however_often_the_job_runs(serveur, paul):
    avis = dire(paul)
    assert envoyer()
    Tache.objects.update(etat=EtatTache.EN_ATTENTE)
    assert envoyer()
    assert len(serveur.prises) == 1
    assert etat(avis) == (Etat.ENVOYE, 1)


def test_two_workers_at_once_send_once(serveur, paul):
    """The second is one whose lease ran out and that was not dead."""
    avis = dire(paul)
    serveur.silence = "RCPT"

    def second() -> bool:
        assert serveur.atteint.wait(20)
        Tache.objects.update(etat=EtatTache.EN_ATTENTE)
        done = envoyer()
        serveur.parler()
        return done

    assert together(envoyer, second)[1] is False
    assert len(serveur.prises) == 1
    assert etat(avis)[0] == Etat.ENVOYE


def test_reading_one_s_notices_does_not_wait_for_the_mail_server(serveur, paul):
    avis = dire(paul)
    serveur.silence = "."

    def read() -> None:
        assert serveur.atteint.wait(20)
        with acting_as(paul), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            marquer_vu(acteur=paul, avis=mes_avis(paul).get())
        serveur.parler()

    together(envoyer, read)
    with acting_as(paul):
        assert mes_avis(paul).get().vu_le is not None
    assert etat(avis)[0] == Etat.ENVOYE


# --- what no longer has to leave -----------------------------------------------------------------


def test_withdrawn_before_it_leaves_it_does_not_leave(serveur, paul):
    objet = nouvel_id()
    avis = dire(paul, objet)
    retirer(code="enfants.proposition_recue", objet=objet, destinataires=[paul.pk])
    assert envoyer()
    assert serveur.prises == []
    assert etat(avis) == (Etat.NON_DEMANDE, 0)


def test_withdrawn_while_the_server_is_being_spoken_to_it_does_not_leave(serveur, paul):
    objet = nouvel_id()
    avis = dire(paul, objet)
    serveur.silence = "RCPT"

    def withdraw() -> None:
        assert serveur.atteint.wait(20)
        with transaction.atomic():
            retirer(code="enfants.proposition_recue", objet=objet, destinataires=[paul.pk])
        serveur.parler()

    together(envoyer, withdraw)
    assert serveur.prises == []
    assert etat(avis) == (Etat.NON_DEMANDE, 1)


def test_an_account_closed_or_left_without_address_meanwhile_receives_nothing(serveur, paul):
    avis = dire(paul)
    paul.is_active = False
    paul.save()
    assert envoyer()
    assert serveur.prises == []
    assert etat(avis) == (Etat.NON_DEMANDE, 0)


# --- a mail server that is away, hangs up, or refuses ------------------------------------------------


def test_a_server_that_is_down_is_tried_again_later_and_the_mail_leaves_once(paul, settings):
    with boite() as gone:
        port = gone.port
    configure(settings, port)
    avis = dire(paul)
    with ouvrier(f"smtp://127.0.0.1:{port}"):
        eventually(lambda: etat(avis) == (Etat.A_ENVOYER, 1) and attente() == EtatTache.EN_ATTENTE)
        assert Tache.objects.get().prochaine_tentative > timezone.now()
        with boite(port) as back:
            plus_tard()
            eventually(lambda: etat(avis) == (Etat.ENVOYE, 2) and attente() == EtatTache.TERMINEE)
            Tache.objects.update(etat=EtatTache.EN_ATTENTE)
            plus_tard()
            eventually(lambda: attente() == EtatTache.TERMINEE)
            assert len(back.prises) == 1
    assert etat(avis) == (Etat.ENVOYE, 2)


@pytest.mark.parametrize("word", ["EHLO", "MAIL", "RCPT"])
def test_a_server_that_hangs_up_before_the_text_is_tried_again(serveur, paul, word):
    avis = dire(paul)
    serveur.coupe = word
    assert not envoyer()
    assert etat(avis) == (Etat.A_ENVOYER, 1)
    assert Tache.objects.get().erreur == "NotNowError"
    serveur.coupe = ""
    assert envoyer()
    assert len(serveur.prises) == 1


def test_a_server_that_hangs_up_after_the_text_is_not_given_it_again(serveur, paul):
    avis = dire(paul)
    serveur.coupe = "."
    assert envoyer()
    assert etat(avis) == (Etat.INCERTAIN, 1)
    serveur.coupe = ""
    Tache.objects.update(etat=EtatTache.EN_ATTENTE)
    assert envoyer()
    assert len(serveur.prises) == 1


def test_a_server_that_hangs_up_on_the_good_byes_has_the_mail(serveur, paul):
    avis = dire(paul)
    serveur.coupe = "QUIT"
    assert envoyer()
    assert etat(avis) == (Etat.ENVOYE, 1)


@pytest.mark.parametrize("word", ["RCPT", "DATA"])
def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_given_up(serveur, paul, word):
    avis = dire(paul)
    serveur.refus = {word: b"451 plus tard, paul@exemple.org"}
    assert not envoyer()
    assert etat(avis) == (Etat.A_ENVOYER, 1)
    serveur.refus = {word: b"550 inconnu"}
    Tache.objects.update(prochaine_tentative=timezone.now())
    assert envoyer()
    assert etat(avis) == (Etat.ECHEC, 2)
    assert serveur.prises == []


def test_after_three_days_it_is_given_up_and_the_notice_stays(serveur, paul, caplog):
    avis = dire(paul)
    serveur.coupe = "EHLO"
    with acting_as_system(raison="test"):
        Avis.objects.update(tentatives=ESSAIS - 1)
    assert envoyer()
    assert etat(avis) == (Etat.ECHEC, ESSAIS)
    assert str(avis) in caplog.text
    assert "paul@" not in caplog.text
    with acting_as(paul):
        assert mes_avis(paul).exists()


# --- a worker killed in the middle ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "before", "after"),
    [
        pytest.param("RCPT", (Etat.EN_COURS, 1), (Etat.ENVOYE, 2), id="before the text"),
        pytest.param(".", (Etat.REMIS, 1), (Etat.INCERTAIN, 1), id="text taken, not yet answered"),
        pytest.param("QUIT", (Etat.ENVOYE, 1), (Etat.ENVOYE, 1), id="answered, job not yet done"),
    ],
)
def test_a_worker_killed_while_it_sends_sends_once(serveur, paul, word, before, after):
    avis = dire(paul)
    serveur.silence = word
    with ouvrier(serveur.adresse) as first:
        assert serveur.atteint.wait(90)
        kill(first)
    assert etat(avis) == before
    assert attente() == EtatTache.EN_COURS
    serveur.parler()
    plus_tard()
    with ouvrier(serveur.adresse):
        eventually(lambda: attente() == EtatTache.TERMINEE)
    assert len(serveur.prises) == 1
    assert etat(avis) == after


# --- the address of the server -----------------------------------------------------------------------


def test_another_machine_is_spoken_to_with_tls_only():
    assert parse_mail("smtp://un:s%40cret@mail.exemple", "X") == {
        "host": "mail.exemple",
        "port": 587,
        "username": "un",
        "password": "s@cret",
        "use_ssl": False,
        "use_tls": True,
    }
    assert parse_mail("smtps://mail.exemple", "X")["use_ssl"] is True
    assert parse_mail("smtp://localhost", "X")["use_tls"] is False


@pytest.mark.parametrize(
    "url",
    ["mail.exemple", "http://mail.exemple", "smtps://", "smtps://un@mail.exemple", "smtps://mail.exemple/x"],
)
def test_a_malformed_address_of_a_mail_server_stops_the_program(url):
    with pytest.raises(ImproperlyConfigured, match="MAISON_COURRIEL"):
        parse_mail(url, "MAISON_COURRIEL")


def test_a_mail_server_without_sender_or_site_address_stops_the_program():
    result = subprocess.run(
        [sys.executable, "-c", "import config.settings.dev"],
        env=os.environ
        | {"MAISON_COURRIEL": "smtp://localhost", "DJANGO_SETTINGS_MODULE": "config.settings.dev"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert "MAISON_COURRIEL needs MAISON_COURRIEL_DE and MAISON_ADRESSE" in result.stderr


def test_the_secret_of_the_mail_server_is_given_to_it_alone(serveur, settings):
    settings.COURRIEL = parse_mail(f"smtp://un:secret@127.0.0.1:{serveur.port}", "X")
    facteur = get_connection(suivi=None)
    assert (facteur.username, facteur.password) == ("un", "secret")
