"""Reading the cells of one row: a value, or a fault that says where and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from fratries.effectif.dates import read_date
from fratries.effectif.fautes import Rapport, as_text
from fratries.effectif.fiches import Place
from fratries.effectif.formats.base import Valeur
from socle.outils.texte import plier
from socle.ui.saisie import DEBUT_DES_TEMPS

T = TypeVar("T")
_DATE = "Écrivez une date qui existe, par exemple 03/05/2021."


class Cellules:
    """One row. ``fautive`` tells whether anything in it was refused."""

    def __init__(self, place: Place, cells: tuple[Valeur, ...], rapport: Rapport) -> None:
        self.place = place
        self._rapport = rapport
        self._values = {
            code: cells[rank]
            for rank, code in enumerate(place.entete.codes)
            if code and rank < len(cells) and cells[rank] is not None
        }
        self.fautive = False

    @property
    def vide(self) -> bool:
        return not self._values

    def brut(self, code: str) -> Valeur:
        return self._values.get(code)

    def refuse(self, code: str, probleme: str, que_faire: str) -> None:
        self.fautive = True
        valeur = self.brut(code) if code else None
        self._rapport.faute(self.place.remarque(code, valeur, probleme, que_faire))

    def texte(self, code: str, *, longueur: int) -> str:
        """Return the text of a cell; one that is missing or too long is a fault."""
        texte = as_text(self.brut(code))
        champ = self.place.entete.table.champ(code)
        if not texte and champ.requis:
            self.refuse(code, f"« {champ.libelle} » n’est pas rempli.", "Remplissez cette case.")
        elif len(texte) > longueur:
            self.refuse(code, "Ce texte est trop long.", f"Raccourcissez-le à {longueur} caractères.")
        return texte

    def jour(self, code: str) -> date | None:
        """Return the date of a cell, None when it is empty or is a fault."""
        value = self.brut(code)
        champ = self.place.entete.table.champ(code)
        if value is None:
            if champ.requis:
                self.refuse(code, f"« {champ.libelle} » n’est pas rempli.", _DATE)
            return None
        found = read_date(value)
        if found is None:
            self.refuse(code, "Cette date n’existe pas ou n’est pas comprise.", _DATE)
        elif found < DEBUT_DES_TEMPS:
            self.refuse(code, "Cette date est trop ancienne.", "Vérifiez l’année.")
            return None
        return found

    def choix(self, code: str, mots: Mapping[str, T], *, probleme: str, permis: str) -> T | None:
        """Return what a word means; ``permis`` tells in the fault which words are understood."""
        texte = as_text(self.brut(code))
        champ = self.place.entete.table.champ(code)
        if not texte and champ.requis:
            self.refuse(code, f"« {champ.libelle} » n’est pas rempli.", permis)
            return None
        folded = plier(texte)
        # « G? » is a question, not a G.
        doubt = "?" in texte
        if folded in mots and not doubt:
            return mots[folded]
        self.refuse(code, probleme, permis)
        return None

    def entier(self, code: str, *, mini: int, maxi: int, que_faire: str) -> int | None:
        value = self.brut(code)
        champ = self.place.entete.table.champ(code)
        if value is None:
            self.refuse(code, f"« {champ.libelle} » n’est pas rempli.", que_faire)
            return None
        number = _number(value)
        if number is None or not mini <= number <= maxi:
            self.refuse(code, "Ce nombre n’est pas possible.", que_faire)
            return None
        return number


def _number(value: Valeur) -> int | None:
    try:
        number = float(value) if isinstance(value, (int, float, str)) else None
    except ValueError:
        return None
    return int(number) if number is not None and number.is_integer() else None
