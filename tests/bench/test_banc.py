"""The bench runs, whole, at sizes where its times mean nothing: only what it reports is looked at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.env import read_database

RACINE = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def rapport(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    fichier = tmp_path_factory.mktemp("banc") / "banc.json"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.bench",
        "MAISON_BASE": "application",
    }
    resultat = subprocess.run(
        [sys.executable, "manage.py", "banc", "--court", "--json", str(fichier)],
        cwd=RACINE, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert resultat.returncode == 0, resultat.stderr
    assert "verdict" in resultat.stdout
    return json.loads(fichier.read_text(encoding="utf-8"))


def test_every_figure_of_the_table_is_reported_with_its_target(rapport: dict[str, Any]) -> None:
    cibles = {comparaison["cible"] for figure in rapport["figures"] for comparaison in figure["comparaisons"]}
    assert {"≤ 2.2", "≥ 3", "≤ 2", "≥ 5", "≥ 0.85", "≤ 1.3", "≤ 2.5"} <= cibles
    assert rapport["court"] is True


def test_searching_a_name_and_receiving_siblings_are_measured(rapport: dict[str, Any]) -> None:
    par_nom = {figure["nom"]: figure for figure in rapport["figures"]}
    rapports = {c["rapport"]: c["cible"] for c in par_nom["recherche"]["comparaisons"]}
    assert rapports == {"nom et prénom / plancher": "≤ 2", "une faute de frappe / plancher": "≤ 2"}
    assert par_nom["où accueillir"]["faits"] == {"grand village : réponse complète": True}


def test_the_figures_of_incidents_are_measured_against_their_bare_aggregates(rapport: dict[str, Any]) -> None:
    par_nom = {figure["nom"]: figure for figure in rapport["figures"]}
    rapports = {c["rapport"]: c["cible"] for c in par_nom["tableau des incidents"]["comparaisons"]}
    assert rapports == {"page du recueil / agrégats sans mur": "≤ 3"}


def test_each_variant_has_its_smallest_middle_and_greatest_time(rapport: dict[str, Any]) -> None:
    mesures = [mesure for figure in rapport["figures"] for mesure in figure["mesures"]]
    assert len(mesures) >= 14
    for mesure in mesures:
        assert 0 < mesure["min"] <= mesure["mediane"] <= mesure["max"]


def test_what_is_true_or_false_is_true(rapport: dict[str, Any]) -> None:
    faits = {fait: vrai for figure in rapport["figures"] for fait, vrai in figure["faits"].items()}
    assert any(fait.startswith("aucune fourche") for fait in faits)
    assert all(faits.values()), faits


def test_no_database_of_the_bench_is_left_behind(rapport: dict[str, Any]) -> None:
    owner = read_database("DATABASE_OWNER_URL")
    with psycopg.connect(
        dbname=str(owner["NAME"]), user=str(owner["USER"]), password=str(owner["PASSWORD"]),
        host=str(owner["HOST"]), port=str(owner["PORT"]) or None,
    ) as connexion:  # fmt: skip
        bases = connexion.execute("SELECT datname FROM pg_database").fetchall()
    assert rapport["base"] not in {nom for (base,) in bases for nom in (base, base.rpartition("_")[0])}
