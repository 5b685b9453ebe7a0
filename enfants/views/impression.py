"""Printing a period of a child's thread of life."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.fil import ImpressionForm
from enfants.models import Enfant
from enfants.selectors.impressions import prints_asked_by, recent_prints
from enfants.services.impression import demander_impression, ouvrir_impression
from enfants.views.onglets import tabs_of
from socle.documents.errors import UnavailableDocumentError
from socle.documents.models import Document
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.taches.enums import EtatTache
from socle.taches.models import Tache
from socle.ui.htmx import render_invalid, render_page


@requires("lire_journal")
@require_http_methods(["GET", "HEAD", "POST"])
def impression(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Choose the period; asking starts a job and leads to its progress."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "lire_journal"), pk=enfant_id)
    form = ImpressionForm(request.POST if request.method == "POST" else None)
    context = {"enfant": enfant, "form": form, "onglets": tabs_of(request, enfant)}
    if not form.is_bound:
        context["recentes"] = recent_prints(request.user, enfant)
        return render(request, "enfants/impression.html", context)
    if not form.is_valid():
        return render_invalid(request, "enfants/impression.html", context, fragment="formulaire")
    tache = demander_impression(acteur=request.user, enfant=enfant, filtre=form.periode())
    return redirect("enfants:impression_suivi", enfant_id=enfant.pk, tache_id=tache.pk)


@requires("lire_journal")
@never_cache
@require_safe
def impression_suivi(request: RequeteConnectee, enfant_id: UUID, tache_id: UUID) -> HttpResponse:
    """Show how far the job is; htmx asks again every second, a link does without it."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "lire_journal"), pk=enfant_id)
    tache = _own_job(request, enfant, tache_id)
    context = {
        "enfant": enfant,
        "tache": tache,
        "prete": tache.etat == EtatTache.TERMINEE,
        "pourcent": f"{tache.avancement} %",
        "echouee": tache.etat == EtatTache.ECHOUEE,
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "enfants/impression_suivi.html", context, fragment="avancement")


@requires("lire_journal")
@never_cache
@require_safe
def impression_document(request: RequeteConnectee, enfant_id: UUID, tache_id: UUID) -> HttpResponse:
    """Give the PDF to who asked for it, if they still may read this journal."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "lire_journal"), pk=enfant_id)
    tache = _own_job(request, enfant, tache_id)
    ident = tache.resultats.get("document")
    if not isinstance(ident, UUID):
        raise Http404
    document = get_object_or_404(Document, pk=ident, auteur_id=request.user.pk)
    try:
        pdf = ouvrir_impression(acteur=request.user, enfant=enfant, document=document)
    except UnavailableDocumentError:
        context = {"enfant": enfant, "onglets": tabs_of(request, enfant)}
        return render(request, "enfants/impression_expiree.html", context, status=HTTPStatus.GONE)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{document.nom_fichier}"'
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _own_job(request: RequeteConnectee, enfant: Enfant, tache_id: UUID) -> Tache:
    """Fetch the job if this person asked for it about this child; not theirs is not there."""
    return get_object_or_404(prints_asked_by(request.user, enfant), pk=tache_id)
