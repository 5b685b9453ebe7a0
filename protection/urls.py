"""Incidents and runaways: declared, handled, and what the house must do tonight."""

from django.urls import path

from protection.views import (
    affectations,
    alertes,
    conseil,
    consignes,
    declaration,
    documents,
    ecarts,
    fugue,
    fugue_signalement,
    fugue_suites,
    incidents,
    lectures,
    pieces,
    piliers,
    prevention,
    suites,
    traitement,
)

app_name = "protection"

_ECRIRE = "incidents/declarer/<uuid:declaration_id>"
_INCIDENT = "incidents/<uuid:incident_id>"
_FUGUE = "fugues/<uuid:fugue_id>"

urlpatterns = [
    path("incidents/declarer/", declaration.declarer, name="declarer"),
    *[
        path(f"{_ECRIRE}/{page}/", declaration.une_page, {"page": page}, name=f"declarer_{page}")
        for page in ("danger", "qui", "faits", "fait")
    ],
    path(f"{_ECRIRE}/relire/", declaration.relire, name="declarer_relire"),
    path(f"{_ECRIRE}/pieces/", pieces.pieces_declarees, name="declarer_pieces"),
    path("incidents/declarer/pieces/<uuid:piece_id>/", pieces.piece_du_brouillon, name="piece_du_brouillon"),
    path(
        "incidents/declarer/pieces/<uuid:piece_id>/retirer/",
        pieces.retirer_du_brouillon,
        name="retirer_du_brouillon",
    ),
    path(f"{_ECRIRE}/garder/", declaration.garder_page, name="garder"),
    path(f"{_ECRIRE}/jeter/", declaration.jeter_declaration, name="jeter"),
    path("incidents/mes-declarations/", declaration.declarations, name="mes_declarations"),
    path("incidents/mes-declarations/<uuid:incident_id>/", declaration.declaration, name="ma_declaration"),
    path("incidents/mes-declarations/pieces/<uuid:piece_id>/", pieces.ma_piece, name="ma_piece"),
    path("incidents/", incidents.incidents, name="incidents"),
    path(f"{_INCIDENT}/", incidents.incident, name="incident"),
    path(f"{_INCIDENT}/declarant/", incidents.declarant, name="declarant"),
    *[
        path(f"{_INCIDENT}/etape/{vers}/", traitement.etape, {"vers": vers}, name=f"etape_{vers}")
        for vers in ("protege", "qualifie", "transmis", "enquete", "accompagne", "plan", "revu")
    ],
    path(f"{_INCIDENT}/qualifier/", traitement.qualifier, name="qualifier"),
    path(
        "incidents/qualifications/<uuid:qualification_id>/retirer/",
        traitement.retirer_qualification,
        name="retirer_qualification",
    ),
    path(f"{_INCIDENT}/transmettre/", traitement.transmettre, name="transmettre"),
    path("incidents/transmissions/<uuid:transmission_id>/accuse/", traitement.accuse, name="accuse"),
    path("incidents/transmissions/<uuid:transmission_id>/preuve/", pieces.preuve, name="preuve"),
    path(f"{_INCIDENT}/piece/", pieces.ajouter_piece, name="ajouter_piece"),
    path("incidents/pieces/<uuid:piece_id>/", pieces.piece, name="piece"),
    path(f"{_INCIDENT}/parents/", traitement.informer_parents, name="informer_parents"),
    path(f"{_INCIDENT}/ecarter/", ecarts.ecarter, name="ecarter"),
    path(f"{_INCIDENT}/conflit/", ecarts.conflit, name="conflit"),
    path("incidents/ecarts/<uuid:ecart_id>/lever/", ecarts.lever_ecart, name="lever_ecart"),
    path(f"{_INCIDENT}/consigne/", consignes.consigne, name="consigne"),
    path("consignes/<uuid:consigne_id>/lever/", consignes.lever_consigne, name="lever_consigne"),
    path(f"{_INCIDENT}/soutien/", suites.soutenir, name="soutenir"),
    path(f"{_INCIDENT}/action/", suites.action, name="action"),
    path("incidents/actions/<uuid:action_id>/faite/", suites.action_faite, name="action_faite"),
    path(f"{_INCIDENT}/enfant/", suites.retour_enfant, name="retour_enfant"),
    path(f"{_INCIDENT}/cloture/", suites.cloturer, name="cloturer"),
    path(f"{_INCIDENT}/bilan/", suites.bilan, name="bilan"),
    path(f"{_INCIDENT}/imprimer/", documents.imprimer, name="imprimer"),
    path("incidents/documents/<uuid:tache_id>/", documents.document, name="document"),
    path("incidents/documents/<uuid:tache_id>/fichier/", documents.document_fichier, name="document_fichier"),
    path(f"{_INCIDENT}/psychologue/", affectations.confier, name="confier"),
    path(
        "incidents/affectations/<uuid:affectation_incident_id>/reprendre/",
        affectations.reprendre,
        name="reprendre",
    ),
    path("incidents/graves/", lectures.graves, name="graves"),
    path("incidents/conseil/", conseil.conseil, name="conseil"),
    path("incidents/conseil/<uuid:village_id>/preparer/", conseil.preparer, name="conseil_preparer"),
    path("incidents/conseil/<uuid:restitution_id>/signer/", conseil.signer, name="conseil_signer"),
    path(
        "incidents/conseil/<uuid:restitution_id>/abandonner/", conseil.abandonner, name="conseil_abandonner"
    ),
    path("incidents/conseil/<uuid:restitution_id>/rendre/", conseil.rendre, name="conseil_rendre"),
    path("enfants/<uuid:enfant_id>/incidents/", lectures.incidents_de, name="incidents_de"),
    path("enfants/<uuid:enfant_id>/transmis/", lectures.transmis, name="transmis"),
    path("alertes/", alertes.alertes, name="alertes"),
    path("alertes/<uuid:alerte_id>/", alertes.alerte, name="alerte"),
    path("alertes/<uuid:alerte_id>/prendre/", alertes.prendre_alerte, name="prendre_alerte"),
    path("alertes/<uuid:alerte_id>/suite/", alertes.suite_message, name="suite_message"),
    path(
        "alertes/<uuid:alerte_id>/declarer/", alertes.declarer_depuis_message, name="declarer_depuis_message"
    ),
    path("consignes/", consignes.mes_consignes, name="mes_consignes"),
    path("enfants/<uuid:enfant_id>/consignes/", consignes.consignes, name="consignes"),
    path("fugues/", fugue.fugues, name="fugues"),
    path("fugues/nouvelle/", fugue.nouvelle_fugue, name="nouvelle_fugue"),
    path("enfants/<uuid:enfant_id>/fugue/", fugue.fugue_de, name="fugue_de"),
    path(f"{_FUGUE}/", fugue.fugue, name="fugue"),
    path(f"{_FUGUE}/quand/", fugue.fugue_quand, name="fugue_quand"),
    path(f"{_FUGUE}/signalement/", fugue_signalement.fugue_signalement, name="fugue_signalement"),
    path(f"{_FUGUE}/garder/", fugue_signalement.garder_signalement, name="garder_signalement"),
    path(f"{_FUGUE}/alertes/", fugue.fugue_alertes, name="fugue_alertes"),
    path(f"{_FUGUE}/retour/", fugue.fugue_retour, name="fugue_retour"),
    path(f"{_FUGUE}/entretien/", fugue.fugue_entretien, name="fugue_entretien"),
    path(f"{_FUGUE}/declarer/", fugue_suites.fugue_declarer, name="fugue_declarer"),
    path(f"{_FUGUE}/photo/", fugue_suites.fugue_photo, name="fugue_photo"),
    path(f"{_FUGUE}/imprimer/", fugue_suites.fugue_imprimer, name="fugue_imprimer"),
    path("fugues/fiches/<uuid:tache_id>/", fugue_suites.fugue_fiche, name="fugue_fiche"),
    path(
        "fugues/fiches/<uuid:tache_id>/fichier/", fugue_suites.fugue_fiche_fichier, name="fugue_fiche_fichier"
    ),
    # the four pillars
    path("piliers/", piliers.piliers, name="piliers"),
    path("piliers/sensibilisation/", piliers.sensibilisation, name="sensibilisation"),
    path("piliers/prevention/", prevention.prevention, name="prevention"),
    path("piliers/recueil/", piliers.recueil, name="recueil"),
    path("piliers/recueil/incidents/", piliers.incidents_du_chiffre, name="incidents_du_chiffre"),
    path("piliers/suivi/", piliers.suivi, name="suivi"),
    path("piliers/actions/", prevention.actions, name="actions"),
    path("piliers/actions/<uuid:prevention_id>/menee/", prevention.action_menee, name="action_menee"),
    path("piliers/cartes/<uuid:carte_id>/", prevention.carte, name="carte"),
    path("piliers/cartes/<uuid:carte_id>/risque/", prevention.risque, name="risque"),
    path("piliers/cartes/<uuid:carte_id>/valider/", prevention.valider_carte, name="valider_carte"),
    path("piliers/risques/<uuid:risque_id>/fait/", prevention.mesure_prise, name="mesure_prise"),
    path("villages/<uuid:village_id>/carte-des-risques/", prevention.ouvrir_carte, name="ouvrir_carte"),
    path("villages/<uuid:village_id>/prevention/", prevention.prevoir_action, name="prevoir_action"),
    path("villages/<uuid:village_id>/seance/", prevention.seance, name="seance"),
]
