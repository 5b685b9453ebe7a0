"""From the first word of an admission to what is handed over when leaving."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from enfants.enums import Destinataire, Destination, PieceRemise, TitreAnnonce
from enfants.models.dossier import Enfant, Sejour
from enfants.querysets import AdmissionQuerySet, DepartQuerySet, PreparationQuerySet, RemiseQuerySet
from socle.chiffrement.fields import SealedJSONField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur
from villages.models import Village


def _identite() -> Declaration:
    return Declaration(
        categorie=Categorie.IDENTITE,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=True,
    )


class PreparationAdmission(SealedModel):
    """An admission begun before any child exists: what was typed, under a key of its own.

    ``enfant`` is the child that came of it; ``contenu`` is emptied then, when it is given up, and after
    a month: there is no half-created child. ``revision`` grows at each writing.
    """

    village = models.ForeignKey(
        Village, verbose_name="village", on_delete=models.PROTECT, related_name="preparations"
    )
    contenu = SealedJSONField("ce qui est saisi", null=True, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="commencée par", on_delete=models.PROTECT, related_name="+"
    )
    cree_le = models.DateTimeField("commencée le", default=timezone.now, editable=False)
    modifiee_le = models.DateTimeField("modifiée le", default=timezone.now)
    enfant = models.OneToOneField(
        Enfant,
        verbose_name="enfant accueilli",
        on_delete=models.PROTECT,
        related_name="preparation",
        null=True,
        blank=True,
    )
    abandonnee_le = models.DateTimeField("abandonnée le", null=True, blank=True)
    revision = models.PositiveIntegerField("révision", default=1, validators=[MinValueValidator(1)])
    objects = PreparationQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.IDENTITE,
        sujet="id",
        enfant=None,
        mur=Mur.VILLAGE,
        conservation="admission_preparee",
        droits="SIU",
        lecture_tracee=True,
    )

    class Meta:
        verbose_name = "admission en préparation"
        verbose_name_plural = "admissions en préparation"
        default_permissions = ()
        ordering = ["cree_le", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enfant__isnull=True) | Q(abandonnee_le__isnull=True),
                name="preparation_aboutit_ou_s_arrete",
            ),
        ]


class Admission(SealedModel):
    """The steps of one arrival in the village, until the file is complete.

    What is done is read from the file itself; here stands what no other record says: a title told by
    word of mouth at night, that no sibling is known, how long the stay should last, who finished.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="admissions"
    )
    sejour = models.OneToOneField(
        Sejour, verbose_name="séjour", on_delete=models.PROTECT, related_name="admission"
    )
    venu_de = SealedTextField("d’où il vient", max_length=300, blank=True, default="")
    fin_prevue = models.DateField("accueil prévu jusqu’au", null=True, blank=True)
    titre_annonce = models.CharField(
        "titre annoncé de vive voix", max_length=16, choices=TitreAnnonce.choices, blank=True
    )
    annonce_par = SealedTextField("annoncé par", max_length=200, blank=True, default="")
    annonce_le = models.DateTimeField("annoncé le", null=True, blank=True)
    sans_fratrie = models.BooleanField("aucun frère ni sœur connu", default=False)
    close_le = models.DateField("terminée le", null=True, blank=True)
    close_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="terminée par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    versions = versions()
    objects = AdmissionQuerySet.as_manager()

    declaration = _identite()

    class Meta:
        verbose_name = "admission"
        verbose_name_plural = "admissions"
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(titre_annonce="", annonce_le__isnull=True)
                | (~Q(titre_annonce="") & Q(annonce_le__isnull=False)),
                name="admission_titre_annonce_date",
            ),
            models.CheckConstraint(
                condition=Q(close_le__isnull=True, close_par__isnull=True)
                | Q(close_le__isnull=False, close_par__isnull=False),
                name="admission_terminee_par_quelqu_un",
            ),
        ]


class Depart(SealedModel):
    """Why and where a child goes on leaving the village; its date is the end of the stay.

    A departure still to come may be given up: it stays, and another may follow.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="departs"
    )
    sejour = models.ForeignKey(
        Sejour, verbose_name="séjour", on_delete=models.PROTECT, related_name="departs"
    )
    destination = models.CharField("destination", max_length=16, choices=Destination.choices)
    precision = SealedTextField("chez qui, où", max_length=300, blank=True, default="")
    motif = SealedTextField("pourquoi", max_length=1000)
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)
    versions = versions()
    objects = DepartQuerySet.as_manager()

    declaration = _identite()

    class Meta:
        verbose_name = "départ"
        verbose_name_plural = "départs"
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sejour"], condition=Q(annule_le__isnull=True), name="depart_un_par_sejour"
            ),
        ]


class Remise(SealedModel):
    """One thing handed over, told or offered: what, to whom, when, by whom.

    ``sans_objet``: there is nothing of the kind to give. What was noted by mistake is taken back and stays.
    ``lot`` is the form that noted it, sent once.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="remises"
    )
    sejour = models.ForeignKey(
        Sejour, verbose_name="séjour", on_delete=models.PROTECT, related_name="remises"
    )
    lot = models.UUIDField("saisie", editable=False)
    piece = models.CharField("quoi", max_length=20, choices=PieceRemise.choices)
    destinataire = models.CharField("à qui", max_length=12, choices=Destinataire.choices)
    facile_a_lire = models.BooleanField("version facile à lire", default=False)
    sans_objet = models.BooleanField("sans objet", default=False)
    remise_le = models.DateField("remis le")
    precision = SealedTextField("précision", max_length=1000, blank=True, default="")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="remis par", on_delete=models.PROTECT, related_name="+"
    )
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)
    versions = versions()
    objects = RemiseQuerySet.as_manager()

    declaration = _identite()

    class Meta:
        verbose_name = "remise"
        verbose_name_plural = "remises"
        default_permissions = ()
        ordering = ["remise_le", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sejour", "piece", "destinataire"],
                condition=Q(retiree_le__isnull=True) & ~Q(piece=PieceRemise.PERSONNE_CONFIANCE),
                name="remise_une_fois_par_personne",
            ),
        ]
