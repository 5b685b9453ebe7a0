"""Accounts, for the technical administrator: opening and closing them grants no content."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from socle.comptes.models import Utilisateur
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.pages import page_saisie
from villages.forms.comptes import CompteForm
from villages.services import creer_compte, desactiver_compte, reactiver_compte

PAR_PAGE = 60


@requires("gerer_comptes")
@require_safe
def comptes(request: RequeteConnectee) -> HttpResponse:
    """Every account by its login."""
    page = Paginator(Utilisateur.objects.order_by("identifiant"), PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "villages/comptes.html", {"page": page})


@requires("gerer_comptes")
@reauthentication_required(app="socle.comptes")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_compte(request: RequeteConnectee) -> HttpResponse:
    """Open an account; its provisional password is on this page once, and nowhere else."""
    form = CompteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, made = form.cleaned_data, []
        if form.enregistre(
            lambda: made.append(
                creer_compte(
                    acteur=request.user,
                    identifiant=data["identifiant"],
                    nature=Utilisateur.Nature(data["nature"]),
                    email=data["email"],
                )
            )
        ):
            compte, mot_de_passe = made[0]
            contexte = {"compte": compte, "mot_de_passe": mot_de_passe}
            return render(request, "villages/compte_cree.html", contexte)
    return page_saisie(
        request,
        form,
        titre="Créer un compte",
        chapo="Un compte n’ouvre rien : quelqu’un d’autre le lie à une personne, puis l’affecte.",
        bouton="Créer",
        retour=("Comptes", reverse("villages:comptes")),
    )


@requires("gerer_comptes")
@reauthentication_required(app="socle.comptes")
@require_http_methods(["GET", "HEAD", "POST"])
def activer_compte(request: RequeteConnectee, compte_id: UUID) -> HttpResponse:
    """Close an account and its sessions, or open it again; never one's own."""
    compte = get_object_or_404(Utilisateur, pk=compte_id)
    if compte.pk == request.user.pk:
        raise Http404
    if request.method == "POST":
        # What the person saw is said by the button: a second sending changes nothing.
        if request.POST.get("acte") == "fermer":
            desactiver_compte(acteur=request.user, compte=compte)
            messages.success(request, "Le compte est fermé, ses sessions aussi.")
        else:
            reactiver_compte(acteur=request.user, compte=compte)
            messages.success(request, "Le compte est rouvert.")
        return redirect("villages:comptes")
    return render(request, "villages/compte.html", {"compte": compte})
