"""Break-glass: opening one file by exact identity, and the list the direction reads."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.acces import AccesExceptionnelForm
from enfants.models import AccesExceptionnel
from enfants.selectors.acces import enfants_administres
from enfants.selectors.bris_de_glace import acces_recents
from enfants.services.bris_de_glace import Reponse, fermer_acces_exceptionnel, ouvrir_acces_exceptionnel
from enfants.views.acces import confirm
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.habilitations.roles import Capacite


@requires("acces_exceptionnel")
@require_http_methods(["GET", "HEAD", "POST"])
def acces_exceptionnel(request: RequeteConnectee) -> HttpResponse:
    """Ask for one file; a miss says nothing more than that."""
    form = AccesExceptionnelForm(request.POST or None)
    reponse: Reponse | None = None
    if request.method == "POST" and form.is_valid():
        try:
            reponse = ouvrir_acces_exceptionnel(acteur=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
    if reponse is not None and reponse.enfant_id is not None:
        return redirect("enfants:fiche", enfant_id=reponse.enfant_id)
    status = HTTPStatus.OK
    if reponse is not None and reponse.reessayer_le is not None:
        status = HTTPStatus.TOO_MANY_REQUESTS
    elif form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"form": form, "reponse": reponse}
    return render(request, "enfants/acces_exceptionnel.html", context, status=status)


@requires("accorder_exception")
@require_safe
def acces_exceptionnels(request: RequeteConnectee) -> HttpResponse:
    """The exceptional accesses of the last thirty days, in the villages one directs."""
    lignes = acces_recents(request.user)
    record(
        "acces.exceptionnels_lus",
        objets=[ligne.acces.pk for ligne in lignes],
        enfants=[ligne.acces.enfant_id for ligne in lignes],
        type_objet="enfants.AccesExceptionnel",
    )
    return render(request, "enfants/acces_exceptionnels.html", {"lignes": lignes})


@requires("accorder_exception")
@require_http_methods(["GET", "HEAD", "POST"])
def fermer(request: RequeteConnectee, acces_id: UUID) -> HttpResponse:
    """Confirm, then close an exceptional access before its time."""
    acces = get_object_or_404(
        AccesExceptionnel,
        pk=acces_id,
        enfant__in=enfants_administres(request.user, Capacite.ACCORDER_EXCEPTION),
    )
    return confirm(
        request,
        act=lambda: fermer_acces_exceptionnel(acteur=request.user, acces=acces),
        adresse=reverse("enfants:fermer_acces_exceptionnel", args=[acces.pk]),
        retour=reverse("enfants:acces_exceptionnels"),
        titre="Fermer cet accès exceptionnel",
        phrase="Le dossier se ferme aussitôt pour cette personne, sauf ce que ses affectations lui ouvrent.",
        libelle="Fermer l'accès",
        fait="L'accès exceptionnel est fermé.",
    )
