"""Meetings: said in two touches, told, planned, cancelled, moved; never against a forbidden contact."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from enfants.models import Absence
from fratries.models import MembreFratrie, Rencontre
from fratries.selectors.rencontres import rencontres_entre
from fratries.services import rencontres as services
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

#: Writes the family; or reads it, and writes the child's evenings.
DISENT = {
    r
    for r in Role
    if permet(r, Action.ECRIRE, Categorie.FAMILLE)
    or (permet(r, Action.LIRE, Categorie.FAMILLE) and permet(r, Action.ECRIRE, Categorie.JOURNAL))
}


def dans(jours: int):
    return aujourdhui() + timedelta(days=jours)


@pytest.fixture
def mere(monde):
    return factories.creer_proche(monde.lea, monde.noe, prenom="Nadia", nom="Carpentier")


@pytest.fixture
def educatrice(monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def chef(monde):
    return monde.personnes[Role.CHEF_DE_SERVICE]


def rencontres(enfant) -> list[Rencontre]:
    with acting_as_system(raison="test"):
        return list(Rencontre.objects.filter(enfant=enfant).order_by("id"))


def absences(enfant) -> list[Absence]:
    with acting_as_system(raison="test"):
        return list(Absence.objects.filter(enfant=enfant))


def dire(client, droit, issue: str, jour=None):
    adresse = reverse("fratries:occurrence", args=[droit.pk])
    return client.post(adresse, {"issue": issue, "jour": (jour or aujourdhui()).isoformat()})


# --- two touches --------------------------------------------------------------------------


def test_it_took_place_in_two_touches_from_the_house(monde, mere, educatrice):
    droit = factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui())
    client = client_de(educatrice)
    house = client.get("/ma-maison/").content.decode()
    address = f"{reverse('fratries:occurrence', args=[droit.pk])}?jour={aujourdhui().isoformat()}"
    assert address in house
    assert reverse("fratries:visites_maison", args=[monde.tilleuls.pk]) in house
    page = client.get(address).content.decode()
    assert "A eu lieu" in page
    said = dire(client, droit, "tenue")
    [found] = rencontres(monde.lea)
    assert said.url == reverse("fratries:raconter_rencontre", args=[found.pk])
    assert (found.etat, found.prevue_le, found.proches) == ("tenue", aujourdhui(), [mere.pk])
    assert address not in client.get("/ma-maison/").content.decode()
    with acting_as_system(raison="test"):
        assert EntreeAudit.objects.filter(action="rencontres.tenue", enfants=[monde.lea.pk]).count() == 1


@pytest.mark.parametrize("role", list(Role))
def test_who_may_say_what_came_of_it(monde, mere, role):
    droit = factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui())
    status = dire(client_de(monde.personnes[role]), droit, "manquee").status_code
    assert (status == 302) == (role in DISENT)
    assert [r.etat for r in rencontres(monde.lea)] == (["manquee"] if role in DISENT else [])


def test_the_same_role_in_another_house_or_village_says_nothing(monde, mere):
    droit = factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui())
    for maison, enfant in ((monde.erables, monde.ines), (monde.sorbiers, monde.malo)):
        voisin = factories.creer_personne(
            Role.EDUCATEUR_FAMILIAL, f"voisin@{maison.pk}", maison=maison, enfant=enfant
        )
        client = client_de(voisin)
        assert dire(client, droit, "tenue").status_code == 404
        adresse = reverse("fratries:visites_maison", args=[monde.tilleuls.pk])
        assert client.get(adresse).status_code == 404
    assert rencontres(monde.lea) == []


def test_said_twice_it_is_one_meeting_and_the_other_word_corrects(monde, mere, educatrice, chef):
    droit = factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui())
    un, autre = client_de(educatrice), client_de(chef)
    for client in (un, un, autre):
        assert dire(client, droit, "tenue").status_code == 302
    [found] = rencontres(monde.lea)
    assert found.revision == 2
    dire(autre, droit, "manquee")
    [found] = rencontres(monde.lea)
    assert found.etat == "manquee"
    with acting_as_system(raison="test"):
        assert list(found.versions.order_by("history_date").values_list("etat", flat=True)) == [
            "prevue", "tenue", "manquee",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("suspendu", "jour", "phrase"),
    [(None, 7, "pas encore eu lieu"), (None, 1, "ne prévoit rien ce jour-là"), ("juge", 0, "Suspendu")],
)
def test_what_cannot_be_said_is_refused_and_leaves_nothing(monde, educatrice, suspendu, jour, phrase):
    since = {"suspendu_du": aujourdhui(), "suspendu_par": suspendu} if suspendu else {}
    mere = factories.creer_proche(monde.lea)
    droit = factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui(), **since)
    page = dire(client_de(educatrice), droit, "tenue", dans(jour))
    assert page.status_code == 422
    assert phrase in page.content.decode()
    assert rencontres(monde.lea) == []


def test_another_word_than_those_offered_makes_nothing(monde, mere, educatrice):
    droit = factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui())
    client = client_de(educatrice)
    assert dire(client, droit, "inventee").status_code == 404
    assert rencontres(monde.lea) == []
    assert dire(client, droit, "annuler").status_code == 302
    assert [r.etat for r in rencontres(monde.lea)] == ["prevue"]


# --- nights away --------------------------------------------------------------------------


def test_a_night_away_that_took_place_is_an_absence_once(monde, mere, educatrice):
    droit = factories.creer_droit_visite(monde.lea, mere, genre="hebergement", nuits=2, debut=aujourdhui())
    client = client_de(educatrice)
    for _ in range(2):
        dire(client, droit, "tenue")
    [absence] = absences(monde.lea)
    assert (absence.nature, absence.debut, absence.fin) == ("hebergement", dans(0), dans(2))


def test_an_absence_noted_before_is_kept_as_it_is(monde, mere, educatrice):
    factories.creer_absence(monde.lea, debut=dans(0), fin=dans(2))
    droit = factories.creer_droit_visite(monde.lea, mere, genre="hebergement", nuits=2, debut=aujourdhui())
    assert dire(client_de(educatrice), droit, "tenue").status_code == 302
    assert len(absences(monde.lea)) == 1


def test_nights_away_never_contradict_another_absence(monde, mere, educatrice):
    with acting_as_system(raison="test"):
        Absence(enfant=monde.lea, nature="hospitalisation", debut=dans(-1), fin=dans(3)).save()
    droit = factories.creer_droit_visite(monde.lea, mere, genre="hebergement", nuits=2, debut=aujourdhui())
    page = dire(client_de(educatrice), droit, "tenue")
    assert page.status_code == 422
    assert "hospitalisation" in page.content.decode()
    assert rencontres(monde.lea) == []
    assert len(absences(monde.lea)) == 1


# --- told ---------------------------------------------------------------------------------


def test_it_is_told_and_its_words_are_sealed(monde, mere, educatrice):
    rencontre = factories.creer_rencontre(monde.lea, mere, etat="tenue")
    client = client_de(educatrice)
    sent = {"recit": "Recit-canari", "parole": "« Parole-canari »", "revision": "1"}
    assert saisir(client, "fratries:raconter_rencontre", rencontre.pk, **sent).status_code == 302
    page = client.get(reverse("fratries:rencontre", args=[rencontre.pk])).content.decode()
    assert "Recit-canari" in page
    assert "Parole-canari" in page
    with acting_as_system(raison="test"), connection.cursor() as cursor:
        for table in ("fratries_rencontre", "fratries_historicalrencontre"):
            cursor.execute(f"SELECT string_agg(t::text, '') FROM {table} t")
            [(rows,)] = cursor.fetchall()
            assert str(rencontre.pk) in rows
            assert b"canari".hex() not in rows


def test_only_who_writes_the_family_writes_the_analysis(monde, mere, educatrice, chef):
    rencontre = factories.creer_rencontre(monde.lea, mere, etat="tenue", mediatisee=True, tiers="Mme Sorel")
    adresse = reverse("fratries:raconter_rencontre", args=[rencontre.pk])
    assert 'name="analyse"' in client_de(chef).get(adresse).content.decode()
    client = client_de(educatrice)
    assert 'name="analyse"' not in client.get(adresse).content.decode()
    saisir(
        client, "fratries:raconter_rencontre", rencontre.pk, analyse="Glissée", mediatisee="on", revision="1"
    )
    with acting_as_system(raison="test"):
        assert rencontres(monde.lea)[0].analyse == ""


def test_a_stale_story_shows_both_and_loses_neither(monde, mere, educatrice, chef):
    rencontre = factories.creer_rencontre(monde.lea, mere, etat="tenue")
    un, autre = client_de(educatrice), client_de(chef)
    adresse = reverse("fratries:raconter_rencontre", args=[rencontre.pk])
    envoi = envoi_de(un.get(adresse))
    saisir(autre, "fratries:raconter_rencontre", rencontre.pk, recit="Version du chef", revision="1")
    page = un.post(adresse, {"envoi": envoi, "recit": "Ma version", "revision": "1"})
    assert page.status_code == 422
    assert "Version du chef" in page.content.decode()
    assert "Ma version" in page.content.decode()
    with acting_as_system(raison="test"):
        assert rencontres(monde.lea)[0].recit == "Version du chef"
        assert rencontres(monde.lea)[0].versions.count() == 2


def test_the_analysis_of_a_mediated_visit_is_transmitted_once_it_is_written(monde, mere, chef):
    rencontre = factories.creer_rencontre(
        monde.lea, mere, etat="tenue", mediatisee=True, tiers="Mme Sorel", jour=dans(-3)
    )
    client = client_de(chef)
    sent = {"le": dans(-1).isoformat(), "a": "ASE, Mme Aubert", "revision": "1"}
    refused = saisir(client, "fratries:transmettre_analyse", rencontre.pk, **sent)
    assert "Écrivez d’abord" in refused.content.decode()
    saisir(
        client, "fratries:raconter_rencontre", rencontre.pk, analyse="Apaisée.", mediatisee="on",
        tiers="Mme Sorel", revision="1",
    )  # fmt: skip
    early = {**sent, "revision": "2", "le": dans(-5).isoformat()}
    assert (
        "avant la visite"
        in saisir(client, "fratries:transmettre_analyse", rencontre.pk, **early).content.decode()
    )
    sent["revision"] = "2"
    assert saisir(client, "fratries:transmettre_analyse", rencontre.pk, **sent).status_code == 302
    with acting_as_system(raison="test"):
        [found] = rencontres(monde.lea)
        assert (found.transmise_le, found.transmise_a) == (dans(-1), "ASE, Mme Aubert")


# --- planned, cancelled, moved ------------------------------------------------------------


def champs(*avec: str, **autres: object) -> dict[str, object]:
    return {"avec": list(avec), "genre": "visite", "jour": dans(3).isoformat(), **autres}


def test_a_forbidden_contact_is_never_planned(monde, mere, chef):
    factories.creer_contact(monde.lea, mere)
    page = saisir(client_de(chef), "fratries:nouvelle_rencontre", monde.lea.pk, **champs(f"proche-{mere.pk}"))
    assert page.status_code == 422
    assert "Ce contact est interdit à cette date" in page.content.decode()
    assert rencontres(monde.lea) == []


def test_a_forbidden_contact_that_happened_is_told_after_a_warning(monde, mere, educatrice):
    factories.creer_contact(monde.lea, mere)
    client = client_de(educatrice)
    sent = champs(f"proche-{mere.pk}", jour=aujourdhui().isoformat())
    page = saisir(client, "fratries:nouvelle_rencontre", monde.lea.pk, **sent)
    assert page.status_code == 422
    assert "prévenez l’astreinte" in page.content.decode()
    assert rencontres(monde.lea) == []
    told = saisir(client, "fratries:nouvelle_rencontre", monde.lea.pk, confirme="on", **sent)
    assert told.status_code == 302
    assert [r.etat for r in rencontres(monde.lea)] == ["tenue"]


def test_a_meeting_planned_then_forbidden_says_it_will_not_take_place(monde, mere, educatrice):
    rencontre = factories.creer_rencontre(monde.lea, mere, jour=dans(2))
    client = client_de(educatrice)
    adresse = reverse("fratries:rencontre", args=[rencontre.pk])
    assert "maintenant interdit" not in client.get(adresse).content.decode()
    factories.creer_contact(monde.lea, mere)
    assert "maintenant interdit" in client.get(adresse).content.decode()


def test_who_does_not_write_the_family_plans_nothing(monde, mere, educatrice):
    page = saisir(
        client_de(educatrice), "fratries:nouvelle_rencontre", monde.lea.pk, **champs(f"proche-{mere.pk}")
    )
    assert page.status_code == 422
    assert "pour en prévoir une" in page.content.decode()
    with acting_as(educatrice), pytest.raises(PermissionDenied):
        services.prevoir_rencontres(
            acteur=educatrice,
            rencontres=[Rencontre(enfant=monde.lea, genre="visite", proches=[mere.pk], jour=dans(3))],
        )
    assert rencontres(monde.lea) == []


def test_a_double_submit_plans_one_meeting_per_child(monde, mere, chef):
    client = client_de(chef)
    adresse = reverse("fratries:nouvelle_rencontre", args=[monde.lea.pk])
    sent = champs(f"proche-{mere.pk}", autres=[str(monde.noe.pk)], envoi=envoi_de(client.get(adresse)))
    assert [client.post(adresse, sent).status_code for _ in range(2)] == [302, 302]
    assert [len(rencontres(e)) for e in (monde.lea, monde.noe)] == [1, 1]


def test_siblings_who_meet_each_have_it_in_their_own_file(monde, chef):
    with acting_as_system(raison="test"):
        lea = MembreFratrie.objects.get(enfant=monde.lea)
        noe = MembreFratrie.objects.get(enfant=monde.noe)
    sent = champs(f"membre-{noe.pk}", jour=aujourdhui().isoformat(), recit="Recit-canari")
    assert saisir(client_de(chef), "fratries:nouvelle_rencontre", monde.lea.pk, **sent).status_code == 302
    assert [r.membres for r in rencontres(monde.lea)] == [[noe.pk]]
    assert [r.membres for r in rencontres(monde.noe)] == [[lea.pk]]


@pytest.mark.parametrize(
    ("autres", "phrase"),
    [
        ({"avec": []}, "Choisissez au moins une personne"),
        ({"heure_debut": "15:00", "heure_fin": "14:00"}, "La fin vient avant le début"),
        ({"jour": "2999-01-01"}, "trop lointaine"),
    ],
)
def test_a_wrong_meeting_is_refused_and_what_was_typed_is_kept(monde, mere, chef, autres, phrase):
    sent = champs(f"proche-{mere.pk}", accompagnement="Claire au volant") | autres
    page = saisir(client_de(chef), "fratries:nouvelle_rencontre", monde.lea.pk, **sent)
    assert page.status_code == 422
    assert phrase in page.content.decode()
    assert "Claire au volant" in page.content.decode()


def test_cancelled_says_because_of_whom_and_a_second_sending_changes_nothing(monde, mere, educatrice):
    rencontre = factories.creer_rencontre(monde.lea, mere, jour=dans(2))
    client = client_de(educatrice)
    adresse = reverse("fratries:annuler_rencontre", args=[rencontre.pk])
    sent = {"envoi": envoi_de(client.get(adresse)), "du_fait_de": "proche", "motif": "Elle est malade."}
    assert [client.post(adresse, sent).status_code for _ in range(2)] == [302, 302]
    [found] = rencontres(monde.lea)
    assert (found.etat, found.du_fait_de, found.revision) == ("annulee", "proche", 2)
    page = client.get(reverse("fratries:visites", args=[monde.lea.pk])).content.decode()
    assert "la personne attendue" in page


def test_moved_keeps_both_days(monde, mere, chef):
    droit = factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui())
    client = client_de(chef)
    opened = dire(client, droit, "deplacer", dans(7))
    former = rencontres(monde.lea)[0]
    assert opened.url == reverse("fratries:deplacer_rencontre", args=[former.pk])
    sent = {"jour": dans(9).isoformat(), "heure": "10:00", "motif": "Grève des trains."}
    adresse = opened.url
    sent["envoi"] = str(envoi_de(client.get(adresse)))
    assert [client.post(adresse, sent).status_code for _ in range(2)] == [302, 302]
    former, moved = rencontres(monde.lea)
    assert (former.etat, moved.etat, moved.remplace_id) == ("deplacee", "prevue", former.pk)
    with acting_as(chef):
        days = [
            v.jour for v in rencontres_entre(chef, [monde.lea.pk], dans(1), dans(13)) if v.etat == "prevue"
        ]
    assert days == [dans(9)]


# --- the database -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "champs",
    [
        {"proches": []},
        {"etat": "prevue", "du_fait_de": "enfant"},
        {"nuits": 1},
        {"transmise_le": aujourdhui()},
        {"prevue_le": aujourdhui()},
    ],
)
def test_the_database_refuses_what_does_not_hold(monde, mere, champs):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.creer_rencontre(monde.lea, mere, **champs)


def test_the_database_refuses_a_day_told_twice_and_strangers(monde, mere):
    droit = factories.creer_droit_visite(monde.lea, mere)
    factories.creer_rencontre(monde.lea, mere, droit=droit, prevue_le=aujourdhui())
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.creer_rencontre(monde.lea, mere, droit=droit, prevue_le=aujourdhui())
    with acting_as_system(raison="test"):
        malo = MembreFratrie.objects.get(enfant=monde.malo)
    for enfant, stranger in (
        (monde.ines, {"proches": [mere.pk]}),
        (monde.lea, {"proches": [], "membres": [malo.pk]}),
        (monde.noe, {"droit": droit, "prevue_le": dans(1), "proches": [mere.pk]}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.creer_rencontre(enfant, **stranger)
    with acting_as_system(raison="test"), connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("UPDATE fratries_rencontre SET enfant_id = %s", [monde.noe.pk])
        assert [r.proches for r in rencontres(monde.lea)] == [[mere.pk]]


@pytest.mark.parametrize("combien", [1, 3])
def test_the_list_costs_the_same_with_one_or_three_children(
    monde, educatrice, combien, django_assert_num_queries
):
    for enfant in [monde.lea, monde.noe, monde.ines][:combien]:
        proche = factories.creer_proche(enfant)
        factories.creer_droit_visite(enfant, proche)
        factories.creer_rencontre(enfant, proche, jour=dans(1), heure_debut=time(9))
    direction = monde.personnes[Role.DIRECTEUR]
    enfants = [monde.lea.pk, monde.noe.pk, monde.ines.pk]
    with acting_as(direction):
        rencontres_entre(direction, [], dans(0), dans(1))
        with django_assert_num_queries(REQUETES):
            assert len(rencontres_entre(direction, enfants, dans(-7), dans(7))) == 4 * combien


REQUETES = 10
