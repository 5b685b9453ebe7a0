"""The keyring: what wraps the keys, and what an installation may not start with."""

from __future__ import annotations

import base64
import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.checks import Tags, run_checks

from socle.chiffrement.errors import KeyringError, UnknownKekError
from socle.chiffrement.keyring import LocalKeyring, decode_key, parse_keyring, wrapping_context
from socle.outils.identifiants import nouvel_id


def new_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def problems(settings, **changed):
    good = {"TROUSSEAU": [f"k1:{new_key()}"], "CLE_EMPREINTE": new_key(), "CLE_AUDIT": new_key()}
    for name, value in (good | changed).items():
        setattr(settings, name, value)
    return [error for error in run_checks(tags=[Tags.security]) if str(error.id).startswith("chiffrement.")]


def ids(settings, **changed):
    return [error.id for error in problems(settings, **changed)]


def test_good_keys_pass(settings):
    assert problems(settings) == []
    assert problems(settings, TROUSSEAU=[f"k2:{new_key()}", f"k1:{new_key()}"]) == []


IDS = {"TROUSSEAU": "chiffrement.E001", "CLE_EMPREINTE": "chiffrement.E002", "CLE_AUDIT": "chiffrement.E003"}
ZEROS = base64.b64encode(bytes(32)).decode()
TYPED = base64.b64encode(b"motdepasse-motdepasse-motdepasse").decode()
COUNTED = base64.b64encode(bytes(range(8)) * 4).decode()
SHORT = base64.b64encode(os.urandom(16)).decode()
LONG = base64.b64encode(os.urandom(64)).decode()


@pytest.mark.parametrize(
    "bad",
    ["", "pas du base64 !", ZEROS, TYPED, COUNTED, SHORT, LONG],
    ids=["empty", "not base64", "zeros", "typed", "counted", "short", "long"],
)
@pytest.mark.parametrize("name", ["TROUSSEAU", "CLE_EMPREINTE", "CLE_AUDIT"])
def test_a_missing_short_or_default_key_is_an_error_that_does_not_show_it(settings, name, bad):
    found = problems(settings, **{name: [f"k1:{bad}"] if name == "TROUSSEAU" else bad})
    assert [error.id for error in found] == [IDS[name]]
    assert not bad or bad not in found[0].msg


@pytest.mark.parametrize(
    "trousseau",
    [[], ["sans-deux-points"], [f":{new_key()}"], [f"a b:{new_key()}"]],
    ids=["none", "no colon", "no name", "bad name"],
)
def test_a_malformed_keyring_is_an_error(settings, trousseau):
    assert ids(settings, TROUSSEAU=trousseau) == ["chiffrement.E001"]


def test_repeated_keys_and_identifiers_are_errors(settings):
    key, other = new_key(), new_key()
    for trousseau in ([f"k1:{key}", f"k2:{key}"], [f"k1:{key}", f"k1:{other}"]):
        assert ids(settings, TROUSSEAU=trousseau) == ["chiffrement.E001"]
    assert ids(settings, TROUSSEAU=[f"k1:{key}"], CLE_AUDIT=key) == ["chiffrement.E004"]
    assert ids(settings, CLE_EMPREINTE=key, CLE_AUDIT=key) == ["chiffrement.E004"]


def test_a_wrapped_key_opens_under_its_kek_and_context_only():
    keyring = LocalKeyring(parse_keyring([f"k1:{new_key()}"]))
    context = wrapping_context(nouvel_id(), "enfant", 1)
    wrapped = keyring.wrap(b"k" * 32, context)
    assert keyring.unwrap("k1", wrapped, context) == b"k" * 32
    for bad in (wrapped[:-1], wrapped[:-1] + bytes([wrapped[-1] ^ 1]), b""):
        with pytest.raises(KeyringError):
            keyring.unwrap("k1", bad, context)
    with pytest.raises(KeyringError):
        keyring.unwrap("k1", wrapped, wrapping_context(nouvel_id(), "enfant", 1))
    with pytest.raises(UnknownKekError):
        keyring.unwrap("k2", wrapped, context)


def test_the_first_key_is_active_and_older_ones_still_open():
    old, new = f"vieux:{new_key()}", f"neuf:{new_key()}"
    wrapped = LocalKeyring(parse_keyring([old])).wrap(b"k" * 32, b"contexte")
    keyring = LocalKeyring(parse_keyring([new, old]))
    assert keyring.active == "neuf"
    assert keyring.unwrap("vieux", wrapped, b"contexte") == b"k" * 32


def test_a_random_key_is_never_taken_for_a_default():
    assert all(decode_key(new_key()) for _ in range(2000))


@pytest.mark.parametrize(
    ("bad", "started"),
    [(None, True), (SHORT, False), (ZEROS, False), ("", False)],
    ids=["good", "short", "zeros", "empty"],
)
def test_a_server_does_not_start_without_good_keys(bad, started):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    if bad is not None:
        environment["MAISON_CLE_AUDIT"] = bad
    process = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        check=False,
        env=environment,
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert (process.returncode == 0) is started, process.stderr
    assert started or "ImproperlyConfigured: CLE_AUDIT" in process.stderr
