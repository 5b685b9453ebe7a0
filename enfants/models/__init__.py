"""The child's file."""

from enfants.models.agenda import AbonnementAgenda
from enfants.models.argent import BaremeArgent, MouvementArgent, ReglageArgent
from enfants.models.assiduite import AbsenceScolaire, EtapeAssiduite, ExclusionScolaire, SuiviAssiduite
from enfants.models.contrats import ContratEducatif, SignatureContrat
from enfants.models.documents import DocumentEnfant
from enfants.models.dossier import Absence, Enfant, Sejour
from enfants.models.entourage import FicheRituels, PersonneRessource
from enfants.models.exceptions import AccesExceptionnel, AccordEnfant, RefusEnfant
from enfants.models.histoire import MomentHistoire
from enfants.models.image import DroitImage
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
    "BaremeArgent",
    "Brouillon",
    "BrouillonCorrection",
    "ContratEducatif",
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
    "NoteJournal",
    "NoteMedicale",
    "PersonneRessource",
    "PlanScolaire",
    "Prise",
    "RefusEnfant",
    "ReglageArgent",
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
