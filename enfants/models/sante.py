"""The medical file, kept by the nurse: notes and consultations, vaccinations.

``secret`` is in clear because every query that prepares a page or a paper must leave the row out:
the minor asked that whoever holds parental authority not be told (CSP L1111-5, L1111-5-1 [S]).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from enfants.enums import NatureNoteMedicale
from enfants.models.dossier import Enfant
from enfants.querysets import MedicalQuerySet
from socle.chiffrement.fields import SealedDateField, SealedJSONField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur


def _medical() -> Declaration:
    return Declaration(
        categorie=Categorie.MEDICAL,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=True,
    )


class NoteMedicale(SealedModel):
    """A consultation, a care, an assessment or a note; its words are written once."""

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="notes_medicales"
    )
    nature = models.CharField("nature", max_length=16, choices=NatureNoteMedicale.choices)
    jour = models.DateField("jour")
    avec = SealedTextField("avec qui", max_length=120, blank=True, default="")
    texte = SealedTextField("texte", max_length=5000)
    secret = models.BooleanField("secret demandé par le mineur", default=False)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    ecrite_le = models.DateTimeField("écrite le")
    versions = versions()
    objects = MedicalQuerySet.as_manager()

    declaration = _medical()

    class Meta:
        verbose_name = "note médicale"
        verbose_name_plural = "notes médicales"
        default_permissions = ()
        indexes = [models.Index(fields=["enfant", "-jour"])]


class Vaccination(SealedModel):
    """One injection: the valences it brings, its day, its product and batch."""

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="vaccinations"
    )
    #: codes of ``enfants.vaccins.Valence``
    valences = SealedJSONField("valences")
    jour = SealedDateField("jour")
    produit = SealedTextField("vaccin", max_length=80, blank=True, default="")
    lot = SealedTextField("numéro de lot", max_length=40, blank=True, default="")
    secret = models.BooleanField("secret demandé par le mineur", default=False)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    saisie_le = models.DateTimeField("notée le")
    versions = versions()
    objects = MedicalQuerySet.as_manager()

    declaration = _medical()

    class Meta:
        verbose_name = "vaccination"
        verbose_name_plural = "vaccinations"
        default_permissions = ()
