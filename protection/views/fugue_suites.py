"""What leaves a runaway: its photo, the sheet for the police, the declaration of an incident."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from protection.forms.fugue_declaration import pages_de
from protection.models import AlerteFugue, Fugue
from protection.querysets import DE_SERVICE
from protection.selectors.declaration import peut_declarer
from protection.selectors.fugue import declaration_commencee
from protection.selectors.fugue_fiche import fiches_demandees, fiches_recentes
from protection.services.declaration import commencer, garder
from protection.services.fugue_fiche import demander_fiche, ouvrir_fiche
from protection.views.acte import SAISIE
from protection.views.fugue import SUIVI
from socle.audit.services import record
from socle.documents.errors import QuarantinedDocumentError, UnavailableDocumentError
from socle.documents.services import open_stream
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.identifiants import nouvel_id
from socle.taches.arguments import decode
from socle.taches.enums import EtatTache
from socle.taches.models import Tache
from socle.ui.htmx import render_page


@requires(DE_SERVICE)
def fugue_declarer(request: RequeteConnectee, fugue_id: UUID) -> HttpResponse:
    """Begin the declaration of an incident with what is known; its author reads it again, and sends it."""
    found = _on_duty(request, fugue_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not peut_declarer(request.user):
        raise Http404
    begun = declaration_commencee(request.user, found)
    if begun is None:
        ident = nouvel_id()
        pages = pages_de(found, list(AlerteFugue.objects.filter(fugue=found)))
        commencer(acteur=request.user, ident=ident, valeurs=pages.pop("danger"))
        for page, valeurs in pages.items():
            garder(acteur=request.user, ident=ident, page=page, valeurs=valeurs)
    else:
        ident = begun.pk
    return redirect("protection:declarer_relire", declaration_id=ident)


@requires(None, raison=SUIVI)
@require_safe
def fugue_photo(request: RequeteConnectee, fugue_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """The photo, to who reads the runaway and reaches the child; never kept by the browser."""
    rows = Fugue.objects.visible_to(request.user, DE_SERVICE).on_duty(request.user).select_related("photo")
    found = get_object_or_404(rows, pk=fugue_id)
    if found.photo is None:
        raise Http404
    try:
        reader = open_stream(found.photo)
    except (QuarantinedDocumentError, UnavailableDocumentError):
        raise Http404 from None
    record("fugues.photo", objets=[found.pk], enfants=[found.enfant_id], type_objet="protection.Fugue")
    headers = {"Cache-Control": "no-store, private", "Content-Disposition": "inline"}
    return StreamingHttpResponse(reader, content_type=found.photo.type_mime, headers=headers)


@requires(DE_SERVICE)
@require_http_methods(SAISIE)
def fugue_imprimer(request: RequeteConnectee, fugue_id: UUID) -> HttpResponse:
    """Ask for the sheet; those of the last day can be fetched again."""
    found = _on_duty(request, fugue_id)
    if request.method == "POST":
        tache = demander_fiche(acteur=request.user, fugue=found)
        return redirect("protection:fugue_fiche", tache_id=tache.pk)
    context = {"fugue": found, "recentes": fiches_recentes(request.user, found.pk)}
    return render(request, "protection/fugue_imprimer.html", context)


@requires(DE_SERVICE)
@never_cache
@require_safe
def fugue_fiche(request: RequeteConnectee, tache_id: UUID) -> HttpResponse:
    """Show how far the job is; htmx asks again every second, a link does without it."""
    tache, found = _own_job(request, tache_id)
    context = {
        "tache": tache,
        "fugue": found,
        "prete": tache.etat == EtatTache.TERMINEE,
        "echouee": tache.etat == EtatTache.ECHOUEE,
        "pourcent": f"{tache.avancement} %",
    }
    return render_page(request, "protection/fugue_fiche.html", context, fragment="avancement")


@requires(DE_SERVICE)
@never_cache
@require_safe
def fugue_fiche_fichier(request: RequeteConnectee, tache_id: UUID) -> HttpResponse:
    """Give the PDF to who asked for it, if they are still on duty for the child."""
    tache, found = _own_job(request, tache_id)
    ident = tache.resultats.get("document")
    if not isinstance(ident, UUID):
        raise Http404
    try:
        nom, pdf = ouvrir_fiche(acteur=request.user, fugue=found, ident=ident)
    except PermissionDenied:
        raise Http404 from None
    except UnavailableDocumentError:
        retour = reverse("protection:fugue_imprimer", args=[found.pk])
        context = {"titre": "Fiche pour la police", "retour": retour}
        return render(request, "enfants/papier_expire.html", context, status=HTTPStatus.GONE)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{nom}"'
    response.headers["Cache-Control"] = "no-store, private"
    return response


# --- inside ---------------------------------------------------------------------------


def _on_duty(request: RequeteConnectee, ident: UUID) -> Fugue:
    rows = Fugue.objects.visible_to(request.user, DE_SERVICE).on_duty(request.user)
    found: Fugue = get_object_or_404(rows.select_related("enfant"), pk=ident)
    return found


def _own_job(request: RequeteConnectee, tache_id: UUID) -> tuple[Tache, Fugue]:
    """Fetch the job if this person asked for it and is still on duty for the child: else it is not there."""
    tache = get_object_or_404(fiches_demandees(request.user), pk=tache_id)
    wanted = decode(tache.parametres)["fugue"]
    if not isinstance(wanted, UUID):
        raise Http404
    return tache, _on_duty(request, wanted)
