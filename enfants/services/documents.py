"""Acts on a child's papers: filing, replacing by a new version, opening, withdrawing."""

from __future__ import annotations

from datetime import date
from typing import BinaryIO, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from enfants.enums import CategorieDocument
from enfants.models import DocumentEnfant, Enfant
from enfants.selectors.documents import CLASSEMENT
from socle.comptes.models import Utilisateur
from socle.documents.coffre import SealedReader
from socle.documents.models import Document
from socle.documents.services import open_stream, retirer, store
from socle.habilitations.guards import ensure
from socle.outils.declarations import Categorie

NATURE = "document_enfant"


@transaction.atomic
def deposer_document(
    *,
    acteur: Utilisateur,
    enfant: Enfant,
    ident: UUID,
    categorie: CategorieDocument,
    titre: str,
    date_document: date | None,
    fichier: UploadedFile,
) -> DocumentEnfant:
    """File a paper in a child's file; audited with its category.

    Who only holds the filing of pieces of justice may file them, and will not read them. What is not
    recorded: where the photo was taken and by which device.

    Raises PermissionDenied without the right to write the category, RefusedDocumentError when the file
    is of no accepted type, broken or too big. Sent twice under one ``ident``, the second meets the
    primary key (IntegrityError) and files nothing.
    """
    _ensure_filing(acteur, categorie, enfant)
    document = DocumentEnfant(
        id=ident,
        enfant=enfant,
        categorie=categorie.value,
        serie=ident,
        titre=titre,
        date_document=date_document,
        auteur=acteur,
        depose_le=timezone.now(),
    )
    return _save(document, fichier)


@transaction.atomic
def remplacer_document(
    *,
    acteur: Utilisateur,
    document: DocumentEnfant,
    ident: UUID,
    titre: str,
    date_document: date | None,
    fichier: UploadedFile,
) -> DocumentEnfant:
    """Add a version to a paper; the former ones stay readable to those who read the category.

    Raises PermissionDenied without the right to write the category, RefusedDocumentError, and
    ValidationError when the paper was withdrawn or replaced by someone else meanwhile.
    """
    ensure(acteur, f"ecrire_{document.categorie}", document)
    # Filed rows are frozen and cannot be locked: the file of the replaced version stands for them.
    former = Document.tous.select_for_update(no_key=True).get(pk=document.fichier_id)
    if former.retire_le is not None:
        raise ValidationError("Ce document a été retiré : déposez-en un nouveau.")
    if DocumentEnfant.objects.filter(serie=document.serie, numero__gt=document.numero).exists():
        raise ValidationError(
            "Une version plus récente vient d’être déposée. Regardez-la avant de la remplacer."
        )
    version = DocumentEnfant(
        id=ident,
        enfant_id=document.enfant_id,
        categorie=document.categorie,
        serie=document.serie,
        numero=document.numero + 1,
        titre=titre,
        date_document=date_document,
        auteur=acteur,
        depose_le=timezone.now(),
    )
    return _save(version, fichier)


def ouvrir_document(*, acteur: Utilisateur, document: DocumentEnfant) -> SealedReader:
    """Return the content of one version, to be streamed; audited.

    Raises PermissionDenied without the right to read the category, QuarantinedDocumentError until the
    antivirus has cleared it, UnavailableDocumentError once withdrawn or its key destroyed.
    """
    ensure(acteur, f"lire_{document.categorie}", document)
    return open_stream(document.fichier)


@transaction.atomic
def retirer_document(*, acteur: Utilisateur, document: DocumentEnfant, motif: str) -> None:
    """Withdraw a paper and all its versions: filed in the wrong file, or in the wrong category.

    Nobody opens it any more, its files are removed after thirty days; the rows stay, for the audit
    journal names them. Raises PermissionDenied without the right to write the category,
    ValidationError without a reason.
    """
    ensure(acteur, f"ecrire_{document.categorie}", document)
    if not motif.strip():
        raise ValidationError({"motif": "Dites en quelques mots pourquoi."})
    ids = DocumentEnfant.objects.filter(serie=document.serie).values("fichier_id")
    for fichier in Document.tous.select_for_update(no_key=True).filter(pk__in=ids).order_by("id"):
        retirer(fichier, motif=motif)


def _ensure_filing(acteur: Utilisateur, categorie: CategorieDocument, enfant: Enfant) -> None:
    try:
        ensure(acteur, f"ecrire_{categorie}", enfant)
    except PermissionDenied:
        if categorie is not CategorieDocument.JUSTICE_PIECES:
            raise
        ensure(acteur, CLASSEMENT, enfant)


def _save(document: DocumentEnfant, fichier: UploadedFile) -> DocumentEnfant:
    document.fichier = store(
        sujet_id=document.enfant_id,
        stream=cast("BinaryIO", fichier.file),
        nom_fichier=fichier.name or "",
        enfant_id=document.enfant_id,
        categorie=Categorie(document.categorie),
        nature=NATURE,
    )
    document.save(force_insert=True)
    return document
