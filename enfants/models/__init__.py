"""The child's file."""

from enfants.models.admission import Admission, Depart, PreparationAdmission, Remise
from enfants.models.agenda import AbonnementAgenda
from enfants.models.argent import BaremeArgent, MouvementArgent, ReglageArgent
from enfants.models.assiduite import AbsenceScolaire, EtapeAssiduite, ExclusionScolaire, SuiviAssiduite
from enfants.models.contrats import ContratEducatif, SignatureContrat
from enfants.models.documents import DocumentEnfant
from enfants.models.dossier import Absence, Enfant, Sejour
from enfants.models.entourage import FicheRituels, PersonneRessource
from enfants.models.exceptions import AccesExceptionnel, AccordEnfant, RefusEnfant
from enfants.models.histoire import MomentHistoire, PropositionMoment
from enfants.models.image import DroitImage
from enfants.models.journal import Brouillon, BrouillonCorrection, LectureNote, NoteJournal, VersionNote
from enfants.models.mesures import Interlocuteur, MesureProtection
from enfants.models.registre import CompteurRegistre, MouvementRegistre
from enfants.models.sante import NoteMedicale, Vaccination
from enfants.models.scolarite import PlanScolaire, Scolarite, Stage, VoeuOrientation
from enfants.models.soins import Allergie, Prise, RendezVous, RepereSante, Traitement

__all__ = [
    "AbonnementAgenda",
    "Absence",
    "AbsenceScolaire",
    "AccesExceptionnel",
    "AccordEnfant",
    "Admission",
    "Allergie",
    "BaremeArgent",
    "Brouillon",
    "BrouillonCorrection",
    "CompteurRegistre",
    "ContratEducatif",
    "Depart",
    "DocumentEnfant",
    "DroitImage",
    "Enfant",
    "EtapeAssiduite",
    "ExclusionScolaire",
    "FicheRituels",
    "Interlocuteur",
    "LectureNote",
    "MesureProtection",
    "MomentHistoire",
    "MouvementArgent",
    "MouvementRegistre",
    "NoteJournal",
    "NoteMedicale",
    "PersonneRessource",
    "PlanScolaire",
    "PreparationAdmission",
    "Prise",
    "PropositionMoment",
    "RefusEnfant",
    "ReglageArgent",
    "Remise",
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
