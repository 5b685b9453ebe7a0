"""Pieces of an incident: of the declaration being written, then filed by who handles it.

A file of an incident has no child, so that no wall but the system’s stands on it: it is stored and opened by a
named system act, once the right to its row was asked. Its author is then in no row and no entry of the
journal about the file: for a declaration, that would name who declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from protection.echelle import ECRIT, LIT
from protection.enums import NaturePiece
from protection.models import DeclarationEnCours, Incident, PieceDeclaration, PieceIncident, Transmission
from protection.services.traitement import transmettre
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.documents.coffre import SealedReader
from socle.documents.enums import TypeMime
from socle.documents.models import Document
from socle.documents.services import detruire, open_stream, store
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure
from socle.outils.declarations import Categorie

NATURE = "piece_incident"
#: What one declaration may carry: a phone sends photos one by one.
PIECES_AU_PLUS = 20
_IMAGES = {TypeMime.JPEG, TypeMime.PNG}


@dataclass(frozen=True, kw_only=True)
class Depot:
    """One piece as somebody sends it; ``nature`` empty for what its file says it is."""

    ident: UUID
    fichier: UploadedFile
    titre: str = ""
    nature: str = ""


@transaction.atomic
def ajouter_au_brouillon(
    *, acteur: Utilisateur, brouillon: DeclarationEnCours, depot: Depot
) -> PieceDeclaration:
    """Keep a photo or a document with a declaration that is not sent; its author alone reads it.

    The draft holds the id and the key of the incident it will be: the file never changes key. Sent twice,
    it is kept once. Raises DeclarationEnCours.DoesNotExist for another author's or once it is sent,
    RefusedDocumentError for a file that cannot be, ValidationError above what one may carry.
    """
    row = DeclarationEnCours.objects.of(acteur.pk).select_for_update(no_key=True).get(pk=brouillon.pk)
    kept = PieceDeclaration.objects.of(acteur.pk).filter(brouillon=row)
    if found := kept.filter(pk=depot.ident).first():
        return found
    if kept.count() >= PIECES_AU_PLUS:
        raise ValidationError(
            f"Une déclaration porte {PIECES_AU_PLUS} pièces au plus : retirez-en une d’abord."
        )
    document = _store(row.pk, depot)
    piece = PieceDeclaration(
        pk=depot.ident,
        brouillon=row,
        auteur=acteur,
        nature=depot.nature or _kind(document),
        titre=depot.titre,
        ajoutee_le=timezone.now(),
        fichier=document,
    )
    piece.save(force_insert=True)
    row.modifiee_le, row.avertie_le = piece.ajoutee_le, None
    row.save(update_fields=["modifiee_le", "avertie_le"])
    return piece


@transaction.atomic
def retirer_du_brouillon(*, acteur: Utilisateur, piece: PieceDeclaration) -> None:
    """Take a piece off before sending: it is destroyed. Raises DoesNotExist for another author's."""
    drafts = DeclarationEnCours.objects.of(acteur.pk).select_for_update(no_key=True)
    row = drafts.get(pk=piece.brouillon_id)
    destroy_pieces(PieceDeclaration.objects.of(acteur.pk).get(pk=piece.pk, brouillon=row))
    row.modifiee_le, row.avertie_le = timezone.now(), None
    row.save(update_fields=["modifiee_le", "avertie_le"])


def ouvrir_du_brouillon(*, acteur: Utilisateur, piece: PieceDeclaration) -> tuple[Document, SealedReader]:
    """Return the file of a piece not sent yet; the author alone has it, and that is no reading to journal.

    Raises QuarantinedDocumentError, UnavailableDocumentError, DoesNotExist for another author's.
    """
    return _open(PieceDeclaration.objects.of(acteur.pk).get(pk=piece.pk).fichier_id)


@transaction.atomic
def ajouter_piece(
    *, acteur: Utilisateur, incident: Incident, depot: Depot, transmission: Transmission | None = None
) -> PieceIncident:
    """File a piece of an incident, or the proof of a transmission; only added, never changed.

    Raises PermissionDenied without the right to write, RefusedDocumentError, ValidationError for a
    transmission of another incident. Sent twice, it is filed once.
    """
    ensure(acteur, ECRIT, incident)
    Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
    if found := PieceIncident.objects.filter(pk=depot.ident, incident=incident, par=acteur).first():
        return found
    if transmission is not None and transmission.incident_id != incident.pk:
        raise ValidationError("Cette transmission est d’un autre incident.")
    document = _store(incident.pk, depot)
    piece = PieceIncident(
        pk=depot.ident,
        incident=incident,
        transmission=transmission,
        nature=depot.nature or _kind(document),
        titre=depot.titre,
        ajoutee_le=timezone.now(),
        par=acteur,
        fichier=document,
    )
    piece.save(force_insert=True)
    _record("incidents.piece", incident.pk)
    return piece


@transaction.atomic
def transmettre_avec_preuve(
    *, acteur: Utilisateur, transmission: Transmission, preuve: Depot | None, enfant_id: UUID | None = None
) -> Transmission:
    """Record a transmission and file its proof with it: both, or neither.

    Raises what ``transmettre`` and ``ajouter_piece`` raise.
    """
    made = transmettre(acteur=acteur, transmission=transmission, enfant_id=enfant_id)
    if preuve is not None:
        ajouter_piece(acteur=acteur, incident=made.incident, depot=preuve, transmission=made)
    return made


def ouvrir_piece(*, acteur: Utilisateur, piece: PieceIncident) -> tuple[Document, SealedReader]:
    """Return the file of a piece to who handles its incident now; audited.

    Raises PermissionDenied without the right, QuarantinedDocumentError, UnavailableDocumentError.
    """
    ensure(acteur, LIT, piece)
    opened = _open(piece.fichier_id)
    _record("incidents.piece_lue", piece.incident_id)
    return opened


def ouvrir_la_sienne(*, acteur: Utilisateur, piece: PieceIncident) -> tuple[Document, SealedReader]:
    """Return the file of what one joined to one's own declaration; the journal would name who declared.

    Raises PieceIncident.DoesNotExist for another's, QuarantinedDocumentError, UnavailableDocumentError.
    """
    mine = PieceIncident.objects.filter(incident__declarant__compte_id=acteur.pk, declaree=True)
    return _open(mine.get(pk=piece.pk).fichier_id)


def joindre(incident: Incident, pieces: list[PieceDeclaration]) -> None:
    """Hand the pieces of a declaration over to the incident it has become: same ids, same files, no author.

    Run as the system, in the transaction that sends the declaration.
    """
    for piece in pieces:
        PieceIncident(
            pk=piece.pk,
            incident=incident,
            nature=piece.nature,
            titre=piece.titre,
            ajoutee_le=piece.ajoutee_le,
            declaree=True,
            fichier_id=piece.fichier_id,
        ).save(force_insert=True)
        piece.delete()


def destroy_pieces(*pieces: PieceDeclaration) -> None:
    """Destroy pieces that were never sent, file and key; the caller has asked for the right."""
    for piece in pieces:
        piece.delete()
        with acting_as_system(raison="pièce d’une déclaration jetée"):
            detruire(Document.tous.get(pk=piece.fichier_id))


# --- inside ---------------------------------------------------------------------------


def _store(sujet_id: UUID, depot: Depot) -> Document:
    with acting_as_system(raison="pièce d’un incident"):
        return store(
            sujet_id=sujet_id,
            stream=cast("BinaryIO", depot.fichier.file),
            nom_fichier=depot.fichier.name or "",
            enfant_id=None,
            categorie=Categorie.INCIDENT,
            nature=NATURE,
        )


def _open(document_id: UUID) -> tuple[Document, SealedReader]:
    with acting_as_system(raison="pièce d’un incident"):
        document = Document.tous.get(pk=document_id)
        return document, open_stream(document)


def _kind(document: Document) -> str:
    return NaturePiece.PHOTO if document.type_mime in _IMAGES else NaturePiece.DOCUMENT


def _record(code: str, incident_id: UUID) -> None:
    record(code, objets=[incident_id], type_objet="protection.Incident")
