"""What this app declares to the deadline core."""

from __future__ import annotations

from protection.regles import REGLES
from protection.selectors.faits import faits_des_incidents
from protection.selectors.messages import faits_des_messages
from socle.echeances.regles import register, register_source

for regle in REGLES:
    register(regle)
register_source(faits_des_incidents)
register_source(faits_des_messages)
