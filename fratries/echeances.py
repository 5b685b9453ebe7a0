"""What this app declares to the deadline core."""

from __future__ import annotations

from fratries.regles import REGLES
from fratries.selectors.faits import faits_des_separations
from socle.echeances.regles import register, register_source

for regle in REGLES:
    register(regle)
register_source(faits_des_separations)
