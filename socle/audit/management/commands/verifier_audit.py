"""Verify the chain of seals of the audit journal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from socle.audit.verification import InvalidHeadError, Tete, verify


class Command(BaseCommand):
    help = (
        "Scelle puis vérifie le journal d’audit\u202f; sort avec le code 1 et la première rupture "
        "si une ligne ou un lien a été modifié, supprimé ou coupé."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tete", type=Path, metavar="FICHIER", help="tête gardée, à comparer")
        parser.add_argument(
            "--ecrire-tete", type=Path, metavar="FICHIER", help="écrit la tête, à garder hors du serveur"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the count, or the first broken link and exit 1; a broken chain writes no head."""
        try:
            kept = Tete.read(options["tete"]) if options["tete"] else None
        except InvalidHeadError as error:
            raise CommandError(f"La tête gardée ne se lit pas ({error}).") from error
        result = verify(kept=kept)
        if result.rupture is not None:
            rupture = result.rupture
            place = "" if rupture.sequence is None else f" Rang {rupture.sequence}."
            entry = "" if rupture.entree_id is None else f" Entrée {rupture.entree_id}."
            raise CommandError(
                f"Chaîne rompue après {result.liens} liens vérifiés\u202f: "
                f"{rupture.motif.label}.{place}{entry}"
            )
        if options["ecrire_tete"]:
            result.tete.write(options["ecrire_tete"])
        self.stdout.write(
            f"{result.liens} liens vérifiés, {result.purgees} purgés, tête au rang {result.tete.sequence}."
        )
        if result.tardives:
            self.stdout.write(f"{result.tardives} entrées scellées plus de cinq minutes après leur date.")
