"""After: support, plan of action, what the child was told, two signatures, reviews."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from protection.echelle import ECRIT, VALIDE
from protection.forms import traitement as formulaires
from protection.models import (
    ActionIncident,
    BilanIncident,
    Cloture,
    RetourEnfant,
    Soutien,
)
from protection.services import traitement
from protection.views.acte import SAISIE, donnees, enfants_nommes, gens_au_travail, incident_de, saisir
from socle.habilitations.decorators import RequeteConnectee, requires


@requires(ECRIT)
@require_http_methods(SAISIE)
def soutenir(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Note a support."""
    found = incident_de(request, incident_id, ECRIT)
    form = formulaires.SoutienForm(donnees(request))
    return saisir(
        request,
        found,
        form,
        lambda: traitement.soutenir(acteur=request.user, soutien=form.soutien(found)),
        deja=Soutien,
        titre="Noter un soutien",
        message="Le soutien est noté.",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def action(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Add an action to the plan."""
    found = incident_de(request, incident_id, VALIDE)
    form = formulaires.ActionForm(donnees(request), professionnels=gens_au_travail(request))
    return saisir(
        request,
        found,
        form,
        lambda: traitement.inscrire_action(acteur=request.user, action=form.action(found)),
        deja=ActionIncident,
        titre="Ajouter une action au plan",
        message="L’action est inscrite.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def action_faite(request: RequeteConnectee, action_id: UUID) -> HttpResponse:
    """An action is done."""
    rows = ActionIncident.objects.visible_to(request.user, ECRIT).select_related("incident")
    row = get_object_or_404(rows, pk=action_id)
    form = formulaires.ActionFaiteForm(donnees(request))
    return saisir(
        request,
        row.incident,
        form,
        lambda: traitement.noter_action_faite(
            acteur=request.user,
            action=row,
            le=form.cleaned_data["le"],
            resultat=form.cleaned_data["resultat"],
        ),
        deja=None,
        titre="L’action est faite",
        message="C’est noté.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def retour_enfant(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Keep what a child was told."""
    found = incident_de(request, incident_id, ECRIT)
    form = formulaires.RetourForm(donnees(request), enfants=enfants_nommes(request, found))
    return saisir(
        request,
        found,
        form,
        lambda: traitement.dire_a_l_enfant(acteur=request.user, retour=form.retour(found)),
        deja=RetourEnfant,
        titre="Ce qui a été dit à l’enfant",
        message="C’est noté.",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def cloturer(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Sign the closing: the second signature closes."""
    found = incident_de(request, incident_id, VALIDE)
    form = formulaires.MotifForm(donnees(request), label="Ce que vous en retenez")
    return saisir(
        request,
        found,
        form,
        lambda: traitement.signer_cloture(
            acteur=request.user, incident=found, enseignements=form.cleaned_data["motif"], ident=form.ident
        ),
        deja=Cloture,
        titre="Signer la clôture",
        chapo="Deux personnes signent. La seconde signature clôt l’incident.",
        message="Votre signature est enregistrée.",
        bouton="Signer",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def bilan(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Keep the look back at three, six or twelve months."""
    found = incident_de(request, incident_id, ECRIT)
    form = formulaires.BilanForm(donnees(request))
    return saisir(
        request,
        found,
        form,
        lambda: traitement.noter_bilan(acteur=request.user, bilan=form.bilan(found)),
        deja=BilanIncident,
        titre="Faire le bilan",
        message="Le bilan est noté.",
    )
