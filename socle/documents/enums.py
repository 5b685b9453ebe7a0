"""Closed lists of the document store."""

from __future__ import annotations

from django.db import models


class TypeMime(models.TextChoices):
    """What may be stored. Nothing that a browser or an office suite would execute."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "photo JPEG"
    PNG = "image/png", "image PNG"
    ODT = "application/vnd.oasis.opendocument.text", "texte OpenDocument"
    ODS = "application/vnd.oasis.opendocument.spreadsheet", "tableau OpenDocument"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "texte Word"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "tableau Excel"
    TEXTE = "text/plain", "texte simple"


class EtatAnalyse(models.TextChoices):
    """What an antivirus said of a file; the words are those of the screens."""

    EN_COURS = "en_cours", "en cours d’analyse"
    SAIN = "sain", "analysé"
    REFUSE = "refuse", "refusé : contenu dangereux"
    SANS_ANTIVIRUS = "sans_antivirus", "non analysé : aucun antivirus n’est configuré"
    INTERNE = "interne", "produit par le logiciel"


#: Nobody opens these: not looked at yet, or dangerous.
QUARANTAINE = (EtatAnalyse.EN_COURS, EtatAnalyse.REFUSE)
