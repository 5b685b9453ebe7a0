"""Photos and documents: joined to a declaration, then filed by who handles the incident, opened by both."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from protection.echelle import ECRIT, LIT
from protection.forms.pieces import PieceDeclareeForm, PieceForm, PreuveForm
from protection.models import DeclarationEnCours, PieceDeclaration, PieceIncident, Transmission
from protection.selectors.pieces import pieces_du_brouillon
from protection.services import pieces as services
from protection.views.acte import AVEC_FICHIER, SAISIE, envoye, incident_de, saisir
from protection.views.brouillon import RAISON, address, declares, mine, sent_already
from socle.documents.coffre import SealedReader
from socle.documents.errors import QuarantinedDocumentError, UnavailableDocumentError
from socle.documents.models import Document
from socle.documents.reponses import file_response
from socle.habilitations.decorators import RequeteConnectee, requires


@requires(None, raison=RAISON)
@require_http_methods(SAISIE)
def pieces_declarees(request: RequeteConnectee, declaration_id: UUID) -> HttpResponse:
    """The photos and documents of a declaration being written: added and taken off one by one.

    Going on with a file chosen adds it: nobody leaves behind what they believed sent.
    """
    declares(request.user)
    row = mine(request.user, declaration_id)
    if row is None:
        return sent_already(request, declaration_id)
    form, suite = PieceDeclareeForm(*envoye(request)), "suite" in request.POST
    if suite and not request.FILES and not request.POST.get("titre"):
        return redirect(address("fait", row.pk))
    if request.method == "POST" and form.is_valid():
        try:
            done = form.enregistre(
                lambda: services.ajouter_au_brouillon(acteur=request.user, brouillon=row, depot=form.depot()),
                deja=lambda ident: PieceDeclaration.objects.of(request.user.pk).filter(pk=ident).exists(),
            )
        except DeclarationEnCours.DoesNotExist:
            return sent_already(request, declaration_id)
        if done:
            messages.success(request, "C’est gardé avec votre déclaration.")
            return redirect(address("fait" if suite else "pieces", row.pk))
    context = {
        "declaration": row,
        "form": form,
        "pieces": pieces_du_brouillon(request.user, row),
        "retour": address("faits", row.pk),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "protection/declarer_pieces.html", context, status=status)


@requires(None, raison=RAISON)
@require_POST
def retirer_du_brouillon(request: RequeteConnectee, piece_id: UUID) -> HttpResponse:
    """Take a piece off a declaration that is not sent."""
    piece = _of_my_draft(request, piece_id)
    try:
        services.retirer_du_brouillon(acteur=request.user, piece=piece)
    except (DeclarationEnCours.DoesNotExist, PieceDeclaration.DoesNotExist):
        raise Http404 from None
    messages.success(request, "La pièce est retirée et effacée.")
    return redirect(address("pieces", piece.brouillon_id))


@requires(None, raison=RAISON)
@never_cache
@require_safe
def piece_du_brouillon(request: RequeteConnectee, piece_id: UUID) -> HttpResponseBase:
    """Give its author back a piece that is not sent."""
    piece = _of_my_draft(request, piece_id)
    return _send(
        request,
        piece,
        lambda: services.ouvrir_du_brouillon(acteur=request.user, piece=piece),
        retour=address("pieces", piece.brouillon_id),
    )


@requires(None, raison="everybody reads again what they declared themselves")
@never_cache
@require_safe
def ma_piece(request: RequeteConnectee, piece_id: UUID) -> HttpResponseBase:
    """Give who declared a piece of their own declaration."""
    declares(request.user)
    rows = PieceIncident.objects.filter(incident__declarant__compte_id=request.user.pk, declaree=True)
    piece = get_object_or_404(rows, pk=piece_id)
    return _send(
        request,
        piece,
        lambda: services.ouvrir_la_sienne(acteur=request.user, piece=piece),
        retour=reverse("protection:ma_declaration", args=[piece.incident_id]),
    )


@requires(LIT)
@never_cache
@require_safe
def piece(request: RequeteConnectee, piece_id: UUID) -> HttpResponseBase:
    """Give a piece to who handles its incident: the right is asked again, and it is journalled."""
    row = get_object_or_404(PieceIncident.objects.visible_to(request.user, LIT), pk=piece_id)
    return _send(
        request,
        row,
        lambda: services.ouvrir_piece(acteur=request.user, piece=row),
        retour=reverse("protection:incident", args=[row.incident_id]),
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def ajouter_piece(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """File a piece of an incident."""
    found = incident_de(request, incident_id, ECRIT)
    form = PieceForm(*envoye(request))
    return saisir(
        request,
        found,
        form,
        lambda: services.ajouter_piece(acteur=request.user, incident=found, depot=form.depot()),
        deja=PieceIncident,
        titre="Ajouter une pièce",
        chapo="Elle ne se modifie plus et reste dans l’incident.",
        message="La pièce est classée.",
        bouton="Classer",
        template=AVEC_FICHIER,
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def preuve(request: RequeteConnectee, transmission_id: UUID) -> HttpResponse:
    """File the proof of a transmission."""
    rows = Transmission.objects.visible_to(request.user, ECRIT).select_related("incident")
    row = get_object_or_404(rows, pk=transmission_id)
    form = PreuveForm(*envoye(request))
    return saisir(
        request,
        row.incident,
        form,
        lambda: services.ajouter_piece(
            acteur=request.user, incident=row.incident, depot=form.depot(), transmission=row
        ),
        deja=PieceIncident,
        titre="Classer une preuve",
        chapo=f"{row.get_destinataire_display()}, {timezone.localtime(row.le):%d/%m/%Y à %H h %M}",
        message="La preuve est classée.",
        bouton="Classer",
        template=AVEC_FICHIER,
    )


# --- inside ---------------------------------------------------------------------------


def _of_my_draft(request: RequeteConnectee, piece_id: UUID) -> PieceDeclaration:
    declares(request.user)
    found: PieceDeclaration = get_object_or_404(PieceDeclaration.objects.of(request.user.pk), pk=piece_id)
    return found


def _send(
    request: RequeteConnectee,
    piece: PieceDeclaration | PieceIncident,
    ouvrir: Callable[[], tuple[Document, SealedReader]],
    *,
    retour: str,
) -> HttpResponseBase:
    """Send a piece in a stream under a name that says nothing of it, or say why it does not open."""
    try:
        document, content = ouvrir()
    except UnavailableDocumentError as error:
        context = {"quarantaine": isinstance(error, QuarantinedDocumentError), "retour": retour}
        return render(request, "protection/piece_indisponible.html", context, status=HTTPStatus.GONE)
    nom = f"piece-{timezone.localdate(piece.ajoutee_le).isoformat()}"
    return file_response(content, type_mime=document.type_mime, taille=document.taille, nom=nom)
