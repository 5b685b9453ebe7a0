"""Forms that correct a separation, or say that it did not take place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from fratries.enums import CanalASE
from fratries.forms.revisions import RevisionForm
from fratries.forms.separation import SeparationForm
from fratries.models import MembreFratrie, Separation
from fratries.models.separation import LONGUEUR_RAISON
from fratries.selectors.versions_separation import changements_depuis
from socle.ui.saisie import JAMAIS_APRES, Heure, Jour, TexteCourt, TexteLong, moment
from socle.ui.widgets import PucesRadio

Membres = dict[UUID, tuple[MembreFratrie, str]]


class _DepuisMixin:
    """On a newer state, say what somebody else changed since the one that was read."""

    noms: Membres
    cleaned_data: dict[str, Any]

    def differences(self, actuel: Separation) -> list[tuple[str, object]]:
        changed = changements_depuis(actuel, self.cleaned_data["revision"], self.noms)
        return [(un.libelle, un.apres) for un in changed]


class CorrectionForm(_DepuisMixin, RevisionForm, SeparationForm):
    """What the separation should have said; what was noted since can be corrected too."""

    CHAMPS = (
        "autorite", "decideur", "urgente", "confies_par_le_juge", "motif", "parole", "plan_contacts",
    )  # fmt: skip
    ASE = ("ase_prevenue_le", "ase_heure", "ase_canal", "ase_prevenue_par")

    ase_prevenue_le = Jour(
        label="ASE prévenue le", required=False, futur=JAMAIS_APRES, help_text="Vide si elle ne l’a pas été."
    )
    ase_heure = Heure(label="À quelle heure ?")
    ase_canal = forms.ChoiceField(
        label="Par quel moyen ?", choices=CanalASE.choices, widget=PucesRadio(), required=False
    )
    ase_prevenue_par = TexteCourt(label="Prévenue par", max_length=200, required=False)
    juge_informe_le = Jour(
        label="Juge informé le", required=False, futur=JAMAIS_APRES, help_text="Vide s’il ne l’a pas été."
    )
    fin = Jour(
        label="Réunis depuis le",
        required=False,
        futur=JAMAIS_APRES,
        help_text="Vide si la séparation tient toujours.",
    )
    correction_motif = TexteLong(
        label="Pourquoi corriger ?",
        required=True,
        max_length=LONGUEUR_RAISON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="La version d’avant reste lisible, avec cette raison.",
    )

    def __init__(self, data: Any = None, *, separation: Separation, membres: Membres) -> None:
        super().__init__(data, membres=membres, initial=_initial(separation, membres))
        self.noms, self._lue = membres, separation
        # What was not noted when the page was shown is noted elsewhere, with its own button.
        for noms in (self.ASE, ("juge_informe_le",), ("fin",)):
            shown = noms[0] in data if data is not None else getattr(separation, noms[0]) is not None
            for nom in () if shown else noms:
                del self.fields[nom]
        self.order_fields(["envoi", "revision", "correction_motif", *self._membres, "decidee_le"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("ase_prevenue_le") is None:
            data |= {"ase_canal": "", "ase_prevenue_par": ""}
            return data
        for nom, phrase in (("ase_canal", "Choisissez le moyen."), ("ase_prevenue_par", "Dites par qui.")):
            if nom in self.fields and not data.get(nom) and nom not in self.errors:
                self.add_error(nom, phrase)
        return data

    def corrigee(self) -> Separation:
        """Return the separation as it should read; what was left as it was keeps its exact value."""
        separation, data = self._lue, self.cleaned_data
        self.poser(separation)
        for nom, side in (("premier_cote", "1"), ("second_cote", "2")):
            chosen = [pk for champ, pk in self._membres.items() if data[champ] == side]
            if set(chosen) != set(getattr(separation, nom)):
                setattr(separation, nom, chosen)
        _poser_moment(separation, "decidee_le", data["decidee_le"], data["heure"])
        if "ase_prevenue_le" in self.fields:
            _poser_moment(separation, "ase_prevenue_le", data["ase_prevenue_le"], data.get("ase_heure"))
            self.poser(separation, ["ase_canal", "ase_prevenue_par"])
        self.poser(separation, ["juge_informe_le", "fin"])
        return separation


class AnnulationSeparationForm(_DepuisMixin, RevisionForm):
    """Why it never took place."""

    motif = TexteLong(
        label="Pourquoi l’annuler ?",
        required=True,
        max_length=LONGUEUR_RAISON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Par exemple : la décision a été retirée avant le changement de maison.",
    )

    def __init__(self, data: Any = None, *, separation: Separation, membres: Membres) -> None:
        super().__init__(data, initial={"revision": separation.revision})
        self.noms = membres


def _initial(separation: Separation, membres: Membres) -> dict[str, object]:
    sides = dict.fromkeys(separation.premier_cote, "1") | dict.fromkeys(separation.second_cote, "2")
    told = separation.ase_prevenue_le
    return {
        **CorrectionForm.initial_of(separation),
        **{f"cote_{pk.hex}": sides.get(pk, "0") for pk in membres},
        "decidee_le": timezone.localdate(separation.decidee_le),
        "heure": _heure(separation.decidee_le),
        "ase_prevenue_le": timezone.localdate(told) if told else None,
        "ase_heure": _heure(told) if told else None,
        "ase_canal": separation.ase_canal,
        "ase_prevenue_par": separation.ase_prevenue_par,
        "juge_informe_le": separation.juge_informe_le,
        "fin": separation.fin,
    }


def _heure(when: Any) -> Any:
    """The hour, when one was given: midnight says that none was."""
    local = timezone.localtime(when)
    return local.time() if local.hour or local.minute else None


def _poser_moment(separation: Separation, nom: str, jour: Any, heure: Any) -> None:
    """Put a moment typed to the minute; the same minute keeps its seconds."""
    typed = moment(jour, heure) if jour else None
    known = getattr(separation, nom)
    if typed is None or known is None or known.replace(second=0, microsecond=0) != typed:
        setattr(separation, nom, typed)
