"""Telling the council: what is left to tell, one text, two signatures, the day it was heard."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from protection.echelle import VALIDE
from protection.forms.conseil import RendueForm, RestitutionForm
from protection.models import RestitutionConseil
from protection.selectors.conseil import a_restituer, natures, restitutions, villages_a_restituer
from protection.services import conseil as services
from protection.views.acte import SAISIE, donnees
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.pages import page_saisie
from socle.ui.saisie import SaisieForm
from villages.models import Village

RETOUR = "protection:conseil"


@requires(VALIDE)
@require_safe
def conseil(request: RequeteConnectee) -> HttpResponse:
    """What the councils are still to hear, and the texts."""
    vues = restitutions(request.user)
    record(
        "incidents.conseil",
        objets=[vue.restitution.pk for vue in vues],
        type_objet="protection.RestitutionConseil",
    )
    contexte = {"a_dire": villages_a_restituer(request.user), "vues": vues}
    return render(request, "protection/conseil.html", contexte)


@requires(VALIDE)
@require_http_methods(SAISIE)
def preparer(request: RequeteConnectee, village_id: UUID) -> HttpResponse:
    """Write the text of a village."""
    incidents = a_restituer(request.user, village_id)
    form = RestitutionForm(donnees(request))
    known = RestitutionConseil.objects.visible_to(request.user, VALIDE).filter(village=village_id)
    if not incidents and not known.exists():
        raise Http404
    village = get_object_or_404(Village, pk=village_id)

    def act() -> None:
        services.preparer_restitution(
            acteur=request.user, village=village, texte=form.cleaned_data["texte"], ident=form.ident
        )

    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(act, deja=lambda ident: known.filter(pk=ident).exists())
    ):
        messages.success(request, "Le texte est prêt à signer.")
        return redirect(RETOUR)
    return page_saisie(
        request,
        form,
        titre="Préparer ce que le conseil entendra",
        retour=("Le conseil", reverse(RETOUR)),
        template="protection/conseil_preparer.html",
        natures=natures(incidents),
        nombre=len(incidents),
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def signer(request: RequeteConnectee, restitution_id: UUID) -> HttpResponse:
    """Sign a text."""
    row = _restitution(request, restitution_id)
    form = SaisieForm(donnees(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(lambda: services.signer_restitution(acteur=request.user, restitution=row))
    ):
        messages.success(request, "Vous avez signé.")
        return redirect(RETOUR)
    return page_saisie(
        request,
        form,
        titre="Signer ce que le conseil entendra",
        retour=("Le conseil", reverse(RETOUR)),
        bouton="Signer",
        template="protection/conseil_signer.html",
        restitution=row,
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def abandonner(request: RequeteConnectee, restitution_id: UUID) -> HttpResponse:
    """Give a text up."""
    row = _restitution(request, restitution_id)
    form = SaisieForm(donnees(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(lambda: services.abandonner_restitution(acteur=request.user, restitution=row))
    ):
        messages.success(request, "Le texte est abandonné.")
        return redirect(RETOUR)
    return page_saisie(
        request,
        form,
        titre="Abandonner ce texte ?",
        chapo="Les incidents qu’il couvre pourront être dits par un autre.",
        retour=("Le conseil", reverse(RETOUR)),
        bouton="Abandonner",
    )


@requires(VALIDE)
@require_http_methods(SAISIE)
def rendre(request: RequeteConnectee, restitution_id: UUID) -> HttpResponse:
    """Note that the council heard it."""
    row = _restitution(request, restitution_id)
    form = RendueForm(donnees(request))

    def act() -> None:
        services.noter_restitution(
            acteur=request.user,
            restitution=row,
            instance=form.cleaned_data["instance"],
            le=form.cleaned_data["le"],
        )

    if request.method == "POST" and form.is_valid() and form.enregistre(act):
        messages.success(request, "C’est noté.")
        return redirect(RETOUR)
    return page_saisie(request, form, titre="Le conseil l’a entendu", retour=("Le conseil", reverse(RETOUR)))


def _restitution(request: RequeteConnectee, ident: UUID) -> RestitutionConseil:
    rows = RestitutionConseil.objects.visible_to(request.user, VALIDE).filter(abandonnee_le=None)
    found: RestitutionConseil = get_object_or_404(rows.select_related("village"), pk=ident)
    return found
