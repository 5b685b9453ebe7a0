"""What one looks at in the agenda, from the address; anything else is today, and all one reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict

from enfants.selectors.semaine import Lieu
from socle.outils.dates import aujourdhui, lundi

#: Further than this an address was typed by hand.
_LOIN = timedelta(days=366 * 20)


@dataclass(frozen=True)
class Regard:
    """A week (seven days from Monday) or a day, and the place."""

    jour: date
    par_jour: bool
    lieu: Lieu | None

    @property
    def debut(self) -> date:
        return self.jour if self.par_jour else lundi(self.jour)

    @property
    def fin(self) -> date:
        return self.debut if self.par_jour else self.debut + timedelta(days=6)

    @property
    def precedent(self) -> str:
        return self._adresse(self.debut - timedelta(days=1 if self.par_jour else 7))

    @property
    def suivant(self) -> str:
        return self._adresse(self.debut + timedelta(days=1 if self.par_jour else 7))

    @property
    def aujourdhui(self) -> str:
        return self._adresse(aujourdhui())

    @property
    def en_semaine(self) -> str:
        return self._adresse(self.jour, par_jour=False)

    @property
    def en_jour(self) -> str:
        return self._adresse(self.jour, par_jour=True)

    def _adresse(self, jour: date, *, par_jour: bool | None = None) -> str:
        query = QueryDict(mutable=True)
        query["jour"] = jour.isoformat()
        if self.par_jour if par_jour is None else par_jour:
            query["vue"] = "jour"
        if self.lieu is not None:
            query["lieu"] = str(self.lieu.cle)
        return f"?{query.urlencode()}"


def lire_regard(params: QueryDict, lieux: Sequence[Lieu] = ()) -> Regard:
    """Read ``?jour=2026-11-26&vue=jour&lieu=…``."""
    today = aujourdhui()
    try:
        jour = date.fromisoformat(params.get("jour", ""))
    except ValueError:
        jour = today
    if abs(jour - today) > _LOIN:
        jour = today
    wanted = params.get("lieu", "")
    lieu = next((lieu for lieu in lieux if str(lieu.cle) == wanted), lieux[0] if lieux else None)
    return Regard(jour, params.get("vue") == "jour", lieu)
