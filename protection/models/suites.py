"""After: who is supported, what is done about it, who closes, what was learned, what the child was told."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from enfants.models import Enfant
from protection.enums import PublicSoutenu
from protection.models.incident import Incident
from protection.models.obligations import LONGUEUR_MOTIF, d_incident
from protection.querysets import OfIncidentPlainQuerySet, OfIncidentQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from villages.models import Professionnel


class Soutien(SealedModel):
    """Support given after an incident: to whom, what, since when."""

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="soutiens"
    )
    public = models.CharField("pour", max_length=16, choices=PublicSoutenu.choices)
    texte = SealedTextField("ce qui est proposé", max_length=LONGUEUR_MOTIF)
    le = models.DateTimeField("le")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    objects = OfIncidentPlainQuerySet.as_manager()

    declaration = d_incident("SI")

    class Meta:
        verbose_name = "soutien"
        verbose_name_plural = "soutiens"
        default_permissions = ()
        ordering = ["le", "id"]


class ActionIncident(SealedModel):
    """One action of the plan: what, who answers for it, by when; done on a day, with what came of it."""

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="actions"
    )
    texte = SealedTextField("ce qui est à faire", max_length=LONGUEUR_MOTIF)
    responsable = models.ForeignKey(
        Professionnel, verbose_name="responsable", on_delete=models.PROTECT, related_name="+"
    )
    pour_le = models.DateField("pour le")
    faite_le = models.DateField("faite le", null=True, blank=True)
    resultat = SealedTextField("ce qui en est sorti", max_length=LONGUEUR_MOTIF, blank=True, default="")
    versions = versions()
    objects = OfIncidentQuerySet.as_manager()

    declaration = d_incident("SIU")

    class Meta:
        verbose_name = "action"
        verbose_name_plural = "actions"
        default_permissions = ()
        ordering = ["pour_le", "id"]


class RetourEnfant(SealedModel):
    """What a child was told about what was done, in which words, and what they answered."""

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="retours"
    )
    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="+")
    mots = SealedTextField("ce qui lui a été dit", max_length=LONGUEUR_MOTIF)
    reponse = SealedTextField("ce que l’enfant en dit", max_length=LONGUEUR_MOTIF, blank=True, default="")
    le = models.DateTimeField("le")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    objects = OfIncidentPlainQuerySet.as_manager()

    declaration = d_incident("SI")

    class Meta:
        verbose_name = "retour à l’enfant"
        verbose_name_plural = "retours à l’enfant"
        default_permissions = ()
        ordering = ["le", "id"]


class Cloture(SealedModel):
    """One of the two signatures that close an incident, with what was learned.

    ``tour`` counts the closings: an incident opened again is signed again by two.
    """

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="clotures"
    )
    tour = models.PositiveSmallIntegerField("tour", default=1)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    le = models.DateTimeField("le")
    enseignements = SealedTextField("ce qu’on en retient", max_length=LONGUEUR_MOTIF)
    objects = OfIncidentPlainQuerySet.as_manager()

    declaration = d_incident("SI")

    class Meta:
        verbose_name = "signature de clôture"
        verbose_name_plural = "signatures de clôture"
        default_permissions = ()
        ordering = ["le", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "tour", "par"], name="cloture_une_par_personne"),
        ]


class BilanIncident(SealedModel):
    """A look back at three, six and twelve months after the closing."""

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="bilans"
    )
    mois = models.PositiveSmallIntegerField("à", choices=[(3, "3 mois"), (6, "6 mois"), (12, "12 mois")])
    tenu_le = models.DateField("tenu le")
    constat = SealedTextField("où en est-on", max_length=LONGUEUR_MOTIF)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    objects = OfIncidentPlainQuerySet.as_manager()

    declaration = d_incident("SI")

    class Meta:
        verbose_name = "bilan"
        verbose_name_plural = "bilans"
        default_permissions = ()
        ordering = ["mois", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "mois"], name="bilan_un_par_echeance"),
        ]
