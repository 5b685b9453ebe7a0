"""A roster on its way in, and what is remembered of its columns."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from fratries.enums import EtatEffectif
from fratries.querysets import EffectifQuerySet
from socle.chiffrement.fields import SealedJSONField, SealedTextField
from socle.chiffrement.keys import ID_ASSOCIATION, cle_association
from socle.chiffrement.models import SealedModel
from socle.outils.declarations import Categorie, Declaration, Mur

#: From the deposit on: the time to mend the file, send it again and import it.
CONSERVATION = timedelta(hours=24)


class EffectifDepose(SealedModel):
    """One file somebody sent, sealed whole under the association's key, for one day.

    It speaks of many children, so it has no child and no child's key: it is its sender's alone, in
    the database too, and it is erased with its report after a day, the file itself as soon as it is
    imported. ``contenu`` is the file in base64, ``rapport`` quotes its cells.
    """

    association_id = ID_ASSOCIATION

    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="déposé par", on_delete=models.PROTECT, related_name="+"
    )
    etat = models.CharField("état", max_length=8, choices=EtatEffectif.choices, default=EtatEffectif.DEPOSE)
    nom_fichier = SealedTextField("nom du fichier", max_length=200, blank=True, default="")
    contenu = SealedTextField("fichier", null=True, blank=True)
    correspondance = SealedJSONField("colonnes choisies", null=True, blank=True)
    rapport = SealedJSONField("rapport", null=True, blank=True)
    cree_le = models.DateTimeField("déposé le", default=timezone.now, editable=False)
    expire_le = models.DateTimeField("effacé le")

    objects = EffectifQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.IDENTITE,
        sujet="association_id",
        enfant=None,
        mur=Mur.DEPOSANT,
        conservation="effectif_depose",
        droits="SIUD",
        lecture_tracee=True,
    )

    class Meta:
        verbose_name = "tableau d’effectif déposé"
        verbose_name_plural = "tableaux d’effectif déposés"
        default_permissions = ()
        ordering = ["-cree_le", "-id"]
        indexes = [models.Index(fields=["auteur", "expire_le"])]

    def __str__(self) -> str:
        return f"effectif {self.pk}"


class ColonnesRetenues(SealedModel):
    """Which heading holds what, as people of the association have said: one row, under its own key.

    Sealed although headings are not personal: in a file without headings, the first row is a child.
    """

    choix = SealedJSONField("colonnes par feuille", default=dict)

    declaration = Declaration(
        categorie=Categorie.ORGANISATION,
        sujet="id",
        enfant=None,
        mur=Mur.SANS,
        conservation="organisation",
        droits="SIU",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "colonnes retenues"
        verbose_name_plural = "colonnes retenues"
        default_permissions = ()

    @classmethod
    def de_l_association(cls) -> Self:
        """Return what is remembered, unsaved while there is nothing."""
        return cls.objects.filter(pk=ID_ASSOCIATION).first() or cls(pk=cle_association())
