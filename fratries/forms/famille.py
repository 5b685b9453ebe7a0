"""Forms of relatives, ties, authority and contacts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms

from fratries.actes import ACTES, PAR_CODE, REGIMES, Acte, Regime
from fratries.enums import (
    UNIONS,
    Certitude,
    Contact,
    EtatAutorite,
    NatureLien,
    NatureTitulaire,
    SexeProche,
)
from fratries.forms.revisions import RevisionForm
from fratries.models import AdresseProtegee, AutoriteParentale, LienFamilial, PersonneAutorisee, Proche
from socle.chiffrement.formfields import SealedFormField
from socle.chiffrement.values import Illisible
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm, TexteCourt, TexteLong
from socle.ui.widgets import PucesRadio

Proches = dict[UUID, tuple[Proche, str]]

AVEC_ENFANT = [(value, label) for value, label in NatureLien.choices if value not in UNIONS]


class Annee(SealedFormField, forms.IntegerField):
    """A year; the exact date is nobody's business here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages={"invalid": "Écrivez une année, par exemple 1984."},
            **kwargs,
        )


class ChoixScelle(SealedFormField, forms.ChoiceField):
    """One value of a closed list, for a sealed field."""


class ProcheForm(RevisionForm):
    """Who the relative is and how to reach them."""

    prenom = TexteCourt(label="Prénom", max_length=80, error_messages={"required": "Indiquez le prénom."})
    nom = TexteCourt(label="Nom", max_length=120, required=False)
    sexe = ChoixScelle(
        label="Sexe",
        choices=SexeProche.choices,
        initial=SexeProche.NON_PRECISE,
        widget=PucesRadio(),
        required=False,
    )
    annee_naissance = Annee(label="Année de naissance")
    telephone = TexteCourt(label="Téléphone", max_length=60, required=False)
    courriel = TexteCourt(label="Courriel", max_length=200, required=False)
    adresse = TexteLong(
        label="Adresse",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Si elle doit rester secrète, ne l’écrivez pas ici : la direction la protège à part.",
    )
    decede = forms.BooleanField(label="Cette personne est décédée", required=False)
    annee_deces = Annee(label="Année du décès")
    precision = TexteLong(label="Précision", max_length=1000)

    CHAMPS = ("prenom", "nom", "sexe", "annee_naissance", "telephone", "courriel", "adresse", "decede",
              "annee_deces", "precision")  # fmt: skip

    def without_address(self) -> None:
        """Ask no address: this one is protected."""
        del self.fields["adresse"]

    def apply(self, proche: Proche) -> Proche:
        """Put what was typed on the relative; what could not be opened stays as it was."""
        self.poser(proche)
        proche.sexe = proche.sexe or SexeProche.NON_PRECISE
        proche.adresse = proche.adresse or None
        return proche


class LienMixin(forms.Form):
    """The tie itself: kind, how it is known, since when."""

    nature = forms.ChoiceField(label="Lien", choices=[("", "Choisissez"), *AVEC_ENFANT])
    certitude = forms.ChoiceField(
        label="Comment le sait-on ?",
        choices=Certitude.choices,
        initial=Certitude.DECLAREE,
        widget=PucesRadio(),
    )

    def apply_tie(self, lien: LienFamilial) -> LienFamilial:
        for nom in ("nature", "certitude", "debut", "fin", "precision"):
            if nom in self.fields and not isinstance(self.cleaned_data[nom], Illisible):
                setattr(lien, nom, self.cleaned_data[nom])
        return lien


class NouveauProcheForm(LienMixin, ProcheForm):
    """A relative, and what they are to the child."""

    revision = None  # type: ignore[assignment]  # nothing was shown before

    field_order = ["prenom", "nom", "sexe", "nature", "certitude"]


class _ChoixProche(SaisieForm):
    """One relative among those offered."""

    proche = forms.ChoiceField(label="Qui ?", error_messages={"required": "Choisissez la personne."})

    def __init__(self, *args: Any, proches: Proches, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._proches = {str(pk): proche for pk, (proche, _) in proches.items()}
        self.fields["proche"].choices = [  # type: ignore[attr-defined]
            ("", "Choisissez"),
            *((str(pk), name) for pk, (_, name) in proches.items()),
        ]

    @property
    def choisi(self) -> Proche | None:
        return self._proches.get(self.cleaned_data["proche"])


class RattacherForm(LienMixin, _ChoixProche):
    """A relative already known by a sibling's file."""

    field_order = ["proche", "nature", "certitude"]


class _DatesMixin(forms.Form):
    debut = Jour(label="Depuis", required=False, futur=timedelta(0))
    fin = Jour(label="Jusqu’au", required=False)
    precision = TexteLong(label="Précision", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class LienForm(_DatesMixin, LienMixin, SaisieForm):
    """A tie to correct; between two relatives it may be a union."""

    field_order = ["nature", "certitude", "debut", "fin", "precision"]

    def __init__(self, *args: Any, entre_proches: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if entre_proches:
            self.fields["nature"].choices = [("", "Choisissez"), *NatureLien.choices]  # type: ignore[attr-defined]


class NouveauLienForm(LienForm):
    """A tie of this relative to another relative, or to a sibling who lives elsewhere."""

    cible = forms.ChoiceField(label="Avec qui ?", error_messages={"required": "Choisissez la personne."})
    field_order = ["nature", "cible", "certitude", "debut", "fin", "precision"]

    def __init__(self, *args: Any, cibles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, entre_proches=True, **kwargs)
        self.fields["cible"].choices = [("", "Choisissez"), *cibles]  # type: ignore[attr-defined]


class ContactForm(_ChoixProche):
    """What a relative may do, from a day on."""

    appeler = forms.ChoiceField(
        label="Peut appeler ?", choices=Contact.choices, initial=Contact.NON_PRECISE, widget=PucesRadio()
    )
    visiter = forms.ChoiceField(
        label="Peut rendre visite ?",
        choices=Contact.choices,
        initial=Contact.NON_PRECISE,
        widget=PucesRadio(),
    )
    chercher = forms.ChoiceField(
        label="Peut venir chercher l’enfant ?",
        choices=Contact.choices,
        initial=Contact.NON_PRECISE,
        widget=PucesRadio(),
    )
    debut = Jour(label="À partir du", initial=aujourdhui)
    fin = Jour(label="Jusqu’au", required=False, help_text="Dernier jour compris. Vide : sans terme connu.")
    decision = TexteLong(
        label="Qui l’a décidé ?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=True,
        help_text="Le juge, par quelle décision ; le service ; les parents.",
        error_messages={"required": "Indiquez qui l’a décidé."},
    )
    consigne = TexteLong(
        label="Que faire sur le moment ?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Par exemple : ne pas ouvrir, appeler l’astreinte.",
    )

    def apply(self, contact: PersonneAutorisee) -> PersonneAutorisee:
        for nom in ("appeler", "visiter", "chercher", "debut", "fin", "decision", "consigne"):
            setattr(contact, nom, self.cleaned_data[nom])
        return contact


class FinForm(SaisieForm):
    """The last day."""

    fin = Jour(label="Dernier jour", initial=aujourdhui)


class AutoriteForm(SaisieForm):
    """Whether the holder exercises authority, by which decision."""

    nature = forms.ChoiceField(label="À quel titre ?", choices=NatureTitulaire.choices, widget=PucesRadio())
    etat = forms.ChoiceField(
        label="Autorité", choices=EtatAutorite.choices, initial=EtatAutorite.EXERCEE, widget=PucesRadio()
    )
    debut = Jour(label="Depuis", help_text="Le jour de la décision, ou de la naissance.")
    fin = Jour(label="Jusqu’au", required=False)
    decision = TexteLong(
        label="Décision", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Jugement, date, juridiction. Une suspension peut venir de la loi (code civil, 378-2).",
    )  # fmt: skip
    limites = TexteLong(
        label="Limites", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ce que la personne ne décide pas, ou pas seule.",
    )  # fmt: skip

    def apply(self, autorite: AutoriteParentale) -> AutoriteParentale:
        for nom in ("nature", "etat", "debut", "fin", "decision", "limites"):
            if not isinstance(self.cleaned_data[nom], Illisible):
                setattr(autorite, nom, self.cleaned_data[nom])
        return autorite


class NouvelleAutoriteForm(AutoriteForm, _ChoixProche):
    """The holder among the child's relatives, or a service."""

    organisme = TexteCourt(
        label="Nom du service",
        max_length=200,
        required=False,
        help_text="Seulement si ce n’est pas un proche.",
    )
    field_order = ["proche", "organisme", "nature", "etat", "debut", "fin", "decision", "limites"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proche"].required = False
        self.fields["proche"].choices[0] = ("", "Un service, nommé ci-dessous")  # type: ignore[attr-defined]


class AdresseProtegeeForm(SaisieForm):
    """An address nobody reads but those named for it, and why."""

    adresse = TexteLong(
        label="Adresse protégée",
        max_length=500,
        required=True,
        error_messages={"required": "Écrivez l’adresse, ou revenez sans rien changer."},
    )
    telephone = TexteCourt(
        label="Téléphone protégé",
        max_length=60,
        required=False,
        help_text="Celui qui mènerait à l’adresse ; l’autre reste sur la page du proche.",
    )
    motif = TexteLong(
        label="Pourquoi est-elle protégée ?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=True,
        error_messages={"required": "Dites pourquoi elle est protégée."},
    )
    decidee_le = Jour(label="Date de la décision", required=False, futur=timedelta(0))

    def apply(self, protection: AdresseProtegee) -> AdresseProtegee:
        for nom in ("adresse", "telephone", "motif", "decidee_le"):
            if not isinstance(self.cleaned_data[nom], Illisible):
                setattr(protection, nom, self.cleaned_data[nom])
        return protection


class ActeForm(forms.Form):
    """Which act, and how the child is entrusted: asked by address, it names nobody."""

    acte = forms.ChoiceField(label="Pour quel acte ?", required=False)
    regime = forms.ChoiceField(
        label="Comment l’enfant est-il confié ?",
        choices=list(REGIMES.items()),
        initial=Regime.JUGE,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for acte in ACTES:
            groups.setdefault(acte.groupe, []).append((acte.code, acte.libelle))
        self.fields["acte"].choices = [("", "Choisissez un acte"), *groups.items()]  # type: ignore[attr-defined]

    @property
    def demande(self) -> tuple[Acte | None, Regime]:
        """Return the act asked about, if one is, and the regime."""
        if not self.is_valid():
            return None, Regime.JUGE
        return PAR_CODE.get(self.cleaned_data["acte"]), Regime(self.cleaned_data["regime"] or Regime.JUGE)


class RetraitForm(SaisieForm):
    """Confirms that a tie was a mistake."""

    confirme = forms.BooleanField(
        label="Ce lien a été inscrit par erreur",
        error_messages={
            "required": "Cochez la case : un lien qui a vraiment existé se termine, il ne se retire pas."
        },
    )
