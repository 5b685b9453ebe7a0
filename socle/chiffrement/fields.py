"""The sealed fields: text, date, decimal and structured value."""

from __future__ import annotations

import datetime
import json
from copy import copy
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, MaxLengthValidator
from django.db import models

from socle.chiffrement.formfields import (
    SealedCharField,
    SealedDateFormField,
    SealedDecimalFormField,
    SealedJSONFormField,
    refuse_null_character,
)
from socle.chiffrement.sealing import ABSENT, OUVERT, SealedField
from socle.chiffrement.values import Illisible


class SealedTextField(SealedField):
    """A text; ``max_length`` counts its clear characters."""

    description = "texte scellé"
    empty_strings_allowed = True
    #: Above this length, or without limit, a form shows several lines.
    UNE_LIGNE = 255

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limits = [refuse_null_character]
        if self.max_length is not None:
            self._limits.append(MaxLengthValidator(self.max_length))

    @property
    def validators(self) -> Any:
        return [*super().validators, *self._limits]

    def to_python(self, value: Any) -> str | None:
        return value if value is None or isinstance(value, str) else str(value)

    def encode(self, value: str) -> bytes:
        for limit in self._limits:
            limit(value)
        try:
            return value.encode()
        except UnicodeEncodeError:
            raise ValidationError("Ce texte contient un caractère invalide.", code="invalid") from None

    decode = staticmethod(bytes.decode)  # type: ignore[assignment]

    def formfield(self, **kwargs: Any) -> Any:
        defaults: dict[str, Any] = {"form_class": SealedCharField, "max_length": self.max_length}
        if self.null:
            defaults["empty_value"] = None
        if self.max_length is None or self.max_length > self.UNE_LIGNE:
            defaults["widget"] = forms.Textarea
        return super().formfield(**(defaults | kwargs))


class SealedDateField(SealedField):
    """A date."""

    description = "date scellée"
    _CLEAR = models.DateField()

    def to_python(self, value: Any) -> datetime.date | None:
        return self._CLEAR.to_python(value)

    def encode(self, value: datetime.date) -> bytes:
        return value.isoformat().encode()

    def decode(self, octets: bytes) -> datetime.date:
        return datetime.date.fromisoformat(octets.decode())

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({"form_class": SealedDateFormField} | kwargs))


class SealedDecimalField(SealedField):
    """A decimal number."""

    description = "nombre scellé"

    def __init__(self, *args: Any, max_digits: int, decimal_places: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_digits, self.decimal_places = max_digits, decimal_places
        self._clear = models.DecimalField(max_digits=max_digits, decimal_places=decimal_places)
        self._limit = DecimalValidator(max_digits, decimal_places)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        limits = {"max_digits": self.max_digits, "decimal_places": self.decimal_places}
        return name, path, args, kwargs | limits

    @property
    def validators(self) -> Any:
        return [*super().validators, self._limit]

    def to_python(self, value: Any) -> Decimal | None:
        return self._clear.to_python(value)

    def encode(self, value: Decimal) -> bytes:
        self._limit(value)
        return format(value, "f").encode()

    def decode(self, octets: bytes) -> Decimal:
        return Decimal(octets.decode())

    def is_same(self, opened: Any, value: Any) -> bool:
        return type(value) is Decimal and str(opened) == str(value)

    def formfield(self, **kwargs: Any) -> Any:
        limits = {"max_digits": self.max_digits, "decimal_places": self.decimal_places}
        return super().formfield(**({"form_class": SealedDecimalFormField} | limits | kwargs))


class SealedJSONField(SealedField):
    """A structured value: what JSON can hold."""

    description = "valeur structurée scellée"

    def encode(self, value: Any) -> bytes:
        try:
            texte = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        except (TypeError, ValueError, RecursionError):
            raise ValidationError("Cette valeur ne peut pas être enregistrée.", code="invalid") from None
        if "\\u0000" in texte:
            refuse_null_character("\x00")
        try:
            return texte.encode()
        except UnicodeEncodeError:
            raise ValidationError("Ce texte contient un caractère invalide.", code="invalid") from None

    def decode(self, octets: bytes) -> Any:
        return json.loads(octets)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        self.encode(value)

    def changed_in_place(self, instance: Any) -> bool:
        """Compare with the stored bytes opened anew: a list or a dictionary can change unassigned."""
        opened = instance.__dict__.get(OUVERT + self.attname, ABSENT)
        if opened is ABSENT:
            return False
        pristine = copy(instance)
        del pristine.__dict__[OUVERT + self.attname]
        stored = getattr(pristine, self.attname)
        return not isinstance(stored, Illisible) and self.encode(opened) != self.encode(stored)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({"form_class": SealedJSONFormField} | kwargs))
