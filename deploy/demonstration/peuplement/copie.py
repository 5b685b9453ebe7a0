"""COPY into the tables of models, values sealed by the fields themselves.

PostgreSQL refuses COPY to a role subject to row-level security: these helpers run as the owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from socle.chiffrement.fields import SealedField
from socle.chiffrement.keys import KeyScope, SubjectKey, current_scope
from socle.chiffrement.models import sealed_fields

_TAILLE = re.compile(r"\(\d+\)")


class Porteur:
    """Stands for a row that is not loaded: the key and the binding its values are sealed under."""

    __slots__ = ("_paire",)

    def __init__(self, key: SubjectKey, ident: UUID, sujet_id: UUID) -> None:
        self._paire = key, ident.bytes + sujet_id.bytes

    def scellement(self, scope: KeyScope) -> tuple[SubjectKey, bytes]:
        return self._paire


@cache
def _sealed(model: type[models.Model]) -> tuple[SealedField, ...]:
    return tuple(sealed_fields(model))


def sceller(model: type[models.Model], ident: UUID, sujet_id: UUID, **clairs: Any) -> dict[str, bytes | None]:
    """Return every sealed column of a row to write, from clear values or the fields' defaults."""
    porteur = Porteur(current_scope().key(sujet_id), ident, sujet_id)
    valeurs = {
        field: clairs[field.attname] if field.attname in clairs else field.get_default()
        for field in _sealed(model)
    }
    return {
        field.attname: None if valeur is None else field.seal(porteur, valeur)
        for field, valeur in valeurs.items()
    }


@cache
def _colonnes(model: type[models.Model]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    statement = (
        f"COPY {quote(model._meta.db_table)} ({', '.join(quote(str(field.column)) for field in fields)}) "
        "FROM STDIN (FORMAT BINARY)"
    )
    types = tuple(_TAILLE.sub("", str(field.db_type(connection))) for field in fields)
    return statement, tuple(field.attname for field in fields), types


def copier(model: type[models.Model], lignes: Iterable[dict[str, Any]]) -> None:
    """Write rows given as dictionaries of columns; every column is named by the caller."""
    statement, noms, types = _colonnes(model)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for ligne in lignes:
            copy.write_row([ligne[nom] for nom in noms])


def verser_versions(model: type[models.Model]) -> None:
    """Write the first version of each row that has none: the same bytes, opened the same way."""
    historique = model.versions.model  # type: ignore[attr-defined]
    quote = connection.ops.quote_name
    colonnes = [
        quote(field.column)
        for field in historique._meta.concrete_fields
        if not field.name.startswith("history_")
    ]
    source, cible = quote(model._meta.db_table), quote(historique._meta.db_table)
    champs = ", ".join(colonnes)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {cible} ({champs}, history_id, history_date, history_type) "  # noqa: S608
            f"SELECT {champs}, gen_random_uuid(), now(), '+' FROM {source} AS nouvelle "
            f"WHERE NOT EXISTS (SELECT 1 FROM {cible} AS connue WHERE connue.id = nouvelle.id)"
        )


@contextmanager
def sans_index(modeles: Iterable[type[models.Model]]) -> Iterator[None]:
    """Put aside the foreign keys and plain indexes of some tables, and make them anew at the end.

    One pass over the written rows checks what millions of single checks would have.
    """
    tables = [model._meta.db_table for model in modeles]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname), "
            "format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, "
            "pg_get_constraintdef(oid)) "
            "FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s) "
            "UNION ALL "
            "SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid) "
            "FROM pg_index WHERE NOT indisunique AND indrelid::regclass::text = ANY(%s)",
            [tables, tables],
        )
        ordres = cursor.fetchall()
        # Checks still pending would forbid to alter the tables they touch.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for retrait, _ in ordres:
            cursor.execute(retrait)
    yield
    with connection.cursor() as cursor:
        for _, retour in ordres:
            cursor.execute(retour)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
