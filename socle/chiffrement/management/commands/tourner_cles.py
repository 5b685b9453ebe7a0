"""``manage.py tourner_cles``: put every subject's key under the active key-encryption key."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from socle.chiffrement.keyring import current_keyring
from socle.chiffrement.models import CleSujet
from socle.chiffrement.rotation import cles_a_tourner, tourner_cles
from socle.chiffrement.signals import kek_tournee
from socle.outils.progression import Progression


class Command(BaseCommand):
    help = (
        "Enveloppe les clés des sujets sous la première clé du trousseau. Les données ne sont pas réécrites. "
        "Interrompue, la commande reprend où elle en était."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--simuler", action="store_true", help="ouvre chaque clé sans rien écrire")
        parser.add_argument("--lot", type=int, default=500, help="clés par transaction (500)")

    def handle(self, *, simuler: bool, lot: int, **options: Any) -> None:
        if lot < 1:
            raise CommandError("--lot est un nombre d’au moins 1.")
        active = current_keyring().active
        progression = Progression(cles_a_tourner().count(), sys.stderr)
        faites, fermees = 0, []
        for resultat in tourner_cles(taille_lot=lot, simuler=simuler):
            faites += resultat.faites
            fermees += resultat.fermees
            progression.advance(resultat.faites + len(resultat.fermees))
        verbe = "à envelopper" if simuler else "enveloppée(s)"
        self.stdout.write(f"{faites} clé(s) {verbe} sous « {active} ».")
        echecs = [] if simuler else self._tell_the_others()
        if fermees:
            raise CommandError(
                f"{len(fermees)} clé(s) ne s’ouvrent pas : il manque au trousseau la clé qui les enveloppe, "
                f"ou elles sont altérées. Première : {fermees[0]}."
            )
        if echecs:
            raise CommandError(
                "Gardez l’ancienne clé dans le trousseau : tout n’a pas pu être scellé de nouveau "
                f"({', '.join(echecs)})."
            )

    def _tell_the_others(self) -> list[str]:
        """Have the apps seal again what they hold; return the kinds of errors met."""
        answers = kek_tournee.send_robust(sender=CleSujet)
        return [type(answer).__name__ for _, answer in answers if isinstance(answer, Exception)]
