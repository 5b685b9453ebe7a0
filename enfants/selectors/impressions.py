"""Prints a person asked for, about one child."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from enfants.models import Enfant
from socle.comptes.models import Utilisateur
from socle.taches.models import Tache

#: Code of the job, shared by who asks, who makes and who looks.
CODE = "enfants.impression"
CONSERVATION = timedelta(hours=24)


def prints_asked_by(user: Utilisateur, enfant: Enfant) -> QuerySet[Tache]:
    """Return the print jobs of one person about one child: nobody else's."""
    return Tache.objects.filter(code=CODE, acteur_id=user.pk, parametres__enfant={"uuid": str(enfant.pk)})


def recent_prints(user: Utilisateur, enfant: Enfant) -> list[Tache]:
    """Return the prints that can still be fetched, the latest first."""
    since = timezone.now() - CONSERVATION
    return list(prints_asked_by(user, enfant).filter(cree_le__gte=since).order_by("-cree_le")[:5])
