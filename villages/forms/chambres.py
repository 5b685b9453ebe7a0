"""Forms of the bedrooms of a house."""

from __future__ import annotations

from datetime import timedelta

from django import forms

from socle.chiffrement.formfields import SealedCharField
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm
from villages.models import Chambre

#: Beyond, it is a dormitory, or a slip of the finger.
LITS_MAX = 8


class ChambreForm(SaisieForm):
    nom = SealedCharField(
        label="Nom",
        max_length=60,
        help_text="Comme on l’appelle dans la maison : « chambre bleue », « sous les toits ».",
    )
    lits = forms.IntegerField(label="Lits", min_value=1, max_value=LITS_MAX, initial=1)

    def apply(self, chambre: Chambre) -> Chambre:
        """Put what was typed on the room."""
        chambre.nom, chambre.lits = self.cleaned_data["nom"], self.cleaned_data["lits"]
        return chambre


class FermetureForm(SaisieForm):
    fermee_le = Jour(
        label="Fermée le",
        initial=aujourdhui,
        futur=timedelta(0),
        help_text="Le premier soir où personne n’y dort.",
    )
