"""« Parcours » and the deadlines of one child."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from enfants.models import Enfant
from enfants.selectors.lieu import cache_sur_papier
from enfants.selectors.parcours import parcours_de
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.echeances.selectors import echeances_de, grouper, ouvertes
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page


@requires("lire_identite")
@require_safe
def parcours(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Show where a child has lived and on what grounds, in order; made to be printed.

    A page made for paper keeps the secret of the place on the screen too.
    """
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "lire_identite"), pk=enfant_id)
    cache = cache_sur_papier(request.user, enfant)
    record("enfants.parcours", objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    contexte = {
        "enfant": enfant,
        "etapes": parcours_de(request.user, enfant, cache=cache),
        "cache": cache,
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/parcours.html", contexte, fragment="contenu_panneau")


@requires("lire_identite")
@require_safe
def echeances(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Show what is due about one child, as this person may know it."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "lire_identite"), pk=enfant_id)
    found = ouvertes(echeances_de(request.user, enfants=[enfant.pk]))
    record("echeances.liste", objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    contexte = {
        "enfant": enfant,
        "groupes": grouper(found),
        "proches": found[:4],
        "reste": max(0, len(found) - 4),
        "lit_les_regles": request.user.has_perm("lire_organisation"),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/echeances.html", contexte, fragment="contenu_panneau")
