"""Rotation of the key-encryption key: subjects' keys are wrapped anew, values are not touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from socle.chiffrement.errors import KeyringError
from socle.chiffrement.keyring import Keyring, current_keyring, wrapping_context
from socle.chiffrement.models import CleSujet

_ZERO = UUID(int=0)


@dataclass
class Lot:
    """What one transaction did: keys wrapped anew, and subjects whose key does not open."""

    faites: int
    fermees: list[UUID]


def cles_a_tourner() -> QuerySet[CleSujet]:
    """Return the living keys that are not under the active key-encryption key."""
    return CleSujet.objects.filter(detruite_le__isnull=True).exclude(kek=current_keyring().active)


def tourner_cles(*, taille_lot: int, simuler: bool) -> Iterator[Lot]:
    """Wrap every key under the active key-encryption key, one short transaction per batch.

    Killed at any point, it has lost nothing and takes up where it was: what remains to do is what
    the table says. With ``simuler`` each key is opened and nothing is written.
    """
    keyring = current_keyring()
    dernier = _ZERO
    while True:
        with transaction.atomic():
            a_faire = cles_a_tourner().filter(pk__gt=dernier).order_by("pk")
            lignes = list(a_faire.select_for_update(no_key=True)[:taille_lot])
            if not lignes:
                return
            dernier = lignes[-1].pk
            lot = _rewrap(keyring, lignes, simuler=simuler)
        yield lot


def _rewrap(keyring: Keyring, lignes: list[CleSujet], *, simuler: bool) -> Lot:
    tournees, fermees = [], []
    for ligne in lignes:
        contexte = wrapping_context(ligne.pk, ligne.nature, ligne.generation)
        try:
            cle = keyring.unwrap(ligne.kek, bytes(ligne.cle_enveloppee or b""), contexte)
        except KeyringError:
            fermees.append(ligne.pk)
            continue
        ligne.cle_enveloppee = keyring.wrap(cle, contexte)
        ligne.kek = keyring.active
        tournees.append(ligne)
    if not simuler:
        CleSujet.objects.bulk_update(tournees, ["cle_enveloppee", "kek"])
    return Lot(faites=len(tournees), fermees=fermees)
