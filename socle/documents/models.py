"""Sealed documents: what the database knows of them. Their bytes lie on the file system."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.documents.enums import QUARANTAINE, EtatAnalyse, TypeMime
from socle.documents.querysets import DocumentQuerySet, ManagerHorsQuarantaine
from socle.outils.declarations import Categorie, Declaration, Mur


class Document(SealedModel):
    """One stored file, sealed under the key of its subject.

    A document takes the category of what it is about, row by row: the store serves every app. The
    child's wall stands on it; a document without child is opened by a named system act only.
    ``cle_fichier`` is the key of the file, itself sealed with the row. ``objects`` hides what is in
    quarantine, ``tous`` hides nothing: for the antivirus and for the sweep.
    """

    sujet_id = models.UUIDField("sujet", editable=False)
    enfant_id = models.UUIDField("enfant", null=True, blank=True, editable=False, db_index=True)
    categorie = models.CharField(
        "catégorie", max_length=20, choices=[(categorie.value, categorie.value) for categorie in Categorie]
    )
    nature = models.CharField("nature", max_length=40)
    nom_fichier = SealedTextField("nom du fichier", max_length=200)
    cle_fichier = SealedTextField("clé du fichier", max_length=64, editable=False)
    type_mime = models.CharField("type", max_length=80, choices=TypeMime.choices)
    taille = models.PositiveBigIntegerField("taille en octets")
    auteur_id = models.UUIDField("déposé par", null=True, blank=True)
    cree_le = models.DateTimeField("déposé le", default=timezone.now, editable=False)
    expire_le = models.DateTimeField("expire le", null=True, blank=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    motif_retrait = SealedTextField("motif du retrait", max_length=500, null=True, blank=True)
    analyse = models.CharField(
        "analyse", max_length=16, choices=EtatAnalyse.choices, default=EtatAnalyse.INTERNE
    )
    analyse_le = models.DateTimeField("analysé le", null=True, blank=True)

    objects = ManagerHorsQuarantaine()
    tous = DocumentQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.TECHNIQUE,
        sujet="sujet_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=True,
        categorie_par_ligne="categorie",
    )

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documents"
        ordering = ["-cree_le", "-id"]
        constraints = [
            models.CheckConstraint(
                name="document_analyse_datee",
                condition=Q(analyse__in=[EtatAnalyse.SAIN, EtatAnalyse.REFUSE], analyse_le__isnull=False)
                | (~Q(analyse__in=[EtatAnalyse.SAIN, EtatAnalyse.REFUSE]) & Q(analyse_le__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"

    @property
    def en_quarantaine(self) -> bool:
        return self.analyse in QUARANTAINE
