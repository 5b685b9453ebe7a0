"""Days of presence of a month, for the direction and the secretariat."""

from __future__ import annotations

import re
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enfants.selectors.presences import mois_suivant, presences_du_mois
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import aujourdhui

_MOIS = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@requires("ecrire_identite")
@require_safe
def presences(request: RequeteConnectee) -> HttpResponse:
    """Show ``?mois=2026-11``, this month unless told otherwise; a month to come has no night yet."""
    current = aujourdhui().replace(day=1)
    mois = min(month_of(request.GET.get("mois", "")) or current, current)
    houses = presences_du_mois(request.user, mois)
    children = [line.enfant_id for house in houses for line in house.lignes]
    record("enfants.presences", enfants=list(dict.fromkeys(children)), type_objet="enfants.Sejour")
    context = {
        "mois": mois,
        "maisons": houses,
        "precedent": mois_suivant(mois, de=-1),
        "suivant": mois_suivant(mois) if mois < current else None,
        "en_cours": mois == current,
        "total": sum(house.presence for house in houses),
    }
    return render(request, "enfants/presences.html", context)


def month_of(value: str) -> date | None:
    """Return the first day of « 2026-11 », nothing for anything else."""
    found = _MOIS.fullmatch(value)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, month, 1) if 1 <= month <= 12 and 1900 < year < 9000 else None
