"""Form fields of sealed values: the usual ones, which leave alone what could not be opened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator

from socle.chiffrement.values import Illisible

MESSAGE_CARACTERE_NUL = "Ce texte contient un caractère invisible (U+0000) qui ne peut pas être enregistré."


def refuse_null_character(value: Any) -> None:
    """Refuse U+0000, which no text of ours can hold."""
    if "\x00" in str(value):
        raise ValidationError(MESSAGE_CARACTERE_NUL, code="null_characters_not_allowed")


class SealedFormField:
    """Mixin: a value that cannot be opened is shown as such, disabled, and kept as it is.

    Without it the sentence shown in the box would come back as the new value.
    """

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        initial = form.get_initial_for_field(self, field_name)  # type: ignore[arg-type]
        if isinstance(initial, Illisible):
            self.disabled = True
            self.required = False
        return super().get_bound_field(form, field_name)  # type: ignore[misc]

    def clean(self, value: Any) -> Any:
        return value if isinstance(value, Illisible) else super().clean(value)  # type: ignore[misc]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not isinstance(initial, Illisible) and super().has_changed(initial, data)  # type: ignore[misc]

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Illisible) else super().prepare_value(value)  # type: ignore[misc]


class SealedCharField(SealedFormField, forms.CharField):
    """One line or several of text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [
            refuse_null_character if isinstance(v, ProhibitNullCharactersValidator) else v
            for v in self.validators
        ]


class SealedDateFormField(SealedFormField, forms.DateField):
    """A date."""


class SealedDecimalFormField(SealedFormField, forms.DecimalField):
    """A number, typed with the decimal comma."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"localize": True} | kwargs))


class SealedJSONFormField(SealedFormField, forms.JSONField):
    """A structured value."""
