"""Attestations of the demo's team: nearly everybody checked, one soon due again, a newcomer not yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from deploy.demonstration.equipe import EQUIPE
from socle.comptes.models import Utilisateur
from socle.habilitations.roles import Role
from villages.models import Honorabilite, Professionnel

SANS, BIENTOT = "manon.girard", "hugo.pasquier"
DIRECTION, SIEGE = "veronique.saunier", "philippe.garnier"


def verifier_les_attestations(
    equipe: Mapping[str, Professionnel], comptes: Mapping[str, Utilisateur], jour: date
) -> None:
    """Write one line per person, checked within the last three years."""
    for rang, personne in enumerate(EQUIPE):
        if personne.identifiant == SANS:
            continue
        age = 1050 if personne.identifiant == BIENTOT else 40 + 31 * rang
        checked = jour - timedelta(days=age)
        direction = personne.role is Role.DIRECTEUR or not personne.village
        Honorabilite(
            professionnel=equipe[personne.identifiant],
            numero=f"{checked:%y%m}-{7000 + 13 * rang}",
            delivree_le=checked - timedelta(days=12),
            verifiee_le=checked,
            verifiee_par=comptes[SIEGE if direction else DIRECTION],
        ).save()
