"""Tables for the tests of sealing: one subject, its notes, and what refers to them."""

from __future__ import annotations

from django.db import models

from socle.chiffrement.fields import SealedDateField, SealedDecimalField, SealedJSONField, SealedTextField
from socle.chiffrement.models import SealedModel
from socle.chiffrement.versions import TrackedManager, versions
from socle.outils.declarations import Categorie, Declaration, Mur


def _declaration(sujet: str | None) -> Declaration:
    return Declaration(
        categorie=Categorie.TECHNIQUE,
        sujet=sujet,
        enfant=None,
        mur=Mur.SANS,
        conservation="test",
        droits="SIUD",
        lecture_tracee=False,
    )


class Personne(SealedModel):
    """Its own subject."""

    nom = SealedTextField("nom", max_length=40)
    naissance = SealedDateField("naissance", null=True, blank=True)
    village = models.IntegerField("village", default=0)

    declaration = _declaration("id")

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"


class Note(SealedModel):
    """A record about a person, with every kind of sealed field, tracked."""

    personne = models.ForeignKey(
        Personne, on_delete=models.CASCADE, verbose_name="personne", related_name="notes"
    )
    titre = SealedTextField("titre", max_length=80, blank=True)
    texte = SealedTextField("texte", max_length=5000, blank=True)
    jour = SealedDateField("jour", null=True, blank=True)
    poids = SealedDecimalField("poids", max_digits=12, decimal_places=4, null=True, blank=True)
    details = SealedJSONField("détails", null=True, blank=True)
    categorie = models.CharField("catégorie", max_length=20, default="journal")

    declaration = _declaration("personne_id")
    objects = TrackedManager()
    versions = versions()

    class Meta:
        verbose_name = "note"
        verbose_name_plural = "notes"


class Libre(SealedModel):
    """Sealed but not tracked: bulk writes are allowed."""

    personne_id = models.UUIDField("personne")
    texte = SealedTextField("texte", null=True, blank=True)

    declaration = _declaration("personne_id")

    class Meta:
        verbose_name = "libre"
        verbose_name_plural = "libres"


class Etiquette(models.Model):
    """In clear, pointing at a sealed record: names are reached through its joins."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, verbose_name="note")

    declaration = _declaration(None)

    class Meta:
        verbose_name = "étiquette"
        verbose_name_plural = "étiquettes"
