"""Rows of the sandbox, and ways to touch the database behind the fields' back."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.keys import active_scope, creer_cle, key_scope
from socle.chiffrement.models import CleSujet
from tests.chiffrement.bac.models import Note, Personne


@contextmanager
def open_transaction() -> Iterator[None]:
    """A transaction with its keys open, as a request has."""
    with transaction.atomic(), key_scope():
        yield


@contextmanager
def fresh_keys() -> Iterator[None]:
    """Another scope in the same transaction, as the next request would have."""
    token = active_scope.set(None)
    try:
        with key_scope():
            yield
    finally:
        active_scope.reset(token)


@contextmanager
def rolled_back() -> Iterator[None]:
    """A savepoint that does not end well."""
    try:
        with transaction.atomic():
            yield
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass


def make_personne(**champs):
    personne = Personne(**({"nom": "Zoé Canari"} | champs))
    creer_cle(personne.id, NatureSujet.ENFANT)
    personne.save()
    return personne


def make_note(personne=None, **champs):
    return Note.objects.create(personne=personne or make_personne(), **champs)


def stored(instance, champ):
    """Return the bytes a table holds for one field."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {champ} FROM {instance._meta.db_table} WHERE {instance._meta.pk.column} = %s",
            [instance.pk],
        )
        return cursor.fetchone()[0]


def plant(instance, champ, octets):
    """Write bytes in a table, as someone who holds the database would."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {instance._meta.db_table} SET {champ} = %s WHERE id = %s", [octets, instance.id]
        )


def lose_kek(sujet_id: uuid.UUID) -> None:
    """Have a key wrapped by a key-encryption key that nobody holds."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cles.cle_sujet SET kek = 'perdue' WHERE id = %s", [sujet_id])


def destroy(sujet_id: uuid.UUID) -> None:
    """Erase a key, as another process would."""
    CleSujet.objects.filter(pk=sujet_id).update(cle_enveloppee=None, detruite_le="2026-01-01T00:00Z")
