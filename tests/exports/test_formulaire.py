"""Asking for an export: a purpose, columns, filters; following it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from socle.exports import registre
from socle.exports.services import demander_export
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests.exports.fichiers import FINALITE, a_lire, demander, exporter, lignes, telecharger
from tests.saisie import client_de

pytestmark = pytest.mark.django_db


@pytest.fixture
def direction(monde):
    return client_de(monde.personnes[Role.DIRECTEUR])


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"finalite": ""}, "un export a toujours une raison"),
        ({"finalite": "stats"}, "Dites-en un peu plus"),
        ({"finalite": "   "}, "un export a toujours une raison"),
        ({"colonnes": ()}, "Choisissez au moins une colonne"),
    ],
)
def test_a_request_without_purpose_or_column_says_why_and_keeps_what_was_typed(
    monde, direction, champs, phrase
):
    response = demander(direction, **{"colonnes": ("naissance",), **champs})
    assert response.status_code == 422
    assert phrase in response.text
    assert not Tache.objects.filter(code="exports.produire").exists()
    if "colonnes" not in champs:
        assert 'value="naissance"' in response.text
        assert response.text.count("checked") == 1


def test_the_service_refuses_it_too(monde):
    user = monde.personnes[Role.DIRECTEUR]
    liste = registre.get("enfants")
    with acting_as(user):
        for colonnes, finalite in ((["nom"], "  "), ([], FINALITE)):
            with pytest.raises(ValidationError):
                demander_export(acteur=user, liste=liste, colonnes=colonnes, filtres={}, finalite=finalite)


def test_the_same_form_sent_twice_is_one_export(monde, direction):
    url = reverse("exports:demander", args=["enfants"])
    data = {
        "envoi": direction.get(url).context["form"]["envoi"].value(), "colonnes": ["nom"],
        "finalite": FINALITE,
    }  # fmt: skip
    first, second = direction.post(url, data), direction.post(url, data)
    assert first.url == second.url
    assert Tache.objects.filter(code="exports.produire").count() == 1


def test_filters_come_along_and_unknown_ones_do_not(monde, direction):
    export = exporter(direction, filtres="?age=0-5&tri=-age&nom=Martin")
    assert export.filtres == {"age": "0-5", "tri": "-age"}
    assert len(lignes(telecharger(direction, export))) == 1
    assert "filtrée" in a_lire(telecharger(direction, exporter(direction, filtres="?age=6-10")))


def test_progress_is_followed_with_and_without_javascript(monde, direction):
    url = demander(direction).url
    page = direction.get(url).text
    assert "Le fichier attend son tour" in page
    assert 'data-hx-trigger="load delay:1s"' in page
    assert f'href="{url}"' in page
    run_now(Tache.objects.get(code="exports.produire").pk)
    done = direction.get(url, headers={"HX-Request": "true"}).text
    assert "Télécharger le fichier" in done
    assert "data-hx-trigger" not in done
    assert "<html" not in done


def test_an_unknown_list_is_not_there(monde, direction):
    assert direction.get(reverse("exports:demander", args=["secrets"])).status_code == 404


def test_a_file_is_not_fetched_by_a_visit(monde, direction):
    export = exporter(direction)
    assert direction.get(reverse("exports:fichier", args=[export.pk])).status_code == 405
    assert telecharger(direction, export).status_code == 200
