"""The papers of one child, as the address filters and sorts them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import timezone

from enfants.enums import CategorieDocument
from enfants.selectors.documents import DocumentLu
from socle.chiffrement.values import Illisible
from socle.outils.texte import plier
from socle.ui.listes import Colonne, Filtre, Liste


def _titre(lu: DocumentLu) -> str:
    titre = lu.document.titre
    return "" if isinstance(titre, Illisible) else plier(titre)


def _jour(lu: DocumentLu) -> date:
    """The date written on a paper, else the day it was filed."""
    written = lu.document.date_document
    return written if isinstance(written, date) else timezone.localtime(lu.document.depose_le).date()


COLONNES = (
    Colonne[DocumentLu](code="titre", libelle="Titre", cle=_titre),
    Colonne[DocumentLu](
        code="categorie",
        libelle="Catégorie",
        cle=lambda lu: list(CategorieDocument.values).index(lu.document.categorie),
    ),
    Colonne[DocumentLu](code="date", libelle="Date", cle=_jour),
    Colonne[DocumentLu](code="depot", libelle="Déposé le", cle=lambda lu: lu.document.depose_le),
)


def liste_documents(
    lus: Iterable[DocumentLu], parametres: Mapping[str, str], *, trouves: Iterable[DocumentLu] | None = None
) -> Liste[DocumentLu]:
    """Filter and sort papers; choices are those of every paper one reads, whatever was searched."""
    lus = list(lus)
    held = {lu.document.categorie for lu in lus}
    years = sorted({str(_jour(lu).year) for lu in lus}, reverse=True)
    filtres = [
        Filtre[DocumentLu](
            code="categorie",
            libelle="Catégorie",
            choix=[(c.value, str(c.label).capitalize()) for c in CategorieDocument if c.value in held],
            valeurs=lambda lu: {lu.document.categorie},
        ),
        Filtre[DocumentLu](
            code="annee",
            libelle="Année",
            choix=[(year, year) for year in years],
            valeurs=lambda lu: {str(_jour(lu).year)},
        ),
    ]
    return Liste(lus if trouves is None else trouves, parametres, filtres=filtres, colonnes=COLONNES)
