"""The school year and its half-days: plain reckoning, no record."""

from __future__ import annotations

from datetime import date, timedelta

from enfants.enums import CadreScolaire, MomentAbsence
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Unite
from socle.outils.feries import est_ferie
from socle.outils.vacances import en_vacances

#: A school year is named from August on: that is when the next one is prepared.
MOIS_DE_LA_BASCULE = 8
SAMEDI = 5
MERCREDI = 2
#: Half-days of a day of class, and of a week in most schools (Wednesday counted as in secondary school).
PAR_UNITE = {Unite.JOUR: 2, Unite.SEMAINE: 9}
#: The instruction of every child begins with the school year of the calendar year of their third
#: birthday (Code de l'éducation L131-5, certainty M).
AGE_DE_L_INSTRUCTION = 3
RENTREE = (9, 1)


def annee_scolaire(jour: date) -> str:
    """« 2026-2027 »."""
    debut = jour.year if jour.month >= MOIS_DE_LA_BASCULE else jour.year - 1
    return f"{debut}-{debut + 1}"


def derniere_rentree(jour: date) -> date:
    """Return the first day of the school year one is in."""
    this = date(jour.year, *RENTREE)
    return this if jour >= this else date(jour.year - 1, *RENTREE)


def debut_de_l_instruction(naissance: date) -> date:
    """Return the first day a child must be taught: it follows from the year of birth alone."""
    return date(naissance.year + AGE_DE_L_INSTRUCTION, *RENTREE)


def compte_comme_instruction(cadre: object) -> bool:
    """Whether a schooling counts for the duty of instruction or training."""
    return cadre != CadreScolaire.HORS_ECOLE


def pas_de_classe(jour: date, zone: str) -> str:
    """Return why there is no class that day in most schools; empty when there is.

    ``zone`` is the letter of the school holidays: without one they are not known, and not deducted.
    """
    if jour.weekday() >= SAMEDI:
        return "le week-end"
    if est_ferie(jour):
        return "un jour férié"
    return "les vacances" if en_vacances(zone, jour) else ""


def demi_journees(moment: str, debut: date, fin: date, *, zone: str) -> int:
    """Return a fair guess of the half-days of class missed, which a person corrects.

    Weekdays count two half-days, Wednesday one; a day without class counts none, whatever the moment.
    """
    days = (debut + timedelta(days=rank) for rank in range((fin - debut).days + 1))
    of_class = [day for day in days if not pas_de_classe(day, zone)]
    if moment in {MomentAbsence.MATIN, MomentAbsence.APRES_MIDI}:
        return len(of_class)
    return sum(1 if day.weekday() == MERCREDI else 2 for day in of_class)


def seuil_en_demi_journees(delai: Delai | None, defaut: Delai) -> int:
    """Return a threshold set in days (or weeks) of class, in half-days.

    The deadline core sets numbers of hours, days, weeks, months or years; hours, months and years
    mean nothing here, and leave the rule's own threshold.
    """
    chosen = delai if delai is not None and delai.unite in PAR_UNITE else defaut
    return max(1, chosen.quantite * PAR_UNITE[chosen.unite])
