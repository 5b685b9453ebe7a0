"""Siblings who live apart by decision: who decided, why, what the children say, who was told, what follows.

Article 371-5 of the Code civil asks that siblings not be separated unless it is impossible or their
interest commands otherwise; CASF L223-3 (loi 2022-140, art. 27, certainty V) that the separation of
children entrusted by a judge be reasoned, and the judge told within forty-eight hours, by the ASE.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from fratries.enums import AutoriteSeparation, CanalASE, SuiteRevue
from fratries.models.groupe import Fratrie
from fratries.querysets import RevueSeparationQuerySet, SeparationQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur

LONGUEUR_RECIT = 4000
LONGUEUR_RAISON = 1000


def _famille(droits: str) -> Declaration:
    return Declaration(
        categorie=Categorie.FAMILLE,
        sujet="fratrie_id",
        enfant=None,
        mur=Mur.PAR_FRATRIE,
        conservation="dossier_enfant",
        droits=droits,
        lecture_tracee=True,
    )


class Separation(SealedModel):
    """A decision by which children of one sibling group live apart.

    The two sides are ids of members of the group, whose names are under the group's key; a trigger
    refuses those of another group. ``confies_par_le_juge`` says whether the duty to tell the judge
    binds the ASE. Why, words and plan are sealed; dates and channels are in clear for the clocks.

    ``correction_motif`` says why this very version corrects the one before, and is empty on every
    other one. One that was annulled never took place: it is read, counts nowhere, and a trigger
    closes it.
    """

    fratrie = models.ForeignKey(
        Fratrie, verbose_name="fratrie", on_delete=models.PROTECT, related_name="separations"
    )
    premier_cote = ArrayField(models.UUIDField(), verbose_name="d’un côté")
    second_cote = ArrayField(models.UUIDField(), verbose_name="de l’autre")
    autorite = models.CharField("qui a décidé", max_length=16, choices=AutoriteSeparation.choices)
    decideur = SealedTextField("nom et qualité", max_length=200, blank=True, default="")
    decidee_le = models.DateTimeField("décidée le")
    urgente = models.BooleanField("en urgence", default=False)
    confies_par_le_juge = models.BooleanField("confiés par le juge", default=True)
    motif = SealedTextField("motif", max_length=LONGUEUR_RECIT)
    parole = SealedTextField("ce que les enfants en disent", max_length=LONGUEUR_RECIT)
    plan_contacts = SealedTextField("comment ils gardent le lien", max_length=LONGUEUR_RECIT)
    ase_prevenue_le = models.DateTimeField("ASE prévenue le", null=True, blank=True)
    ase_prevenue_par = SealedTextField("prévenue par", max_length=200, blank=True, default="")
    ase_canal = models.CharField("par quel moyen", max_length=16, choices=CanalASE.choices, blank=True)
    juge_informe_le = models.DateField("juge informé le", null=True, blank=True)
    fin = models.DateField("réunis le", null=True, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    annulation_motif = SealedTextField(
        "pourquoi elle est annulée", max_length=LONGUEUR_RAISON, null=True, blank=True
    )
    correction_motif = SealedTextField(
        "pourquoi cette correction", max_length=LONGUEUR_RAISON, null=True, blank=True
    )
    revision = models.PositiveIntegerField("révision", default=1, validators=[MinValueValidator(1)])
    versions = versions()
    objects = SeparationQuerySet.as_manager()

    declaration = _famille("SIU")

    class Meta:
        verbose_name = "séparation"
        verbose_name_plural = "séparations"
        default_permissions = ()
        ordering = ["-decidee_le", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(premier_cote__len__gte=1, second_cote__len__gte=1),
                name="separation_a_deux_cotes",
            ),
            models.CheckConstraint(
                condition=~Q(premier_cote__overlap=F("second_cote")), name="separation_cotes_disjoints"
            ),
            models.CheckConstraint(
                condition=Q(ase_prevenue_le__isnull=True, ase_canal="")
                | (Q(ase_prevenue_le__isnull=False) & ~Q(ase_canal="")),
                name="separation_ase_prevenue_par_un_moyen",
            ),
            models.CheckConstraint(
                condition=Q(juge_informe_le__isnull=True) | Q(confies_par_le_juge=True),
                name="separation_juge_si_confies",
            ),
        ]


class RevueSeparation(SealedModel):
    """A dated look at the separation, at least every six months: what holds, what the children say.

    Append-only: what was found on a day is not found again otherwise.
    """

    fratrie = models.ForeignKey(
        Fratrie, verbose_name="fratrie", on_delete=models.PROTECT, related_name="revues_separation"
    )
    separation = models.ForeignKey(
        Separation, verbose_name="séparation", on_delete=models.PROTECT, related_name="revues"
    )
    tenue_le = models.DateField("tenue le")
    suite = models.CharField("suite", max_length=16, choices=SuiteRevue.choices)
    constat = SealedTextField("constat", max_length=LONGUEUR_RECIT)
    parole = SealedTextField(
        "ce que les enfants en disent", max_length=LONGUEUR_RECIT, blank=True, default=""
    )
    objects = RevueSeparationQuerySet.as_manager()

    declaration = _famille("SI")

    class Meta:
        verbose_name = "revue d’une séparation"
        verbose_name_plural = "revues d’une séparation"
        default_permissions = ()
        ordering = ["-tenue_le", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["separation", "tenue_le"], name="revue_une_par_jour"),
        ]
