"""The organisation: association, villages, houses, professionals and their dated assignments."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower

from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.habilitations.roles import PERIMETRES, Perimetre, Role
from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id
from villages.enums import Dispositif, ZoneScolaire
from villages.querysets import (
    AffectationQuerySet,
    AstreinteQuerySet,
    CapaciteMaisonQuerySet,
    ChambreQuerySet,
    MaisonQuerySet,
    ProfessionnelQuerySet,
    RelaisQuerySet,
    VillageQuerySet,
)


def _organisation(*, sujet: str | None = None, droits: str = "SIU") -> Declaration:
    return Declaration(
        categorie=Categorie.ORGANISATION,
        sujet=sujet,
        enfant=None,
        mur=Mur.SANS,
        conservation="organisation",
        droits=droits,
        lecture_tracee=False,
    )


class Association(models.Model):
    """The one association this installation serves."""

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    nom = models.CharField("nom", max_length=120)
    telephone_national = models.CharField("téléphone national", max_length=20, blank=True)
    versions = versions()

    declaration = _organisation()

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

    declaration = _organisation()

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

    declaration = _organisation()

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

    declaration = _organisation()

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

    declaration = _organisation()

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


class Professionnel(SealedModel):
    """A person who works with the children; the name is sealed under their own key."""

    compte = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="compte",
        on_delete=models.PROTECT,
        related_name="professionnel",
        null=True,
        blank=True,
    )
    prenom = SealedTextField("prénom", max_length=80)
    nom = SealedTextField("nom", max_length=120)
    #: To write to them, and to open their account; never what one signs in with.
    courriel = SealedTextField("courriel professionnel", max_length=200, null=True, blank=True)
    versions = versions()
    objects = ProfessionnelQuerySet.as_manager()

    declaration = _organisation(sujet="id")

    class Meta:
        verbose_name = "professionnel"
        verbose_name_plural = "professionnels"


class Affectation(SealedModel):
    """Who does what, where, from when to when: the one source of every right.

    ``village`` is where the role is exercised (none for the association's roles); ``maison``
    or ``enfant_id`` narrow it. ``enfant_id`` has its foreign key in the database (the child
    stands in an upper app). Days are inclusive.
    """

    professionnel = models.ForeignKey(
        Professionnel, verbose_name="professionnel", on_delete=models.PROTECT, related_name="affectations"
    )
    role = models.CharField("rôle", max_length=32, choices=Role.choices)
    village = models.ForeignKey(
        Village,
        verbose_name="village",
        on_delete=models.PROTECT,
        related_name="affectations",
        null=True,
        blank=True,
    )
    maison = models.ForeignKey(
        Maison,
        verbose_name="maison",
        on_delete=models.PROTECT,
        related_name="affectations",
        null=True,
        blank=True,
    )
    enfant_id = models.UUIDField("enfant de référence", null=True, blank=True, db_index=True)
    debut = models.DateField("du")
    fin = models.DateField("au", null=True, blank=True)
    motif = SealedTextField("motif", max_length=500, blank=True, default="")
    attribuee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="attribuée par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    versions = versions()
    objects = AffectationQuerySet.as_manager()

    declaration = _organisation(sujet="professionnel_id")

    class Meta:
        verbose_name = "affectation"
        verbose_name_plural = "affectations"
        ordering = ["-debut", "-id"]
        indexes = [
            models.Index(fields=["maison", "debut"]),
            models.Index(fields=["village", "role", "debut"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="affectation_dates_ordonnees"
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        role__in=[r for r, k in PERIMETRES.items() if k is Perimetre.MAISON],
                        village__isnull=False,
                        maison__isnull=False,
                        enfant_id__isnull=True,
                    )
                    | Q(
                        role__in=[r for r, k in PERIMETRES.items() if k is Perimetre.REFERENCE],
                        village__isnull=False,
                        maison__isnull=True,
                        enfant_id__isnull=False,
                    )
                    | Q(
                        role__in=[r for r, k in PERIMETRES.items() if k is Perimetre.VILLAGE],
                        village__isnull=False,
                        maison__isnull=True,
                        enfant_id__isnull=True,
                    )
                    | Q(
                        role__in=[r for r, k in PERIMETRES.items() if k is Perimetre.ASSOCIATION],
                        maison__isnull=True,
                        enfant_id__isnull=True,
                    )
                ),
                name="affectation_perimetre_du_role",
            ),
        ]

    @property
    def lieu_id(self) -> UUID | None:
        return self.village_id


class Relais(SealedModel):
    """A dated replacement of the *éducateur familial*: the same rights, for these days.

    Stopped (``arrete_le``), it opens nothing from that day on; the row stays, for good as it is.
    """

    maison = models.ForeignKey(Maison, verbose_name="maison", on_delete=models.PROTECT, related_name="relais")
    professionnel = models.ForeignKey(
        Professionnel, verbose_name="remplaçant", on_delete=models.PROTECT, related_name="relais"
    )
    debut = models.DateField("du")
    fin = models.DateField("au")
    dit_aux_enfants = models.BooleanField("annoncé aux enfants", default=False)
    motif = SealedTextField("motif", max_length=500, blank=True, default="")
    arrete_le = models.DateField("arrêté le", null=True, blank=True, editable=False)
    motif_arret = SealedTextField("motif de l’arrêt", max_length=500, null=True, blank=True)
    versions = versions()
    objects = RelaisQuerySet.as_manager()

    declaration = _organisation(sujet="professionnel_id")

    class Meta:
        verbose_name = "relais"
        verbose_name_plural = "relais"
        ordering = ["-debut", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="relais_dates_ordonnees"),
        ]

    @property
    def lieu_id(self) -> UUID:
        return self.maison.village_id


class Astreinte(SealedModel):
    """The on-call roster of a village: an ordered chain, with its telephone numbers.

    Stopped (``arrete_le``), it opens nothing and leaves its rank free.
    """

    village = models.ForeignKey(
        Village, verbose_name="village", on_delete=models.PROTECT, related_name="astreintes"
    )
    professionnel = models.ForeignKey(
        Professionnel, verbose_name="professionnel", on_delete=models.PROTECT, related_name="astreintes"
    )
    rang = models.PositiveSmallIntegerField("rang dans la chaîne", default=1)
    debut = models.DateField("du")
    fin = models.DateField("au")
    telephone = SealedTextField("téléphone", max_length=30)
    arrete_le = models.DateField("arrêté le", null=True, blank=True, editable=False)
    motif_arret = SealedTextField("motif de l’arrêt", max_length=500, null=True, blank=True)
    versions = versions()
    objects = AstreinteQuerySet.as_manager()

    declaration = _organisation(sujet="professionnel_id")

    class Meta:
        verbose_name = "astreinte"
        verbose_name_plural = "astreintes"
        ordering = ["debut", "rang"]
        constraints = [
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="astreinte_dates_ordonnees"),
            ExclusionConstraint(
                name="astreinte_un_par_rang",
                expressions=[
                    ("village", RangeOperators.EQUAL),
                    ("rang", RangeOperators.EQUAL),
                    (
                        Func(
                            F("debut"),
                            F("fin"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(arrete_le__isnull=True),
            ),
        ]

    @property
    def lieu_id(self) -> UUID:
        return self.village_id
