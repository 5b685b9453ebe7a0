"""Filters of the audit page, read from the URL."""

from __future__ import annotations

from django import forms

from socle.audit import registry
from socle.audit.selectors import Filtre
from socle.outils.declarations import Categorie


class FiltreAuditForm(forms.Form):
    """Who, on which child's file, what, when; ids and codes only, so that the URL names nobody."""

    acteur = forms.UUIDField(label="Compte", required=False)
    enfant = forms.UUIDField(label="Dossier", required=False)
    action = forms.ChoiceField(label="Action", required=False)
    categorie = forms.ChoiceField(label="Catégorie", required=False)
    du = forms.DateField(label="Du", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    au = forms.DateField(label="Au", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    reference = forms.RegexField(
        r"^[0-9A-Fa-f]{8}$",
        label="Numéro imprimé sur un papier",
        required=False,
        max_length=8,
        error_messages={"invalid": "Huit chiffres ou lettres de A à F, comme sur le papier."},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        actions = [
            (action.code, action.phrase[0].upper() + action.phrase[1:]) for action in registry.actions()
        ]
        self.fields["action"].choices = [("", "Toutes"), *actions]  # type: ignore[attr-defined]
        categories = [(c.value, c.value.replace("_", " ").capitalize()) for c in Categorie]
        self.fields["categorie"].choices = [("", "Toutes"), *categories]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("du") and data.get("au") and data["du"] > data["au"]:
            self.add_error("au", "La fin vient avant le début.")
        return data

    def filtre(self) -> Filtre:
        """Return what to look for; nothing more than the valid fields."""
        data = self.cleaned_data
        return Filtre(
            acteur_id=data.get("acteur"),
            enfant_id=data.get("enfant"),
            action=data.get("action") or "",
            categorie=Categorie(data["categorie"]) if data.get("categorie") else None,
            depuis=data.get("du"),
            jusqu_au=data.get("au"),
            reference=data.get("reference") or "",
        )
