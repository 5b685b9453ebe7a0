"""Daily care, given by the house: allergies, landmarks, treatments, each dose, appointments."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from enfants.enums import EtatPrise, EtatRendezVous, GraviteAllergie, Moment, RaisonPrise
from enfants.models.dossier import Enfant
from enfants.querysets import (
    AllergieQuerySet,
    PriseQuerySet,
    RendezVousQuerySet,
    RepereSanteQuerySet,
    TraitementQuerySet,
)
from socle.chiffrement.fields import SealedDateField, SealedDecimalField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur

#: As for a note: long enough to mend a slip, too short to rewrite the evening.
DELAI_ANNULATION = timedelta(minutes=10)


#: A house is not a ward: beyond these a prescription is read wrong.
MAXIMUM_EN_24_H, INTERVALLE_MAX = 12, 24


def _soin() -> Declaration:
    return Declaration(
        categorie=Categorie.SOIN_QUOTIDIEN,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=True,
    )


class Allergie(SealedModel):
    """What must not be eaten, given or touched, and what to do if it happened."""

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="allergies"
    )
    substance = SealedTextField("à quoi", max_length=120)
    gravite = SealedTextField("gravité", max_length=16, default=GraviteAllergie.MODEREE)
    conduite = SealedTextField("que faire", max_length=500, blank=True, default="")
    fin = models.DateField("levée le", null=True, blank=True)
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = AllergieQuerySet.as_manager()

    declaration = _soin()

    class Meta:
        verbose_name = "allergie"
        verbose_name_plural = "allergies"
        default_permissions = ()


class RepereSante(SealedModel):
    """What an emergency service asks first; one row per child."""

    enfant = models.OneToOneField(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="repere_sante"
    )
    poids = SealedDecimalField("poids en kg", max_digits=4, decimal_places=1, null=True, blank=True)
    pese_le = SealedDateField("pesé le", null=True, blank=True)
    medecin = SealedTextField("médecin traitant", max_length=120, blank=True, default="")
    medecin_telephone = SealedTextField("téléphone du médecin", max_length=30, blank=True, default="")
    a_savoir = SealedTextField("à savoir en urgence", max_length=300, blank=True, default="")
    #: Whoever saves over somebody else's change meets another number.
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = RepereSanteQuerySet.as_manager()

    declaration = _soin()

    class Meta:
        verbose_name = "repères de santé"
        verbose_name_plural = "repères de santé"
        default_permissions = ()


class Traitement(SealedModel):
    """A medicine, its dose, its moments of the day, from a day to a day, both given.

    ``si_besoin``: given on demand, for the reason the prescription says, without a moment of the day
    but with its two limits, in clear for the database to hold them.

    Helping to take a medicine is an act of daily life when the prescription does not reserve it to a
    nurse (CASF L313-26 [M]): who prescribed, and when, is kept with it.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="traitements"
    )
    nom = SealedTextField("médicament", max_length=120)
    dose = SealedTextField("dose à chaque prise", max_length=120)
    consigne = SealedTextField("comment le donner", max_length=300, blank=True, default="")
    moments = ArrayField(
        models.CharField(max_length=16, choices=Moment.choices),
        verbose_name="moments de la journée",
        default=list,
        blank=True,
    )
    si_besoin = models.BooleanField("si besoin", default=False)
    raison = SealedTextField("à donner pour", max_length=200, null=True, blank=True)
    maximum = models.PositiveSmallIntegerField("maximum en 24 heures", null=True, blank=True)
    intervalle = models.PositiveSmallIntegerField("heures entre deux prises", null=True, blank=True)
    debut = models.DateField("premier jour")
    fin = models.DateField("dernier jour", null=True, blank=True)
    prescripteur = SealedTextField("prescrit par", max_length=120)
    ordonnance_du = SealedDateField("ordonnance du", null=True, blank=True)
    #: What is about to be given is what was read: a dose confirmed on an older number is refused.
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = TraitementQuerySet.as_manager()

    declaration = _soin()

    class Meta:
        verbose_name = "traitement"
        verbose_name_plural = "traitements"
        default_permissions = ()
        indexes = [models.Index(fields=["enfant", "debut"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="traitement_dates_ordonnees"
            ),
            models.CheckConstraint(
                condition=Q(
                    si_besoin=False, maximum__isnull=True, intervalle__isnull=True, raison__isnull=True
                )
                & ~Q(moments=[])
                | Q(
                    si_besoin=True,
                    moments=[],
                    raison__isnull=False,
                    # Without these an unknown limit would be neither true nor false, and pass.
                    maximum__isnull=False,
                    intervalle__isnull=False,
                    maximum__range=(1, MAXIMUM_EN_24_H),
                    intervalle__range=(1, INTERVALLE_MAX),
                ),
                name="traitement_moments_ou_si_besoin",
            ),
            models.CheckConstraint(
                condition=Q(moments__contained_by=list(Moment.values)), name="traitement_moments_connus"
            ),
        ]


class Prise(SealedModel):
    """One dose on one day at one moment: given, refused or not given, by whom and when.

    ``quoi`` repeats what was to be given, for the treatment may change later. The database allows one
    standing row per treatment, day and moment, freezes its facts, and lets it be taken back for ten
    minutes only. On demand there is no ``moment``: ``precision`` says what it was given for, and the
    database counts what the prescription allows.
    """

    traitement = models.ForeignKey(
        Traitement, verbose_name="traitement", on_delete=models.PROTECT, related_name="prises"
    )
    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="+")
    jour = models.DateField("jour")
    moment = models.CharField(  # noqa: DJ001 -- unknown is not empty: two empty moments would be the same dose
        "moment", max_length=16, choices=Moment.choices, null=True, blank=True
    )
    etat = models.CharField("état", max_length=16, choices=EtatPrise.choices)
    quoi = SealedTextField("médicament et dose", max_length=250)
    raison = SealedTextField("raison", max_length=16, null=True, blank=True)
    precision = SealedTextField("précision", max_length=300, blank=True, default="")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    saisie_le = models.DateTimeField("notée le")
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    versions = versions()
    objects = PriseQuerySet.as_manager()

    declaration = _soin()

    class Meta:
        verbose_name = "prise"
        verbose_name_plural = "prises"
        default_permissions = ()
        indexes = [models.Index(fields=["enfant", "-jour"])]
        constraints = [
            models.UniqueConstraint(
                fields=["traitement", "jour", "moment"],
                condition=Q(annulee_le__isnull=True),
                name="prise_une_par_moment",
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatPrise.DONNEE, raison__isnull=True)
                | (~Q(etat=EtatPrise.DONNEE) & Q(raison__isnull=False)),
                name="prise_non_donnee_avec_raison",
            ),
            models.CheckConstraint(
                condition=Q(moment__isnull=False) | Q(etat=EtatPrise.DONNEE), name="prise_si_besoin_donnee"
            ),
        ]

    @property
    def signee_le(self) -> datetime:
        """The moment it can no longer be taken back."""
        return self.saisie_le + DELAI_ANNULATION

    @property
    def est_signee(self) -> bool:
        return timezone.now() >= self.signee_le

    @property
    def mot(self) -> str:
        """« l’enfant a refusé »; what stays closed says so itself."""
        labels: dict[str, str] = dict(RaisonPrise.choices)
        return labels.get(str(self.raison), str(self.raison or ""))


class RendezVous(SealedModel):
    """A medical appointment the house must keep: when, where, why, who goes along.

    One the minor wants secret is not written here but in the medical file.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="rendez_vous"
    )
    le = models.DateTimeField("date et heure")
    objet = SealedTextField("avec qui, pour quoi", max_length=120)
    lieu = SealedTextField("lieu", max_length=200, blank=True, default="")
    accompagnant = SealedTextField("qui accompagne", max_length=120, blank=True, default="")
    etat = models.CharField(
        "état", max_length=16, choices=EtatRendezVous.choices, default=EtatRendezVous.PREVU
    )
    suite = SealedTextField("ce qu’il en reste", max_length=500, blank=True, default="")
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = RendezVousQuerySet.as_manager()

    declaration = _soin()

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        default_permissions = ()
        indexes = [models.Index(fields=["enfant", "le"])]
