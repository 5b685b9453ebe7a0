"""Screens of a roster: send it, see what it says, import it."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fratries.effectif.droits import LIT, brings_rosters, keeps_care_only
from fratries.effectif.forms import ColonnesForm, EffectifForm
from fratries.effectif.models import EffectifDepose
from fratries.effectif.selectors import kept_aside, last_job, own_rosters
from fratries.effectif.services import (
    choisir_colonnes,
    demander_import,
    deposer_effectif,
    effacer_effectif,
    rapport_de,
)
from fratries.enums import EtatEffectif
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.taches.enums import EtatTache
from socle.ui.htmx import render_page


def _own(request: RequeteConnectee, ident: UUID) -> EffectifDepose:
    """Fetch a roster one sent oneself; somebody else's, or one that is erased, is not there."""
    return get_object_or_404(own_rosters(request.user), pk=ident)


@requires(LIT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def deposer(request: RequeteConnectee) -> HttpResponse:
    """Send a file, or come back to one sent today."""
    if not brings_rosters(request.user):
        raise PermissionDenied
    form = EffectifForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        fichier = form.cleaned_data["fichier"]
        if form.enregistre(
            lambda: deposer_effectif(
                acteur=request.user, contenu=form.contenu, nom_fichier=fichier.name or "", ident=form.ident
            ),
            deja=lambda ident: own_rosters(request.user).filter(pk=ident).exists(),
        ):
            return redirect("fratries:effectif_rapport", effectif_id=form.ident)
    contexte = {
        "form": form,
        "recents": own_rosters(request.user)[:10],
        "soins_seuls": keeps_care_only(request.user),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "fratries/effectif.html", contexte, status=status)


@requires(LIT)
@never_cache
@require_safe
def rapport(request: RequeteConnectee, effectif_id: UUID) -> HttpResponse:
    """Show how far the job is, then what the file says; htmx asks again every second."""
    depot = _own(request, effectif_id)
    tache = last_job(request.user, depot)
    # A job that waits goes on from what was read before: the report of then is not shown.
    en_cours = tache is not None and not tache.est_finie
    trouve = None if en_cours else rapport_de(depot)
    if trouve is not None:
        record("effectif.rapport", objets=[depot.pk], type_objet="fratries.EffectifDepose")
    lisible = depot.etat == EtatEffectif.LU and trouve is not None and not trouve.fautes_total
    contexte = {
        "depot": depot,
        "tache": tache,
        "en_cours": en_cours,
        "attend": tache is not None and tache.etat == EtatTache.EN_ATTENTE,
        "pourcent": f"{tache.avancement} %" if tache else "",
        "echouee": tache is not None and tache.etat == EtatTache.ECHOUEE,
        "rapport": trouve,
        "importable": lisible and bool(trouve and trouve.comptes),
        "sans_rien": lisible and not (trouve and trouve.comptes),
        "importe": depot.etat == EtatEffectif.IMPORTE,
        "a_part": kept_aside(trouve) if trouve else [],
    }
    return render_page(request, "fratries/effectif_rapport.html", contexte, fragment="avancement")


@requires(LIT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def colonnes(request: RequeteConnectee, effectif_id: UUID) -> HttpResponse:
    """Say what each column holds; remembered for the next file."""
    depot = _own(request, effectif_id)
    trouve = rapport_de(depot)
    if trouve is None or depot.etat == EtatEffectif.IMPORTE:
        return redirect("fratries:effectif_rapport", effectif_id=depot.pk)
    form = ColonnesForm(request.POST if request.method == "POST" else None, rapport=trouve)
    if form.is_bound and form.is_valid():
        try:
            choisir_colonnes(acteur=request.user, depot=depot, choix=form.choix())
        except ValidationError as erreur:
            form.add_error(None, erreur)
        else:
            return redirect("fratries:effectif_rapport", effectif_id=depot.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "fratries/effectif_colonnes.html", {"form": form, "depot": depot}, status=status)


@requires(LIT)
def importer(request: RequeteConnectee, effectif_id: UUID) -> HttpResponse:
    """Ask for the import; the same page then follows it."""
    depot = _own(request, effectif_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        demander_import(acteur=request.user, depot=depot)
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
    return redirect("fratries:effectif_rapport", effectif_id=depot.pk)


@requires(LIT)
def effacer(request: RequeteConnectee, effectif_id: UUID) -> HttpResponse:
    """Erase the file and its report now."""
    depot = _own(request, effectif_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    effacer_effectif(acteur=request.user, depot=depot)
    messages.success(request, "Le tableau et son rapport sont effacés.")
    return redirect("fratries:effectif")
