"""What this app declares to the deadline core."""

from __future__ import annotations

from enfants.regles import REGLES
from enfants.regles_admission import REGLES as REGLES_ADMISSION
from enfants.regles_scolarite import REGLES_SCOLARITE
from enfants.selectors.faits import faits_des_enfants
from enfants.selectors.faits_scolarite import faits_scolaires
from socle.echeances.regles import register, register_source

for regle in [*REGLES, *REGLES_ADMISSION, *REGLES_SCOLARITE]:
    register(regle)
register_source(faits_des_enfants)
register_source(faits_scolaires)
