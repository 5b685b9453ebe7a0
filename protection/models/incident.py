"""An incident, the people in it, who declared it, and who is set aside from it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from enfants.models import Enfant
from protection.echelle import DERNIER, PREMIER
from protection.enums import CauseEcart, Danger, EtatIncident, LieuIncident, RoleDansIncident
from protection.models.obligations import LONGUEUR_MOTIF, LONGUEUR_RECIT, d_incident
from protection.querysets import EcartQuerySet, IncidentQuerySet, OfIncidentPlainQuerySet, OfIncidentQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Mur
from villages.models import Maison, Professionnel, Village


class Incident(SealedModel):
    """What was declared, under a key of its own.

    Facts, words heard and opinions are told apart; once sent none of it changes, the database refuses.
    ``connu_le`` is when the association knew: every clock starts there. ``niveau`` is the rung that
    handles it (``protection.echelle``). ``etat`` only changes through a step. No number in sequence: a gap
    would tell somebody set aside that it exists. No versions either: an older one would stand at the rung
    it has left.
    """

    village = models.ForeignKey(
        Village, verbose_name="village", on_delete=models.PROTECT, related_name="incidents"
    )
    maison = models.ForeignKey(
        Maison,
        verbose_name="maison",
        on_delete=models.PROTECT,
        related_name="incidents",
        null=True,
        blank=True,
    )
    lieu = models.CharField("lieu", max_length=16, choices=LieuIncident.choices)
    lieu_precis = SealedTextField("où exactement", max_length=300, blank=True, default="")
    survenu_le = models.DateField("survenu le", null=True, blank=True)
    survenu_heure = models.TimeField("vers", null=True, blank=True)
    constate_le = models.DateTimeField("constaté le")
    connu_le = models.DateTimeField("connu le")
    danger = models.CharField("quelqu’un en danger", max_length=8, choices=Danger.choices)
    faits = SealedTextField("les faits", max_length=LONGUEUR_RECIT)
    circonstances = SealedTextField("les circonstances", max_length=LONGUEUR_RECIT, blank=True, default="")
    paroles = SealedTextField("les mots entendus", max_length=LONGUEUR_RECIT, blank=True, default="")
    avis = SealedTextField("ce que j’en pense", max_length=LONGUEUR_RECIT, blank=True, default="")
    mesures = SealedTextField("ce qui a été fait aussitôt", max_length=LONGUEUR_RECIT, blank=True, default="")
    etat = models.CharField(
        "état", max_length=12, choices=EtatIncident.choices, default=EtatIncident.RECU, editable=False
    )
    niveau = models.PositiveSmallIntegerField(
        "échelon qui traite",
        default=PREMIER,
        editable=False,
        validators=[MinValueValidator(PREMIER), MaxValueValidator(DERNIER)],
    )
    objects = IncidentQuerySet.as_manager()

    declaration = d_incident("SIU", mur=Mur.INCIDENT_SUIVI, sujet="id")

    class Meta:
        verbose_name = "incident"
        verbose_name_plural = "incidents"
        default_permissions = ()
        ordering = ["-connu_le", "-id"]
        indexes = [models.Index(fields=["village", "-connu_le"], name="incident_par_village")]
        constraints = [
            models.CheckConstraint(
                condition=Q(niveau__gte=PREMIER, niveau__lte=DERNIER), name="incident_sur_un_echelon"
            ),
            models.CheckConstraint(
                condition=Q(survenu_heure__isnull=True) | Q(survenu_le__isnull=False),
                name="incident_heure_d_un_jour",
            ),
        ]

    @property
    def lieu_id(self) -> UUID:
        return self.village_id

    @property
    def reference(self) -> str:
        """« 7F3A2B »: to speak of it on the telephone; says nothing of how many there are."""
        return self.pk.hex[-6:].upper()


class PersonneConcernee(SealedModel):
    """Somebody in it: a child or a professional of ours, or a name typed, and what they were there."""

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="personnes"
    )
    role = models.CharField("rôle", max_length=16, choices=RoleDansIncident.choices)
    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    professionnel = models.ForeignKey(
        Professionnel,
        verbose_name="professionnel",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    nom = SealedTextField("nom, ou ce qu’on sait", max_length=200, blank=True, default="")
    versions = versions()
    objects = OfIncidentQuerySet.as_manager()

    declaration = d_incident("SIU")

    class Meta:
        verbose_name = "personne concernée"
        verbose_name_plural = "personnes concernées"
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enfant__isnull=True) | Q(professionnel__isnull=True),
                name="personne_enfant_ou_professionnel",
            ),
        ]


class Declarant(models.Model):
    """Who declared it, apart: neither versions nor the audit journal name them (CASF L313-24, certainty V09).

    Read by themselves; by who handles it, through a named act that is recorded.
    """

    incident = models.OneToOneField(
        Incident,
        verbose_name="incident",
        on_delete=models.PROTECT,
        related_name="declarant",
        primary_key=True,
    )
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="compte", on_delete=models.PROTECT, related_name="+"
    )
    objects = OfIncidentPlainQuerySet.as_manager()

    declaration = d_incident("SI", mur=Mur.DECLARANT_AU_RANG)

    class Meta:
        verbose_name = "déclarant"
        verbose_name_plural = "déclarants"
        default_permissions = ()
        indexes = [models.Index(fields=["compte"], name="declarant_par_compte")]


class Ecart(SealedModel):
    """A professional set aside from an incident: named in it, or with a declared conflict.

    From then on nothing of it reaches them, whatever their role. ``sans_effet``: setting them aside would
    leave nobody on the ladder, so the last rung keeps it and the page says whom to turn to outside.
    Lifted by a decision of the siège, with its reason.
    """

    incident = models.ForeignKey(
        Incident, verbose_name="incident", on_delete=models.PROTECT, related_name="ecarts"
    )
    professionnel = models.ForeignKey(
        Professionnel, verbose_name="professionnel", on_delete=models.PROTECT, related_name="+"
    )
    cause = models.CharField("cause", max_length=16, choices=CauseEcart.choices)
    motif = SealedTextField("motif", max_length=LONGUEUR_MOTIF, blank=True, default="")
    depuis = models.DateTimeField("depuis")
    sans_effet = models.BooleanField("sans effet", default=False)
    leve_le = models.DateTimeField("levé le", null=True, blank=True)
    motif_levee = SealedTextField("motif de la levée", max_length=LONGUEUR_MOTIF, blank=True, default="")
    versions = versions()
    objects = EcartQuerySet.as_manager()

    declaration = d_incident("SIU")

    class Meta:
        verbose_name = "personne écartée"
        verbose_name_plural = "personnes écartées"
        default_permissions = ()
        ordering = ["depuis", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "professionnel"],
                condition=Q(leve_le__isnull=True),
                name="ecart_un_par_personne",
            ),
        ]
