"""The on-call chain at work: what raised an alert, who was told when and how, who opened it."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from protection.echelle import PREMIER
from protection.enums import CanalAppel
from protection.models.fugue import Fugue
from protection.models.incident import Incident
from protection.models.securite import MessageDeSecurite
from protection.querysets import AlerteQuerySet, OfAlerteQuerySet
from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id
from villages.models import Astreinte, Village


def _d_alerte(mur: Mur) -> Declaration:
    return Declaration(
        categorie=Categorie.INCIDENT,
        sujet=None,
        enfant=None,
        mur=mur,
        conservation="incident",
        droits="SI",
        lecture_tracee=True,
        categorie_par_ligne="categorie",
    )


class AlerteAstreinte(models.Model):
    """Something that wakes the on-call chain of a village: an incident, a child's message, a runaway; one alert each.

    It holds nothing that changes: who was told is ``AppelAstreinte``, who opened it ``LectureAlerte``. Its
    category is that of what raised it: a runaway is of the journal.
    """

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    village = models.ForeignKey(Village, verbose_name="village", on_delete=models.PROTECT, related_name="+")
    incident = models.OneToOneField(
        Incident,
        verbose_name="incident",
        on_delete=models.PROTECT,
        related_name="alerte",
        null=True,
        blank=True,
    )
    message = models.OneToOneField(
        MessageDeSecurite,
        verbose_name="message",
        on_delete=models.PROTECT,
        related_name="alerte",
        null=True,
        blank=True,
    )
    fugue = models.OneToOneField(
        Fugue,
        verbose_name="fugue",
        on_delete=models.PROTECT,
        related_name="alerte",
        null=True,
        blank=True,
    )
    le = models.DateTimeField("le")
    objects = AlerteQuerySet.as_manager()

    declaration = _d_alerte(Mur.ALERTE_ET_FUGUE)

    class Meta:
        verbose_name = "alerte de nuit"
        verbose_name_plural = "alertes de nuit"
        default_permissions = ()
        ordering = ["-le", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(incident__isnull=False, message__isnull=True, fugue__isnull=True)
                | Q(incident__isnull=True, message__isnull=False, fugue__isnull=True)
                | Q(incident__isnull=True, message__isnull=True, fugue__isnull=False),
                name="alerte_une_seule_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"alerte {self.pk}"

    @property
    def lieu_id(self) -> UUID:
        return self.village_id

    @property
    def origine(self) -> Incident | MessageDeSecurite | Fugue:
        """What raised it, as the reader may fetch it."""
        # A constraint says that one of them is there.
        return cast("Incident | MessageDeSecurite | Fugue", self.incident or self.message or self.fugue)

    @property
    def categorie(self) -> Categorie:
        return Categorie.INCIDENT if self.fugue_id is None else Categorie.JOURNAL

    @property
    def niveau(self) -> int:
        """The rung it stands at; a runaway is on no ladder: whoever answers for the village is woken."""
        origine = self.origine
        return PREMIER if isinstance(origine, Fugue) else origine.niveau

    @property
    def eteinte(self) -> bool:
        """Whether nobody is to be told any more: the child is back."""
        return self.fugue is not None and not self.fugue.ouverte


class AppelAstreinte(models.Model):
    """Somebody of the chain was told, once: at which step, when, by what channel; only added.

    ``sms`` is the message sent; where it stands is read there. Without ``astreinte``, it is somebody of a
    rung above the roster.
    """

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    alerte = models.ForeignKey(
        AlerteAstreinte, verbose_name="alerte", on_delete=models.PROTECT, related_name="appels"
    )
    etape = models.PositiveSmallIntegerField("étape")
    astreinte = models.ForeignKey(
        Astreinte, verbose_name="astreinte", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="compte", on_delete=models.PROTECT, related_name="+"
    )
    le = models.DateTimeField("le")
    canal = models.CharField("moyen", max_length=8, choices=CanalAppel.choices)
    sms = models.UUIDField("SMS", null=True, blank=True)
    objects = OfAlerteQuerySet.as_manager()

    declaration = _d_alerte(Mur.PAR_ALERTE)

    class Meta:
        verbose_name = "appel d’astreinte"
        verbose_name_plural = "appels d’astreinte"
        default_permissions = ()
        ordering = ["le", "etape", "id"]
        constraints = [
            models.UniqueConstraint(fields=["alerte", "compte"], name="appel_une_fois_par_personne"),
            models.CheckConstraint(
                condition=Q(canal=CanalAppel.SMS, sms__isnull=False)
                | (~Q(canal=CanalAppel.SMS) & Q(sms__isnull=True)),
                name="appel_sms_envoye",
            ),
        ]

    def __str__(self) -> str:
        return f"appel {self.pk}"

    @property
    def categorie(self) -> Categorie:
        return self.alerte.categorie


class LectureAlerte(models.Model):
    """Somebody opened an alert (its first reading), or took charge of it; only added, in one's own name."""

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    alerte = models.ForeignKey(
        AlerteAstreinte, verbose_name="alerte", on_delete=models.PROTECT, related_name="lectures"
    )
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    le = models.DateTimeField("le")
    prise_en_charge = models.BooleanField("s’en occupe", default=False)
    objects = OfAlerteQuerySet.as_manager()

    declaration = _d_alerte(Mur.PAR_ALERTE)

    class Meta:
        verbose_name = "lecture d’une alerte"
        verbose_name_plural = "lectures d’alertes"
        default_permissions = ()
        ordering = ["le", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["alerte", "par", "prise_en_charge"], name="lecture_une_fois_par_personne"
            ),
        ]

    def __str__(self) -> str:
        return f"lecture {self.pk}"

    @property
    def categorie(self) -> Categorie:
        return self.alerte.categorie
