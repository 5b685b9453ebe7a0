"""The child's file."""

from enfants.models.documents import DocumentEnfant
from enfants.models.dossier import Absence, Enfant, Sejour
from enfants.models.exceptions import AccesExceptionnel, AccordEnfant, RefusEnfant
from enfants.models.journal import Brouillon, BrouillonCorrection, LectureNote, NoteJournal, VersionNote

__all__ = [
    "Absence",
    "AccesExceptionnel",
    "AccordEnfant",
    "Brouillon",
    "BrouillonCorrection",
    "DocumentEnfant",
    "Enfant",
    "LectureNote",
    "NoteJournal",
    "RefusEnfant",
    "Sejour",
    "VersionNote",
]
