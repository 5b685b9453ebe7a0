"""Guards common to every act that gives or changes rights."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from socle.comptes.models import Utilisateur
from socle.habilitations.roles import Capacite
from villages.models import Professionnel


def refuse_self(acteur: Utilisateur, compte: Utilisateur | None) -> None:
    """Nobody assigns themselves, nor an account they created (02-security: « jamais soi »).

    The database refuses it as well, whatever the path.
    """
    if compte is not None and acteur.pk in (compte.pk, compte.cree_par_id):
        raise PermissionDenied


def ensure_reaches(acteur: Utilisateur, capacite: Capacite, professionnel: Professionnel) -> None:
    """Refuse to act on a professional one does not see for this capacity."""
    if not Professionnel.objects.visible_to(acteur, capacite).filter(pk=professionnel.pk).exists():
        raise PermissionDenied
