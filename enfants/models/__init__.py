"""The child's file."""

from enfants.models.dossier import Absence, Enfant, Sejour
from enfants.models.exceptions import AccesExceptionnel, AccordEnfant, RefusEnfant
from enfants.models.journal import Brouillon, LectureNote, NoteJournal, VersionNote
from enfants.models.mesures import Interlocuteur, MesureProtection

__all__ = [
    "Absence",
    "AccesExceptionnel",
    "AccordEnfant",
    "Brouillon",
    "Enfant",
    "Interlocuteur",
    "LectureNote",
    "MesureProtection",
    "NoteJournal",
    "RefusEnfant",
    "Sejour",
    "VersionNote",
]
