"""From the cells of each sheet to facts, with the faults that one row alone can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain

from fratries.effectif import vocabulaire
from fratries.effectif.cellules import Cellules
from fratries.effectif.colonnes import ENTETE_MAX, Correspondance, recognise
from fratries.effectif.fautes import NomTable, Remarque, as_text
from fratries.effectif.fiches import (
    FicheEnfant,
    FicheMaison,
    FichePersonne,
    Fiches,
    Place,
)
from fratries.effectif.formats.base import LIGNES_MAX, Feuille, FichierRefuseError, Ligne, trop_long
from fratries.effectif.lecture import read_sheets
from fratries.effectif.lignes_famille import read_measure, read_relative
from socle.outils.dates import aujourdhui
from socle.outils.texte import plier

AGE_LIMITE = 21
ALLERGIE_MAX = 120
_OUI_NON = "Écrivez « oui » ou « non », ou laissez vide."


def read_file(contenu: bytes, correspondance: Correspondance) -> Fiches:
    """Read every sheet of a file. Raises FichierRefuseError when it is no roster at all."""
    fiches = Fiches()
    total = 0
    for feuille in read_sheets(contenu):
        total = _read_sheet(feuille, fiches, correspondance, total)
    if not any(lue.table for lue in fiches.rapport.feuilles):
        raise FichierRefuseError(
            "Aucune feuille n’est reconnue. Il en faut une au moins avec une ligne de titres, par exemple « Nom de "
            "naissance », « Prénom(s) », « Né(e) le », « Maison », « Arrivé(e) le »."
        )
    return fiches


def _read_sheet(feuille: Feuille, fiches: Fiches, correspondance: Correspondance, total: int) -> int:
    head: list[Ligne] = []
    for ligne in feuille.lignes:
        if any(cell is not None for cell in ligne[1]):
            head.append(ligne)
        if len(head) >= ENTETE_MAX:
            break
    entete = recognise(feuille.nom, head, correspondance)
    if entete is None:
        fiches.ouvre(feuille.nom or "Le fichier", "")
        return total
    nom = feuille.nom or str(entete.table.nom)
    lue = fiches.ouvre(nom, entete.table.nom)
    lue.colonnes = [(t, c) for t, c in zip(entete.titres, entete.codes, strict=True) if t]
    for champ in entete.manquants:
        fiches.rapport.faute(
            Remarque(
                nom,
                entete.ligne,
                champ.libelle,
                "",
                f"La colonne « {champ.libelle} » manque.",
                "Ajoutez-la, ou dites plus bas laquelle de vos colonnes la contient.",
            )
        )
    if entete.manquants:
        return total
    read = LECTEURS[entete.table.nom]
    for number, cells in _below(head, feuille.lignes, entete.ligne):
        cellules = Cellules(Place(nom, number, entete), cells, fiches.rapport)
        if cellules.vide:
            continue
        total += 1
        if total > LIGNES_MAX:
            raise trop_long()
        lue.lignes += 1
        read(cellules, fiches)
    return total


def _below(head: list[Ligne], rest: Iterator[Ligne], entete: int) -> Iterator[Ligne]:
    return (ligne for ligne in chain(head, rest) if ligne[0] > entete)


def _house(cellules: Cellules, fiches: Fiches) -> None:
    village = cellules.texte("village", longueur=120)
    nom = cellules.texte("maison", longueur=120)
    places = cellules.entier("places", mini=1, maxi=99, que_faire="Écrivez un nombre de places, 1 ou plus.")
    dispositif = cellules.choix(
        "dispositif",
        vocabulaire.DISPOSITIFS,
        probleme="Ce dispositif n’est pas connu.",
        permis="Écrivez « Familiale », « Semi-autonomie », « Urgence » ou « Relais ».",
    )
    _check_telephone(cellules)
    if village and nom:
        fiches.maisons.append(
            FicheMaison(cellules.place, village, nom, places or 1, dispositif or "", cellules.fautive)
        )


def _person(cellules: Cellules, fiches: Fiches) -> None:
    nom = cellules.texte("nom", longueur=120)
    prenom = cellules.texte("prenom", longueur=80)
    role = cellules.choix(
        "fonction",
        vocabulaire.ROLES,
        probleme="Cette fonction n’est pas connue.",
        permis="Écrivez une fonction du logiciel, par exemple « Éducateur familial » ou « Chef de service ».",
    )
    lieu = cellules.texte("lieu", longueur=120)
    debut, fin = cellules.jour("debut"), cellules.jour("fin")
    if debut and fin and fin < debut:
        cellules.refuse("fin", "Le départ vient avant l’arrivée.", "Corrigez l’une des deux dates.")
    courriel = cellules.texte("courriel", longueur=200)
    if courriel and not vocabulaire.COURRIEL.fullmatch(courriel):
        cellules.refuse(
            "courriel", "Cette adresse n’est pas une adresse électronique.", "Corrigez-la, ou videz la case."
        )
    if role and debut and not cellules.fautive:
        fiches.personnes.append(FichePersonne(cellules.place, nom, prenom, role, lieu, debut, fin, courriel))
    elif lieu:
        # The place may be unknown as well: both are said at once.
        fiches.personnes.append(
            FichePersonne(cellules.place, "", "", "", lieu, debut or aujourdhui(), fin, "")
        )


def _child(cellules: Cellules, fiches: Fiches) -> None:
    dossier = cellules.texte("dossier", longueur=40)
    nom = cellules.texte("nom", longueur=120)
    prenom = cellules.texte("prenom", longueur=80)
    cellules.texte("nom_usage", longueur=120)
    sexe = cellules.choix(
        "sexe",
        vocabulaire.SEXES,
        probleme="Ce sexe n’est pas compris.",
        permis="Écrivez « F » ou « M », ou laissez vide.",
    )
    naissance = cellules.jour("naissance")
    arrivee, depart = cellules.jour("arrivee"), cellules.jour("depart")
    _check_stay(cellules, naissance, arrivee, depart)
    lien = cellules.choix(
        "lien",
        vocabulaire.LIENS_FRATRIE,
        probleme="Ce lien n’est pas un lien de fratrie.",
        permis="Écrivez « germain », « demi (mère) », « demi (père) » ou « par alliance ».",
    )
    departement = _department(cellules)
    referent = cellules.texte("referent", longueur=160)
    allergies = _allergies(cellules)
    cellules.choix(
        "image", vocabulaire.OUI_NON, probleme="Cette réponse n’est pas comprise.", permis=_OUI_NON
    )
    bad = cellules.fautive
    fiches.enfants.append(
        FicheEnfant(
            cellules.place,
            dossier,
            nom,
            "" if bad else prenom,
            None if bad else naissance,
            sexe or "",
            cellules.texte("village", longueur=120),
            cellules.texte("maison", longueur=120),
            arrivee,
            depart,
            cellules.texte("fratrie", longueur=40),
            lien or "",
            cellules.texte("ecole", longueur=200),
            cellules.texte("classe", longueur=60),
            departement,
            referent,
            allergies,
        )
    )


def _check_stay(
    cellules: Cellules, naissance: date | None, arrivee: date | None, depart: date | None
) -> None:
    today = aujourdhui()
    if naissance and naissance > today:
        cellules.refuse("naissance", "La date de naissance est dans le futur.", "Corrigez-la.")
        return
    if arrivee and depart and depart <= arrivee:
        cellules.refuse(
            "depart", "Le départ vient avant l’arrivée, ou le même jour.", "Corrigez l’une des deux dates."
        )
        return
    if not (naissance and arrivee):
        return
    if arrivee < naissance:
        cellules.refuse("arrivee", "L’arrivée vient avant la naissance.", "Corrigez l’une des deux dates.")
    elif max(depart or today, arrivee) > _birthday(naissance, AGE_LIMITE):
        cellules.refuse(
            "naissance",
            "Cette personne aurait plus de 21 ans pendant son accueil (CASF, art. L222-5).",
            "Corrigez la date de naissance, ou indiquez sa date de départ.",
        )


def _birthday(naissance: date, age: int) -> date:
    try:
        return naissance.replace(year=naissance.year + age)
    except ValueError:  # born on 29 February
        return date(naissance.year + age, 3, 1)


def _department(cellules: Cellules) -> str:
    code = as_text(cellules.brut("departement")).upper()
    if not code:
        return ""
    if code.zfill(2) not in vocabulaire.DEPARTEMENTS:
        cellules.refuse(
            "departement", "Ce département n’existe pas.", "Écrivez son numéro, par exemple 59, 2A ou 974."
        )
    return code.zfill(2)


def _allergies(cellules: Cellules) -> tuple[str, ...]:
    found = vocabulaire.allergies_of(as_text(cellules.brut("allergies")))
    if any(plier(substance) in vocabulaire.ALLERGIE_TUE for substance in found):
        cellules.refuse(
            "allergies",
            "Cette case ne dit pas à quoi l’enfant est allergique.",
            "Écrivez à quoi, par exemple « arachide », ou « aucune ».",
        )
    elif any(len(substance) > ALLERGIE_MAX for substance in found):
        cellules.refuse(
            "allergies",
            "Cette allergie est écrite trop longuement.",
            f"Séparez-les par des virgules, {ALLERGIE_MAX} caractères au plus pour chacune.",
        )
    return tuple(found)


def _check_telephone(cellules: Cellules) -> None:
    texte = as_text(cellules.brut("telephone"))
    if texte and not vocabulaire.is_telephone(texte):
        cellules.refuse("telephone", "Ce numéro de téléphone n’est pas un numéro.", "Écrivez dix chiffres.")


LECTEURS: dict[NomTable, Callable[[Cellules, Fiches], None]] = {
    NomTable.MAISONS: _house,
    NomTable.PROFESSIONNELS: _person,
    NomTable.ENFANTS: _child,
    NomTable.MESURES: read_measure,
    NomTable.PROCHES: read_relative,
}
