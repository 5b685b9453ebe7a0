"""Rights in the words of the screens, the same on every page that speaks of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from socle.habilitations.roles import Action, Droit, Perimetre, Reserve, Role, droits_de
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


def phrase_des_droits(droits: Iterable[Droit]) -> str:
    """Return « lit, écrit » or « lit (écrits communicables) »; empty without any right."""
    ordered = sorted(set(droits), key=lambda d: (list(Action).index(d.action), d.reserve or ""))
    parts = []
    for droit in ordered:
        if droit.reserve and Droit(droit.action) in ordered:
            continue  # the whole right says it already
        text = LIBELLES_ACTIONS[droit.action]
        parts.append(f"{text} ({LIBELLES_RESERVES[droit.reserve]})" if droit.reserve else text)
    return ", ".join(parts)


def phrase(role: Role, categorie: Categorie) -> str:
    """Say one cell of the matrix; empty when the cell is closed."""
    return phrase_des_droits(droits_de(role, categorie))


def droits_par_action(droits: Mapping[Categorie, Iterable[Droit]]) -> list[tuple[str, str]]:
    """Return « Lit » → « identité, famille (qui consent) », one pair per action that opens something."""
    pairs = []
    for action, verb in LIBELLES_ACTIONS.items():
        opened = []
        for categorie, label in LIBELLES_CATEGORIES.items():
            held = {d.reserve for d in droits.get(categorie, ()) if d.action is action}
            name = label[0].lower() + label[1:]
            if None in held:
                opened.append(name)
            elif held:
                parts = sorted(LIBELLES_RESERVES[reserve] for reserve in held if reserve)
                opened.append(f"{name} ({', '.join(parts)})")
        if opened:
            pairs.append((verb.capitalize(), ", ".join(opened)))
    return pairs
