"""Databases of the bench: made from one migrated template, dropped at the end.

Everything is measured as the application's role, as when serving; except the rivals without any
rule, which are read as the owner, whom row-level security spares.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from config.env import read_database
from deploy.demonstration.peuplement.peuplement import peupler
from tests.bench.models import MODELES


def _owner(base: str | None = None) -> psycopg.Connection[Any]:
    owner = read_database("DATABASE_OWNER_URL")
    return psycopg.connect(
        dbname=base or str(owner["NAME"]),
        user=str(owner["USER"]),
        password=str(owner["PASSWORD"]),
        host=str(owner["HOST"]),
        port=str(owner["PORT"]) or None,
        autocommit=True,
    )


def ouvrir(base: str, *, adresse: str = "DATABASE_URL") -> None:
    """Point the process's connection at a database, as the application unless told."""
    role = read_database(adresse)
    connection.close()
    connection.settings_dict.update(NAME=base, USER=role["USER"], PASSWORD=role["PASSWORD"])


@contextmanager
def en_proprietaire() -> Iterator[None]:
    """Be the owner for a while: to migrate and to COPY."""
    base = str(connection.settings_dict["NAME"])
    ouvrir(base, adresse="DATABASE_OWNER_URL")
    try:
        yield
    finally:
        ouvrir(base)


class Connexion:
    """A connection kept open beside the others, under one role, to put in place of the process's own."""

    ouvertes: ClassVar[list[BaseDatabaseWrapper]] = []

    def __init__(self, base: str, *, adresse: str = "DATABASE_URL") -> None:
        role = read_database(adresse)
        self._connexion = connections.create_connection("default")
        self._connexion.settings_dict = {
            **self._connexion.settings_dict, "NAME": base, "USER": role["USER"], "PASSWORD": role["PASSWORD"]
        }  # fmt: skip
        self.ouvertes.append(self._connexion)

    @contextmanager
    def ici(self) -> Iterator[None]:
        """Make every query go there."""
        ailleurs = connections["default"]
        connections["default"] = self._connexion
        try:
            yield
        finally:
            connections["default"] = ailleurs


class Bases:
    """Makes databases by name from the template, and remembers to drop them."""

    def __init__(self) -> None:
        self.prefixe = f"maison_banc_{os.getpid()}"
        self._creees: list[str] = []

    def _creer(self, suffixe: str, modele: str | None) -> str:
        nom = f"{self.prefixe}_{suffixe}"
        with _owner() as owner:
            ordre = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(nom))
            if modele is not None:
                ordre += sql.SQL(" TEMPLATE {}").format(sql.Identifier(modele))
            owner.execute(ordre)
        self._creees.append(nom)
        return nom

    def preparer(self) -> None:
        """Migrate the template and add the rivals' tables."""
        modele = self._creer("modele", None)
        ouvrir(modele)
        with en_proprietaire():
            call_command("migrate", verbosity=0)
            with connection.schema_editor() as editor:
                for model in MODELES:
                    editor.create_model(model)
            with connection.cursor() as cursor:
                for model in MODELES:
                    cursor.execute(
                        f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{model._meta.db_table}" '
                        f'TO "{settings.ROLE_APPLICATION}"'
                    )
                cursor.execute(
                    f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{settings.ROLE_APPLICATION}"'
                )
        self._modele = modele

    def creer(
        self, suffixe: str, *, villages: int = 0, enfants: int = 0, entrees: int = 0, avance: Any = None
    ) -> tuple[str, list[tuple[str, str]]]:
        """Make a database with so many villages, children and notes; return it and its accounts."""
        base = self._creer(suffixe, self._modele)
        ouvrir(base)
        acces: list[tuple[str, str]] = []
        if villages:
            with en_proprietaire():
                acces = peupler(
                    villages=villages,
                    enfants=enfants,
                    entrees=entrees,
                    graine=1,
                    avance=avance or (lambda nombre: None),
                )
            with _owner(base) as owner:
                owner.execute("VACUUM ANALYZE")
        return base, acces

    def supprimer(self, nom: str | None = None) -> None:
        """Drop one database, or all those that are left."""
        connection.close()
        while Connexion.ouvertes:
            Connexion.ouvertes.pop().close()
        with _owner() as owner:
            for base in [nom] if nom else list(reversed(self._creees)):
                # Not WITH (FORCE), which asks to be allowed to end every process, autovacuum's included:
                # an unprivileged owner is refused when one is at work. A plain DROP ends that one itself.
                owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(base)))
                self._creees.remove(base)
