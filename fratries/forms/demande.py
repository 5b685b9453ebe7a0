"""Forms of the requests to receive siblings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from enfants.enums import Sexe
from fratries.enums import REPONDUES, EtatDemande
from fratries.models import DemandeAccueil
from fratries.models.demande import EnfantDemande
from fratries.selectors.demande import enfants_de
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from socle.ui.saisie import DEBUT_DES_TEMPS, Jour, SaisieForm, TexteCourt, TexteLong
from socle.ui.widgets import PucesRadio
from villages.models import Village

#: Children one request may name.
ENFANTS_MAX = 6
JAMAIS_APRES = timedelta(0)
_DATE = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", re.ASCII)
_ANNEE = re.compile(r"\d{4}", re.ASCII)


class Naissance(TexteCourt):
    """« 4/5/2017 », or « 2017 » when only the year is known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=10, **kwargs)

    def clean(self, value: Any) -> tuple[date | None, int | None]:
        text = str(super().clean(value)).strip()
        if not text:
            return None, None
        if _ANNEE.fullmatch(text):
            year = int(text)
            if not DEBUT_DES_TEMPS.year <= year <= aujourdhui().year:
                raise ValidationError("Cette année de naissance n’est pas possible.")
            return None, year
        read = _DATE.fullmatch(text)
        try:
            day = date(int(read[3]), int(read[2]), int(read[1])) if read else None
        except ValueError:
            day = None
        if day is None or not DEBUT_DES_TEMPS <= day <= aujourdhui():
            raise ValidationError("Écrivez une date comme 04/05/2017, ou une année comme 2017.")
        return day, day.year


class DemandeForm(SaisieForm):
    """A request as it arrives; what is not known yet is left out."""

    recue_le = Jour(label="Reçue le", initial=aujourdhui, futur=JAMAIS_APRES)
    departement = forms.CharField(label="Département", max_length=80)
    demandeur = TexteCourt(
        label="Qui demande ?", max_length=300, help_text="Le service, la personne, son téléphone."
    )
    souhaitee_le = Jour(label="Souhaitée pour le", required=False)
    ou_ils_sont = TexteLong(
        label="Où sont-ils aujourd’hui ?",
        max_length=1000,
        help_text="Chez qui chacun vit, depuis quand, ensemble ou non.",
    )
    situation = TexteLong(
        label="Ce que dit la demande",
        max_length=4000,
        help_text="Ce qui amène le placement, le titre s’il est connu, ce que les enfants en disent.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=1, min_value=1)

    def __init__(self, *args: Any, villages: Iterable[Village], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._villages = {str(v.pk): v for v in villages}
        if len(self._villages) > 1:
            choices = [("", "Choisissez"), *((pk, v.nom) for pk, v in self._villages.items())]
            self.fields["village"] = forms.ChoiceField(label="Quel village ?", choices=choices)
        for rank in range(1, ENFANTS_MAX + 1):
            self.fields[f"ident_{rank}"] = forms.UUIDField(widget=forms.HiddenInput, initial=nouvel_id)
            self.fields[f"prenom_{rank}"] = TexteCourt(label="Prénom", max_length=80, required=False)
            self.fields[f"nom_{rank}"] = TexteCourt(label="Nom", max_length=120, required=False)
            self.fields[f"naissance_{rank}"] = Naissance(
                label="Date ou année de naissance", help_text="Par exemple 04/05/2017, ou 2017."
            )
            self.fields[f"sexe_{rank}"] = forms.ChoiceField(
                label="Sexe",
                choices=Sexe.choices,
                initial=Sexe.NON_PRECISE,
                required=False,
                widget=PucesRadio(),
            )
            self.fields[f"besoins_{rank}"] = TexteLong(
                label="Ses besoins", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
            )

    def _bloc(self, rank: int) -> list[forms.BoundField]:
        return [self[f"{nom}_{rank}"] for nom in ("ident", "prenom", "nom", "naissance", "sexe", "besoins")]

    @property
    def blocs(self) -> list[tuple[int, list[forms.BoundField], bool]]:
        """The children, each with whether it is shown open: the first, and those that hold something."""
        return [
            (rank, bloc, rank == 1 or bool(bloc[1].value()) or any(f.errors for f in bloc))
            for rank in range(1, ENFANTS_MAX + 1)
            for bloc in [self._bloc(rank)]
        ]

    @property
    def generaux(self) -> list[forms.BoundField]:
        noms = ["envoi", "revision", "village", "recue_le", "departement", "demandeur", "souhaitee_le"]
        return [self[nom] for nom in noms if nom in self.fields]

    @property
    def textes(self) -> list[forms.BoundField]:
        return [self["ou_ils_sont"], self["situation"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for rank in range(1, ENFANTS_MAX + 1):
            told = any(data.get(f"{nom}_{rank}") for nom in ("nom", "besoins")) or any(
                data.get(f"naissance_{rank}") or ()
            )
            if told and not data.get(f"prenom_{rank}"):
                self.add_error(f"prenom_{rank}", "Écrivez un prénom, ou « inconnu ».")
        if not self.errors and not self.enfants:
            self.add_error("prenom_1", "Écrivez au moins un prénom.")
        return data

    @property
    def enfants(self) -> list[EnfantDemande]:
        data, found = self.cleaned_data, []
        for rank in range(1, ENFANTS_MAX + 1):
            if not data.get(f"prenom_{rank}"):
                continue
            birth, year = data[f"naissance_{rank}"]
            found.append(
                EnfantDemande(
                    ident=data[f"ident_{rank}"],
                    prenom=data[f"prenom_{rank}"],
                    nom=data[f"nom_{rank}"],
                    naissance=birth,
                    annee=year,
                    sexe=data[f"sexe_{rank}"],
                    besoins=data[f"besoins_{rank}"],
                )
            )
        return found

    @property
    def village_id(self) -> UUID:
        chosen = self.cleaned_data.get("village") or next(iter(self._villages))
        return self._villages[chosen].pk

    def apply(self, demande: DemandeAccueil) -> DemandeAccueil:
        """Put what was typed on the request."""
        data = self.cleaned_data
        for nom in ("recue_le", "departement", "demandeur", "souhaitee_le", "ou_ils_sont", "situation"):
            setattr(demande, nom, data[nom])
        demande.enfants = [enfant.as_json() for enfant in self.enfants]
        return demande

    @staticmethod
    def initial_of(demande: DemandeAccueil) -> dict[str, object]:
        noms = (
            "recue_le",
            "departement",
            "demandeur",
            "souhaitee_le",
            "ou_ils_sont",
            "situation",
            "revision",
        )
        found: dict[str, object] = {nom: getattr(demande, nom) for nom in noms}
        found["village"] = str(demande.village_id)
        for rank, e in enumerate(enfants_de(demande), 1):
            birth = f"{e.naissance:%d/%m/%Y}" if e.naissance else str(e.annee or "")
            values = {
                "ident": e.ident,
                "prenom": e.prenom,
                "nom": e.nom,
                "naissance": birth,
                "sexe": e.sexe,
                "besoins": e.besoins,
            }
            found |= {f"{nom}_{rank}": value for nom, value in values.items()}
        return found


class ReponseForm(SaisieForm):
    """Yes, no, or no longer asked; the reason is mandatory."""

    revision = forms.IntegerField(widget=forms.HiddenInput, initial=1, min_value=1)
    etat = forms.ChoiceField(
        label="Quelle réponse ?",
        choices=[(etat.value, str(etat.label).capitalize()) for etat in EtatDemande if etat in REPONDUES],
        widget=PucesRadio(),
    )
    le = Jour(label="Décidée le", initial=aujourdhui, futur=JAMAIS_APRES)
    motif = TexteLong(
        label="Pourquoi ?",
        required=True,
        max_length=4000,
        help_text="Ce qui a été étudié pour les garder ensemble, et ce qui décide.",
    )


class DiteForm(SaisieForm):
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=1, min_value=1)
    a = TexteCourt(label="À qui ?", max_length=300, help_text="Nom, service, et par quel moyen.")
    le = Jour(label="Le", initial=aujourdhui, futur=JAMAIS_APRES)
