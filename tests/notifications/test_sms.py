"""A text message leaves once, says nothing of anyone, and its number is kept nowhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import redis
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from config.env import read_sms
from socle.habilitations.contexte import acting_as_system
from socle.notifications import numeros
from socle.notifications.enums import EtatCourriel
from socle.notifications.envoi_sms import ESSAIS, texte_de
from socle.notifications.models import Avis, Sms
from socle.notifications.numeros import UnknownSourceError, international
from socle.notifications.registre import GenreAvis, register
from socle.notifications.services import effacer_les_anciens, notifier, retirer
from socle.notifications.sms import CODE_SMS, envoyer_sms, etats_des_sms
from socle.outils.identifiants import nouvel_id
from socle.taches.enums import EtatTache
from socle.taches.execution import reclaim, run_now
from socle.taches.models import Tache
from socle.taches.tasks import GRACE, sweep
from tests.ensemble import together
from tests.notifications.passerelle import JETON, FaussePasserelle, fausse_passerelle, regler
from tests.taches.ouvrier import ROOT, eventually, kill, worker

pytestmark = pytest.mark.django_db(transaction=True)

Etat = EtatCourriel
NUMERO = "06 98 76 54 32"
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    client = redis.Redis.from_url(django_settings.REDIS_URL)
    client.delete(django_settings.CELERY_TASK_DEFAULT_QUEUE)
    yield
    client.delete(django_settings.CELERY_TASK_DEFAULT_QUEUE)
    client.close()


@pytest.fixture
def carnet(monkeypatch) -> dict[UUID, str]:
    """Where the numbers of the tests are read when a message leaves."""
    book: dict[UUID, str] = {}
    monkeypatch.setattr(numeros, "_sources", dict(numeros._sources))
    numeros.register("essai.carnet", lambda objet: book.get(objet, ""))
    register(
        GenreAvis(
            code="essai.alerte",
            titre="Un essai",
            phrase="Quelque chose presse.",
            url="enfants:fiche",
            permission="lire_identite",
            sms="une alerte vous attend. Ouvrez :",
        )
    )
    return book


@pytest.fixture
def passerelle(settings) -> Iterator[FaussePasserelle]:
    with fausse_passerelle() as server:
        regler(settings, server.adresse)
        yield server


def dire(qui, carnet, numero: str = NUMERO, objet: UUID | None = None) -> UUID | None:
    objet = objet or nouvel_id()
    carnet[objet] = numero
    with transaction.atomic():
        notifier(code="essai.alerte", destinataires=[qui.pk], objet=objet)
        return envoyer_sms(
            code="essai.alerte", destinataire=qui.pk, cle=str(objet), source="essai.carnet", objet=objet
        )


def etat(sms: UUID) -> tuple[str, int]:
    with acting_as_system(raison="test"):
        return Sms.objects.values_list("etat", "tentatives").get(pk=sms)


def envoyer() -> bool:
    return run_now(Tache.objects.get(code=CODE_SMS).pk)


def encore() -> None:
    """The same job again, as a worker whose lease ran out does."""
    Tache.objects.filter(code=CODE_SMS).update(etat=EtatTache.EN_ATTENTE, prochaine_tentative=timezone.now())


# --- what leaves ------------------------------------------------------------------------------


def test_the_gateway_is_given_a_number_the_registry_s_words_and_the_token(passerelle, carnet, paul):
    sms = dire(paul, carnet)
    assert envoyer()
    [recu] = passerelle.recus
    with acting_as_system(raison="test"):
        avis = Avis.objects.get()
    assert recu.chemin == "/envois"
    assert recu.document == {
        "to": "+33698765432",
        "from": "Maison",
        "text": f"Maison commune : une alerte vous attend. Ouvrez : https://maison.exemple/avis/{avis.pk}/",
        "reference": str(sms),
    }
    assert recu.entetes["authorization"] == f"Bearer {JETON}"
    assert recu.entetes["idempotency-key"] == str(sms)
    assert etat(sms) == (Etat.ENVOYE, 1)
    assert etats_des_sms({sms}) == {sms: Etat.ENVOYE}


def test_every_registered_message_is_one_that_any_telephone_shows(settings):
    settings.ADRESSE_DU_SITE = "https://maison.exemple"
    from socle.notifications.registre import genres

    with_sms = [genre for genre in genres() if genre.sms]
    assert "protection.alerte" in {genre.code for genre in with_sms}
    for genre in with_sms:
        text = texte_de(genre.code, nouvel_id())
        assert set(text) <= GSM
        assert len(text) <= 160


@pytest.mark.parametrize("words", ["pour {prenom}", "l’alerte", "a" * 81, "voir https://ailleurs"])
def test_words_that_could_be_completed_or_shown_as_boxes_are_refused(words):
    with pytest.raises(ValueError, match="text message"):
        GenreAvis(
            code="essai.sms",
            titre="Un essai",
            phrase="Quelque chose attend.",
            url="enfants:fiche",
            permission="lire_identite",
            sms=words,
        )


def test_without_a_gateway_nothing_is_asked_for(carnet, paul):
    assert dire(paul, carnet) is None
    assert not Tache.objects.filter(code=CODE_SMS).exists()


def test_a_kind_without_words_and_an_unknown_source_are_refused(passerelle, carnet, genres, paul):
    common = {"destinataire": paul.pk, "cle": "x", "objet": nouvel_id()}
    with pytest.raises(ValueError, match="no text message"):
        envoyer_sms(code="essai.libre", source="essai.carnet", **common)
    with pytest.raises(UnknownSourceError):
        envoyer_sms(code="essai.alerte", source="essai.inconnue", **common)


def test_asked_twice_it_is_one_message(passerelle, carnet, paul):
    objet = nouvel_id()
    assert dire(paul, carnet, objet=objet) == dire(paul, carnet, objet=objet)
    assert envoyer()
    encore()
    assert envoyer()
    assert len(passerelle.recus) == 1


def test_the_number_is_in_no_row_no_job_and_no_log(passerelle, carnet, paul, caplog):
    sms = dire(paul, carnet)
    passerelle.code = 500
    assert not envoyer()
    with acting_as_system(raison="test"):
        kept = str(list(Sms.objects.values())) + str(list(Tache.objects.values()))
    assert str(sms) in kept
    for form in (NUMERO, NUMERO.replace(" ", ""), "698765432", "maison.exemple/avis"):
        assert form not in kept
        assert form not in caplog.text


def test_two_workers_at_once_send_once(passerelle, carnet, paul):
    dire(paul, carnet)
    passerelle.silence = True

    def second() -> bool:
        assert passerelle.atteint.wait(20)
        encore()
        done = envoyer()
        passerelle.parler()
        return done

    assert together(envoyer, second)[1] is False
    assert len(passerelle.recus) == 1


# --- what no longer has to leave --------------------------------------------------------------


def test_withdrawn_with_its_notice_it_does_not_leave(passerelle, carnet, paul):
    objet = nouvel_id()
    sms = dire(paul, carnet, objet=objet)
    retirer(code="essai.alerte", objet=objet)
    assert envoyer()
    assert passerelle.bruts == []
    assert etat(sms) == (Etat.NON_DEMANDE, 0)


def test_somebody_who_must_no_longer_be_told_has_no_number(passerelle, carnet, paul):
    sms = dire(paul, carnet)
    carnet.clear()
    assert envoyer()
    assert passerelle.bruts == []
    assert etat(sms) == (Etat.NON_DEMANDE, 0)


def test_a_closed_account_receives_nothing(passerelle, carnet, paul):
    sms = dire(paul, carnet)
    paul.is_active = False
    paul.save()
    assert envoyer()
    assert passerelle.bruts == []
    assert etat(sms) == (Etat.NON_DEMANDE, 0)


def test_it_is_erased_with_its_notice(passerelle, carnet, paul):
    dire(paul, carnet)
    with acting_as_system(raison="test"):
        assert effacer_les_anciens(timezone.now() + timedelta(days=400)) == 2
        assert not Sms.objects.exists()


# --- a gateway that is away, hangs up, refuses -------------------------------------------------


@pytest.mark.parametrize("code", [401, 403, 408, 425, 429, 500, 503])
def test_an_answer_that_means_later_is_tried_again(passerelle, carnet, paul, code):
    sms = dire(paul, carnet)
    passerelle.code = code
    assert not envoyer()
    assert etat(sms) == (Etat.A_ENVOYER, 1)
    passerelle.code = 200
    encore()
    assert envoyer()
    assert etat(sms) == (Etat.ENVOYE, 2)
    assert len(passerelle.recus) == 1


@pytest.mark.parametrize("code", [302, 400, 404, 422])
def test_an_answer_that_means_never_is_given_up_and_followed_nowhere(passerelle, carnet, paul, code):
    sms = dire(paul, carnet)
    passerelle.code = code
    assert envoyer()
    assert etat(sms) == (Etat.ECHEC, 1)
    assert len(passerelle.bruts) == 1


def test_a_gateway_that_hangs_up_after_the_text_is_not_given_it_again(passerelle, carnet, paul):
    sms = dire(paul, carnet)
    passerelle.coupe = True
    assert envoyer()
    assert etat(sms) == (Etat.INCERTAIN, 1)
    passerelle.coupe = False
    encore()
    assert envoyer()
    assert passerelle.recus == []


def test_a_gateway_too_slow_to_answer_may_have_it(passerelle, carnet, paul, settings):
    settings.SMS_DELAI = 0.3
    sms = dire(paul, carnet)
    passerelle.silence = True
    assert envoyer()
    assert etat(sms) == (Etat.INCERTAIN, 1)


def test_after_an_hour_it_is_given_up_and_the_notice_stays(carnet, paul, settings):
    with fausse_passerelle() as gone:
        regler(settings, gone.adresse)
    sms = dire(paul, carnet)
    with acting_as_system(raison="test"):
        Sms.objects.update(tentatives=ESSAIS - 1)
    assert envoyer()
    assert etat(sms) == (Etat.ECHEC, ESSAIS)
    with acting_as_system(raison="test"):
        assert Avis.objects.filter(retire_le=None).exists()


@pytest.mark.parametrize("typed", ["", "demander à Paul", "06 12", "12345678901234567", "0600000000000"])
def test_what_cannot_be_dialled_is_not_dialled(passerelle, carnet, paul, typed):
    sms = dire(paul, carnet, typed)
    assert envoyer()
    assert passerelle.bruts == []
    assert etat(sms)[0] == (Etat.ECHEC if typed else Etat.NON_DEMANDE)


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("+32 470 12 34 56", "+32470123456"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("3949", ""),
    ],
)
def test_a_number_is_dialled_as_the_world_writes_it(typed, dialled):
    assert international(typed) == dialled


# --- a worker killed in the middle --------------------------------------------------------------


def test_a_worker_killed_while_the_gateway_thinks_sends_once(passerelle, monde):
    """The alert of an incident, which a worker of the application knows by itself."""
    from protection.models import AppelAstreinte
    from tests import factories
    from tests.protection.astreinte import tour_de_garde

    garde = tour_de_garde(monde)
    environment = {
        "MAISON_SMS_URL": passerelle.adresse,
        "MAISON_SMS_JETON": JETON,
        "MAISON_ADRESSE": "https://maison.exemple",
    }
    passerelle.silence = True
    factories.creer_alerte(factories.creer_incident(monde.village, danger="oui"))
    with acting_as_system(raison="test"):
        sms = AppelAstreinte.objects.get(compte=garde[1]).sms
    with worker(**environment) as first:
        assert passerelle.atteint.wait(90)
        kill(first)
    assert etat(sms) == (Etat.REMIS, 1)
    passerelle.parler()
    Tache.objects.filter(etat=EtatTache.EN_COURS).update(bail=timezone.now() - GRACE)
    reclaim()
    Tache.objects.filter(code=CODE_SMS).update(prochaine_tentative=timezone.now() - GRACE)
    sweep()
    with worker(**environment):
        eventually(lambda: Tache.objects.get(code=CODE_SMS).etat == EtatTache.TERMINEE)
    assert etat(sms) == (Etat.INCERTAIN, 1)
    assert len(passerelle.bruts) == 1


# --- settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["http://passerelle.exemple/sms", "ftp://passerelle", "https://un:deux@passerelle.exemple", "sms"]
)
def test_another_machine_is_spoken_to_with_tls_and_no_password_in_the_address(monkeypatch, url):
    monkeypatch.setenv("MAISON_SMS_URL", url)
    with pytest.raises(ImproperlyConfigured, match="MAISON_SMS_URL"):
        read_sms("MAISON_SMS_URL")


def test_the_address_may_be_a_secret_file(monkeypatch, tmp_path):
    (tmp_path / "url").write_text("https://passerelle.exemple/sms\n")
    monkeypatch.setenv("MAISON_SMS_URL_FILE", str(tmp_path / "url"))
    assert read_sms("MAISON_SMS_URL") == "https://passerelle.exemple/sms"


def test_a_gateway_without_token_or_site_address_stops_the_program():
    result = subprocess.run(
        [sys.executable, "-c", "import config.settings.dev"],
        env=os.environ
        | {"MAISON_SMS_URL": "https://passerelle.exemple", "DJANGO_SETTINGS_MODULE": "config.settings.dev"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert "MAISON_SMS_URL needs MAISON_SMS_JETON and MAISON_ADRESSE" in result.stderr


def test_a_token_without_gateway_and_an_impossible_sender_are_found_by_the_checks(settings):
    settings.SMS_JETON, settings.SMS_EXPEDITEUR = "seul", "M"
    found = {message.id for message in run_checks()}
    assert {"notifications.E001", "notifications.E002"} <= found
    settings.SMS_JETON, settings.SMS_EXPEDITEUR = "", "Maison"
    assert not {m.id for m in run_checks() if (m.id or "").startswith("notifications.")}
