"""A roster of twenty thousand lines, imported by a process of its own whose memory is looked at."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
from django.conf import settings

from tests.bench.bases import Bases
from tests.bench.mesure import Figure
from tests.bench.tailles import Tailles

MEMOIRE_MAX_MIO = 300
_PAR_MAISON = 5
_PROCESSUS = """
import resource, sys
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "importer_effectif", sys.argv[1]])
print("PIC", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def mesurer(bases: Bases, tailles: Tailles) -> list[Figure]:
    """Import the roster twice: once to write it, once to find that it is all there."""
    base, _ = bases.creer("effectif", villages=1, enfants=1)
    figure = Figure("effectif", f"import d’un tableau de {tailles.lignes_effectif} lignes", ())
    with tempfile.TemporaryDirectory() as dossier:
        fichier = Path(dossier) / "effectif.xlsx"
        _ecrire(fichier, tailles.lignes_effectif)
        for passage in ("première fois", "seconde fois"):
            duree, pic = _importer(base, fichier)
            figure.temps[f"import, {passage}"] = [duree]
            figure.faits[f"{passage}, moins de {MEMOIRE_MAX_MIO} Mio ({pic // 1024})"] = (
                pic < MEMOIRE_MAX_MIO * 1024
            )
    bases.supprimer(base)
    return [figure]


def _importer(base: str, fichier: Path) -> tuple[float, int]:
    """Return the seconds taken and the peak of resident memory, in kibibytes."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{base}").geturl()
    start = time.perf_counter()
    result = subprocess.run(
        [sys.executable, "-c", _PROCESSUS, str(fichier)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address, "MAISON_BASE": "application"},
        capture_output=True,
        text=True,
        check=False,
    )
    duree = time.perf_counter() - start
    if result.returncode:
        raise RuntimeError(result.stdout[-2000:] + result.stderr[-2000:])
    return duree, int(result.stdout.rpartition("PIC ")[2])


def _ecrire(fichier: Path, lignes: int) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    for nom, rangs in (("Maisons", _maisons(lignes)), ("Enfants", _enfants(lignes))):
        sheet = workbook.create_sheet(nom)
        for rang in rangs:
            sheet.append(rang)
    workbook.save(fichier)


def _maisons(lignes: int) -> Iterator[tuple[object, ...]]:
    yield "Village", "Maison", "Places"
    for rang in range(-(-lignes // _PAR_MAISON)):
        yield "Village du banc", f"Foyer du banc {rang}", _PAR_MAISON


def _enfants(lignes: int) -> Iterator[tuple[object, ...]]:
    yield (
        "N° dossier",
        "Nom de naissance",
        "Prénom(s)",
        "Né(e) le",
        "Sexe",
        "Maison",
        "Arrivé(e) le",
        "Fratrie",
    )
    today = date.today()  # noqa: DTZ011  # a day of invented births
    for rang in range(lignes):
        yield (
            f"B-{rang}", f"Lefèvre-Ångström {rang}", f"Éloïse {rang}", today - timedelta(days=2000 + rang % 3000),
            "F", f"Foyer du banc {rang // _PAR_MAISON}", today - timedelta(days=rang % 900), f"F{rang // 3}",
        )  # fmt: skip
