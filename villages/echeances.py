"""What this app declares to the deadline core."""

from __future__ import annotations

from socle.echeances.regles import register, register_source
from villages.regles import REGLES
from villages.selectors.formations import faits_de_formation
from villages.selectors.honorabilite import faits_d_honorabilite

for regle in REGLES:
    register(regle)
register_source(faits_d_honorabilite)
register_source(faits_de_formation)
