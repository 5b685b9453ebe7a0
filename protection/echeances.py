"""What this app declares to the deadline core."""

from __future__ import annotations

from protection.regles import REGLES
from protection.regles_fugue import REGLES_FUGUE
from protection.regles_piliers import REGLES_PILIERS
from protection.selectors.faits import faits_des_incidents
from protection.selectors.faits_fugue import faits_des_fugues
from protection.selectors.messages import faits_des_messages
from protection.selectors.prevention import faits_de_prevention
from socle.echeances.regles import register, register_source

for regle in [*REGLES, *REGLES_FUGUE, *REGLES_PILIERS]:
    register(regle)
register_source(faits_des_incidents)
register_source(faits_des_fugues)
register_source(faits_des_messages)
register_source(faits_de_prevention)
