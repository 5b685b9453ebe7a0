"""Pocket money: what is due by age, what each child is due, and a ledger nobody rewrites."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, IntegerRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value

from enfants.enums import Enveloppe, NatureMouvement, PeriodeArgent, SignatureArgent
from enfants.models.documents import DocumentEnfant
from enfants.models.dossier import Enfant
from enfants.querysets import BaremeQuerySet, MouvementQuerySet, ReglageArgentQuerySet
from socle.chiffrement.fields import SealedDecimalField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id
from villages.models import Village


def _period() -> Func:
    return Func(F("debut"), F("fin"), Value("[]"), function="daterange", output_field=DateRangeField())


def _projet(droits: str) -> Declaration:
    return Declaration(
        categorie=Categorie.PROJET,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits=droits,
        lecture_tracee=True,
    )


class BaremeArgent(models.Model):
    """What children of some ages receive in one village, from a day to a day; it names nobody."""

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    village = models.ForeignKey(
        Village, verbose_name="village", on_delete=models.PROTECT, related_name="baremes_argent"
    )
    enveloppe = models.CharField("enveloppe", max_length=12, choices=Enveloppe.choices)
    age_min = models.PositiveSmallIntegerField("à partir de", validators=[MaxValueValidator(21)])
    age_max = models.PositiveSmallIntegerField("jusqu’à", validators=[MaxValueValidator(21)])
    montant = models.DecimalField(
        "montant", max_digits=6, decimal_places=2, validators=[MinValueValidator(0)]
    )
    periode = models.CharField("chaque", max_length=8, choices=PeriodeArgent.choices)
    debut = models.DateField("depuis le")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    versions = versions()
    objects = BaremeQuerySet.as_manager()

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
        verbose_name = "barème d’argent de poche"
        verbose_name_plural = "barèmes d’argent de poche"
        default_permissions = ()
        ordering = ["enveloppe", "age_min", "debut"]
        constraints = [
            models.CheckConstraint(condition=Q(age_max__gte=F("age_min")), name="bareme_ages_ordonnes"),
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="bareme_dates_ordonnees"
            ),
            ExclusionConstraint(
                name="bareme_un_par_age",
                expressions=[
                    ("village", RangeOperators.EQUAL),
                    ("enveloppe", RangeOperators.EQUAL),
                    (
                        Func(
                            F("age_min"), F("age_max"), Value("[]"),
                            function="int4range", output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (_period(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Un montant est déjà fixé pour ces âges à ces dates : mettez-y fin d’abord.",
            ),
        ]  # fmt: skip

    @property
    def lieu_id(self) -> UUID:
        return self.village_id


class ReglageArgent(SealedModel):
    """What one child receives instead of the village's amount, from a day to a day, and why."""

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="reglages_argent"
    )
    enveloppe = models.CharField("enveloppe", max_length=12, choices=Enveloppe.choices)
    montant = SealedDecimalField("montant", max_digits=6, decimal_places=2)
    periode = models.CharField("chaque", max_length=8, choices=PeriodeArgent.choices)
    motif = SealedTextField("pourquoi", max_length=300)
    debut = models.DateField("depuis le")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    versions = versions()
    objects = ReglageArgentQuerySet.as_manager()

    declaration = _projet("SIU")

    class Meta:
        verbose_name = "montant propre à un enfant"
        verbose_name_plural = "montants propres à un enfant"
        default_permissions = ()
        ordering = ["-debut", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="reglage_argent_dates"
            ),
            ExclusionConstraint(
                name="reglage_argent_un_a_la_fois",
                expressions=[
                    ("enfant", RangeOperators.EQUAL),
                    ("enveloppe", RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Un montant propre à cet enfant est déjà fixé à ces dates.",
            ),
        ]


class MouvementArgent(SealedModel):
    """One line of a child's ledger: never changed, never removed, corrected by a counter-line.

    The amount is sealed and positive; what it does to each account follows from its nature, so that
    balances are computed in Python for one child. A trigger refuses any change, holds a counter-line
    to the account of the line it undoes, and a voucher to the child's own papers.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="mouvements_argent"
    )
    enveloppe = models.CharField("enveloppe", max_length=12, choices=Enveloppe.choices)
    nature = models.CharField("nature", max_length=12, choices=NatureMouvement.choices)
    jour = models.DateField("jour")
    libelle = SealedTextField("pour quoi", max_length=120)
    montant = SealedDecimalField("montant", max_digits=7, decimal_places=2)
    corrige = models.OneToOneField(
        "self",
        verbose_name="annule la ligne",
        on_delete=models.PROTECT,
        related_name="correction",
        null=True,
        blank=True,
    )
    justificatif = models.ForeignKey(
        DocumentEnfant,
        verbose_name="justificatif",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    sans_justificatif = SealedTextField("sans justificatif", max_length=200, null=True, blank=True)
    signature = models.CharField("avec le jeune", max_length=8, choices=SignatureArgent.choices)
    avec = SealedTextField("compté avec", max_length=120, blank=True, default="")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    saisi_le = models.DateTimeField("noté le")
    objects = MouvementQuerySet.as_manager()

    declaration = _projet("SI")

    class Meta:
        verbose_name = "mouvement d’argent"
        verbose_name_plural = "mouvements d’argent"
        default_permissions = ()
        ordering = ["jour", "saisi_le", "id"]
        indexes = [models.Index(fields=["enfant", "jour"], name="mouvement_par_enfant")]
        constraints = [
            models.CheckConstraint(
                condition=Q(nature=NatureMouvement.CORRECTION, corrige__isnull=False)
                | (~Q(nature=NatureMouvement.CORRECTION) & Q(corrige__isnull=True)),
                name="mouvement_correction_nomme_sa_ligne",
            ),
            models.CheckConstraint(
                condition=~Q(nature__in=[NatureMouvement.EPARGNE, NatureMouvement.RETRAIT])
                | Q(enveloppe=Enveloppe.POCHE),
                name="mouvement_epargne_de_poche",
            ),
            models.CheckConstraint(
                condition=~Q(nature=NatureMouvement.DEPENSE)
                | Q(justificatif__isnull=False)
                | Q(sans_justificatif__isnull=False),
                name="mouvement_depense_justifiee",
            ),
        ]
