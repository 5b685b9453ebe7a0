"""Two people at the very same moment: one step is taken, one regime held, and nobody waits for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from html import unescape
from threading import Barrier

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enfants.models import Absence
from protection.models import DeclarationEnCours, Ecart, Etape, Fugue, Incident, Qualification
from protection.services import echelons
from socle.comptes.models import Utilisateur
from socle.comptes.sessions import CLE_ACTIVITE
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.ensemble import together
from tests.protection.test_declaration import commencer, remplir
from tests.saisie import client_de
from villages.models import Professionnel

pytestmark = pytest.mark.django_db(transaction=True)

ESSAIS = 200


def _poster(client: Client, url: str, **champs: str) -> Callable[[], tuple[int, str]]:
    def act() -> tuple[int, str]:
        response = client.post(url, {"envoi": str(nouvel_id()), **champs})
        return response.status_code, unescape(response.content.decode())

    return act


def _les_deux(monde) -> list[Client]:
    return [client_de(monde.personnes[role]) for role in (Role.DIRECTEUR, Role.CHEF_DE_SERVICE)]


def _professionnel(monde, role: Role) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=monde.personnes[role])


def test_two_who_qualify_at_once_take_one_step_and_one_is_told(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    incident = factories.creer_incident(monde.village, declarant=directeur, etat="protege")
    factories.creer_qualification(incident, directeur)
    url = reverse("protection:etape_qualifie", args=[incident.pk])
    champs = {"de": "protege", "motif": "C’est une information préoccupante."}
    answers = together(*(_poster(client, url, **champs) for client in _les_deux(monde)))
    assert sorted(status for status, _ in answers) == [302, 422]
    [refused] = [page for status, page in answers if status == 422]
    assert "Quelqu’un vient de faire avancer cet incident" in refused
    assert champs["motif"] in refused
    with acting_as_system(raison="test"):
        assert Etape.objects.filter(incident=incident, vers="qualifie").count() == 1


def test_two_who_choose_the_same_regime_at_once_make_one(monde):
    incident = factories.creer_incident(monde.village)
    url = reverse("protection:qualifier", args=[incident.pk])
    champs = {"regime": "ip", "categorie": "", "motif": "Au vu des faits."}
    answers = together(*(_poster(client, url, **champs) for client in _les_deux(monde)))
    assert sorted(status for status, _ in answers) == [302, 422]
    [refused] = [page for status, page in answers if status == 422]
    assert "L’incident est déjà sous ce régime." in refused
    with acting_as_system(raison="test"):
        assert Qualification.objects.filter(incident=incident).count() == 1


def test_a_declaration_sent_three_times_at_once_is_sent_once(monde):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    ident = remplir(client_de(educatrice), monde)
    url = reverse("protection:declarer_relire", args=[ident])
    answers = together(*(_poster(client_de(educatrice), url) for _ in range(3)))
    assert [status for status, _ in answers] == [302] * 3
    with acting_as_system(raison="test"):
        assert Incident.objects.count() == 1
        assert not DeclarationEnCours.objects.exists()


def test_a_declaration_begun_three_times_at_once_is_begun_once(monde):
    educatrice, ident = monde.personnes[Role.EDUCATEUR_FAMILIAL], str(nouvel_id())
    url = reverse("protection:declarer")
    answers = together(*(_poster(client_de(educatrice), url, envoi=ident, danger="non") for _ in range(3)))
    assert [status for status, _ in answers] == [302] * 3
    with acting_as_system(raison="test"):
        assert [str(row.pk) for row in DeclarationEnCours.objects.all()] == [ident]


def _each(
    user: Utilisateur, incidents: list[Incident], barrier: Barrier, acte: Callable[[Incident], object]
) -> Callable[[], int]:
    """Act on each incident when the other is there too; return how often it was done."""

    def run() -> int:
        done = 0
        for incident in incidents:
            barrier.wait(timeout=60)
            try:
                with acting_as(user):
                    acte(incident)
                done += 1
            except ValidationError:
                continue
        return done

    return run


def _en_vigueur() -> list[int]:
    with acting_as_system(raison="test"):
        return [
            Ecart.objects.in_force().count(),
            *sorted(set(Incident.objects.values_list("niveau", flat=True))),
        ]


def test_two_set_aside_at_once_never_wait_for_each_other(monde):
    referent = monde.personnes[Role.REFERENT_PROTECTION]
    incidents = [factories.creer_incident(monde.village) for _ in range(ESSAIS)]
    barrier = Barrier(2)

    def name(role: Role) -> Callable[[Incident], object]:
        pro = _professionnel(monde, role)
        return lambda incident: echelons.ecarter(
            acteur=referent, incident=incident, professionnel=pro, motif="Nommé."
        )

    acts = (_each(referent, incidents, barrier, name(r)) for r in (Role.CHEF_DE_SERVICE, Role.DIRECTEUR))
    assert together(*acts) == [ESSAIS, ESSAIS]
    assert _en_vigueur() == [2 * ESSAIS, 3]


def test_the_same_person_set_aside_twice_at_once_is_set_aside_once(monde):
    referent, directeur = (monde.personnes[r] for r in (Role.REFERENT_PROTECTION, Role.DIRECTEUR))
    chef = _professionnel(monde, Role.CHEF_DE_SERVICE)
    incidents = [factories.creer_incident(monde.village) for _ in range(ESSAIS // 10)]
    barrier = Barrier(2)

    def name(user: Utilisateur) -> Callable[[Incident], object]:
        return lambda incident: echelons.ecarter(
            acteur=user, incident=incident, professionnel=chef, motif="Nommé."
        )

    acts = (_each(user, incidents, barrier, name(user)) for user in (referent, directeur))
    assert sum(together(*acts)) == len(incidents)
    assert _en_vigueur() == [len(incidents), 2]


def test_lifting_one_while_another_is_set_aside_never_brings_it_down(monde):
    referent = monde.personnes[Role.REFERENT_PROTECTION]
    chef, directeur = (_professionnel(monde, r) for r in (Role.CHEF_DE_SERVICE, Role.DIRECTEUR))
    incidents = [factories.creer_incident(monde.village) for _ in range(ESSAIS)]
    ecarts = {incident.pk: factories.ecarter(incident, chef) for incident in incidents}
    barrier = Barrier(2)
    acts = (
        _each(
            referent,
            incidents,
            barrier,
            lambda i: echelons.lever_ecart(acteur=referent, ecart=ecarts[i.pk], motif="Hors de cause."),
        ),
        _each(
            referent,
            incidents,
            barrier,
            lambda i: echelons.ecarter(acteur=referent, incident=i, professionnel=directeur, motif="Nommé."),
        ),
    )
    assert together(*acts) == [ESSAIS, ESSAIS]
    assert _en_vigueur() == [ESSAIS, 3]


@pytest.mark.parametrize("adresse", ["declarer_faits", "garder"])
def test_what_arrives_on_a_session_that_has_closed_is_kept(monde, adresse):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    client = client_de(educatrice)
    ident = commencer(client)
    session = client.session
    session[CLE_ACTIVITE] = time.time() - settings.SESSION_INACTIVITE - 1
    session.save()
    page = reverse("protection:declarer_faits", args=[ident])
    response = client.post(
        reverse(f"protection:{adresse}", args=[ident]),
        {"page": "faits", "faits": "Canari-tapé-trop-tard."},
        headers={"referer": f"http://testserver{page}"},
    )
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert "Canari-tapé-trop-tard." in unescape(client_de(educatrice).get(page).content.decode())


def test_a_runaway_said_three_times_at_once_is_one_with_one_absence(monde):
    educatrice, ident = monde.personnes[Role.EDUCATEUR_FAMILIAL], str(nouvel_id())
    url, jour = reverse("protection:nouvelle_fugue"), timezone.localdate().isoformat()
    champs = {"enfant": str(monde.lea.pk), "vue_le": jour, "vue_heure": "00:00", "constatee_le": jour}
    answers = together(*(_poster(client_de(educatrice), url, envoi=ident, **champs) for _ in range(3)))
    assert [status for status, _ in answers] == [302] * 3
    with acting_as_system(raison="test"):
        assert [str(row.pk) for row in Fugue.objects.all()] == [ident]
        assert Absence.objects.filter(enfant=monde.lea, nature="fugue").count() == 1


def test_two_who_say_the_same_child_is_missing_at_once_open_one_and_the_other_is_led_to_it(monde):
    jour = timezone.localdate().isoformat()
    champs = {"enfant": str(monde.lea.pk), "vue_le": jour, "vue_heure": "00:00", "constatee_le": jour}
    clients = [client_de(monde.personnes[r]) for r in (Role.EDUCATEUR_FAMILIAL, Role.CADRE_ASTREINTE)]
    answers = together(*(_poster(c, reverse("protection:nouvelle_fugue"), **champs) for c in clients))
    assert sorted(status for status, _ in answers) == [302, 422]
    [refused] = [page for status, page in answers if status == 422]
    with acting_as_system(raison="test"):
        assert reverse("protection:fugue", args=[Fugue.objects.get().pk]) in refused
