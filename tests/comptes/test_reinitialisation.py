"""Giving access back takes two people, neither being the person concerned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from socle.comptes import regles, services
from socle.comptes.models import DemandeReinitialisation
from socle.comptes.signals import reinitialisation_executee
from tests.connexion import ajouter_totp, ouvrir_session, se_connecter
from tests.factories import creer_utilisateur

pytestmark = pytest.mark.django_db

Portee, Motif, Etat = (
    DemandeReinitialisation.Portee,
    DemandeReinitialisation.Motif,
    DemandeReinitialisation.Etat,
)


class Direction:
    """Rights for the test: accounts named « direction… » may."""

    def takes_part(self, acteur):
        return acteur.identifiant.startswith("direction")

    def allows(self, acteur, compte):
        return self.takes_part(acteur)


@pytest.fixture
def direction():
    before = regles._reinitialisation
    regles.register_reset_rule(Direction())
    yield creer_utilisateur("direction-1"), creer_utilisateur("direction-2")
    regles.register_reset_rule(before)


@pytest.fixture
def camille():
    camille = creer_utilisateur("camille")
    ajouter_totp(camille)
    return camille


def ask(acteur, compte, portee=Portee.TOUT):
    return services.demander_reinitialisation(
        acteur=acteur, compte=compte, portee=portee, motif=Motif.TELEPHONE_PERDU
    )


def test_two_people_reset_and_the_dpo_is_told(direction, camille, client):
    first, second = direction
    told = []
    receiver = lambda sender, demande, **kwargs: told.append(demande.pk)  # noqa: E731
    reinitialisation_executee.connect(receiver)
    se_connecter(client, "camille", None)
    try:
        demande = ask(first, camille)
        provisoire = services.executer_reinitialisation(acteur=second, demande=demande)
    finally:
        reinitialisation_executee.disconnect(receiver)
    camille.refresh_from_db()
    assert told == [demande.pk]
    assert camille.check_password(provisoire)
    assert camille.mot_de_passe_provisoire
    assert not Authenticator.objects.filter(user=camille).exists()
    se_connecter(client, "camille", None, provisoire)
    assert client.get(reverse("usersessions_list")).url == reverse("mfa_activate_totp")


def test_the_one_who_asked_does_not_do_it(direction, camille):
    first, _second = direction
    demande = ask(first, camille)
    with pytest.raises(PermissionDenied):
        services.executer_reinitialisation(acteur=first, demande=demande)
    assert Authenticator.objects.filter(user=camille).exists()


def test_nobody_resets_oneself_nor_without_the_right(direction, camille):
    first, second = direction
    noor = creer_utilisateur("noor")
    for acteur, compte in ((first, first), (noor, camille), (camille, camille)):
        with pytest.raises(PermissionDenied):
            ask(acteur, compte)
    demande = ask(first, second)
    for acteur in (second, noor):
        with pytest.raises(PermissionDenied):
            services.executer_reinitialisation(acteur=acteur, demande=demande)


def test_without_any_registered_rule_nobody_may(direction, camille):
    first, _second = direction
    regles.register_reset_rule(regles.Personne())
    with pytest.raises(PermissionDenied):
        ask(first, camille)


def test_the_database_refuses_one_person_alone(direction, camille):
    first, second = direction
    faults = (
        {"compte": first, "demandee_par": first},
        {"compte": camille, "demandee_par": first, "decidee_par": first, "etat": Etat.EXECUTEE},
        {"compte": camille, "demandee_par": first, "decidee_par": camille, "etat": Etat.EXECUTEE},
        {"compte": camille, "demandee_par": second, "etat": Etat.EXECUTEE},
    )
    for fault in faults:
        with pytest.raises(IntegrityError), transaction.atomic():
            DemandeReinitialisation.objects.create(
                portee=Portee.MFA, motif=Motif.OUBLI, decidee_le=timezone.now(), **fault
            )


def test_one_request_at_a_time_and_not_for_ever(direction, camille):
    first, second = direction
    demande = ask(first, camille)
    with pytest.raises(ValidationError):
        ask(second, camille)
    DemandeReinitialisation.objects.filter(pk=demande.pk).update(
        demandee_le=timezone.now() - services.VALIDITE_DEMANDE - timedelta(minutes=1)
    )
    with pytest.raises(ValidationError):
        services.executer_reinitialisation(acteur=second, demande=demande)
    assert ask(second, camille).etat == Etat.DEMANDEE


def test_through_the_screens(direction, camille, client, client_factory):
    first, second = direction
    ouvrir_session(client, first)
    other = client_factory()
    ouvrir_session(other, second)
    client.post(
        reverse("comptes_reinitialisations"),
        {"identifiant": "camille", "portee": "tout", "motif": "telephone_perdu"},
    )
    demande = DemandeReinitialisation.objects.get()
    address = reverse("comptes_decider_reinitialisation", args=[demande.pk])
    assert client.post(address, {"decision": "executer"}).status_code == 404
    page = other.post(address, {"decision": "executer"}).content.decode()
    assert "Mot de passe provisoire" in page
    camille.refresh_from_db()
    assert camille.mot_de_passe_provisoire


def test_the_screen_does_not_exist_for_others(direction, camille, client):
    ouvrir_session(client, camille)
    assert client.get(reverse("comptes_reinitialisations")).status_code == 404


def test_an_unknown_account_and_a_forbidden_one_read_the_same(direction, client):
    first, _second = direction
    ouvrir_session(client, first)
    pages = [
        client.post(
            reverse("comptes_reinitialisations"), {"identifiant": name, "portee": "mfa", "motif": "oubli"}
        )
        for name in ("personne", "direction-1")
    ]
    for page in pages:
        assert page.status_code == 422
        assert "ne pouvez pas faire cette demande" in page.content.decode()
