"""Lists one filters and sorts: what the address says, applied to rows already inside the perimeter.

Names are sealed, so rows are filtered and ordered here, in Python. The address holds codes, ids and
dates, never a word; an unknown value is as good as none. The same object draws the form, the headings
and the pages, and reads again for an export what the screen showed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator

T = TypeVar("T")

TRI = "tri"
PAR_PAGE = 60


@dataclass(frozen=True, kw_only=True)
class Filtre(Generic[T]):
    """One choice: ``valeurs`` are those of a row, it is kept when the chosen one is among them.

    ``lieu`` says that the choice names a place: what leaves the village may not (ADR 0035).
    """

    code: str
    libelle: str
    choix: Sequence[tuple[str, str]]
    valeurs: Callable[[T], Collection[str]]
    lieu: bool = False


@dataclass(frozen=True, kw_only=True)
class Colonne(Generic[T]):
    """One heading; ``cle`` orders rows by it, None leaves it unsorted. Empty values come last, always."""

    code: str
    libelle: str
    cle: Callable[[T], Any] | None = None


@dataclass(frozen=True)
class EnTete:
    """One heading on the page: ``tri`` is what its link asks for, ``sens`` the present order."""

    libelle: str
    tri: str
    sens: str


@dataclass(frozen=True)
class Choisi:
    """One filter in the form, with what is chosen."""

    filtre: Filtre[Any]
    valeur: str


class Liste(Generic[T]):
    """Rows as the address wants them."""

    def __init__(
        self,
        lignes: Iterable[T],
        parametres: Mapping[str, str],
        *,
        filtres: Sequence[Filtre[T]] = (),
        colonnes: Sequence[Colonne[T]] = (),
        tri: str = "",
    ) -> None:
        self.filtres = [
            Choisi(f, _known(parametres.get(f.code), [code for code, _ in f.choix])) for f in filtres
        ]
        self._colonnes = {c.code: c for c in colonnes}
        sortable = [c.code for c in colonnes if c.cle is not None]
        asked = parametres.get(TRI, "")
        self._choisi = asked.removeprefix("-") in sortable
        self.tri = asked if self._choisi else tri
        self._parametres = parametres
        self.lignes = self._sorted([ligne for ligne in lignes if self._keeps(ligne)])

    @property
    def actifs(self) -> int:
        """How many filters are on."""
        return sum(bool(c.valeur) for c in self.filtres)

    @property
    def trie(self) -> bool:
        """Whether an order was asked for."""
        return self._choisi

    @property
    def choix(self) -> dict[str, str]:
        """What was understood of the address: codes, for an export asked from here."""
        chosen = {c.filtre.code: c.valeur for c in self.filtres if c.valeur}
        return chosen | ({TRI: self.tri} if self._choisi else {})

    @property
    def ordres(self) -> list[tuple[str, str]]:
        """The orders one may ask for, both ways: on a phone a table has no headings to touch."""
        return [
            order
            for code, colonne in self._colonnes.items()
            if colonne.cle is not None
            for order in ((code, colonne.libelle), (f"-{code}", f"{colonne.libelle}, à l’envers"))
        ]

    @property
    def nombre(self) -> int:
        return len(self.lignes)

    @property
    def page(self) -> Page[T]:
        return Paginator(self.lignes, PAR_PAGE).get_page(self._parametres.get("page"))

    def en_tete(self, code: str) -> EnTete:
        """Return a heading. Raises KeyError for a column the list does not have."""
        colonne, current = self._colonnes[code], self.tri.removeprefix("-") == code
        if colonne.cle is None:
            return EnTete(colonne.libelle, "", "")
        down = current and self.tri.startswith("-")
        sens = ("descending" if down else "ascending") if current else "none"
        return EnTete(colonne.libelle, f"-{code}" if sens == "ascending" else code, sens)

    def _keeps(self, ligne: T) -> bool:
        return all(not c.valeur or c.valeur in c.filtre.valeurs(ligne) for c in self.filtres)

    def _sorted(self, lignes: list[T]) -> list[T]:
        colonne = self._colonnes.get(self.tri.removeprefix("-"))
        if colonne is None or colonne.cle is None:
            return lignes
        cle = colonne.cle
        known = [(key, ligne) for ligne in lignes if (key := cle(ligne)) not in {None, ""}]
        unknown = [ligne for ligne in lignes if cle(ligne) in {None, ""}]
        known.sort(key=lambda pair: pair[0], reverse=self.tri.startswith("-"))
        return [ligne for _, ligne in known] + unknown


def _known(value: str | None, codes: Collection[str]) -> str:
    return value if value is not None and value in codes else ""
