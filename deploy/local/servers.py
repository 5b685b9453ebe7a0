"""The servers of the tests and of the bench: those one is given, else private ones."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote, urlsplit, urlunsplit

from deploy.local import places, postgres, redis, sql
from deploy.local.errors import SetupError
from deploy.local.supervisor import Supervisor


@contextmanager
def provided(
    supervisor: Supervisor, purpose: str, settings: Mapping[str, str], environ: Mapping[str, str] = os.environ
) -> Iterator[dict[str, str]]:
    """Yield DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL for one run."""
    if environ.get("DATABASE_URL") and not environ.get("DATABASE_OWNER_URL"):
        with borrowed(environ["DATABASE_URL"]) as addresses:
            yield start(supervisor, purpose, settings, {**environ, **addresses})
    else:
        yield start(supervisor, purpose, settings, environ)


def start(
    supervisor: Supervisor, purpose: str, settings: Mapping[str, str], environ: Mapping[str, str]
) -> dict[str, str]:
    """Return the addresses of ``environ``, starting a private server for each one that is missing."""
    logs = places.CLONE / "var" / purpose
    logs.mkdir(parents=True, exist_ok=True)
    names = ("DATABASE_URL", "DATABASE_OWNER_URL")
    if all(environ.get(name) for name in names):
        addresses = {name: environ[name] for name in names}
    else:
        server = postgres.start(
            supervisor, purpose, logs / "postgresql.log",
            forced=environ.get("MAISON_POSTGRES", ""), keep=False, settings=settings,
        )  # fmt: skip
        print(f"PostgreSQL {server.binaries.version} ({server.binaries.source}), private", flush=True)
        database = f"maison_{purpose.replace('-', '_')}"
        postgres.create_roles(server, database, createdb=True)
        addresses = {
            "DATABASE_URL": server.address(postgres.APPLICATION, database),
            "DATABASE_OWNER_URL": server.address(postgres.OWNER, database),
        }
    broker = environ.get("REDIS_URL") or redis.start(
        supervisor, purpose, logs / "redis.log", forced=environ.get("MAISON_REDIS", "")
    )
    return {**addresses, "REDIS_URL": broker}


@contextmanager
def borrowed(address: str) -> Iterator[dict[str, str]]:
    """Make two roles and a database of unique names on the server one was given; drop them on exit."""
    token, password = f"maison_{secrets.token_hex(4)}", secrets.token_urlsafe(24)
    owner, application = f"{token}_proprietaire", f"{token}_application"
    roles = [
        f"CREATE ROLE {owner} LOGIN CREATEDB PASSWORD '{password}'",
        f"CREATE ROLE {application} LOGIN PASSWORD '{password}'",
    ]
    try:
        sql.execute(address, roles)
    except SetupError as error:
        raise SetupError(
            f"{error}\nDATABASE_URL must name a role that may create roles and databases; or give the "
            "application's address in DATABASE_URL and its owner's in DATABASE_OWNER_URL; or neither."
        ) from error
    maintenance = as_role(address, owner, password, "postgres")
    try:
        sql.execute(maintenance, [f"CREATE DATABASE {token}"])
        yield {
            "DATABASE_URL": as_role(address, application, password, token),
            "DATABASE_OWNER_URL": as_role(address, owner, password, token),
        }
    finally:
        owned = "SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = current_user"
        databases = [row[0] for row in sql.execute(maintenance, [owned])]
        # Not WITH (FORCE): an unprivileged owner is refused when autovacuum is at work in the database.
        sql.execute(maintenance, [f'DROP DATABASE "{name}"' for name in databases])
        sql.execute(address, [f"DROP ROLE {owner}", f"DROP ROLE {application}"])


def as_role(address: str, role: str, password: str, database: str) -> str:
    """Return ``address`` for another role and database of the same server."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role)}:{quote(password)}@{host}", path=f"/{database}"))
