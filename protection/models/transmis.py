"""What the ASE was told about one child, as its referent may read it again."""

from __future__ import annotations

from django.db import models

from enfants.models import Enfant
from protection.enums import Canal, Destinataire
from protection.models.incident import Incident
from protection.models.obligations import LONGUEUR_MOTIF
from protection.models.traitement import Transmission
from protection.querysets import TransmisQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.outils.declarations import Categorie, Declaration, Mur


class EcritTransmis(SealedModel):
    """A copy of what was transmitted about one child, under that child's key.

    The referent of one child never reads what was told about another one of the same incident, nor the
    incident: only this row, only added.
    """

    transmission = models.OneToOneField(
        Transmission, verbose_name="transmission", on_delete=models.PROTECT, related_name="ecrit"
    )
    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="ecrits_transmis"
    )
    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="ecrits_transmis"
    )
    destinataire = models.CharField("destinataire", max_length=24, choices=Destinataire.choices)
    le = models.DateTimeField("le")
    canal = models.CharField("moyen", max_length=12, choices=Canal.choices)
    texte = SealedTextField("ce qui a été transmis", max_length=LONGUEUR_MOTIF)
    objects = TransmisQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.INCIDENT,
        sujet="enfant_id",
        enfant=None,
        mur=Mur.TRANSMIS,
        conservation="incident",
        droits="SI",
        lecture_tracee=True,
    )

    class Meta:
        verbose_name = "écrit transmis"
        verbose_name_plural = "écrits transmis"
        default_permissions = ()
        ordering = ["-le", "-id"]
        indexes = [models.Index(fields=["enfant", "-le"], name="transmis_par_enfant")]
