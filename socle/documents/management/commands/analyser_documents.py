"""Have the antivirus look at every document it has not seen."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from socle.documents.antivirus import is_configured
from socle.documents.services import demander_analyses
from socle.habilitations.contexte import acting_as_system


class Command(BaseCommand):
    help = "Fait analyser par l’antivirus les documents qui ne l’ont pas été."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse when no antivirus is configured: each document would fail in turn."""
        if not is_configured():
            raise CommandError("Aucun antivirus n’est configuré\u202f: donnez son adresse dans MAISON_CLAMD.")
        with acting_as_system(raison="analyse antivirus"):
            count = demander_analyses()
        self.stdout.write(f"Documents à analyser\u202f: {count}.")
