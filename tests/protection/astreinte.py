"""The night of the tests: a roster of three, an alert raised, and jobs run as a worker does."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from protection.models import AlerteAstreinte, AppelAstreinte
from protection.services.alertes import alerter
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
from tests.protection.test_declaration import _fait, _faits, _qui
from tests.saisie import client_de
from villages.models import Astreinte, Professionnel

#: How long the chain waits, as the rule says.
QUART = timedelta(minutes=15)
NUMEROS = {1: "06 11 11 11 11", 2: "06 22 22 22 22", 3: "06 33 33 33 33"}


def pro_de(monde: Monde, role: Role) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=monde.personnes[role])


def pro_de_compte(compte: Utilisateur) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=compte)


def tour_de_garde(monde: Monde) -> dict[int, Utilisateur]:
    """Put three people on the roster of the village tonight, instead of who stands there."""
    people = {
        rang: factories.creer_utilisateur(f"garde-{rang}", email=f"garde-{rang}@exemple.org")
        for rang in NUMEROS
    }
    with acting_as_system(raison="test"):
        for row in Astreinte.objects.current():
            row.arrete_le, row.motif_arret = row.debut, "Remplacé."
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


def lever(monde: Monde, **champs: Any) -> AlerteAstreinte:
    """Raise the alert of an incident where somebody is in danger."""
    incident = factories.creer_incident(monde.village, **({"danger": "oui"} | champs))
    with acting_as_system(raison="test"):
        return alerter(incident)


def declarer(client: Client, monde: Monde, danger: str, **qui: str) -> str:
    """Declare an incident from its first page to its sending; return its id."""
    ident = str(nouvel_id())
    client.post(reverse("protection:declarer"), {"envoi": ident, "danger": danger})
    for page, champs in [("qui", _qui(monde, **qui)), ("faits", _faits()), ("fait", _fait())]:
        client.post(reverse(f"protection:declarer_{page}", args=[ident]), champs)
    assert client.post(reverse("protection:declarer_relire", args=[ident])).status_code == 302
    return ident


def page_de(user: Utilisateur, alerte: AlerteAstreinte) -> str:
    """Open an alert, as somebody who may; return what they read."""
    answer = client_de(user).get(reverse("protection:alerte", args=[alerte.pk]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())
