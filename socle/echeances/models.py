"""Delays an administrator has changed: appended, never edited, each with its reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from socle.echeances.calendrier import Delai
from socle.echeances.enums import Portion, Unite
from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id


class ReglageDelai(models.Model):
    """From ``a_compter_du`` on, a rule counts with this delay; the latest line in force holds.

    The lines are the versions: going back to the original delay is one more line. The reason is
    about a rule, never about a person: it stays in clear, and the screen says so.
    """

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    regle = models.CharField("règle", max_length=32)
    portion = models.CharField("ce qui change", max_length=8, choices=Portion.choices)
    quantite = models.PositiveSmallIntegerField("nombre")
    unite = models.CharField("unité", max_length=8, choices=Unite.choices)
    a_compter_du = models.DateField("à compter du")
    motif = models.CharField("motif", max_length=500)
    decide_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="décidé par", on_delete=models.PROTECT, related_name="+"
    )
    decide_le = models.DateTimeField("décidé le", default=timezone.now, editable=False)

    declaration = Declaration(
        categorie=Categorie.ORGANISATION,
        sujet=None,
        enfant=None,
        mur=Mur.SANS,
        conservation="organisation",
        droits="SI",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "réglage d’un délai"
        verbose_name_plural = "réglages des délais"
        ordering = ["-a_compter_du", "-decide_le", "-id"]
        indexes = [models.Index(fields=["regle", "portion", "a_compter_du"])]
        constraints = [
            models.CheckConstraint(condition=~Q(motif=""), name="reglage_motif_dit"),
        ]

    @property
    def valeur(self) -> Delai:
        return Delai(self.quantite, Unite(self.unite))
