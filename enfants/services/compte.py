"""A child's own account: opened by the head of service or the direction, entered by the child alone.

From about thirteen (the association's usage; younger children come in with an adult). The adult is
given a code that serves once: at the first entry the child chooses a passphrase, before anything can
be written or read there. From then on no adult alone can change it; the account can only be closed.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from enfants.models import Enfant
from enfants.selectors.acces import enfants_administres
from socle.audit.services import record
from socle.comptes import services as comptes
from socle.comptes.models import Utilisateur
from socle.comptes.noms_de_connexion import code_d_ouverture, nom_de_connexion
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import forget_perimetres
from socle.habilitations.roles import Capacite


@transaction.atomic
def ouvrir_compte_enfant(*, acteur: Utilisateur, enfant: Enfant) -> tuple[Utilisateur, str]:
    """Open a child's account under a made-up name; return it with its opening code, shown once.

    Raises PermissionDenied without the capacity in the child's village, ValidationError when the
    child has an account already: it is opened again, never replaced.
    """
    locked = _lock(acteur, enfant)
    if locked.compte_id is not None:
        raise ValidationError("Cet enfant a déjà un compte.")
    code = code_d_ouverture()
    compte = comptes.creer_compte(
        acteur=acteur,
        identifiant=nom_de_connexion(),
        nature=Utilisateur.Nature.ENFANT,
        mot_de_passe=code,
    )
    locked.compte = compte
    locked.save()
    forget_perimetres()
    _record("enfants.compte_ouvert", locked)
    return compte, code


@transaction.atomic
def donner_un_autre_code(*, acteur: Utilisateur, enfant: Enfant) -> tuple[Utilisateur, str]:
    """Give the code anew while the child has not entered; the former one no longer works.

    Raises ValidationError once the child has chosen a passphrase, or when the account is closed.
    """
    locked, compte = _lock_account(acteur, enfant)
    if not compte.is_active:
        raise ValidationError("Ce compte est fermé : rouvrez-le d’abord.")
    code = code_d_ouverture()
    comptes.renouveler_code_enfant(acteur=acteur, compte=compte, code=code)
    _record("enfants.compte_code", locked)
    return compte, code


@transaction.atomic
def fermer_compte_enfant(*, acteur: Utilisateur, enfant: Enfant) -> None:
    """Close a child's account and its sessions at once; what the child wrote stays theirs."""
    _set_active(acteur, enfant, "enfants.compte_ferme", actif=False)


@transaction.atomic
def rouvrir_compte_enfant(*, acteur: Utilisateur, enfant: Enfant) -> None:
    """Open it again: the child's own passphrase is still the one that works."""
    _set_active(acteur, enfant, "enfants.compte_rouvert", actif=True)


def _set_active(acteur: Utilisateur, enfant: Enfant, code: str, *, actif: bool) -> None:
    locked, compte = _lock_account(acteur, enfant)
    if compte.is_active is actif:
        return
    comptes.activer_compte(compte=compte, actif=actif)
    forget_perimetres()
    _record(code, locked)


def _lock(acteur: Utilisateur, enfant: Enfant) -> Enfant:
    ensure(acteur, Capacite.OUVRIR_COMPTE_ENFANT)
    if not enfants_administres(acteur, Capacite.OUVRIR_COMPTE_ENFANT).filter(pk=enfant.pk).exists():
        raise PermissionDenied
    return Enfant.objects.select_for_update(no_key=True).get(pk=enfant.pk)


def _lock_account(acteur: Utilisateur, enfant: Enfant) -> tuple[Enfant, Utilisateur]:
    locked = _lock(acteur, enfant)
    if locked.compte is None:
        raise ValidationError("Cet enfant n’a pas encore de compte.")
    return locked, locked.compte


def _record(code: str, enfant: Enfant) -> None:
    objets = [enfant.compte_id] if enfant.compte_id else []
    record(code, objets=objets, enfants=[enfant.pk], type_objet="comptes.utilisateur")
