"""The deadlines one person may see, and the delays they are counted with."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import fin_de_mois, jour_de
from socle.echeances.enums import Etat, Portion
from socle.echeances.etats import Delais, Echeance, calculer
from socle.echeances.models import ReglageDelai
from socle.echeances.regles import Regle, regle, regles, sources
from socle.outils.dates import aujourdhui


def reglages_en_vigueur(jour: date | None = None) -> dict[tuple[str, str], ReglageDelai]:
    """Return the settings that hold on a day, by rule and portion: one query."""
    lines = ReglageDelai.objects.filter(a_compter_du__lte=jour or aujourdhui())
    found: dict[tuple[str, str], ReglageDelai] = {}
    for line in lines:
        found.setdefault((line.regle, line.portion), line)
    return found


def delais_de(une: Regle, reglages: dict[tuple[str, str], ReglageDelai]) -> Delais:
    """Return the delays in force of a rule."""
    delai = reglages.get((une.code, Portion.DELAI))
    periode = reglages.get((une.code, Portion.PERIODE))
    return Delais(delai.valeur if delai else une.delai, periode.valeur if periode else une.periode)


def echeances_de(
    user: Utilisateur, *, enfants: Collection[UUID] | None = None, moment: datetime | None = None
) -> list[Echeance]:
    """Return the deadlines a person may see, the most pressing first, closed ones included.

    Each source reads its facts through that person's rights. ``enfants`` narrows to some children.
    """
    now = moment or timezone.now()
    reglages = reglages_en_vigueur(jour_de(now))
    found = []
    for source in sources():
        for fait in source(user, enfants):
            une = regle(fait.regle)
            found.append(calculer(une, fait, delais_de(une, reglages), now))
    return sorted(found, key=lambda e: (e.close, e.jour, e.regle.code, str(e.fait.objet)))


def ouvertes(echeances: Iterable[Echeance]) -> list[Echeance]:
    """Leave out what is done or no longer binds."""
    return [e for e in echeances if not e.close]


def dans_les(echeances: Iterable[Echeance], duree: timedelta) -> list[Echeance]:
    """Return what is late, or due within ``duree``; a deadline told by its month is not that close."""
    return [
        e
        for e in ouvertes(echeances)
        if e.etat is Etat.EN_RETARD or (not e.au_mois and e.jour <= jour_de(e.maintenant + duree))
    ]


@dataclass(frozen=True)
class GroupeEcheances:
    """One part of the list: what is late, then by how far it stands."""

    titre: str
    icone: str
    echeances: list[Echeance]


def grouper(echeances: Iterable[Echeance], moment: datetime | None = None) -> list[GroupeEcheances]:
    """Late, this week, this month, later; empty groups are left out."""
    today = jour_de(moment or timezone.now())
    dimanche = today + timedelta(days=6 - today.weekday())
    groups: dict[str, list[Echeance]] = {"retard": [], "semaine": [], "mois": [], "tard": []}
    for e in echeances:
        if e.etat is Etat.EN_RETARD:
            groups["retard"].append(e)
        elif e.jour <= dimanche and not e.au_mois:
            groups["semaine"].append(e)
        elif e.jour <= fin_de_mois(today):
            groups["mois"].append(e)
        else:
            groups["tard"].append(e)
    titres = [
        ("retard", "Date dépassée", "octagon-alert"),
        ("semaine", "Cette semaine", "clock-alert"),
        ("mois", "Ce mois-ci", "calendar-days"),
        ("tard", "Plus tard", "calendar-range"),
    ]
    return [GroupeEcheances(titre, icone, groups[code]) for code, titre, icone in titres if groups[code]]


@dataclass(frozen=True)
class RegleVue:
    """A rule with the delays in force, and those an administrator has replaced."""

    regle: Regle
    delais: Delais
    reglages: list[ReglageDelai]

    @property
    def modifiee(self) -> bool:
        return self.delais != Delais(self.regle.delai, self.regle.periode)


def regles_vues() -> list[RegleVue]:
    """Return every rule and the history of its settings: two queries."""
    en_vigueur = reglages_en_vigueur()
    history: dict[str, list[ReglageDelai]] = {}
    for line in ReglageDelai.objects.all():
        history.setdefault(line.regle, []).append(line)
    return [RegleVue(une, delais_de(une, en_vigueur), history.get(une.code, [])) for une in regles()]
