"""Asking for an export, following it, fetching it once; and the register."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from socle.audit.services import record
from socle.documents.enums import TypeMime
from socle.documents.errors import UnavailableDocumentError
from socle.exports import registre
from socle.exports.forms import ExportForm
from socle.exports.models import Export
from socle.exports.registre import ListeExportable
from socle.exports.selectors import (
    colonnes_offertes,
    exports_recents,
    job_of,
    lignes_du_registre,
    peut_exporter,
)
from socle.exports.services import demander_export, ouvrir_export
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.taches.enums import EtatTache
from socle.ui.htmx import render_page

#: Why these views name no permission.
A_CHAQUE_LISTE = "which capacity lets a list leave depends on the list; one finds one’s own exports only"


def _liste(request: RequeteConnectee, code: str) -> ListeExportable:
    """Fetch a list this person exports; another one is not there."""
    try:
        liste = registre.get(code)
    except registre.UnknownListError as error:
        raise Http404 from error
    if not peut_exporter(request.user, liste):
        raise Http404
    return liste


def _mine(request: RequeteConnectee, export_id: UUID) -> Export:
    """Fetch an export of one's own, of a list one still exports."""
    export = get_object_or_404(Export.objects.of(request.user), pk=export_id)
    _liste(request, export.liste)
    return export


@requires(None, raison=A_CHAQUE_LISTE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demander(request: RequeteConnectee, liste: str) -> HttpResponse:
    """Choose the columns and say the purpose; the filters come from the list's address."""
    exportable = _liste(request, liste)
    filtres = {code: value for code in exportable.filtres if (value := request.GET.get(code))}
    form = ExportForm(request.POST or None, colonnes_offertes(request.user, exportable))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: demander_export(
                acteur=request.user,
                liste=exportable,
                colonnes=form.cleaned_data["colonnes"],
                filtres=filtres,
                finalite=form.cleaned_data["finalite"],
                ident=form.ident,
            ),
            deja=lambda ident: Export.objects.of(request.user).filter(pk=ident).exists(),
        )
    ):
        return redirect("exports:suivi", export_id=form.ident)
    contexte = {
        "form": form,
        "liste": exportable,
        "filtres": len([code for code in filtres if code != "tri"]),
        "adresse": request.get_full_path(),
        "retour": reverse(exportable.retour),
        "recents": exports_recents(request.user),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "exports/demander.html", contexte, status=status)


@requires(None, raison=A_CHAQUE_LISTE)
@never_cache
@require_safe
def suivi(request: RequeteConnectee, export_id: UUID) -> HttpResponse:
    """Show how far the job is; htmx asks again every second, a link does without it."""
    return _follow(request, _mine(request, export_id))


def _follow(request: RequeteConnectee, export: Export, *, status: int = HTTPStatus.OK) -> HttpResponse:
    tache = job_of(request.user, export)
    etat = tache.etat if tache else ""
    expire = tache is None or status == HTTPStatus.GONE
    contexte = {
        "export": export,
        "liste": registre.get(export.liste),
        "tache": tache,
        "attend": etat == EtatTache.EN_ATTENTE,
        "prete": etat == EtatTache.TERMINEE and export.telecharge_le is None and not expire,
        "echouee": etat == EtatTache.ECHOUEE,
        "expire": expire and export.telecharge_le is None,
        "pourcent": f"{tache.avancement} %" if tache else "",
    }
    return render_page(request, "exports/suivi.html", contexte, fragment="avancement", status=status)


@requires(None, raison=A_CHAQUE_LISTE)
@never_cache
def fichier(request: RequeteConnectee, export_id: UUID) -> HttpResponse:
    """Give the file, once, to who asked for it and still holds the rights it was made with."""
    export = _mine(request, export_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        nom, contenu = ouvrir_export(acteur=request.user, ident=export.pk)
    except UnavailableDocumentError:
        export.refresh_from_db()
        return _follow(request, export, status=HTTPStatus.GONE)
    response = HttpResponse(contenu, content_type=TypeMime.XLSX.value)
    response.headers["Content-Disposition"] = f'attachment; filename="{nom}"'
    response.headers["Cache-Control"] = "no-store, private"
    return response


@requires("lire_audit")
@never_cache
@require_safe
def registre_des_exports(request: RequeteConnectee) -> HttpResponse:
    """Every export of the association, with its purpose."""
    lignes = lignes_du_registre()
    record("exports.registre", objets=[une.export.pk for une in lignes], type_objet="exports.Export")
    return render(request, "exports/registre.html", {"lignes": lignes})
