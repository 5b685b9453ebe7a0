"""The night of the tests: a roster of three, an alert raised, and jobs run as a worker does."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from protection.models import AppelAstreinte
from protection.services.messages import recevoir_message
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.notifications.sms import CODE_SMS
from socle.outils.identifiants import nouvel_id
from socle.taches.enums import EtatTache
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.monde import Monde
from villages.models import Astreinte, Professionnel

NUMEROS = {1: "06 11 11 11 11", 2: "06 22 22 22 22", 3: "06 33 33 33 33"}


def pro_de(monde: Monde, role: Role) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=monde.personnes[role])


def tour_de_garde(monde: Monde) -> dict[int, Utilisateur]:
    """Put three people on the roster of the village tonight, instead of who stands there."""
    people = {
        rang: factories.creer_utilisateur(f"garde-{rang}", email=f"garde-{rang}@exemple.org")
        for rang in NUMEROS
    }
    with acting_as_system(raison="test"):
        for row in Astreinte.objects.current():
            row.arrete_le = row.debut
            row.save()
        for rang, compte in people.items():
            pro = factories.creer_professionnel("", prenom=f"Garde{rang}", nom="Astreinte", compte=compte)
            row = factories.creer_astreinte(pro, monde.village, rang=rang)
            row.telephone = NUMEROS[rang]
            row.save()
    return people


def appels(alerte: object) -> list[tuple[int, UUID, str]]:
    """What was done of an alert: step, account, channel."""
    with acting_as_system(raison="test"):
        rows = AppelAstreinte.objects.filter(alerte=alerte)
        return [(row.etape, row.compte_id, row.canal) for row in rows]


def faire_partir() -> list[bool]:
    """Run the jobs of text messages that wait, as a worker does."""
    waiting = Tache.objects.filter(code=CODE_SMS, etat=EtatTache.EN_ATTENTE)
    return [run_now(pk) for pk in list(waiting.order_by("cree_le").values_list("pk", flat=True))]


def dire(enfant: Any, moment: datetime, *de_qui: Professionnel, mots: str = "J’ai peur ce soir.") -> Any:
    """What the sender does, without the sender: the service behind the signal."""
    return recevoir_message(
        enfant_id=enfant.pk,
        ident=nouvel_id(),
        moment=moment,
        de_qui=[pro.pk for pro in de_qui],
        mots=mots,
    )
