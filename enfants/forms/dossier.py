"""Finding a child."""

from __future__ import annotations

from django import forms


class ListeForm(forms.Form):
    """A name, or its beginning; posted, so that no address holds a name."""

    q = forms.CharField(
        label="Chercher un enfant",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": "Cent lettres au plus."},
    )
