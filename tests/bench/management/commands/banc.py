"""``manage.py banc``: every figure, a table on the terminal and JSON under ``var/bench/``."""

from __future__ import annotations

import json
import os
import platform
import signal
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from tests.bench import (
    accueil,
    champs,
    debit,
    effectif,
    fichiers,
    incident,
    liste,
    pages,
    recherche,
    soiree,
    tableau,
)
from tests.bench.bases import Bases
from tests.bench.mesure import Figure
from tests.bench.mesure import tableau as tableau_des_figures
from tests.bench.tailles import COURTE, PLEINE, Tailles

FIGURES: dict[str, Callable[[Bases, Tailles], list[Figure]]] = {
    "champs": champs.mesurer,
    "liste": liste.mesurer,
    "audit": debit.mesurer,
    "pages": pages.mesurer,
    "soiree": soiree.mesurer,
    "effectif": effectif.mesurer,
    "fichiers": fichiers.mesurer,
    "recherche": recherche.mesurer,
    "accueil": accueil.mesurer,
    "incident": incident.mesurer,
    "tableau": tableau.mesurer,
}


class Command(BaseCommand):
    help = "Mesure l’application et ses rivales dans des bases créées pour cela, puis supprimées."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", type=Path, metavar="FICHIER")
        parser.add_argument("--seulement", action="append", choices=sorted(FIGURES), metavar="NOM")
        parser.add_argument("--court", action="store_true", help="petites tailles : le banc tourne-t-il ?")

    def handle(self, *args: Any, **options: Any) -> None:
        tailles = COURTE if options["court"] else PLEINE
        bases, figures = Bases(), []
        # Stopped by a supervisor, it drops its databases as when stopped by hand.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self.stderr.write("Préparation…")
            bases.preparer()
            version = connection.pg_version
            for nom in options["seulement"] or FIGURES:
                self.stderr.write(f"{nom}…")
                figures += FIGURES[nom](bases, tailles)
        finally:
            bases.supprimer()
        self.stdout.write(tableau_des_figures(figures))
        quand = timezone.localtime()
        chemin = options["json"] or _chemin(quand)
        chemin.parent.mkdir(parents=True, exist_ok=True)
        rapport = {
            "date": quand.isoformat(timespec="seconds"),
            "court": options["court"],
            "base": bases.prefixe,
            "machine": {
                "processeurs": os.cpu_count(),
                "charge": os.getloadavg(),
                "python": platform.python_version(),
                "postgresql": version,
            },
            "figures": [figure.as_json() for figure in figures],
        }
        chemin.write_text(json.dumps(rapport, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        self.stdout.write(f"\n{chemin}")


def _chemin(quand: datetime) -> Path:
    return Path(settings.BASE_DIR) / "var" / "bench" / f"banc-{quand:%Y%m%d-%H%M%S}.json"
