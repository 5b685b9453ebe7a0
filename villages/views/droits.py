"""« Rôles et droits »: the matrix, as the code holds it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from socle.habilitations.decorators import requires
from socle.habilitations.roles import PERIMETRES, Action, Perimetre, Reserve, Role, droits_de
from socle.outils.declarations import Categorie

LIBELLES_CATEGORIES: dict[Categorie, str] = {
    Categorie.IDENTITE: "Identité",
    Categorie.JOURNAL: "Journal",
    Categorie.SOIN_QUOTIDIEN: "Soin quotidien",
    Categorie.MEDICAL: "Médical",
    Categorie.SCOLARITE: "Scolarité",
    Categorie.FAMILLE: "Famille",
    Categorie.JUSTICE_EXTRAIT: "Justice : extrait",
    Categorie.JUSTICE_PIECES: "Justice : pièces",
    Categorie.PROJET: "Projet",
    Categorie.PSY: "Psychologue",
    Categorie.INCIDENT: "Incident",
    Categorie.PAROLE: "Parole de l’enfant",
}

LIBELLES_ACTIONS: dict[Action, str] = {
    Action.LIRE: "lit",
    Action.ECRIRE: "écrit",
    Action.VALIDER: "valide",
    Action.DECLARER: "déclare",
}

LIBELLES_RESERVES: dict[Reserve, str] = {
    Reserve.CONTACTS: "qui appeler, qui ne doit pas approcher",
    Reserve.COMMUNICABLE: "écrits communicables",
    Reserve.CONSENTEMENTS: "qui consent",
    Reserve.NOMMES: "enfants nommés dans un incident",
    Reserve.SIEN: "ce qui est à soi",
    Reserve.ADRESSE: "ce qui lui est adressé",
    Reserve.SECURITE: "messages de sécurité",
    Reserve.AFFECTE: "incidents qui lui sont confiés",
    Reserve.TRANSMIS: "ce qui a été transmis",
    Reserve.PRENOM: "prénom seulement",
    Reserve.INSTANCES: "campagnes et conseils",
    Reserve.SANS_NOMS: "incidents graves, sans noms",
    Reserve.CLASSEMENT: "classe la pièce sans la lire",
    Reserve.VERSION_ENFANT: "la version de l’enfant",
}

LIBELLES_PERIMETRES: dict[Perimetre, str] = {
    Perimetre.MAISON: "sa maison",
    Perimetre.REFERENCE: "ses enfants de référence",
    Perimetre.VILLAGE: "son village",
    Perimetre.ASTREINTE: "le village, aux dates d’astreinte",
    Perimetre.EXCEPTION: "un enfant, par accord daté",
    Perimetre.ASSOCIATION: "l’association, sans dossier",
    Perimetre.SOI: "soi-même",
}


@dataclass(frozen=True)
class Ligne:
    """One role: where it reaches, and one sentence per category it opens."""

    role: str
    perimetre: str
    droits: list[tuple[str, str]]


def phrase(role: Role, categorie: Categorie) -> str:
    """Return « lit, écrit » or « lit (écrits communicables) »; empty when the cell is closed."""
    parts = []
    for droit in sorted(
        droits_de(role, categorie), key=lambda d: (list(Action).index(d.action), d.reserve or "")
    ):
        text = LIBELLES_ACTIONS[droit.action]
        parts.append(f"{text} ({LIBELLES_RESERVES[droit.reserve]})" if droit.reserve else text)
    return ", ".join(parts)


def lignes() -> list[Ligne]:
    """Return the whole matrix, role by role."""
    return [
        Ligne(
            role.label,
            LIBELLES_PERIMETRES[PERIMETRES[role]],
            [
                (label, sentence)
                for categorie, label in LIBELLES_CATEGORIES.items()
                if (sentence := phrase(role, categorie))
            ],
        )
        for role in Role
    ]


@requires(None, raison="the rules are no secret: whoever works here may know who sees what")
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """The matrix roles × categories."""
    return render(request, "villages/roles.html", {"lignes": lignes()})
