"""What this app declares to the deadline core."""

from __future__ import annotations

from fratries.regles import REGLES
from fratries.regles_visites import REGLES as REGLES_VISITES
from fratries.selectors.faits import faits_des_separations
from fratries.selectors.faits_visites import faits_des_visites
from socle.echeances.regles import register, register_source

for regle in [*REGLES, *REGLES_VISITES]:
    register(regle)
register_source(faits_des_separations)
register_source(faits_des_visites)
