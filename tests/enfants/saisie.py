"""What the pages of the journal post."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from enfants.forms.journal import prefixe
from enfants.models import Enfant
from socle.outils.dates import jour_de_soiree
from socle.outils.identifiants import nouvel_id
from villages.models import Maison


def saisie(*enfants: Enfant, lot: UUID | None = None, **champs: Any) -> dict[str, Any]:
    """Return the page of a house with blank blocks; ``bloc`` fills them."""
    return {
        "lot": str(lot or nouvel_id()),
        "jour": jour_de_soiree().isoformat(),
        "commun": "",
        "pour": [str(e.pk) for e in enfants],
        "enfant": [str(e.pk) for e in enfants],
        **champs,
    }


def bloc(enfant: Enfant, **champs: Any) -> dict[str, Any]:
    """Return the fields of one child's block."""
    return {f"{prefixe(enfant.pk)}-{champ}": valeur for champ, valeur in champs.items()}


def adresse(maison: Maison) -> str:
    return reverse("enfants:journal", args=[maison.pk])


def adresse_brouillon(maison: Maison) -> str:
    return reverse("enfants:brouillon", args=[maison.pk])
