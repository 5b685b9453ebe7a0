"""Closed lists of the deadline core."""

from __future__ import annotations

from django.db import models


class Unite(models.TextChoices):
    """Unit of a delay; minutes and hours are elapsed time, the others are counted on the calendar."""

    MINUTE = "minute", "minutes"
    HEURE = "heure", "heures"
    JOUR = "jour", "jours"
    SEMAINE = "semaine", "semaines"
    MOIS = "mois", "mois"
    ANNEE = "annee", "ans"


class Sens(models.TextChoices):
    """Whether the deadline stands after what triggers it, or before it."""

    APRES = "apres", "après"
    AVANT = "avant", "avant"


class Suivi(models.TextChoices):
    """Whose move it is: « we are late » is never said of what somebody else owes."""

    AGIR = "agir", "à faire par nous"
    ATTENDRE = "attendre", "attendu d’ailleurs"


class Precision(models.TextChoices):
    """How exactly a deadline may be shown: one that follows from a birth date is told by its month."""

    JOUR = "jour", "au jour"
    MOIS = "mois", "au mois"


class Etat(models.TextChoices):
    """State of a deadline, computed when it is read; nothing stores it."""

    EN_RETARD = "en_retard", "en retard"
    A_FAIRE = "a_faire", "à faire"
    BIENTOT = "bientot", "bientôt"
    A_VENIR = "a_venir", "à venir"
    FAIT = "fait", "fait"
    SANS_OBJET = "sans_objet", "sans objet"


class Certitude(models.TextChoices):
    """How sure the source of a rule is."""

    V = "V", "texte lu"
    V09 = "V09", "texte lu dans sa version de 2009, à revoir"
    S = "S", "source secondaire"
    M = "M", "à vérifier"
    A = "A", "règle interne de l’association"


class Portion(models.TextChoices):
    """Which delay of a rule a setting replaces."""

    DELAI = "delai", "délai"
    PERIODE = "periode", "périodicité"
