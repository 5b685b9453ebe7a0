"""The batch sealer: the only writer of links."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from socle.audit.chaine import COLONNES, GENESE, cle_audit, seal_link
from socle.audit.models import EntreeAudit, LienAudit, PointDeControleAudit

#: Advisory lock of the chain: one writer at a time, whatever the process.
VERROU = 0x6D61_6973_6F6E_0001
LOT = 5000
#: A transaction may show its entries this long after their date and still be found by a quick pass.
RECUL = timedelta(hours=6)


def unsealed(*, since: datetime | None = None) -> QuerySet[EntreeAudit]:
    """Return the visible entries that no link holds yet, oldest first."""
    linked = LienAudit.objects.filter(entree_id=OuterRef("pk"))
    entries = EntreeAudit.objects.filter(~Exists(linked)).order_by("horodatage", "id")
    return entries if since is None else entries.filter(horodatage__gte=since)


def head() -> tuple[int, bytes]:
    """Return the rank and the seal the next link follows: last link, else last checkpoint."""
    last = LienAudit.objects.order_by("-sequence").values_list("sequence", "hmac").first()
    if last is None:
        last = PointDeControleAudit.objects.order_by("-sequence").values_list("sequence", "hmac").first()
    return (0, GENESE) if last is None else (last[0], bytes(last[1]))


def _seal_one_batch(key: bytes, *, everything: bool) -> int | None:
    """Seal at most LOT entries; None when another sealer holds the chain."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [VERROU])
            if not cursor.fetchone()[0]:
                return None
        since = None
        if not everything:
            last = LienAudit.objects.order_by("-sequence").values_list("scelle_le", flat=True).first()
            since = last - RECUL if last else None
        sequence, precedent = head()
        scelle_le = timezone.now()
        links = []
        for entry in unsealed(since=since).values_list(*COLONNES)[:LOT]:
            sequence += 1
            seal = seal_link(key, sequence=sequence, scelle_le=scelle_le, precedent=precedent, entree=entry)
            links.append(
                LienAudit(
                    sequence=sequence,
                    entree_id=entry[0],
                    precedent=precedent,
                    hmac=seal,
                    scelle_le=scelle_le,
                )
            )
            precedent = seal
        LienAudit.objects.bulk_create(links)
        return len(links)


def seal(*, everything: bool = False) -> int:
    """Link every visible unlinked entry, in order, and return how many were.

    Entries committed late by a slow transaction are linked when they are seen, so that the order
    of the chain is the order of sealing. The ordinary pass looks back RECUL before the last
    sealing, ``everything`` looks through the whole journal. When another sealer is at work the
    pass stops and leaves it the rest.
    """
    key = cle_audit()
    total = 0
    while True:
        sealed = _seal_one_batch(key, everything=everything)
        total += sealed or 0
        if sealed is None or sealed < LOT:
            return total
