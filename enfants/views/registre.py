"""The register of entries and exits: read, corrected by a line, printed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enfants.forms.depart import RectificationForm
from enfants.models import MouvementRegistre
from enfants.selectors.registre import CODE, registre_de, villages_tenus
from enfants.services.registre import rectifier
from enfants.services.registre_papier import demander_registre, ouvrir_registre
from socle.audit.services import record
from socle.documents.errors import UnavailableDocumentError
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.taches.arguments import decode
from socle.taches.enums import EtatTache
from socle.taches.models import Tache
from socle.ui.htmx import render_page
from socle.ui.pages import page_saisie
from villages.models import Village


def _villages(request: RequeteConnectee) -> list[Village]:
    held = perimetre_de(request.user.pk).villages_de_dossier(parse_permission("ecrire_identite"))
    return villages_tenus(request.user, held)


def _chosen(villages: list[Village], wanted: str) -> Village | None:
    return next((v for v in villages if str(v.pk) == wanted), villages[0] if villages else None)


def _year(value: str) -> int | None:
    return int(value) if len(value) == 4 and value.isascii() and value.isdigit() and value > "1900" else None


@requires("ecrire_identite")
@require_safe
def registre(request: RequeteConnectee) -> HttpResponse:
    """One year of one village's register; ``?village=`` and ``?annee=`` choose."""
    villages = _villages(request)
    village = _chosen(villages, request.GET.get("village", ""))
    found = registre_de(request.user, village, _year(request.GET.get("annee", ""))) if village else None
    lines = found.lignes if found else []
    record(
        "registre.lecture",
        objets=[ligne.mouvement.pk for ligne in lines],
        enfants=[ligne.mouvement.enfant_id for ligne in lines],
        type_objet="enfants.MouvementRegistre",
    )
    return render(request, "enfants/registre.html", {"registre": found, "villages": villages})


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def rectifier_mouvement(request: RequeteConnectee, inscription_id: UUID) -> HttpResponse:
    """Correct a line by a new one."""
    rows = MouvementRegistre.objects.visible_to(request.user, "ecrire_identite")
    line = get_object_or_404(rows.select_related("sejour"), pk=inscription_id)
    form = RectificationForm(request.POST or None, initial={"jour": line.jour, "lieu": line.lieu})
    record(
        "registre.lecture",
        objets=[line.pk],
        enfants=[line.enfant_id],
        type_objet="enfants.MouvementRegistre",
    )
    page = f"{reverse('enfants:registre')}?village={line.village_id}&annee={line.jour.year}"
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if form.enregistre(
            lambda: rectifier(
                acteur=request.user,
                mouvement=line,
                jour=data["jour"],
                lieu=data["lieu"],
                motif=data["motif"],
                sans_effet=data["sans_effet"],
            )
        ):
            messages.success(request, "La ligne est rectifiée par une nouvelle ligne.")
            return redirect(page)
    return page_saisie(
        request,
        form,
        titre=f"Rectifier la ligne {line.numero}",
        chapo="La ligne reste telle qu’elle est écrite ; une nouvelle ligne la corrige.",
        retour=("Le registre", page),
    )


@requires("ecrire_identite")
@require_POST
def imprimer_registre(request: RequeteConnectee) -> HttpResponse:
    """Ask for the PDF of a year."""
    village = _chosen(_villages(request), request.POST.get("village", ""))
    annee = _year(request.POST.get("annee", ""))
    if village is None or annee is None:
        raise Http404
    tache = demander_registre(acteur=request.user, village=village, annee=annee)
    return redirect("enfants:registre_suivi", tache_id=tache.pk)


def _own_job(request: RequeteConnectee, tache_id: UUID) -> tuple[Tache, Village]:
    """Fetch the job if this person asked for it and still keeps that register."""
    tache = get_object_or_404(Tache.objects.filter(code=CODE, acteur_id=request.user.pk), pk=tache_id)
    wanted = decode(tache.parametres)["village"]
    village = next((v for v in _villages(request) if v.pk == wanted), None)
    if village is None:
        raise Http404
    return tache, village


@requires("ecrire_identite")
@never_cache
@require_safe
def registre_suivi(request: RequeteConnectee, tache_id: UUID) -> HttpResponse:
    """Show how far the job is; htmx asks again every second, a link does without it."""
    tache, village = _own_job(request, tache_id)
    contexte = {
        "tache": tache,
        "village": village,
        "prete": tache.etat == EtatTache.TERMINEE,
        "echouee": tache.etat == EtatTache.ECHOUEE,
        "pourcent": f"{tache.avancement} %",
    }
    return render_page(request, "enfants/registre_suivi.html", contexte, fragment="avancement")


@requires("ecrire_identite")
@never_cache
@require_safe
def registre_document(request: RequeteConnectee, tache_id: UUID) -> HttpResponse:
    """Give the PDF to who asked for it, if they still keep that register."""
    tache, village = _own_job(request, tache_id)
    ident = tache.resultats.get("document")
    if not isinstance(ident, UUID):
        raise Http404
    try:
        nom, pdf = ouvrir_registre(acteur=request.user, village=village, ident=ident)
    except (PermissionDenied, UnavailableDocumentError):
        raise Http404 from None
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{nom}"'
    response.headers["Cache-Control"] = "no-store, private"
    return response
