"""Prevention in a village: the yearly map of risks, what is done, and the sessions held with children.

No child is named in any of it. Texts are sealed all the same, under a key of their own: somebody may write
a name where none is asked.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from protection.enums import (
    DomaineRisque,
    Gravite,
    PublicPrevention,
    ThemePrevention,
    Vraisemblance,
)
from protection.models.obligations import LONGUEUR_MOTIF
from protection.querysets import PilierQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur
from villages.models import Maison, Professionnel, Village


def d_pilier(sujet: str = "id", mur: Mur = Mur.PILIER) -> Declaration:
    """Return the obligations of what a village does for protection, about no child."""
    return Declaration(
        categorie=Categorie.ORGANISATION,
        sujet=sujet,
        enfant=None,
        mur=mur,
        conservation="organisation",
        droits="SIU",
        lecture_tracee=False,
    )


class DuVillage(SealedModel):
    """What is kept by village."""

    village = models.ForeignKey(Village, verbose_name="village", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def lieu_id(self) -> UUID:
        return self.village_id


class CarteDesRisques(DuVillage):
    """What could happen here this year, seen with the children; validated, it no longer changes but its measures.

    One a year and village (association's policy, certainty A).
    """

    annee = models.PositiveSmallIntegerField(
        "année", validators=[MinValueValidator(2000), MaxValueValidator(2999)]
    )
    avis_enfants = SealedTextField(
        "ce qu’en disent les enfants et le conseil", max_length=LONGUEUR_MOTIF, blank=True, default=""
    )
    ouverte_le = models.DateTimeField("ouverte le")
    validee_le = models.DateTimeField("validée le", null=True, blank=True)
    validee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="validée par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    versions = versions()
    objects = PilierQuerySet.as_manager()

    declaration = d_pilier()

    class Meta:
        verbose_name = "carte des risques"
        verbose_name_plural = "cartes des risques"
        default_permissions = ()
        ordering = ["-annee", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["village", "annee"], name="carte_une_par_annee"),
            models.CheckConstraint(
                condition=Q(validee_le__isnull=True, validee_par__isnull=True)
                | Q(validee_le__isnull=False, validee_par__isnull=False),
                name="carte_validee_par_quelqu_un",
            ),
        ]


class Risque(DuVillage):
    """One risk of the map: how likely and how grave in words, what is done, who answers for it, by when."""

    carte = models.ForeignKey(
        CarteDesRisques, verbose_name="carte", on_delete=models.PROTECT, related_name="risques"
    )
    domaine = models.CharField("domaine", max_length=16, choices=DomaineRisque.choices)
    description = SealedTextField("ce qui pourrait arriver", max_length=LONGUEUR_MOTIF)
    vraisemblance = models.PositiveSmallIntegerField("vraisemblance", choices=Vraisemblance.choices)
    gravite = models.PositiveSmallIntegerField("gravité", choices=Gravite.choices)
    mesures = SealedTextField("ce qui est fait pour l’éviter", max_length=LONGUEUR_MOTIF)
    responsable = models.ForeignKey(
        Professionnel, verbose_name="responsable", on_delete=models.PROTECT, related_name="+"
    )
    pour_le = models.DateField("pour le")
    fait_le = models.DateField("fait le", null=True, blank=True)
    preuve = SealedTextField("ce qui le montre", max_length=LONGUEUR_MOTIF, blank=True, default="")
    versions = versions()
    objects = PilierQuerySet.as_manager()

    declaration = d_pilier("carte_id")

    class Meta:
        verbose_name = "risque"
        verbose_name_plural = "risques"
        default_permissions = ()
        ordering = ["pour_le", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(vraisemblance__gte=1, vraisemblance__lte=4, gravite__gte=1, gravite__lte=4),
                name="risque_en_mots",
            ),
        ]

    @property
    def niveau(self) -> str:
        """« à traiter d’abord », « à suivre », « à connaître »: likelihood × gravity, in words."""
        product = self.vraisemblance * self.gravite
        return "à traiter d’abord" if product >= 8 else "à suivre" if product >= 4 else "à connaître"

    @property
    def genre(self) -> str:
        return {"à traiter d’abord": "danger", "à suivre": "attention"}.get(self.niveau, "info")


class ActionPrevention(DuVillage):
    """One action of the catalogue, planned for a day; done on a day, with what came out of it.

    Read by everybody at work there: it stands behind no wall, as what is done for prevention is told.
    """

    theme = models.CharField("thème", max_length=16, choices=ThemePrevention.choices)
    public = models.CharField("pour", max_length=12, choices=PublicPrevention.choices)
    texte = SealedTextField("ce qui est prévu", max_length=LONGUEUR_MOTIF)
    responsable = models.ForeignKey(
        Professionnel, verbose_name="responsable", on_delete=models.PROTECT, related_name="+"
    )
    prevue_le = models.DateField("prévue le")
    faite_le = models.DateField("faite le", null=True, blank=True)
    bilan = SealedTextField("ce qui en est sorti", max_length=LONGUEUR_MOTIF, blank=True, default="")
    versions = versions()
    objects = PilierQuerySet.as_manager()

    declaration = d_pilier(mur=Mur.SANS)

    class Meta:
        verbose_name = "action de prévention"
        verbose_name_plural = "actions de prévention"
        default_permissions = ()
        ordering = ["prevue_le", "id"]
        indexes = [models.Index(fields=["village", "prevue_le"], name="prevention_par_village")]


class SeanceEnfants(DuVillage):
    """A session held with children: a theme, a day, a house or the village, how many came. No name."""

    maison = models.ForeignKey(
        Maison, verbose_name="maison", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    theme = models.CharField("thème", max_length=16, choices=ThemePrevention.choices)
    le = models.DateField("le")
    presents = models.PositiveSmallIntegerField(
        "enfants présents", validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    retour = SealedTextField("ce qui en est sorti", max_length=LONGUEUR_MOTIF, blank=True, default="")
    notee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="notée par", on_delete=models.PROTECT, related_name="+"
    )
    versions = versions()
    objects = PilierQuerySet.as_manager()

    declaration = d_pilier()

    class Meta:
        verbose_name = "séance avec les enfants"
        verbose_name_plural = "séances avec les enfants"
        default_permissions = ()
        ordering = ["-le", "-id"]
        indexes = [models.Index(fields=["village", "-le"], name="seance_par_village")]
        constraints = [
            models.CheckConstraint(
                condition=Q(presents__gte=1, presents__lte=200), name="seance_avec_enfants"
            ),
        ]
