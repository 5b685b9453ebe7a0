"""Documents one may open."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from socle.comptes.models import Utilisateur
from socle.documents.enums import QUARANTAINE
from socle.habilitations.querysets import VisiblePlainQuerySet


class DocumentQuerySet(VisiblePlainQuerySet):
    def available(self, *, at: datetime | None = None) -> Self:
        """Keep what is neither withdrawn nor expired."""
        moment = at or timezone.now()
        return self.filter(Q(expire_le__isnull=True) | Q(expire_le__gt=moment), retire_le__isnull=True)

    def visible_to(self, user: Utilisateur | AnonymousUser, permission: str) -> Self:
        """Keep the available documents of the permission's category, of children it reaches today."""
        return super().visible_to(user, permission).available()


class ManagerHorsQuarantaine(models.Manager.from_queryset(DocumentQuerySet)):  # type: ignore[misc]
    """Hides what an antivirus has not cleared: a screen that forgets to ask shows nothing of it."""

    def get_queryset(self) -> DocumentQuerySet:
        return super().get_queryset().exclude(analyse__in=QUARANTAINE)
