from villages.models.equipe import Affectation, Astreinte, Honorabilite, Professionnel, Relais
from villages.models.formations import Formation, PresenceFormation
from villages.models.lieux import Association, CapaciteMaison, Chambre, Maison, Village

__all__ = [
    "Affectation",
    "Association",
    "Astreinte",
    "CapaciteMaison",
    "Chambre",
    "Formation",
    "Honorabilite",
    "Maison",
    "PresenceFormation",
    "Professionnel",
    "Relais",
    "Village",
]
