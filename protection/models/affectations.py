"""Who follows an incident without standing on the ladder: a psychologist it is entrusted to."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from protection.echelle import DERNIER, PREMIER
from protection.models.incident import Incident
from protection.models.obligations import LONGUEUR_MOTIF, d_incident
from protection.querysets import OfIncidentQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from villages.models import Professionnel


class AffectationIncident(SealedModel):
    """An incident entrusted to a psychologist, who then reads it and steers nothing.

    ``niveau`` is the rung that chose them: should the incident rise above it, the choice of whoever may now
    be implicated falls, and the new rung chooses again.
    """

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="affectations"
    )
    professionnel = models.ForeignKey(
        Professionnel, verbose_name="psychologue", on_delete=models.PROTECT, related_name="+"
    )
    niveau = models.PositiveSmallIntegerField(
        "échelon qui l’a choisi",
        editable=False,
        validators=[MinValueValidator(PREMIER), MaxValueValidator(DERNIER)],
    )
    motif = SealedTextField("ce qui lui est demandé", max_length=LONGUEUR_MOTIF)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    depuis = models.DateTimeField("depuis")
    levee_le = models.DateTimeField("terminée le", null=True, blank=True)
    versions = versions()
    objects = OfIncidentQuerySet.as_manager()

    declaration = d_incident("SIU")

    class Meta:
        verbose_name = "psychologue associé"
        verbose_name_plural = "psychologues associés"
        default_permissions = ()
        ordering = ["depuis", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "professionnel"],
                condition=Q(levee_le__isnull=True),
                name="affectation_incident_une_par_personne",
            ),
        ]
