"""Destruction of a file's key by two people: asking, validating, cancelling."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from enfants.forms.acces import DestructionForm, ValidationDestructionForm
from enfants.selectors.destruction import LigneDemande, demandes_visibles, est_delegue, natures
from enfants.services.destruction import annuler_destruction, demander_destruction, valider_destruction
from socle.audit.services import record
from socle.chiffrement.enums import NatureSujet
from socle.habilitations.decorators import RequeteConnectee, requires


@requires("detruire_dossier")
@require_http_methods(["GET", "HEAD", "POST"])
def destructions(request: RequeteConnectee) -> HttpResponse:
    """The requests one may know, and a new one."""
    initial = {"sujet": request.GET.get("dossier", ""), "nature": NatureSujet.ENFANT.value}
    form = DestructionForm(request.POST or None, natures=natures(), initial=initial)
    if request.method == "POST" and form.is_valid() and _ask(request, form):
        messages.success(request, "La demande est enregistrée. Une deuxième personne doit la valider.")
        return redirect("enfants:destructions")
    lignes = demandes_visibles(request.user)
    _record(lignes)
    context = {
        "form": form,
        "ouvertes": [ligne for ligne in lignes if ligne.ouverte],
        "closes": [ligne for ligne in lignes if not ligne.ouverte],
        "delegue": est_delegue(request.user),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "enfants/destructions.html", context, status=status)


@requires("detruire_dossier")
@require_http_methods(["GET", "HEAD", "POST"])
def demande(request: RequeteConnectee, demande_id: UUID) -> HttpResponse:
    """One request: read it, then validate or cancel."""
    ligne = next((row for row in demandes_visibles(request.user) if row.demande.pk == demande_id), None)
    if ligne is None:
        raise Http404
    form = ValidationDestructionForm(request.POST if "valider" in request.POST else None)
    refus: list[str] = []
    if request.method == "POST":
        try:
            if "annuler" in request.POST:
                annuler_destruction(acteur=request.user, demande=ligne.demande)
                messages.success(request, "La demande est annulée : rien n'est détruit.")
                return redirect("enfants:destructions")
            if form.is_valid():
                valider_destruction(acteur=request.user, demande=ligne.demande, delai=form.duree())
                messages.success(
                    request, "La destruction est validée. Le délai court à partir de maintenant."
                )
                return redirect("enfants:destructions")
        except PermissionDenied as error:
            raise Http404 from error
        except ValidationError as error:
            refus = error.messages
    _record([ligne])
    context = {
        "ligne": ligne,
        "form": form,
        "refus": refus,
        "soi": ligne.demande.demandeur_id == request.user.pk,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "enfants/destruction.html", context, status=status)


def _ask(request: RequeteConnectee, form: DestructionForm) -> bool:
    """Ask; a file out of reach and one that does not exist get the same sentence."""
    nature, sujet = form.demande
    try:
        demander_destruction(
            acteur=request.user,
            sujet_id=sujet,
            nature=nature,
            motif=form.cleaned_data["motif"],
            visa_archives=form.cleaned_data["visa_archives"],
            conservation_verifiee=form.cleaned_data["conservation_verifiee"],
        )
    except PermissionDenied:
        form.add_error("sujet", "Vous ne pouvez pas faire cette demande pour ce dossier.")
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


def _record(lignes: list[LigneDemande]) -> None:
    record(
        "destruction.lecture",
        objets=[ligne.demande.pk for ligne in lignes],
        enfants=[ligne.demande.cible_id for ligne in lignes if ligne.demande.nature == NatureSujet.ENFANT],
        type_objet="chiffrement.DemandeDestruction",
    )
