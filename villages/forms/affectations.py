"""Forms that give a role, plan a relay, fill the on-call roster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm, TexteCourt, TexteLong
from villages.forms.organisation import TELEPHONE
from villages.models import Maison, Professionnel, Village
from villages.selectors.ecrans import nom_de, par_nom

NUIT_COMPRISE = "Ce jour compris, et la nuit qui suit jusqu’à 5 heures."

Choix = list[tuple[str, str]]


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


class _Choisi:
    """Choices are objects the person may use; a valid form gives the object back."""

    def offre(self, champ: str, objets: Mapping[UUID, Any], libelles: Iterable[tuple[UUID, str]]) -> None:
        self._objets = getattr(self, "_objets", {}) | {champ: objets}
        field = self.fields[champ]  # type: ignore[attr-defined]
        vide: Choix = [] if field.required and len(objets) == 1 else [("", "Choisissez")]
        field.choices = vide + [(str(ident), libelle) for ident, libelle in libelles]

    def choisi(self, champ: str) -> Any:
        valeur = self.cleaned_data.get(champ)  # type: ignore[attr-defined]
        return self._objets[champ][UUID(valeur)] if valeur else None


class _Ailleurs:
    """Somebody who works in another village: typed exactly, since its staff list stays shut."""

    trouve: Professionnel | None = None

    def cherche_ailleurs(self, chercher: Callable[[str], Professionnel]) -> None:
        texte = self.cleaned_data.get("ailleurs")  # type: ignore[attr-defined]
        if texte:
            try:
                self.trouve = chercher(texte)
            except ValidationError as erreur:
                self.refuse(erreur)  # type: ignore[attr-defined]


def _ailleurs(*, seul: bool = False) -> TexteCourt:
    return TexteCourt(
        label="Qui ?" if seul else "Ou quelqu’un d’un autre village",
        max_length=201,
        required=seul,
        help_text="Son prénom et son nom, exactement, ou son adresse électronique.",
        widget=forms.TextInput(attrs={"autocapitalize": "words", "spellcheck": "false"}),
    )


class AffecterForm(_Choisi, SaisieForm):
    """A role, where it is exercised, and from when; the service says what does not fit together."""

    role = forms.ChoiceField(label="Rôle")
    village = forms.ChoiceField(label="Village", required=False)
    maison = forms.ChoiceField(
        label="Maison",
        required=False,
        help_text="Pour un éducateur familial, un aide familial ou un stagiaire.",
    )
    enfant = forms.ChoiceField(
        label="Enfant de référence",
        required=False,
        help_text="Pour un éducateur spécialisé ou un psychologue : une affectation par enfant.",
    )
    debut = Jour(label="À partir du", initial=aujourdhui)
    fin = Jour(
        label="Jusqu’au", required=False, help_text="Ce jour compris. Sans date, jusqu’à nouvel ordre."
    )
    motif = TexteLong(label="Motif", max_length=500)

    def __init__(
        self,
        *args: Any,
        roles: list[Role],
        villages: list[Village],
        maisons: list[Maison],
        enfants: Mapping[UUID, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            ("", "Choisissez"),
            *((str(role), _majuscule(str(role.label))) for role in roles),
        ]
        self.offre("village", {v.pk: v for v in villages}, [(v.pk, v.nom) for v in villages])
        if len(villages) == 1:
            self.fields["village"].initial = str(villages[0].pk)
        lieux = [(m.pk, m.nom if len(villages) == 1 else f"{m.nom} ({m.village.nom})") for m in maisons]
        self.offre("maison", {m.pk: m for m in maisons}, lieux)
        self.offre("enfant", {pk: pk for pk in enfants}, enfants.items())
        for champ in ("maison", "enfant"):
            if len(self.fields[champ].choices) == 1:  # type: ignore[attr-defined]
                del self.fields[champ]


class AffecterAilleursForm(_Ailleurs, AffecterForm):
    """The same for somebody of another village."""

    ailleurs = _ailleurs(seul=True)
    field_order = ("ailleurs",)

    def __init__(self, *args: Any, chercher: Callable[[str], Professionnel], **kwargs: Any) -> None:
        self._chercher = chercher
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.cherche_ailleurs(self._chercher)
        return data


class TerminerForm(SaisieForm):
    fin = Jour(label="Dernier jour", initial=aujourdhui, help_text="Ce jour compris.")


class ArretForm(SaisieForm):
    """Why a relay or a duty does not take place, or stops."""

    motif = TexteLong(label="Motif", max_length=500, required=True)


class _Personne(_Ailleurs, _Choisi):
    """Somebody from the list of one's villages, or typed."""

    def offre_les_gens(
        self, professionnels: list[Professionnel], chercher: Callable[[str], Professionnel]
    ) -> None:
        people = par_nom(professionnels)
        self.offre("professionnel", {p.pk: p for p in people}, [(p.pk, nom_de(p)) for p in people])
        self._chercher = chercher
        # One of the two says who: the list is what one usually needs, so it is not called optional.
        self.fields["professionnel"].required = not self.data.get("ailleurs")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}  # type: ignore[misc]
        choisi, texte = data.get("professionnel"), data.get("ailleurs")
        if choisi and texte:
            self.refuse(ValidationError({"ailleurs": "Choisissez dans la liste ou écrivez, pas les deux."}))  # type: ignore[attr-defined]
        else:
            self.cherche_ailleurs(self._chercher)
        return data

    def personne(self) -> Professionnel:
        return self.trouve or self.choisi("professionnel")


class RelaisForm(_Personne, SaisieForm):
    maison = forms.ChoiceField(label="Maison")
    professionnel = forms.ChoiceField(label="Qui remplace ?", required=False)
    ailleurs = _ailleurs()
    debut = Jour(label="Du", initial=aujourdhui)
    fin = Jour(label="Au", help_text=NUIT_COMPRISE)
    dit_aux_enfants = forms.BooleanField(label="Annoncé aux enfants", required=False)
    motif = TexteLong(label="Motif", max_length=500)

    def __init__(
        self,
        *args: Any,
        maisons: list[Maison],
        professionnels: list[Professionnel],
        chercher: Callable[[str], Professionnel],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offre("maison", {m.pk: m for m in maisons}, [(m.pk, m.nom) for m in maisons])
        self.offre_les_gens(professionnels, chercher)


class RelaisDatesForm(SaisieForm):
    """Correcting a relay: neither who nor where changes."""

    debut = Jour(label="Du")
    fin = Jour(label="Au", help_text=NUIT_COMPRISE)
    dit_aux_enfants = forms.BooleanField(label="Annoncé aux enfants", required=False)
    motif = TexteLong(label="Motif", max_length=500)


class AstreinteForm(_Personne, SaisieForm):
    professionnel = forms.ChoiceField(label="Qui est d’astreinte ?", required=False)
    ailleurs = _ailleurs()
    rang = forms.IntegerField(
        label="Rang",
        min_value=1,
        max_value=9,
        initial=1,
        help_text="1 est appelé le premier ; le rang suivant si personne ne répond.",
    )
    debut = Jour(label="Du", initial=aujourdhui)
    fin = Jour(label="Au", help_text=NUIT_COMPRISE)
    telephone = TexteCourt(
        label="Téléphone",
        max_length=30,
        validators=[TELEPHONE],
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )

    def __init__(
        self,
        *args: Any,
        professionnels: list[Professionnel],
        chercher: Callable[[str], Professionnel],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offre_les_gens(professionnels, chercher)


class AstreinteDatesForm(SaisieForm):
    """Correcting a duty: neither who nor where changes."""

    rang = forms.IntegerField(label="Rang", min_value=1, max_value=9)
    debut = Jour(label="Du")
    fin = Jour(label="Au", help_text=NUIT_COMPRISE)
    telephone = TexteCourt(
        label="Téléphone",
        max_length=30,
        validators=[TELEPHONE],
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )


def order_checked(form: SaisieForm) -> None:
    """Refuse an end before its beginning beside the end."""
    debut, fin = form.cleaned_data.get("debut"), form.cleaned_data.get("fin")
    if debut and fin and fin < debut:
        form.refuse(ValidationError({"fin": "La fin vient avant le début."}))
