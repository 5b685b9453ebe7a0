"""What the council is told of the incidents, in grouped form, released by two persons."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from protection.echelle import DERNIER, PREMIER
from protection.enums import InstanceConseil
from protection.models.incident import Incident
from protection.models.obligations import d_incident
from protection.querysets import OfIncidentPlainQuerySet, RestitutionQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Mur
from socle.outils.identifiants import nouvel_id
from villages.models import Village

LONGUEUR_RESTITUTION = 4000


class RestitutionConseil(SealedModel):
    """One text about several incidents whose evaluation is over: what happened in general, what changes.

    Sealed under a key of its own. ``niveau`` is the highest rung among the incidents it covers, so whoever
    may not handle one of them never prepares nor signs it; set aside from one since, they read it no more.
    Once signed the text is fixed; the database refuses a second signature by the same person, and to tell
    the council before both (CASF R331-10, certainty S).
    """

    village = models.ForeignKey(
        Village, verbose_name="village", on_delete=models.PROTECT, related_name="restitutions"
    )
    niveau = models.PositiveSmallIntegerField(
        "échelon", editable=False, validators=[MinValueValidator(PREMIER), MaxValueValidator(DERNIER)]
    )
    texte = SealedTextField("ce qui est dit au conseil", max_length=LONGUEUR_RESTITUTION)
    preparee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="préparée par", on_delete=models.PROTECT, related_name="+"
    )
    preparee_le = models.DateTimeField("préparée le")
    signee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="signée par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    signee_le = models.DateTimeField("signée le", null=True, blank=True)
    contresignee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="contresignée par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    contresignee_le = models.DateTimeField("contresignée le", null=True, blank=True)
    entendue_par = models.CharField(
        "dite à", max_length=16, choices=InstanceConseil.choices, blank=True, default=""
    )
    rendue_le = models.DateField("dite le", null=True, blank=True)
    abandonnee_le = models.DateTimeField("abandonnée le", null=True, blank=True)
    versions = versions()
    objects = RestitutionQuerySet.as_manager()

    declaration = d_incident("SIU", mur=Mur.RESTITUTION, sujet="id")

    class Meta:
        verbose_name = "restitution au conseil"
        verbose_name_plural = "restitutions au conseil"
        default_permissions = ()
        ordering = ["-preparee_le", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contresignee_par__isnull=True)
                | (Q(signee_par__isnull=False) & ~Q(contresignee_par=F("signee_par"))),
                name="restitution_signee_par_deux",
            ),
            models.CheckConstraint(
                condition=Q(rendue_le__isnull=True)
                | (Q(contresignee_par__isnull=False) & ~Q(entendue_par="") & Q(abandonnee_le__isnull=True)),
                name="restitution_dite_une_fois_signee",
            ),
        ]

    @property
    def lieu_id(self) -> UUID:
        return self.village_id


class RestitutionIncident(models.Model):
    """One incident a text for the council covers; only added."""

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    restitution = models.ForeignKey(
        RestitutionConseil, verbose_name="restitution", on_delete=models.PROTECT, related_name="lignes"
    )
    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="restitutions"
    )
    objects = OfIncidentPlainQuerySet.as_manager()

    declaration = d_incident("SI")

    class Meta:
        verbose_name = "incident d’une restitution"
        verbose_name_plural = "incidents d’une restitution"
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["restitution", "incident"], name="restitution_incident_unique"),
        ]
