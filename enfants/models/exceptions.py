"""Dated exceptions to the perimeter: granted rights, denials, and break-glass."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from enfants.models.dossier import Enfant
from enfants.querysets import ExceptionQuerySet
from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur


def _acces(enfant: str) -> Declaration:
    return Declaration(
        categorie=Categorie.ACCES,
        sujet=enfant,
        enfant=enfant,
        mur=Mur.PAR_ENFANT,
        conservation="acces",
        droits="SIU",
        lecture_tracee=False,
    )


class AccordEnfant(SealedModel, UserObjectPermissionBase):
    """A right on one child granted to one person, from a day to a day, with its reason.

    django-guardian stores it (direct foreign key); its own backend ignores the dates, so only
    ``PerimetreBackend`` reads it.
    """

    content_object = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="accords", db_column="enfant_id"
    )
    debut = models.DateField("du")
    fin = models.DateField("au")
    motif = SealedTextField("motif", max_length=500)
    accorde_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="accordé par", on_delete=models.PROTECT, related_name="+"
    )
    versions = versions()
    objects = ExceptionQuerySet.as_manager()  # type: ignore[assignment,misc]

    declaration = _acces("content_object_id")

    class Meta:
        verbose_name = "accord sur un dossier"
        verbose_name_plural = "accords sur un dossier"
        constraints = [
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="accord_dates_ordonnees"),
            models.CheckConstraint(condition=~Q(user=F("accorde_par")), name="accord_jamais_a_soi"),
        ]


class RefusEnfant(SealedModel):
    """A denial: this person sees nothing of this child, whatever their role (conflict, kinship)."""

    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="refus")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne", on_delete=models.PROTECT, related_name="+"
    )
    debut = models.DateField("du")
    fin = models.DateField("au", null=True, blank=True)
    motif = SealedTextField("motif", max_length=500)
    pose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="posé par", on_delete=models.PROTECT, related_name="+"
    )
    versions = versions()
    objects = ExceptionQuerySet.as_manager()

    declaration = _acces("enfant_id")

    class Meta:
        verbose_name = "refus d’accès"
        verbose_name_plural = "refus d’accès"
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="refus_dates_ordonnees"
            ),
        ]


class AccesExceptionnel(SealedModel):
    """Break-glass: one file opened to one person for a bounded time, with a written reason."""

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="acces_exceptionnels"
    )
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne", on_delete=models.PROTECT, related_name="+"
    )
    ouvert_le = models.DateTimeField("ouvert le")
    expire_le = models.DateTimeField("expire le")
    motif = SealedTextField("motif", max_length=500)
    versions = versions()
    objects = ExceptionQuerySet.as_manager()

    declaration = _acces("enfant_id")

    class Meta:
        verbose_name = "accès exceptionnel"
        verbose_name_plural = "accès exceptionnels"
        constraints = [
            models.CheckConstraint(
                condition=Q(expire_le__gt=F("ouvert_le")), name="acces_exceptionnel_borne"
            ),
        ]
