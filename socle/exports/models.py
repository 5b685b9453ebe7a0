"""What was exported, by whom and why."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.keys import ID_ASSOCIATION
from socle.chiffrement.models import SealedModel
from socle.exports.querysets import ExportQuerySet
from socle.outils.declarations import Categorie, Declaration, Mur

#: The file: the time to fetch it. The request and its purpose: as long as the audit journal, by default.
CONSERVATION_FICHIER = timedelta(hours=24)
CONSERVATION_DEMANDE = timedelta(days=365)


class Export(SealedModel):
    """One export: which list, which filters and columns (codes, in clear), and its purpose, sealed.

    It speaks of many children, so it is sealed under the association's key and is its asker's alone in
    the database; whoever reads the audit journal reads it through a named system act. ``enfants`` are
    those of the file and ``droits`` a digest of the rights it was made with: both are asked again when
    it is fetched. The file itself is a document of the store, opened once.
    """

    association_id = ID_ASSOCIATION

    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="demandé par", on_delete=models.PROTECT, related_name="+"
    )
    liste = models.CharField("liste", max_length=32)
    filtres = models.JSONField("filtres", default=dict)
    colonnes = models.JSONField("colonnes", default=list)
    finalite = SealedTextField("finalité", max_length=500)
    cree_le = models.DateTimeField("demandé le", default=timezone.now, editable=False)
    document_id = models.UUIDField("fichier", null=True, blank=True, editable=False)
    lignes = models.PositiveIntegerField("lignes", null=True, blank=True, editable=False)
    enfants = ArrayField(models.UUIDField(), verbose_name="enfants", default=list, editable=False)
    droits = models.CharField("droits", max_length=64, blank=True, editable=False)
    telecharge_le = models.DateTimeField("téléchargé le", null=True, blank=True, editable=False)

    objects = ExportQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.ACCES,
        sujet="association_id",
        enfant=None,
        mur=Mur.DEPOSANT,
        conservation="export",
        droits="SIUD",
        lecture_tracee=True,
    )

    class Meta:
        verbose_name = "export"
        verbose_name_plural = "exports"
        default_permissions = ()
        ordering = ["-cree_le", "-id"]
        indexes = [models.Index(fields=["auteur", "cree_le"], name="export_de_quelqu_un")]
        constraints = [
            models.CheckConstraint(
                condition=Q(telecharge_le__isnull=True) | Q(document_id__isnull=False),
                name="export_telecharge_apres_fabrication",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.numero}"

    @property
    def numero(self) -> str:
        """« 3F2A-91C0 »: what the file says of its purpose, found again in the register."""
        end = self.pk.hex[-8:].upper()
        return f"{end[:4]}-{end[4:]}"
