"""Typed, strict readers of the environment.

A missing or malformed value is an error at start, never a silent default. Every reader
also accepts ``NAME_FILE``, the path of a file that holds the value (systemd credentials,
container secrets); giving both is a contradiction and refused.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_MISSING = object()


def read_str(name: str, default: object = _MISSING) -> str:
    """Return the text of ``name`` (or of the file ``name_FILE`` points at).

    Raises ImproperlyConfigured when it is absent without default, or given twice.
    """
    direct, by_file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if direct is not None and by_file is not None:
        raise ImproperlyConfigured(f"{name} and {name}_FILE contradict each other: keep one.")
    if by_file is not None:
        try:
            return Path(by_file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from error
    if direct is not None:
        return direct.strip()
    if default is _MISSING:
        raise ImproperlyConfigured(f"{name} is required in the environment (or {name}_FILE).")
    return str(default)


def read_bool(name: str, default: object = _MISSING) -> bool:
    """Return true for 1/true/yes/oui and false for 0/false/no/non; anything else is an error."""
    value = read_str(name, default).lower()
    if value in {"1", "true", "yes", "oui"}:
        return True
    if value in {"0", "false", "no", "non"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def read_int(name: str, default: object = _MISSING) -> int:
    """Return the whole number of ``name``."""
    value = read_str(name, default)
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def read_address(name: str, schemes: set[str]) -> str:
    """Return the address of ``name``, or nothing; anything but one of these schemes is an error."""
    value = read_str(name, "")
    parts = urlsplit(value)
    if value and (
        parts.scheme not in schemes or not (parts.path if parts.scheme == "unix" else parts.hostname)
    ):
        raise ImproperlyConfigured(f"{name} must be an address like {' or '.join(sorted(schemes))}://….")
    return value


def read_list(name: str, default: object = _MISSING) -> list[str]:
    """Return the comma-separated items of ``name``, without empties."""
    return [item.strip() for item in read_str(name, default).split(",") if item.strip()]


def parse_database(url: str, name: str) -> dict[str, object]:
    """Turn ``postgresql://user:password@host:port/base?host=/socket/dir`` into Django settings.

    Only PostgreSQL is accepted: the guarantees (row-level security, exclusion constraints,
    append-only triggers) live there. A server that does not answer is given five seconds, unless
    the address says otherwise with ``connect_timeout``.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must be a postgresql:// address.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    database: dict[str, object] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or query.pop("port", "")),
    }
    if not database["NAME"]:
        raise ImproperlyConfigured(f"{name} names no database.")
    database["OPTIONS"] = {"connect_timeout": "5"} | query
    return database


def read_database(name: str) -> dict[str, object]:
    """Read and parse a database address, see :func:`parse_database`."""
    return parse_database(read_str(name), name)


def parse_bucket(url: str, name: str) -> dict[str, str]:
    """Turn ``https://key:secret@host:port/bucket/prefix?region=…`` into what opens a bucket.

    The keys are percent-encoded. Without TLS only this machine itself is accepted: what is sent is
    sealed, the keys of the bucket are not.
    """
    parts = urlsplit(url)
    seau, _, prefixe = unquote(parts.path.strip("/")).partition("/")
    known = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if parts.scheme not in {"http", "https"} or not (parts.hostname and seau):
        raise ImproperlyConfigured(f"{name} must be an address like https://key:secret@host/bucket.")
    if not (parts.username and parts.password):
        raise ImproperlyConfigured(f"{name} holds no key and secret.")
    if known.keys() - {"region"}:
        raise ImproperlyConfigured(f"{name} knows no option but region.")
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
        raise ImproperlyConfigured(f"{name} must be https: only this machine is spoken to without TLS.")
    return {
        "serveur": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        "region": known.get("region", "us-east-1"),
        "cle": unquote(parts.username),
        "secret": unquote(parts.password),
        "seau": seau,
        "prefixe": f"{prefixe}/" if prefixe else "",
    }


def read_bucket(name: str) -> dict[str, str]:
    """Read and parse the address of a bucket, see :func:`parse_bucket`; empty without one."""
    value = read_str(name, "")
    return parse_bucket(value, name) if value else {}


def parse_mail(url: str, name: str) -> dict[str, object]:
    """Turn ``smtps://user:password@host:port`` into what reaches a mail server.

    ``smtps`` is TLS from the first byte, ``smtp`` asks for it (STARTTLS) and goes no further without;
    only this machine itself is spoken to in clear. User and password are percent-encoded, or absent.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured(f"{name} must be an address like smtps://user:password@host:465.")
    if bool(parts.username) is not bool(parts.password):
        raise ImproperlyConfigured(f"{name} holds a user and a password, or neither.")
    here = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    return {
        "host": parts.hostname,
        "port": parts.port or {"smtp": 25 if here else 587, "smtps": 465}[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp" and not here,
    }


def read_mail(name: str) -> dict[str, object]:
    """Read and parse the address of a mail server, see :func:`parse_mail`; empty without one."""
    value = read_str(name, "")
    return parse_mail(value, name) if value else {}


def read_sms(name: str) -> str:
    """Return the address a text message is posted to, or nothing without one.

    The token travels with each message: only this machine itself is spoken to in clear, and the address
    holds no user or password of its own.
    """
    value = read_address(name, {"http", "https"})
    parts = urlsplit(value)
    if parts.username or parts.password or parts.fragment:
        raise ImproperlyConfigured(f"{name} holds no user, password or fragment: the token is apart.")
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
        raise ImproperlyConfigured(f"{name} must be https: only this machine is spoken to without TLS.")
    return value


def celery_broker(address: str) -> str:
    """Return a Redis address as Celery reads it: a socket is ``unix://`` to redis-py, not to Celery."""
    if address.startswith("unix://"):
        return address.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    return address
