from villages.models.equipe import Affectation, Astreinte, Honorabilite, Professionnel, Relais
from villages.models.lieux import Association, CapaciteMaison, Chambre, Maison, Village

__all__ = [
    "Affectation",
    "Association",
    "Astreinte",
    "CapaciteMaison",
    "Chambre",
    "Honorabilite",
    "Maison",
    "Professionnel",
    "Relais",
    "Village",
]
