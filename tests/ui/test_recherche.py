"""Searching by name: what one may see and nothing else, told why, journalled without a word."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import reverse

from fratries.enums import NatureLien, SexeProche
from fratries.models import MembreFratrie
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.outils.rapprochement import Recherche
from socle.ui import recherche as registre
from socle.ui.recherche import PLAFOND, PREMIERS, SourceRecherche, Trouvaille, chercher, register
from tests import factories
from tests.connexion import ouvrir_session

pytestmark = pytest.mark.django_db

URL = "/recherche/"
#: Sign-in, perimeter, journal of the search and each source: the numbers do not depend on the hits.
TROUVE = 23
RIEN = 20


@pytest.fixture
def connecter(client):
    def _connecter(user):
        ouvrir_session(client, user)
        return client

    return _connecter


def resultats(client, mots: str) -> dict[str, list[Trouvaille]]:
    response = client.post(URL, {"q": mots})
    assert response.status_code == 200, response.status_code
    return {groupe.source.code: groupe.trouvailles for groupe in response.context.get("groupes", [])}


def titres(client, mots: str) -> list[str]:
    return [une.titre for groupe in resultats(client, mots).values() for une in groupe]


@pytest.mark.parametrize(
    ("mots", "raison"),
    [
        ("lea", "prénom"),
        ("MARTIN léa", "nom ; prénom"),
        ("mart lea", "début du nom ; prénom"),
        ("lea matrin", "prénom ; nom, une lettre d’écart"),
    ],
)
def test_a_child_is_found_by_what_people_type_and_says_why(monde, connecter, mots, raison):
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    [une] = resultats(client, mots)["enfants"]
    assert (une.titre, une.raison) == ("Léa Martin", raison)
    assert une.adresse == reverse("enfants:fiche", args=[monde.lea.pk])
    assert "Les Tilleuls" in une.detail
    assert " ans · " in une.detail


@pytest.mark.parametrize("role", list(Role))
def test_each_role_finds_the_children_of_its_perimeter_and_no_other(monde, connecter, role):
    client = connecter(monde.personnes[role])
    if role is Role.ENFANT:
        assert client.get(URL).status_code == 403
        assert client.post(URL, {"q": "lea"}).status_code == 403
        return
    for enfant, mots in [(monde.lea, "lea martin"), (monde.ines, "ines diallo"), (monde.malo, "malo goff")]:
        opens = client.get(reverse("enfants:fiche", args=[enfant.pk])).status_code == 200
        found = enfant.pk in {une.objet for une in resultats(client, mots).get("enfants", [])}
        assert found == opens, (role, mots)
    assert not EntreeAudit.objects.filter(enfants__contains=[monde.malo.pk]).exists()


def test_a_denied_child_is_found_neither_by_file_nor_by_sibling_group(monde, connecter):
    personne = monde.personnes[Role.DIRECTEUR]
    assert "Léa Martin" in titres(connecter(personne), "lea")
    factories.refuser(personne, monde.lea)
    client = connecter(personne)
    assert titres(client, "lea") == []
    assert "Noé Martin" in titres(client, "noe")


def test_a_sibling_elsewhere_is_found_through_the_group_of_a_child_one_reaches(monde, connecter):
    with acting_as_system(raison="test"):
        MembreFratrie(fratrie=monde.fratrie, prenom="Tom", ailleurs=True, lieu_de_vie="Chez sa tante").save()
    [une] = resultats(connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]), "tom")["freres_et_soeurs"]
    assert une.titre == "Tom"
    assert une.raison.startswith("prénom · ")
    assert "de Léa" in une.raison
    assert une.detail == "Chez sa tante"
    assert une.adresse == reverse("fratries:groupe", args=[monde.fratrie.pk])
    elsewhere = factories.creer_professionnel("genets")
    factories.affecter(elsewhere, Role.EDUCATEUR_FAMILIAL, maison=monde.sorbiers)
    assert titres(connecter(elsewhere.compte), "tom") == []


def test_a_relative_is_found_by_who_reads_the_family_with_what_they_are_to_the_child(monde, connecter):
    proche = factories.creer_proche(
        monde.lea, prenom="Nadia", nom="Benali", nature=NatureLien.PARENT, sexe=SexeProche.FEMME
    )
    factories.proteger(proche, "12 rue des Lilas")
    [une] = resultats(connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]), "nadia benlai")["proches"]
    assert une.titre == "Nadia Benali"
    assert une.raison == "prénom ; nom, une lettre d’écart · mère de Léa"
    assert "Lilas" not in f"{une}"
    assert titres(connecter(monde.personnes[Role.SECRETARIAT]), "nadia") == []
    assert titres(connecter(monde.personnes[Role.STAGIAIRE]), "nadia") == []
    assert titres(connecter(monde.personnes[Role.DIRECTEUR]), "lilas") == []


def test_houses_villages_and_professionals_are_found_by_who_knows_the_village(monde, connecter):
    person = factories.creer_professionnel("agathe", prenom="Agathe", nom="Lemoine")
    factories.affecter(person, Role.AIDE_FAMILIAL, maison=monde.erables)
    found = resultats(connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]), "erables")
    assert [une.titre for une in found["maisons"]] == ["Les Érables"]
    [une] = resultats(connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]), "agahte")["professionnels"]
    assert (une.titre, une.raison) == ("Agathe Lemoine", "prénom, une lettre d’écart")
    assert une.detail == "aide familial, Les Érables"
    [une] = resultats(connecter(monde.personnes[Role.DIRECTEUR]), "collines")["villages"]
    assert une.titre == "Les Collines"
    assert titres(connecter(monde.personnes[Role.DIRECTEUR]), "sorbiers riviere") == []
    assert titres(connecter(monde.personnes[Role.REFERENT_ASE]), "erables") == []


def test_a_place_kept_secret_is_not_told_to_whoever_comes_from_outside(monde, connecter):
    visitor = monde.personnes[Role.REFERENT_ASE]
    assert "Tilleuls" in resultats(connecter(visitor), "lea")["enfants"][0].detail
    factories.creer_mesure(monde.lea, lieu_secret=True, lieu_secret_pour="Le père")
    with acting_as_system(raison="test"):
        MembreFratrie(fratrie=monde.fratrie, prenom="Tom", ailleurs=True, lieu_de_vie="Aux Tilleuls").save()
    client = connecter(visitor)
    assert "Tilleuls" not in client.post(URL, {"q": "lea"}).text
    assert "Lieu gardé secret" in client.post(URL, {"q": "lea"}).text
    page = client.post(URL, {"q": "tom"}).text
    assert "Tom" in page
    assert "Tilleuls" not in page
    assert "Tilleuls" in connecter(monde.personnes[Role.DIRECTEUR]).post(URL, {"q": "lea"}).text


def test_a_search_is_journalled_with_the_ids_shown_and_never_the_words(monde, connecter):
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    titres(client, "martin")
    entry = EntreeAudit.objects.get(action="recherche.enfants")
    assert set(entry.enfants) == {monde.lea.pk, monde.noe.pk}
    assert entry.acteur_id == monde.personnes[Role.EDUCATEUR_FAMILIAL].pk
    titres(client, "zoroastre")
    assert EntreeAudit.objects.get(action="recherche.vide").objets == []
    for entry in EntreeAudit.objects.all():
        assert "zoroastre" not in repr(vars(entry)).lower()
        assert "martin" not in repr(vars(entry)).lower()


def test_words_are_posted_and_come_back_in_the_field_only(monde, connecter):
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page = client.get(URL).text
    assert 'method="post"' in page
    assert f'action="{URL}"' in page
    answer = client.post(URL, {"q": "zoroastre"})
    assert answer.text.count("zoroastre") == 1
    assert "no-store" in answer.headers["Cache-Control"]
    assert "zoroastre" not in f"{answer.headers}"
    # What an address carries is not searched.
    assert "Léa Martin" not in client.get(URL, {"q": "lea"}).text


def test_the_fragment_is_the_page(monde, connecter):
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page = client.post(URL, {"q": "lea"})
    fragment = client.post(URL, {"q": "lea"}, headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    assert fragment.text.strip() in page.text
    assert "1 résultat" in fragment.headers["HX-Trigger-After-Settle"].encode().decode("unicode_escape")


@pytest.mark.parametrize(
    ("mots", "phrase"),
    [
        ("z", "Écrivez au moins deux lettres"),
        ("", "Écrivez au moins deux lettres"),
        ("zoroastre", "Personne ne porte ce nom"),
    ],
)
def test_what_finds_nobody_says_what_to_do(monde, connecter, mots, phrase):
    assert phrase in connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]).post(URL, {"q": mots}).text


def test_words_too_long_for_a_name_are_refused_and_kept(monde, connecter):
    response = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]).post(URL, {"q": "a" * 81})
    assert response.status_code == 422
    assert "C’est trop long pour un nom" in response.text
    assert "a" * 81 in response.text


def test_the_entry_stands_on_every_page_of_staff_and_on_none_of_a_child(monde, connecter):
    page = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(reverse("enfants:liste")).text
    assert f'href="{URL}" data-entree-recherche="oui"' in page
    own = connecter(monde.personnes[Role.ENFANT]).get(reverse("participation:mon_espace")).text
    assert "data-entree-recherche" not in own
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    chosen = {"theme": "auto", "taille": "normale", "sons": "oui", "raccourci": "non"}
    client.post(reverse("ui:preferences"), chosen)
    assert 'data-entree-recherche="non"' in client.get(reverse("enfants:liste")).text


@pytest.mark.parametrize("combien", [1, 3])
def test_a_search_costs_the_same_with_one_or_three_hits(monde, connecter, django_assert_num_queries, combien):
    for rang in range(combien):
        enfant = factories.creer_enfant(monde.village, f"Zélie{rang}", "Quénot", maison=monde.tilleuls)
        factories.creer_fratrie(monde.village, enfant)
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    client.post(URL, {"q": "quenot"})
    with django_assert_num_queries(TROUVE):
        assert len(resultats(client, "quenot")["enfants"]) == combien


@pytest.mark.parametrize("cache", [False, True])
def test_a_search_in_vain_costs_the_same_whether_or_not_somebody_out_of_reach_bears_the_name(
    monde, connecter, django_assert_num_queries, cache
):
    if cache:
        enfant = factories.creer_enfant(monde.autre_village, "Zélie", "Quénot", maison=monde.sorbiers)
        factories.creer_fratrie(monde.autre_village, enfant)
        factories.creer_proche(enfant, prenom="Zélie", nom="Quénot")
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    client.post(URL, {"q": "quenot"})
    with django_assert_num_queries(RIEN):
        assert titres(client, "quenot") == []


# --- the registry -----------------------------------------------------------------------


def trouvailles(nombre: int) -> list[Trouvaille]:
    return [
        Trouvaille(titre=f"Nom {rang}", adresse="/", raison="nom", objet=UUID(int=rang))
        for rang in range(nombre)
    ]


@pytest.fixture
def source(monkeypatch):
    monkeypatch.setattr(registre, "_sources", {})
    asked: list[str] = []

    def _register(code: str, nombre: int, permission: str = "lire_organisation", ordre: int = 1) -> None:
        def look(user, recherche, limite):
            asked.append(code)
            return trouvailles(min(nombre, limite))

        register(
            SourceRecherche(
                code=code, titre=code, icone="map", ordre=ordre, permission=permission, chercher=look
            )
        )

    _register.asked = asked
    return _register


def test_a_source_one_may_not_read_is_not_even_asked(monde, source, connecter):
    source("interdite", 3, permission="gerer_comptes")
    source("ouverte", 1)
    assert titres(connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]), "nom") == ["Nom 0"]
    assert source.asked == ["ouverte"]


def test_long_answers_are_folded_then_cut(monde, source, connecter):
    source("longue", PLAFOND + 5)
    response = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]).post(URL, {"q": "nom"})
    [groupe] = response.context["groupes"]
    assert (len(groupe.premiers), len(groupe.trouvailles), groupe.tronque) == (PREMIERS, PLAFOND, True)
    assert "Voir les suivants" in response.text
    assert "Il y en a d’autres" in response.text


def test_two_sources_do_not_share_a_code(source):
    source("une", 1)
    with pytest.raises(ValueError, match="registered twice"):
        source("une", 2)


def test_too_short_a_search_asks_nobody(monde, source):
    source("une", 1)
    assert chercher(monde.personnes[Role.DIRECTEUR], Recherche("n")) == []
    assert source.asked == []
