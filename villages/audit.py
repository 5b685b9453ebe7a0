"""Audited acts on the organisation."""

from __future__ import annotations

from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

for code, phrase, categorie in [
    ("villages.installation", "a installé l’association", Categorie.ORGANISATION),
    ("villages.village_enregistre", "a enregistré un village", Categorie.ORGANISATION),
    ("villages.maison_enregistree", "a enregistré une maison", Categorie.ORGANISATION),
    ("villages.chambre_enregistree", "a enregistré une chambre", Categorie.ORGANISATION),
    ("villages.chambre_fermee", "a fermé une chambre", Categorie.ORGANISATION),
    ("villages.professionnel_enregistre", "a enregistré un professionnel", Categorie.ORGANISATION),
    ("villages.compte_lie", "a lié un compte à un professionnel", Categorie.ACCES),
    ("villages.compte_desactive", "a fermé un compte", Categorie.ACCES),
    ("villages.compte_reactive", "a rouvert un compte", Categorie.ACCES),
    ("villages.professionnel_cherche", "a cherché un professionnel par son nom", Categorie.ORGANISATION),
    ("villages.affectation", "a affecté un professionnel", Categorie.ACCES),
    ("villages.affectation_terminee", "a mis fin à une affectation", Categorie.ACCES),
    ("recherche.professionnels", "a trouvé des professionnels par leur nom", Categorie.ORGANISATION),
    ("villages.relais", "a planifié un relais", Categorie.ACCES),
    ("villages.relais_arrete", "a annulé un relais ou y a mis fin", Categorie.ACCES),
    ("villages.astreinte", "a planifié une astreinte", Categorie.ACCES),
    ("honorabilite.liste", "a affiché le registre des honorabilités", Categorie.ORGANISATION),
    ("honorabilite.verifiee", "a vérifié une attestation d’honorabilité", Categorie.ORGANISATION),
    ("formations.liste", "a affiché les formations de l’équipe", Categorie.ORGANISATION),
    ("formations.seance", "a enregistré une séance de formation", Categorie.ORGANISATION),
    ("formations.presence", "a noté des présences à une formation", Categorie.ORGANISATION),
    ("formations.presence_retiree", "a retiré une présence notée par erreur", Categorie.ORGANISATION),
    ("villages.astreinte_arretee", "a annulé une astreinte ou y a mis fin", Categorie.ACCES),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=categorie))
