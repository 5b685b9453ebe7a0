"""The pages of a declaration: each keeps what is typed as it is, and says what is wrong only when asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from protection.enums import Canal, Danger, Destinataire, LieuIncident, RoleDansIncident
from protection.models.obligations import LONGUEUR_RECIT
from protection.selectors.declaration import Choix
from protection.services.declaration import Alerte, Personne
from socle.outils.dates import aujourdhui
from socle.ui.saisie import JAMAIS_APRES, Heure, Jour, TexteCourt, TexteLong, moment
from socle.ui.widgets import PucesRadio
from villages.models import Maison, Village

#: How many people a page shows at first, and at most.
LIGNES, LIGNES_MAX = 3, 30
#: Whom one alerts at once, in the order the page gives the numbers.
ALERTES = [
    Destinataire.SAMU,
    Destinataire.POLICE,
    Destinataire.ALLO_119,
    Destinataire.CRIP,
    Destinataire.PROCUREUR,
    Destinataire.PARENTS,
    Destinataire.ASE,
]


class PageForm(forms.Form):
    """One page. ``garde`` is what was kept of it, by field, as typed."""

    page: ClassVar[str]
    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | MultiValueDict | None = None,
        *,
        choix: Choix,
        garde: Mapping[str, list[str]] | None = None,
    ) -> None:
        self.choix = choix
        self.garde = dict(garde or {})
        super().__init__(data)
        self.prepare()
        for nom, champ in self.fields.items():
            if nom in self.garde:
                champ.initial = self.garde[nom][-1] if self.garde[nom] else ""

    def prepare(self) -> None:
        """Add the fields and choices that depend on who writes."""

    @classmethod
    def kept(cls, data: QueryDict | MultiValueDict) -> dict[str, list[str]]:
        """Return what a page sends, as it may be kept: no token, nothing PostgreSQL refuses."""
        dropped = {"csrfmiddlewaretoken", "page", "aller"}
        return {
            nom: [str(texte).replace("\x00", "") for texte in data.getlist(nom)]
            for nom in data
            if nom not in dropped
        }


class DangerForm(PageForm):
    page = "danger"

    danger = forms.ChoiceField(
        label="Quelqu’un est-il en danger maintenant ?",
        choices=Danger.choices,
        widget=PucesRadio(
            icones={"oui": "octagon-alert", "non": "circle-check", "inconnu": "circle-question-mark"}
        ),
        error_messages={"required": "Choisissez une réponse ; « Je ne sais pas » en est une."},
    )


class QuiForm(PageForm):
    """Where, when and who; « je ne sais pas » is an answer everywhere."""

    page = "qui"

    village = forms.ChoiceField(label="Village")
    maison = forms.ChoiceField(label="Maison", required=False)
    lieu = forms.ChoiceField(
        label="Où cela s’est-il passé ?",
        choices=LieuIncident.choices,
        widget=PucesRadio(),
        error_messages={"required": "Choisissez un lieu ; « je ne sais pas » en est un."},
    )
    lieu_precis = TexteCourt(label="Où exactement", max_length=300, required=False)
    survenu_le = Jour(
        label="Jour où c’est arrivé",
        required=False,
        futur=JAMAIS_APRES,
        help_text="Laissez vide si vous ne savez pas.",
    )
    survenu_heure = Heure(label="Vers quelle heure")
    constate_le = Jour(
        label="Jour où vous l’avez appris ou vu",
        futur=JAMAIS_APRES,
        error_messages={"required": "Donnez ce jour : les délais partent de là."},
    )
    constate_heure = Heure(label="À quelle heure", help_text="Sans heure, les délais comptent depuis minuit.")

    def prepare(self) -> None:
        champ = self.fields["village"]
        champ.choices = [(str(v.pk), v.nom) for v in self.choix.villages]  # type: ignore[attr-defined]
        champ.initial = champ.choices[0][0] if champ.choices else None  # type: ignore[attr-defined]
        if len(self.choix.villages) == 1:
            champ.widget = forms.HiddenInput()
        if len(self.choix.mes_maisons) == 1:
            self.fields["maison"].initial = str(*self.choix.mes_maisons)
        self.fields["maison"].choices = [  # type: ignore[attr-defined]
            ("", "Aucune, ou je ne sais pas"),
            *((str(m.pk), m.nom) for m in self.choix.maisons),
        ]
        now = timezone.localtime()
        self.fields["constate_le"].initial = now.date()
        self.fields["constate_heure"].initial = now.strftime("%H:%M")
        self.lignes = self._rows()
        qui = self._who()
        for rang in range(self.lignes):
            self.fields[f"qui_{rang}"] = forms.ChoiceField(label="Qui ?", choices=qui, required=False)
            self.fields[f"nom_{rang}"] = TexteCourt(
                label="Son nom, ou ce que vous en savez", max_length=200, required=False
            )
            self.fields[f"role_{rang}"] = forms.ChoiceField(
                label="Son rôle", choices=[("", "Choisir"), *RoleDansIncident.choices], required=False
            )

    def _rows(self) -> int:
        source = self.data if self.is_bound else MultiValueDict(self.garde)
        typed = [nom.partition("_")[2] for nom in source if nom.startswith("qui_")]
        known = max((int(rang) + 1 for rang in typed if rang.isdigit()), default=LIGNES)
        more = LIGNES if source.get("ajouter") else 0
        return min(max(known + more, LIGNES), LIGNES_MAX)

    def _who(self) -> list[Any]:
        return [
            ("", "Personne de plus"),
            ("Enfants", [(f"e:{enfant.pk}", nom) for enfant, nom in self.choix.enfants]),
            ("Professionnels", [(f"p:{p.pk}", nom) for p, nom in self.choix.professionnels]),
            ("Autre", [("autre", "Quelqu’un d’autre, ou je ne sais pas qui")]),
        ]

    @property
    def rangs(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The rows of people, as the page shows them."""
        return [(self[f"qui_{r}"], self[f"role_{r}"], self[f"nom_{r}"]) for r in range(self.lignes)]

    @property
    def seuls(self) -> list[forms.BoundField]:
        """The other fields that are shown."""
        return [champ for champ in self if champ.name.rpartition("_")[0] not in {"qui", "nom", "role"}]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for rang in range(self.lignes):
            qui, role, nom = (data.get(f"{champ}_{rang}") for champ in ("qui", "role", "nom"))
            if qui and not role:
                self.add_error(f"role_{rang}", "Dites son rôle ; « je ne sais pas » en est un.")
            if not qui and nom:
                self.add_error(f"qui_{rang}", "Dites de qui il s’agit, ou « Quelqu’un d’autre ».")
        if data.get("survenu_heure") and not data.get("survenu_le"):
            self.add_error("survenu_le", "Donnez le jour de cette heure.")
        jour = data.get("constate_le")
        if jour and moment(jour, data.get("constate_heure")) > timezone.now():
            self.add_error("constate_heure", "Cette heure est à venir.")
        maison = self._of(self.choix.maisons, data.get("maison"))
        if maison is not None and str(maison.village_id) != data.get("village"):
            self.add_error("maison", "Cette maison est d’un autre village.")
        return data

    @staticmethod
    def _of(rows: Sequence[Any], ident: str | None) -> Any:
        return next((row for row in rows if str(row.pk) == ident), None)

    @property
    def village_choisi(self) -> Village:
        found: Village = self._of(self.choix.villages, self.cleaned_data["village"])
        return found

    @property
    def maison_choisie(self) -> Maison | None:
        found: Maison | None = self._of(self.choix.maisons, self.cleaned_data["maison"])
        return found

    @property
    def constat(self) -> datetime:
        return moment(self.cleaned_data["constate_le"], self.cleaned_data["constate_heure"])

    def personnes(self) -> list[Personne]:
        """Return who is in it; the same person with two roles stays twice."""
        enfants = {f"e:{enfant.pk}": enfant for enfant, _ in self.choix.enfants}
        pros = {f"p:{pro.pk}": pro for pro, _ in self.choix.professionnels}
        found = []
        for rang in range(self.lignes):
            qui = self.cleaned_data[f"qui_{rang}"]
            if qui:
                found.append(
                    Personne(
                        role=RoleDansIncident(self.cleaned_data[f"role_{rang}"]),
                        enfant=enfants.get(qui),
                        professionnel=pros.get(qui),
                        nom=self.cleaned_data[f"nom_{rang}"] or "",
                    )
                )
        return found


class FaitsForm(PageForm):
    page = "faits"

    faits = TexteLong(
        label="Que s’est-il passé ?",
        required=True,
        max_length=LONGUEUR_RECIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Ce que vous avez vu ou entendu, dans l’ordre. Pas d’interprétation ici.",
        error_messages={"required": "Dites ce qui s’est passé, même en peu de mots."},
    )
    circonstances = TexteLong(
        label="Dans quelles circonstances ?",
        max_length=LONGUEUR_RECIT,
        help_text="Ce qui précédait, qui était là, ce qui peut aider à comprendre.",
    )
    paroles = TexteLong(
        label="Les mots exacts",
        max_length=LONGUEUR_RECIT,
        help_text="Entre guillemets, avec qui les a dits. Ne faites pas répéter l’enfant.",
    )
    avis = TexteLong(
        label="Ce que vous en pensez",
        max_length=LONGUEUR_RECIT,
        help_text="Vos questions, vos inquiétudes : gardées à part des faits.",
    )


class FaitForm(PageForm):
    """What was done at once, and who was told: when and how."""

    page = "fait"

    mesures = TexteLong(
        label="Qu’avez-vous fait aussitôt ?",
        max_length=LONGUEUR_RECIT,
        help_text="Soins, mise à l’abri, présence, séparation des personnes.",
    )

    def prepare(self) -> None:
        maintenant = timezone.localtime().strftime("%H:%M")
        canaux = [("", "Par quel moyen"), *Canal.choices]
        for code in ALERTES:
            self.fields[f"alerte_{code}"] = forms.BooleanField(
                label=code.label[:1].upper() + code.label[1:], required=False
            )
            self.fields[f"jour_{code}"] = Jour(
                label="Le", required=False, futur=JAMAIS_APRES, initial=aujourdhui
            )
            self.fields[f"heure_{code}"] = Heure(label="À", initial=maintenant)
            self.fields[f"canal_{code}"] = forms.ChoiceField(
                label="Moyen", choices=canaux, required=False, initial=Canal.TELEPHONE
            )
            self.fields[f"qui_{code}"] = TexteCourt(label="Qui a répondu", max_length=200, required=False)

    @property
    def rangs(self) -> list[tuple[forms.BoundField, list[forms.BoundField]]]:
        return [
            (self[f"alerte_{code}"], [self[f"{nom}_{code}"] for nom in ("jour", "heure", "canal", "qui")])
            for code in ALERTES
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for code in ALERTES:
            if not data.get(f"alerte_{code}"):
                continue
            if not data.get(f"jour_{code}"):
                self.add_error(f"jour_{code}", "Donnez le jour de cette alerte.")
            elif moment(data[f"jour_{code}"], data.get(f"heure_{code}")) > timezone.now():
                self.add_error(f"heure_{code}", "Cette heure est à venir.")
            if not data.get(f"canal_{code}"):
                self.add_error(f"canal_{code}", "Dites par quel moyen.")
        return data

    def alertes(self) -> list[Alerte]:
        data = self.cleaned_data
        return [
            Alerte(
                destinataire=code,
                le=moment(data[f"jour_{code}"], data[f"heure_{code}"]),
                canal=data[f"canal_{code}"],
                interlocuteur=data[f"qui_{code}"] or "",
            )
            for code in ALERTES
            if data[f"alerte_{code}"]
        ]


#: The pages one goes back to, in order; the last one, which reads it all again, holds no field.
PAGES: dict[str, type[PageForm]] = {form.page: form for form in (DangerForm, QuiForm, FaitsForm, FaitForm)}
