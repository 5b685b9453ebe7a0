"""The child, where they live, and when they are away."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from enfants.enums import NatureAbsence
from enfants.querysets import AbsenceQuerySet, EnfantQuerySet, SejourQuerySet
from socle.chiffrement.fields import SealedDateField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.habilitations.roles import Action
from socle.outils.declarations import Categorie, Declaration, Mur
from villages.models import Chambre, Maison, Village

_DOSSIER = set(Categorie) - {Categorie.ORGANISATION, Categorie.ACCES, Categorie.TECHNIQUE}


class Enfant(SealedModel):
    """A child or young person: own key, everything that names them sealed under it.

    ``village`` is the village that holds the file, in clear because the row-level rule reads
    it. ``empreinte`` is the identity digest (duplicates, exceptional access), erased with the key.
    """

    village = models.ForeignKey(
        Village, verbose_name="village du dossier", on_delete=models.PROTECT, related_name="enfants"
    )
    compte = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="compte",
        on_delete=models.PROTECT,
        related_name="enfant",
        null=True,
        blank=True,
    )
    prenom = SealedTextField("prénom", max_length=80)
    nom = SealedTextField("nom", max_length=120)
    date_naissance = SealedDateField("date de naissance")
    sexe = SealedTextField("sexe", max_length=16, default="non_precise")
    #: The village's own, which ties its papers together; it identifies nobody here.
    numero_dossier = SealedTextField("numéro de dossier", max_length=40, null=True, blank=True)
    empreinte = models.BinaryField(
        "empreinte d’identité", null=True, blank=True, editable=False, db_index=True
    )
    versions = versions(excluded_fields=["empreinte"])
    objects = EnfantQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.IDENTITE,
        sujet="id",
        enfant="id",
        mur=Mur.ENFANT,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=True,
        compte_enfant=True,
    )

    class Meta:
        verbose_name = "enfant"
        verbose_name_plural = "enfants"
        default_permissions = ()
        permissions = [
            *[
                (f"{action}_{categorie}", f"{action} : {categorie}")
                for categorie in sorted(_DOSSIER)
                for action in (Action.LIRE, Action.ECRIRE)
            ],
            ("lire_incident_transmis", "lire : ce qui a été transmis d’un incident"),
        ]


class Sejour(SealedModel):
    """A child in a house over a period; the database refuses two at once.

    ``fin`` is the day of departure, whose night is not slept there.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="sejours"
    )
    maison = models.ForeignKey(
        Maison, verbose_name="maison", on_delete=models.PROTECT, related_name="sejours"
    )
    #: Of that very house, the database sees to it; none while nobody has said where the child sleeps.
    chambre = models.ForeignKey(
        Chambre,
        verbose_name="chambre",
        on_delete=models.PROTECT,
        related_name="sejours",
        null=True,
        blank=True,
    )
    debut = models.DateField("arrivée")
    fin = models.DateField("départ", null=True, blank=True)
    motif_depassement = SealedTextField(
        "motif du dépassement de capacité", max_length=500, blank=True, default=""
    )
    versions = versions()
    objects = SejourQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.IDENTITE,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "séjour"
        verbose_name_plural = "séjours"
        ordering = ["-debut"]
        indexes = [models.Index(fields=["maison", "debut"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gt=F("debut")), name="sejour_dates_ordonnees"
            ),
            ExclusionConstraint(
                name="sejour_un_seul_a_la_fois",
                expressions=[
                    ("enfant", RangeOperators.EQUAL),
                    (
                        Func(F("debut"), F("fin"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Cet enfant a déjà un séjour à ces dates.",
            ),
        ]


class Absence(SealedModel):
    """Nights away while the stay goes on; who is present tonight is stays minus absences.

    ``fin`` is the day of return, slept at home: back the same day, no night was spent away.
    """

    enfant = models.ForeignKey(
        Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="absences"
    )
    nature = models.CharField("nature", max_length=16, choices=NatureAbsence.choices)
    debut = models.DateField("première nuit absente")
    fin = models.DateField("retour", null=True, blank=True)
    precision = SealedTextField("précision", max_length=500, blank=True, default="")
    versions = versions()
    objects = AbsenceQuerySet.as_manager()

    declaration = Declaration(
        categorie=Categorie.JOURNAL,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=Mur.PAR_ENFANT,
        conservation="dossier_enfant",
        droits="SIU",
        lecture_tracee=False,
    )

    class Meta:
        verbose_name = "absence"
        verbose_name_plural = "absences"
        ordering = ["-debut"]
        indexes = [models.Index(fields=["enfant", "debut"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="absence_dates_ordonnees"
            ),
        ]
