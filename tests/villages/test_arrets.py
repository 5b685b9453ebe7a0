"""Cancelling a relay or an on-call duty: its rights end at once, its history stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from enfants.models import Enfant
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import CAPACITES, Capacite, Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de, saisir
from villages.models import Astreinte, Professionnel, Relais
from villages.selectors import portees_of
from villages.services import arreter_relais, planifier_astreinte, planifier_relais
from villages.tablettes import MaisonsDesVillages

pytestmark = pytest.mark.django_db

MOTIF = "La formation est reportée"
MAINTIENNENT = {role for role in Role if Capacite.ECRIRE_ORGANISATION in CAPACITES[role]}


@pytest.fixture
def remplacante(monde) -> Professionnel:
    found = factories.creer_professionnel("odile", prenom="Odile", nom="Bern")
    factories.affecter(found, Role.INFIRMIER, village=monde.village, fin=aujourdhui() - timedelta(days=1))
    return found


@pytest.fixture
def en_cours(monde, remplacante) -> Relais:
    today = aujourdhui()
    return factories.creer_relais(
        remplacante, monde.tilleuls, today - timedelta(days=2), today + timedelta(days=3)
    )


@pytest.fixture
def a_venir(monde, remplacante) -> Relais:
    start = aujourdhui() + timedelta(days=1)
    return factories.creer_relais(remplacante, monde.tilleuls, start, start + timedelta(days=3))


def _reaches(compte, enfant) -> tuple[bool, bool]:
    """Whether the service's filter, then the wall alone, show the child."""
    with acting_as(compte):
        return (
            Enfant.objects.visible_to(compte, "lire_journal").filter(pk=enfant.pk).exists(),
            Enfant.objects.filter(pk=enfant.pk).exists(),
        )


@pytest.mark.parametrize("role", list(Role))
def test_a_relay_is_cancelled_by_those_who_plan_it(monde, a_venir, role):
    client = client_de(monde.personnes[role])
    response = saisir(client, "villages:arreter_relais", a_venir.pk, motif=MOTIF)
    assert response.status_code == (302 if role in MAINTIENNENT else 404)
    a_venir.refresh_from_db()
    assert (a_venir.arrete_le == aujourdhui()) is (role in MAINTIENNENT)


@pytest.mark.parametrize("role", [Role.DIRECTEUR, Role.CHEF_DE_SERVICE])
def test_another_village_s_relay_is_not_there(monde, remplacante, role):
    today = aujourdhui()
    ailleurs = factories.creer_relais(remplacante, monde.sorbiers, today, today)
    client = client_de(monde.personnes[role])
    assert client.get(reverse("villages:arreter_relais", args=[ailleurs.pk])).status_code == 404
    assert client.post(reverse("villages:arreter_relais", args=[ailleurs.pk])).status_code == 404
    with acting_as(monde.personnes[role]), pytest.raises(PermissionDenied):
        arreter_relais(acteur=monde.personnes[role], relais=ailleurs, motif=MOTIF)


def test_the_rights_of_a_relay_end_with_the_click_even_in_an_open_session(monde, en_cours, remplacante):
    ouverte = client_de(remplacante.compte)
    fiche = reverse("enfants:fiche", args=[monde.lea.pk])
    assert ouverte.get(fiche).status_code == 200
    assert _reaches(remplacante.compte, monde.lea) == (True, True)
    chef = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    assert saisir(chef, "villages:arreter_relais", en_cours.pk, motif=MOTIF).status_code == 302
    assert ouverte.get(fiche).status_code == 404
    assert _reaches(remplacante.compte, monde.lea) == (False, False)
    assert portees_of(remplacante.compte.pk) == []
    presents = {un.utilisateur_id for un in MaisonsDesVillages().presents(monde.tilleuls.pk)}
    assert remplacante.compte.pk not in presents


def test_a_relay_in_progress_ends_today_and_keeps_its_history(monde, en_cours):
    debut, fin = en_cours.debut, en_cours.fin
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    assert saisir(client_de(chef), "villages:arreter_relais", en_cours.pk, motif=MOTIF).status_code == 302
    en_cours.refresh_from_db()
    with acting_as(chef):
        assert (en_cours.debut, en_cours.fin, en_cours.motif_arret) == (debut, aujourdhui(), MOTIF)
        assert [v.fin for v in en_cours.versions.order_by("history_date")] == [fin, aujourdhui()]
    entree = EntreeAudit.objects.get(action="villages.relais_arrete")
    assert (entree.acteur_id, entree.objets) == (chef.pk, [en_cours.pk])
    assert MOTIF not in str(entree.__dict__)


def test_a_relay_not_begun_keeps_its_dates_and_is_no_longer_announced(monde, a_venir):
    dates = (a_venir.debut, a_venir.fin)
    chef = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    village = reverse("villages:village", args=[monde.village.pk])
    maison = reverse("enfants:maison", args=[monde.tilleuls.pk])
    assert "Relais à venir" in chef.get(village).text
    assert "Odile arrive" in chef.get(maison).text
    saisir(chef, "villages:arreter_relais", a_venir.pk, motif=MOTIF)
    assert "Relais à venir" not in chef.get(village).text
    assert "Odile arrive" not in chef.get(maison).text
    a_venir.refresh_from_db()
    assert (a_venir.debut, a_venir.fin) == dates
    assert list(Relais.objects.begun().filter(pk=a_venir.pk)) == []


def test_a_reason_is_asked_and_a_second_click_finds_nothing_left(monde, a_venir):
    chef = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    refused = saisir(chef, "villages:arreter_relais", a_venir.pk, motif="  ")
    assert refused.status_code == 422
    assert "Ce champ est obligatoire" in refused.text
    assert saisir(chef, "villages:arreter_relais", a_venir.pk, motif=MOTIF).status_code == 302
    assert saisir(chef, "villages:arreter_relais", a_venir.pk, motif=MOTIF).status_code == 404
    with acting_as(monde.personnes[Role.CHEF_DE_SERVICE]), pytest.raises(ValidationError, match="déjà"):
        arreter_relais(acteur=monde.personnes[Role.CHEF_DE_SERVICE], relais=a_venir, motif=MOTIF)
    assert EntreeAudit.objects.filter(action="villages.relais_arrete").count() == 1


def test_children_who_were_told_are_told_again(monde, a_venir):
    chef = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    adresse = reverse("villages:arreter_relais", args=[a_venir.pk])
    assert "annoncé aux enfants" not in chef.get(adresse).text
    with acting_as(monde.personnes[Role.CHEF_DE_SERVICE]):
        a_venir.dit_aux_enfants = True
        a_venir.save()
    assert "annoncé aux enfants" in chef.get(adresse).text


def test_nobody_stops_their_own_relay(monde):
    with acting_as(monde.personnes[Role.CHEF_DE_SERVICE]):
        moi = Professionnel.objects.get(compte=monde.personnes[Role.CHEF_DE_SERVICE])
    mien = factories.creer_relais(moi, monde.tilleuls, aujourdhui(), aujourdhui())
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    assert client.get(reverse("villages:arreter_relais", args=[mien.pk])).status_code == 404
    with acting_as(monde.personnes[Role.CHEF_DE_SERVICE]), pytest.raises(PermissionDenied):
        arreter_relais(acteur=monde.personnes[Role.CHEF_DE_SERVICE], relais=mien, motif=MOTIF)


def test_what_was_stopped_stays_stopped_and_can_be_planned_anew(monde, a_venir, remplacante):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(chef):
        perime = Relais.objects.select_related("maison", "professionnel__compte").get(pk=a_venir.pk)
        arreter_relais(acteur=chef, relais=perime, motif=MOTIF)
        with pytest.raises(ValidationError, match="annulé entre-temps"):
            planifier_relais(acteur=chef, relais=a_venir)
        with (
            pytest.raises(DatabaseError, match="stays stopped"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE villages_relais SET arrete_le = NULL, motif_arret = NULL")
        again = Relais(maison=monde.tilleuls, professionnel=remplacante, debut=a_venir.debut, fin=a_venir.fin)
        planifier_relais(acteur=chef, relais=again)
    assert Relais.objects.not_over().get(maison=monde.tilleuls) == again


def test_the_database_refuses_a_stop_without_a_reason(monde, a_venir):
    with (
        acting_as(monde.personnes[Role.CHEF_DE_SERVICE]),
        pytest.raises(DatabaseError, match="relais_arrete_avec_motif"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE villages_relais SET arrete_le = %s", [aujourdhui()])


@pytest.mark.parametrize("role", list(Role))
def test_a_duty_is_stopped_by_the_direction_and_its_rank_is_free(monde, remplacante, role):
    duty = factories.creer_astreinte(remplacante, monde.village, rang=2)
    assert _reaches(remplacante.compte, monde.ines) == (True, True)
    client = client_de(monde.personnes[role])
    response = saisir(client, "villages:arreter_astreinte", duty.pk, motif=MOTIF)
    allowed = role is Role.DIRECTEUR
    assert response.status_code == (302 if allowed else 404)
    assert _reaches(remplacante.compte, monde.ines) == (not allowed, not allowed)
    if not allowed:
        return
    assert "Odile Bern" not in client.get(reverse("villages:astreintes", args=[monde.village.pk])).text
    assert EntreeAudit.objects.filter(action="villages.astreinte_arretee").count() == 1
    directeur = monde.personnes[role]
    with acting_as(directeur):
        other = Astreinte(
            village=monde.village, professionnel=remplacante, rang=2, debut=duty.debut, fin=duty.fin,
            telephone="06 99 99 99 99",
        )  # fmt: skip
        planifier_astreinte(acteur=directeur, astreinte=other)
    assert Astreinte.objects.current().get(village=monde.village, rang=2) == other
