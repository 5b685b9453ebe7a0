"""What is done about a child's message, and what the child is answered."""

from __future__ import annotations

from protection.models.obligations import LONGUEUR_MOTIF
from socle.ui.saisie import SaisieForm, TexteLong


class SuiteForm(SaisieForm):
    fait = TexteLong(
        label="Ce qui est fait",
        max_length=LONGUEUR_MOTIF,
        help_text="Qui est allé le voir, où il dort cette nuit, qui est prévenu.",
    )
    reponse = TexteLong(
        label="Ce que vous avez répondu à l’enfant",
        max_length=LONGUEUR_MOTIF,
        help_text="Avec vos mots exacts. Dites-lui qui a lu, ce qui est fait, et à qui vous devez en parler.",
    )
