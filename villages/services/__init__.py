"""Acts on the organisation, by subject: places and people, who is assigned where, accounts."""

from villages.services.affectations import (
    affecter,
    planifier_astreinte,
    planifier_relais,
    terminer_affectation,
)
from villages.services.arrets import arreter_astreinte, arreter_relais
from villages.services.chambres import enregistrer_chambre, fermer_chambre
from villages.services.choix import trouver_un_professionnel
from villages.services.comptes import creer_compte, desactiver_compte, reactiver_compte
from villages.services.organisation import (
    enregistrer_maison,
    enregistrer_professionnel,
    enregistrer_village,
    lier_compte,
)

__all__ = [
    "affecter",
    "arreter_astreinte",
    "arreter_relais",
    "creer_compte",
    "desactiver_compte",
    "enregistrer_chambre",
    "enregistrer_maison",
    "enregistrer_professionnel",
    "enregistrer_village",
    "fermer_chambre",
    "lier_compte",
    "planifier_astreinte",
    "planifier_relais",
    "reactiver_compte",
    "terminer_affectation",
    "trouver_un_professionnel",
]
