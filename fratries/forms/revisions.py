"""Forms that remember which state was shown; on a newer one, both are put side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict

from fratries.services.revisions import RevisionPerimeeError
from socle.chiffrement.values import Illisible
from socle.ui.saisie import SaisieForm


class RevisionForm(SaisieForm):
    """``CHAMPS`` are the fields of the record, ``NOMS`` those it calls otherwise; ``ailleurs`` is what
    somebody else saved meanwhile.
    """

    CHAMPS: tuple[str, ...] = ()
    NOMS: Mapping[str, str] = {}

    revision = forms.IntegerField(widget=forms.HiddenInput, initial=1, min_value=1)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.ailleurs: list[tuple[str, object]] = []

    @classmethod
    def initial_of(cls, fiche: models.Model) -> dict[str, object]:
        return {nom: getattr(fiche, nom) for nom in (*cls.CHAMPS, "revision")}

    def poser(self, fiche: Any, champs: Iterable[str] | None = None) -> None:
        """Put what was typed on the record; what could not be opened stays as it was."""
        for nom in champs if champs is not None else self.CHAMPS:
            if nom in self.fields and not isinstance(self.cleaned_data[nom], Illisible):
                setattr(fiche, nom, self.cleaned_data[nom])
        if "revision" in self.fields:
            fiche.revision = self.cleaned_data["revision"]

    def enregistre_revision(self, acte: Callable[[], object]) -> bool:
        """Run the service; on a former state show the other one, and take the typed one if sent again."""

        def act() -> None:
            try:
                acte()
            except RevisionPerimeeError as erreur:
                self._compare(erreur.actuel)
                raise

        return self.enregistre(act)

    def differences(self, actuel: Any) -> list[tuple[str, object]]:
        """Say what the row as it stands holds otherwise than what was typed."""
        return [
            (str(self.fields[nom].label), _en_clair(actuel, attribut))
            for nom, attribut in [*((nom, nom) for nom in self.CHAMPS), *self.NOMS.items()]
            if nom in self.fields and getattr(actuel, attribut) != self.cleaned_data.get(nom)
        ]

    def _compare(self, actuel: models.Model) -> None:
        self.ailleurs = self.differences(actuel)
        again = QueryDict(mutable=True)
        again.update(self.data)
        again["revision"] = str(actuel.revision)  # type: ignore[attr-defined]
        self.data = again


def _en_clair(fiche: models.Model, nom: str) -> object:
    value = getattr(fiche, nom)
    if isinstance(value, bool):
        return "oui" if value else "non"
    shown = getattr(fiche, f"get_{nom}_display", None)
    return (shown() if shown and not isinstance(value, list) else value) or "rien"
