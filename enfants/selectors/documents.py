"""Papers of a child: which categories one reads or files in, and what stands there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.dateformat import format as date_format

from enfants.enums import CategorieDocument
from enfants.models import DocumentEnfant, Enfant
from enfants.selectors.auteurs import people_of
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.documents.enums import EtatAnalyse, TypeMime
from socle.outils.texte import reperer
from villages.models import Professionnel

#: Filing without reading (reserve « classement »): the secrétariat on pieces of justice.
CLASSEMENT = "ecrire_justice_pieces_classement"
_GENRES = {
    EtatAnalyse.EN_COURS: "attention",
    EtatAnalyse.SAIN: "fait",
    EtatAnalyse.REFUSE: "danger",
    EtatAnalyse.SANS_ANTIVIRUS: "neutre",
    EtatAnalyse.INTERNE: "neutre",
}


@dataclass(frozen=True)
class DocumentLu:
    """One paper as a list shows it; ``etat`` is a kind of status and its words."""

    document: DocumentEnfant
    depose_par: str
    etat: tuple[str, str]

    @property
    def ouvrable(self) -> bool:
        fichier = self.document.fichier
        return not fichier.en_quarantaine and fichier.retire_le is None

    @property
    def non_analyse(self) -> bool:
        """Whether nothing looked at it; a list says so briefly, and why once."""
        return self.document.fichier.analyse == EtatAnalyse.SANS_ANTIVIRUS and self.ouvrable

    @property
    def taille(self) -> str:
        """« 340 Kio », « 2,4 Mio »."""
        kio = max(1, round(self.document.fichier.taille / 1024))
        size = f"{kio} Kio" if kio < 1000 else f"{kio / 1024:.1f} Mio".replace(".", ",")
        return f"{TypeMime(self.document.fichier.type_mime).label}, {size}"


@dataclass(frozen=True)
class Rayon:
    """One category and what is filed in it."""

    categorie: CategorieDocument
    documents: list[DocumentLu]


def may_file(user: Utilisateur, categorie: str, enfant: Enfant) -> bool:
    """Tell whether one files papers of this category about this child, even without reading them."""
    if user.has_perm(f"ecrire_{categorie}", enfant):
        return True
    return categorie == CategorieDocument.JUSTICE_PIECES and user.has_perm(CLASSEMENT, enfant)


def categories_to_file(user: Utilisateur, enfant: Enfant) -> list[CategorieDocument]:
    """Return the categories this person files in, in the order of the list."""
    return [categorie for categorie in CategorieDocument if may_file(user, categorie, enfant)]


def categories_read(user: Utilisateur, enfant: Enfant) -> list[CategorieDocument]:
    """Return the categories this person reads about this child."""
    return [c for c in CategorieDocument if user.has_perm(f"lire_{c}", enfant)]


def papers_read(user: Utilisateur, enfant: Enfant) -> list[DocumentLu]:
    """Return the papers one may read, last versions only, the latest first.

    Two queries and the keys, whatever their number.
    """
    rows = DocumentEnfant.objects.readable_by(user).latest_versions().filter(enfant=enfant)
    return _seen(rows.select_related("fichier").order_by("-depose_le", "-id"))


def matching(lus: Iterable[DocumentLu], recherche: str) -> list[DocumentLu]:
    """Keep the papers whose title, opened, holds the words."""
    return [lu for lu in lus if _matches(lu, recherche)]


def shelves_of(lus: Iterable[DocumentLu]) -> list[Rayon]:
    """Lay papers on the shelves of their categories; empty ones are left out."""
    lus = list(lus)
    shelves = [Rayon(c, [lu for lu in lus if lu.document.categorie == c]) for c in CategorieDocument]
    return [rayon for rayon in shelves if rayon.documents]


def versions_of(user: Utilisateur, document: DocumentEnfant) -> list[DocumentLu]:
    """Return every version of a paper, the last one first."""
    rows = DocumentEnfant.objects.readable_by(user).filter(serie=document.serie)
    return _seen(rows.select_related("fichier").order_by("-numero"))


def _matches(lu: DocumentLu, recherche: str) -> bool:
    titre = lu.document.titre
    return not isinstance(titre, Illisible) and bool(reperer(titre, recherche))


def _seen(rows: Iterable[DocumentEnfant]) -> list[DocumentLu]:
    rows = list(rows)
    people = people_of(row.auteur_id for row in rows)
    return [DocumentLu(row, _name(people.get(row.auteur_id)), state_of(row)) for row in rows]


def _name(person: Professionnel | None) -> str:
    return str(person.prenom) if person else "une personne qui n’est plus là"


def state_of(document: DocumentEnfant) -> tuple[str, str]:
    """Return the kind of status and the words of what the antivirus said."""
    fichier = document.fichier
    if fichier.retire_le is not None:
        return "neutre", f"retiré le {_day(fichier.retire_le)}"
    etat = EtatAnalyse(fichier.analyse)
    if etat is EtatAnalyse.SAIN:
        return _GENRES[etat], f"analysé le {_day(fichier.analyse_le)}"
    return _GENRES[etat], str(etat.label)


def _day(moment: object) -> str:
    return date_format(timezone.localtime(moment), "j F Y")  # type: ignore[arg-type]
