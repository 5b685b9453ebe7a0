"""Following the chain from end to end."""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from socle.audit.chaine import COLONNES, GENESE, cle_audit, seal_checkpoint, seal_link
from socle.audit.enums import MotifRupture
from socle.audit.models import LienAudit, PointDeControleAudit
from socle.audit.scellement import VERROU, head, seal, unsealed

#: An entry that nothing has sealed for longer than this could have been removed without trace.
DELAI = timedelta(minutes=5)
_PAGE = 2000


class InvalidHeadError(ValueError):
    """The kept head cannot be read."""


@dataclass(frozen=True)
class Tete:
    """The head of the chain at some date, to be kept elsewhere than on the server."""

    sequence: int
    hmac: str

    @classmethod
    def read(cls, path: Path) -> Tete:
        """Read a kept head. Raises InvalidHeadError."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(sequence=int(data["sequence"]), hmac=bytes.fromhex(data["hmac"]).hex())
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InvalidHeadError(type(error).__name__) from error

    def write(self, path: Path) -> None:
        """Write the head whole or not at all."""
        temporary = path.with_name(path.name + ".tmp")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump({"sequence": self.sequence, "hmac": self.hmac}, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)


@dataclass(frozen=True)
class Rupture:
    """The first place where the chain does not hold."""

    motif: MotifRupture
    sequence: int | None = None
    entree_id: UUID | None = None


@dataclass(frozen=True)
class Verification:
    """What was followed: links read, head reached, entries sealed late, first rupture if any."""

    liens: int
    purgees: int
    tardives: int
    tete: Tete
    rupture: Rupture | None


def _checkpoints(key: bytes) -> tuple[int, bytes, Rupture | None]:
    """Follow the checkpoints of the purges; return where the living chain begins."""
    sequence, dernier = 0, GENESE
    for point in PointDeControleAudit.objects.order_by("sequence"):
        expected = seal_checkpoint(
            key,
            sequence=point.sequence,
            dernier=bytes(point.hmac),
            nombre=point.nombre,
            avant=point.avant,
            cree_le=point.cree_le,
        )
        whole = point.sequence - sequence == point.nombre
        if not whole or not hmac.compare_digest(expected, bytes(point.sceau)):
            return sequence, dernier, Rupture(MotifRupture.POINT_DE_CONTROLE, point.sequence)
        sequence, dernier = point.sequence, bytes(point.hmac)
    return sequence, dernier, None


def _rows() -> Iterator[tuple]:
    """Stream every link with its entry, in order, without loading the journal."""
    columns = ", ".join(f"e.{column}" for column in COLONNES)
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT l.sequence, l.entree_id, l.precedent, l.hmac, l.scelle_le, {columns} "  # noqa: S608
            "FROM audit_lienaudit l LEFT JOIN audit_entreeaudit e ON e.id = l.entree_id "
            "ORDER BY l.sequence"
        )
        while page := cursor.fetchmany(_PAGE):
            yield from page


def _follow(key: bytes, start: int, dernier: bytes) -> tuple[int, int, bytes, Rupture | None]:
    """Return how many links hold, how many are late, the last seal, and the first rupture."""
    sequence, late = start, 0
    for row in _rows():
        rank, entree_id, precedent, seal_, scelle_le, *entree = row
        broken = None
        if rank != sequence + 1:
            broken = MotifRupture.DEBUT_MANQUANT if sequence == start else MotifRupture.LIEN_SUPPRIME
            return sequence - start, late, dernier, Rupture(broken, sequence + 1)
        if bytes(precedent) != dernier:
            broken = MotifRupture.LIEN_MODIFIE
        elif entree[0] is None:
            broken = MotifRupture.LIGNE_SUPPRIMEE
        elif not hmac.compare_digest(
            seal_link(key, sequence=rank, scelle_le=scelle_le, precedent=dernier, entree=entree), bytes(seal_)
        ):
            broken = MotifRupture.LIGNE_MODIFIEE
        if broken:
            return sequence - start, late, dernier, Rupture(broken, rank, entree_id)
        late += scelle_le - entree[1] > DELAI
        sequence, dernier = rank, bytes(seal_)
    return sequence - start, late, dernier, None


def _compare_head(kept: Tete) -> Rupture | None:
    """Find the kept head in the chain, or among the checkpoints when it has been purged."""
    found = (
        LienAudit.objects.filter(sequence=kept.sequence).values_list("hmac", flat=True).first()
        or PointDeControleAudit.objects.filter(sequence=kept.sequence).values_list("hmac", flat=True).first()
    )
    if found is not None:
        same = hmac.compare_digest(bytes(found).hex(), kept.hmac)
        return None if same else Rupture(MotifRupture.TETE_DIFFERENTE, kept.sequence)
    purged = PointDeControleAudit.objects.filter(sequence__gt=kept.sequence).exists()
    if kept.sequence == 0 or purged:
        return None
    return Rupture(MotifRupture.TETE_ABSENTE, kept.sequence)


def verify(*, kept: Tete | None = None) -> Verification:
    """Seal what waits, then follow the whole chain and return what was found.

    An entry found waiting for more than five minutes is a rupture of its own, reported once: it
    is sealed now, but the beat was not at work and a row removed meanwhile left no trace. A row
    deleted before it was ever sealed is the stated limit; so is a tail cut without a kept head.
    """
    key = cle_audit()
    waiting = unsealed().filter(horodatage__lt=timezone.now() - DELAI).values_list("pk", flat=True).first()
    seal(everything=True)
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Shared with other verifications, exclusive of sealers and purges.
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [VERROU])
        start, dernier, rupture = _checkpoints(key)
        liens, late = 0, 0
        if rupture is None:
            liens, late, dernier, rupture = _follow(key, start, dernier)
        if rupture is None and kept is not None:
            rupture = _compare_head(kept)
        if rupture is None and waiting is not None:
            rupture = Rupture(MotifRupture.NON_SCELLEE, None, waiting)
        sequence, seal_ = head()
    return Verification(
        liens=liens,
        purgees=start,
        tardives=late,
        tete=Tete(sequence=sequence, hmac=seal_.hex()),
        rupture=rupture,
    )
