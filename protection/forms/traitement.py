"""Forms of the acts on an incident, one page each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django import forms

from enfants.forms.documents import FichierForm
from protection.enums import Canal, CategorieEIG, Destinataire, IssueInformation, PublicSoutenu, Regime
from protection.forms.pieces import PREUVES
from protection.models import (
    ActionIncident,
    BilanIncident,
    ConsigneDeSecurite,
    Incident,
    InformationParents,
    Qualification,
    RetourEnfant,
    Soutien,
    Transmission,
)
from protection.models.obligations import LONGUEUR_MOTIF
from protection.services.pieces import Depot
from socle.outils.dates import aujourdhui
from socle.ui.saisie import JAMAIS_APRES, Heure, Jour, SaisieForm, TexteCourt, TexteLong, moment
from socle.ui.widgets import PucesRadio


def _motif(label: str, aide: str = "") -> TexteLong:
    return TexteLong(
        label=label,
        required=True,
        max_length=LONGUEUR_MOTIF,
        help_text=aide,
        error_messages={"required": "Écrivez au moins quelques mots."},
    )


class MotifForm(SaisieForm):
    """One text, mandatory."""

    motif = _motif("Ce qui est décidé")

    def __init__(self, *args: Any, label: str = "", aide: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motif"].label = label or self.fields["motif"].label
        self.fields["motif"].help_text = aide


class EtapeForm(MotifForm):
    """A step, from the state the page showed."""

    de = forms.CharField(widget=forms.HiddenInput, max_length=12)


class QualificationForm(SaisieForm):
    regime = forms.ChoiceField(
        label="Sous quel régime ?",
        choices=Regime.choices,
        widget=PucesRadio(),
        error_messages={"required": "Choisissez un régime."},
    )
    categorie = forms.TypedChoiceField(
        label="Catégorie d’EIG",
        choices=[("", "Aucune : ce n’est pas un EIG"), *CategorieEIG.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    motif = _motif("Pourquoi ?")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("regime") == Regime.EIG and not data.get("categorie"):
            self.add_error("categorie", "Un EIG a une catégorie.")
        if data.get("regime") not in {None, Regime.EIG} and data.get("categorie"):
            self.add_error("categorie", "Seul un EIG a une catégorie.")
        return data

    def qualification(self, incident: Incident) -> Qualification:
        data = {nom: self.cleaned_data[nom] for nom in ("regime", "categorie", "motif")}
        return Qualification(pk=self.ident, incident=incident, **data)


class TransmissionForm(FichierForm):
    """Whom one told; its proof, when there is one already."""

    fichier_obligatoire = False

    destinataire = forms.ChoiceField(
        label="À qui ?",
        choices=[("", "Choisir"), *Destinataire.choices],
        error_messages={"required": "Choisissez à qui."},
    )
    le = Jour(label="Le", initial=aujourdhui, futur=JAMAIS_APRES)
    heure = Heure(label="À quelle heure")
    canal = forms.ChoiceField(
        label="Par quel moyen ?",
        choices=Canal.choices,
        widget=PucesRadio(),
        error_messages={"required": "Dites par quel moyen."},
    )
    interlocuteur = TexteCourt(label="Qui a répondu", max_length=200, required=False)
    objet = TexteLong(label="Ce qui a été transmis", max_length=LONGUEUR_MOTIF)
    enfant = forms.ChoiceField(
        label="Au sujet de quel enfant ?",
        required=False,
        help_text="Pour l’ASE : son référent relira ce texte dans le dossier de l’enfant. "
        "Ne nommez pas les autres enfants.",
    )
    confirme = forms.ChoiceField(label="Confirme par écrit", required=False)
    nature_preuve = forms.ChoiceField(
        label="La preuve, si vous l’avez déjà",
        choices=[("", "Aucune pour l’instant"), *((une.value, une.label) for une in PREUVES)],
        required=False,
        help_text="Elle peut aussi se classer plus tard.",
    )
    field_order = [
        "destinataire", "le", "heure", "canal", "interlocuteur", "objet", "enfant", "confirme", "nature_preuve",
        "photo", "fichier",
    ]  # fmt: skip

    def __init__(
        self,
        *args: Any,
        orales: Sequence[tuple[UUID, str]] = (),
        enfants: Sequence[tuple[UUID, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if enfants:
            self.fields["enfant"].choices = [  # type: ignore[attr-defined]
                ("", "Aucun en particulier"),
                *((str(pk), nom) for pk, nom in enfants),
            ]
        else:
            del self.fields["enfant"]
        if orales:
            self.fields["confirme"].choices = [  # type: ignore[attr-defined]
                ("", "Rien : c’est une nouvelle transmission"),
                *((str(pk), label) for pk, label in orales),
            ]
        else:
            del self.fields["confirme"]

    def enfant_id(self) -> UUID | None:
        """The child the writing is about, None for the whole incident."""
        chosen = self.cleaned_data.get("enfant")
        return UUID(chosen) if chosen else None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        joined = data.get("photo") or data.get("fichier")
        if joined and not data.get("nature_preuve"):
            self.add_error("nature_preuve", "Dites ce qu’est cette preuve.")
        if data.get("nature_preuve") and not joined and not {"photo", "fichier"} & set(self.errors):
            self.add_error("fichier", "Choisissez le fichier de la preuve.")
        return data

    def preuve(self) -> Depot | None:
        """Return the proof sent with it. Its id comes from the transmission’s: sent twice, it is filed once."""
        if not self.recu:
            return None
        return Depot(
            ident=uuid5(self.ident, "preuve"), fichier=self.recu, nature=self.cleaned_data["nature_preuve"]
        )

    def transmission(self, incident: Incident) -> Transmission:
        data = self.cleaned_data
        return Transmission(
            pk=self.ident,
            incident=incident,
            destinataire=data["destinataire"],
            le=moment(data["le"], data["heure"]),
            canal=data["canal"],
            interlocuteur=data["interlocuteur"] or "",
            objet=data["objet"] or "",
            confirme_id=data.get("confirme") or None,
        )


class AccuseForm(SaisieForm):
    le = Jour(label="Reçu le", initial=aujourdhui, futur=JAMAIS_APRES)


class InformationForm(SaisieForm):
    issue = forms.ChoiceField(
        label="Que décidez-vous ?",
        choices=IssueInformation.choices,
        widget=PucesRadio(),
        error_messages={"required": "Choisissez une décision."},
    )
    motif = _motif(
        "Pourquoi, et comment",
        "N’informez pas l’auteur présumé. Si l’information est différée, dites quand y revenir.",
    )

    def information(self, incident: Incident) -> InformationParents:
        data = {nom: self.cleaned_data[nom] for nom in ("issue", "motif")}
        return InformationParents(pk=self.ident, incident=incident, **data)


class EcartForm(SaisieForm):
    professionnel = forms.ChoiceField(label="Qui ?", error_messages={"required": "Choisissez qui."})
    motif = _motif(
        "Pourquoi ?", "Cette personne ne verra plus rien de cet incident. Le siège peut y revenir."
    )

    def __init__(self, *args: Any, professionnels: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choisir"), *((str(pk), nom) for pk, nom in professionnels)]
        self.fields["professionnel"].choices = choices  # type: ignore[attr-defined]


class SoutienForm(SaisieForm):
    public = forms.ChoiceField(
        label="Pour qui ?",
        choices=PublicSoutenu.choices,
        widget=PucesRadio(),
        error_messages={"required": "Dites pour qui."},
    )
    texte = _motif("Ce qui est proposé")

    def soutien(self, incident: Incident) -> Soutien:
        data = {nom: self.cleaned_data[nom] for nom in ("public", "texte")}
        return Soutien(pk=self.ident, incident=incident, **data)


class ActionForm(SaisieForm):
    texte = _motif("Ce qui est à faire")
    responsable = forms.ChoiceField(
        label="Qui en répond ?", error_messages={"required": "Choisissez qui en répond."}
    )
    pour_le = Jour(label="Pour le")

    def __init__(self, *args: Any, professionnels: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choisir"), *((str(pk), nom) for pk, nom in professionnels)]
        self.fields["responsable"].choices = choices  # type: ignore[attr-defined]

    def action(self, incident: Incident) -> ActionIncident:
        data = self.cleaned_data
        return ActionIncident(
            pk=self.ident,
            incident=incident,
            texte=data["texte"],
            responsable_id=UUID(data["responsable"]),
            pour_le=data["pour_le"],
        )


class ActionFaiteForm(SaisieForm):
    le = Jour(label="Faite le", initial=aujourdhui, futur=JAMAIS_APRES)
    resultat = _motif("Ce qui en est sorti")


class DeLEnfantForm(SaisieForm):
    """About one child of the incident."""

    enfant = forms.ChoiceField(
        label="Quel enfant ?", widget=PucesRadio(), error_messages={"required": "Choisissez un enfant."}
    )

    def __init__(self, *args: Any, enfants: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enfant"].choices = [(str(pk), nom) for pk, nom in enfants]  # type: ignore[attr-defined]
        if len(enfants) == 1:
            self.fields["enfant"].initial = str(enfants[0][0])


class RetourForm(DeLEnfantForm):
    mots = _motif("Ce qui lui a été dit", "Vos mots, tels quels : c’est sa trace.")
    reponse = TexteLong(label="Ce que l’enfant en dit", max_length=LONGUEUR_MOTIF)

    def retour(self, incident: Incident) -> RetourEnfant:
        data = self.cleaned_data
        return RetourEnfant(
            pk=self.ident,
            incident=incident,
            enfant_id=UUID(data["enfant"]),
            mots=data["mots"],
            reponse=data["reponse"] or "",
        )


class ConsigneForm(DeLEnfantForm):
    texte = _motif(
        "Ce que la maison doit faire",
        "Sans dire pourquoi : « ne pas laisser seul avec… », « dormir porte ouverte », « prévenir l’astreinte si… ».",
    )
    jusqu_au = Jour(label="Jusqu’au", required=False, help_text="Laissez vide tant que vous ne savez pas.")

    def consigne(self, debut: Any) -> ConsigneDeSecurite:
        data = self.cleaned_data
        fin = moment(data["jusqu_au"] + timedelta(days=1), None) if data["jusqu_au"] else None
        return ConsigneDeSecurite(
            pk=self.ident, enfant_id=UUID(data["enfant"]), texte=data["texte"], debut=debut, fin=fin
        )


class BilanForm(SaisieForm):
    mois = forms.TypedChoiceField(
        label="Quel bilan ?",
        choices=[(3, "À 3 mois"), (6, "À 6 mois"), (12, "À 12 mois")],
        coerce=int,
        widget=PucesRadio(),
    )
    tenu_le = Jour(label="Tenu le", initial=aujourdhui, futur=JAMAIS_APRES)
    constat = _motif("Où en est-on ?", "Ce qui tient, ce qui a changé, comment va l’enfant.")

    def bilan(self, incident: Incident) -> BilanIncident:
        data = {nom: self.cleaned_data[nom] for nom in ("mois", "tenu_le", "constat")}
        return BilanIncident(pk=self.ident, incident=incident, **data)
