"""What is said of a file: where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Self

from fratries.effectif.formats.base import Valeur

#: Beyond it a list helps nobody: the first ones are mended, and the file is sent again.
REMARQUES_MAX = 500


class NomTable(StrEnum):
    """The sheets a roster may have, in the order they are read and written."""

    MAISONS = "Maisons"
    PROFESSIONNELS = "Professionnels"
    ENFANTS = "Enfants"
    MESURES = "Mesures"
    PROCHES = "Proches"


@dataclass(frozen=True, slots=True)
class Remarque:
    """One cell or one row: what is wrong or worth knowing, and what to do. Holds personal data."""

    feuille: str
    ligne: int
    colonne: str
    valeur: str
    probleme: str
    que_faire: str


@dataclass
class FeuilleLue:
    """A sheet as it was understood; ``table`` is empty for one that was left aside."""

    nom: str
    table: str
    lignes: int = 0
    colonnes: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Rapport:
    """The whole of what a reading, or an import, has to say.

    ``fautes`` stop everything; ``avis`` stop nothing. ``comptes`` gives, by kind of record, how many
    are new and how many were there already.
    """

    feuilles: list[FeuilleLue] = field(default_factory=list)
    fautes: list[Remarque] = field(default_factory=list)
    avis: list[Remarque] = field(default_factory=list)
    fautes_total: int = 0
    avis_total: int = 0
    comptes: dict[str, tuple[int, int]] = field(default_factory=dict)
    ecrit: bool = False

    def faute(self, remarque: Remarque) -> None:
        self.fautes_total += 1
        if len(self.fautes) < REMARQUES_MAX:
            self.fautes.append(remarque)

    def previent(self, remarque: Remarque) -> None:
        self.avis_total += 1
        if len(self.avis) < REMARQUES_MAX:
            self.avis.append(remarque)

    def compte(self, quoi: str, *, nouveau: bool) -> None:
        neufs, connus = self.comptes.get(quoi, (0, 0))
        self.comptes[quoi] = (neufs + 1, connus) if nouveau else (neufs, connus + 1)

    def range(self) -> None:
        """Put what was said in the order of the file."""
        rang = {feuille.nom: place for place, feuille in enumerate(self.feuilles)}
        for remarques in (self.fautes, self.avis):
            remarques.sort(key=lambda r: (rang.get(r.feuille, len(rang)), r.ligne))

    @property
    def nouveaux(self) -> int:
        return sum(neufs for neufs, _ in self.comptes.values())

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, contenu: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **contenu,
                "feuilles": [FeuilleLue(**f) for f in contenu["feuilles"]],
                "fautes": [Remarque(**r) for r in contenu["fautes"]],
                "avis": [Remarque(**r) for r in contenu["avis"]],
                "comptes": {quoi: tuple(paire) for quoi, paire in contenu["comptes"].items()},
            }
        )


def as_text(value: Valeur) -> str:
    """Return a cell as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
