"""The share of brothers and sisters who live together, over time, for who answers for a village."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fratries.selectors.vie_commune import villages_reunis
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from villages.models import Village


@requires("ecrire_organisation")
@require_safe
def vie_commune(request: RequeteConnectee) -> HttpResponse:
    """Numbers by village and month; no child is named, small numbers are hidden from head office."""
    villages = Village.objects.visible_to(request.user, "ecrire_organisation").order_by("nom", "pk")
    found = villages_reunis(request.user, villages)
    record("fratries.vie_commune", objets=[v.village.pk for v in found], type_objet="villages.Village")
    return render(request, "fratries/vie_commune.html", {"villages": found})
