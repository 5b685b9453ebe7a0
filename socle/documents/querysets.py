"""Documents one may open."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission


class DocumentQuerySet(models.QuerySet):
    def available(self, *, at: datetime | None = None) -> DocumentQuerySet:
        """Keep what is neither withdrawn nor expired."""
        moment = at or timezone.now()
        return self.filter(Q(expire_le__isnull=True) | Q(expire_le__gt=moment), retire_le__isnull=True)

    def visible_to(self, user: Utilisateur | AnonymousUser, permission: str) -> DocumentQuerySet:
        """Keep the available documents of the permission's category, of children it reaches today.

        Raises UnknownPermissionError for a name nobody declared.
        """
        parsed = parse_permission(permission)
        if not isinstance(user, Utilisateur) or not user.is_active or parsed.categorie is None:
            return self.none()
        children = perimetre_de(user.pk).enfants(parsed)
        return self.available().filter(categorie=parsed.categorie.value, enfant_id__in=children)
