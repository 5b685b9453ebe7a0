"""« Déclarer un incident »: five pages, one thing per page, everything kept."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from protection.forms.declaration import PAGES, DangerForm, PageForm
from protection.forms.pieces import PieceDeclareeForm
from protection.forms.relecture import pages_gardees
from protection.models import DeclarationEnCours
from protection.selectors.declaration import (
    NUMEROS,
    choix_pour,
    declarations_en_cours,
    ma_declaration,
    mes_declarations,
    numeros_d_astreinte,
)
from protection.selectors.pieces import pieces_declarees, pieces_du_brouillon
from protection.services.declaration import (
    commencer,
    declarer_incident,
    garder,
    jeter,
)
from protection.services.pieces import ajouter_au_brouillon
from protection.views.brouillon import (
    ORDRE,
    RAISON,
    TITRES,
    address,
    clock,
    declares,
    mine,
    sent_already,
    steps,
)
from socle.comptes.decorators import keeps_idle_clock
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.identifiants import nouvel_id
from socle.ui.htmx import wants_fragment


@requires(None, raison=RAISON)
@require_http_methods(["GET", "HEAD", "POST"])
def declarer(request: RequeteConnectee) -> HttpResponse:
    """First page: is somebody in danger, and the numbers to call; then the declaration begins."""
    declares(request.user)
    choix = choix_pour(request.user)
    form = DangerForm(request.POST if request.method == "POST" else None, choix=choix)
    if request.method == "POST" and form.is_valid():
        ident = _ident(request.POST)
        try:
            commencer(acteur=request.user, ident=ident, valeurs=form.kept(request.POST))
        except DeclarationEnCours.DoesNotExist:
            return sent_already(request, ident)
        return redirect("protection:declarer_qui", declaration_id=ident)
    context = {
        "form": form,
        "page": "danger",
        "envoi": request.POST.get("envoi") or nouvel_id(),
        "numeros": NUMEROS,
        "astreinte": numeros_d_astreinte(request.user),
        "commencees": declarations_en_cours(request.user),
    }
    return render(request, "protection/declarer.html", steps("danger") | context, status=_status(form))


@requires(None, raison=RAISON)
@require_http_methods(["GET", "HEAD", "POST"])
def une_page(request: RequeteConnectee, declaration_id: UUID, page: str) -> HttpResponse:
    """One page of a declaration: whatever is typed is kept, then judged before the next one."""
    declares(request.user)
    row = mine(request.user, declaration_id)
    if row is None:
        return sent_already(request, declaration_id)
    choix = choix_pour(request.user)
    if request.method != "POST":
        return _show(request, row, PAGES[page](choix=choix, garde=row.contenu.get(page)))
    valeurs, form = PageForm.kept(request.POST), PAGES[page](request.POST, choix=choix)
    try:
        row = garder(acteur=request.user, ident=row.pk, page=page, valeurs=valeurs)
    except ValidationError as erreur:
        form.add_error(None, erreur)
        return _show(request, row, form)
    if "ajouter" in request.POST:
        return _show(request, row, PAGES[page](choix=choix, garde=valeurs))
    here = ORDRE.index(page)
    ailleurs = {"precedente": ORDRE[here - 1], "pieces": "pieces"}.get(request.POST.get("aller", ""))
    if ailleurs is None and not form.is_valid():
        return _show(request, row, form)
    return redirect(address(ailleurs or ORDRE[here + 1], row.pk))


@requires(None, raison=RAISON)
@require_http_methods(["GET", "HEAD", "POST"])
def relire(request: RequeteConnectee, declaration_id: UUID) -> HttpResponse:
    """Last page: everything again, what is missing with its page, and the sending."""
    declares(request.user)
    row = mine(request.user, declaration_id)
    if row is None:
        return sent_already(request, declaration_id)
    pages = pages_gardees(row.contenu, choix_pour(request.user))
    wrong = pages.incompletes
    refusal: list[str] = []
    if request.method == "POST" and not wrong:
        try:
            declarer_incident(acteur=request.user, ident=row.pk, recit=pages.recit())
        except ValidationError as erreur:
            refusal = erreur.messages
        else:
            return redirect("protection:ma_declaration", incident_id=row.pk)
    context = steps("relire") | {
        "declaration": row,
        "pages": [
            (TITRES[form.page], address(form.page, row.pk), pages.reponses(form), form.page in wrong)
            for form in pages
        ],
        "incomplet": bool(wrong),
        "refus": refusal,
        "echeance": clock(row),
        "pieces": pieces_du_brouillon(request.user, row),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "protection/relire.html", context, status=status)


@keeps_idle_clock
@requires(None, raison=RAISON)
def garder_page(request: RequeteConnectee, declaration_id: UUID) -> HttpResponse:
    """Keep a page by itself while one types: a fragment that says at what hour."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    declares(request.user)
    kept: datetime | None = None
    try:
        nom = _page_name(request.POST)
        row = garder(acteur=request.user, ident=declaration_id, page=nom, valeurs=PageForm.kept(request.POST))
        kept = row.modifiee_le
    except DeclarationEnCours.DoesNotExist:
        raise Http404 from None
    except ValidationError:
        kept = None
    if wants_fragment(request):
        return render(request, "protection/_garde.html", {"garde_le": kept, "trop": kept is None})
    return redirect(address(nom, declaration_id))


@requires(None, raison=RAISON)
@require_POST
def jeter_declaration(request: RequeteConnectee, declaration_id: UUID) -> HttpResponse:
    """Throw away what was not sent."""
    declares(request.user)
    try:
        jeter(acteur=request.user, ident=declaration_id)
    except DeclarationEnCours.DoesNotExist:
        raise Http404 from None
    messages.success(request, "La déclaration commencée est jetée.")
    return redirect("protection:declarer")


@requires(None, raison="everybody reads again what they declared themselves")
@require_safe
def declarations(request: RequeteConnectee) -> HttpResponse:
    """What one declared, and where it stands."""
    declares(request.user)
    context = {
        "declarations": mes_declarations(request.user),
        "commencees": declarations_en_cours(request.user),
    }
    return render(request, "protection/declarations.html", context)


@requires(None, raison="everybody reads again what they declared themselves")
@require_safe
def declaration(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """One declaration as it was sent: one's own words are not a reading to journal, it would name one."""
    declares(request.user)
    found = ma_declaration(request.user, incident_id)
    if found is None:
        raise Http404
    context = {
        "vue": found,
        "incident": found.incident,
        "pieces": pieces_declarees(request.user, found.incident),
    }
    return render(request, "protection/declaration.html", context)


def keep_after_closing(
    sender: object, request: HttpRequest, utilisateur: Utilisateur, **kwargs: object
) -> None:
    """Keep what is sent, or keeps itself, on a session that has just closed; its author finds it again."""
    match = request.resolver_match
    if match is None or not match.view_name.startswith(("protection:declarer_", "protection:garder")):
        return
    ident = match.kwargs["declaration_id"]
    nom = str(match.kwargs.get("page") or request.POST.get("page"))
    piece = match.view_name == "protection:declarer_pieces"
    if nom not in PAGES and not piece:
        return
    try:
        with acting_as(utilisateur):
            if piece:
                keep_piece(request, utilisateur, ident)
            else:
                garder(acteur=utilisateur, ident=ident, page=nom, valeurs=PageForm.kept(request.POST))
    except (DeclarationEnCours.DoesNotExist, PermissionDenied, ValidationError):
        return


def keep_piece(request: HttpRequest, utilisateur: Utilisateur, ident: UUID) -> None:
    """Keep the photo or the document of a form sent on a session that has just closed."""
    form, row = PieceDeclareeForm(request.POST, files=request.FILES), mine(utilisateur, ident)
    if row is not None and form.is_valid():
        ajouter_au_brouillon(acteur=utilisateur, brouillon=row, depot=form.depot())


# --- inside ---------------------------------------------------------------------------


def _ident(data: QueryDict) -> UUID:
    try:
        return UUID(data.get("envoi", ""))
    except ValueError:
        raise Http404 from None


def _page_name(data: QueryDict) -> str:
    nom = data.get("page", "")
    if nom not in PAGES:
        raise Http404
    return nom


def _status(form: PageForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _show(request: RequeteConnectee, row: DeclarationEnCours, form: PageForm) -> HttpResponse:
    context = steps(form.page) | {
        "declaration": row,
        "form": form,
        "page": form.page,
        "garde_le": row.modifiee_le,
        "numeros": NUMEROS if form.page == "danger" else (),
        "echeance": clock(row),
        "pieces": pieces_du_brouillon(request.user, row) if form.page == "faits" else (),
    }
    return render(request, "protection/declarer_page.html", context, status=_status(form))
