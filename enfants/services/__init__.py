"""Acts on a child's file, by subject: ``dossier`` and ``journal``."""

from enfants.services.dossier import (
    accueillir,
    modifier_identite,
    noter_absence,
    ouvrir_dossier,
    terminer_sejour,
)

__all__ = [
    "accueillir",
    "modifier_identite",
    "noter_absence",
    "ouvrir_dossier",
    "terminer_sejour",
]
