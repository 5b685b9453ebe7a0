"""Who an incident is entrusted to; what a child's page and the siège see of the incidents."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from enfants.models import Enfant
from enfants.views.onglets import tabs_of
from protection.echelle import LIT, VALIDE
from protection.forms.suivi import AffectationForm
from protection.models import AffectationIncident
from protection.selectors.enfant import LIT_TRANSMIS, incidents_de_l_enfant, transmis_de
from protection.selectors.graves import LIT_GRAVES, incidents_graves
from protection.selectors.suivi import psychologues_du_village
from protection.services import suivi
from protection.views.acte import SAISIE, donnees, incident_de, saisir
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page
from socle.ui.saisie import SaisieForm
from villages.selectors.ecrans import nom_de


@requires(VALIDE)
@require_http_methods(SAISIE)
def confier(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Entrust the incident to a psychologist of the village."""
    found = incident_de(request, incident_id, VALIDE)
    people = [(une.pk, nom_de(une)) for une in psychologues_du_village(found.village_id)]
    form = AffectationForm(donnees(request), psychologues=people)
    return saisir(
        request,
        found,
        form,
        lambda: suivi.confier(acteur=request.user, affectation=form.affectation(found)),
        deja=AffectationIncident,
        titre="Confier à un psychologue",
        chapo="Il lira l’incident en entier, sans pouvoir le faire avancer. "
        "Si l’incident monte d’un échelon, c’est à refaire.",
        message="L’incident lui est confié.",
        bouton="Confier",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def reprendre(request: RequeteConnectee, affectation_id: UUID) -> HttpResponse:
    """End it."""
    rows = AffectationIncident.objects.visible_to(request.user, VALIDE).select_related("incident")
    row = get_object_or_404(rows, pk=affectation_id, levee_le=None)
    form = SaisieForm(donnees(request))
    return saisir(
        request,
        row.incident,
        form,
        lambda: suivi.reprendre(acteur=request.user, affectation=row),
        deja=None,
        titre="Ne plus lui confier l’incident ?",
        chapo="Il n’en lira plus rien.",
        message="L’incident ne lui est plus confié.",
        bouton="Ne plus confier",
    )


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
