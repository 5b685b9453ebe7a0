"""The chain when things break: two beats at once, one killed in the middle, the roster changing at midnight."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from protection.models import AppelAstreinte
from protection.services.alertes import avancer
from socle.habilitations.contexte import acting_as_system
from tests import factories
from tests.base import owner_connection
from tests.ensemble import together
from tests.protection.astreinte import QUART, appels, lever, pro_de_compte, tour_de_garde
from tests.taches.ouvrier import ROOT, environment, eventually, kill

#: A number nothing else locks.
VERROU = 20_261_127

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def garde(monde):
    return tour_de_garde(monde)


def test_two_beats_at_once_tell_the_next_person_once(monde, garde):
    alerte = lever(monde)
    moment = alerte.le + QUART
    assert sorted(together(*[lambda: avancer(moment)] * 4)) == [0, 0, 0, 1]
    assert [compte for _, compte, _ in appels(alerte)] == [garde[1].pk, garde[2].pk]


def test_a_beat_killed_in_the_middle_forgets_nobody_and_tells_nobody_twice(monde, garde):
    """Another process has begun to tell the second person, and dies before its transaction ends."""
    alerte = lever(monde)
    moment = alerte.le + QUART
    program = (
        "import django; django.setup()\n"
        "from datetime import datetime\n"
        "from protection.services import alertes\n"
        f"alertes.avancer(datetime.fromisoformat({moment.isoformat()!r}))\n"
    )
    with owner_connection() as owner:
        # Whoever tells somebody waits here, with everything written and nothing committed.
        owner.execute("SELECT pg_advisory_lock(%s)", [VERROU])
        owner.execute(
            "CREATE FUNCTION attendre() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN PERFORM pg_advisory_xact_lock({VERROU}); RETURN NEW; END $$"
        )
        owner.execute(
            "CREATE TRIGGER attendre AFTER INSERT ON protection_appelastreinte "
            "FOR EACH ROW EXECUTE FUNCTION attendre()"
        )
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        beat = subprocess.Popen(
            [sys.executable, "-c", program], cwd=ROOT, env=environment(), start_new_session=True
        )
        try:
            eventually(lambda: owner.execute(waiting).fetchone() == (1,))
        finally:
            kill(beat)
            owner.execute("SELECT pg_advisory_unlock(%s)", [VERROU])
            # Its server process gets the lock, finds nobody to answer, and undoes everything.
            free = "SELECT pg_try_advisory_lock(%s)"
            eventually(lambda: owner.execute(free, [VERROU]).fetchone() == (True,))
            owner.execute("DROP TRIGGER attendre ON protection_appelastreinte")
            owner.execute("DROP FUNCTION attendre()")
    assert [compte for _, compte, _ in appels(alerte)] == [garde[1].pk]
    assert avancer(moment) == 1
    assert avancer(moment) == 0
    assert [compte for _, compte, _ in appels(alerte)] == [garde[1].pk, garde[2].pk]


def test_after_midnight_whoever_takes_the_first_rank_over_is_called_before_the_second_of_the_night(
    monde, garde
):
    today = timezone.localdate()
    with acting_as_system(raison="test"):
        for compte in garde.values():
            row = pro_de_compte(compte).astreintes.get()
            row.fin = today
            row.save()
    late = timezone.make_aware(timezone.datetime(today.year, today.month, today.day, 23, 50))
    with time_machine.travel(late, tick=False):
        alerte = lever(monde, constate_le=late, connu_le=late)
    tomorrow = factories.creer_professionnel("demain", prenom="Demain", nom="Astreinte")
    with acting_as_system(raison="test"):
        row = factories.creer_astreinte(tomorrow, monde.village, rang=5)
        row.rang, row.debut, row.fin = 1, today + timedelta(days=1), today + timedelta(days=7)
        row.save()
    with time_machine.travel(late + QUART, tick=False):
        assert avancer(late + QUART) == 1
    with time_machine.travel(late + 2 * QUART, tick=False):
        assert avancer(late + 2 * QUART) == 1
    with acting_as_system(raison="test"):
        told = list(AppelAstreinte.objects.filter(alerte=alerte).values_list("compte_id", flat=True))
    assert told == [garde[1].pk, tomorrow.compte_id, garde[2].pk]
