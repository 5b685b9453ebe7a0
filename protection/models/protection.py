"""What the house must do tonight, without the facts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from enfants.models import Enfant
from protection.models.obligations import LONGUEUR_MOTIF
from protection.querysets import ConsigneQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur


class ConsigneDeSecurite(SealedModel):
    """An instruction about one child for whoever is on duty: what to do, from when to when, no facts.

    It belongs to the journal, which everybody of the house reads, and is sealed under the child's key.
    ``incident_id`` names where it comes from without leading there: who is set aside from that incident
    does not see it either.
    """

    incident_id = models.UUIDField("incident", editable=False, db_index=True)
    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="consignes_securite"
    )
    texte = SealedTextField("ce qu’il faut faire", max_length=LONGUEUR_MOTIF)
    debut = models.DateTimeField("à partir du")
    fin = models.DateTimeField("jusqu’au", null=True, blank=True)
    posee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="posée par", on_delete=models.PROTECT, related_name="+"
    )
    levee_le = models.DateTimeField("levée le", null=True, blank=True)
    versions = versions()
    objects = ConsigneQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.JOURNAL,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.CONSIGNE,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=True,
    )

    class Meta:
        verbose_name = "consigne de sécurité"
        verbose_name_plural = "consignes de sécurité"
        default_permissions = ()
        ordering = ["-debut", "-id"]
        indexes = [models.Index(fields=["enfant", "debut"], name="consigne_par_enfant")]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gt=F("debut")), name="consigne_dates_ordonnees"
            ),
        ]
