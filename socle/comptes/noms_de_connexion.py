"""Made-up logins for children, naming nobody, since a login is in clear; and the code of a first entry."""

from __future__ import annotations

import secrets

from socle.comptes.models import Utilisateur

_ANIMAUX = (
    "belette", "chouette", "cigale", "coccinelle", "colombe", "gazelle", "girafe", "grenouille", "hermine",
    "hirondelle", "libellule", "loutre", "marmotte", "mouette", "otarie", "panthere", "perruche", "souris",
    "tortue", "truite",
)  # fmt: skip
_COULEURS = ("blanche", "bleue", "doree", "grise", "jaune", "noire", "orange", "rose", "rouge", "verte")


def nom_de_connexion() -> str:
    """Return a free login such as « loutre-verte-27 »."""
    while True:
        nom = f"{secrets.choice(_ANIMAUX)}-{secrets.choice(_COULEURS)}-{secrets.randbelow(90) + 10}"
        if not Utilisateur.objects.filter(identifiant=nom).exists():
            return nom


#: Neither letters nor digits that one takes for another.
_SIGNES = "abcdefghjkmnpqrstuvwxyz23456789"


def code_d_ouverture() -> str:
    """Return a code such as « k7dm-4pqr-x2ht », typed once: the child then chooses a passphrase."""
    return "-".join("".join(secrets.choice(_SIGNES) for _ in range(4)) for _ in range(3))
