"""Moments of the day at which doses are given, and when one is late.

The hours are the house's habits, not the prescription's: they only say what comes next and what
was perhaps forgotten. The day goes on until five in the morning, as the evening's journal does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from enfants.enums import Moment
from socle.ui.typographie import heure_en_lettres


@dataclass(frozen=True)
class Plage:
    """``vers`` is the usual hour, ``limite`` the one after which a dose is late."""

    vers: time
    limite: time
    icone: str


PLAGES: dict[Moment, Plage] = {
    Moment.MATIN: Plage(time(7, 30), time(9, 30), "sunrise"),
    Moment.MIDI: Plage(time(12), time(14), "sun"),
    Moment.GOUTER: Plage(time(16, 30), time(18), "cookie"),
    Moment.SOIR: Plage(time(19), time(20, 30), "utensils"),
    Moment.COUCHER: Plage(time(20, 30), time(22, 30), "moon-star"),
}

#: A dose may still be noted the day after; later, the journal tells it.
RECUL = timedelta(days=1)
#: A dose may be noted this long before its usual hour without being « plus tard ».
AVANCE = timedelta(hours=1)


def _at(jour: date, heure: time) -> datetime:
    return timezone.make_aware(datetime.combine(jour, heure))


def vers(jour: date, moment: Moment) -> datetime:
    """Return the usual hour of a moment on a day."""
    return _at(jour, PLAGES[moment].vers)


def est_ouvert(jour: date, moment: Moment, maintenant: datetime) -> bool:
    """Whether its time has come."""
    return maintenant >= vers(jour, moment) - AVANCE


def retard(jour: date, moment: Moment, a: datetime) -> timedelta:
    """Return how long after its limit a dose is (or was) given; zero in time."""
    return max(a - _at(jour, PLAGES[moment].limite), timedelta(0))


def duree_en_mots(duree: timedelta) -> str:
    """« 40 minutes », « 2 heures »; rounded down, at least one minute."""
    minutes = max(int(duree.total_seconds()) // 60, 1)
    if minutes >= 24 * 60:
        jours = minutes // (24 * 60)
        return f"{jours} jour{'s' if jours > 1 else ''}"
    if minutes >= 60:
        return f"{minutes // 60} heure{'s' if minutes >= 120 else ''}"
    return f"{minutes} minute{'s' if minutes > 1 else ''}"


def quand(jour: date, moment: Moment) -> str:
    """« vers 20 h 30 »."""
    return f"vers {heure_en_lettres(vers(jour, moment))}"
