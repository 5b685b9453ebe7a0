"""The papers of an incident: asked on a page, followed, fetched once by who asked."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from protection.echelle import VALIDE
from protection.enums import DocumentIncident
from protection.forms.documents import DocumentForm
from protection.models import Incident
from protection.selectors.documents import (
    MODELES,
    Demande,
    a_declare,
    documents_demandes,
    documents_possibles,
    documents_recents,
    incident_a_imprimer,
)
from protection.services.documents import demander_document, ouvrir_document
from socle.documents.errors import UnavailableDocumentError
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.taches.arguments import decode
from socle.taches.enums import EtatTache
from socle.taches.models import Tache
from socle.ui.htmx import render_page


@requires(VALIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def imprimer(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Choose which paper, with which names."""
    incident = incident_a_imprimer(request.user, incident_id)
    if incident is None:
        raise Http404
    declarant = a_declare(request.user, incident)
    form = DocumentForm(
        request.POST if request.method == "POST" else None,
        documents=documents_possibles(incident),
        declarant=declarant,
    )
    if request.method == "POST" and form.is_valid():
        try:
            tache = demander_document(
                acteur=request.user,
                incident=incident,
                document=DocumentIncident(form.cleaned_data["document"]),
                noms=form.avec_noms,
                signe=form.avec_mon_nom,
            )
        except ValidationError as erreur:
            form.refuse(erreur)
        else:
            return redirect("protection:document", tache_id=tache.pk)
    context = {
        "incident": incident,
        "form": form,
        "declarant": declarant,
        "recents": documents_recents(request.user, incident.pk),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "protection/imprimer.html", context, status=status)


@requires(VALIDE)
@never_cache
@require_safe
def document(request: RequeteConnectee, tache_id: UUID) -> HttpResponse:
    """Show how far the job is; htmx asks again every second, a link does without it."""
    tache, incident, demande = _own_job(request, tache_id)
    context = {
        "tache": tache,
        "incident": incident,
        "modele": MODELES[demande.document],
        "prete": tache.etat == EtatTache.TERMINEE,
        "echouee": tache.etat == EtatTache.ECHOUEE,
        "pourcent": f"{tache.avancement} %",
    }
    return render_page(request, "protection/document_suivi.html", context, fragment="avancement")


@requires(VALIDE)
@never_cache
@require_safe
def document_fichier(request: RequeteConnectee, tache_id: UUID) -> HttpResponse:
    """Give the PDF to who asked for it, if they still validate that incident."""
    tache, incident, demande = _own_job(request, tache_id)
    ident = tache.resultats.get("document")
    if not isinstance(ident, UUID):
        raise Http404
    try:
        nom, pdf = ouvrir_document(acteur=request.user, incident=incident, demande=demande, ident=ident)
    except PermissionDenied:
        raise Http404 from None
    except UnavailableDocumentError:
        context = {
            "titre": MODELES[demande.document].titre,
            "retour": reverse("protection:imprimer", args=[incident.pk]),
        }
        return render(request, "enfants/papier_expire.html", context, status=HTTPStatus.GONE)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{nom}"'
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _own_job(request: RequeteConnectee, tache_id: UUID) -> tuple[Tache, Incident, Demande]:
    """Fetch the job if this person asked for it and still validates its incident: else it is not there."""
    tache = get_object_or_404(documents_demandes(request.user), pk=tache_id)
    values = decode(tache.parametres)
    wanted = values["incident"]
    incident = incident_a_imprimer(request.user, wanted) if isinstance(wanted, UUID) else None
    if incident is None:
        raise Http404
    numero = values.get("numero")
    if not isinstance(numero, UUID):
        raise Http404
    demande = Demande(
        document=DocumentIncident(str(values["document"])),
        noms=bool(values["noms"]),
        signe=bool(values["signe"]),
        numero=numero,
    )
    return tache, incident, demande
