"""Closed lists of sibling groups."""

from __future__ import annotations

from django.db import models


class LienFratrie(models.TextChoices):
    """How a member belongs to the sibling group."""

    GERMAIN = "germain", "frère ou sœur"
    DEMI = "demi", "demi-frère ou demi-sœur"
    PAR_ALLIANCE = "par_alliance", "quasi-frère ou quasi-sœur"
    A_NAITRE = "a_naitre", "à naître"


class AutoriteSeparation(models.TextChoices):
    """Who decided that siblings live apart; the village alone only in an emergency."""

    JUGE = "juge", "juge des enfants"
    PARQUET = "parquet", "procureur de la République"
    ASE = "ase", "aide sociale à l’enfance"
    PARENTS = "parents", "parents, accueil provisoire"
    VILLAGE = "village", "direction du village, dans l’urgence"


class CanalASE(models.TextChoices):
    """How the ASE was told."""

    TELEPHONE = "telephone", "téléphone"
    COURRIEL = "courriel", "courriel"
    COURRIER = "courrier", "courrier"
    REUNION = "reunion", "réunion"


class SuiteRevue(models.TextChoices):
    """What a review of the separation leads to."""

    MAINTIEN = "maintien", "la séparation continue"
    CONTACTS = "contacts", "elle continue, avec d’autres contacts"
    REUNIR = "reunir", "on prépare la vie commune"
