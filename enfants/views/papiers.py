"""Papers of care: asked on a page, followed, fetched once by who asked."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enfants.forms.papiers import PapierForm, SemaineForm
from enfants.selectors.papiers import (
    REGLES,
    Papier,
    Sujet,
    enfant_du_sujet,
    papers_asked_by,
    recent_papers,
    sujet_visible,
)
from enfants.services.papiers import demander_papier, ouvrir_papier
from enfants.views.onglets import tabs_of
from socle.documents.errors import UnavailableDocumentError
from socle.documents.models import Document
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.taches.arguments import decode
from socle.taches.enums import EtatTache
from socle.taches.models import Tache
from socle.ui.htmx import render_page


@requires("lire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def fiche_urgence(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """One page for the night somebody leaves with the child."""
    return _ask(request, Papier.FICHE_URGENCE, enfant_id, PapierForm)


@requires("lire_medical")
@require_http_methods(["GET", "HEAD", "POST"])
def carnet(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """The medical file on paper, without what a minor asked to keep secret."""
    return _ask(request, Papier.CARNET, enfant_id, PapierForm)


@requires("lire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def feuille_soins(request: RequeteConnectee, maison_id: UUID) -> HttpResponse:
    """The grid of the week of a house, to be filled by hand when the network is down."""
    return _ask(request, Papier.FEUILLE_SEMAINE, maison_id, SemaineForm)


@requires("lire_scolarite")
@require_http_methods(["GET", "HEAD", "POST"])
def contrat_educatif(request: RequeteConnectee, contrat_id: UUID) -> HttpResponse:
    """The contract on one page, to be signed by hand or put on a wall."""
    return _ask(request, Papier.CONTRAT_EDUCATIF, contrat_id, PapierForm)


@requires("lire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def feuille_rituels(request: RequeteConnectee, maison_id: UUID) -> HttpResponse:
    """The rituals of the children of a house together, for whoever takes over tonight."""
    return _ask(request, Papier.RITUELS, maison_id, PapierForm)


@requires("ecrire_projet")
@require_http_methods(["GET", "HEAD", "POST"])
def releve_argent(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """The pocket money of a child over twelve months, to be read and signed together."""
    return _ask(request, Papier.RELEVE, enfant_id, PapierForm)


@requires("ecrire_projet")
@require_http_methods(["GET", "HEAD", "POST"])
def livre_histoire(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """The life book of a child, to be given when they leave, or when they ask."""
    return _ask(request, Papier.HISTOIRE, enfant_id, PapierForm)


# A paper is its asker's, who is asked the right of that paper again.
@requires("lire_identite")
@never_cache
@require_safe
def papier(request: RequeteConnectee, tache_id: UUID) -> HttpResponse:
    """Show how far the job is; htmx asks again every second, a link does without it."""
    tache, kind, sujet = _own_job(request, tache_id)
    seen = sujet_visible(request.user, kind, sujet)
    if seen is None:
        raise Http404
    context = _context(request, kind, seen) | {
        "tache": tache,
        "prete": tache.etat == EtatTache.TERMINEE,
        "echouee": tache.etat == EtatTache.ECHOUEE,
        "pourcent": f"{tache.avancement} %",
    }
    return render_page(request, "enfants/papier_suivi.html", context, fragment="avancement")


@requires("lire_identite")
@never_cache
@require_safe
def papier_document(request: RequeteConnectee, tache_id: UUID) -> HttpResponse:
    """Give the PDF to who asked for it, if they still may read what it holds."""
    tache, kind, sujet = _own_job(request, tache_id)
    ident = tache.resultats.get("document")
    if not isinstance(ident, UUID):
        raise Http404
    document = get_object_or_404(Document, pk=ident, auteur_id=request.user.pk)
    try:
        pdf = ouvrir_papier(acteur=request.user, papier=kind, sujet=sujet, document=document)
    except PermissionDenied:
        raise Http404 from None
    except UnavailableDocumentError:
        context = {"titre": REGLES[kind].titre, "retour": reverse(REGLES[kind].page, args=[sujet])}
        return render(request, "enfants/papier_expire.html", context, status=HTTPStatus.GONE)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{document.nom_fichier}"'
    response.headers["Cache-Control"] = "no-store, private"
    return response


# --- inside ---------------------------------------------------------------------------


def _ask(request: RequeteConnectee, kind: Papier, sujet: UUID, form_class: type[PapierForm]) -> HttpResponse:
    seen = sujet_visible(request.user, kind, sujet)
    if seen is None:
        raise Http404
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            tache = demander_papier(
                acteur=request.user, papier=kind, sujet=seen.pk, semaine=form.cleaned_data.get("semaine")
            )
        except ValidationError as erreur:
            form.refuse(erreur)
        else:
            return redirect("enfants:papier", tache_id=tache.pk)
    context = _context(request, kind, seen) | {
        "form": form,
        "recentes": recent_papers(request.user, kind, seen.pk),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "enfants/papier.html", context, status=status)


def _context(request: RequeteConnectee, kind: Papier, seen: Sujet) -> dict[str, object]:
    page = reverse(REGLES[kind].page, args=[seen.pk])
    context: dict[str, object] = {
        "papier": kind.value,
        "regle": REGLES[kind],
        "action": page,
    }
    child = enfant_du_sujet(seen)
    if child is not None:
        return context | {"enfant": child, "onglets": tabs_of(request, child)}
    return context | {"maison": seen}


def _own_job(request: RequeteConnectee, tache_id: UUID) -> tuple[Tache, Papier, UUID]:
    """Fetch the job if this person asked for it; not theirs is not there."""
    tache = get_object_or_404(papers_asked_by(request.user), pk=tache_id)
    values = decode(tache.parametres)
    sujet = values["sujet"]
    if not isinstance(sujet, UUID):
        raise Http404
    return tache, Papier(str(values["papier"])), sujet
