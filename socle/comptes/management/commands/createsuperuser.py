"""Stand in for Django's command of the same name: this house has no superuser."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Refusée : il n’existe pas de super-utilisateur ici."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--noinput", "--no-input", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "Il n’existe pas de super-utilisateur dans Maison commune : tout droit vient d’une affectation "
            "datée. Le premier compte se crée avec la commande d’installation."
        )
