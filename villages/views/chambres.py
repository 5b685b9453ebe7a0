"""The bedrooms of a house, on the house's own page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.pages import page_saisie
from villages.forms.chambres import ChambreForm, FermetureForm
from villages.forms.organisation import initial_of
from villages.models import Chambre, Maison
from villages.selectors.chambres import chambres_vues
from villages.services import enregistrer_chambre, fermer_chambre


@requires("lire_organisation")
@require_safe
def chambres(request: RequeteConnectee, maison_id: UUID) -> HttpResponse:
    """Rooms, beds, and how many are taken; no child is named here."""
    rows = Maison.objects.visible_to(request.user, "lire_organisation").select_related("village")
    maison = get_object_or_404(rows, pk=maison_id)
    contexte = {
        "page": chambres_vues(maison),
        "ecrit": request.user.has_perm("ecrire_organisation", maison),
    }
    return render(request, "villages/chambres.html", contexte)


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_chambre(request: RequeteConnectee, maison_id: UUID) -> HttpResponse:
    """Add a room to a house."""
    maison = get_object_or_404(Maison.objects.visible_to(request.user, "ecrire_organisation"), pk=maison_id)
    form = ChambreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        neuve = form.apply(Chambre(pk=form.ident, maison=maison))
        if form.enregistre(
            lambda: enregistrer_chambre(acteur=request.user, chambre=neuve),
            deja=lambda ident: Chambre.objects.filter(pk=ident, maison=maison).exists(),
        ):
            messages.success(request, "La chambre est enregistrée.")
            return redirect(_back(maison)[1])
    return page_saisie(request, form, titre="Nouvelle chambre", chapo=maison.nom, retour=_back(maison))


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_chambre(request: RequeteConnectee, chambre_id: UUID) -> HttpResponse:
    """Change the name of a room, or its beds."""
    chambre = _writable(request, chambre_id)
    maison = chambre.maison
    form = ChambreForm(request.POST or None, initial=initial_of(chambre, "nom", "lits"))
    if request.method == "POST" and form.is_valid():
        form.apply(chambre)
        if form.enregistre(lambda: enregistrer_chambre(acteur=request.user, chambre=chambre)):
            messages.success(request, "La chambre est enregistrée.")
            return redirect(_back(maison)[1])
    return page_saisie(request, form, titre="Modifier la chambre", chapo=maison.nom, retour=_back(maison))


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def fermer(request: RequeteConnectee, chambre_id: UUID) -> HttpResponse:
    """Close a room: nobody sleeps in it any more."""
    chambre = _writable(request, chambre_id)
    form = FermetureForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: fermer_chambre(acteur=request.user, chambre=chambre, le=form.cleaned_data["fermee_le"])
        )
    ):
        messages.success(request, "La chambre est fermée.")
        return redirect(_back(chambre.maison)[1])
    return page_saisie(
        request,
        form,
        titre="Fermer la chambre",
        chapo=f"{chambre.nom}, {chambre.maison.nom}. Ceux qui y ont dormi gardent cette trace dans leur dossier.",
        bouton="Fermer la chambre",
        retour=_back(chambre.maison),
    )


def _writable(request: RequeteConnectee, ident: UUID) -> Chambre:
    rows = Chambre.objects.visible_to(request.user, "ecrire_organisation").ouvertes()
    return get_object_or_404(rows.select_related("maison"), pk=ident)


def _back(maison: Maison) -> tuple[str, str]:
    return f"Chambres, {maison.nom}", reverse("villages:chambres", args=[maison.pk])
