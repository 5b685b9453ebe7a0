"""An alert wakes somebody by text message: neither the number nor a word of it is anywhere in clear."""

from __future__ import annotations

import json

import pytest
from django.conf import settings as reglages
from django.urls import reverse

from protection.models import AlerteAstreinte
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.base import owner_connection
from tests.fuites import sources
from tests.fuites.canaris import Cage
from tests.notifications.passerelle import fausse_passerelle, regler
from tests.protection.astreinte import faire_partir, pro_de_compte, tour_de_garde
from tests.saisie import client_de

pytestmark = pytest.mark.django_db(transaction=True)

TELEPHONE = "06 71 84 93 25"
FORMES = [TELEPHONE, TELEPHONE.replace(" ", ""), "+33671849325", "671849325"]
FAITS, MOTS = "Une outarde a renversé le samovar.", "Le gnou me guette derrière le sycomore."
VU_OU = "Près du moulin de Trébizonde."
CANARIS = [*FORMES, "Trébizonde", "outarde", "samovar", "sycomore", "Hermangarde", "Quincampoule"]


@pytest.fixture
def garde(monde):
    people = tour_de_garde(monde)
    with acting_as_system(raison="test"):
        pro = pro_de_compte(people[1])
        pro.prenom, pro.nom = "Hermangarde", "Quincampoule"
        pro.save()
        row = pro.astreintes.get()
        row.telephone = TELEPHONE
        row.save()
    return people


def _places(traces: sources.Traces, bruts: list[bytes]) -> dict[str, bytes]:
    with owner_connection() as owner:
        return {
            **sources.tables(owner),
            **sources.dump(),
            **sources.queue(reglages.REDIS_URL),
            **sources.mails(),
            "traces montrées": "\n".join(traces.shown).encode(),
            "traces brutes": "\n".join(traces.raw).encode(),
            # What the gateway is told: its number is what it is for, the rest holds nothing.
            "SMS": b"\n".join(
                json.dumps({**json.loads(octets), "to": ""}, ensure_ascii=False).encode() for octets in bruts
            ),
        }


def test_neither_the_number_nor_a_word_is_found_anywhere_in_clear(monde, garde, settings):
    with fausse_passerelle() as gateway, sources.every_log() as traces:
        regler(settings, gateway.adresse)
        incident = factories.creer_incident(monde.village, danger="oui", faits=FAITS)
        factories.creer_alerte(incident)
        message = factories.creer_message(monde.lea, mots=MOTS)
        fugue = factories.creer_fugue(monde.noe, monde.personnes[Role.AIDE_FAMILIAL], vue_ou=VU_OU)
        factories.creer_alerte(fugue)
        gateway.code = 503
        assert faire_partir() == [False] * 3
        gateway.code = 200
        assert faire_partir() == [True] * 3
        assert gateway.numeros == ["+33671849325"] * 3
        client = client_de(garde[1])
        with acting_as_system(raison="test"):
            alerte = AlerteAstreinte.objects.get(message=message)
        page = client.get(reverse("protection:alerte", args=[alerte.pk])).content.decode()
        assert MOTS in page
        address = reverse("protection:fugue", args=[fugue.pk])
        assert all(mots in client.get(address).content.decode() for mots in (VU_OU, "Hermangarde"))
        lieux = _places(traces, gateway.bruts)
    assert len(gateway.bruts) == 6
    assert b"une alerte vous attend" in lieux["SMS"]
    assert b"protection_messagedesecurite" in lieux["pg_dump"]
    assert lieux["traces brutes"].count(b"django.db.backends") > 50
    assert Cage(CANARIS, []).echappes(lieux) == set()


def test_control_a_number_in_a_job_and_in_a_message_is_found(monde, garde, settings):
    with fausse_passerelle() as gateway, sources.every_log() as traces:
        regler(settings, gateway.adresse)
        with owner_connection() as owner:
            owner.execute("CREATE TABLE fuite (numero text)")
            try:
                owner.execute("INSERT INTO fuite VALUES (%s)", [TELEPHONE])
                planted = json.dumps({"to": "", "text": f"Appelez Hermangarde au {TELEPHONE}"}).encode()
                lieux = _places(traces, [planted])
            finally:
                owner.execute("DROP TABLE fuite")
    found = {lieu for lieu, _ in Cage(CANARIS, []).echappes(lieux)}
    assert {"SMS", "pg_dump", "table public.fuite (text)"} <= found
