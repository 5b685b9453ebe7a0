from protection.models.declaration import DeclarationEnCours
from protection.models.fugue import AlerteFugue, EntretienDeRetour, Fugue
from protection.models.incident import Declarant, Ecart, Incident, PersonneConcernee
from protection.models.protection import ConsigneDeSecurite
from protection.models.suites import ActionIncident, BilanIncident, Cloture, RetourEnfant, Soutien
from protection.models.traitement import Etape, InformationParents, Qualification, Transmission

__all__ = [
    "ActionIncident",
    "AlerteFugue",
    "BilanIncident",
    "Cloture",
    "ConsigneDeSecurite",
    "Declarant",
    "DeclarationEnCours",
    "Ecart",
    "EntretienDeRetour",
    "Etape",
    "Fugue",
    "Incident",
    "InformationParents",
    "PersonneConcernee",
    "Qualification",
    "RetourEnfant",
    "Soutien",
    "Transmission",
]
