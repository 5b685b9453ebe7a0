"""Lists that may leave as a spreadsheet: each app registers its own in its ``exports.py``.

A list says which columns it has and the permission of each; this package asks the rights, row by row,
leaves out what tells a place kept secret, writes the workbook and keeps the register.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from socle.comptes.models import Utilisateur
from socle.outils.declarations import Categorie

Valeur = str | int | date | None

#: What lets the lists of a village leave, with the right to read them.
EXPORTER = "exporter"


@dataclass(frozen=True, kw_only=True)
class ColonneExport:
    """One column. ``lieu`` tells where a child lives; ``defaut`` is ticked when the page opens."""

    code: str
    libelle: str
    permission: str
    lieu: bool = False
    defaut: bool = False
    largeur: int = 18


@dataclass(frozen=True, kw_only=True)
class LigneExport:
    """One row: a value per column, and what it is about when it is one thing.

    ``lieu_secret``: of one of these children.
    """

    valeurs: Mapping[str, Valeur]
    objet: UUID | None = None
    enfants: frozenset[UUID] = field(default_factory=frozenset)
    lieu_secret: bool = False


@dataclass(frozen=True)
class Demande:
    """What is read: the filters and the order of the list (codes), the columns wanted, where.

    ``villages`` are those where the person may export, None for all of them.
    """

    filtres: Mapping[str, str]
    colonnes: Collection[str]
    villages: Collection[UUID] | None

    def dans(self, village: UUID) -> bool:
        return self.villages is None or village in self.villages


Lecture = Callable[[Utilisateur, Demande], Iterable[LigneExport]]
Empreinte = Callable[[Utilisateur], str]


@dataclass(frozen=True, kw_only=True)
class ListeExportable:
    """``permission`` opens the list; ``filtres`` are the parameters of its address, those of ``lieux``
    name a place; ``retour`` is the name of its URL; ``categorie`` is what it is about, for the journal.
    ``capacite`` lets it leave; ``a_lire`` are sentences of its first sheet; ``empreinte`` tells apart the
    states of a right that neither columns nor children say.
    """

    code: str
    titre: str
    permission: str
    categorie: Categorie
    colonnes: tuple[ColonneExport, ...]
    lire: Lecture
    retour: str
    filtres: tuple[str, ...] = ()
    lieux: frozenset[str] = frozenset()
    capacite: str = EXPORTER
    a_lire: tuple[str, ...] = ()
    empreinte: Empreinte | None = None

    def colonne(self, code: str) -> ColonneExport:
        return next(colonne for colonne in self.colonnes if colonne.code == code)

    def dit_un_lieu(self, colonnes: Collection[str], filtres: Mapping[str, str]) -> bool:
        """Whether such an export tells where children live, by a column or by what it keeps."""
        return any(self.colonne(code).lieu for code in colonnes) or bool(self.lieux & set(filtres))


class UnknownListError(LookupError):
    """No ``exports.py`` registered this code."""


_listes: dict[str, ListeExportable] = {}


def register(liste: ListeExportable) -> None:
    """Add a list; raises ValueError when another one has its code."""
    if _listes.get(liste.code, liste) != liste:
        raise ValueError(f"exportable list {liste.code!r} is registered twice")
    _listes[liste.code] = liste


def get(code: str) -> ListeExportable:
    """Return the list of ``code``. Raises UnknownListError."""
    try:
        return _listes[code]
    except KeyError:
        raise UnknownListError(f"the list {code!r} is not exportable") from None
