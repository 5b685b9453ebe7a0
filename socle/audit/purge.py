"""Removing what the law no longer lets us keep, without breaking the chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from socle.audit.chaine import cle_audit, seal_checkpoint
from socle.audit.models import EntreeAudit, LienAudit, PointDeControleAudit
from socle.audit.scellement import VERROU, head
from socle.audit.services import record
from socle.audit.verification import Rupture, verify
from socle.outils.acteur import Acteur

#: A month of the retention rule, counted long so that nothing goes early.
MOIS = timedelta(days=31)


class TooRecentError(ValueError):
    """The date asked for would remove entries that must still be kept."""


class BrokenChainError(RuntimeError):
    """The chain does not verify: purging it would remove the evidence."""

    def __init__(self, rupture: Rupture) -> None:
        super().__init__(rupture.motif.value)
        self.rupture = rupture


@dataclass(frozen=True)
class Purge:
    """How many entries went, and the rank the chain now starts after."""

    nombre: int
    sequence: int


def latest_allowed() -> datetime:
    """Return the moment before which entries may be purged (CNIL, délibération 2021-122)."""
    return timezone.now() - settings.AUDIT_CONSERVATION_MOIS * MOIS


def purge(*, avant: datetime) -> Purge:
    """Remove the beginning of the chain, as far as every entry is older than ``avant``.

    Runs as the owner of the tables: the application cannot delete. Leaves a sealed checkpoint
    (last rank, last seal, count, date) that the chain starts from, and an entry that says so. An old
    entry sealed after a recent one waits for the next purge: only a beginning can be removed.

    Raises TooRecentError inside the legal duration and BrokenChainError when the chain does not
    verify beforehand.
    """
    if avant > latest_allowed():
        raise TooRecentError
    rupture = verify().rupture
    if rupture is not None:
        raise BrokenChainError(rupture)
    key = cle_audit()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [VERROU])
            # The last rank before the first entry that stays.
            cursor.execute(
                "SELECT min(l.sequence) FROM audit_lienaudit l "
                "JOIN audit_entreeaudit e ON e.id = l.entree_id WHERE e.horodatage >= %s",
                [avant],
            )
            first_kept = cursor.fetchone()[0]
        last = head()[0] if first_kept is None else first_kept - 1
        doomed = LienAudit.objects.filter(sequence__lte=last)
        dernier = doomed.order_by("-sequence").first()
        if dernier is None:
            return Purge(nombre=0, sequence=head()[0])
        EntreeAudit.objects.filter(pk__in=doomed.values("entree_id")).delete()
        nombre = doomed.delete()[0]
        cree_le = timezone.now()
        PointDeControleAudit.objects.create(
            sequence=last,
            hmac=dernier.hmac,
            nombre=nombre,
            avant=avant,
            cree_le=cree_le,
            sceau=seal_checkpoint(
                key, sequence=last, dernier=bytes(dernier.hmac), nombre=nombre, avant=avant, cree_le=cree_le
            ),
        )
        record("audit.purge", acteur=Acteur(id=None, raison="purge du journal d’audit"))
    return Purge(nombre=nombre, sequence=last)
