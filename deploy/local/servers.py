"""The servers of the tests and of the bench: those one is given, else private ones."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from urllib.parse import quote, urlsplit, urlunsplit

from deploy.local import places, postgres, redis, sql
from deploy.local.errors import SetupError
from deploy.local.supervisor import Supervisor


@contextmanager
def provided(
    supervisor: Supervisor, purpose: str, settings: Mapping[str, str], environ: Mapping[str, str] = os.environ
) -> Iterator[dict[str, str]]:
    """Yield DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL; remove on exit what was made for them."""
    logs = places.CLONE / "var" / purpose
    logs.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if environ.get("DATABASE_URL") and environ.get("DATABASE_OWNER_URL"):
            addresses = {name: environ[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
        elif environ.get("DATABASE_URL"):
            addresses = stack.enter_context(borrowed(environ["DATABASE_URL"]))
        else:
            server = postgres.start(
                supervisor, purpose, logs / "postgresql.log",
                forced=environ.get("MAISON_POSTGRES", ""), keep=False, settings=settings,
            )  # fmt: skip
            print(f"PostgreSQL {server.binaries.version} ({server.binaries.source}), private", flush=True)
            postgres.create_roles(server, f"maison_{purpose}", createdb=True)
            addresses = {
                "DATABASE_URL": server.address(postgres.APPLICATION, f"maison_{purpose}"),
                "DATABASE_OWNER_URL": server.address(postgres.OWNER, f"maison_{purpose}"),
            }
        broker = environ.get("REDIS_URL") or redis.start(
            supervisor, purpose, logs / "redis.log", forced=environ.get("MAISON_REDIS", "")
        )
        yield {**addresses, "REDIS_URL": broker}


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
        sql.execute(maintenance, [f'DROP DATABASE "{name}" WITH (FORCE)' for name in databases])
        sql.execute(address, [f"DROP ROLE {owner}", f"DROP ROLE {application}"])


def as_role(address: str, role: str, password: str, database: str) -> str:
    """Return ``address`` for another role and database of the same server."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role)}:{quote(password)}@{host}", path=f"/{database}"))
