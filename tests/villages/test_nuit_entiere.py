"""A relay and an on-call duty hold until the end of their last night: Python, SQL and the screens agree."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from enfants.models import Enfant, NoteJournal
from enfants.selectors.acces import lecteurs_de
from enfants.selectors.auteurs import signatures_of
from protection.selectors.chaine import chaine
from protection.selectors.destinataires import telephone_d_astreinte
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui, jour_de_soiree
from tests import factories
from tests.enfants.saisie import adresse, bloc, saisie
from tests.nuit import a, dernier_dimanche, il_est
from tests.saisie import client_de, saisir
from villages.models import Astreinte, Professionnel, Relais, Village
from villages.selectors import portees_of, titres_sur
from villages.services import arreter_astreinte, arreter_relais
from villages.tablettes import MaisonsDesVillages

pytestmark = pytest.mark.django_db

#: Before five the evening is yesterday’s, whatever the clocks did meanwhile.
ANNEE = timezone.localdate().year + 1
SOIRS = {
    "ordinaire": date(ANNEE, 1, 13),
    "passage à l’heure d’été": dernier_dimanche(ANNEE, 3) - timedelta(days=1),
    "retour à l’heure d’hiver": dernier_dimanche(ANNEE, 10) - timedelta(days=1),
}
#: Of the last day, then of the next one, and whether the rights of the night still stand.
HEURES = [(0, "23:59", True), (1, "00:00", True), (1, "00:30", True), (1, "04:59", True)]
HEURES += [(1, "05:00", False), (1, "05:01", False), (1, "23:59", False)]


def mettre(genre: str, monde: Any, person: Professionnel, debut: date, fin: date) -> Relais | Astreinte:
    """Put somebody in relay at Les Tilleuls, or on call for its village."""
    if genre == "relais":
        return factories.creer_relais(person, monde.tilleuls, debut, fin)
    return de_garde(person, monde.village, debut, fin, rang=2)


def de_garde(
    person: Professionnel, village: Village, debut: date, fin: date, *, rang: int, telephone: str = ""
) -> Astreinte:
    with acting_as_system(raison="test"):
        row = Astreinte(
            professionnel=person, village=village, debut=debut, fin=fin, rang=rang,
            telephone=telephone or f"06 00 00 00 0{rang}",
        )  # fmt: skip
        row.save()
        return row


def partout(row: Relais | Astreinte, compte: Utilisateur, monde: Any) -> dict[str, bool]:
    """Whether it is in force, by every way there is of asking."""
    rows = type(row).objects.filter(pk=row.pk)
    with acting_as_system(raison="test"):
        found = {
            "current": rows.current().exists(),
            "not_over": rows.not_over().exists(),
            "titres_sur": compte.pk
            in {t.compte for t in titres_sur(monde.lea.pk, monde.village.pk, monde.tilleuls.pk)},
            "qui peut voir": compte.pk in {r.compte for r in lecteurs_de(monde.lea.pk)},
        }
    with acting_as(compte):
        return found | {
            "portees_de": portees_of(compte.pk) != [],
            "visible_to": Enfant.objects.visible_to(compte, "lire_journal").filter(pk=monde.lea.pk).exists(),
            "mur": Enfant.objects.filter(pk=monde.lea.pk).exists(),
            "has_perm": compte.has_perm("lire_journal", monde.lea),
        }


@pytest.mark.parametrize("genre", ["relais", "astreinte"])
@pytest.mark.parametrize("soir", SOIRS.values(), ids=SOIRS)
def test_the_last_night_lasts_until_five_in_the_morning_everywhere(monde, genre, soir):
    person = factories.creer_professionnel("odile", prenom="Odile", nom="Bern")
    row = mettre(genre, monde, person, soir - timedelta(days=3), soir)
    for jours, heure, stands in HEURES:
        with il_est(a(soir + timedelta(days=jours), heure)):
            assert set(partout(row, person.compte, monde).values()) == {stands}, heure


@pytest.mark.parametrize("genre", ["relais", "astreinte"])
def test_the_first_day_opens_at_midnight_not_at_five(monde, genre):
    debut = SOIRS["ordinaire"]
    person = factories.creer_professionnel("odile")
    row = mettre(genre, monde, person, debut, debut)
    with il_est(a(debut - timedelta(days=1), "23:59")):
        assert partout(row, person.compte, monde) == dict.fromkeys(
            partout(row, person.compte, monde), False
        ) | {"not_over": True}
    for heure in ("00:00", "01:00", "05:00"):
        with il_est(a(debut, heure)):
            assert set(partout(row, person.compte, monde).values()) == {True}, heure


def test_an_assignment_still_ends_at_midnight(monde):
    soir = SOIRS["ordinaire"]
    person = factories.creer_professionnel("odile")
    factories.affecter(person, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls, fin=soir)
    with il_est(a(soir, "23:59")):
        assert portees_of(person.compte.pk) != []
    with il_est(a(soir + timedelta(days=1), "00:00")):
        assert portees_of(person.compte.pk) == []


@pytest.mark.parametrize("soir", SOIRS.values(), ids=SOIRS)
def test_the_day_of_an_evening_is_the_same_in_sql(db, soir):
    start = datetime.fromtimestamp(a(soir, "22:00").timestamp(), tz=timezone.get_current_timezone())
    moments = [timezone.localtime(start + timedelta(minutes=10 * n, seconds=-1)) for n in range(12 * 6)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT jour_de_soiree(m) FROM unnest(%s::timestamptz[]) m", [moments])
        assert [row[0] for row in cursor.fetchall()] == [jour_de_soiree(m) for m in moments]
    assert len({jour_de_soiree(m) for m in moments}) == 2


@pytest.mark.parametrize("genre", ["relais", "astreinte"])
def test_asked_about_a_day_the_days_are_those_of_the_calendar(monde, genre):
    soir = SOIRS["ordinaire"]
    matin = soir + timedelta(days=1)
    row = mettre(genre, monde, factories.creer_professionnel("odile"), soir, soir)
    rows = type(row).objects.filter(pk=row.pk)
    with il_est(a(matin, "00:30")), acting_as_system(raison="test"):
        assert (rows.current(soir).exists(), rows.current(matin).exists()) == (True, False)
        assert (rows.not_over(soir).exists(), rows.not_over(matin).exists()) == (True, False)


@pytest.mark.parametrize("genre", ["relais", "astreinte"])
def test_stopped_in_its_last_night_it_is_over_at_once_and_no_day_is_added(monde, genre):
    soir = SOIRS["ordinaire"]
    matin = soir + timedelta(days=1)
    person = factories.creer_professionnel("odile", prenom="Odile", nom="Bern")
    row = mettre(genre, monde, person, soir - timedelta(days=3), soir)
    directeur = monde.personnes[Role.DIRECTEUR]
    with il_est(a(matin, "00:30")):
        assert set(partout(row, person.compte, monde).values()) == {True}
        answer = saisir(client_de(directeur), f"villages:arreter_{genre}", row.pk, motif="Rentrée plus tôt")
        assert answer.status_code == 302
        assert set(partout(row, person.compte, monde).values()) == {False}
    row.refresh_from_db()
    assert (row.fin, row.arrete_le) == (soir, matin)


@pytest.mark.parametrize("genre", ["relais", "astreinte"])
def test_once_the_night_is_over_there_is_nothing_left_to_stop(monde, genre):
    soir = SOIRS["ordinaire"]
    row = mettre(genre, monde, factories.creer_professionnel("odile"), soir, soir)
    directeur = monde.personnes[Role.DIRECTEUR]
    with il_est(a(soir + timedelta(days=1), "05:00")):
        page = reverse(f"villages:arreter_{genre}", args=[row.pk])
        assert client_de(directeur).get(page).status_code == 404
        stop = arreter_relais if genre == "relais" else arreter_astreinte
        with acting_as(directeur), pytest.raises(ValidationError, match="déjà terminé"):
            stop(acteur=directeur, motif="Trop tard", **{genre: row})


def test_the_replacement_writes_the_evening_of_her_last_day_at_half_past_midnight(monde):
    soir = SOIRS["ordinaire"]
    person = factories.creer_professionnel("odile", prenom="Odile", nom="Bern")
    factories.creer_relais(person, monde.tilleuls, soir - timedelta(days=1), soir)
    with il_est(a(soir + timedelta(days=1), "00:30")):
        client = client_de(person.compte)
        assert person.compte.pk in {
            p.utilisateur_id for p in MaisonsDesVillages().presents(monde.tilleuls.pk)
        }
        written = saisie(monde.lea) | bloc(monde.lea, texte="S’est endormie à onze heures.")
        assert client.post(adresse(monde.tilleuls), written).status_code == 302
        with acting_as(person.compte):
            note = NoteJournal.objects.get(auteur=person.compte)
            assert (note.jour, note.enfant_id) == (soir, monde.lea.pk)
            du_lendemain = factories.creer_note(
                monde.lea, monde.tilleuls, person.compte, jour=soir + timedelta(days=1)
            )
            signatures = signatures_of([note, du_lendemain])
        assert {signatures[n.pk].fonction for n in (note, du_lendemain)} == {"en relais"}
    with il_est(a(soir + timedelta(days=1), "05:00")):
        client = client_de(person.compte)
        assert client.get(adresse(monde.tilleuls)).status_code == 404
        assert client.post(adresse(monde.tilleuls), written | {"lot": str(monde.lea.pk)}).status_code == 404
        assert person.compte.pk not in {
            p.utilisateur_id for p in MaisonsDesVillages().presents(monde.tilleuls.pk)
        }


@pytest.fixture
def releve(monde) -> dict[str, Professionnel]:
    """Two ranks handed over at midnight of the ordinary evening."""
    soir = SOIRS["ordinaire"]
    people = {}
    for nom, rang, debut in [
        ("Sortante", 1, soir - timedelta(days=6)), ("Sortant", 2, soir - timedelta(days=6)),
        ("Entrante", 1, soir + timedelta(days=1)), ("Entrant", 2, soir + timedelta(days=1)),
    ]:  # fmt: skip
        people[nom] = factories.creer_professionnel(nom.lower(), prenom=nom, nom="Garde")
        telephone = f"06 12 34 56 {rang}{'0' if nom.startswith('Sort') else '1'}"
        fin = debut + timedelta(days=6)
        de_garde(people[nom], monde.village, debut, fin, rang=rang, telephone=telephone)
    return people


@pytest.mark.parametrize(
    ("heure", "ordre", "numero"),
    [
        ("00:10", ["Sortante", "Entrante", "Sortant", "Entrant"], "06 12 34 56 10"),
        ("05:01", ["Entrante", "Entrant"], "06 12 34 56 11"),
    ],
)
def test_at_each_rank_whose_night_it_is_is_called_before_who_takes_over(monde, releve, heure, ordre, numero):
    with il_est(a(SOIRS["ordinaire"] + timedelta(days=1), heure)), acting_as_system(raison="test"):
        steps = chaine(monde.village.pk, 1, set())
        called = [one.professionnel for step in steps for one in step if one.astreinte is not None]
        assert called == [releve[nom].pk for nom in ordre]
        assert telephone_d_astreinte(monde.village) == numero


def test_in_the_night_the_roster_shows_who_leaves_and_who_comes(monde, releve):
    soir = SOIRS["ordinaire"]
    directeur = monde.personnes[Role.DIRECTEUR]
    with il_est(a(soir + timedelta(days=1), "00:10")):
        page = client_de(directeur).get(reverse("villages:village", args=[monde.village.pk])).text
        listed = [page.index(nom) for nom in ("Sortante", "Sortant Garde", "Entrante", "Entrant Garde")]
        assert listed == sorted(listed)
        assert "nuit comprise" in page
        declarer = client_de(directeur).get(reverse("protection:declarer")).text
        assert declarer.index("06 12 34 56 10") < declarer.index("06 12 34 56 11")
    with il_est(a(soir + timedelta(days=1), "05:00")):
        page = client_de(directeur).get(reverse("villages:village", args=[monde.village.pk])).text
        assert "Sortant" not in page
        assert "Entrante" in page


def test_who_may_see_this_file_says_that_the_night_counts(monde):
    today = aujourdhui()
    person = factories.creer_professionnel("odile")
    factories.creer_relais(person, monde.tilleuls, today, today)
    with acting_as_system(raison="test"):
        reasons = {r.compte: r.raisons for r in lecteurs_de(monde.lea.pk)}
    assert reasons[person.compte.pk][0].endswith(", nuit comprise")
    assert reasons[monde.personnes[Role.CADRE_ASTREINTE].pk][0].endswith(", nuit comprise")
