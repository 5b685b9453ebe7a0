"""Remove the files of the document store that nothing can open any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from socle.documents.balayage import SuspiciousOrphansError, sweep_documents
from socle.habilitations.contexte import acting_as_system


class Command(BaseCommand):
    help = "Supprime les fichiers inachevés, sans document, expirés ou retirés depuis trente jours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--confirmer", action="store_true", help="supprime même si plus d’un fichier sur dix est orphelin"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse when the directory and the database do not seem to belong together."""
        try:
            with acting_as_system(raison="balayage des documents"):
                result = sweep_documents(confirme=options["confirmer"])
        except SuspiciousOrphansError as error:
            raise CommandError(
                f"{error.orphans} fichiers sur {error.files} n’ont pas de document dans cette base. "
                "Rien n’est supprimé. Vérifiez que le dossier et la base vont ensemble, puis --confirmer."
            ) from error
        self.stdout.write(
            f"Supprimés\u202f: {result.inacheves} inachevés, {result.orphelins} orphelins, "
            f"{result.retires} expirés ou retirés."
        )
