"""The text message of one notice leaves once, as its mail does (``envoi``, ADR 0050).

The number is opened here, given to the gateway, and kept nowhere.
"""

from __future__ import annotations

import logging
from http.client import HTTPException
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from socle.habilitations.contexte import acting_as_system
from socle.notifications import registre
from socle.notifications.enums import EtatCourriel as Etat
from socle.notifications.marche import MarcheSms, NotNowError, WithdrawnError, alone, apart
from socle.notifications.models import Sms
from socle.notifications.numeros import international, ouvreur
from socle.notifications.passerelle import Passerelle, RefusedError, passerelle

logger = logging.getLogger(__name__)

RAISON = "avis : envoi d’un SMS"
#: Attempts before a message is given up, about an hour: later it would wake somebody for nothing, and the
#: notice is on the screen and in the mail all the same.
ESSAIS = 8


def texte_de(code: str, avis_id: UUID) -> str:
    """Write the message: the registry's words and one address of this site, nothing of anyone."""
    adresse = settings.ADRESSE_DU_SITE + reverse("notifications:ouvrir", args=[avis_id])
    return f"Maison commune : {registre.get(code).sms} {adresse}"


def remettre_sms(sms_id: UUID) -> None:
    """Give one text message to the gateway, unless it was given already, or may have been.

    Runs in the job's transaction. Raises NotNowError when nothing left and it is worth trying again.
    """
    if not alone(f"sms:{sms_id}"):
        raise NotNowError
    with acting_as_system(raison=RAISON):
        sms = Sms.objects.select_related("avis", "destinataire").filter(pk=sms_id).first()
        if sms is None:
            return
        silent = sms.avis.retire_le is not None or not sms.destinataire.is_active
        typed = "" if silent else ouvreur(sms.source)(sms.objet)
    gateway, numero = passerelle(), international(typed)
    with apart(RAISON) as other:
        marche = MarcheSms(sms_id, other)
        if sms.etat == Etat.REMIS:
            logger.error("the text message %s may have left or not: it is not sent again", sms_id)
            marche.finir(Etat.INCERTAIN)
        elif gateway is None or not typed:
            marche.finir(Etat.NON_DEMANDE)
        elif not numero:
            logger.error("the text message %s has a number that cannot be dialled", sms_id)
            marche.finir(Etat.ECHEC)
        elif marche.passer(Etat.A_ENVOYER, Etat.EN_COURS, vers=Etat.EN_COURS, essai=1):
            _give(sms, numero, gateway, marche)


def _give(sms: Sms, numero: str, gateway: Passerelle, marche: MarcheSms) -> None:
    try:
        gateway.envoyer(
            numero=numero, texte=texte_de(sms.avis.code, sms.avis_id), reference=sms.pk, suivi=marche
        )
    except WithdrawnError:
        marche.finir(Etat.NON_DEMANDE)
    except RefusedError as error:
        _not_taken(sms, f"{error.code}", marche, pour_de_bon=error.pour_de_bon)
    except (OSError, HTTPException) as error:
        if marche.remis:
            logger.error("the text message %s may have left or not: %s", sms.pk, type(error).__name__)
            marche.finir(Etat.INCERTAIN)
        else:
            _not_taken(sms, type(error).__name__, marche, pour_de_bon=False)


def _not_taken(sms: Sms, cause: str, marche: MarcheSms, *, pour_de_bon: bool) -> None:
    if pour_de_bon or sms.tentatives + 1 >= ESSAIS:
        logger.error("the text message %s is given up: %s", sms.pk, cause)
        marche.finir(Etat.ECHEC)
        return
    marche.finir(Etat.A_ENVOYER)
    # What failed may quote the number.
    raise NotNowError from None
