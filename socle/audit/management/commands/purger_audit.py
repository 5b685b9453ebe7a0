"""Purge the audit journal of what is older than its legal duration."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_date

from socle.audit.purge import BrokenChainError, TooRecentError, latest_allowed, purge


class Command(BaseCommand):
    help = (
        "Purge le journal d’audit avant une date, en laissant un point de contrôle scellé. "
        "À lancer avec MAISON_BASE=proprietaire."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--avant", required=True, metavar="AAAA-MM-JJ", help="premier jour gardé")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a date inside the legal duration, the application role, and a broken chain."""
        try:
            day = parse_date(options["avant"])
        except ValueError:
            day = None
        if day is None:
            raise CommandError("La date s’écrit AAAA-MM-JJ.")
        if connection.settings_dict["USER"] == settings.ROLE_APPLICATION:
            raise CommandError("La purge se lance avec MAISON_BASE=proprietaire.")
        avant = timezone.make_aware(datetime.combine(day, time.min))
        try:
            result = purge(avant=avant)
        except TooRecentError:
            limit = timezone.localtime(latest_allowed()).date()
            raise CommandError(
                f"Le journal se garde {settings.AUDIT_CONSERVATION_MOIS} mois\u202f: "
                f"la date ne peut dépasser le {limit.isoformat()}."
            ) from None
        except BrokenChainError as error:
            raise CommandError(
                f"La chaîne est rompue\u202f: {error.rupture.motif.label}. Rien n’est purgé."
            ) from None
        self.stdout.write(
            f"{result.nombre} entrées purgées, la chaîne reprend après le rang {result.sequence}."
        )
