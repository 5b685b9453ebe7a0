"""System checks: keys missing, weak or shared, and sealed fields that share a label."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from socle.chiffrement.errors import KeyringError
from socle.chiffrement.keyring import decode_key, parse_keyring
from socle.chiffrement.sealing import SealedField

_CONSEIL = "Make one with: python -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())'"


def check_keys(**_kwargs: Any) -> list[CheckMessage]:
    """Verify the keyring, the digest key and the audit key, and that no two are the same."""
    problems: list[CheckMessage] = []
    seen: dict[bytes, str] = {}
    try:
        for identifiant, cle in parse_keyring(settings.TROUSSEAU).items():
            seen[cle] = f"key {identifiant!r} of TROUSSEAU"
    except KeyringError as error:
        problems.append(Error(f"TROUSSEAU: {error}.", hint=_CONSEIL, id="chiffrement.E001"))
    for rang, nom in enumerate(("CLE_EMPREINTE", "CLE_AUDIT"), start=2):
        try:
            cle = decode_key(getattr(settings, nom))
        except KeyringError as error:
            problems.append(Error(f"{nom} {error}.", hint=_CONSEIL, id=f"chiffrement.E00{rang}"))
            continue
        if cle in seen:
            problems.append(Error(f"{nom} repeats {seen[cle]}.", hint=_CONSEIL, id="chiffrement.E004"))
        seen[cle] = nom
    return problems


def check_labels(**_kwargs: Any) -> list[CheckMessage]:
    """Verify that no two sealed fields are bound to one label: their bytes could be exchanged.

    A table of versions repeats the labels of its model. Every app is looked at, whichever is asked:
    the other field may stand anywhere.
    """
    seen: dict[bytes, str] = {}
    problems: list[CheckMessage] = []
    for model in apps.get_models():
        if hasattr(model, "instance_type"):
            continue
        for field in model._meta.concrete_fields:
            if not isinstance(field, SealedField):
                continue
            if (other := seen.setdefault(field.label, str(field))) != str(field):
                problems.append(
                    Error(f"{field} is sealed under the label of {other}.", obj=field, id="chiffrement.E012")
                )
    return problems


def refuse_unsafe_keys() -> None:
    """Stop a server process that would start with unusable keys; Django checks commands only.

    Raises ImproperlyConfigured.
    """
    problems = check_keys()
    if problems:
        raise ImproperlyConfigured(" ".join(problem.msg for problem in problems))
