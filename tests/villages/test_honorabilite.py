"""Attestations d’honorabilité: before the first day, every three years, by the direction, never an offence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from socle.chiffrement.fields import SealedTextField
from socle.echeances.enums import Etat
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de, saisir
from villages.models import Honorabilite, Professionnel
from villages.regles import AVANT_DE_COMMENCER, TOUS_LES_TROIS_ANS
from villages.selectors.honorabilite import registre
from villages.services.honorabilite import verifier_honorabilite

pytestmark = pytest.mark.django_db

CANARI = "Canari-9912"


@pytest.fixture
def directeur(monde):
    return monde.personnes[Role.DIRECTEUR]


def nouveau(monde, *, dans: int = 10) -> Professionnel:
    """Somebody who starts in so many days."""
    person = factories.creer_professionnel("nouvelle", prenom="Nadia", nom="Ferrer")
    start = aujourdhui() + timedelta(days=dans)
    factories.affecter(person, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls, debut=start)
    return person


def attestation(person: Professionnel, jours: int = 5) -> Honorabilite:
    return Honorabilite(professionnel=person, numero=CANARI, delivree_le=aujourdhui() - timedelta(days=jours))


def test_no_field_could_hold_an_offence():
    texts = [f.name for f in Honorabilite._meta.get_fields() if isinstance(f, SealedTextField)]
    assert texts == ["numero"]
    assert Honorabilite._meta.get_field("numero").max_length == 40


def test_the_direction_checks_before_the_first_day(monde, directeur):
    person = nouveau(monde)
    client = client_de(directeur)
    page = client.get(reverse("villages:honorabilites")).content.decode()
    assert "Nadia Ferrer" in page
    sent = saisir(
        client,
        "villages:honorabilite",
        person.pk,
        numero=CANARI,
        delivree_le=(aujourdhui() - timedelta(days=5)).isoformat(),
        decision="conforme",
    )
    assert sent.status_code == 302
    with acting_as_system(raison="test"):
        row = Honorabilite.objects.get()
        assert (row.numero, row.verifiee_par_id, row.verifiee_le) == (CANARI, directeur.pk, aujourdhui())


def test_an_attestation_too_old_on_the_first_day_is_refused_the_first_time_only(monde, directeur):
    person = nouveau(monde)
    with acting_as(directeur):
        with pytest.raises(ValidationError, match="six mois"):
            verifier_honorabilite(acteur=directeur, attestation=attestation(person, 200))
        verifier_honorabilite(acteur=directeur, attestation=attestation(person, 20))
        verifier_honorabilite(acteur=directeur, attestation=attestation(person, 300))
        with pytest.raises(ValidationError, match="futur"):
            verifier_honorabilite(acteur=directeur, attestation=attestation(person, -1))


def test_nobody_checks_themselves_nor_people_of_another_village(monde, directeur):
    mine = Professionnel.objects.get(compte=directeur)
    elsewhere = factories.creer_professionnel("ailleurs-honorable")
    factories.affecter(elsewhere, Role.EDUCATEUR_FAMILIAL, maison=monde.sorbiers)
    for person in (mine, elsewhere):
        with acting_as(directeur), pytest.raises(PermissionDenied):
            verifier_honorabilite(acteur=directeur, attestation=attestation(person))
        assert client_de(directeur).get(reverse("villages:honorabilite", args=[person.pk])).status_code == 404
    with acting_as(directeur):
        shown = {ligne.professionnel.pk for ligne in registre(directeur)}
    assert not shown & {mine.pk, elsewhere.pk}
    siege = monde.personnes[Role.SIEGE]
    with acting_as(siege):
        verifier_honorabilite(acteur=siege, attestation=attestation(mine, 5))


def test_a_line_of_the_register_is_never_changed(monde, directeur):
    person = nouveau(monde)
    with acting_as(directeur):
        row = verifier_honorabilite(acteur=directeur, attestation=attestation(person))
        with pytest.raises(DatabaseError), transaction.atomic():
            Honorabilite.objects.filter(pk=row.pk).update(decision="ecarte")


def test_the_clock_runs_to_the_first_day_then_three_years(monde, directeur):
    person = nouveau(monde, dans=-3)

    def deadline():
        with acting_as(directeur):
            due = [e for e in echeances_de(directeur) if e.fait.objet == person.pk]
        [found] = [e for e in due if e.regle.code in {AVANT_DE_COMMENCER, TOUS_LES_TROIS_ANS}]
        return found

    late = deadline()
    assert (late.regle.code, late.etat) == ("RH-01", Etat.EN_RETARD)
    with acting_as(directeur):
        verifier_honorabilite(acteur=directeur, attestation=attestation(person))
    later = deadline()
    assert (later.regle.code, later.etat) == ("RH-02", Etat.A_VENIR)
    assert later.jour.year == aujourdhui().year + 3


def test_the_register_costs_as_many_queries_with_one_and_three_people(
    monde, directeur, django_assert_num_queries
):
    client = client_de(directeur)
    for wanted in range(2):
        for _ in range(wanted * 2):
            nouveau_de = factories.creer_professionnel(f"file-{wanted}-{_}")
            factories.affecter(nouveau_de, Role.STAGIAIRE, maison=monde.tilleuls)
        with django_assert_num_queries(REQUETES):
            client.get(reverse("villages:honorabilites"))


REQUETES = 17
