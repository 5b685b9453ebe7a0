"""Sibling groups: the unit of placement."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from enfants.models import Enfant
from fratries.enums import LienFratrie
from fratries.querysets import FratrieQuerySet, MembreFratrieQuerySet
from socle.chiffrement.fields import SealedJSONField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur
from villages.models import Village


class Fratrie(SealedModel):
    """Brothers and sisters, wherever each lives; has its own key."""

    village = models.ForeignKey(
        Village, verbose_name="village du dossier", on_delete=models.PROTECT, related_name="fratries"
    )
    versions = versions()
    objects = FratrieQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.IDENTITE,
        sujet="id",
        enfant=None,
        mur=Mur.FRATRIE,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "fratrie"
        verbose_name_plural = "fratries"
        default_permissions = ()


class MembreFratrie(SealedModel):
    """One sibling, with first name and birth year under the sibling group's key.

    So that a sibling in another village, or one no file of ours knows, can be named.
    """

    fratrie = models.ForeignKey(
        Fratrie, verbose_name="fratrie", on_delete=models.PROTECT, related_name="membres"
    )
    enfant = models.ForeignKey(
        Enfant,
        verbose_name="enfant",
        on_delete=models.PROTECT,
        related_name="appartenances",
        null=True,
        blank=True,
    )
    lien = models.CharField("lien", max_length=16, choices=LienFratrie.choices, default=LienFratrie.GERMAIN)
    ailleurs = models.BooleanField("accueilli ou vivant ailleurs", default=False)
    prenom = SealedTextField("prénom", max_length=80)
    annee_naissance = SealedJSONField("année de naissance", null=True, blank=True)
    lieu_de_vie = SealedTextField("lieu de vie", max_length=200, blank=True, default="")
    versions = versions()
    objects = MembreFratrieQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.IDENTITE,
        sujet="fratrie_id",
        enfant=None,
        mur=Mur.PAR_FRATRIE,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "membre d’une fratrie"
        verbose_name_plural = "membres d’une fratrie"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["fratrie", "enfant"],
                condition=Q(enfant__isnull=False),
                name="membre_une_fois_par_fratrie",
            ),
        ]
