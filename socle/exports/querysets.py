"""Exports: each person's own; the register is read as a named system act."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models

from socle.comptes.models import Utilisateur


class ExportQuerySet(models.QuerySet):
    def of(self, user: Utilisateur) -> Self:
        """Keep what this person asked for."""
        return self.filter(auteur_id=user.pk)

    def older_than(self, duree: timedelta, *, at: datetime) -> Self:
        return self.filter(cree_le__lte=at - duree)
