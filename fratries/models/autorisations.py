"""Authorisations asked for a child: of whom, when, what was answered, and the judge for one act.

In case of unjustified refusal or neglect by those who hold parental authority, the judge may allow
one act (CC 375-7, second paragraph [V]).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from enfants.models import Enfant
from fratries.enums import CanalASE, DemandeeA, NatureEtape, ReponseAutorisation, ReponseJuge
from fratries.models.famille import declaration_famille
from fratries.querysets import AutorisationQuerySet, EtapeAutorisationQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur


class DemandeAutorisation(SealedModel):
    """One act for one child, asked of somebody. ``acte`` is a code of ``fratries.actes``, or empty.

    ``proches`` are the relatives asked; a service or a judge is named in ``destinataire``. Dates and
    the kind of answer are in clear, for deadlines are counted from them.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="autorisations"
    )
    acte = models.CharField("acte", max_length=32, blank=True)
    objet = SealedTextField("de quoi s’agit-il", max_length=1000, blank=True, default="")
    demandee_a = models.CharField("demandée à", max_length=16, choices=DemandeeA.choices)
    proches = ArrayField(models.UUIDField(), verbose_name="à ces titulaires", default=list, blank=True)
    destinataire = SealedTextField("service ou juge", max_length=200, blank=True, default="")
    demandee_le = models.DateField("demandée le")
    canal = models.CharField("par quel moyen", max_length=16, choices=CanalASE.choices)
    souhaitee_le = models.DateField("réponse souhaitée le", null=True, blank=True)
    reponse = models.CharField("réponse", max_length=16, choices=ReponseAutorisation.choices, blank=True)
    repondue_le = models.DateField("réponse du", null=True, blank=True)
    repondue_par = SealedTextField("qui a répondu", max_length=200, blank=True, default="")
    conditions = SealedTextField("ce qui est répondu", max_length=1000, blank=True, default="")
    reference = SealedTextField("où est le document", max_length=300, blank=True, default="")
    juge_saisi_le = models.DateField("juge saisi le", null=True, blank=True)
    juge_motif = SealedTextField("pourquoi le juge est saisi", max_length=2000, blank=True, default="")
    juge_reponse = models.CharField(
        "décision du juge", max_length=16, choices=ReponseJuge.choices, blank=True
    )
    juge_repondu_le = models.DateField("décision du", null=True, blank=True)
    juge_reference = SealedTextField("référence de la décision", max_length=300, blank=True, default="")
    revision = models.PositiveIntegerField("révision", default=1, validators=[MinValueValidator(1)])
    versions = versions()
    objects = AutorisationQuerySet.as_manager()

    declaration = declaration_famille(sujet="enfant_id", enfant="enfant_id", mur=Mur.PAR_ENFANT)

    class Meta:
        verbose_name = "demande d’autorisation"
        verbose_name_plural = "demandes d’autorisation"
        default_permissions = ()
        ordering = ["-demandee_le", "-id"]
        indexes = [models.Index(fields=["enfant", "demandee_le"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(reponse="", repondue_le__isnull=True)
                | (~Q(reponse="") & Q(repondue_le__isnull=False, repondue_le__gte=F("demandee_le"))),
                name="autorisation_reponse_datee",
            ),
            models.CheckConstraint(
                condition=Q(juge_saisi_le__isnull=True)
                | Q(reponse__in=[ReponseAutorisation.NON, ReponseAutorisation.SILENCE]),
                name="autorisation_juge_apres_refus",
            ),
            models.CheckConstraint(
                condition=Q(juge_reponse="", juge_repondu_le__isnull=True)
                | (
                    ~Q(juge_reponse="")
                    & Q(juge_saisi_le__isnull=False, juge_repondu_le__isnull=False)
                    & Q(juge_repondu_le__gte=F("juge_saisi_le"))
                ),
                name="autorisation_juge_repond_une_fois_saisi",
            ),
            models.CheckConstraint(
                condition=Q(souhaitee_le__isnull=True) | Q(souhaitee_le__gte=F("demandee_le")),
                name="autorisation_dates_ordonnees",
            ),
        ]

    @property
    def attend(self) -> bool:
        """Whether an answer is still awaited, from those asked or from the judge."""
        return not self.reponse or (self.juge_saisi_le is not None and not self.juge_reponse)

    @property
    def peut_saisir(self) -> bool:
        """Whether the judge may be asked for this one act: after a refusal, or silence."""
        refused = self.reponse in {ReponseAutorisation.NON, ReponseAutorisation.SILENCE}
        return refused and self.demandee_a != DemandeeA.JUGE and self.juge_saisi_le is None


class EtapeAutorisation(SealedModel):
    """A reminder, or information given to the parents about a request; added, never changed."""

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="etapes_autorisation"
    )
    demande = models.ForeignKey(
        DemandeAutorisation, verbose_name="demande", on_delete=models.PROTECT, related_name="etapes"
    )
    nature = models.CharField("nature", max_length=16, choices=NatureEtape.choices)
    faite_le = models.DateField("faite le")
    canal = models.CharField("par quel moyen", max_length=16, choices=CanalASE.choices)
    par = SealedTextField("par qui", max_length=200)
    texte = SealedTextField("ce qui a été dit", max_length=1000, blank=True, default="")
    objects = EtapeAutorisationQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.FAMILLE,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SI",
        lecture_tracee=True,
    )

    class Meta:
        verbose_name = "étape d’une demande d’autorisation"
        verbose_name_plural = "étapes des demandes d’autorisation"
        default_permissions = ()
        ordering = ["-faite_le", "-id"]
