"""What this app declares to the deadline core."""

from __future__ import annotations

from protection.regles import REGLES
from protection.regles_piliers import REGLES_PILIERS
from protection.selectors.faits import faits_des_incidents
from protection.selectors.prevention import faits_de_prevention
from socle.echeances.regles import register, register_source

for regle in [*REGLES, *REGLES_PILIERS]:
    register(regle)
register_source(faits_des_incidents)
register_source(faits_de_prevention)
