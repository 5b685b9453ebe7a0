"""Sources of the agenda of this app."""

from __future__ import annotations

from socle.ui.agenda import SourceAgenda, register
from villages.selectors.agenda import relais

register(SourceAgenda(code="relais", libelle="Relais", permission="lire_identite", lire=relais))
