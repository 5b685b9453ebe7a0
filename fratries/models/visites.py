"""Visiting rights, and the meetings of a child with those they are tied to.

Who a child sees, how often and how, is the judge's to set when a judge entrusted the child (CC 375-7
[V]; CPC 1199-3 [V]); a visit in the presence of a third party keeps the same third party and place as
far as possible, and what it does to the child is told to the service (CASF R223-29 to R223-31 [V/S]).
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from enfants.models import Enfant
from fratries.enums import (
    DecideurDroit,
    DuFaitDe,
    EtatRencontre,
    FrequenceDroit,
    GenreRencontre,
    SuspendPar,
)
from fratries.models.famille import Proche, declaration_famille
from fratries.querysets import PeriodeQuerySet, RencontreQuerySet
from fratries.rythmes import JOURS, Rythme
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Mur

SEMAINES_MAX = 8
NUITS_MAX = 62
LONGUEUR_RECIT = 4000
LES_JOURS = list(enumerate(JOURS))


class DroitVisite(SealedModel):
    """What one relative may do with one child, how often, by whose decision.

    The days are not stored: they follow from the rule when one reads them. Place, third party and
    references are sealed; the rule stays in clear, for the calendar is computed from it. ``fin`` and
    ``suspendu_au`` are last days. A right suspended is not ended: the same row says both.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="droits_visite"
    )
    proche = models.ForeignKey(
        Proche, verbose_name="proche", on_delete=models.PROTECT, related_name="droits_visite"
    )
    genre = models.CharField("nature", max_length=16, choices=GenreRencontre.choices)
    frequence = models.CharField("fréquence", max_length=16, choices=FrequenceDroit.choices)
    jour = models.PositiveSmallIntegerField("jour", choices=LES_JOURS, null=True, blank=True)
    toutes_les = models.PositiveSmallIntegerField(
        "une semaine sur", default=1, validators=[MinValueValidator(1), MaxValueValidator(SEMAINES_MAX)]
    )
    rangs = ArrayField(models.SmallIntegerField(), verbose_name="dans le mois", default=list, blank=True)
    heure_debut = models.TimeField("de", null=True, blank=True)
    heure_fin = models.TimeField("à", null=True, blank=True)
    nuits = models.PositiveSmallIntegerField("nuits", default=0, validators=[MaxValueValidator(NUITS_MAX)])
    precision = SealedTextField("précision", max_length=1000, blank=True, default="")
    mediatisee = models.BooleanField("en présence d’un tiers", default=False)
    tiers = SealedTextField("le tiers", max_length=200, blank=True, default="")
    lieu = SealedTextField("lieu", max_length=300, blank=True, default="")
    debut = models.DateField("à partir du")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    decide_par = models.CharField("décidé par", max_length=16, choices=DecideurDroit.choices)
    decide_le = models.DateField("décidé le", null=True, blank=True)
    reference = SealedTextField("référence de la décision", max_length=300, blank=True, default="")
    suspendu_du = models.DateField("suspendu du", null=True, blank=True)
    suspendu_au = models.DateField("suspendu jusqu’au", null=True, blank=True)
    suspendu_par = models.CharField("suspendu par", max_length=16, choices=SuspendPar.choices, blank=True)
    suspendu_motif = SealedTextField("pourquoi", max_length=1000, blank=True, default="")
    revision = models.PositiveIntegerField("révision", default=1, validators=[MinValueValidator(1)])
    versions = versions()
    objects = PeriodeQuerySet.as_manager()

    declaration = declaration_famille(sujet="enfant_id", enfant="enfant_id", mur=Mur.PAR_ENFANT)

    class Meta:
        verbose_name = "droit de visite"
        verbose_name_plural = "droits de visite"
        default_permissions = ()
        ordering = ["-debut", "-id"]
        indexes = [models.Index(fields=["enfant", "debut"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="droit_dates_ordonnees"
            ),
            models.CheckConstraint(
                condition=Q(frequence=FrequenceDroit.SEMAINES, jour__isnull=False, rangs=[])
                | Q(frequence=FrequenceDroit.MOIS, jour__isnull=False, rangs__len__gte=1)
                | Q(
                    frequence__in=[FrequenceDroit.VACANCES, FrequenceDroit.ACCORD],
                    jour__isnull=True,
                    rangs=[],
                ),
                name="droit_frequence_dite",
            ),
            models.CheckConstraint(
                condition=Q(rangs__contained_by=[1, 2, 3, 4, -1]) & Q(toutes_les__gte=1) & Q(jour__lte=6),
                name="droit_jours_possibles",
            ),
            models.CheckConstraint(
                condition=Q(suspendu_du__isnull=True, suspendu_au__isnull=True, suspendu_par="")
                | (
                    Q(suspendu_du__isnull=False)
                    & ~Q(suspendu_par="")
                    & (Q(suspendu_au__isnull=True) | Q(suspendu_au__gte=F("suspendu_du")))
                ),
                name="droit_suspendu_par_quelqu_un",
            ),
            models.CheckConstraint(
                condition=Q(nuits=0) | Q(genre=GenreRencontre.HEBERGEMENT), name="droit_nuits_d_hebergement"
            ),
        ]

    @property
    def rythme(self) -> Rythme | None:
        """The rule the days follow from, if the right has one."""
        if self.jour is None:
            return None
        return Rythme(self.debut, self.jour, self.fin, self.toutes_les, tuple(self.rangs))

    def suspendu(self, jour: date) -> bool:
        """Whether it is suspended on a day."""
        return (
            self.suspendu_du is not None
            and self.suspendu_du <= jour
            and (self.suspendu_au is None or self.suspendu_au >= jour)
        )


class Rencontre(SealedModel):
    """One meeting of one child: planned, held, missed, cancelled or moved.

    ``proches`` are ids of relatives, ``membres`` of siblings by their group; a trigger refuses those
    the child is not tied to. ``droit`` and ``prevue_le`` say which day of which right it is: the
    database refuses to tell one day twice. One that is moved stays, and the other names it. Siblings
    met together have a row each: what one child says is not read in the other's file.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="rencontres"
    )
    droit = models.ForeignKey(
        DroitVisite,
        verbose_name="droit de visite",
        on_delete=models.PROTECT,
        related_name="rencontres",
        null=True,
        blank=True,
    )
    prevue_le = models.DateField("jour du calendrier", null=True, blank=True)
    remplace = models.OneToOneField(
        "self",
        verbose_name="remplace",
        on_delete=models.PROTECT,
        related_name="remplacante",
        null=True,
        blank=True,
    )
    genre = models.CharField("nature", max_length=16, choices=GenreRencontre.choices)
    proches = ArrayField(models.UUIDField(), verbose_name="avec ces proches", default=list, blank=True)
    membres = ArrayField(
        models.UUIDField(), verbose_name="avec ces frères et sœurs", default=list, blank=True
    )
    jour = models.DateField("jour")
    heure_debut = models.TimeField("de", null=True, blank=True)
    heure_fin = models.TimeField("à", null=True, blank=True)
    nuits = models.PositiveSmallIntegerField("nuits", default=0, validators=[MaxValueValidator(NUITS_MAX)])
    etat = models.CharField(
        "état", max_length=16, choices=EtatRencontre.choices, default=EtatRencontre.PREVUE
    )
    du_fait_de = models.CharField("du fait de", max_length=16, choices=DuFaitDe.choices, blank=True)
    motif = SealedTextField("pourquoi", max_length=1000, blank=True, default="")
    mediatisee = models.BooleanField("en présence d’un tiers", default=False)
    tiers = SealedTextField("le tiers", max_length=200, blank=True, default="")
    lieu = SealedTextField("lieu", max_length=300, blank=True, default="")
    accompagnement = SealedTextField(
        "qui accompagne, qui vient chercher", max_length=300, blank=True, default=""
    )
    recit = SealedTextField("comment cela s’est passé", max_length=LONGUEUR_RECIT, blank=True, default="")
    parole = SealedTextField("ce que l’enfant en dit", max_length=LONGUEUR_RECIT, blank=True, default="")
    analyse = SealedTextField("effets sur l’enfant", max_length=LONGUEUR_RECIT, blank=True, default="")
    transmise_le = models.DateField("analyse transmise le", null=True, blank=True)
    transmise_a = SealedTextField("transmise à", max_length=200, blank=True, default="")
    revision = models.PositiveIntegerField("révision", default=1, validators=[MinValueValidator(1)])
    versions = versions()
    objects = RencontreQuerySet.as_manager()

    declaration = declaration_famille(sujet="enfant_id", enfant="enfant_id", mur=Mur.PAR_ENFANT)

    class Meta:
        verbose_name = "rencontre"
        verbose_name_plural = "rencontres"
        default_permissions = ()
        ordering = ["-jour", "-id"]
        indexes = [models.Index(fields=["enfant", "jour"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(proches__len__gte=1) | Q(membres__len__gte=1), name="rencontre_avec_quelqu_un"
            ),
            models.CheckConstraint(
                condition=Q(droit__isnull=True, prevue_le__isnull=True)
                | Q(droit__isnull=False, prevue_le__isnull=False),
                name="rencontre_du_droit_et_son_jour",
            ),
            models.UniqueConstraint(fields=["droit", "prevue_le"], name="rencontre_une_par_jour_du_droit"),
            models.CheckConstraint(
                condition=Q(nuits=0) | Q(genre=GenreRencontre.HEBERGEMENT),
                name="rencontre_nuits_d_hebergement",
            ),
            models.CheckConstraint(
                condition=Q(du_fait_de="") | Q(etat__in=[EtatRencontre.MANQUEE, EtatRencontre.ANNULEE]),
                name="rencontre_du_fait_de_quelqu_un",
            ),
            models.CheckConstraint(
                condition=Q(transmise_le__isnull=True) | Q(etat=EtatRencontre.TENUE, mediatisee=True),
                name="rencontre_analyse_d_une_visite_tenue",
            ),
            models.CheckConstraint(
                condition=Q(remplace__isnull=True) | ~Q(remplace=F("id")), name="rencontre_jamais_elle_meme"
            ),
        ]
