"""What a separation said before: who changed it, when, why, and what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from enfants.selectors.admission import nom_du_compte
from enfants.selectors.auteurs import people_of
from fratries.enums import AutoriteSeparation, CanalASE
from fratries.models import MembreFratrie, Separation
from fratries.selectors.separation import jour_en_clair, moment_en_clair
from socle.chiffrement.values import PHRASE_ILLISIBLE

#: The members of the group, as the group names them.
Noms = Mapping[UUID, tuple[MembreFratrie, str]]


@dataclass(frozen=True)
class Changement:
    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Etat:
    """One version that replaced another."""

    auteur: str
    quand: str
    motif: object
    changements: list[Changement]


def versions_des_separations(separations: Iterable[Separation], noms: Noms) -> dict[UUID, list[Etat]]:
    """Return what replaced each separation's former versions, the latest first.

    For separations one reads: their versions are read with them. Two queries, and the keys.
    """
    kept: dict[UUID, list[Any]] = {}
    for row in _versions([s.pk for s in separations]):
        kept.setdefault(row.id, []).append(row)
    later = [row for rows in kept.values() for row in rows[1:]]
    people = people_of(row.history_user_id for row in later if row.history_user_id)
    return {
        pk: [
            Etat(
                nom_du_compte(people.get(after.history_user_id)),
                moment_en_clair(after.history_date),
                after.correction_motif or after.annulation_motif or "",
                _between(before, after, noms),
            )
            for before, after in pairwise(rows)
        ][::-1]
        for pk, rows in kept.items()
    }


def changements_depuis(separation: Separation, revision: int, noms: Noms) -> list[Changement]:
    """Return what changed since the version that was read."""
    read = [row for row in _versions([separation.pk]) if row.revision <= revision]
    return _between(read[-1], separation, noms) if read else []


def _versions(idents: list[UUID]) -> Iterable[Any]:
    return Separation.versions.filter(id__in=idents).order_by("history_date", "history_id")


def _between(before: Any, after: Any, noms: Noms) -> list[Changement]:
    former, new = _dits(before, noms), _dits(after, noms)
    return [Changement(label, former[label], new[label]) for label in new if former[label] != new[label]]


def _dits(row: Any, noms: Noms) -> dict[str, str]:
    """A separation or one of its versions, field by field, in words."""
    warned = row.ase_prevenue_le
    channel = CanalASE(row.ase_canal).label if row.ase_canal else ""
    by = f", par {row.ase_prevenue_par}" if row.ase_prevenue_par else ""
    return {
        "D’un côté": _names(row.premier_cote, noms),
        "De l’autre": _names(row.second_cote, noms),
        "Décidée le": moment_en_clair(row.decidee_le),
        "Qui a décidé": str(AutoriteSeparation(row.autorite).label).capitalize(),
        "Nom et qualité": str(row.decideur) or "rien",
        "En urgence": "oui" if row.urgente else "non",
        "Confiés par le juge": "oui" if row.confies_par_le_juge else "non",
        "Pourquoi": str(row.motif),
        "Ce que les enfants en disent": str(row.parole),
        "Comment ils gardent le lien": str(row.plan_contacts),
        "ASE prévenue": f"{moment_en_clair(warned)} ({channel}){by}" if warned else "rien",
        "Juge informé": jour_en_clair(row.juge_informe_le) if row.juge_informe_le else "rien",
        "Fin": jour_en_clair(row.fin) if row.fin else "rien",
        "Annulée": moment_en_clair(row.annulee_le) if row.annulee_le else "non",
    }


def _names(side: Iterable[UUID], noms: Noms) -> str:
    return ", ".join(sorted(noms[pk][1] if pk in noms else PHRASE_ILLISIBLE for pk in side))
