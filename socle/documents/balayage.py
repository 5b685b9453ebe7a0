"""Removing files that nothing can open any more."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Case, F, When
from django.utils import timezone

from socle.documents import depots
from socle.documents.enums import EtatAnalyse
from socle.documents.models import Document

#: A file this young may belong to a transaction that is still open.
JEUNESSE = timedelta(hours=1)
#: The file of a withdrawn or dangerous document stays this long, in case that was a mistake.
REPENTIR = timedelta(days=30)
_LOT = 1000
#: A file found dangerous is closed from that day.
_REFUSE_LE = Case(When(analyse=EtatAnalyse.REFUSE, then=F("analyse_le")))
#: Above this share of orphans the database and the directory do not belong together.
_PART_SUSPECTE = 0.1
_PEU = 20


class SuspiciousOrphansError(RuntimeError):
    """Too many files have no document: a database restored from before, or another one's directory."""

    def __init__(self, orphans: int, files: int) -> None:
        super().__init__(f"{orphans} orphans among {files} files")
        self.orphans, self.files = orphans, files


@dataclass(frozen=True)
class Balayage:
    """Files removed, by reason."""

    inacheves: int
    orphelins: int
    retires: int


def _is_young(modified: float) -> bool:
    return time.time() - modified < JEUNESSE.total_seconds()


def sweep_documents(*, confirme: bool = False) -> Balayage:
    """Remove unfinished files, files without document, those of expired, withdrawn or dangerous ones.

    Must run as the system: under anyone else's perimeter, rows out of sight would look absent.
    Raises SuspiciousOrphansError, without touching anything, when more than a tenth of the files
    have no document, unless ``confirme``.
    """
    now = timezone.now()
    orphans: list[UUID] = []
    closed: list[UUID] = []
    count = 0
    depot = depots.current()
    files = depot.listing()
    while batch := {file.document_id: file.modifie_le for file in islice(files, _LOT)}:
        count += len(batch)
        rows = {
            pk: (expire_le, retire_le or refuse_le)
            for pk, expire_le, retire_le, refuse_le in Document.tous.filter(pk__in=batch).values_list(
                "pk", "expire_le", "retire_le", _REFUSE_LE
            )
        }
        for pk, modified in batch.items():
            if pk not in rows:
                if not _is_young(modified):
                    orphans.append(pk)
                continue
            expire_le, retire_le = rows[pk]
            expired = expire_le is not None and expire_le <= now
            if expired or (retire_le is not None and retire_le <= now - REPENTIR):
                closed.append(pk)
    if not confirme and len(orphans) > max(_PEU, count * _PART_SUSPECTE):
        raise SuspiciousOrphansError(len(orphans), count)
    unfinished = [path for path in depots.temporary_dir().glob("*") if not _is_young(path.stat().st_mtime)]
    for path in unfinished:
        path.unlink(missing_ok=True)
    for pk in (*orphans, *closed):
        depot.delete(pk)
    return Balayage(inacheves=len(unfinished), orphelins=len(orphans), retires=len(closed))
