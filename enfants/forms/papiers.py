"""Asking for a paper of care."""

from __future__ import annotations

from datetime import timedelta

from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm


class PapierForm(SaisieForm):
    """Nothing to choose."""


class SemaineForm(PapierForm):
    """Any day of the week wanted."""

    semaine = Jour(
        label="Un jour de la semaine voulue",
        initial=aujourdhui,
        futur=timedelta(days=60),
    )
