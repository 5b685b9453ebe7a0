"""The child's file."""

from enfants.models.admission import Admission, Depart, PreparationAdmission, Remise
from enfants.models.documents import DocumentEnfant
from enfants.models.dossier import Absence, Enfant, Sejour
from enfants.models.exceptions import AccesExceptionnel, AccordEnfant, RefusEnfant
from enfants.models.journal import Brouillon, BrouillonCorrection, LectureNote, NoteJournal, VersionNote
from enfants.models.mesures import Interlocuteur, MesureProtection
from enfants.models.registre import CompteurRegistre, MouvementRegistre
from enfants.models.sante import NoteMedicale, Vaccination
from enfants.models.soins import Allergie, Prise, RendezVous, RepereSante, Traitement

__all__ = [
    "Absence",
    "AccesExceptionnel",
    "AccordEnfant",
    "Admission",
    "Allergie",
    "Brouillon",
    "BrouillonCorrection",
    "CompteurRegistre",
    "Depart",
    "DocumentEnfant",
    "Enfant",
    "Interlocuteur",
    "LectureNote",
    "MesureProtection",
    "MouvementRegistre",
    "NoteJournal",
    "NoteMedicale",
    "PreparationAdmission",
    "Prise",
    "RefusEnfant",
    "Remise",
    "RendezVous",
    "RepereSante",
    "Sejour",
    "Traitement",
    "Vaccination",
    "VersionNote",
]
