"""What is read of incidents beside handling them: on a child's page, by the ASE, by the siège."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from enfants.models import Enfant
from enfants.views.onglets import tabs_of
from protection.echelle import LIT
from protection.selectors.enfant import LIT_TRANSMIS, incidents_de_l_enfant, transmis_de
from protection.selectors.graves import LIT_GRAVES, incidents_graves
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page


@requires(LIT)
@require_safe
def incidents_de(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """The incidents naming a child that one handles."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, LIT), pk=enfant_id)
    lignes = incidents_de_l_enfant(request.user, enfant)
    record(
        "incidents.de_l_enfant",
        objets=[ligne.incident.pk for ligne in lignes],
        type_objet="protection.Incident",
    )
    contexte = {"enfant": enfant, "lignes": lignes, "onglets": tabs_of(request, enfant)}
    return render_page(request, "protection/incidents_de.html", contexte, fragment="contenu_panneau")


@requires(LIT_TRANSMIS)
@require_safe
def transmis(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """What the ASE was told about a child, for its referent."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, LIT_TRANSMIS), pk=enfant_id)
    ecrits = transmis_de(request.user, enfant)
    record("incidents.transmis", objets=[e.pk for e in ecrits], type_objet="protection.EcritTransmis")
    contexte = {"enfant": enfant, "ecrits": ecrits, "onglets": tabs_of(request, enfant)}
    return render_page(request, "protection/transmis.html", contexte, fragment="contenu_panneau")


@requires(LIT_GRAVES)
@require_safe
def graves(request: RequeteConnectee) -> HttpResponse:
    """Serious incidents of the association, without names."""
    record("incidents.graves", type_objet="protection.Incident")
    return render(request, "protection/graves.html", {"lignes": incidents_graves(request.user)})
