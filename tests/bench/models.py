"""Ours and the rivals, each written as a user of it would."""

from __future__ import annotations

from django.db import models
from encrypted_fields.fields import EncryptedTextField

from socle.chiffrement.fields import SealedTextField
from socle.chiffrement.models import SealedModel
from socle.outils.declarations import Categorie, Declaration, Mur


class LigneScellee(SealedModel):
    """Ours: five sealed fields under the key of a subject."""

    sujet_id = models.UUIDField()
    a = SealedTextField()
    b = SealedTextField()
    c = SealedTextField()
    d = SealedTextField()
    e = SealedTextField()

    declaration = Declaration(
        categorie=Categorie.TECHNIQUE,
        sujet="sujet_id",
        enfant=None,
        mur=Mur.SANS,
        conservation="banc",
        droits="SIUD",
        lecture_tracee=False,
    )


class LigneBrute(models.Model):
    """The floor: five columns of bytes, opened by the bare primitive with keys at hand."""

    sujet_id = models.UUIDField()
    a = models.BinaryField()
    b = models.BinaryField()
    c = models.BinaryField()
    d = models.BinaryField()
    e = models.BinaryField()


class LigneFernet(models.Model):
    """django-fernet-encrypted-fields, one key for everything."""

    sujet_id = models.UUIDField()
    a = EncryptedTextField()
    b = EncryptedTextField()
    c = EncryptedTextField()
    d = EncryptedTextField()
    e = EncryptedTextField()


class EnfantParObjet(models.Model):
    """The table of children as django-guardian sees it: its shortcuts stumble on our own grants."""

    id = models.UUIDField(primary_key=True)

    class Meta:
        managed = False
        db_table = "enfants_enfant"


class TeteDeChaine(models.Model):
    """Where a chain written inside each transaction ends; locked by each writer."""

    sequence = models.BigIntegerField()
    sceau = models.BinaryField()


class MaillonEnLigne(models.Model):
    """One entry of that chain."""

    sequence = models.BigIntegerField()
    precedent = models.BinaryField()
    sceau = models.BinaryField()
    objet = models.UUIDField()
    acteur = models.UUIDField()


#: Made in the bench's database only, by the owner, and open to the application.
MODELES = (LigneScellee, LigneBrute, LigneFernet, TeteDeChaine, MaillonEnLigne)
