"""Forms of a child's measures and of the people outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import EmailValidator

from enfants.enums import FonctionInterlocuteur, NatureMesure
from enfants.models import Interlocuteur, MesureProtection
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm, TexteCourt, TexteLong

#: A measure may run until eighteen, a tutelle from birth.
LOINTAIN = timedelta(days=366 * 21)

_MESURE = [
    "nature",
    "autorite",
    "numero",
    "decision_le",
    "debut",
    "fin",
    "longue_duree",
    "notifiee_le",
    "juge_saisi_le",
    "audience_le",
    "appel_le",
    "recit",
    "lieu_secret",
    "lieu_secret_pour",
    "suspension",
]
_INTERLOCUTEUR = ["fonction", "nom", "service", "telephone", "courriel", "adresse", "debut", "fin"]


class RevisionForm(SaisieForm):
    """Remembers which revision was shown, so that a stale page does not undo somebody's writing."""

    revision = forms.IntegerField(widget=forms.HiddenInput, initial=1, min_value=1)


class MesureForm(RevisionForm):
    """One decision; ``confirme`` appears once something unusual was said."""

    nature = forms.ChoiceField(label="Quelle mesure ?", choices=[("", "Choisissez"), *NatureMesure.choices])
    autorite = TexteCourt(
        label="Qui l’a décidée", max_length=200, required=False, help_text="Le tribunal, ou le Département."
    )
    numero = TexteCourt(label="Numéro du dossier ou de la décision", max_length=80, required=False)
    decision_le = Jour(label="Date de la décision", futur=timedelta(0))
    debut = Jour(label="À compter du")
    fin = Jour(
        label="Terme",
        required=False,
        futur=LOINTAIN,
        help_text="Le dernier jour, tel que la décision le fixe.",
    )
    longue_duree = forms.BooleanField(
        label="Le juge a décidé au-delà de deux ans (Code civil, art. 375, alinéa 4)", required=False
    )
    notifiee_le = Jour(
        label="Notifiée le",
        required=False,
        futur=timedelta(0),
        help_text="L’appel est possible quinze jours après.",
    )
    juge_saisi_le = Jour(label="Juge saisi le", required=False, futur=timedelta(0))
    audience_le = Jour(label="Audience du", required=False)
    appel_le = Jour(label="Appel formé le", required=False, futur=timedelta(0))
    recit = TexteLong(
        label="Ce que dit la décision",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Droits de visite, suivis demandés, date du prochain rapport. L’enfant pourra lire ce texte un jour.",
    )
    lieu_secret = forms.BooleanField(
        label="Le lieu de vie de l’enfant doit rester secret (Code civil, art. 375-7)", required=False
    )
    lieu_secret_pour = TexteCourt(
        label="À qui le lieu est caché",
        max_length=300,
        required=False,
        help_text="Les papiers imprimés de cet enfant ne diront plus où il vit.",
    )
    suspension = TexteCourt(
        label="Parent dont les droits sont suspendus par la loi",
        max_length=300,
        required=False,
        help_text="Poursuivi ou condamné pour un crime sur l’enfant ou sur l’autre parent (art. 378-2).",
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.avertissements: list[str] = []
        if data is not None and "confirme" in data:
            self._ask_confirmation()

    def _ask_confirmation(self) -> None:
        self.fields["confirme"] = forms.BooleanField(
            label="J’ai vérifié : enregistrer quand même", required=False
        )

    def warn(self, messages: list[str]) -> None:
        """Say what is unusual, and offer to go on all the same."""
        self.avertissements = messages
        self._ask_confirmation()

    @property
    def confirme(self) -> bool:
        return bool(self.cleaned_data.get("confirme"))

    def apply(self, mesure: MesureProtection) -> MesureProtection:
        """Put what was typed on the measure."""
        for nom in _MESURE:
            setattr(mesure, nom, self.cleaned_data[nom])
        mesure.revision = self.cleaned_data["revision"]
        return mesure

    @staticmethod
    def initial_of(mesure: MesureProtection) -> dict[str, object]:
        return {nom: getattr(mesure, nom) for nom in [*_MESURE, "revision"]}


class DateMesureForm(RevisionForm):
    """A day to note on a measure: lifted, or report sent."""

    le = Jour(label="Le", initial=aujourdhui, futur=timedelta(0))


class InterlocuteurForm(RevisionForm):
    fonction = forms.ChoiceField(
        label="Qui est-ce ?", choices=[("", "Choisissez"), *FonctionInterlocuteur.choices]
    )
    nom = TexteCourt(label="Nom", max_length=160)
    service = TexteCourt(label="Service, tribunal ou cabinet", max_length=200, required=False)
    telephone = TexteCourt(
        label="Téléphone", max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    courriel = TexteCourt(
        label="Courriel",
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email"}),
        validators=[EmailValidator("Cette adresse ne ressemble pas à un courriel.")],
    )
    adresse = TexteLong(label="Adresse", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    debut = Jour(label="Depuis le", initial=aujourdhui)
    fin = Jour(label="Jusqu’au", required=False, futur=LOINTAIN)

    def apply(self, interlocuteur: Interlocuteur) -> Interlocuteur:
        """Put what was typed on the person."""
        for nom in _INTERLOCUTEUR:
            setattr(interlocuteur, nom, self.cleaned_data[nom])
        interlocuteur.revision = self.cleaned_data["revision"]
        return interlocuteur

    @staticmethod
    def initial_of(interlocuteur: Interlocuteur) -> dict[str, object]:
        return {nom: getattr(interlocuteur, nom) for nom in [*_INTERLOCUTEUR, "revision"]}
