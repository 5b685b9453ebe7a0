"""Choices drawn as chips: real radios and checkboxes, with a pictogram and a visible selection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms


class _Puces(forms.widgets.ChoiceWidget):
    """``icones`` gives a pictogram name per value; ``forme`` is ``puces`` or ``tuiles``."""

    template_name = "ui/widgets/puces.html"
    use_fieldset = True

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        icones: Mapping[str, str] | None = None,
        forme: str = "puces",
    ) -> None:
        super().__init__(attrs, choices)
        self.icones = dict(icones or {})
        self.forme = forme

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["forme"] = self.forme
        return context

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["icone"] = self.icones.get(str(option["value"]), "")
        return option


class PucesRadio(_Puces, forms.RadioSelect):
    """One choice among several, as chips."""

    template_name = "ui/widgets/puces.html"


class PucesCases(_Puces, forms.CheckboxSelectMultiple):
    """Several choices, as chips."""

    template_name = "ui/widgets/puces.html"
