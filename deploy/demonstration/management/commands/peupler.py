"""``manage.py peupler``: a database of any size, for measures and rehearsals."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from deploy.demonstration.comptes import activer_second_facteur
from deploy.demonstration.familles import ASSOCIATION
from deploy.demonstration.peuplement.peuplement import peupler
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.outils.progression import Progression
from villages.models import Association


class Command(BaseCommand):
    help = (
        "Ajoute des villages, des enfants et des notes de journal inventés, par COPY. "
        "À lancer avec le rôle propriétaire : MAISON_BASE=proprietaire."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--villages", type=int, required=True)
        parser.add_argument("--enfants", type=int, required=True)
        parser.add_argument("--entrees", type=int, required=True, help="notes de journal")
        parser.add_argument("--graine", type=int, default=1, help="même graine, mêmes textes")

    def handle(self, *args: Any, **options: Any) -> None:
        villages, enfants, entrees = options["villages"], options["enfants"], options["entrees"]
        if villages < 1 or enfants < villages or entrees < 0:
            raise CommandError("Il faut au moins un village, et au moins un enfant par village.")
        if connection.settings_dict["USER"] == settings.ROLE_APPLICATION:
            raise CommandError(
                "COPY est refusé au rôle de l’application : relancez avec MAISON_BASE=proprietaire."
            )
        if Association.objects.exclude(nom=ASSOCIATION).exists():
            raise CommandError("Une association utilise cette base : elle ne sera pas mêlée à des essais.")
        progression = Progression(enfants + entrees, sys.stderr)
        acces = peupler(
            villages=villages,
            enfants=enfants,
            entrees=entrees,
            graine=options["graine"],
            avance=progression.advance,
        )
        for identifiant, phrase in acces:
            with acting_as_system(raison="peuplement d’essai"):
                compte = Utilisateur.objects.get(identifiant=identifiant)
                secret = activer_second_facteur(compte)
            self.stdout.write(f"{identifiant}  {phrase}  {secret}")
