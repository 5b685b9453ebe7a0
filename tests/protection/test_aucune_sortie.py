"""Every address, for everybody who is set aside from one incident: nothing of it comes out anywhere.

The addresses come from the URLconf: a page added tomorrow is walked without anybody thinking of it. The
incident is as full as it can be, and every address that takes an object of it is given that very object.
"""

from __future__ import annotations

from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from protection.enums import CauseEcart
from protection.models import Ecart, Incident
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.architecture.test_roll_call import A_PARCOURIR, Adresse, _children, _place
from tests.connexion import ouvrir_session
from tests.monde import Monde
from villages.models import Professionnel

pytestmark = pytest.mark.django_db

MOT = "canaribou"
FAITS = f"Un {MOT} est tombé dans l’escalier."
#: Those who could read something of it: the ladder, its neighbours, and the team of the child.
ROLES = [
    Role.EDUCATEUR_FAMILIAL,
    Role.AIDE_FAMILIAL,
    Role.EDUCATEUR_SPECIALISE,
    Role.PSYCHOLOGUE,
    Role.INFIRMIER,
    Role.SECRETARIAT,
    Role.CHEF_DE_SERVICE,
    Role.DIRECTEUR,
    Role.CADRE_ASTREINTE,
    Role.REFERENT_PROTECTION,
    Role.SUPPLEANT_PROTECTION,
    Role.DIRECTION_GENERALE,
    Role.PRESIDENT,
    Role.SIEGE,
    Role.DPO,
]
#: The walk is cut in lots, for as many workers.
LOTS = 4


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def incident(monde) -> Incident:
    """One incident with a row of everything it may have, declared by the éducatrice of the house."""
    auteur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    found = factories.creer_incident(
        monde.village, declarant=auteur, victimes=[monde.lea], faits=FAITS, etat="accompagne"
    )
    with acting_as_system(raison="test"):
        pros = {role: Professionnel.objects.get(compte=monde.personnes[role]) for role in ROLES}
    factories.remplir_incident(
        found,
        par=auteur,
        enfant=monde.lea,
        pros=[pros[Role.INFIRMIER], pros[Role.SECRETARIAT]],
        texte=f"Encore le {MOT}.",
        nom=f"Madame {MOT.capitalize()}",
    )
    return found


def objects_of(incident: Incident, monde: Monde) -> dict[str, object]:
    """Return, by parameter, an object of this incident."""
    auteur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    with acting_as_system(raison="test"):
        psy = Professionnel.objects.get(compte=monde.personnes[Role.PSYCHOLOGUE])
        first = {
            "qualification_id": incident.qualifications.first(),
            "transmission_id": incident.transmissions.first(),
            "ecart_id": incident.ecarts.first(),
            "action_id": incident.actions.first(),
        }
    return {name: row.pk for name, row in first.items()} | {
        "incident_id": incident.pk,
        "consigne_id": factories.creer_consigne(incident, monde.lea, auteur, texte=f"Loin du {MOT}.").pk,
        "affectation_incident_id": factories.creer_affectation_incident(incident, psy, auteur, motif=MOT).pk,
        "restitution_id": factories.creer_restitution(incident, auteur, texte=f"Moins de {MOT}.").pk,
        "piece_id": factories.creer_piece(incident, titre=f"Photo du {MOT}").pk,
        "alerte_id": factories.creer_alerte(incident).pk,
        "transmis": factories.creer_ecrit_transmis(incident, monde.lea, f"Le {MOT} et Léa.").pk,
    }


def set_everybody_aside(incident: Incident, monde: Monde) -> None:
    """Each of them, whatever the ladder would say: the walk asks what one person set aside may find."""
    with acting_as_system(raison="test"):
        for role in ROLES:
            pro = Professionnel.objects.get(compte=monde.personnes[role])
            Ecart(
                incident=incident, professionnel=pro, cause=CauseEcart.MIS_EN_CAUSE, depuis=incident.connu_le
            ).save()


def fill(monde: Monde, adresse: Adresse, given: dict[str, object]) -> str:
    kwargs = {}
    for parameter in adresse.parametres:
        if parameter in given:
            kwargs[parameter] = given[parameter]
            continue
        place = _place(monde, parameter, elsewhere=False)
        kwargs[parameter] = (place or _children(monde, parameter, elsewhere=False))[0]
    return reverse(adresse.nom, kwargs=kwargs)


def told(client: Client, url: str, secrets: list[str]) -> list[str]:
    """Return which of these words an address gives."""
    answer = client.get(url)
    parts = answer.streaming_content if answer.streaming else [answer.content]
    body = unescape(b"".join(parts).decode("utf-8", "replace"))
    return [secret for secret in secrets if secret in body]


def secrets_of(incident: Incident) -> list[str]:
    return [MOT, MOT.capitalize(), incident.reference, str(incident.pk), incident.pk.hex]


@pytest.mark.parametrize("lot", range(LOTS))
def test_no_address_gives_anything_of_it_to_who_is_set_aside(monde, incident, lot):
    given = objects_of(incident, monde)
    set_everybody_aside(incident, monde)
    clients = {}
    for role in ROLES:
        clients[role] = Client()
        ouvrir_session(clients[role], monde.personnes[role])
    leaks = {}
    for adresse in A_PARCOURIR[lot::LOTS]:
        if "tache_id" in adresse.parametres or "declaration_id" in adresse.parametres:
            # one's own jobs and drafts: nobody here has any
            continue
        # What an address needs is made for it alone: two of the same would be in each other's way.
        before = transaction.savepoint()
        url = fill(monde, adresse, given)
        for role, client in clients.items():
            found = told(client, url, secrets_of(incident))
            if found:
                leaks[adresse.nom, role.value] = found
        transaction.savepoint_rollback(before)
    assert leaks == {}


def test_the_walk_would_find_it(monde, incident):
    """The gate itself: before anybody is set aside the same words come out where they should."""
    given = objects_of(incident, monde)
    client = Client()
    ouvrir_session(client, monde.personnes[Role.DIRECTEUR])
    by_name = {adresse.nom: adresse for adresse in A_PARCOURIR}
    for nom in (
        "protection:incidents",
        "protection:incident",
        "protection:incidents_de",
        "protection:transmis",
        "protection:consignes",
        "protection:mes_consignes",
        "protection:conseil",
        "protection:alertes",
        "protection:suivi",
        "villages:echeancier",
        "enfants:fiche",
        "enfants:echeances",
    ):
        assert told(client, fill(monde, by_name[nom], given), secrets_of(incident)), nom
