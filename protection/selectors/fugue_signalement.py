"""The second page of a runaway as somebody finds it again: what is recorded, and what they were typing over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from protection.models import BrouillonSignalement, Fugue
from protection.models.fugue import DESCRIPTION
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur


@dataclass(frozen=True)
class Reprise:
    """What the page opens with; ``version`` is the state of the runaway its words stand on."""

    valeurs: dict[str, str]
    version: UUID | None
    garde_le: datetime | None = None
    #: what somebody else has recorded meanwhile where one is writing too, as it stands: label, words
    ailleurs: list[tuple[str, str]] = field(default_factory=list)
    ferme: bool = False


def reprise(user: Utilisateur, fugue: Fugue) -> Reprise:
    """Return what this person was typing and did not send, over what is recorded now.

    What they had not touched shows as it stands now, whoever wrote it. A draft that does not open is left
    as it is.
    """
    recorded = paroles_de(fugue)
    version: UUID | None = fugue.versions.values_list("history_id", flat=True).first()
    draft = BrouillonSignalement.objects.of(user.pk).filter(fugue=fugue).first()
    if draft is None:
        return Reprise(recorded, version)
    if isinstance(draft.contenu, Illisible):
        return Reprise(recorded, version, ferme=True)
    read = paroles_lues(fugue, draft.version_lue)
    mine = changees(draft.contenu, read)
    labels = {field.name: str(field.verbose_name) for field in fugue._meta.concrete_fields}
    return Reprise(
        recorded | mine,
        version,
        garde_le=draft.modifie_le,
        ailleurs=[
            (labels[nom][:1].upper() + labels[nom][1:], recorded[nom])
            for nom in changees(recorded, read)
            if nom in mine and _flat(recorded[nom]) != _flat(mine[nom])
        ],
    )


def paroles_de(fugue: Fugue) -> dict[str, str]:
    """Return what is recorded to find the child."""
    return {nom: str(getattr(fugue, nom)) for nom in DESCRIPTION}


def paroles_lues(fugue: Fugue, version: UUID | None) -> dict[str, str]:
    """Return what was recorded in the version somebody had before their eyes; what is recorded now without it."""
    row = fugue.versions.filter(history_id=version).first() if version is not None else None
    return paroles_de(row if row is not None else fugue)


def changees(ecrites: Mapping[str, str], lues: Mapping[str, str]) -> dict[str, str]:
    """Keep what differs from what was read, however the browser ends its lines."""
    return {
        nom: ecrites[nom] for nom in DESCRIPTION if nom in ecrites and _flat(ecrites[nom]) != _flat(lues[nom])
    }


def _flat(texte: str) -> str:
    return "\n".join(texte.split("\r\n")).strip()
