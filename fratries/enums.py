"""Closed lists of sibling groups."""

from __future__ import annotations

from django.db import models


class LienFratrie(models.TextChoices):
    """How a member belongs to the sibling group."""

    GERMAIN = "germain", "frère ou sœur"
    DEMI = "demi", "demi-frère ou demi-sœur"
    PAR_ALLIANCE = "par_alliance", "quasi-frère ou quasi-sœur"
    A_NAITRE = "a_naitre", "à naître"


class EtatEffectif(models.TextChoices):
    """How far a roster is on its way in."""

    DEPOSE = "depose", "déposé"
    LU = "lu", "lu"
    IMPORTE = "importe", "importé"
    REFUSE = "refuse", "refusé"
