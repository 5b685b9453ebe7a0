"""Forms of visiting rights and of meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django import forms

from enfants.models import Enfant
from fratries.enums import DecideurDroit, DuFaitDe, FrequenceDroit, GenreRencontre, SuspendPar
from fratries.forms.famille import Proches, _ChoixProche
from fratries.forms.revisions import RevisionForm
from fratries.models import DroitVisite, Rencontre
from fratries.models.visites import LES_JOURS, LONGUEUR_RECIT, NUITS_MAX, SEMAINES_MAX
from fratries.rythmes import RANGS
from fratries.selectors.rencontres import ICONES
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Heure, Jour, SaisieForm, TexteCourt, TexteLong
from socle.ui.widgets import PucesCases, PucesRadio

#: A right may run until eighteen.
LOINTAIN = timedelta(days=366 * 18)
Noms = Mapping[UUID, str]


def ident_pour(envoi: UUID, enfant: UUID, premier: UUID) -> UUID:
    """Return the id of what one sending creates for one child: the same however often it is sent."""
    return envoi if enfant == premier else uuid5(envoi, enfant.hex)


class PourPlusieursMixin(forms.Form):
    """The same thing for brothers and sisters of the child, when the person writes for them too."""

    def offrir(self, autres: Noms, *, label: str = "Aussi pour") -> None:
        if autres:
            self.fields["autres"] = forms.MultipleChoiceField(
                label=label,
                choices=[(str(pk), nom) for pk, nom in autres.items()],
                widget=PucesCases(),
                required=False,
            )

    @property
    def choisis(self) -> list[UUID]:
        return [UUID(pk) for pk in self.cleaned_data.get("autres", [])]


class Nombre(forms.TypedChoiceField):
    """A small number among those that can be meant."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)


class DroitForm(RevisionForm):
    """A visiting right: what, how often, where, with whom present, by whose decision."""

    CHAMPS = (
        "genre", "frequence", "jour", "toutes_les", "rangs", "heure_debut", "heure_fin", "nuits", "precision",
        "mediatisee", "tiers", "lieu", "debut", "fin", "decide_par", "decide_le", "reference",
    )  # fmt: skip

    genre = forms.ChoiceField(
        label="Que prévoit-il ?", choices=GenreRencontre.choices, widget=PucesRadio(icones=ICONES)
    )
    frequence = forms.ChoiceField(
        label="À quel rythme ?", choices=FrequenceDroit.choices, widget=PucesRadio()
    )
    jour = forms.TypedChoiceField(
        label="Quel jour ?", choices=[("", "Aucun jour fixe"), *LES_JOURS], coerce=int, empty_value=None,
        required=False,
    )  # fmt: skip
    toutes_les = Nombre(
        label="Une semaine sur combien ?",
        choices=[
            (n, "Toutes les semaines" if n == 1 else f"Une sur {n}") for n in range(1, SEMAINES_MAX + 1)
        ],
        initial=1,
        help_text="On compte à partir de la semaine où le droit commence.",
    )
    rangs = forms.TypedMultipleChoiceField(
        label="Lesquels dans le mois ?",
        choices=[(rang, mot) for rang, mot in RANGS.items()],
        coerce=int,
        widget=PucesCases(),
        required=False,
    )
    heure_debut = Heure(label="De")
    heure_fin = Heure(label="À")
    nuits = forms.IntegerField(
        label="Nombre de nuits", min_value=0, max_value=NUITS_MAX, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}), help_text="Pour un hébergement.",
    )  # fmt: skip
    precision = TexteLong(
        label="En quelques mots",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Par exemple : la moitié des vacances, la première les années paires.",
    )
    mediatisee = forms.BooleanField(label="En présence d’un tiers", required=False)
    tiers = TexteCourt(
        label="Qui est ce tiers ?", max_length=200, required=False, help_text="Le même autant que possible."
    )
    lieu = TexteCourt(label="Où ?", max_length=300, required=False)
    debut = Jour(label="À partir du", initial=aujourdhui)
    fin = Jour(label="Jusqu’au", required=False, futur=LOINTAIN, help_text="Vide : tant que dure la mesure.")
    decide_par = forms.ChoiceField(
        label="Qui l’a décidé ?", choices=DecideurDroit.choices, widget=PucesRadio()
    )
    decide_le = Jour(label="Date de la décision", required=False, futur=timedelta(0))
    reference = TexteCourt(
        label="Référence", max_length=300, required=False, help_text="Le numéro du jugement, la page."
    )

    def clean(self) -> dict[str, Any]:
        """What another rhythm would need is left out: it says nothing here."""
        data = super().clean() or {}
        if data.get("frequence") not in {FrequenceDroit.SEMAINES, FrequenceDroit.MOIS}:
            data["jour"] = None
        if data.get("frequence") != FrequenceDroit.MOIS:
            data["rangs"] = []
        if data.get("frequence") != FrequenceDroit.SEMAINES:
            data["toutes_les"] = 1
        away = data.get("genre") == GenreRencontre.HEBERGEMENT
        data["nuits"] = (data.get("nuits") or 0) if away else 0
        if not data.get("mediatisee"):
            data["tiers"] = ""
        return data


class NouveauDroitForm(PourPlusieursMixin, DroitForm, _ChoixProche):
    """A right of one of the child's relatives; the same for siblings, if one decision says so."""

    revision = None  # type: ignore[assignment]  # nothing was shown before

    field_order = ["proche", "autres", "genre", "frequence"]

    def __init__(self, *args: Any, proches: Proches, autres: Noms, **kwargs: Any) -> None:
        super().__init__(*args, proches=proches, **kwargs)
        self.offrir(autres)
        self.order_fields(self.field_order)

    def droits(self, enfant: Enfant, autres: Mapping[UUID, Enfant]) -> list[DroitVisite]:
        """Return the unsaved rights, one per child."""
        found = []
        for child in [enfant, *(autres[pk] for pk in self.choisis)]:
            droit = DroitVisite(
                pk=ident_pour(self.ident, child.pk, enfant.pk), enfant=child, proche=self.choisi
            )
            self.poser(droit)
            found.append(droit)
        return found


class SuspensionForm(RevisionForm):
    """Since when, until when, by whom and why a right is suspended."""

    NOMS = {
        "du": "suspendu_du", "au": "suspendu_au", "par": "suspendu_par", "motif": "suspendu_motif",
    }  # fmt: skip

    du = Jour(label="Suspendu à partir du", initial=aujourdhui)
    au = Jour(label="Jusqu’au", required=False, help_text="Dernier jour compris. Vide : sans terme connu.")
    par = forms.ChoiceField(label="Par qui ?", choices=SuspendPar.choices, widget=PucesRadio())
    motif = TexteLong(
        label="Pourquoi ?",
        max_length=1000,
        required=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites pourquoi, et par quelle décision."},
    )


class RepriseForm(RevisionForm):
    le = Jour(label="Il reprend le", initial=aujourdhui)


class NouvelleRencontreForm(PourPlusieursMixin, SaisieForm):
    """A meeting to plan, or one that took place and no calendar held."""

    avec = forms.MultipleChoiceField(
        label="Avec qui ?",
        widget=PucesCases(),
        error_messages={"required": "Choisissez au moins une personne."},
    )
    genre = forms.ChoiceField(
        label="Comment ?",
        choices=GenreRencontre.choices,
        initial=GenreRencontre.VISITE,
        widget=PucesRadio(icones=ICONES),
    )
    jour = Jour(
        label="Quel jour ?",
        initial=aujourdhui,
        help_text="Un jour à venir : elle est prévue. Aujourd’hui ou avant : elle a eu lieu.",
    )
    heure_debut = Heure(label="De")
    heure_fin = Heure(label="À")
    nuits = forms.IntegerField(
        label="Nombre de nuits", min_value=0, max_value=NUITS_MAX, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="Pour un hébergement : l’absence est inscrite en même temps.",
    )  # fmt: skip
    mediatisee = forms.BooleanField(label="En présence d’un tiers", required=False)
    tiers = TexteCourt(label="Qui est ce tiers ?", max_length=200, required=False)
    lieu = TexteCourt(label="Où ?", max_length=300, required=False)
    accompagnement = TexteCourt(label="Qui accompagne, qui vient chercher ?", max_length=300, required=False)
    recit = TexteLong(label="Comment cela s’est passé", max_length=LONGUEUR_RECIT)

    CHAMPS = (
        "genre",
        "jour",
        "heure_debut",
        "heure_fin",
        "mediatisee",
        "tiers",
        "lieu",
        "accompagnement",
        "recit",
    )

    def __init__(self, data: Any = None, *, avec: list[tuple[str, str]], autres: Noms, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["avec"].choices = avec  # type: ignore[attr-defined]
        self.offrir(autres)
        self.order_fields(["avec", "autres", "genre", "jour"])
        self.avertissements: list[str] = []
        if data is not None and "confirme" in data:
            self._ask()

    def _ask(self) -> None:
        self.fields["confirme"] = forms.BooleanField(
            label="Cette rencontre a vraiment eu lieu : l’enregistrer", required=False
        )

    def warn(self, messages: list[str]) -> None:
        """Say what must be known first, and offer to go on all the same."""
        self.avertissements = messages
        self._ask()

    @property
    def confirme(self) -> bool:
        return bool(self.cleaned_data.get("confirme"))

    def choix(self, nature: str) -> list[UUID]:
        """Return the ids chosen, of relatives (``proche``) or of siblings (``membre``)."""
        head = f"{nature}-"
        return [UUID(v.removeprefix(head)) for v in self.cleaned_data["avec"] if v.startswith(head)]

    def rencontre(self, enfant: Enfant, premier: Enfant, membres: list[UUID]) -> Rencontre:
        """Return the unsaved meeting of one child."""
        data = self.cleaned_data
        away = data["genre"] == GenreRencontre.HEBERGEMENT
        return Rencontre(
            pk=ident_pour(self.ident, enfant.pk, premier.pk),
            enfant=enfant,
            proches=self.choix("proche"),
            membres=membres,
            nuits=(data["nuits"] or 0) if away else 0,
            **{nom: data[nom] for nom in self.CHAMPS},
        )


class RecitForm(RevisionForm):
    """How a meeting went, once it has taken place; or why it did not."""

    CHAMPS = (
        "du_fait_de", "motif", "heure_debut", "heure_fin", "mediatisee", "tiers", "accompagnement", "recit",
        "parole", "analyse",
    )  # fmt: skip

    du_fait_de = forms.ChoiceField(
        label="Du fait de qui ?", choices=DuFaitDe.choices, widget=PucesRadio(), required=False
    )
    motif = TexteLong(label="Pourquoi ?", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    heure_debut = Heure(label="De")
    heure_fin = Heure(label="À")
    mediatisee = forms.BooleanField(label="En présence d’un tiers", required=False)
    tiers = TexteCourt(label="Qui est ce tiers ?", max_length=200, required=False)
    accompagnement = TexteCourt(label="Qui a accompagné l’enfant ?", max_length=300, required=False)
    recit = TexteLong(
        label="Comment cela s’est passé",
        max_length=LONGUEUR_RECIT,
        help_text="Ce qu’on a vu, avant, pendant et après. L’enfant pourra lire ce texte un jour.",
    )
    parole = TexteLong(
        label="Ce que l’enfant en dit",
        max_length=LONGUEUR_RECIT,
        help_text="Ses mots, entre guillemets.",
    )
    analyse = TexteLong(
        label="Ce que cela produit chez l’enfant",
        max_length=LONGUEUR_RECIT,
        help_text="Pour une visite en présence d’un tiers : c’est ce texte qui est transmis au service.",
    )

    def __init__(self, *args: Any, tenue: bool, analyse: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gone = (
            ["du_fait_de", "motif"]
            if tenue
            else ["heure_debut", "heure_fin", "mediatisee", "tiers", "analyse"]
        )
        for nom in gone if analyse else [*gone, "analyse"]:
            self.fields.pop(nom, None)


class AnnulationForm(SaisieForm):
    du_fait_de = forms.ChoiceField(label="Du fait de qui ?", choices=DuFaitDe.choices, widget=PucesRadio())
    motif = TexteLong(
        label="Pourquoi ?",
        max_length=1000,
        required=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites pourquoi, en quelques mots."},
    )


class DeplacementForm(SaisieForm):
    jour = Jour(label="Nouveau jour")
    heure = Heure(label="Heure")
    motif = TexteLong(label="Pourquoi ?", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class TransmissionForm(RevisionForm):
    NOMS = {"le": "transmise_le", "a": "transmise_a"}

    le = Jour(label="Transmise le", initial=aujourdhui, futur=timedelta(0))
    a = TexteCourt(label="À qui ?", max_length=200, help_text="Le service, et si possible la personne.")
