"""The last contact of each parent, in words, and the deadlines counted from it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from enfants.models import Sejour
from fratries.enums import NatureLien, SexeProche
from fratries.selectors.dernier_contact import derniers_contacts, il_y_a
from socle.echeances.calendrier import decale_mois
from socle.echeances.models import ReglageDelai
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de

pytestmark = pytest.mark.django_db

CODES = {"STAT-02-6", "STAT-02-9", "STAT-02"}


def il_y_a_mois(mois: int) -> date:
    return decale_mois(aujourdhui(), -mois)


@pytest.fixture
def mere(monde):
    return factories.creer_proche(monde.lea, prenom="Nadia")


@pytest.fixture
def direction(monde):
    return monde.personnes[Role.DIRECTEUR]


def contacts(user, enfant):
    with acting_as(user):
        return [(c.phrase, c.le) for c in derniers_contacts(user, [enfant.pk])]


def seuils(user, enfant) -> dict[str, str]:
    with acting_as(user):
        found = echeances_de(user, enfants=[enfant.pk])
        return {e.regle.code: e.etat.value for e in found if e.regle.code in CODES}


@pytest.mark.parametrize(
    ("le", "phrase"),
    [
        (date(2026, 11, 26), "aujourd’hui"),
        (date(2026, 11, 25), "hier"),
        (date(2026, 11, 20), "il y a six jours"),
        (date(2026, 10, 27), "il y a 30 jours"),
        (date(2026, 10, 26), "il y a un mois"),
        (date(2026, 5, 3), "il y a six mois"),
        (date(2025, 11, 27), "il y a onze mois"),
        (date(2025, 11, 26), "il y a un an"),
        (date(2024, 2, 29), "il y a deux ans"),
    ],
)
def test_how_long_ago_in_words(le, phrase):
    assert il_y_a(le, date(2026, 11, 26)) == phrase


def test_only_what_took_place_counts_and_the_latest_wins(monde, mere, direction):
    factories.creer_rencontre(monde.lea, mere, etat="tenue", jour=il_y_a_mois(8))
    factories.creer_rencontre(monde.lea, mere, etat="tenue", genre="appel", jour=il_y_a_mois(6))
    factories.creer_rencontre(monde.lea, mere, etat="manquee", jour=il_y_a_mois(1))
    factories.creer_rencontre(monde.lea, mere, etat="prevue", jour=il_y_a_mois(2))
    [(phrase, le)] = contacts(direction, monde.lea)
    assert le == il_y_a_mois(6)
    assert phrase.startswith("Dernier contact avec sa mère : le ")
    assert phrase.endswith(", il y a six mois.")
    page = client_de(direction).get(reverse("fratries:famille", args=[monde.lea.pk])).content.decode()
    assert "il y a six mois" in page.replace("\xa0", " ")


def test_what_nobody_recorded_is_said_to_be_unknown_since_the_arrival(monde, mere, direction):
    [(phrase, le)] = contacts(direction, monde.lea)
    assert le is None
    assert phrase.startswith("Aucun contact connu avec sa mère depuis l’arrivée, le ")
    assert "à vérifier" in phrase


def test_what_nobody_recorded_never_says_that_a_year_has_passed(monde, mere, direction):
    with acting_as_system(raison="test"):
        stay = Sejour.objects.get(enfant=monde.lea)
        stay.debut = il_y_a_mois(30)
        stay.save()
    assert seuils(direction, monde.lea) == {"STAT-02-6": "en_retard"}
    factories.creer_rencontre(monde.lea, mere, etat="tenue", jour=il_y_a_mois(14))
    assert seuils(direction, monde.lea) == {"STAT-02": "en_retard"}


def test_each_parent_has_a_line_and_nobody_else(monde, mere, direction):
    factories.creer_proche(monde.lea, prenom="Farid", sexe=SexeProche.HOMME)
    factories.creer_proche(monde.lea, prenom="Marthe", nature=NatureLien.GRAND_PARENT)
    factories.creer_proche(monde.lea, prenom="Feu", sexe=SexeProche.HOMME, decede=True)
    said = [phrase for phrase, _ in contacts(direction, monde.lea)]
    assert len(said) == 2
    assert "sa mère" in said[0]
    assert "son père" in said[1]


def test_whoever_does_not_read_the_family_is_told_nothing(monde, mere):
    factories.creer_rencontre(monde.lea, mere, etat="tenue")
    for role, lu in ((Role.EDUCATEUR_FAMILIAL, 1), (Role.SECRETARIAT, 0), (Role.AIDE_FAMILIAL, 0)):
        assert len(contacts(monde.personnes[role], monde.lea)) == lu


@pytest.mark.parametrize(
    ("mois", "attendus"),
    [
        (1, {"STAT-02-6": "a_venir"}),
        (6, {"STAT-02-6": "a_faire", "STAT-02-9": "a_venir"}),
        (7, {"STAT-02-6": "en_retard", "STAT-02-9": "a_venir"}),
        (10, {"STAT-02-9": "en_retard", "STAT-02": "a_venir"}),
        (13, {"STAT-02": "en_retard"}),
    ],
)
def test_six_nine_and_twelve_months_are_told_one_after_the_other(monde, mere, direction, mois, attendus):
    factories.creer_rencontre(monde.lea, mere, etat="tenue", jour=il_y_a_mois(mois))
    assert seuils(direction, monde.lea) == attendus


def test_a_new_contact_starts_the_count_again(monde, mere, direction):
    factories.creer_rencontre(monde.lea, mere, etat="tenue", jour=il_y_a_mois(13))
    assert seuils(direction, monde.lea) == {"STAT-02": "en_retard"}
    factories.creer_rencontre(monde.lea, mere, etat="tenue", genre="courrier")
    assert seuils(direction, monde.lea) == {"STAT-02-6": "a_venir"}


def test_a_parent_prevented_by_a_decision_is_never_said_to_abandon(monde, mere, direction):
    factories.creer_rencontre(monde.lea, mere, etat="tenue", jour=il_y_a_mois(13))
    factories.creer_contact(monde.lea, mere)
    assert seuils(direction, monde.lea) == {"STAT-02": "sans_objet"}
    [(phrase, _)] = contacts(direction, monde.lea)
    assert "La loi ou une décision empêche ces contacts." in phrase


def test_a_suspended_right_prevents_too_and_one_that_stands_does_not(monde, mere, direction):
    factories.creer_rencontre(monde.lea, mere, etat="tenue", jour=il_y_a_mois(13))
    factories.creer_droit_visite(monde.lea, mere, suspendu_du=aujourdhui(), suspendu_par="juge")
    assert seuils(direction, monde.lea) == {"STAT-02": "sans_objet"}
    factories.creer_droit_visite(monde.lea, mere, genre="appel")
    assert seuils(direction, monde.lea) == {"STAT-02": "en_retard"}


def test_the_law_prevents_a_parent_whose_authority_is_suspended(monde, mere, direction):
    factories.creer_rencontre(monde.lea, mere, etat="tenue", jour=il_y_a_mois(13))
    factories.creer_droit_visite(monde.lea, mere)
    assert seuils(direction, monde.lea) == {"STAT-02": "en_retard"}
    factories.creer_autorite(monde.lea, mere, etat="suspendue", debut=aujourdhui())
    assert seuils(direction, monde.lea) == {"STAT-02": "sans_objet"}


def test_a_delay_an_administrator_sets_moves_the_threshold(monde, mere, direction):
    factories.creer_rencontre(monde.lea, mere, etat="tenue", jour=il_y_a_mois(4))
    assert seuils(direction, monde.lea) == {"STAT-02-6": "a_venir"}
    with acting_as_system(raison="test"):
        ReglageDelai(
            regle="STAT-02-6", portion="delai", quantite=3, unite="mois", a_compter_du=aujourdhui(),
            motif="Convention du département.", decide_par=direction,
        ).save()  # fmt: skip
    assert seuils(direction, monde.lea) == {"STAT-02-6": "en_retard", "STAT-02-9": "a_venir"}


def test_of_one_who_left_nothing_is_counted_any_more(monde, mere, direction):
    factories.creer_rencontre(monde.lea, mere, etat="tenue", jour=il_y_a_mois(13))
    assert seuils(direction, monde.lea)
    with acting_as_system(raison="test"):
        stay = Sejour.objects.get(enfant=monde.lea)
        stay.fin = aujourdhui()
        stay.save()
    assert seuils(direction, monde.lea) == {}


def test_a_mediated_visit_asks_for_its_analysis_until_it_is_transmitted(monde, mere, direction):
    jour = aujourdhui() - timedelta(days=20)
    rencontre = factories.creer_rencontre(monde.lea, mere, etat="tenue", mediatisee=True, jour=jour)
    with acting_as(direction):
        [due] = [e for e in echeances_de(direction, enfants=[monde.lea.pk]) if e.regle.code == "JUD-14"]
    assert (due.jour, due.etat.value) == (jour + timedelta(days=15), "en_retard")
    assert due.fait.adresse == reverse("fratries:rencontre", args=[rencontre.pk])
    with acting_as_system(raison="test"):
        rencontre.transmise_le = aujourdhui()
        rencontre.save()
    with acting_as(direction):
        assert "JUD-14" not in {e.regle.code for e in echeances_de(direction, enfants=[monde.lea.pk])}


def test_a_request_is_reminded_of_a_week_after_the_last_reminder(monde, mere, direction):
    demande = factories.creer_autorisation(
        monde.lea, mere, demandee_le=aujourdhui() - timedelta(days=9), souhaitee_le=aujourdhui()
    )

    def dues():
        with acting_as(direction):
            return {
                e.regle.code: (e.jour, e.genre)
                for e in echeances_de(direction, enfants=[monde.lea.pk])
                if e.regle.code.startswith("AUTO")
            }

    assert dues() == {
        "AUTO-RELANCE": (aujourdhui() - timedelta(days=2), "danger"),
        "AUTO-REPONSE": (aujourdhui(), "attention"),
    }
    factories.creer_relance(demande)
    assert dues()["AUTO-RELANCE"][0] == aujourdhui() + timedelta(days=6)
    with acting_as_system(raison="test"):
        demande.reponse, demande.repondue_le = "oui", aujourdhui()
        demande.save()
    assert dues() == {}
