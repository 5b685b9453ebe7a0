"""The child's file."""

from enfants.models.agenda import AbonnementAgenda
from enfants.models.assiduite import AbsenceScolaire, EtapeAssiduite, ExclusionScolaire, SuiviAssiduite
from enfants.models.contrats import ContratEducatif, SignatureContrat
from enfants.models.documents import DocumentEnfant
from enfants.models.dossier import Absence, Enfant, Sejour
from enfants.models.exceptions import AccesExceptionnel, AccordEnfant, RefusEnfant
from enfants.models.journal import Brouillon, BrouillonCorrection, LectureNote, NoteJournal, VersionNote
from enfants.models.mesures import Interlocuteur, MesureProtection
from enfants.models.sante import NoteMedicale, Vaccination
from enfants.models.scolarite import PlanScolaire, Scolarite, Stage, VoeuOrientation
from enfants.models.soins import Allergie, Prise, RendezVous, RepereSante, Traitement

__all__ = [
    "AbonnementAgenda",
    "Absence",
    "AbsenceScolaire",
    "AccesExceptionnel",
    "AccordEnfant",
    "Allergie",
    "Brouillon",
    "BrouillonCorrection",
    "ContratEducatif",
    "DocumentEnfant",
    "Enfant",
    "EtapeAssiduite",
    "ExclusionScolaire",
    "Interlocuteur",
    "LectureNote",
    "MesureProtection",
    "NoteJournal",
    "NoteMedicale",
    "PlanScolaire",
    "Prise",
    "RefusEnfant",
    "RendezVous",
    "RepereSante",
    "Scolarite",
    "Sejour",
    "SignatureContrat",
    "Stage",
    "SuiviAssiduite",
    "Traitement",
    "Vaccination",
    "VersionNote",
    "VoeuOrientation",
]
