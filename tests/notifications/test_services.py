"""Said once each, in the caller's transaction, to its recipients and nobody else."""

from __future__ import annotations

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.urls import NoReverseMatch
from django.utils import timezone

from socle.habilitations.contexte import acting_as, acting_as_system
from socle.notifications.enums import EtatCourriel
from socle.notifications.models import CONSERVATION, Avis
from socle.notifications.registre import UnregisteredNoticeError
from socle.notifications.selectors import mes_avis, nombres_a_lire
from socle.notifications.services import (
    choisir_courriels,
    marquer_vu,
    notifier,
    retirer,
    tout_marquer_vu,
)
from socle.notifications.tasks import effacer_avis
from socle.outils.acteur import acteur_courant
from socle.outils.identifiants import nouvel_id
from socle.taches.models import Tache
from tests import factories
from tests.base import owner_connection
from tests.ensemble import together
from tests.taches.ouvrier import eventually

pytestmark = pytest.mark.django_db

Etat = EtatCourriel


def etats() -> dict[str, str]:
    with acting_as_system(raison="test"):
        return dict(Avis.objects.values_list("destinataire__identifiant", "courriel_etat"))


def watch(pid: int, seen: Event) -> Thread:
    """Set ``seen`` once the connection ``pid`` waits for a lock."""

    def look() -> None:
        with owner_connection() as owner:
            waits = "SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted"
            eventually(lambda: owner.execute(waits, [pid]).fetchone() is not None, within=20)
        seen.set()

    thread = Thread(target=look)
    thread.start()
    return thread


def jobs() -> int:
    return Tache.objects.filter(code="notifications.courriel").count()


def test_each_recipient_is_told_once_by_screen_and_by_mail(genres, par_courriel, paul, nadia):
    objet = nouvel_id()
    qui = [paul.pk, nadia.pk, paul.pk]
    assert notifier(code="essai.libre", destinataires=qui, objet=objet) == 2
    assert notifier(code="essai.libre", destinataires=qui, objet=objet) == 0
    assert etats() == {"paul": Etat.A_ENVOYER, "nadia": Etat.A_ENVOYER}
    assert jobs() == 2


def test_another_key_or_another_object_says_it_again(genres, paul):
    objet = nouvel_id()
    assert notifier(code="essai.libre", destinataires=[paul.pk], objet=objet) == 1
    assert notifier(code="essai.libre", destinataires=[paul.pk], objet=objet, cle=f"{objet}:rappel-1") == 1
    assert notifier(code="essai.libre", destinataires=[paul.pk], objet=nouvel_id()) == 1
    assert notifier(code="essai.obligatoire", destinataires=[paul.pk], objet=objet) == 1


def test_a_recipient_who_comes_later_is_told_and_the_others_are_not_told_again(genres, paul, nadia):
    objet = nouvel_id()
    assert notifier(code="essai.libre", destinataires=[paul.pk], objet=objet) == 1
    assert notifier(code="essai.libre", destinataires=[paul.pk, nadia.pk], objet=objet) == 1


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_say_the_same_thing_say_it_once(genres, par_courriel, paul, nadia):
    objet, qui = nouvel_id(), [paul.pk, nadia.pk]
    written, other_waits = Event(), Event()

    def first() -> int:
        with transaction.atomic():
            told = notifier(code="essai.libre", destinataires=qui, objet=objet)
            written.set()
            assert other_waits.wait(20)
        return told

    def second() -> int:
        assert written.wait(20)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
            watcher = watch(pid, other_waits)
            told = notifier(code="essai.libre", destinataires=qui[::-1], objet=objet)
        watcher.join(20)
        return told

    assert together(first, second) == [2, 0]
    assert etats() == {"paul": Etat.A_ENVOYER, "nadia": Etat.A_ENVOYER}
    assert jobs() == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_not_said_and_leaves_no_mail(genres, par_courriel, paul):
    def say_and_fail() -> None:
        with transaction.atomic():
            notifier(code="essai.libre", destinataires=[paul.pk], objet=nouvel_id())
            assert etats() == {"paul": Etat.A_ENVOYER}
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        say_and_fail()
    assert etats() == {}
    assert jobs() == 0


def test_the_one_who_acts_stays_the_one_who_acts_and_reads_nothing_of_others(genres, paul, nadia):
    with acting_as(paul):
        notifier(code="essai.libre", destinataires=[nadia.pk], objet=nouvel_id())
        assert acteur_courant.get().id == paul.pk
        assert Avis.objects.count() == 0
    with acting_as(nadia):
        assert Avis.objects.count() == 1


def test_another_s_notices_are_invisible_in_python_and_in_sql_and_cannot_be_written(genres, paul, nadia):
    notifier(code="essai.libre", destinataires=[paul.pk], objet=nouvel_id())
    with acting_as(paul), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notifications_avis")
        assert cursor.fetchone() == (1,)
        [avis] = mes_avis(paul)
    with acting_as(nadia), connection.cursor() as cursor:
        assert not Avis.objects.exists()
        assert not mes_avis(paul).exists()
        cursor.execute("SELECT count(*) FROM notifications_avis")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE notifications_avis SET vu_le = now()")
        assert cursor.rowcount == 0
        marquer_vu(acteur=nadia, avis=avis)
    with acting_as(paul):
        avis.refresh_from_db()
        assert avis.vu_le is None


def test_a_child_s_account_is_refused_and_sees_no_notice(genres, paul):
    lea = factories.creer_utilisateur("lune-bleue", nature="enfant")
    with pytest.raises(ValueError, match="child"):
        notifier(code="essai.libre", destinataires=[paul.pk, lea.pk], objet=nouvel_id())
    assert etats() == {}
    notifier(code="essai.libre", destinataires=[paul.pk], objet=nouvel_id())
    with acting_as(lea), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notifications_avis")
        assert cursor.fetchone() == (0,)


def test_a_closed_account_is_left_aside(genres, paul, nadia):
    paul.is_active = False
    paul.save()
    assert notifier(code="essai.libre", destinataires=[paul.pk, nadia.pk], objet=nouvel_id()) == 1


def test_what_is_not_registered_not_addressed_or_not_keyed_is_refused(genres, paul):
    with pytest.raises(UnregisteredNoticeError):
        notifier(code="essai.inconnu", destinataires=[paul.pk], objet=nouvel_id())
    with pytest.raises(ValueError, match="key"):
        notifier(code="essai.libre", destinataires=[paul.pk], cible=nouvel_id())
    with pytest.raises(ValueError, match="key"):
        notifier(code="essai.libre", destinataires=[paul.pk], objet=nouvel_id(), cle="Pour Léa Martin")
    with pytest.raises(NoReverseMatch):
        notifier(code="essai.libre", destinataires=[paul.pk], objet="pas-un-id")
    assert etats() == {}


def test_without_a_mail_server_or_an_address_the_screen_alone_tells(genres, paul, nadia, settings):
    notifier(code="essai.obligatoire", destinataires=[paul.pk], objet=nouvel_id())
    assert etats() == {"paul": Etat.NON_DEMANDE}
    settings.COURRIEL = {"host": "127.0.0.1", "port": 1}
    nadia.email = ""
    nadia.save()
    notifier(code="essai.obligatoire", destinataires=[nadia.pk], objet=nouvel_id())
    assert etats() == {"paul": Etat.NON_DEMANDE, "nadia": Etat.NON_DEMANDE}
    assert jobs() == 0


def test_a_mail_switched_off_does_not_leave_and_a_mandatory_one_does(genres, par_courriel, paul, nadia):
    with acting_as(paul):
        choisir_courriels(acteur=paul, choix={"essai.libre": False})
    notifier(code="essai.libre", destinataires=[paul.pk, nadia.pk], objet=nouvel_id())
    assert etats() == {"paul": Etat.NON_DEMANDE, "nadia": Etat.A_ENVOYER}
    with acting_as(paul):
        choisir_courriels(acteur=paul, choix={"essai.libre": True})
        with pytest.raises(ValueError, match="not a choice"):
            choisir_courriels(acteur=paul, choix={"essai.obligatoire": False})
    notifier(code="essai.obligatoire", destinataires=[paul.pk], objet=nouvel_id())
    assert jobs() == 2


def test_a_withdrawn_notice_shows_nowhere_and_its_mail_does_not_leave(genres, par_courriel, paul, nadia):
    objet = nouvel_id()
    for cle in ("", f"{objet}:rappel-1"):
        notifier(code="essai.libre", destinataires=[paul.pk, nadia.pk], objet=objet, cle=cle)
    notifier(code="essai.libre", destinataires=[paul.pk], objet=nouvel_id())
    assert retirer(code="essai.libre", objet=objet, destinataires=[paul.pk]) == 2
    assert retirer(code="essai.libre", objet=objet, destinataires=[paul.pk]) == 0
    with acting_as(paul):
        assert mes_avis(paul).count() == 1
        assert nombres_a_lire(paul) == {"essai.libre": 1}
    with acting_as(nadia):
        assert nombres_a_lire(nadia) == {"essai.libre": 2}
    with acting_as_system(raison="test"):
        gone = Avis.objects.filter(retire_le__isnull=False)
        assert {avis.courriel_etat for avis in gone} == {Etat.NON_DEMANDE}
    assert notifier(code="essai.libre", destinataires=[paul.pk], objet=objet) == 0
    assert retirer(code="essai.libre", objet=objet) == 2


def test_all_seen_is_one_s_own_and_the_first_time_counts(genres, paul, nadia):
    notifier(code="essai.libre", destinataires=[paul.pk, nadia.pk], objet=nouvel_id())
    with acting_as(paul):
        assert [tout_marquer_vu(acteur=paul), tout_marquer_vu(acteur=paul)] == [1, 0]
    with acting_as(nadia):
        assert nombres_a_lire(nadia) == {"essai.libre": 1}


def test_a_notice_is_erased_after_a_year(genres, paul):
    notifier(code="essai.libre", destinataires=[paul.pk], objet=nouvel_id())
    notifier(code="essai.libre", destinataires=[paul.pk], objet=nouvel_id())
    with acting_as_system(raison="test"):
        first = Avis.objects.order_by("id").first()
        Avis.objects.filter(pk=first.pk).update(cree_le=timezone.now() - CONSERVATION - timedelta(minutes=1))
    assert [effacer_avis(), effacer_avis()] == [1, 0]
