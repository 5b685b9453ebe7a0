"""The form of a week of pocket money: what is common to all, then a tick and a sum per child."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField, BoundWidget
from django.http import QueryDict

from enfants.argent import euros
from enfants.enums import Enveloppe, NatureMouvement, PeriodeArgent
from enfants.forms.argent import JAMAIS_APRES, ChoixSignature, Montant
from enfants.forms.journal import prefixe
from enfants.models import MouvementArgent
from enfants.selectors.argent_semaine import EnfantAPayer, SemaineDeMaison
from enfants.services.argent_semaine import LignesRefuseesError
from socle.chiffrement.values import Illisible
from socle.outils.dates import aujourdhui
from socle.ui.saisie import Jour, SaisieForm, TexteCourt
from socle.ui.templatetags.ui import resume_erreurs
from socle.ui.typographie import jour_en_toutes_lettres


def _semaine() -> str:
    return f"Semaine {aujourdhui().isocalendar().week}"


class CommunForm(SaisieForm):
    """What is the same for every child who is ticked, and who is."""

    libelle = TexteCourt(label="Pour quoi ?", max_length=120, initial=_semaine)
    jour = Jour(label="Quel jour ?", initial=aujourdhui, futur=JAMAIS_APRES)
    signature = ChoixSignature(
        label="Avec les jeunes",
        help_text="Vaut pour chaque enfant coché. Si l’un d’eux a fait autrement, écrivez sa ligne dans son livre.",
    )
    avec = TexteCourt(label="Compté avec", max_length=120, required=False, help_text="Le prénom de l’adulte.")
    enfants = forms.MultipleChoiceField(
        label="Pour qui ?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins un enfant.",
            "invalid_choice": "Un enfant coché n’est plus dans cette maison : relisez la liste, puis enregistrez.",
        },
    )


class SommeForm(forms.Form):
    """What one child receives."""

    use_required_attribute = False

    montant = Montant(label="Somme")

    def clean_montant(self) -> Any:
        montant = self.cleaned_data["montant"]
        if not isinstance(montant, Illisible) and montant <= 0:
            raise ValidationError("Écrivez une somme au-dessus de zéro.")
        return montant


@dataclass(frozen=True)
class Ligne:
    """One child of the page: what is known, the tick, the sum."""

    vue: EnfantAPayer
    case: BoundWidget
    form: SommeForm

    @property
    def rappel(self) -> str:
        """What was given last, and what is due when that is something else."""
        vue, parts = self.vue, []
        if (last := vue.derniere) is not None:
            somme = str(last.montant) if isinstance(last.montant, Illisible) else euros(last.montant)
            parts.append(f"dernière fois {somme}, {jour_en_toutes_lettres(last.jour)}")
        due = vue.attendu
        if due is not None and (
            last is None or due.periode != PeriodeArgent.SEMAINE or due.montant != vue.propose
        ):
            parts.append(f"prévu {due.phrase}")
        text = " · ".join(parts)
        return text[:1].upper() + text[1:]


class Semaine:
    """The whole page; bound when ``data`` is given."""

    def __init__(self, page: SemaineDeMaison, data: QueryDict | None = None) -> None:
        self.page = page
        coches = set(data.getlist("enfants")) if data is not None else set()
        self.commun = CommunForm(
            data, initial={"enfants": [str(vue.soir.enfant.pk) for vue in page.enfants if vue.coche]}
        )
        self.commun.fields["enfants"].choices = [  # type: ignore[attr-defined]
            (str(vue.soir.enfant.pk), vue.soir.nom) for vue in page.enfants
        ]
        self._sommes = {
            vue.soir.enfant.pk: _somme(vue, data, coche=str(vue.soir.enfant.pk) in coches)
            for vue in page.enfants
        }

    @property
    def lignes(self) -> list[Ligne]:
        cases = self.commun["enfants"].subwidgets
        return [
            Ligne(vue, case, self._sommes[vue.soir.enfant.pk])
            for vue, case in zip(self.page.enfants, cases, strict=True)
        ]

    def relire(self, page: SemaineDeMaison) -> None:
        """Show what the ledgers hold now beside what was typed: somebody wrote in them meanwhile."""
        now = {vue.soir.enfant.pk: vue for vue in page.enfants}
        self.page = replace(
            self.page, enfants=[now.get(vue.soir.enfant.pk, vue) for vue in self.page.enfants]
        )

    @property
    def champs(self) -> list[BoundField]:
        """What is common to all, whom it is for apart: the page shows it child by child."""
        return [champ for champ in self.commun.visible_fields() if champ.name != "enfants"]

    @property
    def erreurs(self) -> list[tuple[str, str, str]]:
        """Return what the summary of errors shows."""
        bound = [form for form in self._sommes.values() if form.is_bound]
        erreurs: list[tuple[str, str, str]] = resume_erreurs(self.commun, *bound)["erreurs"]
        return erreurs

    def is_valid(self) -> bool:
        """Validate everything, so that every fault is shown at once."""
        common = self.commun.is_valid()
        sums = [form.is_valid() for form in self._sommes.values() if form.is_bound]
        return common and all(sums)

    def mouvements(self) -> list[MouvementArgent]:
        """Return the unsaved lines, each with an id of its own: the same however often the page is sent."""
        data = self.commun.cleaned_data
        return [
            MouvementArgent(
                pk=uuid5(self.commun.ident, UUID(pk).hex),
                enfant_id=UUID(pk),
                enveloppe=Enveloppe.POCHE,
                nature=NatureMouvement.DONNE,
                montant=self._sommes[UUID(pk)].cleaned_data["montant"],
                **{nom: data[nom] for nom in ("libelle", "jour", "signature", "avec")},
            )
            for pk in data["enfants"]
        ]

    def enregistre(self, acte: Callable[[], object]) -> bool:
        """Run the service; what it refuses stands beside the sum of the child it is about."""
        try:
            acte()
        except LignesRefuseesError as erreur:
            for enfant_id, messages in erreur.fautes.items():
                self._sommes[enfant_id].add_error("montant", ValidationError(list(messages)))
            return False
        return True


def _somme(vue: EnfantAPayer, data: QueryDict | None, *, coche: bool) -> SommeForm:
    """A sum is read for who is ticked; for the others what was typed only stays where it is."""
    prefix = prefixe(vue.soir.enfant.pk)
    typed = vue.propose if data is None else data.get(f"{prefix}-montant", "")
    form = SommeForm(data if coche else None, prefix=prefix, initial={"montant": typed})
    form.fields["montant"].label = f"Somme pour {vue.soir.nom}"
    return form
