"""Two lists that left last week, so that the register has something to show."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from deploy.demonstration.equipe import EQUIPE
from socle.chiffrement.keys import cle_association
from socle.comptes.models import Utilisateur
from socle.exports.models import Export
from socle.habilitations.roles import Role
from socle.outils.identifiants import nouvel_id

#: Who, days ago, list, columns, rows, purpose.
_EXPORTS = [
    (
        Role.DIRECTEUR, 6, "professionnels", ["nom", "prenom", "roles"], 23,
        "Préparer le plan de formation de l’an prochain avec le siège.",
    ),
    (
        Role.CHEF_DE_SERVICE, 2, "enfants", ["prenom", "age"], 9,
        "Commander les places du spectacle de fin d’année, par tranche d’âge.",
    ),
]  # fmt: skip


def inscrire_exports(comptes: dict[str, Utilisateur]) -> None:
    """Write the requests as they stand once fetched: the files are gone."""
    cle_association()
    for role, jours, liste, colonnes, lignes, finalite in _EXPORTS:
        personne = next(personne for personne in EQUIPE if personne.role is role)
        moment = timezone.now() - timedelta(days=jours)
        Export(
            auteur=comptes[personne.identifiant],
            liste=liste,
            colonnes=colonnes,
            finalite=finalite,
            lignes=lignes,
            document_id=nouvel_id(),
            cree_le=moment,
            telecharge_le=moment + timedelta(minutes=3),
        ).save()
