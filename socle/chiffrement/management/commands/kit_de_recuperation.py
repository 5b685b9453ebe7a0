"""``manage.py kit_de_recuperation``: the keyring on paper, and the proof that the paper is right."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from socle.chiffrement.errors import KeyringError
from socle.chiffrement.keyring import parse_keyring
from socle.chiffrement.recuperation import read_keys, write_key

_CONSIGNES = """\
MAISON COMMUNE — KIT DE RÉCUPÉRATION
====================================

Ces clés ouvrent toutes les données de l’association. Sans elles, si le serveur
est perdu, personne ne pourra plus jamais lire l’histoire des enfants.

  1. Imprimez cette page en deux exemplaires, sans l’enregistrer.
  2. Vérifiez-la en recopiant les clés :
         manage.py kit_de_recuperation --verifier
  3. Gardez chaque exemplaire sous enveloppe scellée, dans deux lieux, jamais
     avec les sauvegardes.
  4. Refaites ce kit après chaque changement de clé.
"""


class Command(BaseCommand):
    help = (
        "Imprime les clés du trousseau à garder sur papier ; --verifier relit ce qui a été recopié "
        "sur l’entrée standard."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--verifier", action="store_true", help="relit les clés sur l’entrée standard")

    def handle(self, *, verifier: bool, **options: Any) -> None:
        try:
            trousseau = parse_keyring(settings.TROUSSEAU)
        except KeyringError as error:
            raise CommandError(f"Le trousseau est inutilisable : {error}.") from error
        if verifier:
            self._verify(trousseau)
            return
        self.stdout.write(_CONSIGNES)
        for rang, (identifiant, cle) in enumerate(trousseau.items()):
            self.stdout.write(write_key(identifiant, cle))
            self.stdout.write("    (clé active)\n" if rang == 0 else "    (clé ancienne)\n")

    def _verify(self, trousseau: dict[str, bytes]) -> None:
        try:
            lues = read_keys(sys.stdin.read())
        except KeyringError as error:
            raise CommandError(f"Erreur de copie : {error}. Relisez cette ligne.") from error
        for identifiant, cle in lues.items():
            if trousseau.get(identifiant) != cle:
                raise CommandError(
                    f"La clé {identifiant} est bien copiée, mais n’est pas celle du trousseau."
                )
        absentes = [identifiant for identifiant in trousseau if identifiant not in lues]
        if absentes:
            raise CommandError(f"Il manque au kit : {', '.join(absentes)}.")
        self.stdout.write(f"Le kit est juste : {len(lues)} clé(s) conforme(s) au trousseau.")
