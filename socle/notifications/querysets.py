"""Notices: each person's own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models

from socle.comptes.models import Utilisateur


class AvisQuerySet(models.QuerySet):
    def of(self, user: Utilisateur) -> Self:
        """Keep what was said to this person and not withdrawn since."""
        return self.filter(destinataire_id=user.pk, retire_le__isnull=True)

    def unseen(self) -> Self:
        return self.filter(vu_le__isnull=True)

    def older_than(self, duree: timedelta, *, at: datetime) -> Self:
        return self.filter(cree_le__lte=at - duree)
