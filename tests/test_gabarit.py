"""A world put back is the world that was made."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from enfants.models import Enfant, NoteJournal
from socle.habilitations.contexte import acting_as_system
from tests.base import TABLES_DE_REFERENCE, owner_connection, vider
from tests.connexion import ouvrir_session
from tests.gabarit import Gabarit
from tests.monde import Monde

pytestmark = pytest.mark.django_db

_TABLES = """
SELECT schemaname || '_' || tablename, format('%%I.%%I', schemaname, tablename) FROM pg_tables
WHERE schemaname = ANY(%s) AND NOT tablename = ANY(%s)
"""
_ETAT = """
SELECT 'guard', tgrelid::regclass || '.' || tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'sequence', sequencename, coalesce(last_value, start_value - 1)::text
FROM pg_sequences WHERE schemaname IN ('public', 'cles') ORDER BY 1, 2
"""


def _rows(*schemas: str) -> dict[str, int]:
    """Return how many rows each table has, leaving out the empty ones."""
    with owner_connection() as owner:
        tables = owner.execute(_TABLES, [list(schemas), list(TABLES_DE_REFERENCE)]).fetchall()
        found = {name: owner.execute(f"SELECT count(*) FROM {place}").fetchone() for name, place in tables}
    return {name: row[0] for name, row in found.items() if row and row[0]}


@pytest.mark.django_db(transaction=True)
def test_every_row_is_put_back_once_and_nothing_else(monde: Monde) -> None:
    kept = {name.removeprefix("gabarit_"): number for name, number in _rows("gabarit").items()}
    assert kept["public_enfants_enfant"] == len(monde.enfants)
    assert _rows("public", "cles") == kept


@pytest.mark.django_db(transaction=True)
def test_emptied_there_is_no_row_every_guard_stands_and_sequences_start_anew(
    gabarit_du_monde: Gabarit[Monde],
) -> None:
    vider()
    with owner_connection() as owner:
        at_rest = owner.execute(_ETAT).fetchall()
        monde = gabarit_du_monde.poser()
        ouvrir_session(Client(), monde.note.auteur)
        assert owner.execute(_ETAT).fetchall() != at_rest, "no sequence was used: nothing is shown"
        vider()
        assert owner.execute(_ETAT).fetchall() == at_rest
    assert _rows("public", "cles") == {}
    guards = [state for kind, _, state in at_rest if kind == "guard"]
    assert set(guards) == {"O"}


def test_it_is_as_if_it_had_just_been_made(monde: Monde) -> None:
    with acting_as_system(raison="test"):
        written = NoteJournal.objects.get(pk=monde.note.pk)
        enfant = Enfant.objects.get(pk=monde.lea.pk)
        assert (str(enfant.prenom), str(enfant.nom)) == (str(monde.lea.prenom), str(monde.lea.nom))
    assert written.ecrite_le == monde.note.ecrite_le
    assert timedelta(0) <= timezone.now() - written.ecrite_le < timedelta(minutes=1)


def test_what_one_test_does_to_its_copy_is_seen_by_no_other(gabarit_du_monde: Gabarit[Monde]) -> None:
    with transaction.atomic():
        gabarit_du_monde.poser().lea.prenom = "Autre"
        transaction.set_rollback(True)
    assert str(gabarit_du_monde.poser().lea.prenom) == "Léa"


def test_another_day_it_is_made_anew(gabarit_du_monde: Gabarit[Monde]) -> None:
    with transaction.atomic():
        known = gabarit_du_monde.poser().lea.pk
        transaction.set_rollback(True)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert gabarit_du_monde.poser().lea.pk != known
