"""``manage.py ouvrir_registres``: write what the registers lack of the stays recorded before they existed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from enfants.models import Sejour
from enfants.services.registre import REPRIS, inscrire_reprise
from socle.habilitations.contexte import acting_as_system


class Command(BaseCommand):
    """Running it twice writes nothing more; all or nothing."""

    help = "Inscrit aux registres des entrées et sorties les séjours enregistrés avant leur ouverture."

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as_system(raison="ouverture des registres"), transaction.atomic():
            written = inscrire_reprise(acteur=None, sejours=list(Sejour.objects.all()), lieu=REPRIS)
        plural = "s" if written > 1 else ""
        self.stdout.write(f"{written} ligne{plural} écrite{plural}.")
