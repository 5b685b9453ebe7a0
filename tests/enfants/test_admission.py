"""Receiving a child, moving, leaving, nights away: who may, what is refused, what is disclosed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from enfants.models import Absence, Enfant, Sejour
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

TIENNENT_LES_DOSSIERS = {r for r in Role if permet(r, Action.ECRIRE, Categorie.IDENTITE)}
ECRIVENT_LE_JOURNAL = {r for r in Role if permet(r, Action.ECRIRE, Categorie.JOURNAL)}


def _arrivant(monde, **changes: object) -> dict[str, object]:
    return {
        "prenom": "Éloïse", "nom": "O’Brien", "date_naissance": "2016-02-29", "sexe": "fille",
        "maison": monde.tilleuls.pk, "debut": aujourdhui().isoformat(),
    } | changes  # fmt: skip


def _nommes(prenom: str) -> list[Enfant]:
    with acting_as_system(raison="test"):
        return [e for e in Enfant.objects.all() if e.prenom == prenom]


@pytest.mark.parametrize("role", list(Role))
def test_a_child_is_received_by_those_who_keep_the_files(monde, role):
    response = saisir(client_de(monde.personnes[role]), "enfants:accueillir", **_arrivant(monde))
    allowed = role in TIENNENT_LES_DOSSIERS
    assert response.status_code == (302 if allowed else 403)
    assert len(_nommes("Éloïse")) == allowed


def test_the_first_child_of_a_village_is_received_too(monde):
    village = factories.creer_village("Tout neuf")
    maison = factories.creer_maison(village, "La Première")
    secretaire = factories.creer_professionnel("secretaire-neuve")
    factories.affecter(secretaire, Role.SECRETARIAT, village=village)
    champs = _arrivant(monde, maison=maison.pk)
    assert saisir(client_de(secretaire.compte), "enfants:accueillir", **champs).status_code == 302


def test_a_house_of_another_village_is_no_choice(monde):
    champs = _arrivant(monde, maison=monde.sorbiers.pk)
    response = saisir(client_de(monde.personnes[Role.SECRETARIAT]), "enfants:accueillir", **champs)
    assert response.status_code == 422
    assert _nommes("Éloïse") == []


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"date_naissance": "2999-01-01"}, "dans le futur"),
        ({"date_naissance": "hier"}, "date valide"),
        ({"debut": "2010-01-01"}, "avant la naissance"),
        ({"prenom": ""}, "obligatoire"),
        ({"prenom": "L\x00a"}, "U+0000"),
        ({"prenom": "x" * 81}, "80"),
        ({"maison": ""}, "obligatoire"),
    ],
)
def test_a_wrong_arrival_saves_nothing_and_keeps_what_was_typed(monde, changes, phrase):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    response = saisir(client, "enfants:accueillir", **_arrivant(monde, **changes))
    assert response.status_code == 422
    assert phrase in response.content.decode()
    assert "O’Brien" in response.content.decode()
    with acting_as_system(raison="test"):
        assert Enfant.objects.count() == 4


def test_a_double_submit_receives_one_child(monde):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    adresse = reverse("enfants:accueillir")
    champs = _arrivant(monde, envoi=envoi_de(client.get(adresse)))
    assert [client.post(adresse, champs).status_code for _ in range(2)] == [302, 302]
    assert len(_nommes("Éloïse")) == 1


def test_a_full_house_needs_its_reason(monde):
    pleine = factories.creer_maison(monde.village, "Pleine", places=1)
    factories.creer_enfant(monde.village, "Zoé", "Blanc", maison=pleine)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    refused = saisir(client, "enfants:accueillir", **_arrivant(monde, maison=pleine.pk))
    assert refused.status_code == 422
    assert "indiquez pourquoi" in refused.content.decode()
    done = saisir(
        client,
        "enfants:accueillir",
        **_arrivant(monde, maison=pleine.pk, motif_depassement="Accueil d’urgence"),
    )
    assert done.status_code == 302


def test_the_same_identity_here_is_shown_and_may_be_another_child(monde):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    homonyme = _arrivant(monde, prenom="Lea", nom="MARTIN", date_naissance="2017-05-04")
    asked = saisir(client, "enfants:accueillir", **homonyme)
    assert asked.status_code == 422
    text = asked.content.decode()
    assert reverse("enfants:sejour", args=[monde.lea.pk]) in text
    assert "C’est bien un autre enfant" in text
    assert saisir(client, "enfants:accueillir", **homonyme, confirme="on").status_code == 302


def test_the_same_identity_elsewhere_is_told_to_the_access_journal_and_to_nobody_else(monde):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    ailleurs = _arrivant(monde, prenom="Malo", nom="Le Goff", date_naissance="2017-05-04")
    done = saisir(client, "enfants:accueillir", **ailleurs)
    assert done.status_code == 302
    page = client.get(done.url, follow=True).content.decode()
    assert str(monde.malo.pk) not in page
    assert "Un dossier porte déjà" not in page
    entree = EntreeAudit.objects.get(action="enfants.doublon_ailleurs")
    assert monde.malo.pk in entree.objets


@pytest.mark.parametrize("role", list(Role))
def test_identity_is_corrected_by_those_who_keep_the_files(monde, role):
    champs = {"prenom": "Léa-Rose", "nom": "Martin", "date_naissance": "2017-05-04", "sexe": "fille"}
    client = client_de(monde.personnes[role])
    response = saisir(client, "enfants:identite", monde.lea.pk, **champs)
    allowed = role in TIENNENT_LES_DOSSIERS
    assert response.status_code == (302 if allowed else 404)
    assert len(_nommes("Léa-Rose")) == allowed
    assert saisir(client, "enfants:identite", monde.malo.pk, **champs).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_a_move_and_a_departure_belong_to_those_who_keep_the_files(monde, role):
    client, today = client_de(monde.personnes[role]), aujourdhui()
    allowed = 302 if role in TIENNENT_LES_DOSSIERS else 404
    champs = {"maison": monde.erables.pk, "debut": today.isoformat()}
    assert saisir(client, "enfants:arrivee", monde.noe.pk, **champs).status_code == allowed
    part = {"fin": (today + timedelta(days=3)).isoformat(), "destination": "famille", "motif": "Mainlevée."}
    assert saisir(client, "enfants:depart", monde.noe.pk, **part).status_code == allowed
    with acting_as_system(raison="test"):
        stays = list(Sejour.objects.filter(enfant=monde.noe).order_by("debut"))
    if allowed == 302:
        assert [(s.maison_id, s.fin) for s in stays] == [
            (monde.tilleuls.pk, today), (monde.erables.pk, today + timedelta(days=3)),
        ]  # fmt: skip
    else:
        assert [(s.maison_id, s.fin) for s in stays] == [(monde.tilleuls.pk, None)]
    assert saisir(client, "enfants:depart", monde.malo.pk, **part).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_a_night_away_is_noted_by_those_who_write_the_journal(monde, role):
    client, today = client_de(monde.personnes[role]), aujourdhui()
    champs = {"nature": "visite", "debut": today.isoformat(), "precision": "Chez sa tante"}
    response = saisir(client, "enfants:noter_absence", monde.lea.pk, **champs)
    allowed = role in ECRIVENT_LE_JOURNAL
    assert response.status_code == (302 if allowed else 404)
    assert saisir(client, "enfants:noter_absence", monde.malo.pk, **champs).status_code == 404
    with acting_as_system(raison="test"):
        absences = list(Absence.objects.all())
    assert len(absences) == allowed
    if allowed:
        again = saisir(client, "enfants:noter_absence", monde.lea.pk, **champs)
        assert again.status_code == 422
        assert "déjà noté absent" in again.content.decode()


@pytest.mark.parametrize("jours", [0, 3])
def test_a_child_comes_back_even_the_same_day(monde, jours):
    absence = factories.creer_absence(monde.lea, debut=aujourdhui() - timedelta(days=jours))
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    fin = aujourdhui().isoformat()
    for _ in range(2):
        assert saisir(client, "enfants:retour", absence.pk, fin=fin).status_code == 302
    with acting_as_system(raison="test"):
        assert not Absence.objects.current().exists()


def test_an_absence_outside_any_stay_or_that_ends_before_it_begins_is_refused(monde):
    client, today = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]), aujourdhui()
    avant = {"nature": "camp", "debut": (today - timedelta(days=900)).isoformat()}
    assert "aucune maison" in saisir(client, "enfants:noter_absence", monde.lea.pk, **avant).content.decode()
    envers = {
        "nature": "camp", "debut": today.isoformat(), "fin": (today - timedelta(days=2)).isoformat(),
    }  # fmt: skip
    assert (
        "avant le départ" in saisir(client, "enfants:noter_absence", monde.lea.pk, **envers).content.decode()
    )


@pytest.mark.parametrize("stays", [1, 3])
def test_the_stay_page_costs_the_same_with_more_stays(monde, stays, django_assert_num_queries):
    with acting_as_system(raison="test"):
        for n in range(1, stays):
            debut = aujourdhui() - timedelta(days=1000 * n)
            Sejour(enfant=monde.lea, maison=monde.erables, debut=debut, fin=debut + timedelta(days=9)).save()
    client = client_de(monde.personnes[Role.DIRECTEUR])
    client.get(reverse("enfants:sejour", args=[monde.lea.pk]))
    with django_assert_num_queries(REQUETES_SEJOUR):
        client.get(reverse("enfants:sejour", args=[monde.lea.pk]))


REQUETES_SEJOUR = 17
