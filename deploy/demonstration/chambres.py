"""Saves the bedrooms of the invented houses, and who sleeps where."""

from __future__ import annotations

from deploy.demonstration.dossiers import Dossier
from villages.models import Chambre, Maison

#: House → name of the room, beds, first names of those who sleep there. Nobody has said yet where Bilal,
#: who has just arrived, sleeps; Les Noisetiers counts a bed less than its places.
CHAMBRES: dict[str, tuple[tuple[str, int, tuple[str, ...]], ...]] = {
    "Les Tilleuls": (
        ("Chambre bleue", 2, ("Noé", "Maël")),
        ("Chambre jaune", 2, ("Inaya", "Marie-Lou")),
        ("Petite chambre", 1, ()),
        ("Sous les toits", 1, ("Soline",)),
    ),
    "Les Érables": (
        ("Chambre du jardin", 2, ("Zoé", "Théo")),
        ("Chambre verte", 2, ("Awa", "Ousmane")),
        ("Grande chambre", 2, ("Loïc",)),
    ),
    "Les Noisetiers": (
        ("Chambre du cerisier", 2, ("Anaïs", "Héloïse")),
        ("Chambre rouge", 2, ("Jean-Baptiste", "Kévin")),
    ),
    "Les Mésanges": (
        ("Chambre du fond", 2, ("Félicie",)),
        ("Chambre rose", 2, ("Émile", "Garance")),
        ("Mezzanine", 1, ()),
    ),
    "Les Sorbiers": (
        ("Chambre bleue", 2, ("Malo", "Ibrahim")),
        ("Chambre du haut", 2, ("Gwenaëlle", "Enora")),
        ("Petite chambre", 1, ()),
    ),
    "Les Hirondelles": (
        ("Chambre aux lucarnes", 2, ("Sirine", "Nour")),
        ("Chambre verte", 2, ()),
        ("Le nid", 2, ("Côme", "Lou-Anne")),
    ),
    "Les Genêts": (
        ("Chambre calme", 1, ("Océane",)),
        ("Chambre du soleil", 3, ("Tiago", "Inês", "Rafael")),
        ("Petite chambre", 1, ()),
    ),
    "La Passerelle": tuple(
        (f"Studio {rang}", 1, (prenom,))
        for rang, prenom in enumerate(("Chloé", "Mamadou", "Eulalie", "Siméon"), 1)
    ),
}


def creer_chambres(maisons: dict[str, Maison], dossiers: list[Dossier]) -> None:
    """Save the rooms of every house, then the room of each present stay."""
    sejours = {
        (dossier.sejours[-1].maison_id, dossier.description.prenom): dossier.sejours[-1]
        for dossier in dossiers
    }
    for nom, chambres in CHAMBRES.items():
        maison = maisons[nom]
        for nom_chambre, lits, prenoms in chambres:
            chambre = Chambre(maison=maison, nom=nom_chambre, lits=lits)
            chambre.save()
            for prenom in prenoms:
                sejour = sejours[maison.pk, prenom]
                sejour.chambre = chambre
                sejour.save()
