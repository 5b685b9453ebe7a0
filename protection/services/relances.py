"""Reminders of delays that have passed: to the direction, then to the siège; of a runaway, to all at once.

Each is said once.
Beat wakes them; without it the list of deadlines says the same, since it is computed when read.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from protection.echelle import JUSQU_AU_SIEGE
from protection.enums import EtatIncident
from protection.models import AlerteFugue, Fugue, Incident
from protection.selectors.alertes import ouverte_le
from protection.selectors.destinataires import DIRECTION, qui_traite
from protection.selectors.faits import faits_de, matieres
from protection.selectors.faits_fugue import faits_de_la_fugue
from protection.services.codes import AVIS_FUGUE, AVIS_RENTRE, AVIS_RETARD
from protection.services.fugue import prevenir
from socle.echeances.calendrier import debut_de
from socle.echeances.enums import Etat
from socle.echeances.etats import Echeance, calculer
from socle.echeances.regles import regle
from socle.echeances.selectors import delais_de, reglages_en_vigueur
from socle.habilitations.contexte import acting_as_system
from socle.notifications.services import notifier

#: How long after the date each rung is told: the chef de service, the directeur, the siège.
PALIERS = ((1, timedelta(0)), (DIRECTION, timedelta(days=1)), (JUSQU_AU_SIEGE, timedelta(days=2)))


def relancer(moment: datetime) -> int:
    """Tell who handles each incident, and each runaway, of what is late; return how many notices are new.

    Once per deadline and rung, whoever runs it and however often: the key of the notice says so.
    """
    return _about_incidents(moment) + _about_runaways(moment)


def _about_incidents(moment: datetime) -> int:
    told = 0
    with acting_as_system(raison="rappels des délais d’incidents"):
        incidents = list(Incident.objects.exclude(etat=EtatIncident.REVU).order_by("id"))
        found, reglages = matieres(incidents), reglages_en_vigueur()
        for incident in incidents:
            for fait in faits_de(incident, found[incident.pk]):
                une = regle(fait.regle)
                deadline = calculer(une, fait, delais_de(une, reglages), moment)
                if deadline.etat is Etat.EN_RETARD:
                    told += _tell(incident, deadline, moment)
    return told


def _about_runaways(moment: datetime) -> int:
    told, reglages = 0, reglages_en_vigueur()
    with acting_as_system(raison="rappels des délais de fugues"):
        fugues = list(Fugue.objects.filter(entretien_le__isnull=True).order_by("id"))
        opened = ouverte_le(fugues)
        for fugue in fugues:
            alertes = AlerteFugue.objects.filter(fugue=fugue)
            code = AVIS_FUGUE if fugue.rentree_le is None else AVIS_RENTRE
            for fait in faits_de_la_fugue(
                fugue, alertes, sujet="", incident=None, traite=False, lue_le=opened.get(fugue.pk)
            ):
                une = regle(fait.regle)
                deadline = calculer(une, fait, delais_de(une, reglages), moment)
                if deadline.etat is Etat.EN_RETARD:
                    cle = f"{fugue.pk}:{une.code}:{deadline.le.isoformat()}"
                    told += prevenir(code, fugue, cle=cle)
    return told


def _end(le: date | datetime) -> datetime:
    """When a deadline is over: its moment, or the midnight that ends its day."""
    return le if isinstance(le, datetime) else debut_de(le + timedelta(days=1))


def _tell(incident: Incident, deadline: Echeance, moment: datetime) -> int:
    told, late = 0, moment - _end(deadline.le)
    for palier, after in PALIERS:
        if late >= after:
            told += notifier(
                code=AVIS_RETARD,
                destinataires=qui_traite(incident, jusqu_au=palier),
                objet=incident.pk,
                cle=f"{incident.pk}:{deadline.regle.code}:{deadline.le.isoformat()}",
            )
    return told
