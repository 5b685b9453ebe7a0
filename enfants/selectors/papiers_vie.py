"""What the papers of daily life say, as plain strings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from enfants.selectors.entourage import SoireeDeLEnfant, soiree_de
from socle.comptes.models import Utilisateur
from socle.ui.typographie import typographie
from villages.models import Maison

#: Characters of one house sheet; beyond, each line is cut and says so. It never runs over its page.
PLACE = 7000
SUITE = "… (suite dans le dossier)"


def feuille_des_rituels(user: Utilisateur, maison: Maison) -> tuple[dict[str, Any], list[UUID]]:
    """The rituals of the children who sleep in the house tonight, and who counts for them, on one page.

    Raises ValidationError when no child there has a sheet.
    """
    soirees = [s for s in soiree_de(user, maison) if s.soir.present]
    if not any(s.fiche for s in soirees):
        raise ValidationError("Aucune fiche de rituels dans cette maison.")
    lines = sum(len(s.fiche.lignes) if s.fiche else 0 for s in soirees) + len(soirees)
    limit = max(PLACE // max(lines, 1), 60)
    content = {
        "titre": "Rituels de la maison",
        "maison": f"{maison.nom}, {maison.village.nom}",
        "enfants": [_evening(s, limit) for s in soirees],
    }
    return content, [s.soir.enfant.pk for s in soirees if s.fiche]


def _evening(soiree: SoireeDeLEnfant, limit: int) -> dict[str, Any]:
    people = [f"« {p.mots} »{f', {p.nom}' if p.nom else ''}" for p in soiree.personnes]
    return {
        "nom": soiree.soir.nom,
        "age": typographie(soiree.soir.age),
        "lignes": [[ligne.titre, coupe(ligne.texte, limit)] for ligne in soiree.fiche.lignes]
        if soiree.fiche
        else [],
        "relue": soiree.fiche.relue if soiree.fiche else "",
        "personnes": coupe(typographie(" ; ".join(people)), 2 * limit),
    }


def coupe(text: str, limit: int) -> str:
    """Return the text on one line, cut where its room ends."""
    one_line = " ".join(text.split())
    if len(one_line) <= limit:
        return one_line
    return one_line[: max(limit - len(SUITE), 20)].rstrip() + SUITE
