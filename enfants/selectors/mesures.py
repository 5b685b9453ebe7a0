"""A child's measures and the people outside, as their page shows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enfants.enums import NatureMesure
from enfants.mesures import SUSPENSION, EffetsMesure
from enfants.models import Enfant, Interlocuteur, MesureProtection
from enfants.regles import LIT
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui

#: The right that writes the extract: who holds the pieces types it.
ECRIT = "ecrire_justice_pieces"
#: Contacts are also kept by who files the pieces without reading them (the secretariat).
CLASSE = "ecrire_justice_pieces_classement"

__all__ = ["CLASSE", "ECRIT", "LIT", "MesureVue", "interlocuteurs_de", "mesures_de", "mesures_vues"]


@dataclass(frozen=True)
class MesureVue:
    """One measure today, with what its kind changes."""

    mesure: MesureProtection
    renouvelee: bool
    jour: date

    @property
    def titre(self) -> str:
        label = NatureMesure(self.mesure.nature).label
        return label[:1].upper() + label[1:]

    @property
    def en_vigueur(self) -> bool:
        return self.mesure.en_vigueur(self.jour)

    @property
    def echue(self) -> bool:
        """Come to its term without a successor: nobody may be kept on that ground."""
        m = self.mesure
        return m.fin is not None and m.fin < self.jour and not self.renouvelee and m.levee_le is None

    @property
    def genre(self) -> str:
        if self.en_vigueur:
            return "fait"
        return "danger" if self.echue else "neutre"

    @property
    def etat(self) -> str:
        if self.en_vigueur:
            return "En vigueur"
        if self.mesure.debut > self.jour:
            return "À venir"
        if self.mesure.levee_le is not None and self.mesure.levee_le <= self.jour:
            return "Levée"
        return "Renouvelée" if self.renouvelee else "Terme passé"

    @property
    def effets(self) -> EffetsMesure:
        return self.mesure.effets

    @property
    def changements(self) -> list[tuple[str, object]]:
        """What this measure changes, as pairs of word and value."""
        e = self.effets
        pairs: list[tuple[str, object]] = [
            ("Actes de la vie courante", e.usuels),
            ("Décisions importantes", e.importants),
        ]
        if e.duree_max is not None:
            limite = f"{e.duree_max} au plus"
            if e.prolongee is not None:
                limite += f", {e.prolongee} avec la prorogation"
            if e.longue:
                limite += ", sauf difficultés des parents graves et durables"
            pairs.append(("Durée", limite))
        pairs.append(("À la majorité", f"Elle {e.a_18_ans}"))
        pairs.append(("Source", f"{e.source} [{e.certitude}]"))
        return pairs

    @property
    def reperes(self) -> list[tuple[str, object]]:
        """Dates and references that are known, in the order of a decision's life."""
        m = self.mesure
        known: list[tuple[str, object]] = [
            ("Autorité", m.autorite),
            ("Numéro", m.numero),
            ("Décision", _day(m.decision_le)),
            ("Notifiée", _day(m.notifiee_le)),
            ("Juge saisi", _day(m.juge_saisi_le)),
            ("Audience", _day(m.audience_le)),
            ("Appel formé", _day(m.appel_le)),
            ("Dernier rapport envoyé", _day(m.rapport_le)),
            ("Levée", _day(m.levee_le)),
        ]
        return [(word, value) for word, value in known if value]

    @property
    def suspension_phrase(self) -> str:
        return SUSPENSION


def _day(jour: date | None) -> str:
    return "" if jour is None else f"{jour:%d/%m/%Y}"


def mesures_de(user: Utilisateur, enfants: Collection[UUID]) -> list[MesureProtection]:
    """Return the measures of some children that this person may read, the latest first: one query."""
    return list(
        MesureProtection.objects.visible_to(user, LIT).filter(enfant_id__in=enfants).order_by("-debut", "-id")
    )


def mesures_vues(user: Utilisateur, enfant: Enfant) -> list[MesureVue]:
    """Return a child's measures as the page shows them."""
    mesures, jour = mesures_de(user, [enfant.pk]), aujourdhui()
    renewed = {m.precedente_id for m in mesures}
    return [MesureVue(m, m.pk in renewed, jour) for m in mesures]


def interlocuteurs_de(user: Utilisateur, enfant: Enfant) -> list[Interlocuteur]:
    """Return the people outside, those in charge first."""
    people = Interlocuteur.objects.visible_to(user, LIT).filter(enfant_id=enfant.pk).order_by("-debut", "-id")
    jour = aujourdhui()
    return sorted(people, key=lambda i: not i.en_fonction(jour))
