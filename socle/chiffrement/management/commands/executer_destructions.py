"""``manage.py executer_destructions``: carry out the validated destructions whose delay has passed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from socle.chiffrement.services import executer_destructions


class Command(BaseCommand):
    help = "Détruit les clés dont la destruction est validée et le délai écoulé."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{len(executer_destructions())} clé(s) détruite(s).")
