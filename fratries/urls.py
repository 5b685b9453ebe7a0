"""Addresses of sibling groups and families."""

from __future__ import annotations

from django.urls import path

from fratries.effectif import views as effectif
from fratries.views import (
    accueil,
    autorisations,
    contacts,
    demande,
    famille,
    fratrie,
    genogramme,
    groupe,
    liens,
    proche,
    qui_decide,
    rencontres,
    separation,
    separation_correction,
    vie_commune,
    visites,
)

app_name = "fratries"

urlpatterns = [
    path("enfants/<uuid:enfant_id>/fratrie/", fratrie.fratrie, name="fratrie"),
    # maintaining sibling groups
    path("fratries/", groupe.groupes, name="groupes"),
    path("fratries/nouvelle/", groupe.constituer, name="constituer"),
    path("fratries/<uuid:fratrie_id>/", groupe.groupe, name="groupe"),
    path("fratries/<uuid:fratrie_id>/membres/nouveau/", groupe.nouveau_membre, name="nouveau_membre"),
    path("fratries/membres/<uuid:membre_id>/", groupe.modifier_membre, name="modifier_membre"),
    # the family around a child
    path("enfants/<uuid:enfant_id>/famille/", famille.famille, name="famille"),
    path("enfants/<uuid:enfant_id>/famille/nouveau/", proche.nouveau, name="nouveau_proche"),
    path("enfants/<uuid:enfant_id>/famille/rattacher/", proche.rattacher, name="rattacher_proche"),
    path("enfants/<uuid:enfant_id>/famille/genogramme/", genogramme.genogramme, name="genogramme"),
    path("enfants/<uuid:enfant_id>/qui-decide/", qui_decide.qui_decide, name="qui_decide"),
    path("enfants/<uuid:enfant_id>/autorite/nouvelle/", qui_decide.nouvelle, name="nouvelle_autorite"),
    path("autorites/<uuid:autorite_id>/", qui_decide.modifier, name="modifier_autorite"),
    path("enfants/<uuid:enfant_id>/contacts/", contacts.contacts, name="contacts"),
    path("enfants/<uuid:enfant_id>/contacts/fixer/", contacts.fixer, name="fixer_contacts"),
    path("contacts/<uuid:contact_id>/terminer/", contacts.terminer, name="terminer_contact"),
    path("proches/<uuid:proche_id>/", proche.proche, name="proche"),
    path("proches/<uuid:proche_id>/modifier/", proche.modifier, name="modifier_proche"),
    path("proches/<uuid:proche_id>/adresse-protegee/", proche.adresse_protegee, name="adresse_protegee"),
    path("proches/<uuid:proche_id>/liens/nouveau/", liens.nouveau, name="nouveau_lien"),
    path("liens/<uuid:lien_id>/", liens.modifier, name="modifier_lien"),
    path("liens/<uuid:lien_id>/retirer/", liens.retirer, name="retirer_lien"),
    path("fratries/ou-accueillir/", accueil.ou_accueillir, name="ou_accueillir"),
    path("fratries/vie-commune/", vie_commune.vie_commune, name="vie_commune"),
    # siblings who live apart by decision
    path("fratries/<uuid:fratrie_id>/separations/", separation.separations, name="separations"),
    path("fratries/<uuid:fratrie_id>/separations/nouvelle/", separation.nouvelle, name="nouvelle_separation"),
    path("separations/<uuid:separation_id>/ase/", separation.prevenir, name="ase_prevenue"),
    path("separations/<uuid:separation_id>/juge/", separation.informer, name="juge_informe"),
    path("separations/<uuid:separation_id>/revue/", separation.revoir, name="revue_separation"),
    path("separations/<uuid:separation_id>/fin/", separation.terminer, name="fin_separation"),
    path(
        "separations/<uuid:separation_id>/corriger/",
        separation_correction.corriger,
        name="corriger_separation",
    ),
    path(
        "separations/<uuid:separation_id>/annuler/", separation_correction.annuler, name="annuler_separation"
    ),
    # visits and meetings
    path("enfants/<uuid:enfant_id>/visites/", visites.visites, name="visites"),
    path("enfants/<uuid:enfant_id>/visites/droits/nouveau/", visites.nouveau_droit, name="nouveau_droit"),
    path("enfants/<uuid:enfant_id>/visites/nouvelle/", rencontres.nouvelle, name="nouvelle_rencontre"),
    path("maisons/<uuid:maison_id>/visites/", visites.visites_maison, name="visites_maison"),
    path("droits-de-visite/<uuid:droit_id>/", visites.modifier, name="modifier_droit"),
    path("droits-de-visite/<uuid:droit_id>/suspendre/", visites.suspendre, name="suspendre_droit"),
    path("droits-de-visite/<uuid:droit_id>/reprendre/", visites.reprendre, name="reprendre_droit"),
    path("droits-de-visite/<uuid:droit_id>/rencontre/", rencontres.occurrence, name="occurrence"),
    path("rencontres/<uuid:rencontre_id>/", rencontres.rencontre, name="rencontre"),
    path("rencontres/<uuid:rencontre_id>/raconter/", rencontres.raconter, name="raconter_rencontre"),
    path("rencontres/<uuid:rencontre_id>/annuler/", rencontres.annuler, name="annuler_rencontre"),
    path("rencontres/<uuid:rencontre_id>/deplacer/", rencontres.deplacer, name="deplacer_rencontre"),
    path("rencontres/<uuid:rencontre_id>/analyse/", rencontres.transmettre, name="transmettre_analyse"),
    # authorisations asked for
    path("autorisations/", autorisations.en_attente, name="autorisations_en_attente"),
    path("enfants/<uuid:enfant_id>/autorisations/", autorisations.liste, name="autorisations"),
    path(
        "enfants/<uuid:enfant_id>/autorisations/nouvelle/",
        autorisations.nouvelle,
        name="nouvelle_autorisation",
    ),
    path("autorisations/<uuid:autorisation_id>/", autorisations.autorisation, name="autorisation"),
    path("autorisations/<uuid:autorisation_id>/relance/", autorisations.relancer, name="relancer"),
    path(
        "autorisations/<uuid:autorisation_id>/information/", autorisations.informer, name="informer_parents"
    ),
    path(
        "autorisations/<uuid:autorisation_id>/reponse/", autorisations.repondre, name="reponse_autorisation"
    ),
    path("autorisations/<uuid:autorisation_id>/juge/", autorisations.saisir, name="saisir_juge"),
    path("autorisations/<uuid:autorisation_id>/decision/", autorisations.decider, name="decision_juge"),
    # requests to receive siblings
    path("demandes/", demande.demandes, name="demandes"),
    path("demandes/nouvelle/", demande.nouvelle, name="nouvelle_demande"),
    path("demandes/<uuid:accueil_id>/", demande.demande, name="demande"),
    path("demandes/<uuid:accueil_id>/modifier/", demande.modifier, name="modifier_demande"),
    path("demandes/<uuid:accueil_id>/etudier/", demande.etudier, name="etudier_demande"),
    path("demandes/<uuid:accueil_id>/repondre/", demande.repondre, name="repondre_demande"),
    path("demandes/<uuid:accueil_id>/dite/", demande.dire, name="reponse_dite"),
    path("demandes/<uuid:accueil_id>/accueillir/", demande.preparer, name="preparer_accueil"),
    # bringing a roster in
    path("effectif/", effectif.deposer, name="effectif"),
    path("effectif/<uuid:effectif_id>/", effectif.rapport, name="effectif_rapport"),
    path("effectif/<uuid:effectif_id>/colonnes/", effectif.colonnes, name="effectif_colonnes"),
    path("effectif/<uuid:effectif_id>/importer/", effectif.importer, name="effectif_importer"),
    path("effectif/<uuid:effectif_id>/effacer/", effectif.effacer, name="effectif_effacer"),
]
