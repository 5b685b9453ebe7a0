"""Days not spent at school: absences, exclusions, and the follow-up that keeps a child from dropping out."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enfants.enums import Justification, MomentAbsence, NatureEtape, NatureExclusion
from enfants.models.dossier import Enfant
from enfants.models.scolarite import LONGUEUR_PAROLE, declaration_scolaire, mot
from enfants.querysets import EcoleFigeeQuerySet, EcoleQuerySet, SuiviAssiduiteQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions

#: More than a school term of mornings and afternoons is no absence any more.
DEMI_JOURNEES_MAX = 200


class AbsenceScolaire(SealedModel):
    """Half-days a child was not at school, why, and who was told.

    Dates, half-days and whether there is a valid reason stay in clear, for they are counted over a
    month (Code de l'éducation L131-8, certainty M); the reason and the words are sealed.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="absences_scolaires"
    )
    debut = models.DateField("le")
    fin = models.DateField("jusqu’au")
    moment = models.CharField(
        "quand", max_length=16, choices=MomentAbsence.choices, default=MomentAbsence.JOURNEE
    )
    demi_journees = models.PositiveSmallIntegerField("demi-journées de classe", default=2)
    justification = models.CharField(
        "justification", max_length=16, choices=Justification.choices, default=Justification.EN_ATTENTE
    )
    motif = SealedTextField("motif", max_length=500, blank=True, default="")
    parole = SealedTextField("ce que l’enfant en dit", max_length=LONGUEUR_PAROLE, blank=True, default="")
    prevenus = SealedTextField("qui a été prévenu", max_length=300, blank=True, default="")
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = EcoleQuerySet.as_manager()

    declaration = declaration_scolaire()

    class Meta:
        verbose_name = "absence de l’école"
        verbose_name_plural = "absences de l’école"
        default_permissions = ()
        indexes = [models.Index(fields=["enfant", "-debut"])]
        constraints = [
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="absence_scolaire_dates_ordonnees"),
            models.CheckConstraint(
                condition=Q(demi_journees__gte=1, demi_journees__lte=DEMI_JOURNEES_MAX),
                name="absence_scolaire_demi_journees",
            ),
            models.CheckConstraint(
                condition=Q(moment=MomentAbsence.PLUSIEURS) | Q(fin=F("debut")),
                name="absence_scolaire_un_jour_sauf_plusieurs",
            ),
        ]


class ExclusionScolaire(SealedModel):
    """A day the school sent a child away, or kept them apart: decided by whom, and what the child did then."""

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="exclusions_scolaires"
    )
    nature = SealedTextField("nature", max_length=16, default=NatureExclusion.TEMPORAIRE)
    debut = models.DateField("du")
    fin = models.DateField("au", null=True, blank=True)
    decidee_par = SealedTextField("décidée par", max_length=200, blank=True, default="")
    parole = SealedTextField("ce que l’enfant en dit", max_length=LONGUEUR_PAROLE, blank=True, default="")
    motif = SealedTextField("ce que dit l’école", max_length=2000)
    occupation = SealedTextField("ce que l’enfant fait ce jour-là", max_length=1000, blank=True, default="")
    prevenus = SealedTextField("qui a été prévenu", max_length=300, blank=True, default="")
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = EcoleQuerySet.as_manager()

    declaration = declaration_scolaire()

    class Meta:
        verbose_name = "exclusion"
        verbose_name_plural = "exclusions"
        default_permissions = ()
        indexes = [models.Index(fields=["enfant", "-debut"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="exclusion_dates_ordonnees"
            ),
        ]

    @property
    def mot_nature(self) -> str:
        return mot(NatureExclusion, self.nature)


class SuiviAssiduite(SealedModel):
    """A follow-up opened so that a child does not leave school: one at a time, with its next date."""

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="suivis_assiduite"
    )
    ouvert_le = models.DateField("ouvert le")
    parole = SealedTextField("ce que l’enfant en dit", max_length=LONGUEUR_PAROLE, blank=True, default="")
    situation = SealedTextField("ce qui se passe", max_length=2000)
    prochaine_le = models.DateField("prochaine étape le", null=True, blank=True)
    clos_le = models.DateField("clos le", null=True, blank=True)
    issue = SealedTextField("ce qu’il en reste", max_length=2000, blank=True, default="")
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = SuiviAssiduiteQuerySet.as_manager()

    declaration = declaration_scolaire()

    class Meta:
        verbose_name = "suivi de la présence à l’école"
        verbose_name_plural = "suivis de la présence à l’école"
        default_permissions = ()
        constraints = [
            # The database holds the steps to the same child: a composite foreign key points here.
            models.UniqueConstraint(fields=["id", "enfant"], name="suivi_et_son_enfant"),
            models.UniqueConstraint(
                fields=["enfant"], condition=Q(clos_le__isnull=True), name="suivi_un_seul_ouvert"
            ),
            models.CheckConstraint(
                condition=Q(clos_le__isnull=True) | Q(clos_le__gte=F("ouvert_le")),
                name="suivi_clos_apres_ouverture",
            ),
        ]


class EtapeAssiduite(SealedModel):
    """One step of the follow-up: append-only, for what was said one day is not said otherwise later."""

    suivi = models.ForeignKey(
        SuiviAssiduite, verbose_name="suivi", on_delete=models.PROTECT, related_name="etapes"
    )
    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="+")
    le = models.DateField("le")
    nature = models.CharField("nature", max_length=16, choices=NatureEtape.choices)
    parole = SealedTextField("ce que l’enfant en dit", max_length=LONGUEUR_PAROLE, blank=True, default="")
    texte = SealedTextField("ce qui est décidé", max_length=2000)
    objects = EcoleFigeeQuerySet.as_manager()

    declaration = declaration_scolaire("SI")

    class Meta:
        verbose_name = "étape du suivi"
        verbose_name_plural = "étapes du suivi"
        default_permissions = ()
        ordering = ["-le", "-id"]
