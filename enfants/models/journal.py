"""The daily log: notes, their frozen versions, drafts, and who has read them.

A note never changes: its versions are appended and frozen by the database. For ten minutes
its author may take it back; then it is signed, and a correction is a new version with its
reason. One text shared by several children is sealed once per child, under each child's key.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from enfants.enums import NatureNote, Theme
from enfants.models.dossier import Enfant
from enfants.querysets import BrouillonQuerySet, LectureQuerySet, NoteQuerySet, VersionNoteQuerySet
from socle.chiffrement.fields import SealedJSONField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import versions
from socle.outils.declarations import Categorie, Declaration, Mur
from villages.models import Maison

DELAI_ANNULATION = timedelta(minutes=10)
#: Characters one may type; what is stored is longer, names of children having become tokens.
LONGUEUR_MAX = 20_000


def _journal(droits: str, *, mur: Mur = Mur.PAR_ENFANT) -> Declaration:
    return Declaration(
        categorie=Categorie.JOURNAL,
        sujet="enfant_id",
        enfant="enfant_id",
        mur=mur,
        conservation="dossier_enfant",
        droits=droits,
        lecture_tracee=True,
    )


def _themes() -> ArrayField:
    return ArrayField(
        models.CharField(max_length=16, choices=Theme.choices),
        verbose_name="thèmes",
        default=list,
        blank=True,
    )


class NoteJournal(SealedModel):
    """One note in one child's file. ``lot`` is common to the notes of one submission: a double
    submit meets the unique constraint and changes nothing.
    """

    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="notes")
    maison = models.ForeignKey(Maison, verbose_name="maison", on_delete=models.PROTECT, related_name="notes")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    nature = models.CharField("nature", max_length=16, choices=NatureNote.choices)
    lot = models.UUIDField("envoi")
    jour = models.DateField("jour")
    ecrite_le = models.DateTimeField("écrite le")
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    #: Of the current version, repeated here for lists and filters.
    version = models.PositiveSmallIntegerField("version", default=1)
    themes = _themes()
    importante = models.BooleanField("importante", default=False)
    versions = versions()
    objects = NoteQuerySet.as_manager()

    declaration = _journal("SIU")

    class Meta:
        verbose_name = "note du journal"
        verbose_name_plural = "notes du journal"
        default_permissions = ()
        indexes = [
            models.Index(fields=["enfant", "-jour", "-id"], name="note_fil_de_vie"),
            models.Index(fields=["maison", "-jour"], name="note_par_maison"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["lot", "enfant"], name="note_une_par_envoi_et_enfant"),
        ]

    @property
    def signee_le(self) -> datetime:
        """The moment the note can no longer be taken back."""
        return self.ecrite_le + DELAI_ANNULATION

    @property
    def est_signee(self) -> bool:
        return timezone.now() >= self.signee_le


class VersionNote(SealedModel):
    """The words of a note, as written at one moment; rows are only ever added.

    ``texte`` may be shared by the notes of one submission, ``complement`` is this child's own.
    """

    note = models.ForeignKey(
        NoteJournal, verbose_name="note", on_delete=models.PROTECT, related_name="redactions"
    )
    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="+")
    numero = models.PositiveSmallIntegerField("numéro")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.PROTECT, related_name="+"
    )
    ecrite_le = models.DateTimeField("écrite le")
    texte = SealedTextField("texte", blank=True, default="")
    complement = SealedTextField("pour cet enfant", blank=True, default="")
    humeur = SealedTextField("humeur", max_length=16, blank=True, default="")
    motif = SealedTextField("motif de la correction", max_length=500, blank=True, default="")
    rien_de_particulier = models.BooleanField("rien de particulier", default=False)
    themes = _themes()
    importante = models.BooleanField("importante", default=False)
    objects = VersionNoteQuerySet.as_manager()

    declaration = _journal("SI")

    class Meta:
        verbose_name = "version d’une note"
        verbose_name_plural = "versions d’une note"
        default_permissions = ()
        constraints = [
            #: Two people who correct the same version meet here: the second is shown both.
            models.UniqueConstraint(fields=["note", "numero"], name="version_note_numero_unique"),
            models.CheckConstraint(condition=Q(numero__gte=1), name="version_note_numero_positif"),
        ]


class Brouillon(SealedModel):
    """What an author is writing about one child for one day, saved on the server as they type."""

    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.CASCADE, related_name="+"
    )
    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.CASCADE, related_name="+")
    maison = models.ForeignKey(Maison, verbose_name="maison", on_delete=models.PROTECT, related_name="+")
    jour = models.DateField("jour")
    modifie_le = models.DateTimeField("modifié le")
    contenu = SealedJSONField("contenu")
    objects = BrouillonQuerySet.as_manager()

    declaration = _journal("SIUD", mur=Mur.AUTEUR)

    class Meta:
        verbose_name = "brouillon"
        verbose_name_plural = "brouillons"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["auteur", "enfant", "jour"], name="brouillon_un_par_jour"),
        ]


class BrouillonCorrection(SealedModel):
    """The correction an author is writing of one note, its reason included, saved as they type.

    ``version_lue`` is the version they had before their eyes: a later one is shown beside their words.
    """

    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="auteur", on_delete=models.CASCADE, related_name="+"
    )
    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.CASCADE, related_name="+")
    note = models.ForeignKey(NoteJournal, verbose_name="note", on_delete=models.CASCADE, related_name="+")
    version_lue = models.PositiveSmallIntegerField("version lue")
    modifie_le = models.DateTimeField("modifié le")
    contenu = SealedJSONField("contenu")
    objects = BrouillonQuerySet.as_manager()

    declaration = _journal("SIUD", mur=Mur.AUTEUR)

    class Meta:
        verbose_name = "brouillon d’une correction"
        verbose_name_plural = "brouillons d’une correction"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["auteur", "note"], name="brouillon_correction_unique"),
            models.CheckConstraint(condition=Q(version_lue__gte=1), name="brouillon_version_lue_positive"),
        ]


class LectureNote(SealedModel):
    """A read receipt of the relay: this person has read this note."""

    note = models.ForeignKey(
        NoteJournal, verbose_name="note", on_delete=models.PROTECT, related_name="lectures"
    )
    enfant = models.ForeignKey(Enfant, verbose_name="enfant", on_delete=models.PROTECT, related_name="+")
    lecteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="lecteur", on_delete=models.PROTECT, related_name="+"
    )
    lue_le = models.DateTimeField("lue le")
    objects = LectureQuerySet.as_manager()

    declaration = _journal("SI")

    class Meta:
        verbose_name = "accusé de lecture"
        verbose_name_plural = "accusés de lecture"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["note", "lecteur"], name="lecture_une_par_personne"),
        ]
