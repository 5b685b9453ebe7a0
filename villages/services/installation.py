"""The very first act: an association, and the two accounts that can open everything else."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from socle.audit.services import record
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.roles import Role
from socle.outils.acteur import acteur_courant
from socle.outils.dates import aujourdhui
from villages.models import Affectation, Association, Professionnel


@dataclass(frozen=True, kw_only=True)
class Arrivant:
    """One of the two first people."""

    identifiant: str
    prenom: str
    nom: str
    mot_de_passe: str


@transaction.atomic
def installer(*, association: str, siege: Arrivant, administrateur: Arrivant) -> Association:
    """Create the association, the siège's first account and the technical administrator's.

    The administrator then creates accounts and gives no content role; the siège assigns
    directions, which assign in their villages. Runs once, as a named system act.

    Raises ValidationError when an association exists, when both are the same person, or for a
    password that Django's validators refuse.
    """
    if not acteur_courant.get().est_systeme:
        raise ValidationError("L’installation est un acte du système.")
    if Association.objects.exists():
        raise ValidationError("Cette installation a déjà son association.")
    if siege.identifiant == administrateur.identifiant:
        raise ValidationError("Le siège et l’administrateur technique sont deux personnes.")
    created = Association(nom=association)
    created.full_clean()
    created.save()
    for person, role in ((siege, Role.SIEGE), (administrateur, Role.ADMINISTRATEUR_TECHNIQUE)):
        _first_account(person, role)
    record("villages.installation", objets=[created.pk], type_objet="villages.Association")
    return created


def _first_account(person: Arrivant, role: Role) -> None:
    compte = Utilisateur(identifiant=person.identifiant, mot_de_passe_provisoire=True)
    validate_password(person.mot_de_passe, compte)
    compte.set_password(person.mot_de_passe)
    compte.full_clean()
    compte.save()
    professionnel = Professionnel(compte=compte, prenom=person.prenom, nom=person.nom)
    creer_cle(professionnel.pk, NatureSujet.PROFESSIONNEL)
    professionnel.full_clean()
    professionnel.save()
    Affectation(professionnel=professionnel, role=role, debut=aujourdhui()).save()
