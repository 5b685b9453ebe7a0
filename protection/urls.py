"""Incidents: declared, handled, and what the house must do tonight."""

from django.urls import path

from protection.views import (
    consignes,
    declaration,
    documents,
    ecarts,
    incidents,
    piliers,
    prevention,
    suites,
    traitement,
)

app_name = "protection"

_ECRIRE = "incidents/declarer/<uuid:declaration_id>"
_INCIDENT = "incidents/<uuid:incident_id>"

urlpatterns = [
    path("incidents/declarer/", declaration.declarer, name="declarer"),
    *[
        path(f"{_ECRIRE}/{page}/", declaration.une_page, {"page": page}, name=f"declarer_{page}")
        for page in ("danger", "qui", "faits", "fait")
    ],
    path(f"{_ECRIRE}/relire/", declaration.relire, name="declarer_relire"),
    path(f"{_ECRIRE}/garder/", declaration.garder_page, name="garder"),
    path(f"{_ECRIRE}/jeter/", declaration.jeter_declaration, name="jeter"),
    path("incidents/mes-declarations/", declaration.declarations, name="mes_declarations"),
    path("incidents/mes-declarations/<uuid:incident_id>/", declaration.declaration, name="ma_declaration"),
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
    path("consignes/", consignes.mes_consignes, name="mes_consignes"),
    path("enfants/<uuid:enfant_id>/consignes/", consignes.consignes, name="consignes"),
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
