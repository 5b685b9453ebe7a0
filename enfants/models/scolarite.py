"""Where a child goes to school, what the school adapts, internships and wishes.

The child's words come first on every screen. What is deliberately not kept: marks, averages, ranks,
comparisons with anybody.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from enfants.enums import CadreScolaire, NaturePlan, NatureStage, NiveauScolaire, RegimeScolaire
from enfants.models.dossier import Enfant
from enfants.querysets import EcoleQuerySet, PlanScolaireQuerySet, ScolariteQuerySet
from socle.chiffrement.fields import SealedDateField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur
from villages.models import Professionnel

LONGUEUR_PAROLE = 2000


def declaration_scolaire(droits: str = "SIU") -> Declaration:
    """Return the declaration every record of the school life shares."""
    return Declaration(
        categorie=Categorie.SCOLARITE,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits=droits,
        lecture_tracee=True,
    )


def mot(choix: type[models.TextChoices], valeur: object) -> str:
    """Return the word of a sealed choice; what stays closed says so itself."""
    labels: dict[str, str] = dict(choix.choices)
    return labels.get(str(valeur), str(valeur or ""))


class Scolarite(SealedModel):
    """One schooling over a period, days included; the database refuses two at once for a child.

    ``instruit`` stays in clear: it says whether this counts as instruction or training, for the duty
    of Code de l'éducation L131-1 and L114-1 (certainty M). Everything else is sealed: the school
    tells where the child lives, its kind may tell a disability.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="scolarites"
    )
    cadre = SealedTextField("où il ou elle apprend", max_length=16, default=CadreScolaire.ECOLE)
    niveau = SealedTextField("niveau", max_length=16, default=NiveauScolaire.AUTRE)
    classe = SealedTextField("nom de la classe", max_length=60, blank=True, default="")
    etablissement = SealedTextField("établissement", max_length=200, blank=True, default="")
    ville = SealedTextField("ville", max_length=120, blank=True, default="")
    telephone = SealedTextField("téléphone", max_length=40, blank=True, default="")
    instruit = models.BooleanField("instruction ou formation", default=True)
    debut = models.DateField("depuis le")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    parole = SealedTextField("ce que l’enfant en dit", max_length=LONGUEUR_PAROLE, blank=True, default="")
    referent_ecole = SealedTextField("adulte référent à l’école", max_length=160, blank=True, default="")
    referent = models.ForeignKey(
        Professionnel,
        verbose_name="référent au village",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    regime = SealedTextField("régime", max_length=16, default=RegimeScolaire.EXTERNE)
    transport = SealedTextField("trajet", max_length=300, blank=True, default="")
    carnet = SealedTextField("qui signe le carnet de liaison", max_length=200, blank=True, default="")
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = ScolariteQuerySet.as_manager()

    declaration = declaration_scolaire()

    class Meta:
        verbose_name = "scolarité"
        verbose_name_plural = "scolarités"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="scolarite_dates_ordonnees"
            ),
            ExclusionConstraint(
                name="scolarite_une_seule_a_la_fois",
                expressions=[
                    ("enfant", RangeOperators.EQUAL),
                    (
                        Func(
                            F("debut"),
                            F("fin"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Une autre scolarité est déjà notée à ces dates.",
            ),
        ]

    @property
    def mot_cadre(self) -> str:
        return mot(CadreScolaire, self.cadre)

    @property
    def mot_niveau(self) -> str:
        return mot(NiveauScolaire, self.niveau)

    @property
    def mot_regime(self) -> str:
        return mot(RegimeScolaire, self.regime)


class PlanScolaire(SealedModel):
    """A plan by which the school adapts, until the day it must be renewed.

    ``document`` is the series of a paper filed with the child's papers, which keeps its own right.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="plans_scolaires"
    )
    nature = SealedTextField("nature", max_length=16)
    debut = models.DateField("à compter du")
    fin = models.DateField("valable jusqu’au", null=True, blank=True)
    parole = SealedTextField("ce que l’enfant en dit", max_length=LONGUEUR_PAROLE, blank=True, default="")
    amenagements = SealedTextField("ce qui est aménagé", max_length=4000)
    document = models.UUIDField("papier", null=True, blank=True)
    clos_le = models.DateField("renouvelé ou arrêté le", null=True, blank=True)
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = PlanScolaireQuerySet.as_manager()

    declaration = declaration_scolaire()

    class Meta:
        verbose_name = "plan scolaire"
        verbose_name_plural = "plans scolaires"
        default_permissions = ()
        indexes = [models.Index(fields=["enfant", "debut"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="plan_scolaire_dates_ordonnees"
            ),
            models.CheckConstraint(
                condition=Q(clos_le__isnull=True) | Q(clos_le__gte=F("debut")),
                name="plan_scolaire_clos_apres_debut",
            ),
        ]

    @property
    def mot_nature(self) -> str:
        return mot(NaturePlan, self.nature)


class Stage(SealedModel):
    """An internship, or an apprenticeship contract: where, when, with whom, signed by whom."""

    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="stages")
    nature = SealedTextField("nature", max_length=16, default=NatureStage.OBSERVATION)
    lieu = SealedTextField("où", max_length=200)
    debut = models.DateField("du")
    fin = models.DateField("au", null=True, blank=True)
    tuteur = SealedTextField("tuteur ou maître d’apprentissage", max_length=160, blank=True, default="")
    telephone = SealedTextField("téléphone", max_length=40, blank=True, default="")
    convention_par = SealedTextField("convention signée par", max_length=300, blank=True, default="")
    convention_le = SealedDateField("convention signée le", null=True, blank=True)
    parole = SealedTextField("ce que le jeune en dit", max_length=LONGUEUR_PAROLE, blank=True, default="")
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = EcoleQuerySet.as_manager()

    declaration = declaration_scolaire()

    class Meta:
        verbose_name = "stage ou apprentissage"
        verbose_name_plural = "stages et apprentissages"
        default_permissions = ()
        indexes = [models.Index(fields=["enfant", "debut"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="stage_dates_ordonnees"
            ),
        ]

    @property
    def mot_nature(self) -> str:
        return mot(NatureStage, self.nature)


class VoeuOrientation(SealedModel):
    """What a young person wants to do next, in their own words, and the day it must be asked for."""

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="voeux_orientation"
    )
    parole = SealedTextField("dans ses mots", max_length=LONGUEUR_PAROLE)
    demarche = SealedTextField("démarche", max_length=300, blank=True, default="")
    avant_le = models.DateField("à faire avant le", null=True, blank=True)
    fait_le = models.DateField("fait le", null=True, blank=True)
    reponse = SealedTextField("réponse reçue", max_length=1000, blank=True, default="")
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = EcoleQuerySet.as_manager()

    declaration = declaration_scolaire()

    class Meta:
        verbose_name = "vœu d’orientation"
        verbose_name_plural = "vœux d’orientation"
        default_permissions = ()
        indexes = [models.Index(fields=["enfant", "avant_le"])]
