"""Write the small world of the installation that is broken: ``python -m tests.pannes.monde monde``.

Prints as JSON what the tests need to know of it.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django


def monde() -> dict[str, object]:
    """One house, two children, and four people who write there."""
    from django.utils import timezone

    from socle.habilitations.roles import Role
    from tests import factories
    from tests.connexion import ajouter_totp

    village = factories.creer_village("Les Collines")
    maison = factories.creer_maison(village, "Les Tilleuls")
    lea = factories.creer_enfant(village, "Léa", "Martin", maison=maison)
    noe = factories.creer_enfant(village, "Noé", "Martin", maison=maison)
    secrets = {}
    comptes = {}
    affectations = {}
    for identifiant, role, ou in [
        ("claire", Role.EDUCATEUR_FAMILIAL, {"maison": maison}),
        ("karim", Role.EDUCATEUR_FAMILIAL, {"maison": maison}),
        ("paul", Role.EDUCATEUR_FAMILIAL, {"maison": maison}),
        ("sonia", Role.CHEF_DE_SERVICE, {"village": village}),
    ]:
        professionnel = factories.creer_professionnel(identifiant, prenom=identifiant.title())
        affectation = factories.affecter(professionnel, role, **ou)
        secrets[identifiant] = ajouter_totp(professionnel.compte)
        comptes[identifiant] = professionnel.compte
        affectations[identifiant] = affectation
    hier = timezone.now() - timedelta(days=1)
    note = factories.creer_note(
        lea, maison, comptes["claire"], "Elle a nagé sans bouée.", jour=hier.date(), ecrite_le=hier
    )
    return {
        "village": str(village.pk),
        "maison": str(maison.pk),
        "lea": str(lea.pk),
        "noe": str(noe.pk),
        "note": str(note.pk),
        "secrets": secrets,
        "comptes": {nom: str(compte.pk) for nom, compte in comptes.items()},
        "affectations": {nom: str(affectation.pk) for nom, affectation in affectations.items()},
    }


def arrivee(village_id: str, maison_id: str) -> dict[str, object]:
    """A child who arrives once the active key has changed."""
    from socle.habilitations.contexte import acting_as_system
    from tests import factories
    from villages.models import Maison, Village

    with acting_as_system(raison="test"):
        village, maison = Village.objects.get(pk=village_id), Maison.objects.get(pk=maison_id)
    return {"ines": str(factories.creer_enfant(village, "Inès", "Diallo", maison=maison).pk)}


if __name__ == "__main__":
    django.setup()
    json.dump({"monde": monde, "arrivee": arrivee}[sys.argv[1]](*sys.argv[2:]), sys.stdout)
