"""Closed lists of the villages."""

from __future__ import annotations

from django.db import models


class Dispositif(models.TextChoices):
    """How a house receives children."""

    FAMILIALE = "familiale", "maison familiale"
    SEMI_AUTONOMIE = "semi_autonomie", "semi-autonomie"
    URGENCE = "urgence", "accueil familial d’urgence"
    RELAIS = "relais", "maison relais"


class NatureTitre(models.TextChoices):
    """What puts a person near a child."""

    AFFECTATION = "affectation", "affectation"
    RELAIS = "relais", "relais"
    ASTREINTE = "astreinte", "astreinte"


class ZoneScolaire(models.TextChoices):
    """Zone of the school holidays; none for Corsica and overseas, which have their own calendars."""

    A = "A", "zone A"
    B = "B", "zone B"
    C = "C", "zone C"


class DecisionHonorabilite(models.TextChoices):
    """What is decided on an attestation; why is nowhere."""

    CONFORME = "conforme", "rien ne s’oppose à l’exercice"
    MAINTENU = "maintenu", "mise en examen signalée : maintien décidé"
    SUSPENDU = "suspendu", "mise en examen signalée : suspension"
    ECARTE = "ecarte", "ne peut exercer"


class ThemeFormation(models.TextChoices):
    """What a session of training is about; the first four are owed by everybody, every year."""

    DROITS = "droits", "droits de l’enfant"
    PROTECTION = "protection", "politique de protection de l’association"
    REPERER = "reperer", "repérer les premiers signes"
    SIGNALER = "signaler", "déclarer et transmettre"
    ECOUTE = "ecoute", "recueillir la parole de l’enfant"
    ATTACHEMENT = "attachement", "attachement et traumatismes"
    HARCELEMENT = "harcelement", "harcèlement"
    ECRANS = "ecrans", "écrans et réseaux"
    VIOLENCES = "violences", "violences sexuelles et sexistes"
    SECOURS = "secours", "premiers secours, santé mentale"


#: Themes that keep somebody trained on protection (association’s own policy, certainty A).
THEMES_DUS = (
    ThemeFormation.DROITS,
    ThemeFormation.PROTECTION,
    ThemeFormation.REPERER,
    ThemeFormation.SIGNALER,
)
