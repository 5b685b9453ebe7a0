"""What was begun and left: its author is warned, then it is erased, never one without the other.

Declarations of an incident with their pieces, and second pages of a runaway. Beat wakes it. Whoever types
again in one, adds or removes a piece, starts the time anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from protection.models import BrouillonSignalement, DeclarationEnCours
from protection.selectors.declaration import PREVENU_APRES, SURSIS
from protection.services.codes import AVIS_BROUILLON, AVIS_BROUILLON_FUGUE
from protection.services.pieces import destroy_pieces
from socle.audit.services import record
from socle.habilitations.contexte import acting_as_system
from socle.notifications.services import notifier, retirer

_RAISON = "ce qui est commencé et laissé"


@dataclass(frozen=True, kw_only=True)
class _Genre:
    """One kind of draft: the column that says when it was touched, its notice, what leaves with it."""

    modele: Any
    touche: str
    avis: str
    action: str
    cible: Callable[[Any], UUID | None]
    enfants: Callable[[Any], list[UUID]]
    vider: Callable[[Any], None]


_GENRES = (
    _Genre(
        modele=DeclarationEnCours,
        touche="modifiee_le",
        avis=AVIS_BROUILLON,
        action="incidents.brouillon_efface",
        cible=lambda row: None,
        enfants=lambda row: [],
        vider=lambda row: destroy_pieces(*row.pieces.all()),
    ),
    _Genre(
        modele=BrouillonSignalement,
        touche="modifie_le",
        avis=AVIS_BROUILLON_FUGUE,
        action="fugues.brouillon_efface",
        cible=lambda row: row.fugue_id,
        enfants=lambda row: [row.enfant_id],
        vider=lambda row: None,
    ),
)


def effacer_les_oublies(moment: datetime) -> int:
    """Warn the authors of what was left, erase what was left since the warning; return how many are erased.

    The warning is counted from when it was given, not from when it should have been: after a stop of the
    service nobody loses what they were not told of. Each draft in a transaction of its own.
    """
    return sum(_of_a_kind(genre, moment) for genre in _GENRES)


def _of_a_kind(genre: _Genre, moment: datetime) -> int:
    with acting_as_system(raison=_RAISON):
        left = genre.modele.objects.filter(**_left(genre, moment))
        to_warn = list(left.order_by("id").values_list("pk", flat=True))
        due = genre.modele.objects.filter(avertie_le__lte=moment - SURSIS)
        to_erase = list(due.order_by("id").values_list("pk", flat=True))
    for ident in to_warn:
        _warn(genre, ident, moment)
    return sum(_erase(genre, ident, moment) for ident in to_erase)


def _left(genre: _Genre, moment: datetime) -> dict[str, object]:
    return {"avertie_le__isnull": True, f"{genre.touche}__lte": moment - PREVENU_APRES}


def _warn(genre: _Genre, ident: UUID, moment: datetime) -> None:
    with acting_as_system(raison=_RAISON):
        rows = genre.modele.objects.select_for_update(no_key=True)
        row = rows.filter(pk=ident, **_left(genre, moment)).first()
        if row is None:
            return
        row.avertie_le = moment
        row.save(update_fields=["avertie_le"])
        notifier(
            code=genre.avis,
            destinataires=[row.auteur_id],
            objet=row.pk,
            cible=genre.cible(row),
            cle=f"{row.pk}:{getattr(row, genre.touche).isoformat()}",
        )


def _erase(genre: _Genre, ident: UUID, moment: datetime) -> bool:
    with acting_as_system(raison=_RAISON):
        rows = genre.modele.objects.select_for_update(no_key=True)
        row = rows.filter(pk=ident, avertie_le__lte=moment - SURSIS).first()
        if row is None:
            return False
        genre.vider(row)
        retirer(code=genre.avis, objet=row.pk)
        type_objet = row._meta.label
        record(genre.action, objets=[row.pk], enfants=genre.enfants(row), type_objet=type_objet)
        row.delete()
        return True
