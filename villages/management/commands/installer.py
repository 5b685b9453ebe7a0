"""``manage.py installer``: the first association and its first two accounts."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from socle.habilitations.contexte import acting_as_system
from villages.services.installation import Arrivant, installer


class Command(BaseCommand):
    """Prints two provisional passwords, once; both people change theirs and add a second factor."""

    help = "Crée l’association, le premier compte du siège et celui de l’administrateur technique."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--association", required=True, help="nom de l’association")
        for qui in ("siege", "administrateur"):
            parser.add_argument(
                f"--{qui}",
                required=True,
                nargs=3,
                metavar=("IDENTIFIANT", "PRÉNOM", "NOM"),
                help=f"compte : {qui}",
            )

    def handle(self, *args: Any, **options: Any) -> None:
        people = {qui: self._arrivant(options[qui]) for qui in ("siege", "administrateur")}
        try:
            with acting_as_system(raison="installation"):
                installer(association=options["association"], **people)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for person in people.values():
            self.stdout.write(f"{person.identifiant} : {person.mot_de_passe}")
        self.stdout.write("Mots de passe provisoires : notez-les, ils ne seront plus montrés.")

    @staticmethod
    def _arrivant(values: list[str]) -> Arrivant:
        identifiant, prenom, nom = values
        return Arrivant(
            identifiant=identifiant, prenom=prenom, nom=nom, mot_de_passe=secrets.token_urlsafe(15)
        )
