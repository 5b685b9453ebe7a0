"""``manage.py rejouer_destructions FICHIER``: destroy again what a restore has brought back."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from socle.chiffrement.services import DestructionError, rejouer_destructions


class Command(BaseCommand):
    help = "Après une restauration, détruit de nouveau les clés de la liste écrite par exporter_destructions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path)

    def handle(self, *, fichier: Path, **options: Any) -> None:
        try:
            lignes = fichier.read_text(encoding="utf-8").splitlines()
            vivantes = rejouer_destructions(lignes)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"La liste ne peut pas être lue : {fichier}.") from error
        except DestructionError as error:
            raise CommandError(f"La liste est malformée, rien n’a été fait : {error}.") from error
        self.stdout.write(f"{vivantes} clé(s) détruite(s) de nouveau.")
