"""Filters and order of a list: read from the address, kept by it, drawn without JavaScript."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.urls import reverse

from enfants.enums import CategorieDocument
from fratries.models import MembreFratrie
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.texte import plier
from socle.ui.listes import PAR_PAGE, Colonne, Filtre, Liste
from tests import factories
from tests.saisie import client_de

#: Drawn anew at each answer.
JETON = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')

FILTRES = [
    Filtre(
        code="taille", libelle="Taille", choix=[("g", "Grande"), ("p", "Petite")], valeurs=lambda r: {r[1]}
    ),
    Filtre(code="mur", libelle="Murs", choix=[("b", "Bois"), ("c", "Crépi")], valeurs=lambda r: set(r[2])),
]
COLONNES = [
    Colonne(code="nom", libelle="Nom", cle=lambda r: r[0]),
    Colonne(code="places", libelle="Places", cle=lambda r: r[3]),
    Colonne(code="note", libelle="Note"),
]
RANGS = [("b", "g", "bc", 3), ("a", "p", "b", None), ("c", "g", "c", 1)]


def liste(adresse: str = "", rangs=RANGS, **options) -> Liste:
    return Liste(rangs, QueryDict(adresse), filtres=FILTRES, colonnes=COLONNES, **options)


def noms(une: Liste) -> str:
    return "".join(rang[0] for rang in une.lignes)


@pytest.mark.parametrize(
    ("adresse", "attendus", "actifs"),
    [
        ("", "bac", 0),
        ("taille=g", "bc", 1),
        ("taille=g&mur=c", "bc", 2),
        ("taille=g&mur=b", "b", 2),
        ("taille=p&mur=c", "", 2),
        ("taille=&mur=b", "ba", 1),
        ("taille=inconnue", "bac", 0),
        ("autre=g", "bac", 0),
    ],
)
def test_rows_are_kept_by_what_the_address_says_and_an_unknown_value_is_none(adresse, attendus, actifs):
    une = liste(adresse)
    assert noms(une) == attendus
    assert une.actifs == actifs


@pytest.mark.parametrize(
    ("tri", "attendus"),
    [("nom", "abc"), ("-nom", "cba"), ("places", "cba"), ("-places", "bca"), ("note", "bac"), ("x", "bac")],
)
def test_rows_are_ordered_and_what_has_no_value_comes_last_both_ways(tri, attendus):
    assert noms(liste(f"tri={tri}")) == attendus


def test_an_order_by_default_is_not_one_that_was_asked_for():
    une = liste(tri="nom")
    assert noms(une) == "abc"
    assert not une.trie
    assert une.choix == {}
    assert liste("tri=-nom&taille=g&mur=x").choix == {"taille": "g", "tri": "-nom"}


def test_headings_say_the_present_order_and_ask_for_the_other():
    une = liste("tri=nom")
    assert (une.en_tete("nom").sens, une.en_tete("nom").tri) == ("ascending", "-nom")
    assert (une.en_tete("places").sens, une.en_tete("places").tri) == ("none", "places")
    down = liste("tri=-nom")
    assert (down.en_tete("nom").sens, down.en_tete("nom").tri) == ("descending", "nom")
    assert (une.en_tete("note").sens, une.en_tete("note").tri) == ("", "")
    with pytest.raises(KeyError):
        une.en_tete("inconnue")


def rendu(modele: str, adresse: str) -> str:
    request = RequestFactory().get(f"/ici/?{adresse}")
    une = liste(adresse, rangs=RANGS * PAR_PAGE)
    source = "{% load ui %}" + modele
    return Template(source).render(RequestContext(request, {"liste": une, "page": une.page}))


def test_a_heading_is_a_link_that_keeps_the_filters_and_leaves_the_page():
    html = rendu('{% entete liste "nom" %}', "taille=g&page=2&tri=nom")
    assert 'aria-sort="ascending"' in html
    assert 'href="?taille=g&amp;tri=-nom"' in html
    assert "aria-sort" not in rendu('{% entete liste "places" %}', "tri=nom")
    assert "<a" not in rendu('{% entete liste "note" %}', "")


def test_pages_keep_the_filters_and_the_order():
    html = rendu("{% pagination page %}", "taille=g&tri=nom")
    assert "taille=g&amp;tri=nom&amp;page=2" in html


def test_the_form_keeps_the_order_and_the_choices_and_works_by_get():
    html = rendu('{% filtres liste "/ici/" %}', "taille=g&tri=-nom")
    assert '<form method="get" action="/ici/"' in html
    assert '<option value="-nom" selected>Nom, à l’envers</option>' in html
    assert 'value="note"' not in html
    assert '<option value="g" selected>' in html
    assert "<details" in html
    assert " open" in html
    assert " open" not in rendu('{% filtres liste "/ici/" %}', "")


def test_active_filters_are_counted_and_taken_away_at_once():
    html = rendu(
        '{% filtres_actifs liste "/ici/" singulier="maison" pluriel="maisons" %}', "taille=g&mur=c&tri=nom"
    )
    assert "2 filtres actifs" in html
    assert 'href="/ici/?tri=nom">tout effacer' in html
    alone = rendu('{% filtres_actifs liste "/ici/" singulier="maison" pluriel="maisons" %}', "")
    assert "filtre" not in alone.replace("filtres-actifs", "")


# --- the lists themselves -----------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("adresse", "presents", "absents"),
    [
        ("?tri=prenom", ["Inès", "Léa", "Noé"], []),
        ("?tri=-prenom", ["Noé", "Léa", "Inès"], []),
        ("?tri=maison", ["Inès", "Léa"], []),
        ("?age=6-10&tri=nom", ["Inès", "Léa", "Noé"], ["Bébé"]),
        ("?age=0-5", ["Bébé"], ["Léa", "Noé", "Inès"]),
        ("?accueil=non", ["Bébé"], ["Léa"]),
        ("?age=16-21", ["Personne ne porte ce nom ici"], ["Léa"]),
    ],
)
def test_children_are_filtered_and_sorted(monde, adresse, presents, absents):
    factories.creer_enfant(monde.village, "Bébé", "Zola", naissance=date(aujourdhui().year - 2, 1, 1))
    page = client_de(monde.personnes[Role.DIRECTEUR]).get(reverse("enfants:liste") + adresse).text
    places = [page.index(mot) for mot in presents]
    assert places == sorted(places)
    assert not [mot for mot in absents if mot in page]


@pytest.mark.django_db
def test_a_search_and_a_filter_hold_together(monde):
    client = client_de(monde.personnes[Role.DIRECTEUR])
    url = f"{reverse('enfants:liste')}?maison={monde.erables.pk}"
    assert "Personne ne porte ce nom ici" in client.post(url, {"q": "lea"}).text
    assert "Inès" in client.post(url, {"q": "inse"}).text
    assert f'value="{monde.erables.pk}" selected' in client.post(url, {"q": "lea"}).text


@pytest.mark.django_db
def test_professionals_are_filtered_by_role_and_place(monde):
    person = factories.creer_professionnel("agathe", prenom="Agathe", nom="Lemoine")
    factories.affecter(person, Role.PSYCHOLOGUE, enfant=monde.ines)
    client, url = client_de(monde.personnes[Role.DIRECTEUR]), reverse("villages:professionnels")
    page = client.get(url, {"role": "psychologue", "tri": "-nom"})
    assert [vu.nom for vu in page.context["liste"].lignes] == ["Claire Renaud", "Agathe Lemoine"]
    assert "2 personnes" in page.text
    assert "1 filtre actif" in page.text
    here = client.get(url, {"lieu": str(monde.tilleuls.pk)}).context["liste"].lignes
    assert {role for vu in here for role in vu.codes} == {"educateur_familial", "aide_familial", "stagiaire"}
    assert (
        client.get(url, {"affectation": "non"}).context["liste"].nombre
        < client.get(url).context["liste"].nombre
    )


@pytest.mark.django_db
def test_sibling_groups_are_filtered_by_size_and_by_who_lives_elsewhere(monde):
    with acting_as_system(raison="test"):
        MembreFratrie(fratrie=monde.fratrie, prenom="Tom", ailleurs=True).save()
    factories.creer_fratrie(monde.village, monde.ines)
    client, url = client_de(monde.personnes[Role.DIRECTEUR]), reverse("fratries:groupes")
    assert [g.titre for g in client.get(url, {"tri": "-nombre"}).context["liste"].lignes] == [
        "Léa, Noé, Tom", "Inès",
    ]  # fmt: skip
    assert [g.titre for g in client.get(url, {"taille": "3"}).context["liste"].lignes] == ["Léa, Noé, Tom"]
    assert [g.titre for g in client.get(url, {"ailleurs": "non"}).context["liste"].lignes] == ["Inès"]


@pytest.mark.django_db
def test_deadlines_are_sorted_in_a_table(monde):
    for enfant, jours in ((monde.lea, 40), (monde.noe, 20)):
        factories.creer_mesure(enfant, fin=aujourdhui() + timedelta(days=jours))
    client, url = client_de(monde.personnes[Role.DIRECTEUR]), reverse("villages:echeancier")
    up = client.get(url, {"tri": "sujet"})
    names = [e.fait.sujet for e in up.context["liste"].lignes]
    assert names == sorted(names, key=plier)
    assert 'aria-sort="ascending"' in up.text
    down = [e.fait.sujet for e in client.get(url, {"tri": "-sujet"}).context["liste"].lignes]
    assert down[0] == names[-1]


@pytest.mark.django_db
def test_papers_of_a_child_are_filtered_by_category_and_year_and_sorted(monde, settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    factories.creer_document(monde.lea, "Zoo", date_document=date(2024, 5, 2))
    factories.creer_document(monde.lea, "Bulletin", categorie=CategorieDocument.SCOLARITE)
    factories.creer_document(monde.lea, "Abonnement", date_document=date(2025, 5, 2))
    client = client_de(monde.personnes[Role.DIRECTEUR])
    url = reverse("enfants:documents", args=[monde.lea.pk])

    def titles(**parametres: str) -> list[str]:
        return [lu.document.titre for lu in client.get(url, parametres).context["liste"].lignes]

    assert titles(categorie="scolarite") == ["Bulletin"]
    assert titles(annee="2024") == ["Zoo"]
    assert titles(categorie="identite", tri="titre") == ["Abonnement", "Zoo"]
    assert titles(tri="-date", categorie="identite") == ["Abonnement", "Zoo"]
    assert "Rien ne correspond" in client.get(url, {"annee": "2024", "categorie": "scolarite"}).text
    table = client.get(url, {"tri": "titre"})
    assert 'aria-sort="ascending"' in table.text
    fragment = client.get(url, {"tri": "titre"}, headers={"HX-Request": "true"}).text
    assert JETON.sub("", fragment).strip() in JETON.sub("", table.text)
    found = client.post(f"{url}?categorie=identite", {"q": "o"})
    assert {lu.document.titre for lu in found.context["liste"].lignes} == {"Zoo", "Abonnement"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "nom", ["enfants:liste", "villages:professionnels", "fratries:groupes", "villages:echeancier"]
)
def test_the_fragment_of_a_list_is_its_page(monde, nom):
    client, url = client_de(monde.personnes[Role.DIRECTEUR]), reverse(nom)
    fragment = client.get(url, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert 'id="resultats"' in fragment
    assert fragment.strip() in client.get(url).text
