"""Invented content of the styleguide: no one here exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone

from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from socle.outils.texte import plier
from socle.ui.alertes import Alerte
from socle.ui.charts import Point
from socle.ui.forms import ExempleForm
from socle.ui.listes import Colonne, Filtre, Liste
from socle.ui.navigation import Lien
from socle.ui.panels import Groupe
from socle.ui.recherche import Trouvaille


def adulte(parametres: Mapping[str, str]) -> dict[str, Any]:
    """What the adults' styleguide shows."""
    refuse = ExempleForm({"titre": "", "texte": "Ce qui était écrit reste là.", "journee": "bonne", "le": ""})
    refuse.auto_id = "refus_%s"
    jour = aujourdhui()
    return {
        "form": ExempleForm(initial={"themes": ["ecole", "fratrie"], "journee": "bonne", "le": jour}),
        "refuse": refuse,
        "maintenant": timezone.now(),
        "hier": jour - timedelta(days=1),
        "demain": jour + timedelta(days=1),
        "plus_tard": jour + timedelta(days=12),
        "page": Paginator(range(60), 20).page(2),
        "onglets": [
            Lien("Vie quotidienne", "", "notebook-pen", "?onglet=vie", True),
            Lien("Santé", "", "stethoscope", "?onglet=sante", False),
            Lien("Scolarité", "", "school", "?onglet=scolarite", False),
            Lien("Famille", "", "users-round", "?onglet=famille", False),
        ],
        "lieux": lieux(parametres),
        "trouvailles": trouvailles(),
        "rubriques": rubriques(),
        "alertes": [
            (
                Alerte(
                    titre="Ne doit pas approcher",
                    lignes=("Un oncle : ni visite, ni appel, jusqu'au 3 mars",),
                    icone="hand",
                ),
                "#famille",
                "Voir les contacts",
            ),
            (
                Alerte(titre="Allergie", lignes=("Arachide : trousse d'urgence dans l'entrée",), genre="attention"),
                "#soins",
                "Voir les soins",
            ),
        ],
        "definitions": [
            ("Maison", "Les Tilleuls"),
            ("Accueillie depuis", "trois ans"),
            ("Allergie", "arachide : trousse d'urgence dans l'entrée"),
        ],
        "effectifs": [
            Point("Juin 2026", 3), Point("Juillet 2026", None, "pas compté"), Point("Août 2026", 0),
            Point("Septembre 2026", 6), Point("Octobre 2026", 4), Point("Novembre 2026, en cours", 3),
        ],
        "couleurs": [
            "lin", "papier", "sable", "encre", "encre-2", "pin", "pin-teinte", "miel", "miel-teinte",
            "grenade", "grenade-teinte", "mousse", "mousse-teinte", "ardoise", "ardoise-teinte", "terre",
            "abricot", "bord",
        ],
    }  # fmt: skip


def rubriques() -> list[Lien]:
    """A full file: fifteen entries under their headings."""
    entrees = {
        Groupe.QUOTIDIEN: [("Fiche", "contact-round"), ("Fil de vie", "notebook-text"), ("Agenda", "calendar-days")],
        Groupe.FAMILLE: [("Fratrie", "heart-handshake"), ("Proches", "users-round"), ("Rencontres", "calendar-heart")],
        Groupe.PARCOURS: [
            ("Séjour et absences", "door-open"),
            ("Maisons", "house"),
            ("Mesures et décisions", "scale"),
            ("Projet individualisé", "sprout"),
            ("Documents", "folder"),
        ],
        Groupe.SANTE: [("Soins quotidiens", "pill"), ("Dossier médical", "stethoscope")],
        Groupe.ECOLE: [("Scolarité", "school")],
        Groupe.ACCES: [("Qui peut voir ?", "eye")],
    }  # fmt: skip
    return [
        Lien(titre, "", icone, f"#{icone}", titre == "Fil de vie", groupe)
        for groupe, lignes in entrees.items()
        for titre, icone in lignes
    ]


def enfant() -> dict[str, Any]:
    """What the children's styleguide shows."""
    return {"form": ExempleForm(initial={"journee": "bonne"})}


def lieux(parametres: Mapping[str, str]) -> Liste[tuple[str, int, str]]:
    """A short list to filter and sort."""
    return Liste(
        [
            ("Les Tilleuls", 6, ""),
            ("Les Érables", 5, "Deux chambres au rez-de-chaussée"),
            ("Les Genêts", 5, "En travaux"),
        ],
        parametres,
        filtres=[
            Filtre(
                code="places",
                libelle="Places",
                choix=[("5", "Cinq"), ("6", "Six")],
                valeurs=lambda ligne: {str(ligne[1])},
            )
        ],
        colonnes=[
            Colonne(code="nom", libelle="Nom", cle=lambda ligne: plier(ligne[0])),
            Colonne(code="places", libelle="Places", cle=lambda ligne: ligne[1]),
            Colonne(code="remarque", libelle="Remarque"),
        ],
        tri="nom",
    )


def trouvailles() -> list[Trouvaille]:
    """Three hits, each with its reason."""
    found = [
        ("Noémie Lefèvre", "9 ans · Les Tilleuls depuis 2 ans", "prénom"),
        ("Naomi Diallo", "4 ans · Les Érables depuis 3 mois", "prénom, une lettre d’écart"),
        ("Nadia Lefèvre", "", "début du prénom · mère de Noémie"),
    ]
    return [
        Trouvaille(titre=titre, adresse="#", detail=detail, raison=raison, objet=nouvel_id())
        for titre, detail, raison in found
    ]
