"""What accounts and devices write to the audit journal."""

from __future__ import annotations

from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

CATEGORIE = Categorie.ACCES

for _code, _phrase in {
    "comptes.connexion": "s’est connecté",
    "comptes.connexion_refusee": "connexion refusée",
    "comptes.deconnexion": "s’est déconnecté",
    "comptes.session_expiree": "session fermée par le temps ou par la révocation de l’appareil",
    "comptes.sessions_fermees": "a fermé d’autres sessions",
    "comptes.facteur_ajoute": "a ajouté un deuxième facteur",
    "comptes.facteur_retire": "a retiré un deuxième facteur",
    "comptes.facteur_refuse": "deuxième facteur refusé",
    "comptes.codes_secours_renouveles": "a renouvelé les codes de secours",
    "comptes.mot_de_passe_change": "a changé de mot de passe",
    "comptes.compte_cree": "a créé un compte",
    "comptes.tablette_enrolee": "a enrôlé une tablette",
    "comptes.tablette_revoquee": "a révoqué une tablette",
    "comptes.tablette_passee": "a passé la tablette",
    "comptes.pin_choisi": "a choisi un code court",
    "comptes.pin_ouvert": "a rouvert sa session par code court",
    "comptes.pin_refuse": "code court refusé",
    "comptes.pin_bloque": "code court bloqué",
    "comptes.reinitialisation_demandee": "a demandé une réinitialisation",
    "comptes.reinitialisation_executee": "a exécuté une réinitialisation",
    "comptes.reinitialisation_refusee": "a refusé une réinitialisation",
}.items():
    register(ActionAudit(code=_code, phrase=_phrase, categorie=CATEGORIE))
