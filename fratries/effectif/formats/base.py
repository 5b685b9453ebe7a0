"""What every format gives: sheets of numbered rows, within limits that a real roster never meets."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

#: What a cell holds once read; dates typed as dates arrive as such.
Valeur = str | int | float | date | None
Ligne = tuple[int, tuple[Valeur, ...]]

MIO = 1024 * 1024
TAILLE_MAX_MIO = 10
LIGNES_MAX = 50_000
COLONNES_MAX = 60
FEUILLES_MAX = 40
CELLULE_MAX = 2_000


class FichierRefuseError(ValidationError):
    """The file cannot be read as a roster; the message says what to do, without any of its content."""


@dataclass(frozen=True)
class Feuille:
    """One sheet; ``lignes`` is read once, in order, with the numbers shown by a spreadsheet."""

    nom: str
    lignes: Iterator[Ligne]


def trop_long() -> FichierRefuseError:
    return FichierRefuseError(
        f"Ce fichier compte plus de {LIGNES_MAX} lignes : séparez-le en plusieurs fichiers."
    )


def illisible() -> FichierRefuseError:
    return FichierRefuseError(
        "Ce fichier est abîmé ou n’est pas un tableau. Ouvrez-le dans votre tableur, enregistrez-le au format "
        "Excel (.xlsx), OpenDocument (.ods) ou CSV, puis déposez-le de nouveau."
    )


def clean_text(texte: str) -> str:
    """Return one line of visible text: control characters and runs of spaces become one space."""
    visible = "".join(c if unicodedata.category(c) not in {"Cc", "Cf"} else " " for c in texte[:CELLULE_MAX])
    return " ".join(visible.split())
