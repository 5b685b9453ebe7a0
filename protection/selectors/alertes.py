"""Where an alert stands: who was told when, who opened it, whose turn it is; right without beat too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Min, QuerySet
from django.utils import timezone

from protection.echelle import LIT
from protection.enums import CanalAppel
from protection.models import AlerteAstreinte, AppelAstreinte, Fugue, Incident, LectureAlerte
from protection.querysets import DE_SERVICE
from protection.selectors.chaine import (
    Appelable,
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

#: What may raise an alert: read with it, whoever it is shown to.
ORIGINES = ("incident", "message", "fugue")
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
    sans_courriel: bool = False

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
        return "info" if self.lue or self.alerte.eteinte else "danger"

    @property
    def etat(self) -> str:
        if self.prise is not None:
            return "Quelqu’un s’en occupe"
        if self.alerte.eteinte and not self.lue:
            return "L’enfant est rentré avant que quelqu’un lise"
        return "Lue" if self.lue else "Personne n’a encore lu"


def alertes_lues(user: Utilisateur) -> QuerySet[AlerteAstreinte]:
    """Return the alerts this person reads: of the incidents and messages they handle, and of runaways."""
    handled = AlerteAstreinte.objects.visible_to(user, LIT)
    found: QuerySet[AlerteAstreinte] = handled | AlerteAstreinte.objects.visible_to(user, DE_SERVICE)
    return found.select_related("village", *ORIGINES)


def alertes_de(user: Utilisateur) -> list[SuiviAlerte]:
    """Return the last alerts of what this person handles, the newest first: as many queries for one as for all.

    Whose turn comes next is on the page of each.
    """
    rows = alertes_lues(user)
    return _suivis(list(rows[:DERNIERES]), timezone.now(), avec_la_suite=False)


def suivi_de(alerte: AlerteAstreinte, moment: datetime | None = None) -> SuiviAlerte:
    """Return how an alert goes on, computed as it is read, with whose turn comes next.

    As a named system act, for one alert its caller may show: the chain stands beyond the reach of whoever
    waits for it. Somebody set aside since is not named.
    """
    return _suivis([alerte], moment or timezone.now(), avec_la_suite=True)[0]


def suivi_de_l_incident(incident: Incident) -> SuiviAlerte | None:
    """Return the alert an incident raised, for who declared it: they may read none of its rows."""
    with acting_as_system(raison="où en est l’alerte d’une déclaration"):
        rows = AlerteAstreinte.objects.select_related("village", *ORIGINES)
        alerte = rows.filter(incident=incident).first()
    return suivi_de(alerte) if alerte is not None else None


def alerte_de_la_fugue(user: Utilisateur, fugue: Fugue) -> AlerteAstreinte | None:
    """Return the alert a runaway raised, for who reads it; none for one written before there were any."""
    return alertes_lues(user).filter(fugue=fugue).first()


def ouverte_le(fugues: Collection[Fugue]) -> dict[UUID, datetime]:
    """Return when the chain first opened the alert of each runaway, as far as the reader may know."""
    rows = LectureAlerte.objects.filter(alerte__fugue__in=[fugue.pk for fugue in fugues]).order_by()
    return dict(rows.values_list("alerte__fugue").annotate(Min("le")))


def _suivis(alertes: list[AlerteAstreinte], now: datetime, *, avec_la_suite: bool) -> list[SuiviAlerte]:
    calls: dict[UUID, list[AppelAstreinte]] = defaultdict(list)
    readings: dict[UUID, list[LectureAlerte]] = defaultdict(list)
    turns: dict[UUID, list[Appelable]] = defaultdict(list)
    with acting_as_system(raison="où en sont des alertes de nuit"):
        for call in AppelAstreinte.objects.filter(alerte__in=alertes):
            calls[call.alerte_id].append(call)
        for one in LectureAlerte.objects.filter(alerte__in=alertes):
            readings[one.alerte_id].append(one)
        aside = mis_de_cote(alertes)
        if avec_la_suite:
            for alerte in (one for one in alertes if not one.eteinte):
                turns[alerte.pk] = suivants(chaine_de(alerte), {c.compte_id for c in calls[alerte.pk]})
        accounts = {c.compte_id for some in calls.values() for c in some}
        accounts |= {one.par_id for some in readings.values() for one in some}
        accounts |= {one.compte for some in turns.values() for one in some}
        people = list(Professionnel.objects.filter(compte__in=accounts))
        known = {pro.compte_id: (pro.pk, nom_de(pro)) for pro in people if pro.compte_id}
    states = etats_des_sms({c.sms for some in calls.values() for c in some if c.sms})
    delai, silent = delai_de_lecture(now), not passerelle_reglee()
    found = []
    for alerte in alertes:
        closed_out = {compte for compte, (pro, _) in known.items() if pro in aside[alerte.pk]}
        noms = {compte: nom for compte, (_, nom) in known.items() if compte not in closed_out}
        mine, read = readings[alerte.pk], lue(readings[alerte.pk], closed_out)
        opened = {one.par_id: one.le for one in mine if not one.prise_en_charge}
        turn = [] if read else turns[alerte.pk]
        found.append(
            SuiviAlerte(
                alerte=alerte,
                appels=[_call(call, noms, states, opened) for call in calls[alerte.pk]],
                lectures=[
                    LectureVue(one.le, noms.get(one.par_id, SANS_NOM), one.prise_en_charge) for one in mine
                ],
                lue=read,
                delai=delai,
                prochains=sorted(noms.get(one.compte, SANS_NOM) for one in turn),
                prochaine=echeance_de_lecture(calls[alerte.pk], alerte.le) if turn else None,
                maintenant=now,
                sans_sms=silent and not any(call.sms for call in calls[alerte.pk]),
                sans_courriel=not settings.COURRIEL,
            )
        )
    return found


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
