"""``manage.py importer_effectif``: a roster brought in by whoever installs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from fratries.effectif.fautes import Rapport, Remarque
from fratries.effectif.formats.base import MIO, TAILLE_MAX_MIO, FichierRefuseError
from fratries.effectif.services import importer_effectif
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.outils.progression import Progression


class Command(BaseCommand):
    """Exits with an error when a fault is found: nothing is imported then."""

    help = (
        "Importe un tableau d’effectif (XLSX, ODS ou CSV) : tout, ou rien si une faute est trouvée. "
        "Lancer deux fois ne change rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, metavar="FICHIER")
        parser.add_argument("--simuler", action="store_true", help="lire et vérifier, ne rien écrire")
        parser.add_argument(
            "--compte", metavar="IDENTIFIANT", help="importer avec les droits de cette personne, et à son nom"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        contenu = self._read(options["fichier"])
        acteur, context = self._acting(options["compte"])
        progression = Progression(100, sys.stderr)
        try:
            with context:
                rapport = importer_effectif(
                    acteur=acteur,
                    contenu=contenu,
                    simuler=options["simuler"],
                    avance=lambda percent: progression.advance(percent - progression.fait),
                )
        except FichierRefuseError as error:
            raise CommandError(" ".join(error.messages)) from error
        except PermissionDenied as error:
            raise CommandError("Ce compte ne tient les dossiers d’aucun village.") from error
        progression.advance(100 - progression.fait)
        self._tell(rapport)

    @staticmethod
    def _read(fichier: Path) -> bytes:
        try:
            if fichier.stat().st_size > TAILLE_MAX_MIO * MIO:
                raise CommandError(f"Ce fichier dépasse {TAILLE_MAX_MIO} Mio.")
            return fichier.read_bytes()
        except OSError as error:
            raise CommandError(f"Le fichier ne s’ouvre pas ({type(error).__name__}).") from error

    @staticmethod
    def _acting(identifiant: str | None) -> tuple[Utilisateur | None, AbstractContextManager[None]]:
        if identifiant is None:
            return None, acting_as_system(raison="import d’un tableau d’effectif")
        acteur = Utilisateur.objects.filter(identifiant__iexact=identifiant, is_active=True).first()
        if acteur is None:
            raise CommandError("Aucun compte ouvert ne porte cet identifiant.")
        return acteur, acting_as(acteur)

    def _tell(self, rapport: Rapport) -> None:
        for feuille in rapport.feuilles:
            if not feuille.table:
                self.stdout.write(f"Feuille laissée de côté : {feuille.nom}")
        for quoi, (neufs, connus) in rapport.comptes.items():
            self.stdout.write(f"{quoi} : {neufs} à créer, {connus} déjà là")
        for titre, remarques, total in (
            ("À savoir", rapport.avis, rapport.avis_total),
            ("Fautes", rapport.fautes, rapport.fautes_total),
        ):
            if total:
                self.stdout.write(f"\n{titre} : {total}")
            for remarque in remarques:
                self.stdout.write(_line(remarque))
        if rapport.fautes_total:
            raise CommandError("Rien n’est importé : corrigez ces fautes, puis relancez.")
        self.stdout.write(
            "Tout est importé." if rapport.ecrit else "Aucune faute. Rien n’est écrit : simulation."
        )


def _line(remarque: Remarque) -> str:
    place = f"{remarque.feuille}, ligne {remarque.ligne}"
    if remarque.colonne:
        place += f", {remarque.colonne}"
    value = f" [{remarque.valeur}]" if remarque.valeur else ""
    return f"  {place}{value} : {remarque.probleme} {remarque.que_faire}"
