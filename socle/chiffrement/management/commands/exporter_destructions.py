"""``manage.py exporter_destructions FICHIER``: the list a later restore has to replay."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from socle.chiffrement.services import destructions_faites


class Command(BaseCommand):
    help = (
        "Écrit la liste des clés détruites, à garder à part des sauvegardes et à rejouer après une "
        "restauration."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path)

    def handle(self, *, fichier: Path, **options: Any) -> None:
        provisoire = fichier.with_name(fichier.name + ".partiel")
        nombre = 0
        with provisoire.open("w", encoding="utf-8") as sortie:
            for ligne in destructions_faites():
                sortie.write(ligne + "\n")
                nombre += 1
            sortie.flush()
            os.fsync(sortie.fileno())
        provisoire.replace(fichier)
        self.stdout.write(f"{nombre} destruction(s) écrite(s).")
