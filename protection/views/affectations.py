"""Entrusting an incident to a psychologist, and ending it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from protection.echelle import VALIDE
from protection.forms.affectations import AffectationForm
from protection.models import AffectationIncident
from protection.selectors.affectations import psychologues_du_village
from protection.services import affectations
from protection.views.acte import SAISIE, donnees, incident_de, saisir
from socle.habilitations.decorators import RequeteConnectee, requires
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
        lambda: affectations.confier(acteur=request.user, affectation=form.affectation(found)),
        deja=AffectationIncident,
        titre="Confier à un psychologue",
        chapo="Cette personne lira l’incident en entier, sans pouvoir le faire avancer. "
        "Si l’incident monte d’un échelon, c’est à refaire.",
        message="L’incident lui est confié.",
        bouton="Confier",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def reprendre(request: RequeteConnectee, affectation_incident_id: UUID) -> HttpResponse:
    """End it."""
    rows = AffectationIncident.objects.visible_to(request.user, VALIDE).select_related("incident")
    row = get_object_or_404(rows, pk=affectation_incident_id, levee_le=None)
    form = SaisieForm(donnees(request))
    return saisir(
        request,
        row.incident,
        form,
        lambda: affectations.reprendre(acteur=request.user, affectation=row),
        deja=None,
        titre="Ne plus lui confier l’incident ?",
        chapo="Cette personne n’en lira plus rien.",
        message="L’incident ne lui est plus confié.",
        bouton="Ne plus confier",
    )
