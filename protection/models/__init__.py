from protection.models.affectations import AffectationIncident
from protection.models.alertes import AlerteAstreinte, AppelAstreinte, LectureAlerte
from protection.models.conseil import RestitutionConseil, RestitutionIncident
from protection.models.declaration import DeclarationEnCours
from protection.models.fugue import AlerteFugue, BrouillonSignalement, EntretienDeRetour, Fugue
from protection.models.incident import Declarant, Ecart, Incident, PersonneConcernee
from protection.models.pieces import PieceDeclaration, PieceIncident
from protection.models.prevention import ActionPrevention, CarteDesRisques, Risque, SeanceEnfants
from protection.models.protection import ConsigneDeSecurite
from protection.models.securite import MessageDeSecurite, PersonneVisee, SuiteMessage
from protection.models.suites import ActionIncident, BilanIncident, Cloture, RetourEnfant, Soutien
from protection.models.traitement import Etape, InformationParents, Qualification, Transmission
from protection.models.transmis import EcritTransmis

__all__ = [
    "ActionIncident",
    "ActionPrevention",
    "AffectationIncident",
    "AlerteAstreinte",
    "AlerteFugue",
    "AppelAstreinte",
    "BilanIncident",
    "BrouillonSignalement",
    "CarteDesRisques",
    "Cloture",
    "ConsigneDeSecurite",
    "Declarant",
    "DeclarationEnCours",
    "Ecart",
    "EcritTransmis",
    "EntretienDeRetour",
    "Etape",
    "Fugue",
    "Incident",
    "InformationParents",
    "LectureAlerte",
    "MessageDeSecurite",
    "PersonneConcernee",
    "PersonneVisee",
    "PieceDeclaration",
    "PieceIncident",
    "Qualification",
    "RestitutionConseil",
    "RestitutionIncident",
    "RetourEnfant",
    "Risque",
    "SeanceEnfants",
    "Soutien",
    "SuiteMessage",
    "Transmission",
]
