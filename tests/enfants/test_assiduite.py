"""Days not spent at school: noted in two taps, counted without a ranking, followed with the child first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from enfants.ecole import demi_journees, pas_de_classe, seuil_en_demi_journees
from enfants.models import AbsenceScolaire, EtapeAssiduite, ExclusionScolaire, SuiviAssiduite
from enfants.regles_scolarite import SEUIL, SEUIL_D_ABSENCES
from enfants.selectors.faits_scolarite import seuil_atteint
from enfants.services.assiduite import noter_absence, ouvrir_suivi
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Etat, Portion, Unite
from socle.echeances.models import ReglageDelai
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db


def dans(jours: int) -> date:
    return aujourdhui() + timedelta(days=jours)


def classe() -> date:
    """The last whole day of class, today included."""
    return next(
        day for day in map(dans, range(0, -30, -1)) if demi_journees("journee", day, day, zone="") == 2
    )


@pytest.fixture
def educatrice(monde):
    factories.creer_scolarite(monde.lea, debut=dans(-400))
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def claire(educatrice):
    return client_de(educatrice)


def absences(enfant) -> list[AbsenceScolaire]:
    with acting_as_system(raison="test"):
        return list(AbsenceScolaire.objects.filter(enfant=enfant).order_by("debut", "id"))


def codes(user, enfant) -> dict[str, Etat]:
    with acting_as(user):
        found = echeances_de(user, enfants=[enfant.pk])
        return {e.regle.code: e.etat for e in found if e.regle.code.startswith("ECO")}


# --- absences -------------------------------------------------------------------------


def test_two_taps_from_the_house_note_a_day_of_absence(monde, claire):
    house = claire.get(reverse("enfants:ma_maison")).content.decode()
    adresse = reverse("enfants:nouvelle_absence_scolaire", args=[monde.lea.pk])
    assert adresse in house
    page = claire.get(adresse)
    text = page.content.decode()
    assert f'value="{aujourdhui().isoformat()}"' in text
    # What the page already says on a day of class, and nothing else: one more tap.
    sent = {"envoi": envoi_de(page), "version": 0, "debut": classe().isoformat(),
            "moment": "journee", "justification": "en_attente"}  # fmt: skip
    assert claire.post(adresse, sent).status_code == 302
    assert claire.post(adresse, sent).status_code == 302
    [absence] = absences(monde.lea)
    assert (absence.debut, absence.fin, absence.demi_journees) == (classe(), classe(), 2)


def test_the_house_offers_it_for_children_of_age_to_those_who_write(monde, claire):
    petit = factories.creer_enfant(
        monde.village, "Bébé", "Petit", maison=monde.tilleuls, naissance=dans(-300)
    )
    house = claire.get(reverse("enfants:ma_maison")).content.decode()
    assert reverse("enfants:nouvelle_absence_scolaire", args=[monde.noe.pk]) in house
    assert reverse("enfants:nouvelle_absence_scolaire", args=[petit.pk]) not in house
    director = client_de(monde.personnes[Role.DIRECTEUR])
    seen = director.get(reverse("enfants:maison", args=[monde.tilleuls.pk])).content.decode()
    assert "Noé" in seen
    assert reverse("enfants:nouvelle_absence_scolaire", args=[monde.noe.pk]) not in seen


def test_a_morning_and_an_afternoon_of_one_day_may_both_be_noted_nothing_else_twice(monde, claire):
    url = "enfants:nouvelle_absence_scolaire"
    day = {"debut": classe().isoformat(), "justification": "en_attente", "version": 0}
    assert saisir(claire, url, monde.lea.pk, moment="matin", **day).status_code == 302
    assert saisir(claire, url, monde.lea.pk, moment="apres_midi", **day).status_code == 302
    again = saisir(claire, url, monde.lea.pk, moment="journee", motif="Tapé", **day)
    assert again.status_code == 422
    assert "déjà notée à ce moment" in again.content.decode()
    assert "Tapé" in again.content.decode()
    assert [a.demi_journees for a in absences(monde.lea)] == [1, 1]


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"moment": ""}, "obligatoire"),
        ({"moment": "plusieurs"}, "dites jusqu’à quand"),
        ({"moment": "plusieurs", "fin": "2020-01-01"}, "La fin vient avant le début"),
        ({"debut": "pas un jour"}, "date valide"),
        ({"demi_journees": "999"}, "200"),
    ],
)
def test_a_wrong_absence_saves_nothing_and_keeps_what_was_typed(monde, claire, changes, phrase):
    sent = {"debut": classe().isoformat(), "moment": "journee", "justification": "justifiee",
            "motif": "Tapé", "version": 0} | changes  # fmt: skip
    page = saisir(claire, "enfants:nouvelle_absence_scolaire", monde.lea.pk, **sent)
    assert page.status_code == 422
    assert phrase in page.content.decode().replace("\xa0", " ")
    assert "Tapé" in page.content.decode()
    assert absences(monde.lea) == []


def test_an_absence_is_completed_later_and_a_stale_page_is_refused(monde, claire):
    absence = factories.creer_absence_scolaire(monde.lea)
    done = {"debut": classe().isoformat(), "moment": "journee", "justification": "justifiee", "version": 1}
    assert saisir(claire, "enfants:absence_scolaire", absence.pk, motif="Dentiste", **done).status_code == 302
    stale = saisir(claire, "enfants:absence_scolaire", absence.pk, motif="Autre", **done)
    assert stale.status_code == 422
    page = claire.get(reverse("enfants:scolarite", args=[monde.lea.pk])).content.decode()
    assert "Dentiste" in page
    assert "Autre" not in page


def test_the_service_refuses_who_may_not(monde):
    absence = factories.creer_absence_scolaire(monde.lea)
    for role in (Role.AIDE_FAMILIAL, Role.DIRECTEUR, Role.PSYCHOLOGUE):
        user = monde.personnes[role]
        with acting_as(user), pytest.raises(PermissionDenied):
            noter_absence(acteur=user, absence=absence, version_lue=1)


def test_half_days_are_guessed_from_the_calendar():
    monday = date(2026, 11, 23)
    wednesday = monday + timedelta(days=2)
    assert demi_journees("matin", monday, monday, zone="") == 1
    assert demi_journees("journee", monday, monday, zone="") == 2
    assert demi_journees("journee", wednesday, wednesday, zone="") == 1
    assert demi_journees("plusieurs", monday, monday + timedelta(days=6), zone="") == 9


@pytest.mark.parametrize(
    ("jour", "zone", "pourquoi"),
    [
        (date(2026, 11, 28), "", "le week-end"),
        (date(2026, 11, 29), "A", "le week-end"),
        (date(2026, 11, 11), "", "un jour férié"),
        (date(2027, 5, 6), "B", "un jour férié"),
        (date(2026, 12, 22), "C", "les vacances"),
        (date(2027, 2, 8), "C", "les vacances"),
    ],
)
def test_no_half_day_is_missed_where_there_is_no_class(jour, zone, pourquoi):
    assert pas_de_classe(jour, zone) == pourquoi
    for moment in ("matin", "apres_midi", "journee", "plusieurs"):
        assert demi_journees(moment, jour, jour, zone=zone) == 0


def test_holidays_are_those_of_the_zone_and_left_in_without_one():
    monday, friday = date(2027, 2, 8), date(2027, 2, 12)
    assert demi_journees("matin", monday, monday, zone="A") == 1
    assert [demi_journees("plusieurs", monday, friday, zone=zone) for zone in ("A", "C", "")] == [9, 0, 9]
    # From the last Friday of class to the Tuesday after: holidays in between are not missed.
    assert demi_journees("plusieurs", date(2027, 2, 5), date(2027, 2, 23), zone="C") == 6


def test_a_day_without_class_is_refused_until_one_says_how_many_half_days(monde, claire):
    noel = date(2025, 12, 22)
    day = {"debut": noel.isoformat(), "justification": "sans_motif", "version": 0, "motif": "Tapé"}
    url = "enfants:nouvelle_absence_scolaire"
    with acting_as_system(raison="test"):
        monde.village.zone_scolaire = "B"
        monde.village.save()
    for moment in ("matin", "journee"):
        page = saisir(claire, url, monde.lea.pk, moment=moment, **day)
        assert page.status_code == 422
        assert "Pas de classe ce jour-là" in page.content.decode()
        assert 'id="id_debut_error"' in page.content.decode()
        assert "Tapé" in page.content.decode()
    several = saisir(claire, url, monde.lea.pk, moment="plusieurs", fin="2025-12-24", **day)
    assert "Pas de classe ces jours-là" in several.content.decode()
    assert absences(monde.lea) == []
    assert saisir(claire, url, monde.lea.pk, moment="matin", demi_journees="2", **day).status_code == 302
    assert [a.demi_journees for a in absences(monde.lea)] == [1]


def test_an_absence_moved_is_counted_again_unless_somebody_counted(monde, claire):
    absence = factories.creer_absence_scolaire(monde.lea, jour=date(2026, 11, 23))
    adresse = reverse("enfants:absence_scolaire", args=[absence.pk])
    assert 'name="demi_journees" value="2"' not in claire.get(adresse).content.decode()
    moved = {"moment": "journee", "justification": "justifiee", "version": 1}
    refused = saisir(claire, "enfants:absence_scolaire", absence.pk, debut="2026-11-28", **moved)
    assert refused.status_code == 422
    assert (
        saisir(claire, "enfants:absence_scolaire", absence.pk, debut="2026-11-25", **moved).status_code == 302
    )
    assert [a.demi_journees for a in absences(monde.lea)] == [1]


# --- exclusions -----------------------------------------------------------------------


def test_an_exclusion_says_what_the_child_did_that_day_their_words_first(monde, claire):
    saisir(
        claire, "enfants:nouvelle_exclusion", monde.lea.pk, nature="temporaire", debut=dans(0).isoformat(),
        motif="Bagarre au Canari.", parole="Il m’a poussée d’abord.", occupation="Elle jardine avec Paul.",
        version=0,
    )  # fmt: skip
    page = claire.get(reverse("enfants:scolarite", args=[monde.lea.pk])).content.decode()
    assert page.index("poussée d’abord") < page.index("Bagarre au Canari") < page.index("jardine avec Paul")
    with acting_as_system(raison="test"):
        exclusion = ExclusionScolaire.objects.get()
    stale = saisir(claire, "enfants:exclusion", exclusion.pk, nature="temporaire", motif="Non.",
                   debut=dans(0).isoformat(), version=0)  # fmt: skip
    assert stale.status_code == 422


# --- the threshold and the follow-up --------------------------------------------------


def _sans_motif(enfant, *jours: int) -> None:
    for jour in jours:
        factories.creer_absence_scolaire(enfant, jour=dans(jour), justification="sans_motif")


def test_four_half_days_without_a_reason_in_a_month_invite_to_a_follow_up(monde, educatrice):
    _sans_motif(monde.lea, -10)
    factories.creer_absence_scolaire(monde.lea, jour=dans(-9), justification="justifiee")
    factories.creer_absence_scolaire(monde.lea, jour=dans(-8))
    assert codes(educatrice, monde.lea) == {}
    _sans_motif(monde.lea, -2)
    assert codes(educatrice, monde.lea) == {"ECO-SUIVI": Etat.A_FAIRE}
    assert codes(educatrice, monde.noe) == {}


def test_half_days_more_than_a_month_apart_do_not(monde, educatrice):
    _sans_motif(monde.lea, -40, -2)
    assert codes(educatrice, monde.lea) == {}


def test_an_administrator_sets_the_threshold(monde, educatrice):
    _sans_motif(monde.lea, -10, -2)
    with acting_as_system(raison="test"):
        ReglageDelai.objects.create(
            regle=SEUIL, portion=Portion.DELAI, quantite=3, unite=Unite.JOUR, a_compter_du=dans(-1),
            motif="Convention avec l’académie", decide_par=monde.personnes[Role.SIEGE],
        )  # fmt: skip
    assert codes(educatrice, monde.lea) == {}
    _sans_motif(monde.lea, -1)
    assert "ECO-SUIVI" in codes(educatrice, monde.lea)
    assert seuil_en_demi_journees(Delai(1, Unite.SEMAINE), SEUIL_D_ABSENCES) == 9
    assert seuil_en_demi_journees(Delai(2, Unite.MOIS), SEUIL_D_ABSENCES) == 4


def test_the_day_of_the_threshold_is_the_last_that_reached_it():
    rows = [AbsenceScolaire(debut=date(2026, 10, d), demi_journees=2) for d in (1, 5, 30)]
    assert seuil_atteint(rows[:1], 4) is None
    assert seuil_atteint(rows[:2], 4) == date(2026, 10, 5)
    assert seuil_atteint(rows, 4) == date(2026, 10, 30)


def test_a_follow_up_replaces_the_reminder_by_its_next_date_until_it_is_closed(monde, claire, educatrice):
    _sans_motif(monde.lea, -10, -2)
    saisir(claire, "enfants:ouvrir_suivi", monde.lea.pk, parole="Le car me fait peur.",
           situation="Deux jours sans motif.", ouvert_le=dans(0).isoformat(),
           prochaine_le=dans(3).isoformat(), version=0)  # fmt: skip
    assert codes(educatrice, monde.lea) == {"ECO-GPDS": Etat.A_FAIRE}
    with acting_as_system(raison="test"):
        suivi = SuiviAssiduite.objects.get()
    twice = saisir(claire, "enfants:ouvrir_suivi", monde.lea.pk, situation="Encore",
                   ouvert_le=dans(0).isoformat(), version=0)  # fmt: skip
    assert twice.status_code == 422
    saisir(claire, "enfants:etape_suivi", suivi.pk, nature="gpds", texte="Un taxi le matin.",
           le=dans(0).isoformat(), prochaine_le=dans(30).isoformat(), version=1)  # fmt: skip
    assert codes(educatrice, monde.lea) == {"ECO-GPDS": Etat.A_VENIR}
    stale = saisir(claire, "enfants:clore_suivi", suivi.pk, le=dans(0).isoformat(), issue="Non", version=1)
    assert stale.status_code == 422
    saisir(claire, "enfants:clore_suivi", suivi.pk, le=dans(0).isoformat(), issue="Elle y va.", version=2)
    assert codes(educatrice, monde.lea) == {}
    page = claire.get(reverse("enfants:scolarite", args=[monde.lea.pk])).content.decode()
    assert page.index("Le car me fait peur") < page.index("Un taxi le matin") < page.index("Elle y va.")


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"le": "2020-01-01"}, "avant l’ouverture"),
        ({"prochaine_le": "2020-01-01"}, "vient avant celle-ci"),
        ({"texte": ""}, "obligatoire"),
    ],
)
def test_a_wrong_step_saves_nothing(monde, claire, changes, phrase):
    suivi = factories.creer_suivi(monde.lea)
    sent = {"nature": "ecole", "texte": "Tapé", "le": dans(0).isoformat(), "version": 1} | changes
    page = saisir(claire, "enfants:etape_suivi", suivi.pk, **sent)
    assert page.status_code == 422
    assert phrase in page.content.decode().replace("\xa0", " ")
    with acting_as_system(raison="test"):
        assert not EtapeAssiduite.objects.exists()


def test_the_database_keeps_one_open_follow_up_and_never_changes_a_step(monde):
    suivi = factories.creer_suivi(monde.lea)
    with pytest.raises(IntegrityError, match="suivi_un_seul_ouvert"), transaction.atomic():
        factories.creer_suivi(monde.lea)
    with acting_as_system(raison="test"):
        etape = EtapeAssiduite(
            suivi=suivi, enfant=monde.lea, le=dans(0), nature="gpds", texte="Décidé ensemble."
        )
        etape.save()
        etape.texte = "Décidé autrement."
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            etape.save()
        with pytest.raises(IntegrityError, match="etape_du_meme_enfant"), transaction.atomic():
            EtapeAssiduite(suivi=suivi, enfant=monde.noe, le=dans(0), nature="gpds", texte="Ailleurs").save()


def test_an_opening_to_come_is_refused(monde):
    user = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    with acting_as(user), pytest.raises(ValidationError, match="futur"):
        ouvrir_suivi(acteur=user, suivi=SuiviAssiduite(enfant=monde.lea, situation="x", ouvert_le=dans(2)))
