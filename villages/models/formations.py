"""Trainings on children's rights and protection, and who was there."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id
from villages.enums import ThemeFormation
from villages.models.equipe import Professionnel
from villages.models.lieux import Village
from villages.models.obligations import d_organisation
from villages.querysets import FormationQuerySet, PresenceFormationQuerySet


class Formation(SealedModel):
    """One session: what about, when, how long, and for how many months it holds.

    Without ``village`` it is the association's, for people of every village. Who taught is a name: sealed,
    under the session's own key.
    """

    village = models.ForeignKey(
        Village, verbose_name="village", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    theme = models.CharField("thème", max_length=16, choices=ThemeFormation.choices)
    le = models.DateField("le")
    heures = models.DecimalField(
        "durée en heures",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(0.5), MaxValueValidator(80)],
    )
    validite = models.PositiveSmallIntegerField(
        "validité en mois", default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    formateur = SealedTextField("qui forme", max_length=200, blank=True, default="")
    versions = versions()
    objects = FormationQuerySet.as_manager()

    declaration = d_organisation(sujet="id")

    class Meta:
        verbose_name = "formation"
        verbose_name_plural = "formations"
        default_permissions = ()
        ordering = ["-le", "-id"]
        indexes = [models.Index(fields=["village", "-le"], name="formation_par_village")]
        constraints = [
            models.CheckConstraint(condition=Q(heures__gt=0, heures__lte=80), name="formation_dure"),
            models.CheckConstraint(condition=Q(validite__gte=1, validite__lte=60), name="formation_vaut"),
        ]

    @property
    def lieu_id(self) -> UUID | None:
        return self.village_id


class PresenceFormation(models.Model):
    """Somebody was there, as somebody else noted; a mistake is withdrawn, with its day."""

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    formation = models.ForeignKey(
        Formation, verbose_name="formation", on_delete=models.PROTECT, related_name="presences"
    )
    professionnel = models.ForeignKey(
        Professionnel, verbose_name="professionnel", on_delete=models.PROTECT, related_name="formations"
    )
    notee_le = models.DateTimeField("notée le")
    notee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="notée par", on_delete=models.PROTECT, related_name="+"
    )
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)
    objects = PresenceFormationQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.ORGANISATION,
        sujet=None,
        enfant=None,
        mur=Mur.SANS,
        conservation="organisation",
        droits="SIU",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "présence à une formation"
        verbose_name_plural = "présences aux formations"
        default_permissions = ()
        ordering = ["notee_le", "id"]
        indexes = [models.Index(fields=["professionnel"], name="presence_par_personne")]
        constraints = [
            models.UniqueConstraint(
                fields=["formation", "professionnel"],
                condition=Q(retiree_le__isnull=True),
                name="presence_une_par_personne",
            ),
        ]
