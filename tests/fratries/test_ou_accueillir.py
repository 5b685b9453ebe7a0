"""« Où accueillir cette fratrie ? » on the screen: who asks, what is answered, whose names appear."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from enfants.models import Sejour
from fratries.forms.accueil import AgesField
from fratries.models import MembreFratrie
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de
from villages.models import Maison

pytestmark = pytest.mark.django_db

TIENNENT_LES_DOSSIERS = {r for r in Role if permet(r, Action.ECRIRE, Categorie.IDENTITE)}
ADRESSE = "fratries:ou_accueillir"


def _demande(monde, **champs: object) -> dict[str, object]:
    return {
        "village": monde.village.pk,
        "du": aujourdhui().isoformat(),
        "dispositifs": ["familiale"],
        "ecart": "8",
        "deplacements": "2",
        "ages_1": "4 F, 7 G",
        **champs,
    }


def _demander(client, monde, **champs: object):
    return client.post(reverse(ADRESSE), _demande(monde, **champs))


def _places(maison: Maison, places: int) -> None:
    factories.changer_places(maison, places, date(2015, 1, 1))


@pytest.mark.parametrize("role", list(Role))
def test_it_is_asked_by_those_who_receive_children(monde, role):
    response = _demander(client_de(monde.personnes[role]), monde)
    allowed = role in TIENNENT_LES_DOSSIERS
    assert response.status_code == (200 if allowed else 403)
    assert ("2 réponses pour 2 enfants" in response.content.decode()) == allowed


def test_answers_give_their_reasons_and_never_a_house_of_another_village(monde):
    page = _demander(client_de(monde.personnes[Role.SECRETARIAT]), monde).content.decode()
    assert "Les Érables" in page
    assert "Les Tilleuls" in page
    assert "Ensemble" in page
    assert "place" in page
    assert "Y vivent déjà" in page
    assert "Les Sorbiers" not in page
    assert "Malo" not in page


def test_a_place_planned_to_go_is_not_offered_for_long(monde):
    for maison in (monde.tilleuls, monde.erables):
        _places(maison, 1)
    pins = factories.creer_maison(monde.village, "Les Pins", 2)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    assert "<span>Ensemble</span>" in _demander(client, monde).content.decode()
    factories.changer_places(pins, 1, aujourdhui() + timedelta(days=60))
    assert "<span>Ensemble</span>" not in _demander(client, monde).content.decode()


def test_another_village_cannot_be_asked_about(monde):
    response = _demander(client_de(monde.personnes[Role.SECRETARIAT]), monde, village=monde.autre_village.pk)
    assert response.status_code == 422
    assert "Les Sorbiers" not in response.content.decode()


def test_siblings_who_live_apart_are_brought_together(monde):
    with acting_as_system(raison="test"):
        stay = Sejour.objects.get(enfant=monde.noe)
        stay.maison = monde.erables
        stay.save()
    page = _demander(
        client_de(monde.personnes[Role.CHEF_DE_SERVICE]), monde, ages_1="", fratrie_1=monde.fratrie.pk
    ).content.decode()
    assert "ils seraient réunis" in page
    assert "Léa vit dans" in page


def test_a_move_names_the_child_and_says_that_it_keeps_them_together(monde):
    _places(monde.tilleuls, 2)
    _places(monde.erables, 2)
    factories.creer_maison(monde.village, "Les Pins", 1)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    page = _demander(client, monde).content.decode()
    assert "Inès irait de la maison Les Érables à la maison Les Pins" in page
    assert "il faudrait les séparer" in page
    assert "Ensemble, si 1 enfant change de maison" in page
    with acting_as_system(raison="test"):
        entry = EntreeAudit.objects.filter(action="fratries.ou_accueillir").latest("id")
        assert monde.ines.pk in entry.enfants
        assert monde.malo.pk not in entry.enfants


def test_separating_is_the_last_answer_and_says_who_from_whom(monde):
    _places(monde.tilleuls, 2)
    _places(monde.erables, 2)
    factories.creer_maison(monde.village, "Les Pins", 1)
    page = _demander(client_de(monde.personnes[Role.SECRETARIAT]), monde, deplacements="0").content.decode()
    assert "Séparés" in page
    assert "fille de 4 ans | garçon de 7 ans" in page


def test_a_full_village_says_how_many_places_are_free(monde):
    _places(monde.tilleuls, 2)
    _places(monde.erables, 2)
    page = _demander(client_de(monde.personnes[Role.SECRETARIAT]), monde, deplacements="0").content.decode()
    assert "Aucune réponse" in page
    assert "1 place libre" in page


def test_a_bed_is_not_free_because_its_child_is_hidden_from_who_asks(monde):
    secretariat = monde.personnes[Role.SECRETARIAT]
    _places(monde.tilleuls, 2)
    _places(monde.erables, 3)
    with acting_as_system(raison="test"):
        factories.refuser(secretariat, monde.ines)
    page = _demander(client_de(secretariat), monde, ages_1="3, 4, 5").content.decode()
    assert "Aucune réponse" in page
    ok = _demander(client_de(secretariat), monde, ages_1="3, 4").content.decode()
    assert "1 sans âge connu" in ok
    assert "Inès" not in ok


def test_siblings_elsewhere_are_counted_when_asked_and_never_named(monde):
    with acting_as_system(raison="test"):
        MembreFratrie(
            fratrie=monde.fratrie, enfant=monde.malo, prenom="Malo", annee_naissance=aujourdhui().year - 9
        ).save()
    client = client_de(monde.personnes[Role.SECRETARIAT])
    alone = _demander(client, monde, ages_1="", fratrie_1=monde.fratrie.pk).content.decode()
    assert "pour 2 enfants" in alone
    page = _demander(client, monde, ages_1="", fratrie_1=monde.fratrie.pk, ailleurs_1="on").content.decode()
    assert "pour 3 enfants" in page
    assert "Malo" not in page


def test_two_groups_at_once_are_told_house_by_house(monde):
    page = _demander(client_de(monde.personnes[Role.SECRETARIAT]), monde, ages_2="11").content.decode()
    assert "pour 3 enfants" in page
    assert "enfant de 11 ans" in page


def test_a_house_that_closes_is_not_proposed(monde):
    with acting_as_system(raison="test"):
        monde.erables.fermee_le = aujourdhui() + timedelta(days=40)
        monde.erables.save()
    client = client_de(monde.personnes[Role.SECRETARIAT])
    assert "1 réponse pour" in _demander(client, monde).content.decode()
    au = (aujourdhui() + timedelta(days=30)).isoformat()
    assert "2 réponses pour" in _demander(client, monde, au=au).content.decode()


def test_rooms_are_a_reason_and_a_house_without_them_says_so(monde):
    factories.creer_chambre(monde.erables, "Chambre bleue", 2)
    factories.loger(monde.ines, factories.creer_chambre(monde.erables, "Sous les toits", 2))
    factories.creer_chambre(monde.sorbiers, "Chambre rouge", 2)
    page = _demander(client_de(monde.personnes[Role.SECRETARIAT]), monde).content.decode()
    text = page.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Chambres : une chambre de 2 lits libre et une place dans la chambre d’Inès (9 ans)." in text
    assert "Par exemple : fille de 4 ans et garçon de 7 ans dans « Chambre bleue »." in text
    assert "Ses chambres ne sont pas décrites ici : à vous de les regarder." in text
    assert "Chambre rouge" not in text
    with acting_as_system(raison="test"):
        entry = EntreeAudit.objects.filter(action="fratries.ou_accueillir").latest("id")
        assert monde.ines.pk in entry.enfants


def test_a_house_whose_rooms_do_not_do_comes_last_with_the_reason(monde):
    factories.loger(monde.ines, factories.creer_chambre(monde.erables, "Sous les toits", 2))
    _places(monde.erables, 3)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    page = _demander(client, monde).content.decode()
    assert "Il n’y a pas assez de lits" in page
    assert page.index("Les Tilleuls") < page.index("Les Érables")
    rule = _demander(client, monde, ages_1="17").content.decode()
    assert "hors fratrie, la règle de l’association ne fait pas dormir" in rule
    factories.creer_chambre(monde.erables, "Chambre bleue", 2)
    again = _demander(client, monde).content.decode()
    assert again.index("Les Érables") < again.index("Les Tilleuls")


def test_a_sleeper_hidden_from_who_asks_takes_a_bed_and_is_not_named(monde):
    secretariat = monde.personnes[Role.SECRETARIAT]
    factories.loger(monde.ines, factories.creer_chambre(monde.erables, "Sous les toits", 2))
    client = client_de(secretariat)
    assert "Inès" in _demander(client, monde, ages_1="8").content.decode()
    factories.refuser(secretariat, monde.ines)
    page = _demander(client, monde, ages_1="8").content.decode()
    assert "une place dans la chambre d’un autre enfant" in page
    assert "Inès" not in page


def test_a_child_without_a_room_is_counted_a_bed(monde):
    factories.creer_chambre(monde.erables, "Chambre bleue", 1)
    factories.creer_chambre(monde.erables, "Sous les toits", 2)
    page = _demander(client_de(monde.personnes[Role.SECRETARIAT]), monde).content.decode()
    assert "Inès (9 ans) n’a pas de chambre notée : un lit lui est compté." in page.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"ages_1": ""}, "Choisissez une fratrie, ou écrivez les âges"),
        ({"ages_1": "quatre ans"}, "Écrivez les âges séparés par des virgules"),
        ({"ages_1": "4, 45"}, "de 0 à 20 ans"),
        ({"ages_1": "1,2,3,4,5,6,7,8,9"}, "8 enfants au plus"),
        ({"au": "2020-01-01"}, "La fin vient avant le début"),
        ({"dispositifs": []}, "au moins une sorte de maison"),
        ({"ecart": "0"}, "1"),
    ],
)
def test_a_wrong_question_is_refused_beside_its_field_and_kept(monde, champs, phrase):
    response = _demander(client_de(monde.personnes[Role.SECRETARIAT]), monde, ages_2="11 G", **champs)
    if champs == {"ages_1": ""}:
        response = _demander(client_de(monde.personnes[Role.SECRETARIAT]), monde, **champs)
    else:
        assert 'value="11 G"' in response.content.decode()
    assert response.status_code == 422
    assert phrase in response.content.decode()


def test_a_group_is_chosen_or_typed_not_both(monde):
    response = _demander(client_de(monde.personnes[Role.SECRETARIAT]), monde, fratrie_1=monde.fratrie.pk)
    assert response.status_code == 422
    assert "pas les deux" in response.content.decode()


def test_the_group_of_the_address_is_chosen_beforehand(monde):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    page = client.get(reverse(ADRESSE), {"fratrie": monde.fratrie.pk}).content.decode()
    assert f'<option value="{monde.fratrie.pk}" selected>Léa et Noé</option>' in page


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("3 F, 7 g et 12 ans", [(3, "F"), (7, "G"), (12, "")]),
        ("0;1", [(0, ""), (1, "")]),
        ("", []),
    ],
)
def test_ages_are_read_as_people_write_them(text, read):
    assert [(e.age, e.sexe) for e in AgesField().clean(text)] == read


@pytest.mark.parametrize("number", [1, 4])
def test_the_answer_costs_the_same_with_more_children(monde, number, django_assert_num_queries):
    for n in range(number):
        enfant = factories.creer_enfant(
            monde.village, f"E{n}", "Aa", naissance=date(2015, 1, 1), maison=monde.erables
        )
        factories.creer_fratrie(monde.village, enfant, monde.ines)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    _demander(client, monde)
    with django_assert_num_queries(REQUETES):
        response = _demander(client, monde)
    assert response.status_code == 200


REQUETES = 26
