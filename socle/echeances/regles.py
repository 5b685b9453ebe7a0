"""Rules as data, and the sources that read the facts they are counted from.

Each app registers its own in its ``echeances.py``, imported at start: adding a rule needs no change here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Certitude, Portion, Precision, Sens, Suivi
from socle.habilitations.permissions import parse_permission


@dataclass(frozen=True, kw_only=True)
class Regle:
    """One rule.

    ``declencheur`` says in French what the delay is counted from. Without ``delai`` the date is
    written in the fact itself (the term a judge has fixed). ``periode`` counts from the last time
    it was done. ``avertir`` are the warnings before the date. ``acteur_legal`` is who the text
    binds, often the Department or the judge; ``acteur_interne`` who looks after it here.
    ``permission`` is what reading its facts asks. ``s_eteint``: once past it no longer binds (a
    right to appeal, a birthday), and is never « late ».
    """

    code: str
    titre: str
    obligation: str
    declencheur: str
    acteur_legal: str
    acteur_interne: str
    source: str
    certitude: Certitude
    verifiee_le: date
    permission: str
    icone: str = "calendar-clock"
    delai: Delai | None = None
    sens: Sens = Sens.APRES
    periode: Delai | None = None
    avertir: tuple[Delai, ...] = ()
    suivi: Suivi = Suivi.AGIR
    precision: Precision = Precision.JOUR
    s_eteint: bool = False

    def __post_init__(self) -> None:
        parse_permission(self.permission)
        if self.periode is not None and self.delai is None:
            raise ValueError(f"{self.code}: what comes back has a first delay")

    def portion(self, portion: Portion) -> Delai | None:
        """Return the delay the text or the association gives, before any setting."""
        return self.delai if portion is Portion.DELAI else self.periode

    @property
    def reglable(self) -> bool:
        """Whether a delay may be set here: neither a date of a decision, nor an age."""
        return self.delai is not None and self.precision is Precision.JOUR


@dataclass(frozen=True, kw_only=True)
class Fait:
    """What a rule is counted from, for one object, as its reader may see it.

    ``depart`` triggers the delay, ``terme`` is a date written in a decision, ``dernier`` the last
    time a periodic duty was done. ``fait_le`` closes it; ``sans_objet`` says why it no longer
    binds. ``sujet`` is the name the list shows: it was opened inside the reader's perimeter.
    """

    regle: str
    objet: UUID
    sujet: str
    adresse: str
    enfant: UUID | None = None
    maison: UUID | None = None
    depart: date | datetime | None = None
    terme: date | None = None
    dernier: date | datetime | None = None
    fait_le: date | None = None
    sans_objet: str = ""
    precision: str = ""


#: Facts one person may see, of every child they reach or of these only.
Source = Callable[[Utilisateur, Collection[UUID] | None], Iterable[Fait]]

_regles: dict[str, Regle] = {}
_sources: list[Source] = []


class UnknownRuleError(LookupError):
    """A fact or an address names a rule nobody registered."""


def register(regle: Regle) -> Regle:
    """Add a rule; raises ValueError when its code already means something else."""
    if _regles.setdefault(regle.code, regle) != regle:
        raise ValueError(f"the rule {regle.code} is registered twice")
    return regle


def register_source(source: Source) -> None:
    """Add a reader of facts."""
    if source not in _sources:
        _sources.append(source)


def regle(code: str) -> Regle:
    """Return a rule. Raises UnknownRuleError."""
    try:
        return _regles[code]
    except KeyError:
        raise UnknownRuleError(f"no rule bears the code {code!r}") from None


def regles() -> list[Regle]:
    """Return every rule, by code."""
    return [_regles[code] for code in sorted(_regles)]


def sources() -> list[Source]:
    return list(_sources)
