"""The three pages of a runaway, the return and the interview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from protection.enums import Canal, DestinataireFugue, RevelationFugue
from protection.models import AlerteFugue, EntretienDeRetour, Fugue
from protection.models.fugue import DESCRIPTION, LONGUEUR_FICHE
from protection.models.obligations import LONGUEUR_MOTIF
from socle.documents.errors import RefusedDocumentError
from socle.documents.formfields import ChampFichier
from socle.outils.dates import aujourdhui
from socle.ui.saisie import JAMAIS_APRES, Heure, Jour, SaisieForm, TexteCourt, TexteLong, moment
from socle.ui.widgets import PucesRadio


def a_l_instant(jour: Any, heure: time | None) -> datetime:
    """Return the moment typed; today without hour is now: at night one notes what one has just done."""
    if heure is None and jour == aujourdhui():
        return timezone.now()
    return moment(jour, heure)


def _hour(instant: datetime) -> time:
    return timezone.localtime(instant).time().replace(second=0, microsecond=0)


class QuandForm(SaisieForm):
    """Seen when, where, by whom; noticed when."""

    vue_le = Jour(
        label="Vu pour la dernière fois le",
        initial=aujourdhui,
        futur=JAMAIS_APRES,
        error_messages={"required": "Donnez ce jour, même à peu près."},
    )
    vue_heure = Heure(label="Vers quelle heure", help_text="Sans heure, on compte depuis minuit.")
    vue_ou = TexteCourt(label="Où", max_length=300, required=False)
    vue_par = TexteCourt(label="Par qui", max_length=200, required=False)
    constatee_le = Jour(
        label="Absence remarquée le",
        initial=aujourdhui,
        futur=JAMAIS_APRES,
        error_messages={"required": "Donnez ce jour : les délais partent de là."},
    )
    constatee_heure = Heure(label="À quelle heure", help_text="Vide : à l’instant.")

    @property
    def champs_fugue(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "vue_le": moment(data["vue_le"], data["vue_heure"]),
            "vue_ou": data["vue_ou"] or "",
            "vue_par": data["vue_par"] or "",
            "constatee_le": a_l_instant(data["constatee_le"], data["constatee_heure"]),
        }

    @classmethod
    def initial_of(cls, fugue: Fugue) -> dict[str, Any]:
        return {
            "vue_le": timezone.localdate(fugue.vue_le),
            "vue_heure": _hour(fugue.vue_le),
            "vue_ou": fugue.vue_ou,
            "vue_par": fugue.vue_par,
            "constatee_le": timezone.localdate(fugue.constatee_le),
            "constatee_heure": _hour(fugue.constatee_le),
        }


class QuiForm(QuandForm):
    """First page: who, when, where."""

    enfant = forms.ChoiceField(label="Qui n’est pas rentré ?", error_messages={"required": "Choisissez qui."})
    field_order = ("enfant",)

    def __init__(self, *args: Any, enfants: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enfant"].choices = [("", "Choisir"), *((str(pk), nom) for pk, nom in enfants)]  # type: ignore[attr-defined]

    def fugue(self) -> Fugue:
        return Fugue(pk=self.ident, enfant_id=UUID(self.cleaned_data["enfant"]), **self.champs_fugue)


class SignalementForm(SaisieForm):
    """Second page: what helps to find the child; everything may be left out and completed later.

    ``version`` is the state of the runaway its words stand on.
    """

    version = forms.UUIDField(widget=forms.HiddenInput, required=False)
    vetements = TexteLong(
        label="Vêtements", max_length=LONGUEUR_FICHE, help_text="Haut, bas, chaussures, sac."
    )
    signalement = TexteLong(
        label="À quoi on le ou la reconnaît",
        max_length=LONGUEUR_FICHE,
        help_text="Taille, cheveux, lunettes, signes particuliers.",
    )
    telephone = TexteCourt(label="Son numéro de téléphone", max_length=40, required=False)
    emporte = TexteLong(label="Ce que l’enfant a avec lui", max_length=LONGUEUR_FICHE)
    transport = TexteCourt(
        label="Moyen de transport",
        max_length=300,
        required=False,
        help_text="À pied, vélo, bus, train, voiture.",
    )
    lieux = TexteLong(label="Où l’enfant peut être", max_length=LONGUEUR_FICHE)
    personnes = TexteLong(
        label="Qui l’enfant peut rejoindre",
        max_length=LONGUEUR_FICHE,
        help_text="Un autre enfant accueilli : son prénom seul.",
    )
    soin = TexteLong(
        label="Soin nécessaire cette nuit",
        max_length=LONGUEUR_FICHE,
        help_text="Seulement ce qu’un policier ou un médecin doit savoir.",
    )
    risques = TexteLong(
        label="Ce qui vous inquiète",
        max_length=LONGUEUR_FICHE,
        help_text="Menaces, fragilité, mauvaises rencontres.",
    )
    photo = ChampFichier(
        label="Une photo récente",
        accept="image/jpeg,image/png",
        required=False,
        help_text="Elle perd le lieu, l’heure et l’appareil que le téléphone y écrit.",
    )

    def en_cours(self) -> tuple[UUID, UUID | None, dict[str, str]] | None:
        """Return the form's id, the version read and the words as typed, valid or not; None without an id."""
        self.full_clean()
        envoi = self.cleaned_data.get("envoi")
        champs = {nom: self.data.get(nom, "").replace("\x00", "") for nom in DESCRIPTION}
        return (envoi, self.cleaned_data.get("version"), champs) if envoi is not None else None

    @property
    def recue(self) -> UploadedFile | None:
        fichier: UploadedFile | None = self.cleaned_data.get("photo")
        return fichier

    def refuse(self, erreur: ValidationError) -> None:
        if isinstance(erreur, RefusedDocumentError):
            self.add_error("photo", erreur)
        else:
            super().refuse(erreur)


class AlerteForm(SaisieForm):
    """Somebody was told: one touch says « à l’instant, par téléphone », the rest opens below."""

    destinataire = forms.ChoiceField(choices=DestinataireFugue.choices, widget=forms.HiddenInput)
    le = Jour(label="Le", initial=aujourdhui, futur=JAMAIS_APRES)
    heure = Heure(label="À", help_text="Vide : à l’instant.")
    canal = forms.ChoiceField(label="Moyen", choices=Canal.choices, initial=Canal.TELEPHONE)
    interlocuteur = TexteCourt(label="Qui a répondu", max_length=200, required=False)
    reference = TexteCourt(
        label="Numéro donné",
        max_length=80,
        required=False,
        help_text="Celui de la police ou de la gendarmerie.",
    )
    precision = TexteLong(label="Ce qui a été dit", max_length=LONGUEUR_MOTIF)

    def __init__(self, *args: Any, destinataire: DestinataireFugue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Eight of them stand on one page: their fields bear different ids, and the same names.
        self.auto_id = f"id_{destinataire.value}_%s"
        self.fields["destinataire"].initial = destinataire.value
        if destinataire != DestinataireFugue.POLICE:
            del self.fields["reference"]

    @property
    def details(self) -> list[forms.BoundField]:
        return self.visible_fields()

    def alerte(self, fugue: Fugue) -> AlerteFugue:
        data = self.cleaned_data
        le = a_l_instant(data["le"], data["heure"])
        return AlerteFugue(
            pk=self.ident,
            fugue=fugue,
            destinataire=data["destinataire"],
            le=le,
            canal=data["canal"],
            interlocuteur=data["interlocuteur"] or "",
            reference=data.get("reference") or "",
            precision=data["precision"] or "",
            du_retour=fugue.rentree_le is not None and le >= fugue.rentree_le,
        )


class RetourForm(SaisieForm):
    le = Jour(label="Rentré le", initial=aujourdhui, futur=JAMAIS_APRES)
    heure = Heure(label="À quelle heure", help_text="Vide : à l’instant.")
    par = TexteCourt(
        label="Comment", max_length=300, required=False, help_text="Seul, ramené par qui, retrouvé où."
    )
    etat = TexteLong(
        label="Comment va l’enfant",
        max_length=LONGUEUR_MOTIF,
        help_text="Blessure, froid, faim, peur. Au moindre doute, appelez le 15.",
    )

    @property
    def moment(self) -> datetime:
        return a_l_instant(self.cleaned_data["le"], self.cleaned_data["heure"])


class EntretienForm(SaisieForm):
    le = Jour(label="Tenu le", initial=aujourdhui, futur=JAMAIS_APRES)
    heure = Heure(label="À quelle heure", help_text="Vide : à l’instant.")
    avec = TexteCourt(
        label="Avec qui", max_length=200, required=False, help_text="L’adulte que l’enfant a choisi."
    )
    paroles = TexteLong(
        label="Ses mots",
        max_length=LONGUEUR_MOTIF,
        help_text="Entre guillemets, tels quels. Ne faites pas répéter.",
    )
    fuyait = TexteLong(label="Ce que l’enfant fuyait", max_length=LONGUEUR_MOTIF)
    cherchait = TexteLong(label="Ce que l’enfant cherchait", max_length=LONGUEUR_MOTIF)
    change = TexteLong(
        label="Ce qui change maintenant",
        required=True,
        max_length=LONGUEUR_MOTIF,
        error_messages={"required": "Dites ce qui change, même si c’est peu."},
    )
    revele = forms.ChoiceField(
        label="Ce qu’il ou elle dit révèle-t-il un incident ?",
        choices=RevelationFugue.choices,
        widget=PucesRadio(),
        error_messages={"required": "Choisissez une réponse ; « Je ne sais pas » en est une."},
    )

    def entretien(self, fugue: Fugue) -> EntretienDeRetour:
        data = self.cleaned_data
        textes = {
            nom: data[nom] or "" for nom in ("avec", "paroles", "fuyait", "cherchait", "change", "revele")
        }
        return EntretienDeRetour(
            pk=self.ident, fugue=fugue, le=a_l_instant(data["le"], data["heure"]), **textes
        )
