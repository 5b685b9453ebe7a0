"""A declaration being written: kept at each page, read by its author only."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from protection.querysets import DeclarationEnCoursQuerySet
from socle.chiffrement.fields import SealedJSONField
from socle.chiffrement.models import SealedModel
from socle.outils.declarations import Categorie, Declaration, Mur


class DeclarationEnCours(SealedModel):
    """What somebody has typed of an incident, page by page, before sending it.

    ``id`` is the id the incident will have, and its key already seals it: sending it twice finds it sent.
    ``contenu`` holds, by page, the fields as typed (text), whether or not they are valid. ``avertie_le`` is
    when its author was told that it would be erased; touching it again empties it.
    """

    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    contenu = SealedJSONField("contenu", default=dict)
    commencee_le = models.DateTimeField("commencée le")
    modifiee_le = models.DateTimeField("modifiée le")
    avertie_le = models.DateTimeField("auteur averti le", null=True, blank=True, editable=False)
    objects = DeclarationEnCoursQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.INCIDENT,
        sujet="id",
        enfant=None,
        mur=Mur.DEPOSANT,
        conservation="brouillon_incident",
        droits="SIUD",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "déclaration en cours"
        verbose_name_plural = "déclarations en cours"
        default_permissions = ()
        ordering = ["-modifiee_le", "-id"]
        indexes = [models.Index(fields=["auteur", "-modifiee_le"], name="declaration_par_auteur")]
