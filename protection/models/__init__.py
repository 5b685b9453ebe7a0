from protection.models.alertes import AlerteAstreinte, AppelAstreinte, LectureAlerte
from protection.models.declaration import DeclarationEnCours
from protection.models.incident import Declarant, Ecart, Incident, PersonneConcernee
from protection.models.protection import ConsigneDeSecurite
from protection.models.securite import MessageDeSecurite, PersonneVisee, SuiteMessage
from protection.models.suites import ActionIncident, BilanIncident, Cloture, RetourEnfant, Soutien
from protection.models.traitement import Etape, InformationParents, Qualification, Transmission

__all__ = [
    "ActionIncident",
    "AlerteAstreinte",
    "AppelAstreinte",
    "BilanIncident",
    "Cloture",
    "ConsigneDeSecurite",
    "Declarant",
    "DeclarationEnCours",
    "Ecart",
    "Etape",
    "Incident",
    "InformationParents",
    "LectureAlerte",
    "MessageDeSecurite",
    "PersonneConcernee",
    "PersonneVisee",
    "Qualification",
    "RetourEnfant",
    "Soutien",
    "SuiteMessage",
    "Transmission",
]
