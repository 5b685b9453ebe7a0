"""Acts on sibling groups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from enfants.models import Enfant
from fratries.enums import LienFratrie
from fratries.models import Fratrie, MembreFratrie
from socle.audit.services import record
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure, ensure_in_village
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from villages.models import Village


@transaction.atomic
def constituer_fratrie(
    *, acteur: Utilisateur, village: Village, enfants: Iterable[Enfant] = (), ident: UUID | None = None
) -> Fratrie:
    """Open a sibling group whose file a village holds, with its first members; creates its key.

    Raises PermissionDenied outside one's villages or about a child one does not see. ``ident`` is
    the id of the new group, so that one form gives one group.
    """
    ensure_in_village(acteur, "ecrire_identite", village.pk)
    fratrie = Fratrie(pk=ident or nouvel_id(), village=village)
    creer_cle(fratrie.pk, NatureSujet.FRATRIE)
    fratrie.save()
    record("fratries.constituee", objets=[fratrie.pk], type_objet="fratries.Fratrie")
    for enfant in enfants:
        enregistrer_membre(acteur=acteur, membre=membre_de(fratrie, enfant))
    return fratrie


def membre_de(fratrie: Fratrie, enfant: Enfant, lien: str = LienFratrie.GERMAIN) -> MembreFratrie:
    """Return the unsaved line of a child of ours: first name and year copied under the group's key."""
    naissance = enfant.date_naissance
    return MembreFratrie(
        fratrie=fratrie,
        enfant=enfant,
        lien=lien,
        prenom="" if isinstance(enfant.prenom, Illisible) else enfant.prenom,
        annee_naissance=None if isinstance(naissance, Illisible) else naissance.year,
    )


@transaction.atomic
def enregistrer_membre(*, acteur: Utilisateur, membre: MembreFratrie) -> MembreFratrie:
    """Add or correct a sibling; a sibling without a file of ours is named here only.

    A line in place keeps its group and its child. Raises ValidationError on an impossible year, or
    when the child is in the group already.
    """
    ensure(acteur, "ecrire_identite", membre.fratrie)
    if membre._state.adding:
        if membre.enfant_id is not None:
            ensure(acteur, "lire_identite", membre.enfant)
            if MembreFratrie.objects.filter(fratrie=membre.fratrie, enfant=membre.enfant_id).exists():
                raise ValidationError({"enfant": "Cet enfant est déjà dans la fratrie."})
    elif not MembreFratrie.objects.filter(
        pk=membre.pk, fratrie=membre.fratrie_id, enfant=membre.enfant_id
    ).exists():
        raise PermissionDenied
    _check_year(membre)
    membre.full_clean()
    membre.save()
    enfants = [membre.enfant_id] if membre.enfant_id else []
    record("fratries.membre", objets=[membre.pk], enfants=enfants, type_objet="fratries.MembreFratrie")
    return membre


def _check_year(membre: MembreFratrie) -> None:
    year, present = membre.annee_naissance, aujourdhui().year
    if not isinstance(year, int):
        return
    unborn = membre.lien == LienFratrie.A_NAITRE
    if year > present + (1 if unborn else 0) or year < date(1900, 1, 1).year:
        raise ValidationError({"annee_naissance": "Cette année de naissance n’est pas possible."})
