"""What the papers of daily life say, as plain strings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from enfants.models import Enfant
from enfants.selectors.argent import mouvements_de, soldes_de, vues
from enfants.selectors.entourage import SoireeDeLEnfant, jour_dit, soiree_de
from enfants.selectors.presences import mois_suivant
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
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


def releve_d_argent(user: Utilisateur, enfant: Enfant) -> dict[str, Any]:
    """The ledger of a child over the last twelve months, line by line, with what remains."""
    rows, today = mouvements_de(user, enfant), aujourdhui()
    since = mois_suivant(today.replace(day=1), de=-11)
    return {
        "titre": "Relevé d’argent de poche",
        "enfant": f"{enfant.prenom} {enfant.nom}",
        "periode": typographie(f"du {jour_dit(since)} au {jour_dit(today)}"),
        "soldes": [[s.mot, s.texte] for s in soldes_de(rows)],
        "lignes": [
            [
                date_format(v.ligne.jour, "d/m/Y"),
                str(v.ligne.libelle),
                typographie(" · ".join(p for p in (v.nature, v.avec, "annulée" if v.annulee else "") if p)),
                v.montant,
                v.reste,
            ]
            for v in vues(rows, du=since, au=today + timedelta(days=1))
        ],
    }


def coupe(text: str, limit: int) -> str:
    """Return the text on one line, cut where its room ends."""
    one_line = " ".join(text.split())
    if len(one_line) <= limit:
        return one_line
    return one_line[: max(limit - len(SUITE), 20)].rstrip() + SUITE
