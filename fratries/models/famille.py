"""The people around a child, and how they are tied."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enfants.models import Enfant
from fratries.enums import UNIONS, Certitude, NatureLien, SexeProche
from fratries.models.groupe import MembreFratrie
from fratries.querysets import AdresseProtegeeQuerySet, LienFamilialQuerySet, ProcheQuerySet
from socle.chiffrement.fields import SealedDateField, SealedJSONField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur
from villages.models import Village


def declaration_famille(*, sujet: str, enfant: str | None, mur: Mur) -> Declaration:
    """Return what every record about a family declares."""
    return Declaration(
        categorie=Categorie.FAMILLE,
        sujet=sujet,
        enfant=enfant,
        mur=mur,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=True,
    )


class Proche(SealedModel):
    """A relative or third party, with a key of their own: two siblings' files name one mother.

    Reached only through a child one reaches to whom they are tied. ``adresse`` is not versioned:
    one that becomes protected must not stay readable in a former state, and the database refuses
    both an open address and a protected one.
    """

    village = models.ForeignKey(
        Village, verbose_name="village du dossier", on_delete=models.PROTECT, related_name="proches"
    )
    prenom = SealedTextField("prénom", max_length=80)
    nom = SealedTextField("nom", max_length=120, blank=True, default="")
    sexe = SealedTextField("sexe", max_length=16, default=SexeProche.NON_PRECISE)
    annee_naissance = SealedJSONField("année de naissance", null=True, blank=True)
    decede = models.BooleanField("décédé", default=False)
    annee_deces = SealedJSONField("année du décès", null=True, blank=True)
    telephone = SealedTextField("téléphone", max_length=60, blank=True, default="")
    courriel = SealedTextField("courriel", max_length=200, blank=True, default="")
    adresse = SealedTextField("adresse", max_length=500, null=True, blank=True)
    adresse_protegee = models.BooleanField("adresse protégée", default=False, editable=False)
    precision = SealedTextField("précision", max_length=1000, blank=True, default="")
    revision = models.PositiveIntegerField("révision", default=1)
    versions = versions(excluded_fields=["adresse"])
    objects = ProcheQuerySet.as_manager()

    declaration = declaration_famille(sujet="id", enfant=None, mur=Mur.PROCHE)

    class Meta:
        verbose_name = "proche"
        verbose_name_plural = "proches"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(adresse_protegee=False) | Q(adresse__isnull=True),
                name="proche_adresse_ouverte_ou_protegee",
            ),
        ]


class AdresseProtegee(SealedModel):
    """An address nobody reads but those named for it: rows can be walled, columns cannot.

    Its wall is narrower than the relative's, in the database too. The telephone that would lead
    there stands here with it.
    """

    proche = models.OneToOneField(
        Proche, verbose_name="proche", on_delete=models.PROTECT, related_name="protection"
    )
    adresse = SealedTextField("adresse protégée", max_length=500)
    telephone = SealedTextField("téléphone protégé", max_length=60, blank=True, default="")
    motif = SealedTextField("motif", max_length=500)
    decidee_le = SealedDateField("décidée le", null=True, blank=True)
    levee_le = models.DateField("levée le", null=True, blank=True)
    versions = versions()
    objects = AdresseProtegeeQuerySet.as_manager()

    declaration = declaration_famille(sujet="proche_id", enfant=None, mur=Mur.ADRESSE_PROTEGEE)

    class Meta:
        verbose_name = "adresse protégée"
        verbose_name_plural = "adresses protégées"
        default_permissions = ()


class LienFamilial(SealedModel):
    """What ``proche`` is to one other person: a child, a sibling known by their group, a relative.

    A tie to a child opens the relative to whoever reaches that child. One recorded by mistake is
    taken back (``retire_le``) and opens nothing any more; one that ended keeps its dates.
    """

    proche = models.ForeignKey(Proche, verbose_name="proche", on_delete=models.PROTECT, related_name="liens")
    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="liens", null=True, blank=True
    )
    membre = models.ForeignKey(
        MembreFratrie,
        verbose_name="frère ou sœur",
        on_delete=models.PROTECT,
        related_name="liens",
        null=True,
        blank=True,
    )
    autre = models.ForeignKey(
        Proche,
        verbose_name="autre proche",
        on_delete=models.PROTECT,
        related_name="liens_recus",
        null=True,
        blank=True,
    )
    nature = models.CharField("lien", max_length=20, choices=NatureLien.choices)
    certitude = models.CharField(
        "comment le sait-on", max_length=10, choices=Certitude.choices, default=Certitude.DECLAREE
    )
    debut = models.DateField("depuis", null=True, blank=True)
    fin = models.DateField("jusqu’à", null=True, blank=True)
    precision = SealedTextField("précision", max_length=500, blank=True, default="")
    retire_le = models.DateTimeField("retiré le", null=True, blank=True, editable=False)
    versions = versions()
    objects = LienFamilialQuerySet.as_manager()

    declaration = declaration_famille(sujet="proche_id", enfant=None, mur=Mur.LIEN_FAMILIAL)

    class Meta:
        verbose_name = "lien familial"
        verbose_name_plural = "liens familiaux"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(enfant__isnull=False, membre__isnull=True, autre__isnull=True)
                | Q(enfant__isnull=True, membre__isnull=False, autre__isnull=True)
                | Q(enfant__isnull=True, membre__isnull=True, autre__isnull=False),
                name="lien_une_seule_personne",
            ),
            models.CheckConstraint(condition=~Q(proche=F("autre")), name="lien_jamais_a_soi"),
            models.CheckConstraint(
                condition=~Q(nature__in=sorted(UNIONS)) | Q(autre__isnull=False),
                name="lien_union_entre_proches",
            ),
            models.CheckConstraint(
                condition=Q(debut__isnull=True) | Q(fin__isnull=True) | Q(fin__gte=F("debut")),
                name="lien_dates_ordonnees",
            ),
            models.UniqueConstraint(
                fields=["proche", "enfant"],
                condition=Q(enfant__isnull=False, retire_le__isnull=True),
                name="lien_un_par_enfant",
            ),
            models.UniqueConstraint(
                fields=["proche", "membre"],
                condition=Q(membre__isnull=False, retire_le__isnull=True),
                name="lien_un_par_membre",
            ),
            models.UniqueConstraint(
                fields=["proche", "autre"],
                condition=Q(autre__isnull=False, retire_le__isnull=True),
                name="lien_un_par_proche",
            ),
        ]
