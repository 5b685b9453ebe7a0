"""The association, its villages and their houses."""

from __future__ import annotations

from uuid import UUID

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from socle.chiffrement.versions import versions
from socle.outils.identifiants import nouvel_id
from villages.enums import Dispositif, ZoneScolaire
from villages.models.obligations import d_organisation
from villages.querysets import (
    CapaciteMaisonQuerySet,
    ChambreQuerySet,
    MaisonQuerySet,
    VillageQuerySet,
)


class Association(models.Model):
    """The one association this installation serves."""

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    nom = models.CharField("nom", max_length=120)
    telephone_national = models.CharField("téléphone national", max_length=20, blank=True)
    versions = versions()

    declaration = d_organisation()

    class Meta:
        verbose_name = "association"
        verbose_name_plural = "associations"

    def __str__(self) -> str:
        return self.nom


class Village(models.Model):
    """A *village d'enfants*: about ten family houses around a *maison commune*."""

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    association = models.ForeignKey(
        Association, verbose_name="association", on_delete=models.PROTECT, related_name="villages"
    )
    nom = models.CharField("nom", max_length=120)
    finess = models.CharField(
        "numéro FINESS", max_length=9, blank=True, validators=[RegexValidator(r"^\d{9}$", "Neuf chiffres.")]
    )
    telephone_astreinte = models.CharField("téléphone d’astreinte", max_length=20, blank=True)
    #: For ``socle.outils.vacances``; empty where the calendar is another.
    zone_scolaire = models.CharField(
        "zone des vacances scolaires", max_length=1, choices=ZoneScolaire.choices, blank=True, default=""
    )
    versions = versions()
    objects = VillageQuerySet.as_manager()

    declaration = d_organisation()

    class Meta:
        verbose_name = "village"
        verbose_name_plural = "villages"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom

    @property
    def lieu_id(self) -> UUID:
        return self.id


class Maison(models.Model):
    """A family house: 4 to 5 children, raised by an *éducateur familial*.

    Its number of places is dated: see ``CapaciteMaison`` and ``villages.selectors.places``.
    """

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    village = models.ForeignKey(
        Village, verbose_name="village", on_delete=models.PROTECT, related_name="maisons"
    )
    nom = models.CharField("nom", max_length=120)
    dispositif = models.CharField(
        "dispositif", max_length=16, choices=Dispositif.choices, default=Dispositif.FAMILIALE
    )
    ouverte_le = models.DateField("ouverte le", null=True, blank=True)
    fermee_le = models.DateField("fermée le", null=True, blank=True)
    versions = versions()
    objects = MaisonQuerySet.as_manager()

    declaration = d_organisation()

    class Meta:
        verbose_name = "maison"
        verbose_name_plural = "maisons"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(fields=["village", "nom"], name="maison_nom_unique_par_village"),
            models.CheckConstraint(
                condition=Q(ouverte_le__isnull=True)
                | Q(fermee_le__isnull=True)
                | Q(fermee_le__gt=F("ouverte_le")),
                name="maison_ouverte_avant_fermee",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def lieu_id(self) -> UUID:
        return self.village_id


class CapaciteMaison(models.Model):
    """How many places a house has from a day on, until the next such row; before the first, that of the first.

    Every house has at least one: a trigger asks for it when the transaction ends.
    """

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    maison = models.ForeignKey(
        Maison, verbose_name="maison", on_delete=models.PROTECT, related_name="capacites"
    )
    places = models.PositiveSmallIntegerField("places", validators=[MinValueValidator(1)])
    a_partir_du = models.DateField("à partir du")
    versions = versions()
    objects = CapaciteMaisonQuerySet.as_manager()

    declaration = d_organisation()

    class Meta:
        verbose_name = "nombre de places d’une maison"
        verbose_name_plural = "nombres de places des maisons"
        ordering = ["maison", "a_partir_du"]
        constraints = [
            models.UniqueConstraint(fields=["maison", "a_partir_du"], name="capacite_une_par_jour"),
            models.CheckConstraint(condition=Q(places__gte=1), name="capacite_une_place"),
        ]


class Chambre(models.Model):
    """A bedroom: the name the house gives it, and its beds; who sleeps in it is said by the stays.

    Closed (``fermee_le``), nobody sleeps in it any more and its name may be given again.
    """

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    maison = models.ForeignKey(
        Maison, verbose_name="maison", on_delete=models.PROTECT, related_name="chambres"
    )
    nom = models.CharField("nom", max_length=60)
    lits = models.PositiveSmallIntegerField("lits", validators=[MinValueValidator(1)])
    fermee_le = models.DateField("fermée le", null=True, blank=True)
    versions = versions()
    objects = ChambreQuerySet.as_manager()

    declaration = d_organisation()

    class Meta:
        verbose_name = "chambre"
        verbose_name_plural = "chambres"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(
                F("maison"),
                Lower("nom"),
                condition=Q(fermee_le__isnull=True),
                name="chambre_nom_unique_par_maison",
                violation_error_message="Une chambre de cette maison porte déjà ce nom.",
            ),
            models.CheckConstraint(condition=Q(lits__gte=1), name="chambre_a_un_lit"),
            # What a stay points at: the room with its house.
            models.UniqueConstraint(fields=["id", "maison"], name="chambre_avec_sa_maison"),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def lieu_id(self) -> UUID:
        return self.maison.village_id
