"""Acts on the bedrooms of a house."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui
from villages.accueil import accueil
from villages.models import Chambre


@transaction.atomic
def enregistrer_chambre(*, acteur: Utilisateur, chambre: Chambre) -> Chambre:
    """Save a new or changed room of a house one maintains; a room never changes house.

    The sum of beds and the places of the house may differ: the page says so, nothing refuses it.
    Raises ValidationError on a name an open room of the house bears, on fewer beds than children
    who sleep there, or once it is closed.
    """
    ensure(acteur, Capacite.ECRIRE_ORGANISATION, chambre)
    if not chambre._state.adding:
        present = _hold(chambre)
        if present.maison_id != chambre.maison_id:
            raise PermissionDenied
        asleep = _sleepers(chambre)
        if chambre.lits < asleep:
            raise ValidationError(
                {"lits": f"{_children(asleep)} dans cette chambre : changez d’abord leur chambre."}
            )
    chambre.full_clean()
    chambre.save()
    record("villages.chambre_enregistree", objets=[chambre.pk], type_objet="villages.Chambre")
    return chambre


@transaction.atomic
def fermer_chambre(*, acteur: Utilisateur, chambre: Chambre, le: date) -> Chambre:
    """Close a room nobody sleeps in any more; past stays keep it, its name is free again.

    Raises ValidationError while a child sleeps there, on a day to come, or once it is closed.
    """
    ensure(acteur, Capacite.ECRIRE_ORGANISATION, chambre)
    present = _hold(chambre)
    if le > aujourdhui():
        raise ValidationError({"fermee_le": "Fermez la chambre le jour venu."})
    asleep = _sleepers(present)
    if asleep:
        raise ValidationError(f"{_children(asleep)} dans cette chambre : changez d’abord leur chambre.")
    present.fermee_le = le
    present.full_clean()
    present.save()
    record("villages.chambre_fermee", objets=[present.pk], type_objet="villages.Chambre")
    return present


def _hold(chambre: Chambre) -> Chambre:
    """A room given to a child waits for one that closes, and the reverse: the room is the lock."""
    present = Chambre.objects.select_for_update(no_key=True).get(pk=chambre.pk)
    if present.fermee_le is not None:
        raise ValidationError("Cette chambre est fermée.")
    return present


def _sleepers(chambre: Chambre) -> int:
    return accueil().dormeurs([chambre.pk]).get(chambre.pk, 0)


def _children(count: int) -> str:
    return f"{count} enfants dorment" if count > 1 else "Un enfant dort"
