"""Visiting rights: who writes them, the calendar they make, and why they give nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from enfants.enums import NatureMesure
from fratries.enums import Contact
from fratries.models import DroitVisite, Rencontre
from fratries.selectors.rencontres import rencontres_entre
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.FAMILLE)}
LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.FAMILLE)} - {Role.REFERENT_ASE}


def dans(jours: int):
    return aujourdhui() + timedelta(days=jours)


@pytest.fixture
def mere(monde):
    return factories.creer_proche(monde.lea, monde.noe, prenom="Nadia", nom="Carpentier")


@pytest.fixture
def educatrice(monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


def champs(proche, **autres: str) -> dict[str, object]:
    return {
        "proche": str(proche.pk),
        "genre": "visite",
        "frequence": "semaines",
        "jour": str(aujourdhui().weekday()),
        "toutes_les": "2",
        "heure_debut": "14:00",
        "heure_fin": "17:00",
        "debut": aujourdhui().isoformat(),
        "decide_par": "juge",
        "decide_le": aujourdhui().isoformat(),
        "reference": "Jugement-canari",
        "lieu": "Espace-canari",
        "revision": "1",
        **autres,
    }


def droits(enfant) -> list[DroitVisite]:
    with acting_as_system(raison="test"):
        return list(DroitVisite.objects.filter(enfant=enfant).order_by("id"))


def lieu(enfant) -> str:
    with acting_as_system(raison="test"):
        return DroitVisite.objects.get(enfant=enfant).lieu


def prevues(user, enfant, debut=0, fin=28) -> list:
    with acting_as(user):
        return rencontres_entre(user, [enfant.pk], dans(debut), dans(fin))


@pytest.mark.parametrize("role", list(Role))
def test_a_right_is_recorded_by_those_who_write_the_family(monde, mere, role):
    response = saisir(
        client_de(monde.personnes[role]), "fratries:nouveau_droit", monde.lea.pk, **champs(mere)
    )
    assert response.status_code == (
        302 if role in ECRIVENT else (404 if role in LISENT else response.status_code)
    )
    assert len(droits(monde.lea)) == (1 if role in ECRIVENT else 0)


@pytest.mark.parametrize("role", list(Role))
def test_the_calendar_is_read_by_those_who_read_the_family(monde, mere, role):
    factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui())
    page = client_de(monde.personnes[role]).get(reverse("fratries:visites", args=[monde.lea.pk]))
    assert ("Carpentier" in page.content.decode()) == (role in LISENT)


def test_the_same_role_in_another_house_or_village_reads_nothing(monde, mere):
    factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui())
    for maison, enfant in ((monde.erables, monde.ines), (monde.sorbiers, monde.malo)):
        voisin = factories.creer_personne(
            Role.EDUCATEUR_FAMILIAL, f"voisin@{maison.pk}", maison=maison, enfant=enfant
        )
        assert prevues(voisin, monde.lea) == []
        page = client_de(voisin).get(reverse("fratries:visites", args=[monde.lea.pk]))
        assert page.status_code == 404
    assert len(prevues(monde.personnes[Role.EDUCATEUR_FAMILIAL], monde.lea)) == 5


def test_one_decision_gives_the_same_right_to_siblings_once(monde, mere):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    adresse = reverse("fratries:nouveau_droit", args=[monde.lea.pk])
    sent = champs(mere, envoi=envoi_de(client.get(adresse)), autres=[str(monde.noe.pk)])
    assert [client.post(adresse, sent).status_code for _ in range(2)] == [302, 302]
    assert [len(droits(e)) for e in (monde.lea, monde.noe, monde.ines)] == [1, 1, 0]
    with acting_as_system(raison="test"):
        entry = EntreeAudit.objects.get(action="visites.droit")
        assert set(entry.enfants) == {monde.lea.pk, monde.noe.pk}
        assert "canari" not in str(entry.__dict__)


@pytest.mark.parametrize("table", ["fratries_droitvisite", "fratries_historicaldroitvisite"])
def test_place_and_reference_are_sealed(monde, mere, table):
    saisir(
        client_de(monde.personnes[Role.CHEF_DE_SERVICE]),
        "fratries:nouveau_droit",
        monde.lea.pk,
        **champs(mere),
    )
    with acting_as_system(raison="test"), connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {table} t")
        [row] = [row[0] for row in cursor.fetchall()]
        assert b"canari".hex() not in row
        assert droits(monde.lea)[0].lieu == "Espace-canari"


@pytest.mark.parametrize(
    ("autres", "phrase"),
    [
        ({"proche": ""}, "Choisissez la personne"),
        ({"jour": ""}, "Choisissez le jour de la semaine"),
        ({"frequence": "mois"}, "Choisissez au moins un jour du mois"),
        ({"frequence": "accord"}, "Dites en quelques mots"),
        ({"genre": "hebergement"}, "Indiquez le nombre de nuits"),
        ({"mediatisee": "on"}, "Nommez le tiers"),
        ({"heure_fin": "13:00"}, "La fin vient avant le début"),
        ({"fin": "2020-01-01"}, "La fin vient avant le début"),
    ],
)
def test_a_wrong_right_is_refused_and_what_was_typed_is_kept(monde, mere, autres, phrase):
    response = saisir(
        client_de(monde.personnes[Role.CHEF_DE_SERVICE]),
        "fratries:nouveau_droit",
        monde.lea.pk,
        **champs(mere) | autres,
    )
    assert response.status_code == 422
    text = response.content.decode().replace("\xa0", " ")
    assert phrase in text
    assert "Jugement-canari" in text
    assert droits(monde.lea) == []


def test_a_right_against_a_forbidden_contact_is_refused(monde, mere):
    factories.creer_contact(monde.lea, mere)
    response = saisir(
        client_de(monde.personnes[Role.CHEF_DE_SERVICE]),
        "fratries:nouveau_droit",
        monde.lea.pk,
        **champs(mere),
    )
    assert response.status_code == 422
    assert "Ce contact est interdit à cette date" in response.content.decode()
    assert droits(monde.lea) == []


def test_a_contact_with_a_third_party_asks_for_one(monde, mere):
    factories.creer_contact(
        monde.lea, mere, appeler=Contact.NON_PRECISE, visiter=Contact.ACCOMPAGNE, chercher=Contact.NON_PRECISE
    )
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    refused = saisir(client, "fratries:nouveau_droit", monde.lea.pk, **champs(mere))
    assert "demande la présence d’un tiers" in refused.content.decode()
    sent = champs(mere, mediatisee="on", tiers="Mme Sorel, TISF")
    assert saisir(client, "fratries:nouveau_droit", monde.lea.pk, **sent).status_code == 302


# --- the calendar -------------------------------------------------------------------------


def test_a_right_makes_its_days_and_nothing_is_stored(monde, mere, educatrice):
    factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui(), toutes_les=2)
    assert [v.jour for v in prevues(educatrice, monde.lea)] == [dans(0), dans(14), dans(28)]
    with acting_as_system(raison="test"):
        assert not Rencontre.objects.exists()


def test_a_suspended_right_gives_nothing_and_the_page_says_why(monde, mere, educatrice):
    droit = factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui())
    assert len(prevues(educatrice, monde.lea)) == 5
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    sent = {
        "du": dans(7).isoformat(),
        "au": dans(20).isoformat(),
        "par": "loi",
        "motif": "Poursuites.",
        "revision": 1,
    }
    assert saisir(client, "fratries:suspendre_droit", droit.pk, **sent).status_code == 302
    assert [v.jour for v in prevues(educatrice, monde.lea)] == [dans(0), dans(21), dans(28)]
    sent = {"du": aujourdhui().isoformat(), "par": "juge", "motif": "Ordonnance.", "revision": 2}
    assert saisir(client, "fratries:suspendre_droit", droit.pk, **sent).status_code == 302
    assert prevues(educatrice, monde.lea) == []
    page = client.get(reverse("fratries:visites", args=[monde.lea.pk])).content.decode()
    assert "Suspendu depuis le" in page
    assert "juge des enfants" in page
    assert (
        saisir(client, "fratries:reprendre_droit", droit.pk, le=dans(14).isoformat(), revision=3).status_code
        == 302
    )
    assert [v.jour for v in prevues(educatrice, monde.lea)] == [dans(14), dans(21), dans(28)]


def test_the_law_suspends_the_visits_of_a_parent_whose_authority_is_suspended(monde, mere, educatrice):
    factories.creer_autorite(monde.lea, mere, etat="suspendue", debut=dans(7), fin=dans(20))
    droit = factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui())
    autre = factories.creer_proche(monde.lea, prenom="Karim")
    factories.creer_droit_visite(monde.lea, autre, debut=dans(7), fin=dans(7))
    assert [v.jour for v in prevues(educatrice, monde.lea)] == [dans(0), dans(7), dans(21), dans(28)]
    page = client_de(educatrice).get(
        reverse("fratries:occurrence", args=[droit.pk]), {"jour": dans(14).isoformat()}
    )
    assert "article 378-2" in page.content.decode()


@pytest.mark.parametrize(
    ("decision", "tient"),
    [(("juge", -30), False), (("juge", -10), True), (("juge", None), False), (("ase", -1), False)],
)
def test_what_the_judge_decided_since_the_suspension_stands(monde, mere, educatrice, decision, tient):
    decide_par, decide_le = decision
    factories.creer_autorite(monde.lea, mere, etat="suspendue", debut=dans(-10))
    decided = dans(decide_le) if decide_le is not None else None
    factories.creer_droit_visite(monde.lea, mere, debut=dans(-14), decide_par=decide_par, decide_le=decided)
    assert bool(prevues(educatrice, monde.lea)) == tient


@pytest.mark.parametrize("ecart", [-1, 0, 7])
def test_a_measure_over_gives_nothing_from_the_day_after(monde, mere, educatrice, ecart):
    factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui())
    factories.creer_mesure(monde.lea, NatureMesure.AE_ASE, fin=dans(ecart))
    found = [v.jour for v in prevues(educatrice, monde.lea)]
    assert found == [dans(n) for n in (0, 7) if n <= ecart]


def test_of_age_nothing_is_planned_for_them_any_more(monde, educatrice):
    born = aujourdhui().replace(year=aujourdhui().year - 18) + timedelta(days=10)
    jeune = factories.creer_enfant(monde.village, "Ana", "Roy", naissance=born, maison=monde.tilleuls)
    mere = factories.creer_proche(jeune)
    factories.creer_droit_visite(jeune, mere, debut=aujourdhui())
    assert [v.jour for v in prevues(educatrice, jeune)] == [dans(0), dans(7)]


def test_a_contact_forbidden_later_takes_its_days_away(monde, mere, educatrice):
    droit = factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui())
    factories.creer_contact(monde.lea, mere, debut=dans(7))
    assert [v.jour for v in prevues(educatrice, monde.lea)] == [dans(0)]
    page = client_de(educatrice).get(
        reverse("fratries:occurrence", args=[droit.pk]), {"jour": dans(7).isoformat()}
    )
    assert "Ce contact est interdit à cette date" in page.content.decode()


def test_the_calendar_never_holds_a_place(monde, mere, educatrice):
    factories.creer_droit_visite(monde.lea, mere, debut=aujourdhui(), lieu="Lieu-canari")
    factories.creer_rencontre(monde.lea, mere, jour=dans(2), lieu="Lieu-canari")
    found = prevues(educatrice, monde.lea)
    assert len(found) == 6
    assert not any("canari" in f"{v.titre} {v.horaire} {v.avec}" for v in found)
    page = client_de(educatrice).get(reverse("fratries:visites_maison", args=[monde.tilleuls.pk]))
    assert "Carpentier" in page.content.decode()
    assert "Lieu-canari" not in page.content.decode()


def test_a_tie_is_not_taken_back_while_a_right_stands(monde, mere):
    droit = factories.creer_droit_visite(monde.lea, mere)
    lien = factories.lien_entre(mere, monde.lea)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    refused = saisir(client, "fratries:retirer_lien", lien.pk, confirme="on")
    assert "fin à ses droits de visite" in refused.content.decode()
    with acting_as_system(raison="test"):
        droit.fin = dans(-1)
        droit.save()
    assert saisir(client, "fratries:retirer_lien", lien.pk, confirme="on").status_code == 302


# --- two people at once -------------------------------------------------------------------


def test_a_stale_right_shows_both_versions_and_keeps_what_was_typed(monde, mere):
    droit = factories.creer_droit_visite(monde.lea, mere)
    un, autre = (client_de(monde.personnes[r]) for r in (Role.CHEF_DE_SERVICE, Role.PSYCHOLOGUE))
    adresse = reverse("fratries:modifier_droit", args=[droit.pk])
    envoi = envoi_de(un.get(adresse))
    saisir(autre, "fratries:modifier_droit", droit.pk, **champs(mere, lieu="Chez la tante"))
    page = un.post(adresse, champs(mere, envoi=envoi, lieu="À la médiathèque"))
    assert page.status_code == 422
    text = page.content.decode()
    assert "Chez la tante" in text
    assert "À la médiathèque" in text
    assert lieu(monde.lea) == "Chez la tante"
    again = un.post(adresse, champs(mere, envoi=envoi, lieu="À la médiathèque", revision="2"))
    assert again.status_code == 302
    assert (lieu(monde.lea), droits(monde.lea)[0].revision) == ("À la médiathèque", 3)


def test_a_suspension_typed_on_a_former_state_shows_the_other_one(monde, mere):
    droit = factories.creer_droit_visite(monde.lea, mere)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    first = {"du": dans(1).isoformat(), "par": "juge", "motif": "Ordonnance première.", "revision": 1}
    assert saisir(client, "fratries:suspendre_droit", droit.pk, **first).status_code == 302
    again = {**first, "par": "ase", "motif": "La mienne."}
    page = saisir(client, "fratries:suspendre_droit", droit.pk, **again)
    assert page.status_code == 422
    assert "Ordonnance première." in page.content.decode()
    assert "La mienne." in page.content.decode()


# --- the database -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "autres",
    [
        {"fin": aujourdhui() - timedelta(days=400)},
        {"jour": None},
        {"frequence": "mois", "rangs": []},
        {"frequence": "mois", "rangs": [7]},
        {"suspendu_du": aujourdhui()},
        {"suspendu_par": "juge"},
        {"nuits": 2},
    ],
)
def test_the_database_refuses_what_does_not_hold(monde, mere, autres):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.creer_droit_visite(monde.lea, mere, **autres)


def test_the_database_refuses_a_right_of_somebody_not_tied_to_the_child(monde, mere):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.creer_droit_visite(monde.ines, mere)
    factories.creer_droit_visite(monde.lea, mere)
    with acting_as_system(raison="test"), connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("UPDATE fratries_droitvisite SET enfant_id = %s", [monde.noe.pk])
        assert len(droits(monde.lea)) == 1


def test_the_wall_hides_the_rights_of_children_out_of_reach(monde, mere):
    droit = factories.creer_droit_visite(monde.lea, mere)
    voisin = factories.creer_personne(
        Role.CHEF_DE_SERVICE, "chef@riviere", maison=monde.sorbiers, enfant=monde.malo
    )
    with acting_as(voisin):
        assert not DroitVisite.objects.filter(pk=droit.pk).exists()
    with acting_as(monde.personnes[Role.CHEF_DE_SERVICE]):
        assert DroitVisite.objects.filter(pk=droit.pk).exists()


@pytest.mark.parametrize("combien", [1, 3])
def test_the_page_costs_the_same_with_one_or_three_rights(
    monde, educatrice, combien, django_assert_num_queries
):
    for n in range(combien):
        proche = factories.creer_proche(monde.lea, prenom=f"P{n}")
        factories.creer_droit_visite(monde.lea, proche)
        factories.creer_rencontre(monde.lea, proche, etat="tenue", jour=dans(-n))
    client = client_de(educatrice)
    client.get("/ma-maison/")
    with django_assert_num_queries(REQUETES):
        client.get(reverse("fratries:visites", args=[monde.lea.pk]))


REQUETES = 32
