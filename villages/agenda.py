"""Sources of the agenda of this app."""

from __future__ import annotations

from socle.ui.agenda import SourceAgenda, register
from villages.selectors.agenda import relais, vacances

register(SourceAgenda(code="relais", libelle="Relais", permission="lire_identite", lire=relais))
register(
    SourceAgenda(code="vacances", libelle="Vacances scolaires", permission="lire_identite", lire=vacances)
)
