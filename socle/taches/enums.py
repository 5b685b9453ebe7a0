"""Closed lists of the outbox."""

from __future__ import annotations

from django.db import models


class EtatTache(models.TextChoices):
    """Where a job stands."""

    EN_ATTENTE = "en_attente", "en attente"
    EN_COURS = "en_cours", "en cours"
    TERMINEE = "terminee", "terminée"
    ECHOUEE = "echouee", "échouée"
