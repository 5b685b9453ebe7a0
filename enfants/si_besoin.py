"""Medicines given on demand: when the next dose may be given, and the sentence that says not yet.

A maximum in twenty-four hours and a least time between two doses are the prescription's. Nothing here
lets anyone pass over them: beyond, a doctor decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from socle.ui.typographie import heure_en_lettres

JOURNEE = timedelta(hours=24)
APPELER = "Si l’enfant ne va pas bien, appelez le médecin, ou le 15."


@dataclass(frozen=True)
class Attente:
    """Why nothing may be given now, and from when it may."""

    depuis: datetime
    phrase: str


def attente(
    *, maximum: int, intervalle: int, donnees: Sequence[datetime], maintenant: datetime
) -> Attente | None:
    """Return why a dose must wait; ``None`` when it may be given now.

    ``donnees`` are the moments the treatment was given, taken-back doses apart; ``intervalle`` is in hours.
    """
    recent = sorted(moment for moment in donnees if moment > maintenant - JOURNEE)
    waits: list[tuple[datetime, str]] = []
    if len(recent) >= maximum:
        times = "une fois" if maximum == 1 else f"{maximum} fois"
        waits.append((recent[-maximum] + JOURNEE, f"Déjà donné {times} en 24 heures, le maximum prescrit."))
    if recent and maintenant < recent[-1] + timedelta(hours=intervalle):
        given = heure_en_lettres(recent[-1])
        phrase = f"Donné à {given}, et il faut {heures(intervalle)} entre deux."
        waits.append((recent[-1] + timedelta(hours=intervalle), phrase))
    if not waits:
        return None
    depuis, phrase = max(waits)
    return Attente(depuis, f"{phrase} {_pas_avant(depuis, maintenant)} {APPELER}")


def heures(nombre: int) -> str:
    """« 6 heures »."""
    return f"{nombre} heure{'s' if nombre > 1 else ''}"


def limites_en_mots(*, maximum: int, intervalle: int) -> str:
    """« 4 fois par 24 heures au plus, 6 heures entre deux »."""
    return f"{maximum} fois par 24 heures au plus, {heures(intervalle)} entre deux"


def _pas_avant(depuis: datetime, maintenant: datetime) -> str:
    tomorrow = timezone.localdate(depuis) != timezone.localdate(maintenant)
    return f"Pas avant {'demain ' if tomorrow else ''}{heure_en_lettres(depuis)}."
