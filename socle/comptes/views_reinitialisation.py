"""Giving someone their access back: one asks, another does it."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from socle.comptes import regles, services
from socle.comptes.forms import ReinitialisationForm
from socle.comptes.models import DemandeReinitialisation, Utilisateur
from socle.comptes.requetes import personne

Etat = DemandeReinitialisation.Etat


def _pending(request: HttpRequest) -> list[DemandeReinitialisation]:
    """Requests this person may decide; the one about oneself is not among them."""
    demandes = DemandeReinitialisation.objects.filter(
        etat=Etat.DEMANDEE, demandee_le__gte=timezone.now() - services.VALIDITE_DEMANDE
    ).select_related("compte", "demandee_par")
    return [
        demande
        for demande in demandes.exclude(compte=personne(request)).order_by("demandee_le")
        if regles.peut_reinitialiser(personne(request), demande.compte)
    ]


@reauthentication_required(app="socle.comptes")
@require_http_methods(["GET", "POST"])
def reinitialisations(request: HttpRequest) -> HttpResponse:
    """Pending requests, and a new one."""
    if not regles.takes_part(personne(request)):
        raise Http404
    form = ReinitialisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _ask(request, form):
        messages.success(request, "La demande est enregistrée. Une deuxième personne doit la confirmer.")
        return redirect("comptes_reinitialisations")
    return render(
        request,
        "comptes/reinitialisations.html",
        {"form": form, "demandes": _pending(request), "mot_de_passe": ""},
        status=422 if form.errors else 200,
    )


def _ask(request: HttpRequest, form: ReinitialisationForm) -> bool:
    """Ask; an unknown account and one out of reach get the same sentence."""
    compte = Utilisateur.objects.filter(identifiant=form.cleaned_data["identifiant"]).first()
    try:
        if compte is None:
            raise PermissionDenied
        services.demander_reinitialisation(
            acteur=personne(request),
            compte=compte,
            portee=form.cleaned_data["portee"],
            motif=form.cleaned_data["motif"],
        )
    except PermissionDenied:
        form.add_error("identifiant", "Vous ne pouvez pas faire cette demande pour ce compte.")
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


@reauthentication_required(app="socle.comptes")
@require_POST
def decider(request: HttpRequest, demande_id: UUID) -> HttpResponse:
    """Carry out or refuse a request asked by someone else."""
    demande = next((demande for demande in _pending(request) if demande.pk == demande_id), None)
    if demande is None:
        raise Http404
    mot_de_passe = ""
    try:
        if request.POST.get("decision") == "executer":
            mot_de_passe = services.executer_reinitialisation(acteur=personne(request), demande=demande)
        else:
            services.refuser_reinitialisation(acteur=personne(request), demande=demande)
    except PermissionDenied as error:
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    if not mot_de_passe:
        return redirect("comptes_reinitialisations")
    return render(
        request,
        "comptes/reinitialisations.html",
        {"form": ReinitialisationForm(), "demandes": _pending(request), "mot_de_passe": mot_de_passe},
    )
