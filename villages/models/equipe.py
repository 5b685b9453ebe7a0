"""The people who work there, what they do, where, from when to when, and that they may."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.habilitations.roles import PERIMETRES, Perimetre, Role
from socle.outils.declarations import Categorie, Declaration, Mur
from villages.enums import DecisionHonorabilite
from villages.models.lieux import Maison, Village
from villages.models.obligations import d_organisation
from villages.querysets import (
    AffectationQuerySet,
    AstreinteQuerySet,
    HonorabiliteQuerySet,
    ProfessionnelQuerySet,
    RelaisQuerySet,
)


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

    declaration = d_organisation(sujet="id")

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

    declaration = d_organisation(sujet="professionnel_id")

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

    declaration = d_organisation(sujet="professionnel_id")

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

    declaration = d_organisation(sujet="professionnel_id")

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


class Honorabilite(SealedModel):
    """An attestation d'honorabilité seen and checked: its number and dates, never an offence.

    Dated under six months before somebody starts, and seen again every three years (CASF L133-6, R133-1,
    décret 2024-643, certainty S). Only added: a new attestation is a new line. When the authority tells
    that somebody is under investigation, what is decided is one of a closed list: no text could hold why
    (GDPR, article 10).
    """

    professionnel = models.ForeignKey(
        Professionnel, verbose_name="professionnel", on_delete=models.PROTECT, related_name="honorabilites"
    )
    numero = SealedTextField("numéro", max_length=40)
    delivree_le = models.DateField("délivrée le")
    verifiee_le = models.DateField("vérifiée le")
    verifiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="vérifiée par", on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(
        "décision", max_length=12, choices=DecisionHonorabilite.choices, default=DecisionHonorabilite.CONFORME
    )
    objects = HonorabiliteQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.ORGANISATION,
        sujet="professionnel_id",
        enfant=None,
        mur=Mur.SANS,
        conservation="honorabilite",
        droits="SI",
        lecture_tracee=True,
    )

    class Meta:
        verbose_name = "attestation d’honorabilité"
        verbose_name_plural = "attestations d’honorabilité"
        default_permissions = ()
        ordering = ["-verifiee_le", "-id"]
        indexes = [models.Index(fields=["professionnel", "-verifiee_le"], name="honorabilite_par_personne")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verifiee_le__gte=F("delivree_le")), name="honorabilite_verifiee_apres"
            ),
        ]
