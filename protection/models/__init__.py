from protection.models.declaration import DeclarationEnCours
from protection.models.incident import Declarant, Ecart, Incident, PersonneConcernee
from protection.models.prevention import ActionPrevention, CarteDesRisques, Risque, SeanceEnfants
from protection.models.protection import ConsigneDeSecurite
from protection.models.suites import ActionIncident, BilanIncident, Cloture, RetourEnfant, Soutien
from protection.models.traitement import Etape, InformationParents, Qualification, Transmission

__all__ = [
    "ActionIncident",
    "ActionPrevention",
    "BilanIncident",
    "CarteDesRisques",
    "Cloture",
    "ConsigneDeSecurite",
    "Declarant",
    "DeclarationEnCours",
    "Ecart",
    "Etape",
    "Incident",
    "InformationParents",
    "PersonneConcernee",
    "Qualification",
    "RetourEnfant",
    "Risque",
    "SeanceEnfants",
    "Soutien",
    "Transmission",
]
