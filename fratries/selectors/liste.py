"""The list of sibling groups, as the address filters and sorts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fratries.selectors.groupe import GroupeVu
from socle.outils.texte import plier
from socle.ui.listes import Colonne, Filtre, Liste

#: From this many on, a group is a large one to receive.
GRANDE = 4

COLONNES = (
    Colonne[GroupeVu](code="membres", libelle="Frères et sœurs", cle=lambda g: plier(g.titre)),
    Colonne[GroupeVu](code="nombre", libelle="Combien", cle=lambda g: len(g.membres)),
    Colonne[GroupeVu](code="ailleurs", libelle="Vivent ailleurs", cle=lambda g: g.ailleurs),
)


def liste_fratries(groupes: Iterable[GroupeVu], parametres: Mapping[str, str]) -> Liste[GroupeVu]:
    """Filter and sort groups one sees; without an order they stand by first names."""
    filtres = [
        Filtre[GroupeVu](
            code="taille",
            libelle="Taille",
            choix=[("2", "Deux au plus"), ("3", "Trois"), ("4", "Quatre et plus")],
            valeurs=lambda g: {str(min(max(len(g.membres), 2), GRANDE))},
        ),
        Filtre[GroupeVu](
            code="ailleurs",
            libelle="Où vivent-ils ?",
            choix=[("non", "Tous accueillis ici"), ("oui", "L’un au moins vit ailleurs")],
            valeurs=lambda g: {"oui" if g.ailleurs else "non"},
        ),
    ]
    return Liste(groupes, parametres, filtres=filtres, colonnes=COLONNES)
