"""Audited acts on incidents: never who declared, and no child by id, for the entry would tell of the incident."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from protection.enums import DocumentIncident
from socle.audit.registry import ActionAudit, register, register_masque
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
    ("incidents.piece", "a classé une pièce d’un incident"),
    ("incidents.piece_lue", "a ouvert une pièce d’un incident"),
    ("incidents.brouillon_efface", "a effacé une déclaration jamais envoyée"),
    ("incidents.parents", "a noté l’information des parents sur un incident"),
    ("incidents.ecart", "a écarté une personne d’un incident"),
    ("incidents.ecart_leve", "a levé la mise à l’écart d’une personne"),
    ("incidents.conflit", "a déclaré son propre conflit sur un incident"),
    ("incidents.confie", "a confié un incident à un psychologue"),
    ("incidents.repris", "a repris un incident confié à un psychologue"),
    ("incidents.de_l_enfant", "a affiché les incidents d’un enfant"),
    ("incidents.transmis", "a relu ce qui a été transmis au sujet d’un enfant"),
    ("incidents.graves", "a affiché les incidents graves, sans noms"),
    ("incidents.conseil", "a affiché les restitutions au conseil"),
    ("incidents.conseil_prepare", "a préparé une restitution au conseil"),
    ("incidents.conseil_signe", "a signé une restitution au conseil"),
    ("incidents.conseil_abandonne", "a abandonné une restitution au conseil"),
    ("incidents.conseil_rendu", "a noté qu’une restitution a été dite au conseil"),
    ("incidents.soutien", "a noté un soutien après un incident"),
    ("incidents.action", "a inscrit une action au plan d’un incident"),
    ("incidents.action_faite", "a noté une action faite"),
    ("incidents.retour", "a noté ce qui a été dit à un enfant"),
    ("incidents.cloture", "a signé la clôture d’un incident"),
    ("incidents.bilan", "a noté le bilan d’un incident"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.INCIDENT))

for code, phrase in [
    ("alertes.levee", "a réveillé la chaîne d’astreinte"),
    ("alertes.appel", "a prévenu une personne d’astreinte"),
    ("alertes.liste", "a affiché les alertes de nuit"),
    ("alertes.lecture", "a lu une alerte de nuit"),
    ("alertes.prise", "s’occupe d’une alerte de nuit"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.INCIDENT))

for code, phrase in [
    ("messages.recu", "a reçu le message d’un enfant qui ne se sent pas en sécurité"),
    ("messages.lecture", "a lu le message d’un enfant qui ne se sent pas en sécurité"),
    ("messages.suite", "a noté la suite du message d’un enfant"),
]:
    register(ActionAudit(code=code, phrase=phrase, categorie=Categorie.PAROLE))

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
    ("fugues.ouverte", "a signalé qu’un enfant n’est pas rentré"),
    ("fugues.completee", "a complété le signalement d’une fugue"),
    ("fugues.brouillon_efface", "a effacé une page jamais envoyée d’une fugue"),
    ("fugues.alerte", "a noté qui est prévenu d’une fugue"),
    ("fugues.retour", "a noté le retour d’un enfant"),
    ("fugues.entretien", "a noté l’entretien de retour d’un enfant"),
    ("fugues.liste", "a affiché les fugues"),
    ("fugues.lecture", "a lu une fugue"),
    ("fugues.photo", "a regardé la photo d’une fugue"),
    ("fugues.fiche", "a demandé la fiche d’une fugue"),
    ("fugues.fiche_imprimee", "a imprimé la fiche d’une fugue"),
    ("fugues.fiche_telechargee", "a téléchargé la fiche d’une fugue"),
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


def _set_aside_from() -> list[UUID]:
    """The incidents one is set aside from, and the instructions they gave: one query, asked of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mes_objets_masques()")
        [masked] = cursor.fetchone() or [[]]
    return list(masked)


register_masque(_set_aside_from)
