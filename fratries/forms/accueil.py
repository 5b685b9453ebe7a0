"""The question « Où accueillir cette fratrie ? »: who, from when, in what kind of house."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from fratries.placement import DEPLACEMENTS_MAX
from fratries.selectors.attendus import EnfantAttendu, FratrieAttendue, FratrieConnue
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour
from socle.ui.widgets import PucesCases, PucesRadio
from villages.enums import Dispositif
from villages.models import Village

#: Sibling groups asked about at once.
GROUPES = 3
ENFANTS_MAX = 8
AGE_MAX = 20
_ENFANT = re.compile(r"(\d{1,2})\s*(?:ans?)?\s*([FG])?", re.IGNORECASE)
_SEPARATEUR = re.compile(r"\s*(?:[,;/+]|\bet\b)\s*", re.IGNORECASE)


class AgesField(forms.CharField):
    """« 3 F, 7 G, 12 »: the ages of children nobody here knows yet, and their sex if one wishes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=120, **kwargs)

    def clean(self, value: Any) -> list[EnfantAttendu]:
        text = super().clean(value)
        parts = [part for part in _SEPARATEUR.split(text) if part]
        found = []
        for part in parts:
            read = _ENFANT.fullmatch(part)
            if read is None or int(read[1]) > AGE_MAX:
                raise ValidationError(
                    "Écrivez les âges séparés par des virgules, de 0 à 20 ans, comme « 3 F, 7 G, 12 »."
                )
            found.append(EnfantAttendu(int(read[1]), (read[2] or "").upper()))
        if len(found) > ENFANTS_MAX:
            raise ValidationError(f"Une fratrie compte {ENFANTS_MAX} enfants au plus ici.")
        return found


class OuAccueillirForm(forms.Form):
    """One group at least, known or by its ages; nothing is saved."""

    use_required_attribute = False

    village = forms.ChoiceField(label="Village")
    du = Jour(label="À partir du", initial=aujourdhui)
    au = Jour(label="Jusqu’au", required=False, help_text="Laissez vide pour un accueil durable.")
    dispositifs = forms.MultipleChoiceField(
        label="Dans quelles maisons ?",
        choices=Dispositif.choices,
        initial=[Dispositif.FAMILIALE],
        widget=PucesCases(),
        error_messages={"required": "Choisissez au moins une sorte de maison."},
    )
    ecart = forms.IntegerField(
        label="Écart d’âge à éviter, en années",
        initial=8,
        min_value=1,
        max_value=AGE_MAX,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="Avec les enfants qui y vivent. Au-delà, la maison vient après les autres.",
    )
    deplacements = forms.ChoiceField(
        label="D’autres enfants peuvent-ils changer de maison ?",
        choices=[("0", "Non"), (str(DEPLACEMENTS_MAX), "Oui, s’il le faut pour les garder ensemble")],
        initial=str(DEPLACEMENTS_MAX),
        widget=PucesRadio(),
    )

    def __init__(
        self, *args: Any, villages: Iterable[Village], connues: Sequence[FratrieConnue], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._villages = {str(v.pk): v for v in villages}
        self._connues = {str(c.fratrie): c for c in connues}
        self.fields["village"].choices = [(pk, v.nom) for pk, v in self._villages.items()]  # type: ignore[attr-defined]
        choices = [("", "Pas encore connue"), *((pk, c.libelle) for pk, c in self._connues.items())]
        for rank in range(1, GROUPES + 1):
            self.fields[f"fratrie_{rank}"] = forms.ChoiceField(
                label="Une fratrie connue", choices=choices, required=False
            )
            self.fields[f"ages_{rank}"] = AgesField(
                label="Ou leurs âges", help_text="Par exemple : 3 F, 7 G, 12. F et G sont facultatifs."
            )
            self.fields[f"ailleurs_{rank}"] = forms.BooleanField(
                label="Avec les frères et sœurs qui vivent ailleurs", required=False
            )

    def _bloc(self, rank: int) -> list[forms.BoundField]:
        return [self[f"{nom}_{rank}"] for nom in ("fratrie", "ages", "ailleurs")]

    @property
    def bloc_principal(self) -> list[forms.BoundField]:
        return self._bloc(1)

    @property
    def autres_blocs(self) -> list[list[forms.BoundField]]:
        """The groups asked about at the same time, folded until one is."""
        return [self._bloc(rank) for rank in range(2, GROUPES + 1)]

    @property
    def plusieurs(self) -> bool:
        """Whether something was typed, or refused, about another group."""
        return any(field.data or field.errors for bloc in self.autres_blocs for field in bloc)

    @property
    def generaux(self) -> list[forms.BoundField]:
        """What is asked whatever the groups; one village is no question."""
        noms = ["village", "du", "au", "dispositifs", "ecart", "deplacements"]
        return [self[nom] for nom in noms if nom != "village" or len(self._villages) > 1]

    @property
    def unique(self) -> str:
        """The only village, sent without being asked."""
        return next(iter(self._villages), "") if len(self._villages) == 1 else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        du, au = data.get("du"), data.get("au")
        if du and au and au <= du:
            self.add_error("au", "La fin vient avant le début, ou le même jour.")
        chosen = [data.get(f"fratrie_{rank}") for rank in range(1, GROUPES + 1)]
        for rank, ident in enumerate(chosen, 1):
            if ident and data.get(f"ages_{rank}"):
                self.add_error(
                    f"ages_{rank}", "Choisissez la fratrie connue, ou écrivez des âges : pas les deux."
                )
            if ident and ident in chosen[: rank - 1]:
                self.add_error(f"fratrie_{rank}", "Cette fratrie est déjà demandée.")
        if not self.errors and not self.attendues:
            self.add_error("ages_1", "Choisissez une fratrie, ou écrivez les âges des enfants.")
        return data

    @property
    def attendues(self) -> list[FratrieAttendue]:
        """The groups asked about, in order."""
        data, found = self.cleaned_data, []
        for rank in range(1, GROUPES + 1):
            connue = self._connues.get(data.get(f"fratrie_{rank}") or "")
            ages = data.get(f"ages_{rank}") or []
            if connue is not None or ages:
                ailleurs = bool(data.get(f"ailleurs_{rank}"))
                found.append(FratrieAttendue(connue, tuple(ages), ailleurs=ailleurs))
        return found

    @property
    def village_id(self) -> UUID:
        return self._villages[self.cleaned_data["village"]].pk
