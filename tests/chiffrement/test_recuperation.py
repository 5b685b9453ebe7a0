"""The recovery kit: what is printed can be typed back, and a slip of the pen is located."""

from __future__ import annotations

import base64
import io
import os

import pytest
from django.core.management import CommandError, call_command

from socle.chiffrement.keyring import parse_keyring
from socle.chiffrement.recuperation import read_keys, write_key


def new_kek(identifiant):
    return f"{identifiant}:{base64.b64encode(os.urandom(32)).decode()}"


@pytest.fixture
def kit(settings, capsys):
    settings.TROUSSEAU = [new_kek("2026-a"), new_kek("2025")]
    call_command("kit_de_recuperation")
    return capsys.readouterr().out


def verify(texte, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(texte))
    call_command("kit_de_recuperation", "--verifier")


def test_the_kit_fits_a_page_and_says_what_it_is(kit, settings):
    lignes = kit.splitlines()
    assert len(lignes) < 60
    assert max(map(len, lignes)) <= 80
    assert "Clé 2026-a" in lignes
    assert settings.TROUSSEAU[0].split(":")[1] not in kit


def test_the_whole_page_typed_back_is_confirmed(kit, monkeypatch, capsys):
    verify(kit, monkeypatch)
    assert "2 clé(s) conforme(s)" in capsys.readouterr().out


def test_small_letters_and_other_spaces_are_accepted(kit, monkeypatch):
    lignes = [
        " ".join(ligne.split()) if "/" in ligne or "somme" in ligne else ligne for ligne in kit.splitlines()
    ]
    verify("\n".join(lignes).lower(), monkeypatch)


def test_a_wrong_digit_is_located(kit, monkeypatch):
    lignes = kit.splitlines()
    rang = next(i for i, ligne in enumerate(lignes) if ligne.strip().startswith("3 :"))
    chiffre = lignes[rang][11]
    lignes[rang] = lignes[rang][:11] + ("0" if chiffre != "0" else "1") + lignes[rang][12:]
    with pytest.raises(CommandError, match="clé 2026-a, ligne 3"):
        verify("\n".join(lignes), monkeypatch)


def test_a_missing_line_is_noticed(kit, monkeypatch):
    lignes = [ligne for ligne in kit.splitlines() if not ligne.strip().startswith("2 :")]
    with pytest.raises(CommandError, match="2026-a, somme"):
        verify("\n".join(lignes), monkeypatch)


def test_a_missing_key_and_another_s_kit_are_noticed(kit, monkeypatch, settings):
    with pytest.raises(CommandError, match="Il manque au kit : 2025"):
        verify(kit[: kit.index("Clé 2025")], monkeypatch)
    settings.TROUSSEAU = [new_kek("2026-a"), new_kek("2025")]
    with pytest.raises(CommandError, match="n’est pas celle du trousseau"):
        verify(kit, monkeypatch)
    with pytest.raises(CommandError, match="Il manque"):
        verify("", monkeypatch)


def test_an_unusable_keyring_prints_no_kit(settings):
    settings.TROUSSEAU = ["k1:court"]
    with pytest.raises(CommandError, match="inutilisable"):
        call_command("kit_de_recuperation")


def test_any_key_is_written_and_read_back():
    for rang in range(200):
        cles = parse_keyring([new_kek(f"k{rang}")])
        assert read_keys(write_key(f"k{rang}", cles[f"k{rang}"])) == cles
