"""What a key belongs to, and why a value may stay closed."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class NatureSujet(models.TextChoices):
    """Whose key it is."""

    ENFANT = "enfant", "enfant"
    PROCHE = "proche", "proche"
    FRATRIE = "fratrie", "fratrie"
    #: a request or an admission being prepared: no child of ours yet
    ACCUEIL = "accueil", "demande d’accueil"
    INCIDENT = "incident", "incident"
    CAMPAGNE = "campagne", "campagne"
    PROFESSIONNEL = "professionnel", "professionnel"
    ASSOCIATION = "association", "association"


class Raison(StrEnum):
    """Why a sealed value cannot be opened."""

    CLE_ABSENTE = "cle_absente"
    CLE_DETRUITE = "cle_detruite"
    TROUSSEAU_INCOMPLET = "trousseau_incomplet"
    ALTEREE = "alteree"
    FORMAT_INCONNU = "format_inconnu"


class EtatDestruction(models.TextChoices):
    """Where a request to destroy a key stands."""

    DEMANDEE = "demandee", "demandée"
    VALIDEE = "validee", "validée"
    EXECUTEE = "executee", "exécutée"
    ANNULEE = "annulee", "annulée"
