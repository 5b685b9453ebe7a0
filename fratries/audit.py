"""Audited acts on sibling groups and families."""

from __future__ import annotations

from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

for code, phrase in [
    ("fratries.constituee", "a constitué une fratrie"),
    ("fratries.lecture", "a lu la fratrie d’un enfant"),
    ("fratries.liste", "a affiché les fratries"),
    ("recherche.freres_et_soeurs", "a trouvé des frères et sœurs par leur nom"),
    ("fratries.ouverte", "a ouvert une fratrie"),
    ("fratries.membre", "a enregistré un membre d’une fratrie"),
    ("fratries.ou_accueillir", "a cherché où accueillir une fratrie"),
    ("effectif.depose", "a déposé un tableau d’effectif"),
    ("effectif.lu", "a fait lire un tableau d’effectif"),
    ("effectif.rapport", "a ouvert le rapport d’un tableau d’effectif"),
    ("effectif.efface", "a effacé un tableau d’effectif"),
    ("effectif.dossiers", "a repris des dossiers d’un tableau d’effectif"),
    ("effectif.scolarites", "a repris la scolarité d’enfants d’un tableau d’effectif"),
    ("effectif.fratries", "a repris des fratries d’un tableau d’effectif"),
    ("effectif.doublon_ailleurs", "a repris un dossier dont un autre village tient le semblable"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.IDENTITE))

for code, phrase in [
    ("effectif.lieux", "a repris des villages et des maisons d’un tableau d’effectif"),
    ("effectif.professionnels", "a repris des professionnels d’un tableau d’effectif"),
    ("effectif.affectations", "a repris des affectations d’un tableau d’effectif"),
    ("effectif.colonnes", "a dit ce que contiennent les colonnes d’un tableau d’effectif"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.ORGANISATION))

for code, phrase in [
    ("effectif.famille", "a repris des proches d’un tableau d’effectif"),
    ("recherche.proches", "a trouvé des proches par leur nom"),
    ("famille.lecture", "a lu la famille d’un enfant"),
    ("famille.contacts_lus", "a lu les contacts d’un enfant"),
    ("famille.alerte", "a vu les contacts interdits d’un enfant"),
    ("famille.qui_decide", "a regardé qui décide pour un enfant"),
    ("famille.genogramme", "a ouvert le génogramme d’un enfant"),
    ("famille.proche_lu", "a ouvert la page d’un proche"),
    ("famille.proche", "a inscrit un proche"),
    ("famille.proche_modifie", "a modifié un proche"),
    ("famille.lien", "a inscrit un lien familial"),
    ("famille.lien_modifie", "a modifié un lien familial"),
    ("famille.lien_retire", "a retiré un lien familial"),
    ("famille.autorite", "a inscrit l’autorité parentale sur un enfant"),
    ("famille.autorite_modifiee", "a modifié l’autorité parentale sur un enfant"),
    ("famille.contacts_fixes", "a fixé les contacts d’un enfant avec un proche"),
    ("famille.contacts_termines", "a mis fin à des contacts fixés"),
    ("famille.adresse_protegee_lue", "a lu une adresse protégée"),
    ("famille.adresse_protegee", "a protégé une adresse"),
    ("famille.adresse_levee", "a levé la protection d’une adresse"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.FAMILLE))

for code, phrase in [
    ("separations.lecture", "a lu les séparations d’une fratrie"),
    ("separations.decidee", "a enregistré une séparation de fratrie"),
    ("separations.ase", "a noté que l’ASE est prévenue d’une séparation"),
    ("separations.juge", "a noté que le juge est informé d’une séparation"),
    ("separations.revue", "a noté la revue d’une séparation"),
    ("separations.fin", "a mis fin à une séparation"),
    ("separations.corrigee", "a corrigé une séparation de fratrie"),
    ("separations.annulee", "a annulé une séparation de fratrie"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.FAMILLE))

for code, phrase in [
    ("visites.lecture", "a lu les visites et rencontres d’un enfant"),
    ("visites.droit", "a inscrit un droit de visite"),
    ("visites.droit_modifie", "a modifié un droit de visite"),
    ("visites.droit_suspendu", "a noté la suspension d’un droit de visite"),
    ("visites.droit_repris", "a noté la reprise d’un droit de visite"),
    ("rencontres.lecture", "a ouvert une rencontre"),
    ("rencontres.maison", "a affiché les rencontres d’une maison"),
    ("rencontres.ouverte", "a inscrit une rencontre du calendrier"),
    ("rencontres.prevue", "a prévu une rencontre"),
    ("rencontres.notee", "a noté une rencontre"),
    ("rencontres.tenue", "a noté qu’une rencontre a eu lieu"),
    ("rencontres.manquee", "a noté qu’une rencontre n’a pas eu lieu"),
    ("rencontres.racontee", "a raconté une rencontre"),
    ("rencontres.annulee", "a annulé une rencontre"),
    ("rencontres.deplacee", "a déplacé une rencontre"),
    ("rencontres.analyse_transmise", "a noté la transmission de l’analyse d’une visite"),
    ("autorisations.liste", "a affiché les demandes d’autorisation en attente"),
    ("autorisations.lecture", "a lu les demandes d’autorisation d’un enfant"),
    ("autorisations.demandee", "a enregistré une demande d’autorisation"),
    ("autorisations.relancee", "a noté une relance"),
    ("autorisations.information", "a noté une information donnée aux parents"),
    ("autorisations.reponse", "a noté la réponse à une demande d’autorisation"),
    ("autorisations.juge_saisi", "a noté que le juge est saisi d’un acte"),
    ("autorisations.juge_repond", "a noté la décision du juge sur un acte"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.FAMILLE))

register(
    ActionAudit(
        code="fratries.vie_commune",
        phrase="a lu la part des frères et sœurs réunis",
        categorie=Categorie.ORGANISATION,
    )
)
for code, phrase, categorie in [
    ("effectif.mesures", "a repris des mesures d’un tableau d’effectif", Categorie.JUSTICE_EXTRAIT),
    (
        "effectif.interlocuteurs",
        "a repris des interlocuteurs d’un tableau d’effectif",
        Categorie.JUSTICE_EXTRAIT,
    ),
    ("effectif.allergies", "a repris des allergies d’un tableau d’effectif", Categorie.SOIN_QUOTIDIEN),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=categorie))

for code, phrase in [
    ("demandes.liste", "a affiché les demandes d’accueil"),
    ("demandes.lue", "a ouvert une demande d’accueil"),
    ("demandes.recue", "a enregistré une demande d’accueil"),
    ("demandes.modifiee", "a modifié une demande d’accueil"),
    ("demandes.etude", "a mis une demande d’accueil à l’étude"),
    ("demandes.repondue", "a répondu à une demande d’accueil"),
    ("demandes.dite", "a noté que la réponse à une demande est dite"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.IDENTITE))
