from __future__ import annotations

import os
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from socle.documents import depots
from socle.documents.balayage import JEUNESSE, REPENTIR, SuspiciousOrphansError, sweep_documents
from socle.documents.models import Document
from socle.habilitations.contexte import acting_as_system
from tests.documents.conftest import lire, pdf, stocker


def age(path: Path, by: timedelta = JEUNESSE * 2) -> None:
    past = time.time() - by.total_seconds()
    os.utime(path, (past, past))


def plant_orphan() -> Path:
    path = depots.Repertoire().path_of(uuid4())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"rien")
    return path


def sweep() -> str:
    out = StringIO()
    call_command("balayer_documents", stdout=out)
    return out.getvalue()


def test_a_rolled_back_deposit_leaves_an_orphan_that_the_sweep_removes_once_old(systeme, enfant):
    class UndoneError(Exception):
        pass

    paths = []

    def store_and_fail() -> None:
        with transaction.atomic():
            paths.append(depots.Repertoire().path_of(stocker(enfant, pdf()).pk))
            raise UndoneError

    with pytest.raises(UndoneError):
        store_and_fail()
    assert sweep() == "Supprimés\u202f: 0 inachevés, 0 orphelins, 0 expirés ou retirés.\n"
    age(paths[0])
    assert sweep() == "Supprimés\u202f: 0 inachevés, 1 orphelins, 0 expirés ou retirés.\n"
    assert not paths[0].exists()


def test_a_document_in_use_is_never_swept(systeme, enfant):
    document = stocker(enfant, pdf(), expire_le=timezone.now() + timedelta(hours=1))
    age(depots.Repertoire().path_of(document.pk), timedelta(days=4000))
    sweep()
    assert lire(document)


def test_unfinished_files_are_removed_once_old(systeme):
    depots.temporary_dir().mkdir(parents=True)
    young, old = (depots.temporary_dir() / name for name in ("a", "b"))
    for path in (young, old):
        path.write_bytes(b"x")
    age(old)
    assert sweep_documents().inacheves == 1
    assert (young.exists(), old.exists()) == (True, False)


def test_expired_files_go_at_once_and_withdrawn_ones_after_thirty_days(systeme, enfant):
    now = timezone.now()
    expired, fresh, old = (stocker(enfant, pdf()) for _ in range(3))
    Document.objects.filter(pk=expired.pk).update(expire_le=now)
    Document.objects.filter(pk=fresh.pk).update(retire_le=now)
    Document.objects.filter(pk=old.pk).update(retire_le=now - REPENTIR)
    assert sweep_documents().retires == 2
    assert [depots.Repertoire().path_of(document.pk).exists() for document in (expired, fresh, old)] == [
        False,
        True,
        False,
    ]


def test_a_foreign_file_in_the_directory_is_left_alone(systeme, directory):
    foreign = directory / "ab" / "lisez-moi.txt"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("x", encoding="utf-8")
    age(foreign)
    sweep()
    assert foreign.exists()


def test_a_directory_that_does_not_belong_to_this_database_is_not_emptied(systeme):
    """A database restored from last month, or the wrong MAISON_DOCUMENTS: nothing is removed."""
    orphans = [plant_orphan() for _ in range(30)]
    for path in orphans:
        age(path)
    with pytest.raises(SuspiciousOrphansError):
        sweep_documents()
    with pytest.raises(CommandError, match="30 fichiers sur 30"):
        sweep()
    assert all(path.exists() for path in orphans)
    call_command("balayer_documents", "--confirmer", stdout=StringIO())
    assert not any(path.exists() for path in orphans)


def test_the_command_sees_every_document_whoever_runs_it(db, enfant):
    """Outside any acting context rows are out of sight, and would all look like orphans."""
    with acting_as_system(raison="test"):
        document = stocker(enfant, pdf())
    age(depots.Repertoire().path_of(document.pk))
    assert "0 orphelins" in sweep()
    assert depots.Repertoire().path_of(document.pk).exists()
