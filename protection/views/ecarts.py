"""Setting somebody aside from an incident, oneself too, and giving it back."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from protection.echelle import ECRIT, JUSQU_AU_SIEGE, VALIDE
from protection.forms import traitement as formulaires
from protection.models import (
    Ecart,
)
from protection.selectors.avancement import rang_de
from protection.services import echelons
from protection.views.acte import SAISIE, donnees, gens_au_travail, incident_de, saisir
from socle.habilitations.decorators import RequeteConnectee, requires
from villages.models import Professionnel


@requires(ECRIT)
@require_http_methods(SAISIE)
def ecarter(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Set a professional aside."""
    found = incident_de(request, incident_id, ECRIT)
    people = gens_au_travail(request)
    form = formulaires.EcartForm(donnees(request), professionnels=people)

    def act() -> None:
        echelons.ecarter(
            acteur=request.user,
            incident=found,
            professionnel=Professionnel.objects.get(pk=form.cleaned_data["professionnel"]),
            motif=form.cleaned_data["motif"],
        )

    return saisir(
        request,
        found,
        form,
        act,
        deja=None,
        titre="Mettre en cause un professionnel",
        chapo="Il ne verra plus rien de cet incident. S’il est au-dessus de vous, l’incident vous quitte aussi.",
        message="Cette personne est écartée.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def conflit(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Set oneself aside."""
    found = incident_de(request, incident_id, ECRIT)
    form = formulaires.MotifForm(donnees(request), label="Pourquoi vous ne devez pas le traiter")
    return saisir(
        request,
        found,
        form,
        lambda: echelons.declarer_conflit(
            acteur=request.user, incident=found, motif=form.cleaned_data["motif"]
        ),
        deja=None,
        titre="Je ne dois pas traiter cet incident",
        chapo="Un proche, un ami, votre propre geste : dites-le, l’incident passe à quelqu’un d’autre.",
        message="C’est noté : cet incident est traité par quelqu’un d’autre.",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def lever_ecart(request: RequeteConnectee, ecart_id: UUID) -> HttpResponse:
    """Give the incident back to somebody set aside: the siège's decision."""
    rows = Ecart.objects.visible_to(request.user, VALIDE).select_related("incident").filter(leve_le=None)
    row = get_object_or_404(rows, pk=ecart_id)
    if rang_de(request.user) < JUSQU_AU_SIEGE:
        raise Http404
    form = formulaires.MotifForm(donnees(request), label="Pourquoi cette personne n’est plus écartée")
    return saisir(
        request,
        row.incident,
        form,
        lambda: echelons.lever_ecart(acteur=request.user, ecart=row, motif=form.cleaned_data["motif"]),
        deja=None,
        titre="Lever une mise à l’écart",
        message="La mise à l’écart est levée.",
    )
