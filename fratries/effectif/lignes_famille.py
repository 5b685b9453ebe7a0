"""The sheets about measures and relatives: what one row alone can show."""

from __future__ import annotations

from datetime import date

from fratries.effectif import vocabulaire
from fratries.effectif.cellules import Cellules
from fratries.effectif.fautes import as_text
from fratries.effectif.fiches import FicheMesure, FicheProche, Fiches

#: Folded word → kind of measure.
NATURES: dict[str, str] = {
    "jugement d assistance educative": "ae_ase",
    "assistance educative": "ae_ase",
    "jugement": "ae_ase",
    "placement direct": "ae_direct",
    "ordonnance de placement provisoire": "opp_juge",
    "opp": "opp_juge",
    "opp parquet": "opp_parquet",
    "opp du procureur": "opp_parquet",
    "accueil provisoire": "accueil_provisoire",
    "recueil en urgence": "recueil_urgence",
    "accueil 72 heures": "accueil_72h",
    "accueil 72h": "accueil_72h",
    "tutelle": "tutelle",
    "delegation d autorite parentale": "delegation",
    "delegation de l autorite parentale": "delegation",
    "pupille de l etat": "pupille",
    "pupille": "pupille",
    "accueil jeune majeur": "jeune_majeur",
    "contrat jeune majeur": "jeune_majeur",
}

#: Months a measure may last, where the law bounds it (Code civil, art. 375; CASF, art. L223-5).
DUREES_MAX: dict[str, int] = {"ae_ase": 24, "ae_direct": 24, "accueil_provisoire": 12}

AUTORITES: dict[str, str] = {
    "": "",
    "oui": "exercee",
    "exercee": "exercee",
    "non": "",
    "aucune": "",
    "retiree": "retiree",
    "retire": "retiree",
    "suspendue": "suspendue",
    "deleguee": "deleguee",
}

CONTACTS: dict[str, str] = {
    "": "non_precise",
    "oui": "autorise",
    "autorise": "autorise",
    "mediatise": "accompagne",
    "accompagne": "accompagne",
    "non": "interdit",
    "interdit": "interdit",
}

PARENTES: dict[str, str] = {
    **dict.fromkeys(("mere", "pere", "maman", "papa"), "parent"),
    **dict.fromkeys(("grand mere", "grand pere", "grands parents"), "grand_parent"),
    **dict.fromkeys(("oncle", "tante"), "oncle_tante"),
    **dict.fromkeys(("beau pere", "belle mere"), "beau_parent"),
    **dict.fromkeys(("frere", "soeur", "demi frere", "demi soeur"), "fratrie"),
    **dict.fromkeys(("cousin", "cousine"), "cousin"),
    **dict.fromkeys(("parrain", "marraine"), "parrain"),
    **dict.fromkeys(("famille d accueil",), "famille_accueil"),
    **dict.fromkeys(("tiers", "tiers digne de confiance"), "tiers"),
    **dict.fromkeys(("ami", "amie"), "ami"),
    "autre": "autre",
}


def read_measure(cellules: Cellules, fiches: Fiches) -> None:
    dossier = cellules.texte("dossier", longueur=40)
    nature = cellules.choix(
        "nature",
        NATURES,
        probleme="Ce type de mesure n’est pas connu.",
        permis="Écrivez par exemple « Jugement d’assistance éducative », « Accueil provisoire » ou « Tutelle ».",
    )
    debut, fin, decision = cellules.jour("debut"), cellules.jour("fin"), cellules.jour("decision")
    if debut and fin and fin < debut:
        cellules.refuse("fin", "La fin vient avant le début.", "Corrigez l’une des deux dates.")
    elif nature and debut and fin and fin > _limit(debut, nature):
        years = DUREES_MAX[nature] // 12
        cellules.refuse(
            "fin",
            f"La loi ne permet pas plus de {years} an{'s' if years > 1 else ''} pour cette mesure.",
            "Vérifiez la date de fin, ou le type de mesure.",
        )
    secret = cellules.choix(
        "secret",
        vocabulaire.OUI_NON,
        probleme="Cette réponse n’est pas comprise.",
        permis="Écrivez « oui » ou « non », ou laissez vide.",
    )
    autorite = cellules.texte("autorite", longueur=200)
    visite = cellules.texte("visite", longueur=1000)
    bad = cellules.fautive
    fiches.mesures.append(
        FicheMesure(
            cellules.place,
            dossier,
            "" if bad or not nature else nature,
            autorite,
            decision,
            debut or date.max,
            fin,
            visite,
            secret=bool(secret),
        )
    )


def _limit(debut: date, nature: str) -> date:
    months = DUREES_MAX.get(nature)
    if months is None:
        return date.max
    try:
        return debut.replace(year=debut.year + months // 12)
    except ValueError:  # from a 29 February
        return date(debut.year + months // 12, 3, 1)


def read_relative(cellules: Cellules, fiches: Fiches) -> None:
    dossier = cellules.texte("dossier", longueur=40)
    lien = cellules.choix(
        "lien",
        PARENTES,
        probleme="Ce lien de parenté n’est pas connu.",
        permis="Écrivez par exemple « Mère », « Père » ou « Tante ».",
    )
    nom, prenom = cellules.texte("nom", longueur=120), cellules.texte("prenom", longueur=80)
    autorite = cellules.choix(
        "autorite",
        AUTORITES,
        probleme="Cette autorité parentale n’est pas comprise.",
        permis="Écrivez « oui », « non », « retirée », « suspendue » ou « déléguée ».",
    )
    contact = cellules.choix(
        "contact",
        CONTACTS,
        probleme="Ce contact n’est pas compris.",
        permis="Écrivez « oui », « médiatisé » ou « interdit ».",
    )
    telephone = as_text(cellules.brut("telephone"))
    if telephone and not vocabulaire.is_telephone(telephone):
        cellules.refuse("telephone", "Ce numéro de téléphone n’est pas un numéro.", "Écrivez dix chiffres.")
    bad = cellules.fautive
    fiches.proches.append(
        FicheProche(
            cellules.place,
            dossier,
            "" if bad or not lien else lien,
            nom,
            prenom,
            autorite or "",
            contact or "",
            telephone,
        )
    )
