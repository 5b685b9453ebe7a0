"""Whom an alert wakes, in order: the roster of the night, then the direction, then the siège.

Read inside a named system act: who raises an alert may reach none of these people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from enfants.models import RefusEnfant
from protection.echelle import DERNIER, JUSQU_AU_SIEGE, PREMIER, RANGS, lit_au
from protection.models import (
    AlerteAstreinte,
    AppelAstreinte,
    Ecart,
    LectureAlerte,
    PersonneVisee,
)
from protection.regles import ASTREINTE
from protection.selectors.destinataires import DIRECTION, titulaires
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import Delai, debut_de, jour_de
from socle.echeances.regles import regle
from socle.echeances.selectors import delais_de, reglages_en_vigueur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import SANS_DOSSIER
from villages.models import Astreinte


@dataclass(frozen=True)
class Appelable:
    """Somebody to tell; with their line of the roster when they stand on it tonight."""

    professionnel: UUID
    compte: UUID
    astreinte: UUID | None = None


def chaine(village_id: UUID, niveau: int, aside: set[UUID]) -> list[list[Appelable]]:
    """Return the steps of a chain: one person of the roster at a time, then each rung above at once.

    Who is set aside, and whoever the rung of the matter closes out, is passed over without a word: a matter
    that names the director never wakes those who answer to them.
    """
    reading = {
        t.professionnel: t
        for t in sorted(titulaires(village_id), key=lambda t: t.rang)
        if t.professionnel not in aside and lit_au(t.rang, niveau)
    }
    steps: list[list[Appelable]] = []
    seen: set[UUID] = set()
    for astreinte, pro in _roster(village_id):
        if pro in reading and pro not in seen:
            seen.add(pro)
            steps.append([Appelable(pro, reading[pro].compte, astreinte)])
    for lowest, highest in ((PREMIER, DIRECTION), (JUSQU_AU_SIEGE,) * 2, (JUSQU_AU_SIEGE + 1, DERNIER)):
        rung = [
            Appelable(pro, t.compte)
            for pro, t in sorted(reading.items())
            if pro not in seen and lowest <= t.rang <= highest
        ]
        seen |= {one.professionnel for one in rung}
        if rung:
            steps.append(rung)
    return steps


def chaine_de(alerte: AlerteAstreinte) -> list[list[Appelable]]:
    """Return the chain of an alert as it stands now: people set aside since, and tonight's roster."""
    return chaine(alerte.village_id, alerte.niveau, mis_de_cote([alerte])[alerte.pk])


def de_la_chaine(user: Utilisateur, alerte: AlerteAstreinte) -> bool:
    """Whether this person is one the alert of a runaway may wake; the others who read it open nothing."""
    return any(
        RANGS.get(portee.role, DERNIER) <= JUSQU_AU_SIEGE
        and (portee.role in SANS_DOSSIER or portee.lieu == alerte.village_id)
        for portee in perimetre_de(user.pk).portees
    )


def mis_de_cote(alertes: Collection[AlerteAstreinte]) -> dict[UUID, set[UUID]]:
    """Return, by alert, the professionals who must never know of what raised it: one query per kind of cause.

    Nobody is set aside from a runaway, but who is denied the child knows nothing of it.
    """
    aside: dict[UUID, set[UUID]] = {alerte.pk: set() for alerte in alertes}
    by_incident = {alerte.incident_id: alerte.pk for alerte in alertes}
    by_message = {alerte.message_id: alerte.pk for alerte in alertes}
    named = Ecart.objects.in_force().filter(incident__in=[pk for pk in by_incident if pk]).order_by()
    for incident, pro in named.values_list("incident_id", "professionnel_id"):
        aside[by_incident[incident]].add(pro)
    about = PersonneVisee.objects.filter(message__in=[pk for pk in by_message if pk], sans_effet=False)
    for message, pro in about.order_by().values_list("message_id", "professionnel_id"):
        aside[by_message[message]].add(pro)
    runaways = [(alerte.pk, alerte.fugue.enfant_id) for alerte in alertes if alerte.fugue is not None]
    denied = RefusEnfant.objects.current().filter(enfant__in={enfant for _, enfant in runaways})
    pairs = denied.filter(utilisateur__professionnel__isnull=False).order_by()
    for child, pro in pairs.values_list("enfant_id", "utilisateur__professionnel__id"):
        for alerte, enfant in runaways:
            if enfant == child:
                aside[alerte].add(pro)
    return aside


def lue(lectures: Iterable[LectureAlerte], ecartes: Collection[UUID]) -> bool:
    """Whether somebody has opened an alert who was not set aside since: the chain then stops.

    ``ecartes`` are accounts.
    """
    return any(lecture.par_id not in ecartes for lecture in lectures)


def suivants(steps: Iterable[list[Appelable]], told: set[UUID]) -> list[Appelable]:
    """Return whom to tell next: the first step with somebody not told yet; nobody once all were."""
    for step in steps:
        left = [one for one in step if one.compte not in told]
        if left:
            return left
    return []


def delai_de_lecture(moment: datetime) -> Delai:
    """Return how long the chain waits at this moment, as an administrator may have set it."""
    une = regle(ASTREINTE)
    return cast("Delai", delais_de(une, reglages_en_vigueur(jour_de(moment))).delai)


def echeance_de_lecture(appels: Iterable[AppelAstreinte], depart: datetime) -> datetime:
    """Return when the next person is due: after the last call, or at once when there was none."""
    last = max((appel.le for appel in appels), default=None)
    return depart if last is None else debut_de(delai_de_lecture(last).apres(last))


def _roster(village_id: UUID) -> list[tuple[UUID, UUID]]:
    """Return the duties in force in order; before five, at each rank, whose night it is, then who takes over."""
    rows = Astreinte.objects.current().filter(village=village_id).order_by("rang", "debut", "id")
    return list(rows.values_list("pk", "professionnel_id"))
