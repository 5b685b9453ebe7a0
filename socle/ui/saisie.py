"""What every entry form shares: one saving per form shown, services' refusals beside their field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.utils import timezone

from socle.chiffrement.formfields import SealedCharField, SealedDateFormField
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id

#: Before it no date of ours can be: nobody here was born.
DEBUT_DES_TEMPS = date(1900, 1, 1)
#: ``futur`` of a day that cannot be to come.
JAMAIS_APRES = timedelta(0)


class TexteCourt(SealedCharField):
    """One line of text for a sealed field."""


class TexteLong(SealedCharField):
    """A few lines of text for a sealed field."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"widget": forms.Textarea(attrs={"rows": 3}), "required": False} | kwargs))


class Jour(SealedDateFormField):
    """A day, within what can be meant: ``futur`` is how far ahead it may stand."""

    def __init__(self, *, futur: timedelta = timedelta(days=366), **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)
        self.futur = futur

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if value < DEBUT_DES_TEMPS:
            raise ValidationError("Cette date est trop ancienne : vérifiez l’année.")
        if value > aujourdhui() + self.futur:
            raise ValidationError(
                "Cette date est trop lointaine : vérifiez l’année."
                if self.futur
                else "Cette date est dans le futur."
            )


class Heure(forms.TimeField):
    """An hour of the day, left out when it is not known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs
        )


def moment(jour: Any, heure: time | None) -> datetime:
    """Return the moment typed; without hour, the day from its first minute: the strictest for delays."""
    return timezone.make_aware(datetime.combine(jour, heure or time.min))


class SaisieForm(forms.Form):
    """A form that saves one thing: ``envoi`` is the id of what it will create."""

    use_required_attribute = False

    envoi = forms.UUIDField(widget=forms.HiddenInput, initial=nouvel_id)

    @property
    def ident(self) -> UUID:
        """Id of what this form creates, the same however often it is sent."""
        ident: UUID = self.cleaned_data["envoi"]
        return ident

    def refuse(self, erreur: ValidationError) -> None:
        """Show a service's refusal beside the field it is about, or above the form."""
        if not hasattr(erreur, "error_dict"):
            self.add_error(None, erreur)
            return
        for champ, erreurs in erreur.error_dict.items():
            # Messages, not errors: a model's parameters mean nothing to the form.
            messages = [message for une in erreurs for message in une.messages]
            connu = champ in self.fields and champ != NON_FIELD_ERRORS
            self.add_error(champ if connu else None, ValidationError(messages))

    def enregistre(self, acte: Callable[[], object], *, deja: Callable[[UUID], bool] | None = None) -> bool:
        """Run the service once; return whether it is done, now or by an earlier sending of this form.

        ``deja`` says whether what this form creates is there, as the person may see it.
        """
        if deja is not None and deja(self.ident):
            return True
        try:
            acte()
        except ValidationError as erreur:
            self.refuse(erreur)
            return False
        except IntegrityError:
            if deja is None or not deja(self.ident):
                raise
        return True
