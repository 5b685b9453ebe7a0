"""Dates as the house lives them, in the association's time zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

#: Before this hour the evening that is being told is yesterday's.
FIN_DE_SOIREE = time(5, 0)


def aujourdhui() -> date:
    """Return today's date in the association's zone; the SQL function of the same name agrees."""
    return timezone.localdate()


def jour_de_soiree(moment: datetime | None = None) -> date:
    """Return the day an evening note belongs to: yesterday before five in the morning.

    ``moment`` must be aware; defaults to now.
    """
    local = timezone.localtime(moment)
    return local.date() - timedelta(days=1) if local.time() < FIN_DE_SOIREE else local.date()


def age_revolu(naissance: date, le: date) -> int:
    """Return the age in completed years on ``le``; someone born on 29 February ages on 1 March."""
    return le.year - naissance.year - ((le.month, le.day) < (naissance.month, naissance.day))


def anniversaire(naissance: date, annee: int) -> date:
    """Return the birthday kept in a year; that of 29 February is kept on 1 March in a common year."""
    try:
        return naissance.replace(year=annee)
    except ValueError:
        return date(annee, 3, 1)


def lundi(jour: date) -> date:
    """Return the Monday of a day's week."""
    return jour - timedelta(days=jour.weekday())
