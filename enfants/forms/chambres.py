"""Form of the room where a child sleeps."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from socle.ui.saisie import SaisieForm
from socle.ui.widgets import PucesRadio
from villages.models import Chambre


class ChambreForm(SaisieForm):
    chambre = forms.ChoiceField(
        label="Dans quelle chambre dort l’enfant ?", required=False, widget=PucesRadio()
    )

    def offre(self, chambres: Iterable[tuple[Chambre, str]]) -> None:
        """Offer these rooms, each with who sleeps there."""
        offered = list(chambres)
        self._chambres = {str(chambre.pk): chambre for chambre, _ in offered}
        choices = [("", "On ne sait pas encore"), *((str(c.pk), libelle) for c, libelle in offered)]
        self.fields["chambre"].choices = choices  # type: ignore[attr-defined]

    @property
    def chambre_choisie(self) -> Chambre | None:
        return self._chambres.get(self.cleaned_data["chambre"])
