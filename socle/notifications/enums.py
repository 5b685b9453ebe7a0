"""Closed lists of notices."""

from __future__ import annotations

from django.db import models


class EtatCourriel(models.TextChoices):
    """Where the mail of a notice stands, or its text message."""

    #: switched off, no address, or no mail server: the screen alone tells it
    NON_DEMANDE = "non_demande", "non demandé"
    A_ENVOYER = "a_envoyer", "à envoyer"
    #: a worker talks to the mail server, which has not been given the message yet
    EN_COURS = "en_cours", "en cours"
    #: the message itself is being given: from here on it is never given again
    REMIS = "remis", "remis au serveur"
    ENVOYE = "envoye", "envoyé"
    #: the worker or the server died while the message was being given: it may have left
    INCERTAIN = "incertain", "peut-être envoyé"
    ECHEC = "echec", "pas envoyé"
