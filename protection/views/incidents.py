"""The incidents one handles: the list, one incident from end to end, who declared it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from protection.echelle import LIT, VALIDE
from protection.models import AlerteAstreinte, Declarant, Incident
from protection.selectors.alertes import suivi_de
from protection.selectors.incidents import dossier, incidents_suivis
from protection.services.alertes import noter_lecture
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from villages.selectors.portees import noms_des_comptes


@requires(LIT)
@require_safe
def incidents(request: RequeteConnectee) -> HttpResponse:
    """The incidents one handles, open ones first pressed by their clocks."""
    finis = request.GET.get("etat") == "clos"
    lignes = incidents_suivis(request.user, finis=finis)
    record(
        "incidents.liste", objets=[ligne.incident.pk for ligne in lignes], type_objet="protection.Incident"
    )
    contexte = {"lignes": lignes, "finis": finis, "valide": request.user.has_perm(VALIDE)}
    return render(request, "protection/incidents.html", contexte)


@requires(LIT)
@require_safe
def incident(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """One incident: facts, who did what when, delays, who was told, decisions, was the child told?"""
    return _page(request, _handled(request, incident_id))


@requires(VALIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def declarant(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Show who declared it, by a named act that is recorded."""
    get_object_or_404(Incident.objects.visible_to(request.user, VALIDE), pk=incident_id)
    found = _handled(request, incident_id)
    if request.method != "POST":
        return redirect("protection:incident", incident_id=found.pk)
    record("incidents.declarant", objets=[found.pk], type_objet="protection.Incident")
    row = Declarant.objects.visible_to(request.user, VALIDE).get(incident=found)
    noms = noms_des_comptes([row.compte_id])
    return _page(request, found, declarant=noms.get(row.compte_id, "Un compte sans nom"))


def _handled(request: RequeteConnectee, incident_id: UUID) -> Incident:
    rows = Incident.objects.visible_to(request.user, LIT).select_related("village", "maison")
    found: Incident = get_object_or_404(rows, pk=incident_id)
    return found


def _page(request: RequeteConnectee, found: Incident, declarant: str = "") -> HttpResponse:
    record("incidents.lecture", objets=[found.pk], type_objet="protection.Incident")
    suivi = None
    for alerte in AlerteAstreinte.objects.visible_to(request.user, LIT).filter(incident=found):
        # Whoever reads the incident by another way has read what the chain is woken for.
        noter_lecture(acteur=request.user, alerte=alerte)
        suivi = suivi_de(alerte)
    contexte = {
        "vue": dossier(request.user, found),
        "incident": found,
        "suivi": suivi,
        "declarant": declarant,
    }
    return render(request, "protection/incident.html", contexte)
