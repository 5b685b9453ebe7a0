"""Where an alert stands: who was told when, who opened it, whose turn it is; right without beat too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from protection.echelle import LIT
from protection.enums import CanalAppel
from protection.models import AlerteAstreinte, AppelAstreinte, Incident, LectureAlerte
from protection.selectors.chaine import (
    chaine_de,
    delai_de_lecture,
    echeance_de_lecture,
    lue,
    mis_de_cote,
    suivants,
)
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import Delai
from socle.habilitations.contexte import acting_as_system
from socle.notifications.enums import EtatCourriel
from socle.notifications.sms import etats_des_sms, passerelle_reglee
from villages.models import Professionnel
from villages.selectors.ecrans import nom_de

#: How many alerts a list shows.
DERNIERES = 50
#: What one says of somebody who must no longer know of it.
SANS_NOM = "Une personne qui n’en connaît plus la suite"

ETATS_SMS = {
    EtatCourriel.A_ENVOYER: "SMS en attente de la passerelle",
    EtatCourriel.EN_COURS: "SMS en attente de la passerelle",
    EtatCourriel.REMIS: "SMS envoyé",
    EtatCourriel.ENVOYE: "SMS envoyé",
    EtatCourriel.INCERTAIN: "SMS peut-être envoyé",
    EtatCourriel.ECHEC: "le SMS n’est pas parti",
    EtatCourriel.NON_DEMANDE: "SMS retiré",
}


@dataclass(frozen=True)
class AppelVu:
    """One call: to whom, when, how far the message went, and whether they opened it."""

    le: datetime
    nom: str
    moyen: str
    echoue: bool
    lu_le: datetime | None


@dataclass(frozen=True)
class LectureVue:
    le: datetime
    nom: str
    prise_en_charge: bool


@dataclass(frozen=True)
class SuiviAlerte:
    """Everything a page tells of how an alert goes on."""

    alerte: AlerteAstreinte
    appels: list[AppelVu]
    lectures: list[LectureVue]
    lue: bool
    delai: Delai
    #: whose turn comes next, and when; nobody when everybody was told
    prochains: list[str] = field(default_factory=list)
    prochaine: datetime | None = None
    maintenant: datetime = field(default_factory=timezone.now)
    sans_sms: bool = False

    @property
    def en_retard(self) -> bool:
        """Whether the next person should have been told by now: nothing runs that would tell them."""
        return self.prochaine is not None and self.prochaine <= self.maintenant

    @property
    def prise(self) -> LectureVue | None:
        return next((une for une in self.lectures if une.prise_en_charge), None)

    @property
    def premiere(self) -> LectureVue | None:
        return next((une for une in self.lectures if not une.prise_en_charge), None)

    @property
    def genre(self) -> str:
        if self.prise is not None:
            return "fait"
        return "info" if self.lue else "danger"

    @property
    def etat(self) -> str:
        if self.prise is not None:
            return "Quelqu’un s’en occupe"
        return "Lue" if self.lue else "Personne n’a encore lu"


def alertes_de(user: Utilisateur) -> list[SuiviAlerte]:
    """Return the last alerts of what this person handles, the newest first."""
    rows = AlerteAstreinte.objects.visible_to(user, LIT).select_related("village", "incident", "message")
    return [suivi_de(alerte) for alerte in rows[:DERNIERES]]


def suivi_de(alerte: AlerteAstreinte, moment: datetime | None = None) -> SuiviAlerte:
    """Return how an alert goes on, computed as it is read.

    As a named system act, for one alert its caller may show: the chain stands beyond the reach of whoever
    waits for it. Somebody set aside since is not named.
    """
    now = moment or timezone.now()
    with acting_as_system(raison="où en est une alerte de nuit"):
        calls = list(AppelAstreinte.objects.filter(alerte=alerte))
        readings = list(LectureAlerte.objects.filter(alerte=alerte))
        read = lue(alerte)
        turn = [] if read else suivants(chaine_de(alerte), {call.compte_id for call in calls})
        noms = _names(
            {call.compte_id for call in calls}
            | {one.par_id for one in readings}
            | {one.compte for one in turn},
            mis_de_cote(alerte),
        )
    states = etats_des_sms({call.sms for call in calls if call.sms})
    opened = {one.par_id: one.le for one in readings if not one.prise_en_charge}
    return SuiviAlerte(
        alerte=alerte,
        appels=[_call(call, noms, states, opened) for call in calls],
        lectures=[
            LectureVue(one.le, noms.get(one.par_id, SANS_NOM), one.prise_en_charge) for one in readings
        ],
        lue=read,
        delai=delai_de_lecture(now),
        prochains=sorted(noms.get(one.compte, SANS_NOM) for one in turn),
        prochaine=echeance_de_lecture(calls, alerte.le) if turn else None,
        maintenant=now,
        sans_sms=not passerelle_reglee(),
    )


def suivi_de_l_incident(incident: Incident) -> SuiviAlerte | None:
    """Return the alert an incident raised, for who declared it: they may read none of its rows."""
    with acting_as_system(raison="où en est l’alerte d’une déclaration"):
        rows = AlerteAstreinte.objects.select_related("incident", "message", "village")
        alerte = rows.filter(incident=incident).first()
    return suivi_de(alerte) if alerte is not None else None


def _names(comptes: Iterable[UUID], aside: set[UUID]) -> dict[UUID, str]:
    people = Professionnel.objects.filter(compte__in=set(comptes)).exclude(pk__in=aside)
    return {one.compte_id: nom_de(one) for one in people if one.compte_id}


def _call(
    call: AppelAstreinte, noms: dict[UUID, str], states: dict[UUID, str], opened: dict[UUID, datetime]
) -> AppelVu:
    moyen, failed = CanalAppel(call.canal).label, call.canal == CanalAppel.ECRAN
    if call.sms is not None:
        state = EtatCourriel(states.get(call.sms, EtatCourriel.NON_DEMANDE))
        moyen, failed = ETATS_SMS[state], state in {EtatCourriel.ECHEC, EtatCourriel.INCERTAIN}
    return AppelVu(
        le=call.le,
        nom=noms.get(call.compte_id, SANS_NOM),
        moyen=moyen,
        echoue=failed,
        lu_le=opened.get(call.compte_id),
    )
