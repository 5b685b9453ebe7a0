"""Leaving the village: the departure, and what leaves with the child."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enfants import services
from enfants.enums import Destinataire
from enfants.forms.depart import AnnulationForm, DepartForm, RemiseDepartForm
from enfants.models import Depart, Enfant
from enfants.selectors.admission import AU_DEPART
from enfants.selectors.depart import depart_vu
from enfants.selectors.lieu import SANS_LIEU, lieux_caches
from enfants.views.admission import open_stay
from enfants.views.remises import saisir_remise
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.pages import page_saisie


def _depart(request: RequeteConnectee, ident: UUID, permission: str) -> Depart:
    rows = Depart.objects.visible_to(request.user, permission).standing()
    return get_object_or_404(rows.select_related("enfant", "sejour__maison"), pk=ident)


def _read(depart: Depart) -> None:
    record("enfants.depart_lu", objets=[depart.pk], enfants=[depart.enfant_id], type_objet="enfants.Depart")


def _page(depart: Depart) -> str:
    return reverse("enfants:depart_suivi", args=[depart.pk])


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def depart(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """End the stay in course: the day, where to, why. The register gets its line."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "ecrire_identite"), pk=enfant_id)
    present, back = open_stay(request, enfant), reverse("enfants:sejour", args=[enfant.pk])
    if present is None:
        return redirect(back)
    standing = Depart.objects.visible_to(request.user, "ecrire_identite").standing()
    known = standing.filter(sejour=present).first()
    initial = {}
    if known is not None:
        initial = {nom: getattr(known, nom) for nom in ("destination", "precision", "motif")}
        initial["fin"] = present.fin
    form = DepartForm(request.POST or None, initial=initial)
    record("enfants.fiche", objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.terminer_sejour(
                acteur=request.user, depart=form.depart(present), fin=form.cleaned_data["fin"]
            ),
            deja=lambda ident: standing.filter(pk=ident, sejour=present).exists(),
        )
    ):
        messages.success(request, "Le départ est enregistré, le registre aussi.")
        return redirect(_page(standing.get(sejour=present)))
    return page_saisie(
        request,
        form,
        titre="Enregistrer un départ" if known is None else "Modifier le départ",
        chapo=present.maison.nom,
        retour=(str(enfant.prenom), back),
    )


@requires("lire_identite")
@require_safe
def depart_suivi(request: RequeteConnectee, depart_id: UUID) -> HttpResponse:
    """Where and why, and each thing that leaves with the child, ticked by whom and when."""
    found = _depart(request, depart_id, "lire_identite")
    _read(found)
    contexte = {
        "vu": depart_vu(request.user, found),
        "depart": found,
        "enfant": found.enfant,
        "lieu": SANS_LIEU if lieux_caches(request.user, [found.enfant_id]) else found.sejour.maison.nom,
        "ecrit": request.user.has_perm("ecrire_identite", found),
    }
    return render(request, "enfants/depart.html", contexte)


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def remettre_au_depart(request: RequeteConnectee, depart_id: UUID) -> HttpResponse:
    """Tick what was handed over."""
    found = _depart(request, depart_id, "ecrire_identite")
    form = RemiseDepartForm(request.POST or None, pieces=AU_DEPART, destinataires=list(Destinataire))
    _read(found)
    return saisir_remise(
        request,
        form,
        found.sejour,
        titre="Noter ce qui est remis",
        chapo="Remis ou expliqué par vous.",
        retour=("Le départ", _page(found)),
    )


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def annuler_depart(request: RequeteConnectee, depart_id: UUID) -> HttpResponse:
    """The child stays after all: before the day only."""
    found = _depart(request, depart_id, "ecrire_identite")
    form = AnnulationForm(request.POST or None)
    _read(found)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: services.annuler_depart(
                acteur=request.user, depart=found, motif=form.cleaned_data["motif"]
            )
        )
    ):
        messages.success(request, "Le départ est annulé ; le registre le dit par une ligne de plus.")
        return redirect("enfants:sejour", enfant_id=found.enfant_id)
    return page_saisie(
        request,
        form,
        titre="L’enfant ne part plus",
        chapo="Le séjour continue.",
        retour=("Le départ", _page(found)),
    )
