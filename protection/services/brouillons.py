"""Declarations begun and left: their author is warned, then they are erased, never one without the other.

Beat wakes it. Whoever types again in one, adds or removes a piece, starts the time anew.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from protection.models import DeclarationEnCours
from protection.selectors.declaration import PREVENU_APRES, SURSIS
from protection.services.codes import AVIS_BROUILLON
from protection.services.pieces import destroy_pieces
from socle.audit.services import record
from socle.habilitations.contexte import acting_as_system
from socle.notifications.services import notifier, retirer

_RAISON = "déclarations commencées et laissées"


def effacer_les_oublies(moment: datetime) -> int:
    """Warn the authors of what was left, erase what was left since the warning; return how many are erased.

    The warning is counted from when it was given, not from when it should have been: after a stop of the
    service nobody loses what they were not told of. Each declaration in a transaction of its own.
    """
    with acting_as_system(raison=_RAISON):
        left = DeclarationEnCours.objects.filter(
            avertie_le__isnull=True, modifiee_le__lte=moment - PREVENU_APRES
        )
        to_warn = list(left.order_by("id").values_list("pk", flat=True))
        due = DeclarationEnCours.objects.filter(avertie_le__lte=moment - SURSIS)
        to_erase = list(due.order_by("id").values_list("pk", flat=True))
    for ident in to_warn:
        _warn(ident, moment)
    return sum(_erase(ident, moment) for ident in to_erase)


def _warn(ident: UUID, moment: datetime) -> None:
    with acting_as_system(raison=_RAISON):
        rows = DeclarationEnCours.objects.select_for_update(no_key=True)
        row = rows.filter(pk=ident, avertie_le__isnull=True, modifiee_le__lte=moment - PREVENU_APRES).first()
        if row is None:
            return
        row.avertie_le = moment
        row.save(update_fields=["avertie_le"])
        notifier(
            code=AVIS_BROUILLON,
            destinataires=[row.auteur_id],
            objet=row.pk,
            cle=f"{row.pk}:{row.modifiee_le.isoformat()}",
        )


def _erase(ident: UUID, moment: datetime) -> bool:
    with acting_as_system(raison=_RAISON):
        rows = DeclarationEnCours.objects.select_for_update(no_key=True)
        row = rows.filter(pk=ident, avertie_le__lte=moment - SURSIS).first()
        if row is None:
            return False
        destroy_pieces(*row.pieces.all())
        retirer(code=AVIS_BROUILLON, objet=row.pk)
        record("incidents.brouillon_efface", objets=[row.pk], type_objet="protection.DeclarationEnCours")
        row.delete()
        return True
