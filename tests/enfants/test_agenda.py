"""The agenda: what each person sees planned, and the calendar that names nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from enfants.enums import EtatRendezVous, NatureAbsence
from enfants.models import AbonnementAgenda, Absence, Sejour
from enfants.services.agenda import MAXIMUM, abonner
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui, lundi
from tests import factories
from tests.connexion import ouvrir_session

#: A day of this very week, and the seven days of the next: the database has no other clock than its own.
AUJOURDHUI = aujourdhui()
LUNDI = lundi(AUJOURDHUI) + timedelta(days=7)
LUNDI_AGENDA = f"/agenda/?jour={LUNDI.isoformat()}"


def quand(jour: date, heure: time = time(14, 30)) -> datetime:
    return timezone.make_aware(datetime.combine(jour, heure))


def page(client: Client, url: str = LUNDI_AGENDA) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def jours(texte: str) -> list[str]:
    """Cut the page by day, from Monday."""
    return texte.split('<li class="agenda-jour')[1:]


@pytest.fixture
def semaine(monde):
    """A week of the Tilleuls: a birthday, a relay, an appointment, an absence, a departure."""
    mardi, mercredi, jeudi, vendredi, samedi, dimanche = (
        LUNDI + timedelta(days=rank) for rank in range(1, 7)
    )
    factories.creer_rendez_vous(monde.lea, "Orthodontiste", le=quand(jeudi), lieu="Canari-cabinet")
    with acting_as_system(raison="test"):
        Absence(enfant=monde.noe, nature=NatureAbsence.CAMP, debut=vendredi, fin=dimanche).save()
        sejour = Sejour.objects.get(enfant=monde.lea)
        sejour.fin = samedi
        sejour.save()
        monde.noe.date_naissance = mardi.replace(year=mardi.year - 8)
        monde.noe.save()
    hugo = factories.creer_professionnel("hugo", prenom="Hugo")
    factories.creer_relais(hugo, monde.tilleuls, mercredi, mercredi + timedelta(days=9))
    return monde


# --- what the page shows ---------------------------------------------------------------


def test_the_week_shows_each_thing_on_its_day(semaine, connecter):
    found = jours(page(connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL])))
    expected = [
        ["Rien de prévu"],
        ["Noé aura 8 ans"],
        ["Hugo arrive"],
        ["14 h 30", "Léa : Orthodontiste"],
        ["Noé s’absente : camp"],
        ["Départ : Léa"],
        ["Noé revient"],
    ]
    assert len(found) == 7
    for rank, phrases in enumerate(expected):
        for phrase in phrases:
            assert [phrase in day for day in found].index(True) == rank, phrase
            assert sum(phrase in day for day in found) == 1, phrase


def test_a_day_shows_that_day_only_and_keeps_the_place(semaine, connecter):
    client = connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    found = page(client, f"/agenda/?vue=jour&jour={LUNDI + timedelta(days=3)}")
    assert "Léa : Orthodontiste" in found
    assert "Hugo arrive" not in found
    assert f"jour={LUNDI + timedelta(days=4)}&amp;vue=jour&amp;lieu={semaine.tilleuls.pk}" in found


def test_the_next_week_holds_what_comes_then(semaine, connecter):
    client = connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    found = page(client, f"/agenda/?jour={LUNDI + timedelta(days=9)}")
    assert "Fin du relais de Hugo" in found
    assert "Orthodontiste" not in found


@pytest.mark.parametrize("jour", ["", "demain", "2026-13-45", "9999-12-31", "0001-01-01"])
def test_a_date_that_is_none_is_today(semaine, connecter, jour):
    factories.creer_rendez_vous(semaine.noe, "Aujourd’hui même", le=quand(AUJOURDHUI))
    found = page(connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL]), f"/agenda/?jour={jour}")
    assert "Noé : Aujourd’hui même" in found


def test_a_place_that_is_not_one_s_own_is_ignored(semaine, connecter):
    factories.creer_rendez_vous(semaine.malo, le=quand(LUNDI), objet="Dentiste de Malo")
    client = connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    found = page(client, f"{LUNDI_AGENDA}&lieu={semaine.sorbiers.pk}")
    assert "Dentiste de Malo" not in found
    assert "Léa : Orthodontiste" in found


def test_a_cancelled_appointment_is_not_shown(semaine, connecter):
    factories.creer_rendez_vous(
        semaine.noe, le=quand(LUNDI), objet="Annulé depuis", etat=EtatRendezVous.ANNULE
    )
    assert "Annulé depuis" not in page(connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL]))


def test_what_is_over_says_what_came_of_it(semaine, connecter):
    factories.creer_rendez_vous(semaine.noe, "Vaccin", le=quand(LUNDI), etat=EtatRendezVous.FAIT)
    mere = factories.creer_proche(semaine.noe)
    factories.creer_rencontre(semaine.noe, mere, etat="manquee", du_fait_de="proche", jour=AUJOURDHUI)
    client = connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    assert '<span class="discret">fait</span>' in jours(page(client))[0]
    assert "n’a pas eu lieu" in page(client, "/agenda/")
    assert "Vaccin" not in page(client, "/ma-maison/")


def test_the_chief_looks_at_a_house_or_at_the_whole_village(semaine, connecter):
    factories.creer_rendez_vous(semaine.ines, le=quand(LUNDI), objet="Lunettes")
    client = connecter(semaine.personnes[Role.CHEF_DE_SERVICE])
    assert "Inès : Lunettes" in page(client)
    assert "Léa : Orthodontiste" in page(client)
    house = page(client, f"{LUNDI_AGENDA}&lieu={semaine.erables.pk}")
    assert "Inès : Lunettes" in house
    assert "Orthodontiste" not in house


#: Who reads each kind of thing: appointments are daily care, absences are the log's.
LISENT = {
    Role.EDUCATEUR_FAMILIAL: (True, True),
    Role.CHEF_DE_SERVICE: (True, True),
    Role.INFIRMIER: (True, True),
    Role.SECRETARIAT: (False, False),
}


@pytest.mark.parametrize("role", LISENT)
def test_each_category_is_for_who_may_read_it(semaine, connecter, role):
    found = page(connecter(semaine.personnes[role]))
    assert ("Orthodontiste" in found, "s’absente" in found) == LISENT[role]
    assert "Départ : Léa" in found


def test_the_same_role_elsewhere_sees_nothing_of_it(semaine, connecter):
    stranger = factories.creer_personne(
        Role.EDUCATEUR_FAMILIAL, "ailleurs@sorbiers", maison=semaine.sorbiers, enfant=semaine.malo
    )
    found = page(connecter(stranger))
    assert "Malo" in found or "Rien de prévu" in found
    for absent in ("Léa", "Noé", "Hugo", "Orthodontiste"):
        assert absent not in found


def test_school_holidays_stand_above_the_days_they_last(monde, connecter):
    with acting_as_system(raison="test"):
        monde.village.zone_scolaire = "C"
        monde.village.save()
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    during = page(client, "/agenda/?jour=2026-12-23")
    assert during.count("Vacances scolaires : Noël") == 1
    assert during.index("Vacances scolaires : Noël") < during.index('class="agenda-jour')
    assert "Vacances" not in page(client, "/agenda/?jour=2026-12-09")


# --- one child -------------------------------------------------------------------------


def test_a_child_s_agenda_shows_that_child_and_the_house_s_relays(semaine, connecter):
    client = connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    found = page(client, f"{reverse('enfants:agenda_enfant', args=[semaine.lea.pk])}?jour={LUNDI}")
    assert "Orthodontiste" in found
    assert "Hugo arrive" in found
    assert "s’absente" not in found
    assert client.get(reverse("enfants:agenda_enfant", args=[semaine.malo.pk])).status_code == 404


def test_the_fragment_is_the_page_s_own(semaine, connecter):
    client = connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    url = f"{reverse('enfants:agenda_enfant', args=[semaine.lea.pk])}?jour={LUNDI}"
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode().strip()
    assert "Orthodontiste" in fragment
    assert fragment in client.get(url).content.decode()


def test_from_outside_a_hidden_place_gives_neither_house_nor_relay(semaine, connecter):
    factories.creer_mesure(semaine.lea, lieu_secret=True, lieu_secret_pour="Le père")
    referent = semaine.personnes[Role.REFERENT_ASE]
    url = f"{reverse('enfants:agenda_enfant', args=[semaine.lea.pk])}?jour={LUNDI}"
    found = page(connecter(referent), url)
    assert "Départ : Léa" in found
    assert "Hugo" not in found
    assert "Tilleuls" not in found


def test_who_is_let_in_for_two_children_of_a_house_is_not_shown_there_the_hidden_one(semaine, connecter):
    """Noé's place is no secret, Léa's is: her name in his house would tell it."""
    referent = semaine.personnes[Role.REFERENT_ASE]
    factories.accorder(referent, semaine.noe, "lire_identite")
    week, house = f"{LUNDI_AGENDA}&lieu={semaine.tilleuls.pk}", f"/maisons/{semaine.tilleuls.pk}/"
    client = connecter(referent)
    assert "Départ : Léa" in page(client, week)
    assert "Léa" in page(client, house)
    factories.creer_mesure(semaine.lea, lieu_secret=True, lieu_secret_pour="Le père")
    assert "Léa" not in page(client, week)
    assert "Léa" not in page(client, house)
    assert "Noé" in page(client, house)


# --- reading is journalled, and costs the same ----------------------------------------


def test_what_was_shown_is_journalled(semaine, connecter):
    page(connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL]))
    with acting_as_system(raison="test"):
        lecture = EntreeAudit.objects.filter(action="agenda.lecture").latest("id")
        soins = EntreeAudit.objects.filter(action="soins.lecture").latest("id")
    assert set(lecture.enfants) == {semaine.lea.pk, semaine.noe.pk}
    assert soins.enfants == [semaine.lea.pk]


def test_a_week_costs_the_same_with_one_child_and_with_three(semaine, connecter, django_assert_num_queries):
    client = connecter(semaine.personnes[Role.CHEF_DE_SERVICE])
    factories.creer_rendez_vous(semaine.ines, le=quand(LUNDI))
    url = f"{LUNDI_AGENDA}&lieu={semaine.erables.pk}"
    client.get(url)
    with django_assert_num_queries(24):
        client.get(url)
    for prenom in ("Tom", "Zoé"):
        enfant = factories.creer_enfant(semaine.village, prenom, "Petit", maison=semaine.erables)
        factories.creer_rendez_vous(enfant, le=quand(LUNDI))
        factories.creer_absence(enfant, debut=LUNDI, fin=LUNDI + timedelta(days=3))
    with django_assert_num_queries(24):
        client.get(url)


# --- the address a telephone follows ---------------------------------------------------


def suivre(client: Client, **donnees: str) -> str:
    response = client.post("/agenda/telephone/", donnees)
    assert response.status_code == 200
    texte = response.content.decode()
    return "/agenda/" + texte.split('value="http://testserver/agenda/')[1].split('"')[0]


def lire(adresse: str) -> list:
    response = Client().get(adresse)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_a_telephone_reads_hours_and_no_name(semaine, connecter):
    adresse = suivre(connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL]))
    brut = Client().get(adresse).content.decode().replace("\r\n ", "")
    for canari in (
        "Léa", "Noé", "Martin", "Hugo", "Tilleuls", "Collines", "Orthodontiste", "Canari-cabinet", "camp",
        str(semaine.lea.pk), semaine.lea.pk.hex, str(semaine.tilleuls.pk),
    ):  # fmt: skip
        assert canari not in brut
    events = {str(event["SUMMARY"]): event for event in lire(adresse)}
    assert {"Rendez-vous", "Départ pour quelques jours", "Retour", "Départ", "Début d’un relais"} <= set(
        events
    )
    assert events["Rendez-vous"]["DTSTART"].dt == quand(LUNDI + timedelta(days=3)).astimezone(UTC)
    assert events["Anniversaire"]["DTSTART"].dt == LUNDI + timedelta(days=1)
    assert events["Anniversaire"]["DTEND"].dt == LUNDI + timedelta(days=2)


def test_events_keep_their_identifier_and_two_addresses_share_none(semaine, connecter):
    client = connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    first, second = suivre(client), suivre(client)
    uids = [{str(event["UID"]) for event in lire(adresse)} for adresse in (first, first, second)]
    assert uids[0] == uids[1]
    assert len(uids[0]) == len(lire(first))
    assert not uids[0] & uids[2]


def test_only_the_digest_of_the_secret_is_kept(semaine):
    abonnement, jeton = factories.creer_abonnement(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    kept = AbonnementAgenda.objects.values_list().get(pk=abonnement.pk)
    assert jeton not in map(str, kept)
    assert len(jeton) >= 43


def test_a_revoked_address_gives_nothing_and_says_nothing(semaine, connecter):
    client = connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    adresse = suivre(client)
    assert lire(adresse)
    abonnement = AbonnementAgenda.objects.get()
    url = reverse("enfants:revoquer_abonnement", args=[abonnement.pk])
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 302
    revoked, unknown = Client().get(adresse), Client().get("/agenda/inconnu.ics")
    assert (revoked.status_code, unknown.status_code) == (404, 404)
    with acting_as_system(raison="test"):
        assert EntreeAudit.objects.filter(action="agenda.abonnement_revoque").count() == 1


def test_nobody_revokes_or_sees_somebody_else_s_address(semaine, connecter):
    abonnement, _ = factories.creer_abonnement(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    chef = connecter(semaine.personnes[Role.CHEF_DE_SERVICE])
    assert chef.post(reverse("enfants:revoquer_abonnement", args=[abonnement.pk])).status_code == 404
    assert "Aucune adresse" in page(chef, "/agenda/telephone/")
    abonnement.refresh_from_db()
    assert abonnement.revoque_le is None


def test_an_assignment_that_ends_closes_the_address(semaine, connecter):
    educatrice = semaine.personnes[Role.EDUCATEUR_FAMILIAL]
    adresse = suivre(connecter(educatrice))
    assert lire(adresse)
    with acting_as_system(raison="test"):
        for affectation in educatrice.professionnel.affectations.all():
            affectation.fin = AUJOURDHUI - timedelta(days=1)
            affectation.save()
    assert Client().get(adresse).status_code == 404


def test_a_closed_account_closes_its_addresses(semaine):
    educatrice = semaine.personnes[Role.EDUCATEUR_FAMILIAL]
    _, jeton = factories.creer_abonnement(educatrice)
    adresse = reverse("enfants:agenda_ics", args=[jeton])
    assert lire(adresse)
    educatrice.is_active = False
    educatrice.save()
    assert Client().get(adresse).status_code == 404


def test_a_house_s_address_gives_that_house_only(semaine, connecter):
    factories.creer_rendez_vous(semaine.ines, le=quand(LUNDI))
    client = connecter(semaine.personnes[Role.CHEF_DE_SERVICE])
    one, all_of_them = suivre(client, maison=str(semaine.erables.pk)), suivre(client)
    assert sum(str(event["SUMMARY"]) == "Rendez-vous" for event in lire(one)) == 1
    assert sum(str(event["SUMMARY"]) == "Rendez-vous" for event in lire(all_of_them)) == 2


def test_a_house_out_of_reach_is_refused(semaine, connecter):
    client = connecter(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    response = client.post("/agenda/telephone/", {"maison": str(semaine.sorbiers.pk)})
    assert response.status_code == 422
    assert "pas à votre portée" in response.content.decode()
    assert not AbonnementAgenda.objects.exists()


def test_a_sixth_address_is_refused_with_what_to_do(semaine, connecter):
    educatrice = semaine.personnes[Role.EDUCATEUR_FAMILIAL]
    for _ in range(MAXIMUM):
        factories.creer_abonnement(educatrice)
    response = connecter(educatrice).post("/agenda/telephone/")
    assert response.status_code == 422
    assert "Supprimez celle qui ne sert plus" in response.content.decode()
    assert AbonnementAgenda.objects.count() == MAXIMUM


def test_a_telephone_that_asks_every_hour_is_journalled_once_a_day(semaine):
    abonnement, jeton = factories.creer_abonnement(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    adresse = reverse("enfants:agenda_ics", args=[jeton])
    for _ in range(3):
        lire(adresse)
    AbonnementAgenda.objects.filter(pk=abonnement.pk).update(lu_le=AUJOURDHUI - timedelta(days=1))
    lire(adresse)
    with acting_as_system(raison="test"):
        entries = list(EntreeAudit.objects.filter(action="agenda.abonnement_lu").order_by("id"))
    assert len(entries) == 2
    assert set(entries[0].enfants) == {semaine.lea.pk, semaine.noe.pk}


def test_who_reaches_no_child_makes_no_address(semaine, connecter):
    client = connecter(semaine.personnes[Role.DPO])
    assert client.post("/agenda/telephone/").status_code == 403
    assert not AbonnementAgenda.objects.exists()


def test_the_service_asks_again(semaine):
    educatrice = semaine.personnes[Role.EDUCATEUR_FAMILIAL]
    with acting_as(educatrice), pytest.raises(Exception, match="portée"):
        abonner(acteur=educatrice, maison=semaine.sorbiers)


def test_monday_begins_the_week():
    assert [lundi(date(2026, 11, 30) + timedelta(days=rank)) for rank in (0, 6, 7)] == [
        date(2026, 11, 30),
        date(2026, 11, 30),
        date(2026, 12, 7),
    ]


def test_the_session_is_not_needed_and_not_given(semaine):
    _, jeton = factories.creer_abonnement(semaine.personnes[Role.EDUCATEUR_FAMILIAL])
    client = Client()
    client.get(reverse("enfants:agenda_ics", args=[jeton]))
    assert not client.cookies
    ouvrir_session(client, semaine.personnes[Role.DPO])
    assert client.get(reverse("enfants:agenda_ics", args=[jeton])).status_code == 200
