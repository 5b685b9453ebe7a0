"""Write the small world of the installation that is broken: ``python -m tests.pannes.monde``.

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
        "maison": str(maison.pk),
        "lea": str(lea.pk),
        "noe": str(noe.pk),
        "note": str(note.pk),
        "secrets": secrets,
        "comptes": {nom: str(compte.pk) for nom, compte in comptes.items()},
        "affectations": {nom: str(affectation.pk) for nom, affectation in affectations.items()},
    }


if __name__ == "__main__":
    django.setup()
    json.dump({"monde": monde}[sys.argv[1]](), sys.stdout)
