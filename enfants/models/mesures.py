"""On what ground a child is here, and the people outside who decide or follow."""

from __future__ import annotations

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from enfants.enums import FonctionInterlocuteur, NatureMesure
from enfants.mesures import EffetsMesure, effets
from enfants.models.dossier import Enfant
from enfants.querysets import InterlocuteurQuerySet, MesureQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie, Declaration, Mur


def _extrait() -> Declaration:
    return Declaration(
        categorie=Categorie.JUSTICE_EXTRAIT,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=True,
    )


class MesureProtection(SealedModel):
    """A decision that places the child; a renewal is a new measure that names the former one.

    Kind and dates stay in clear, for deadlines are counted from them; who decided, the number and
    what the decision says are sealed. ``revision`` grows at each writing, so that two people who
    correct at once do not undo each other. ``fin`` is the last day of the measure.

    ``lieu_secret``: the judge decided that the place stays unknown to somebody (Code civil,
    art. 375-7, certainty V). ``suspension`` names the parent suspended by law (art. 378-2, S).
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="mesures"
    )
    nature = models.CharField("nature", max_length=24, choices=NatureMesure.choices)
    precedente = models.OneToOneField(
        "self",
        verbose_name="renouvelle",
        on_delete=models.PROTECT,
        related_name="suivante",
        null=True,
        blank=True,
    )
    autorite = SealedTextField("autorité", max_length=200, blank=True, default="")
    numero = SealedTextField("numéro", max_length=80, blank=True, default="")
    decision_le = models.DateField("décision du")
    debut = models.DateField("à compter du")
    fin = models.DateField("terme", null=True, blank=True)
    longue_duree = models.BooleanField("au-delà de deux ans", default=False)
    notifiee_le = models.DateField("notifiée le", null=True, blank=True)
    appel_le = models.DateField("appel formé le", null=True, blank=True)
    juge_saisi_le = models.DateField("juge saisi le", null=True, blank=True)
    audience_le = models.DateField("audience du", null=True, blank=True)
    rapport_le = models.DateField("dernier rapport envoyé le", null=True, blank=True)
    levee_le = models.DateField("levée le", null=True, blank=True)
    recit = SealedTextField("ce que dit la décision", max_length=4000, blank=True, default="")
    suspension = SealedTextField("parent suspendu par la loi", max_length=300, blank=True, default="")
    lieu_secret = models.BooleanField("lieu gardé secret", default=False)
    lieu_secret_pour = SealedTextField("le lieu est caché à", max_length=300, blank=True, default="")
    revision = models.PositiveIntegerField("révision", default=1, validators=[MinValueValidator(1)])
    versions = versions()
    objects = MesureQuerySet.as_manager()

    declaration = _extrait()

    class Meta:
        verbose_name = "mesure de protection"
        verbose_name_plural = "mesures de protection"
        ordering = ["-debut", "-id"]
        indexes = [models.Index(fields=["enfant", "debut"])]
        constraints = [
            # The database holds the renewal to the same child: a composite foreign key points here.
            models.UniqueConstraint(fields=["id", "enfant"], name="mesure_et_son_enfant"),
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="mesure_dates_ordonnees"
            ),
            models.CheckConstraint(
                condition=Q(levee_le__isnull=True) | Q(levee_le__gte=F("debut")),
                name="mesure_levee_apres_debut",
            ),
            models.CheckConstraint(
                condition=Q(notifiee_le__isnull=True) | Q(notifiee_le__gte=F("decision_le")),
                name="mesure_notifiee_apres_decision",
            ),
            models.CheckConstraint(
                condition=Q(precedente__isnull=True) | ~Q(precedente=F("id")), name="mesure_jamais_elle_meme"
            ),
            models.CheckConstraint(
                condition=~Q(nature__in=[NatureMesure.ACCUEIL_72H, NatureMesure.RECUEIL_URGENCE])
                | Q(fin__isnull=False),
                name="mesure_d_urgence_a_un_terme",
            ),
        ]

    @property
    def effets(self) -> EffetsMesure:
        return effets(self.nature)

    @property
    def close_le(self) -> date | None:
        """Last day it holds, if one is known: lifted, or come to its term."""
        known = [jour for jour in (self.levee_le, self.fin) if jour is not None]
        return min(known) if known else None

    def en_vigueur(self, jour: date | None = None) -> bool:
        """Whether it holds on a day; the day it is lifted, it no longer does."""
        jour = jour or aujourdhui()
        return (
            self.debut <= jour
            and (self.fin is None or self.fin >= jour)
            and (self.levee_le is None or self.levee_le > jour)
        )


class Interlocuteur(SealedModel):
    """Somebody outside who decides or follows: how to reach them, from when to when."""

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="interlocuteurs"
    )
    fonction = models.CharField("fonction", max_length=24, choices=FonctionInterlocuteur.choices)
    nom = SealedTextField("nom", max_length=160)
    service = SealedTextField("service", max_length=200, blank=True, default="")
    telephone = SealedTextField("téléphone", max_length=40, blank=True, default="")
    courriel = SealedTextField("courriel", max_length=254, blank=True, default="")
    adresse = SealedTextField("adresse", max_length=400, blank=True, default="")
    debut = models.DateField("depuis le")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    revision = models.PositiveIntegerField("révision", default=1, validators=[MinValueValidator(1)])
    versions = versions()
    objects = InterlocuteurQuerySet.as_manager()

    declaration = _extrait()

    class Meta:
        verbose_name = "interlocuteur"
        verbose_name_plural = "interlocuteurs"
        ordering = ["-debut", "-id"]
        indexes = [models.Index(fields=["enfant", "debut"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="interlocuteur_dates_ordonnees"
            ),
        ]

    def en_fonction(self, jour: date | None = None) -> bool:
        jour = jour or aujourdhui()
        return self.debut <= jour and (self.fin is None or self.fin >= jour)
