from protection.models.declaration import DeclarationEnCours
from protection.models.incident import Declarant, Ecart, Incident, PersonneConcernee
from protection.models.pieces import PieceDeclaration, PieceIncident
from protection.models.protection import ConsigneDeSecurite
from protection.models.suites import ActionIncident, BilanIncident, Cloture, RetourEnfant, Soutien
from protection.models.traitement import Etape, InformationParents, Qualification, Transmission

__all__ = [
    "ActionIncident",
    "BilanIncident",
    "Cloture",
    "ConsigneDeSecurite",
    "Declarant",
    "DeclarationEnCours",
    "Ecart",
    "Etape",
    "Incident",
    "InformationParents",
    "PersonneConcernee",
    "PieceDeclaration",
    "PieceIncident",
    "Qualification",
    "RetourEnfant",
    "Soutien",
    "Transmission",
]
