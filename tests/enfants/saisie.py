"""What the pages of the journal post."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse

from enfants.forms.journal import prefixe
from enfants.models import Enfant
from socle.chiffrement.models import SealedModel
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as
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


def alterer(modele: type[SealedModel], auteur: Utilisateur) -> bytes:
    """Spoil the only draft of somebody, as a failing disk would; return the bytes it is left with."""
    table = modele._meta.db_table
    with acting_as(auteur), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET contenu = set_byte(contenu, 20, get_byte(contenu, 20) # 1) RETURNING contenu"
        )
        [(octets,)] = cursor.fetchall()
    return bytes(octets)
