"""« Peut-on publier cette photo ? »: a yes or a no for each use, with its reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enfants.enums import QualiteAccord, UsageImage
from enfants.models import DroitImage, Enfant
from enfants.querysets import DroitImageQuerySet
from enfants.selectors.entourage import jour_dit
from enfants.selectors.lieu import au_lieu_secret
from enfants.selectors.titulaires import titulaires_a_consulter
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import decale_mois
from socle.outils.dates import age_revolu, aujourdhui

LIT = "lire_identite"
ECRIT = "ecrire_identite"
MAJORITE = 18
#: From this age the child is asked before any picture is used. The text says « selon son âge et son
#: degré de maturité » (Code civil, art. 372-1, certainty M): the figure is the association's.
AGE_AVIS = 6
#: Uses that leave the village, and may tell where a child lives.
DEHORS = {UsageImage.SITE, UsageImage.PRESSE, UsageImage.RESEAUX, UsageImage.FILM}
SOURCE = "Code civil, art. 9 et 372-1 [M]. L’accord d’un seul parent ne suffit pas (art. 372-2 [M])."


@dataclass(frozen=True)
class Verdict:
    """The answer for one child and one use; without a reason against, it is yes."""

    usage: UsageImage
    contre: list[str]

    @property
    def oui(self) -> bool:
        return not self.contre

    @property
    def titre(self) -> str:
        return self.usage.label[:1].upper() + self.usage.label[1:]


@dataclass(frozen=True)
class AccordVu:
    """One answer as its page shows it."""

    accord: DroitImage
    jour: date

    @property
    def vaut(self) -> bool:
        return self.accord.en_vigueur(self.jour)

    @property
    def reponse(self) -> str:
        return "d’accord" if self.accord.accorde else "pas d’accord"

    @property
    def dates(self) -> str:
        """« depuis le 3 mars 2026, à redemander le 3 mars 2027 »."""
        row = self.accord
        parts = [f"depuis le {jour_dit(row.debut)}"]
        if row.retire_le is not None:
            parts.append(f"retiré le {jour_dit(row.retire_le)}")
        elif row.fin is not None:
            parts.append(f"à redemander le {jour_dit(row.fin)}")
        return ", ".join(parts)


def accords_de(user: Utilisateur, enfant: Enfant) -> list[AccordVu]:
    """Return every answer about a child, those that hold first."""
    jour = aujourdhui()
    rows = DroitImage.objects.visible_to(user, LIT).filter(enfant=enfant).order_by("usage", "-debut", "-id")
    return sorted((AccordVu(row, jour) for row in rows), key=lambda vu: not vu.vaut)


def verdicts(
    user: Utilisateur, enfants: Collection[Enfant], usages: Iterable[UsageImage] = UsageImage
) -> dict[UUID, list[Verdict]]:
    """Return the answer for each child and each use today, in three queries and the keys.

    Everybody who holds parental authority must have agreed, the child too from ``AGE_AVIS``, and a
    child's no is a no at any age; from eighteen the young adult alone, asked again that day.
    """
    return verdicts_parmi(DroitImage.objects.visible_to(user, LIT), enfants, usages)


def verdicts_parmi(
    accords: DroitImageQuerySet, enfants: Collection[Enfant], usages: Iterable[UsageImage] = UsageImage
) -> dict[UUID, list[Verdict]]:
    """Return the same from the answers given, for a named system act that shows none of them."""
    ids, jour, uses = [enfant.pk for enfant in enfants], aujourdhui(), list(usages)
    holders, hidden = titulaires_a_consulter(ids), au_lieu_secret(ids)
    answers: dict[tuple[UUID, str], list[DroitImage]] = {}
    for row in accords.current(jour).filter(enfant_id__in=ids).order_by():
        answers.setdefault((row.enfant_id, row.usage), []).append(row)
    return {
        enfant.pk: [
            Verdict(
                usage,
                _against(
                    enfant,
                    usage,
                    answers.get((enfant.pk, usage), []),
                    holders.get(enfant.pk, set()),
                    secret=enfant.pk in hidden,
                ),
            )
            for usage in uses
        ]
        for enfant in enfants
    }


def _against(
    enfant: Enfant, usage: UsageImage, answers: list[DroitImage], holders: set[UUID], *, secret: bool
) -> list[str]:
    reasons = ["Son lieu de vie est gardé secret."] if secret and usage in DEHORS else []
    naissance = enfant.date_naissance
    if isinstance(naissance, Illisible):
        return [*reasons, "Son âge ne peut pas être lu."]
    age = age_revolu(naissance, aujourdhui())
    by_person = {row.personne: row for row in answers}
    own = by_person.get(enfant.pk)
    if age >= MAJORITE:
        return reasons + _of_age(own, decale_mois(naissance, 12 * MAJORITE))
    if not holders:
        reasons.append("Aucun titulaire de l’autorité parentale n’est inscrit.")
    given = [by_person[pk] for pk in holders if pk in by_person]
    missing = len(holders) - len(given)
    if missing:
        reasons.append(
            "Un titulaire n’a pas répondu." if missing == 1 else f"{missing} titulaires n’ont pas répondu."
        )
    reasons += ["Un titulaire n’est pas d’accord." for row in given if not row.accorde][:1]
    if own is not None and not own.accorde:
        reasons.append("L’enfant n’est pas d’accord.")
    elif own is None and age >= AGE_AVIS:
        reasons.append("L’enfant n’a pas donné son avis.")
    return reasons


def _of_age(own: DroitImage | None, majority: date) -> list[str]:
    if own is None or own.qualite != QualiteAccord.MAJEUR or own.debut < majority:
        return ["À 18 ans le jeune décide seul : il faut le lui redemander."]
    return [] if own.accorde else ["Le jeune n’est pas d’accord."]
