"""Delays on the calendar of the association's zone.

Months and years keep the day of the month, or take the last day when the month is shorter (Code
de procédure civile, art. 641: certainty V); the starting day does not count. Hours are elapsed
time, so that forty-eight hours over a change of clocks are forty-eight real hours.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from socle.echeances.enums import Unite

_SINGULIERS = {
    Unite.MINUTE: "minute",
    Unite.HEURE: "heure",
    Unite.JOUR: "jour",
    Unite.SEMAINE: "semaine",
    Unite.MOIS: "mois",
    Unite.ANNEE: "an",
}


#: Units of elapsed time.
_ECOULEES = {Unite.MINUTE: timedelta(minutes=1), Unite.HEURE: timedelta(hours=1)}


@dataclass(frozen=True)
class Delai:
    """A number of minutes, hours, days, weeks, months or years; zero is « le jour même »."""

    quantite: int
    unite: Unite

    def __post_init__(self) -> None:
        if self.quantite < 0:
            raise ValueError("a delay is never negative: the rule says before or after")

    def __str__(self) -> str:
        if self.quantite == 0:
            return "le jour même"
        return f"{self.quantite} {compte(self.quantite, self.unite)}"

    def apres(self, depart: date | datetime) -> date | datetime:
        """Return what stands this long after ``depart``: a moment for minutes and hours, else a day."""
        return self._decale(depart, 1)

    def avant(self, depart: date | datetime) -> date | datetime:
        """Return what stands this long before ``depart``."""
        return self._decale(depart, -1)

    def jour_apres(self, depart: date) -> date:
        """Return the day this long after a day."""
        return jour_de(self.apres(depart))

    def _decale(self, depart: date | datetime, signe: int) -> date | datetime:
        nombre = signe * self.quantite
        if self.unite in _ECOULEES:
            # Through UTC: Python adds to the wall clock, which jumps twice a year.
            moment = debut_de(depart).astimezone(timezone.get_fixed_timezone(0))
            return timezone.localtime(moment + nombre * _ECOULEES[self.unite])
        jour = jour_de(depart)
        if self.unite is Unite.JOUR:
            return jour + timedelta(days=nombre)
        if self.unite is Unite.SEMAINE:
            return jour + timedelta(weeks=nombre)
        return decale_mois(jour, nombre if self.unite is Unite.MOIS else 12 * nombre)


def compte(nombre: int, unite: Unite) -> str:
    """« mois », « jour », « jours »."""
    mot = _SINGULIERS[unite]
    return f"{mot}s" if nombre > 1 and not mot.endswith("s") else mot


def decale_mois(jour: date, mois: int) -> date:
    """Return the same day ``mois`` months later, or the last of a month too short for it."""
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, du_mois = divmod(rang, 12)
    return date(annee, du_mois + 1, min(jour.day, monthrange(annee, du_mois + 1)[1]))


def fin_de_mois(jour: date) -> date:
    return jour.replace(day=monthrange(jour.year, jour.month)[1])


def jour_de(moment: date | datetime) -> date:
    """Return the day of a moment in the association's zone."""
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def debut_de(moment: date | datetime) -> datetime:
    """Return the moment itself, or the midnight a day begins with in the association's zone."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time.min, tzinfo=timezone.get_current_timezone())
