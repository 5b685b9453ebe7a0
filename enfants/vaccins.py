"""The French vaccination calendar as data: what each birth cohort owes, what is only advised.

Nothing here is medical advice: a dose that is not noted is « à vérifier » in the *carnet de santé*,
never « en retard ». Certainty: ``V`` text read, ``S`` secondary source, ``M`` to verify.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models


class Valence(models.TextChoices):
    """What an injection protects from; one product brings several."""

    DTP = "dtp", "diphtérie, tétanos, poliomyélite"
    COQUELUCHE = "coqueluche", "coqueluche"
    HIB = "hib", "Haemophilus influenzae b"
    HEPATITE_B = "hepatite_b", "hépatite B"
    PNEUMOCOQUE = "pneumocoque", "pneumocoque"
    MENINGO_B = "meningo_b", "méningocoque B"
    MENINGO_C = "meningo_c", "méningocoque C"
    MENINGO_ACWY = "meningo_acwy", "méningocoques A, C, W, Y"
    ROR = "ror", "rougeole, oreillons, rubéole"
    HPV = "hpv", "papillomavirus (HPV)"
    BCG = "bcg", "tuberculose (BCG)"
    GRIPPE = "grippe", "grippe"


#: An injection against ACWY holds for C, which it replaced in 2025.
VAUT_AUSSI: dict[str, frozenset[str]] = {Valence.MENINGO_ACWY: frozenset({Valence.MENINGO_C})}


@dataclass(frozen=True)
class Cohorte:
    """Children born from a day on, until the next cohort: doses by age in months, and their source."""

    nes_du: date
    libelle: str
    obligatoires: frozenset[str]
    ages: dict[str, tuple[int, ...]]
    source: str
    certitude: str
    verifie_le: date


_ONZE = frozenset(
    {Valence.DTP, Valence.COQUELUCHE, Valence.HIB, Valence.HEPATITE_B, Valence.PNEUMOCOQUE, Valence.ROR}
)
_VERIFIE = date(2026, 11, 26)
_TROIS_DOSES: dict[str, tuple[int, ...]] = {
    Valence.DTP: (2, 4, 11, 72, 132),
    Valence.COQUELUCHE: (2, 4, 11, 72, 132),
    Valence.HIB: (2, 4, 11),
    Valence.HEPATITE_B: (2, 4, 11),
    Valence.PNEUMOCOQUE: (2, 4, 11),
    Valence.ROR: (12, 16),
}
_ADOLESCENCE: dict[str, tuple[int, ...]] = {Valence.HPV: (132, 138)}

COHORTES = (
    Cohorte(
        date(1900, 1, 1),
        "nés avant avril 2013",
        frozenset({Valence.DTP}),
        {
            Valence.DTP: (2, 3, 4, 18, 72, 132),
            Valence.COQUELUCHE: (2, 3, 4, 18, 132),
            Valence.ROR: (12, 18),
            Valence.HEPATITE_B: (2, 4, 18),
            **_ADOLESCENCE,
        },
        "CSP L3111-2 dans sa version antérieure à 2018 ; calendrier des vaccinations antérieur à 2013",
        "M",
        _VERIFIE,
    ),
    Cohorte(
        date(2013, 4, 15),
        "nés d’avril 2013 à décembre 2017",
        frozenset({Valence.DTP}),
        {**_TROIS_DOSES, Valence.MENINGO_C: (12,), **_ADOLESCENCE},
        "CSP L3111-2 dans sa version antérieure à 2018 (seul DTP obligatoire) ; calendrier des vaccinations",
        "S",
        _VERIFIE,
    ),
    Cohorte(
        date(2018, 1, 1),
        "nés de 2018 à 2024",
        _ONZE | {Valence.MENINGO_C},
        {**_TROIS_DOSES, Valence.MENINGO_C: (5, 12), **_ADOLESCENCE},
        "CSP L3111-2 et R3111-2 (loi 2017-1836, décret 2018-42) : onze vaccinations",
        "S",
        _VERIFIE,
    ),
    Cohorte(
        date(2025, 1, 1),
        "nés depuis 2025",
        _ONZE | {Valence.MENINGO_B, Valence.MENINGO_ACWY},
        {**_TROIS_DOSES, Valence.MENINGO_B: (3, 5, 12), Valence.MENINGO_ACWY: (6, 12), **_ADOLESCENCE},
        "Décret 2024-694 du 5 juillet 2024 : méningocoques B et ACWY obligatoires chez le nourrisson",
        "S",
        _VERIFIE,
    ),
)


def cohorte_de(naissance: date) -> Cohorte:
    """Return the cohort of a child."""
    return max((c for c in COHORTES if c.nes_du <= naissance), key=lambda c: c.nes_du)


@dataclass(frozen=True)
class DoseDuCalendrier:
    """One dose of the calendar for one child: noted, to be checked, or to come."""

    valence: Valence
    rang: int
    prevue_le: date
    obligatoire: bool
    faite_le: date | None
    aujourdhui: date

    @property
    def etat(self) -> str:
        if self.faite_le is not None:
            return "Notée"
        return "À vérifier" if self.prevue_le <= self.aujourdhui else "À venir"

    @property
    def genre(self) -> str:
        return {"Notée": "fait", "À vérifier": "attention", "À venir": "neutre"}[self.etat]


def dans_n_mois(jour: date, mois: int) -> date:
    """Return the same day some months later, the last of the month when it is shorter."""
    year, month = divmod(jour.month - 1 + mois, 12)
    for day in range(jour.day, 27, -1):
        try:
            return date(jour.year + year, month + 1, day)
        except ValueError:
            continue
    return date(jour.year + year, month + 1, jour.day)


def calendrier(
    naissance: date, injections: Iterable[tuple[date, Iterable[str]]], le: date
) -> list[DoseDuCalendrier]:
    """Lay the injections over the calendar of the child's cohort, valence by valence, in time.

    The nth injection of a valence stands for its nth dose: catching up is read by the nurse.
    """
    cohorte = cohorte_de(naissance)
    given: dict[str, list[date]] = defaultdict(list)
    for day, codes in injections:
        for counted in {c for code in codes for c in ({code} | VAUT_AUSSI.get(code, frozenset()))}:
            given[counted].append(day)
    doses = []
    for code, ages in cohorte.ages.items():
        days = sorted(given[code])
        for rank, age in enumerate(ages):
            doses.append(
                DoseDuCalendrier(
                    Valence(code),
                    rank + 1,
                    dans_n_mois(naissance, age),
                    code in cohorte.obligatoires,
                    days[rank] if rank < len(days) else None,
                    le,
                )
            )
    return sorted(doses, key=lambda dose: (dose.prevue_le, dose.valence.label, dose.rang))
