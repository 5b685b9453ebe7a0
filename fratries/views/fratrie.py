"""Screens of sibling groups."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from enfants.models import Enfant
from enfants.views.onglets import tabs_of
from fratries.selectors.fratrie import siblings_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page


@requires("lire_identite")
@require_safe
def fratrie(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Show a child's brothers and sisters, wherever each lives."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "lire_identite"), pk=enfant_id)
    siblings = siblings_of(request.user, {enfant.pk}).get(enfant.pk, [])
    record("fratries.lecture", enfants=[enfant.pk], objets=[enfant.pk], type_objet="enfants.Enfant")
    context = {"enfant": enfant, "fratrie": siblings, "onglets": tabs_of(request, enfant)}
    return render_page(request, "fratries/fratrie.html", context, fragment="contenu_panneau")
