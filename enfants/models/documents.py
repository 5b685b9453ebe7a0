"""Papers filed in a child's file."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from enfants.enums import CategorieDocument
from enfants.models.dossier import Enfant
from enfants.querysets import DocumentEnfantQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.documents.models import Document
from socle.outils.declarations import Categorie, Declaration, Mur


class DocumentEnfant(SealedModel):
    """One version of a paper: rows are only ever added, and a new version leaves the former readable.

    ``serie`` is common to the versions of one paper. The category is the row's (ADR 0025); a trigger
    holds a series in one file and one category, and the sealed file in the same.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="documents"
    )
    categorie = models.CharField("catégorie", max_length=20, choices=CategorieDocument.choices)
    serie = models.UUIDField("série")
    numero = models.PositiveSmallIntegerField("version", default=1)
    titre = SealedTextField("titre", max_length=150)
    date_document = models.DateField("date du document", null=True, blank=True)
    fichier = models.OneToOneField(
        Document, verbose_name="fichier", on_delete=models.PROTECT, related_name="+"
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="déposé par", on_delete=models.PROTECT, related_name="+"
    )
    depose_le = models.DateTimeField("déposé le")
    objects = DocumentEnfantQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.TECHNIQUE,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SI",
        lecture_tracee=True,
        categorie_par_ligne="categorie",
    )

    class Meta:
        verbose_name = "document d’un enfant"
        verbose_name_plural = "documents d’un enfant"
        default_permissions = ()
        indexes = [models.Index(fields=["enfant", "-depose_le"], name="document_par_enfant")]
        constraints = [
            #: Two people who replace the same version meet here.
            models.UniqueConstraint(fields=["serie", "numero"], name="document_numero_unique"),
            models.CheckConstraint(condition=Q(numero__gte=1), name="document_numero_positif"),
            models.CheckConstraint(
                condition=Q(categorie__in=CategorieDocument.values), name="document_categorie_connue"
            ),
        ]
