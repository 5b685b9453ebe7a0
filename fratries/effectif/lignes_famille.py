"""The sheets about measures and relatives: what one row alone can show."""

from __future__ import annotations

from datetime import date

from enfants.enums import NatureMesure
from enfants.mesures import effets
from fratries.effectif import vocabulaire
from fratries.effectif.cellules import Cellules
from fratries.effectif.fautes import as_text
from fratries.effectif.fiches import FicheMesure, FicheProche, Fiches
from fratries.enums import Contact, EtatAutorite, NatureLien, SexeProche
from socle.outils.dates import aujourdhui

#: Folded word → kind of measure.
NATURES: dict[str, str] = {
    "jugement d assistance educative": NatureMesure.AE_ASE,
    "assistance educative": NatureMesure.AE_ASE,
    "jugement": NatureMesure.AE_ASE,
    "placement direct": NatureMesure.AE_DIRECT,
    "ordonnance de placement provisoire": NatureMesure.OPP_JUGE,
    "opp": NatureMesure.OPP_JUGE,
    "opp parquet": NatureMesure.OPP_PARQUET,
    "opp du procureur": NatureMesure.OPP_PARQUET,
    "accueil provisoire": NatureMesure.ACCUEIL_PROVISOIRE,
    "recueil en urgence": NatureMesure.RECUEIL_URGENCE,
    "accueil 72 heures": NatureMesure.ACCUEIL_72H,
    "accueil 72h": NatureMesure.ACCUEIL_72H,
    "tutelle": NatureMesure.TUTELLE,
    "delegation d autorite parentale": NatureMesure.DELEGATION,
    "delegation de l autorite parentale": NatureMesure.DELEGATION,
    "pupille de l etat": NatureMesure.PUPILLE,
    "pupille": NatureMesure.PUPILLE,
    "accueil jeune majeur": NatureMesure.JEUNE_MAJEUR,
    "contrat jeune majeur": NatureMesure.JEUNE_MAJEUR,
}
_AVEC_TERME = {NatureMesure.ACCUEIL_72H, NatureMesure.RECUEIL_URGENCE}

#: Folded word → state of the authority, empty for somebody who holds none.
AUTORITES: dict[str, str] = {
    "": "",
    "non": "",
    "aucune": "",
    "oui": EtatAutorite.EXERCEE,
    "exercee": EtatAutorite.EXERCEE,
    "limitee": EtatAutorite.LIMITEE,
    "retiree": EtatAutorite.RETIREE,
    "retire": EtatAutorite.RETIREE,
    "suspendue": EtatAutorite.SUSPENDUE,
    "deleguee": EtatAutorite.DELEGUEE,
}

CONTACTS: dict[str, str] = {
    "": Contact.NON_PRECISE,
    "oui": Contact.AUTORISE,
    "autorise": Contact.AUTORISE,
    "mediatise": Contact.ACCOMPAGNE,
    "accompagne": Contact.ACCOMPAGNE,
    "non": Contact.INTERDIT,
    "interdit": Contact.INTERDIT,
}

_F, _H, _N = SexeProche.FEMME, SexeProche.HOMME, SexeProche.NON_PRECISE

#: Folded word → kind of tie, sex it tells.
PARENTES: dict[str, tuple[str, str]] = {
    "mere": (NatureLien.PARENT, _F),
    "maman": (NatureLien.PARENT, _F),
    "pere": (NatureLien.PARENT, _H),
    "papa": (NatureLien.PARENT, _H),
    "belle mere": (NatureLien.BEAU_PARENT, _F),
    "beau pere": (NatureLien.BEAU_PARENT, _H),
    "grand mere": (NatureLien.GRAND_PARENT, _F),
    "grand pere": (NatureLien.GRAND_PARENT, _H),
    "tante": (NatureLien.ONCLE_TANTE, _F),
    "oncle": (NatureLien.ONCLE_TANTE, _H),
    "soeur": (NatureLien.FRATRIE, _F),
    "frere": (NatureLien.FRATRIE, _H),
    "cousine": (NatureLien.COUSIN, _F),
    "cousin": (NatureLien.COUSIN, _H),
    "marraine": (NatureLien.PARRAIN, _F),
    "parrain": (NatureLien.PARRAIN, _H),
    "famille d accueil": (NatureLien.FAMILLE_ACCUEIL, _N),
    "tiers": (NatureLien.TIERS, _N),
    "tiers digne de confiance": (NatureLien.TIERS, _N),
    "amie": (NatureLien.AMI, _F),
    "ami": (NatureLien.AMI, _H),
    "autre": (NatureLien.AUTRE, _N),
}


def read_measure(cellules: Cellules, fiches: Fiches) -> None:
    dossier = cellules.texte("dossier", longueur=40)
    nature = cellules.choix(
        "nature",
        NATURES,
        probleme="Ce type de mesure n’est pas connu.",
        permis="Écrivez par exemple « Jugement d’assistance éducative », « Accueil provisoire » ou « Tutelle ».",
    )
    decision, debut, fin = cellules.jour("decision"), cellules.jour("debut"), cellules.jour("fin")
    if decision and decision > aujourdhui():
        cellules.refuse("decision", "La décision est dans le futur.", "Corrigez la date.")
    _check_term(cellules, nature, debut, fin)
    secret = cellules.choix(
        "secret",
        vocabulaire.OUI_NON,
        probleme="Cette réponse n’est pas comprise.",
        permis="Écrivez « oui » ou « non », ou laissez vide.",
    )
    autorite = cellules.texte("autorite", longueur=200)
    visite = cellules.texte("visite", longueur=1000)
    lisible = nature is not None and decision is not None and debut is not None and not cellules.fautive
    fiches.mesures.append(
        FicheMesure(
            cellules.place,
            dossier,
            nature if lisible and nature else "",
            autorite,
            decision or date.max,
            debut or date.max,
            fin,
            visite,
            secret=bool(secret),
        )
    )


def _check_term(cellules: Cellules, nature: str | None, debut: date | None, fin: date | None) -> None:
    """What the law bounds, as ``enfants.mesures`` holds it."""
    if nature is None or debut is None:
        return
    if fin is None:
        if nature in _AVEC_TERME and cellules.brut("fin") is None:
            cellules.refuse("fin", "Cette mesure d’urgence a toujours un terme.", "Écrivez sa date de fin.")
        return
    regle = effets(nature)
    limite = regle.prolongee or regle.duree_max
    if fin < debut:
        cellules.refuse("fin", "La fin vient avant le début.", "Corrigez l’une des deux dates.")
    elif limite is not None and fin > limite.jour_apres(debut):
        cellules.refuse(
            "fin",
            f"La loi ne permet pas plus de {limite} : {regle.source}.",
            "Vérifiez la date de fin, ou le type de mesure.",
        )


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
    nature, sexe = lien or ("", _N)
    fiches.proches.append(
        FicheProche(
            cellules.place,
            dossier,
            "" if cellules.fautive else nature,
            sexe,
            nom,
            prenom,
            autorite or "",
            contact or Contact.NON_PRECISE,
            telephone,
        )
    )
