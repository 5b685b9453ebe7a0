"""The audit journal, its chain of seals, and the checkpoints that purges leave."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from socle.outils.declarations import Categorie, Declaration, Mur
from socle.outils.identifiants import nouvel_id

_CODE_OU_RIEN = r"^[a-z0-9_.]*$"


class EntreeAudit(models.Model):
    """One act: who, what, on which objects, for which purpose. No content and no name.

    Append-only by rights and by trigger. Keys are made client-side. Objects and children are
    bare identifiers, without foreign key: the entry outlives them.
    """

    id = models.UUIDField(primary_key=True, default=nouvel_id, editable=False)
    horodatage = models.DateTimeField("horodatage", default=timezone.now, editable=False)
    acteur_id = models.UUIDField("compte qui agit", null=True, blank=True)
    raison_systeme = models.CharField("raison de l’acte du système", max_length=200, blank=True)
    action = models.CharField("action", max_length=64)
    libelle = models.CharField("phrase figée", max_length=200)
    categorie = models.CharField(
        "catégorie", max_length=20, choices=[(categorie.value, categorie.value) for categorie in Categorie]
    )
    type_objet = models.CharField("type d’objet", max_length=64, blank=True)
    objets = ArrayField(models.UUIDField(), verbose_name="objets", default=list, blank=True)
    enfants = ArrayField(models.UUIDField(), verbose_name="enfants", default=list, blank=True)
    but = models.CharField("but", max_length=64, blank=True)
    adresse = models.CharField("nom de la page", max_length=120, blank=True)
    requete = models.CharField("requête", max_length=64, blank=True)

    declaration = Declaration(
        categorie=Categorie.TECHNIQUE,
        sujet=None,
        enfant=None,
        mur=Mur.SANS,
        conservation="audit",
        droits="SI",
        lecture_tracee=True,
    )

    class Meta:
        verbose_name = "entrée d’audit"
        verbose_name_plural = "entrées d’audit"
        ordering = ["-horodatage", "-id"]
        indexes = [
            models.Index(fields=["-horodatage", "-id"], name="audit_par_date"),
            models.Index(fields=["acteur_id", "-horodatage"], name="audit_par_acteur"),
            GinIndex(fields=["enfants"], name="audit_par_enfant"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action__regex=_CODE_OU_RIEN)
                & models.Q(but__regex=_CODE_OU_RIEN)
                & models.Q(type_objet__regex=_CODE_OU_RIEN),
                name="audit_codes_sans_texte_libre",
            )
        ]

    def __str__(self) -> str:
        return f"entrée d’audit {self.pk}"


class LienAudit(models.Model):
    """One link of the chain: the seal of one entry and of everything sealed before it.

    ``sequence`` is the order of sealing, without gap; it is not the order of the entries, for
    a slow transaction shows its entries late. No foreign key: a link without its entry is what
    the verification looks for.
    """

    sequence = models.BigIntegerField("rang", primary_key=True)
    entree_id = models.UUIDField("entrée", unique=True)
    precedent = models.BinaryField("sceau précédent", max_length=32)
    hmac = models.BinaryField("sceau", max_length=32)
    scelle_le = models.DateTimeField("scellé le")

    declaration = Declaration(
        categorie=Categorie.TECHNIQUE,
        sujet=None,
        enfant=None,
        mur=Mur.SANS,
        conservation="audit",
        droits="SI",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "lien d’audit"
        verbose_name_plural = "liens d’audit"
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"lien d’audit {self.sequence}"


class PointDeControleAudit(models.Model):
    """What a purge leaves: the last link it removed, itself sealed so that it cannot be invented."""

    sequence = models.BigIntegerField("dernier rang purgé", primary_key=True)
    hmac = models.BinaryField("dernier sceau purgé", max_length=32)
    nombre = models.BigIntegerField("entrées purgées")
    avant = models.DateTimeField("entrées antérieures au")
    cree_le = models.DateTimeField("créé le")
    sceau = models.BinaryField("sceau du point de contrôle", max_length=32)

    declaration = Declaration(
        categorie=Categorie.TECHNIQUE,
        sujet=None,
        enfant=None,
        mur=Mur.SANS,
        conservation="audit",
        droits="S",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "point de contrôle de l’audit"
        verbose_name_plural = "points de contrôle de l’audit"
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"point de contrôle {self.sequence}"
