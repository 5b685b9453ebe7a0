"""The contract about school that child, family, school and village sign together, and review together."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enfants.enums import EtatContrat, PartieContrat
from enfants.models.dossier import Enfant
from enfants.models.scolarite import LONGUEUR_PAROLE, declaration_scolaire
from enfants.querysets import EcoleFigeeQuerySet, EcoleQuerySet
from socle.chiffrement.fields import SealedJSONField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions

#: More than a child can keep in mind is no objective.
OBJECTIFS_MAX = 8
LONGUEUR_OBJECTIF = 300


class ContratEducatif(SealedModel):
    """Objectives for a period, in lines the child understands.

    The database freezes what was agreed (words, objectives, dates) from the first signature on, and
    the whole once it was reviewed or stopped. ``suites`` answers ``objectifs`` line by line, by the
    words of ``SuiteObjectif``. ``precedent`` is the contract whose kept objectives were copied.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="contrats_educatifs"
    )
    precedent = models.OneToOneField(
        "self",
        verbose_name="suite de",
        on_delete=models.PROTECT,
        related_name="suivant",
        null=True,
        blank=True,
    )
    etat = models.CharField(
        "état", max_length=16, choices=EtatContrat.choices, default=EtatContrat.PREPARATION
    )
    parole = SealedTextField("ce que l’enfant veut pour l’école", max_length=LONGUEUR_PAROLE)
    objectifs = SealedJSONField("objectifs", default=list)
    aides = SealedTextField("qui aide, et comment", max_length=LONGUEUR_PAROLE, blank=True, default="")
    debut = models.DateField("du")
    fin = models.DateField("au")
    revu_le = models.DateField("revu le", null=True, blank=True)
    suites = SealedJSONField("ce que devient chaque objectif", default=list, blank=True)
    bilan_enfant = SealedTextField(
        "ce qu’en dit l’enfant", max_length=LONGUEUR_PAROLE, blank=True, default=""
    )
    bilan_famille = SealedTextField(
        "ce qu’en dit la famille", max_length=LONGUEUR_PAROLE, blank=True, default=""
    )
    bilan_ecole = SealedTextField("ce qu’en dit l’école", max_length=LONGUEUR_PAROLE, blank=True, default="")
    bilan_village = SealedTextField(
        "ce qu’en dit le village", max_length=LONGUEUR_PAROLE, blank=True, default=""
    )
    arret = SealedTextField("pourquoi il s’arrête", max_length=1000, blank=True, default="")
    version = models.PositiveSmallIntegerField("version", default=1)
    versions = versions()
    objects = EcoleQuerySet.as_manager()

    declaration = declaration_scolaire()

    class Meta:
        verbose_name = "contrat éducatif"
        verbose_name_plural = "contrats éducatifs"
        default_permissions = ()
        indexes = [models.Index(fields=["enfant", "-debut"])]
        constraints = [
            # The database holds what follows to the same child: composite foreign keys point here.
            models.UniqueConstraint(fields=["id", "enfant"], name="contrat_et_son_enfant"),
            models.UniqueConstraint(
                fields=["enfant"], condition=Q(etat=EtatContrat.EN_COURS), name="contrat_un_seul_en_cours"
            ),
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="contrat_dates_ordonnees"),
            models.CheckConstraint(
                condition=Q(etat=EtatContrat.REVU, revu_le__isnull=False)
                | (~Q(etat=EtatContrat.REVU) & Q(revu_le__isnull=True)),
                name="contrat_revu_a_une_date",
            ),
            models.CheckConstraint(
                condition=Q(precedent__isnull=True) | ~Q(precedent=F("id")),
                name="contrat_jamais_le_sien",
            ),
        ]


class SignatureContrat(SealedModel):
    """One party's answer: signed, or refused with its reason. Append-only; a refusal may be followed by a yes."""

    contrat = models.ForeignKey(
        ContratEducatif, verbose_name="contrat", on_delete=models.PROTECT, related_name="signatures"
    )
    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="+")
    partie = models.CharField("partie", max_length=16, choices=PartieContrat.choices)
    nom = SealedTextField("nom et qualité", max_length=200, blank=True, default="")
    le = models.DateField("le")
    refus = models.BooleanField("refus", default=False)
    raison = SealedTextField("raison du refus", max_length=1000, blank=True, default="")
    objects = EcoleFigeeQuerySet.as_manager()

    declaration = declaration_scolaire("SI")

    class Meta:
        verbose_name = "signature d’un contrat éducatif"
        verbose_name_plural = "signatures d’un contrat éducatif"
        default_permissions = ()
        ordering = ["le", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contrat", "partie"],
                condition=Q(refus=False),
                name="contrat_une_signature_par_partie",
            ),
        ]
