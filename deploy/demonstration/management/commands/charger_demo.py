"""``manage.py charger_demo``: the invented villages of the demo, once."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from deploy.demonstration.chargement import charger, est_vide
from deploy.demonstration.comptes import ecrire_acces


class Command(BaseCommand):
    help = "Charge deux villages inventés, leurs enfants et quatre-vingt-dix jours de journal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--comptes", type=Path, metavar="FICHIER", help="où écrire les comptes (JSON)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not est_vide():
            self.stdout.write("Des données sont déjà là : rien n’a été changé.")
            return
        acces, notes = charger()
        if options["comptes"] is not None:
            ecrire_acces(acces, options["comptes"])
        self.stdout.write(f"{len(acces)} comptes et {notes} notes de journal créés.")
