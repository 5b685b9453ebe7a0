"""Forms of the daily log: what is said once for several children, then a block for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from enfants.enums import Humeur, Theme
from enfants.models import Enfant
from enfants.models.journal import LONGUEUR_MAX
from enfants.pictogrammes import ICONES_HUMEUR, ICONES_THEME
from enfants.selectors.maison import EnfantDuSoir
from enfants.services import Entree
from enfants.services.saisie import SANS_RETOUR
from socle.chiffrement.formfields import SealedCharField
from socle.chiffrement.values import Illisible
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from socle.ui.templatetags.ui import resume_erreurs
from socle.ui.typographie import FINE
from socle.ui.widgets import PucesCases, PucesRadio

#: Chosen to unset a mood without script; saved as nothing.
SANS_HUMEUR = "sans"
#: The moods and, first, leaving it unsaid.
ICONES_CHOIX = {SANS_HUMEUR: "circle-dashed", **ICONES_HUMEUR}


def _milliers(nombre: int) -> str:
    return f"{nombre:,}".replace(",", FINE)


class TexteField(SealedCharField):
    """Several lines, at most as long as a note: too much is refused with a sentence, never cut.

    No ``maxlength`` on the page: a browser would drop the end of a paste without a word.
    """

    def __init__(self, *, rows: int = 3, max_length: int = LONGUEUR_MAX, **kwargs: Any) -> None:
        super().__init__(
            required=kwargs.pop("required", False),
            widget=forms.Textarea(attrs={"rows": rows}),
            **kwargs,
        )
        self.longueur_max = max_length

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.longueur_max:
            raise ValidationError(
                f"Ce texte a {_milliers(len(value))} caractères ; "
                f"une note en tient {_milliers(self.longueur_max)}. Raccourcissez-le.",
                code="max_length",
            )


class JourField(forms.DateField):
    """The day of a note: today or before."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Jour",
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Cette date n'existe pas.", "required": "Choisissez un jour."},
            **kwargs,
        )

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and value > aujourdhui():
            raise ValidationError("Cette date est dans le futur.", code="futur")


class HumeurField(forms.ChoiceField):
    """How the day felt: optional, nothing chosen at first, and can be unset again without script."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[(h.value, h.label.capitalize()) for h in Humeur] + [(SANS_HUMEUR, "Sans avis")],
            widget=PucesRadio(icones=ICONES_CHOIX, forme="tuiles"),
            required=False,
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        humeur: str = super().clean(value)
        return "" if humeur == SANS_HUMEUR else humeur


def themes_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="De quoi s'agit-il ?",
        choices=[(t.value, t.label.capitalize()) for t in Theme],
        widget=PucesCases(icones=ICONES_THEME),
        required=False,
    )


class BlocForm(forms.Form):
    """What one may say about one child."""

    humeur = HumeurField(label="Humeur")
    texte = TexteField(label="Note")
    rien = forms.BooleanField(label="Rien de particulier", required=False)
    themes = themes_field()
    importante = forms.BooleanField(
        label="Important : à lire en premier au passage de relais", required=False
    )

    use_required_attribute = False


class BlocDuSoirForm(BlocForm):
    """The same, with the choice that a draft which does not open asks for."""

    remplacer = forms.BooleanField(label="Remplacer ce brouillon par ce que j'écris", required=False)


class NoteForm(BlocForm):
    """The words of one note to be corrected."""

    commun = TexteField(label="Texte partagé avec d'autres enfants")
    motif = TexteField(
        label="Pourquoi cette correction ?",
        help_text="La raison reste avec la note, comme les mots d'avant.",
        rows=2,
        max_length=500,
        required=True,
        error_messages={"required": "Dites pourquoi cette note est corrigée."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    envoi = forms.CharField(widget=forms.HiddenInput, required=False, initial=nouvel_id)

    @property
    def ident(self) -> UUID:
        """Id of the version this form writes, the same however often it is sent."""
        return lot_of({"lot": self["envoi"].value() or ""})

    @property
    def version_lue(self) -> int | None:
        """The version its writer had before their eyes; ``None`` for what is no number."""
        try:
            version: int | None = self.fields["version"].clean(self["version"].value())
        except ValidationError:
            return None
        return version

    def expect(self, version: int) -> None:
        """Show the same words again, now as a correction of a later version."""
        self.data = {**{name: self[name].value() for name in self.fields}, "version": version}

    def entree(self, enfant: Enfant) -> Entree:
        """Return what a valid form says."""
        return entree_de(enfant, self.cleaned_data, self.cleaned_data["commun"])

    def en_cours(self, enfant: Enfant) -> tuple[str, Entree]:
        """Return the reason and the words being typed, valid or not, for the draft."""
        return self["motif"].value() or "", entree_en_cours(enfant, self, self["commun"].value() or "")


class CommunForm(forms.Form):
    """One text for several children, and whom it is for."""

    commun = TexteField(label="Texte commun", help_text="Chaque enfant en garde sa propre copie.")
    pour = forms.MultipleChoiceField(
        label="Pour qui ?", widget=PucesCases(), required=False,
        error_messages={"invalid_choice": "Un enfant choisi n'est pas dans cette maison."},
    )  # fmt: skip
    jour = JourField()

    use_required_attribute = False

    def __init__(self, *args: Any, noms: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pour = self.fields["pour"]
        pour.choices = [(str(pk), nom) for pk, nom in noms]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and cleaned.get("commun") and "pour" in cleaned and not cleaned["pour"]:
            self.add_error("pour", "Choisissez pour qui est ce texte.")
        return cleaned


def entree_de(enfant: Enfant, valeurs: Mapping[str, Any], commun: str) -> Entree:
    """Make what the services take out of the values of a block."""
    return Entree(
        enfant=enfant,
        commun=commun,
        texte=valeurs["texte"],
        humeur=valeurs["humeur"],
        themes=tuple(valeurs["themes"]),
        importante=valeurs["importante"],
        rien_de_particulier=valeurs["rien"],
    )


def entree_en_cours(enfant: Enfant, form: BlocForm, commun: str) -> Entree:
    """Make what a draft keeps out of a block, valid or not; what nobody can choose is left out."""
    humeur = form["humeur"].value() or ""
    return Entree(
        enfant=enfant,
        commun=commun,
        texte=form["texte"].value() or "",
        humeur=humeur if humeur in Humeur.values else "",
        themes=tuple(theme for theme in form["themes"].value() or [] if theme in Theme.values),
        importante=bool(form["importante"].value()),
        rien_de_particulier=bool(form["rien"].value()),
    )


def lot_of(data: Mapping[str, Any]) -> UUID:
    """Return the number a form was given when it was shown; a forged one is replaced."""
    try:
        return UUID(data.get("lot", ""))
    except ValueError:
        return nouvel_id()


def enfants_postes(data: QueryDict) -> set[UUID]:
    """Return the ids of the blocks a form shows. Raises ValueError for what is no id."""
    return {UUID(value) for value in data.getlist("enfant")}


def prefixe(enfant_id: UUID) -> str:
    """Return the short name of a child's block in a form: the random end of the id."""
    return enfant_id.hex[-12:]


class Bloc:
    """A child and the form of their block."""

    def __init__(self, soir: EnfantDuSoir, form: BlocDuSoirForm, ferme: Illisible | None = None) -> None:
        #: The draft of this child, when it does not open.
        self.ferme = ferme
        self.enfant = soir.enfant
        self.nom = soir.nom
        self.soir = soir
        self.form = form
        form.fields["texte"].label = f"Note pour {soir.nom}"
        form.fields["humeur"].label = f"Comment va {soir.nom} ?"

    @property
    def remplacable(self) -> bool:
        """Whether another draft can take the place of the one that does not open: its key is there."""
        return self.ferme is not None and self.ferme.raison in SANS_RETOUR

    @property
    def touche(self) -> bool:
        """Whether something is typed, wrong or closed in this block."""
        return (
            self.ferme is not None
            or bool(self.form.errors)
            or any(self.form[champ].value() for champ in self.form.fields)
        )

    @property
    def deplie(self) -> bool:
        """Whether the folded fields hold something, or an error."""
        form = self.form
        return any(
            form[champ].value() or (form.is_bound and form[champ].errors)
            for champ in ("themes", "importante")
        )


class Saisie:
    """The whole page: the common text, then one block per child; bound when ``data`` is given."""

    def __init__(
        self,
        enfants: Sequence[EnfantDuSoir],
        *,
        jour: date,
        data: QueryDict | None = None,
        brouillons: Mapping[UUID, Mapping[str, Any]] | None = None,
        fermes: Mapping[UUID, Illisible] | None = None,
    ) -> None:
        self.lot = lot_of(data) if data is not None else nouvel_id()
        commun, pour, reste = _commun_des_brouillons(brouillons or {})
        presents = [e.enfant.pk for e in enfants if e.present]
        self.commun = CommunForm(
            data,
            noms=[(e.enfant.pk, e.nom) for e in enfants],
            initial={"commun": commun, "pour": [str(pk) for pk in pour or presents], "jour": jour},
        )
        self.blocs = [
            Bloc(
                e,
                BlocDuSoirForm(data, prefix=prefixe(e.enfant.pk), initial=reste.get(e.enfant.pk)),
                (fermes or {}).get(e.enfant.pk),
            )
            for e in enfants
        ]

    @property
    def presents(self) -> list[Bloc]:
        return [bloc for bloc in self.blocs if bloc.soir.present]

    @property
    def absents(self) -> list[Bloc]:
        return [bloc for bloc in self.blocs if not bloc.soir.present]

    @property
    def titre_absents(self) -> str:
        return f"Absents ce soir ({len(self.absents)})"

    @property
    def absents_ouverts(self) -> bool:
        return any(bloc.touche for bloc in self.absents) or not self.presents

    @property
    def commun_ouvert(self) -> bool:
        """Whether the common text holds something, or an error."""
        return bool(
            self.commun["commun"].value() or self.commun["commun"].errors or self.commun["pour"].errors
        )

    @property
    def forms(self) -> list[forms.Form]:
        return [self.commun, *(bloc.form for bloc in self.blocs)]

    @property
    def erreurs(self) -> list[tuple[str, str, str]]:
        """Return what the summary of errors shows."""
        erreurs: list[tuple[str, str, str]] = resume_erreurs(*self.forms)["erreurs"]
        return erreurs

    def is_valid(self) -> bool:
        """Validate every block, so that every error is shown at once."""
        refused = [form for form in self.forms if not form.is_valid()]
        return not refused and self._nothing_silently_lost()

    def _nothing_silently_lost(self) -> bool:
        """Themes or importance without a word would be dropped: ask rather than lose them."""
        for bloc in self.blocs:
            entree = self._entree(bloc)
            if (entree.themes or entree.importante) and not entree.dit_quelque_chose:
                bloc.form.add_error(
                    "texte", "Ajoutez quelques mots, une humeur, ou cochez « Rien de particulier »."
                )
        return all(not bloc.form.errors for bloc in self.blocs)

    @property
    def jour(self) -> date:
        jour: date = self.commun.cleaned_data["jour"]
        return jour

    def entrees(self) -> list[Entree]:
        """Return what a valid page says, blank blocks included: their drafts are dropped too."""
        return [self._entree(bloc) for bloc in self.blocs]

    def _entree(self, bloc: Bloc) -> Entree:
        commun = self.commun.cleaned_data
        pour_lui = str(bloc.enfant.pk) in commun["pour"]
        return entree_de(bloc.enfant, bloc.form.cleaned_data, commun["commun"] if pour_lui else "")

    def entrees_en_cours(self) -> list[Entree]:
        """Return what is being typed, valid or not, for the draft."""
        commun, pour = self.commun["commun"].value() or "", set(self.commun["pour"].value() or [])
        return [
            entree_en_cours(bloc.enfant, bloc.form, commun if str(bloc.enfant.pk) in pour else "")
            for bloc in self.blocs
        ]

    @property
    def a_remplacer(self) -> set[UUID]:
        """Children whose draft, which does not open, is to give way to what is typed."""
        return {bloc.enfant.pk for bloc in self.blocs if bloc.form["remplacer"].value()}


def _commun_des_brouillons(
    brouillons: Mapping[UUID, Mapping[str, Any]],
) -> tuple[str, list[UUID], dict[UUID, dict[str, Any]]]:
    """Put drafts, kept per child, back into a page: the common text, whom it is for, each block."""
    communs = [b["commun"] for b in brouillons.values() if b["commun"]]
    commun = max(communs, key=communs.count, default="")
    pour = [pk for pk, b in brouillons.items() if commun and b["commun"] == commun]
    blocs = {}
    for pk, b in brouillons.items():
        propres = [b["texte"]] if b["commun"] in {"", commun} else [b["commun"], b["texte"]]
        blocs[pk] = {
            "texte": "\n\n".join(texte for texte in propres if texte),
            "humeur": b["humeur"],
            "themes": b["themes"],
            "importante": b["importante"],
            "rien": b["rien_de_particulier"],
        }
    return commun, pour, blocs
