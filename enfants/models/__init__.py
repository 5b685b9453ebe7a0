"""The child's file."""

from enfants.models.agenda import AbonnementAgenda
from enfants.models.documents import DocumentEnfant
from enfants.models.dossier import Absence, Enfant, Sejour
from enfants.models.exceptions import AccesExceptionnel, AccordEnfant, RefusEnfant
from enfants.models.journal import Brouillon, BrouillonCorrection, LectureNote, NoteJournal, VersionNote
from enfants.models.mesures import Interlocuteur, MesureProtection
from enfants.models.sante import NoteMedicale, Vaccination
from enfants.models.soins import Allergie, Prise, RendezVous, RepereSante, Traitement

__all__ = [
    "AbonnementAgenda",
    "Absence",
    "AccesExceptionnel",
    "AccordEnfant",
    "Allergie",
    "Brouillon",
    "BrouillonCorrection",
    "DocumentEnfant",
    "Enfant",
    "Interlocuteur",
    "LectureNote",
    "MesureProtection",
    "NoteJournal",
    "NoteMedicale",
    "Prise",
    "RefusEnfant",
    "RendezVous",
    "RepereSante",
    "Sejour",
    "Traitement",
    "Vaccination",
    "VersionNote",
]
