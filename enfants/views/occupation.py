"""Occupancy over time, for who answers for a village and for head office."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enfants.selectors.occupation import occupation_des_villages
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from villages.models import Village


@requires("ecrire_organisation")
@require_safe
def occupation(request: RequeteConnectee) -> HttpResponse:
    """Numbers by village and month; small ones are hidden from head office, reasons too."""
    villages = Village.objects.visible_to(request.user, "ecrire_organisation").order_by("nom", "pk")
    found = occupation_des_villages(request.user, villages)
    record("enfants.occupation", objets=[v.village.pk for v in found], type_objet="villages.Village")
    return render(request, "enfants/occupation.html", {"villages": found})
