"""Which jobs wait, which were abandoned."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from socle.taches.enums import EtatTache


class TacheQuerySet(models.QuerySet):
    def waiting(self, *, at: datetime) -> TacheQuerySet:
        """Jobs whose turn has come, oldest first."""
        return self.filter(etat=EtatTache.EN_ATTENTE, prochaine_tentative__lte=at).order_by(
            "prochaine_tentative", "id"
        )

    def abandoned(self, *, at: datetime) -> TacheQuerySet:
        """Jobs whose worker has not been heard of since its lease ran out."""
        return self.filter(etat=EtatTache.EN_COURS, bail__lt=at).order_by("bail", "id")

    def finished_before(self, moment: datetime) -> TacheQuerySet:
        """Jobs done or given up before ``moment``."""
        return self.filter(fini_le__lt=moment)
