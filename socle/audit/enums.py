"""Closed lists of the audit journal."""

from __future__ import annotations

from django.db import models


class Redaction(models.TextChoices):
    """What the sentence of an action never shows, whoever reads it."""

    AUCUNE = "aucune", "rien n’est masqué"
    #: a declaration of an incident or a child's message: who wrote it is not shown
    ACTEUR = "acteur", "la personne est masquée"
    ENFANTS = "enfants", "les enfants concernés sont masqués"
    TOUT = "tout", "la personne et les enfants sont masqués"

    @property
    def masque_acteur(self) -> bool:
        return self in {Redaction.ACTEUR, Redaction.TOUT}

    @property
    def masque_enfants(self) -> bool:
        return self in {Redaction.ENFANTS, Redaction.TOUT}


class MotifRupture(models.TextChoices):
    """Why the chain does not verify."""

    POINT_DE_CONTROLE = "point_de_controle", "un point de contrôle de purge est faux"
    DEBUT_MANQUANT = "debut_manquant", "le début de la chaîne manque"
    LIEN_SUPPRIME = "lien_supprime", "un lien a été supprimé"
    LIEN_MODIFIE = "lien_modifie", "un lien ne suit pas le précédent"
    LIGNE_SUPPRIMEE = "ligne_supprimee", "une ligne du journal a été supprimée"
    LIGNE_MODIFIEE = "ligne_modifiee", "une ligne du journal ou son lien a été modifié"
    TETE_ABSENTE = "tete_absente", "la fin de la chaîne a été coupée : la tête gardée n’existe plus"
    TETE_DIFFERENTE = "tete_differente", "la chaîne a été refaite : la tête gardée n’est plus la même"
    NON_SCELLEE = "non_scellee", "une ligne est restée plus de cinq minutes sans être scellée"
