"""Acts on sibling groups."""

from __future__ import annotations

from django.db import transaction

from fratries.models import Fratrie, MembreFratrie
from socle.audit.services import record
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure, ensure_in_village
from villages.models import Village


@transaction.atomic
def constituer_fratrie(*, acteur: Utilisateur, village: Village) -> Fratrie:
    """Open a sibling group whose file a village holds; creates its key."""
    ensure_in_village(acteur, "ecrire_identite", village.pk)
    fratrie = Fratrie(village=village)
    creer_cle(fratrie.pk, NatureSujet.FRATRIE)
    fratrie.save()
    record("fratries.constituee", objets=[fratrie.pk], type_objet="fratries.Fratrie")
    return fratrie


@transaction.atomic
def enregistrer_membre(*, acteur: Utilisateur, membre: MembreFratrie) -> MembreFratrie:
    """Add or correct a sibling; a sibling without a file of ours is named here only."""
    ensure(acteur, "ecrire_identite", membre.fratrie)
    if membre.enfant_id is not None:
        ensure(acteur, "lire_identite", membre.enfant)
    membre.full_clean()
    membre.save()
    enfants = [membre.enfant_id] if membre.enfant_id else []
    record("fratries.membre", objets=[membre.pk], enfants=enfants, type_objet="fratries.MembreFratrie")
    return membre
