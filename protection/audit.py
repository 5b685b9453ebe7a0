"""Audited acts on incidents: never who declared, and no child by id, for the entry would tell of the incident."""

from __future__ import annotations

from protection.enums import DocumentIncident
from socle.audit.registry import ActionAudit, register
from socle.outils.declarations import Categorie

for code, phrase in [
    ("incidents.declare", "a reçu la déclaration d’un incident"),
    ("incidents.liste", "a affiché les incidents"),
    ("incidents.lecture", "a lu un incident"),
    ("incidents.declarant", "a regardé qui a déclaré un incident"),
    ("incidents.etape", "a franchi une étape d’un incident"),
    ("incidents.qualifie", "a qualifié un incident"),
    ("incidents.requalifie", "a retiré une qualification d’un incident"),
    ("incidents.transmission", "a transmis un incident"),
    ("incidents.accuse", "a noté l’accusé de réception d’une transmission"),
    ("incidents.parents", "a noté l’information des parents sur un incident"),
    ("incidents.ecart", "a écarté une personne d’un incident"),
    ("incidents.ecart_leve", "a levé la mise à l’écart d’une personne"),
    ("incidents.conflit", "a déclaré son propre conflit sur un incident"),
    ("incidents.soutien", "a noté un soutien après un incident"),
    ("incidents.action", "a inscrit une action au plan d’un incident"),
    ("incidents.action_faite", "a noté une action faite"),
    ("incidents.retour", "a noté ce qui a été dit à un enfant"),
    ("incidents.cloture", "a signé la clôture d’un incident"),
    ("incidents.bilan", "a noté le bilan d’un incident"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.INCIDENT))

for code, phrase in [
    ("incidents.impression", "a demandé l’impression d’un incident"),
    ("incidents.imprime", "a imprimé un incident"),
    ("incidents.impression_telechargee", "a téléchargé un incident imprimé"),
]:
    register(
        ActionAudit(
            code=code,
            phrase=phrase,
            categorie=Categorie.INCIDENT,
            buts=tuple(document.value for document in DocumentIncident),
        )
    )

for code, phrase in [
    ("consignes.posee", "a posé une consigne de sécurité"),
    ("consignes.levee", "a levé une consigne de sécurité"),
    ("consignes.lecture", "a lu une consigne de sécurité"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.JOURNAL))

for code, phrase in [
    ("piliers.recueil", "a affiché les chiffres des incidents"),
    ("piliers.incidents", "a affiché les incidents derrière un chiffre"),
    ("piliers.suivi", "a affiché le suivi de la protection"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.INCIDENT))

for code, phrase in [
    ("prevention.carte", "a ouvert une carte des risques"),
    ("prevention.risque", "a inscrit un risque"),
    ("prevention.carte_validee", "a validé une carte des risques"),
    ("prevention.mesure", "a noté une mesure prise"),
    ("prevention.action", "a prévu une action de prévention"),
    ("prevention.action_menee", "a noté une action de prévention menée"),
    ("prevention.seance", "a noté une séance avec les enfants"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.ORGANISATION))
