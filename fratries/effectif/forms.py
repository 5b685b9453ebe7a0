"""Forms of a roster: the file, and what its columns hold."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile

from fratries.effectif.colonnes import TABLES, Champ
from fratries.effectif.fautes import NomTable, Rapport
from fratries.effectif.formats.base import MIO, TAILLE_MAX_MIO
from fratries.effectif.lecture import trop_gros
from socle.documents.services import not_kept
from socle.ui.saisie import SaisieForm

#: What a column nobody needs is said to hold.
_A_PART = "-"
_TAILLE = f"Choisissez un fichier de {TAILLE_MAX_MIO}\u202fMio au plus."


class ChampEffectif(forms.FileField):
    """A file that is not too big for a roster; what the site's limit dropped arrives empty, and marked."""

    def to_python(self, data: File | None) -> File | None:
        if getattr(data, "depasse", False) or (data is not None and data.size > TAILLE_MAX_MIO * MIO):
            raise trop_gros()
        if getattr(data, "perdu", False):
            raise not_kept()
        return super().to_python(data)


class EffectifForm(SaisieForm):
    """The file; what it is worth is said by the job that reads it."""

    fichier = ChampEffectif(
        label="Tableau d’effectif",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        help_text=f"Excel (.xlsx), OpenDocument (.ods) ou CSV, {TAILLE_MAX_MIO}\u202fMio au plus.",
        error_messages={"required": _TAILLE, "invalid": _TAILLE, "empty": "Ce fichier est vide."},
    )

    @property
    def contenu(self) -> bytes:
        fichier: UploadedFile = self.cleaned_data["fichier"]
        return fichier.read()


def _libelle(champ: Champ) -> str:
    return f"{champ.libelle} (pas repris)" if champ.non_repris else champ.libelle


class ColonnesForm(forms.Form):
    """One choice per column of each sheet; fields bear ranks, never a heading."""

    use_required_attribute = False

    def __init__(self, *args: Any, rapport: Rapport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places: dict[str, tuple[str, str]] = {}
        self.feuilles: list[tuple[str, list[str]]] = []
        for rank, feuille in enumerate(rapport.feuilles):
            if not feuille.table:
                continue
            table = TABLES[NomTable(feuille.table)]
            choices = [(_A_PART, "Laisser de côté"), *((c.code, _libelle(c)) for c in table.champs)]
            names = []
            for place, (titre, code) in enumerate(feuille.colonnes):
                name = f"c{rank}-{place}"
                why = table.champ(code).non_repris if code else ""
                self.fields[name] = forms.ChoiceField(
                    label=titre,
                    choices=choices,
                    initial=code or _A_PART,
                    help_text=f"Vérifié, pas repris. {why}" if why else "",
                )
                self._places[name] = feuille.table, titre
                names.append(name)
            self.feuilles.append((feuille.nom, names))

    def groupes(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(nom, [self[name] for name in names]) for nom, names in self.feuilles]

    def choix(self) -> dict[str, dict[str, str]]:
        """Return what was said, by table and heading."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for name, (table, titre) in self._places.items():
            code = self.cleaned_data[name]
            found[table][titre] = "" if code == _A_PART else code
        return dict(found)
