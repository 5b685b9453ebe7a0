"""The officer's access journal: professionals by name, children never, at a constant cost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from socle.audit import registry
from socle.audit.enums import Redaction
from socle.audit.models import EntreeAudit
from socle.audit.services import record
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from tests import factories
from tests.saisie import client_de

pytestmark = pytest.mark.django_db

REQUETES_JOURNAL = 15


@pytest.fixture
def dpo(monde):
    return client_de(monde.personnes[Role.DPO])


def _agit(compte, *enfants) -> None:
    with acting_as(compte):
        record("enfants.fiche", objets=[e.pk for e in enfants], enfants=[e.pk for e in enfants],
               type_objet="enfants.Enfant")  # fmt: skip


def _personne(monde, n: int):
    found = factories.creer_professionnel(f"p{n}", prenom=f"Odile{n}", nom="Bern")
    factories.affecter(found, Role.INFIRMIER, village=monde.village)
    return found.compte


def test_a_professional_is_named_and_a_child_is_not(monde, dpo):
    _agit(_personne(monde, 1), monde.lea)
    _agit(monde.personnes[Role.ENFANT], monde.lea)
    page = dpo.get(reverse("villages:audit")).text
    assert "Odile1 Bern" in page
    assert "Un enfant ou un jeune" in page
    assert "Léa" not in page
    assert "Martin" not in page
    assert monde.personnes[Role.ENFANT].identifiant not in page
    assert f'href="?enfant={monde.lea.pk}"' in page


def test_a_person_without_a_name_here_is_told_by_their_login(monde, dpo):
    partenaire = factories.creer_utilisateur("ase-43", nature="partenaire")
    _agit(partenaire, monde.lea)
    assert "ase-43" in dpo.get(reverse("villages:audit")).text


def test_a_name_whose_key_is_lost_leaves_the_page_standing(monde, dpo):
    compte = _personne(monde, 1)
    factories.perdre_la_cle(compte.professionnel.pk)
    _agit(compte, monde.lea)
    response = dpo.get(reverse("villages:audit"))
    assert response.status_code == 200
    assert "ne peut pas être ouverte" in response.text
    assert f"?acteur={compte.pk}" in response.text


def test_the_filter_says_whose_acts_are_shown(monde, dpo):
    compte = _personne(monde, 1)
    _agit(compte, monde.lea)
    _agit(_personne(monde, 2), monde.noe)
    page = dpo.get(reverse("villages:audit"), {"acteur": compte.pk}).text
    assert "Ce qu’a fait <strong>Odile1 Bern</strong>" in page
    assert "Odile2" not in page


def test_an_author_who_is_not_shown_is_not_shown_by_a_link_either(monde, dpo, monkeypatch):
    compte = _personne(monde, 1)
    _agit(compte, monde.lea)
    shown = dpo.get(reverse("villages:audit")).text
    assert str(compte.pk) in shown
    assert str(monde.lea.pk) in shown
    masked = replace(registry.get("enfants.fiche"), redaction=Redaction.TOUT)
    monkeypatch.setitem(registry._actions, "enfants.fiche", masked)
    page = dpo.get(reverse("villages:audit")).text
    assert "Une personne non affichée" in page
    assert "Odile1" not in page
    assert str(compte.pk) not in page
    assert str(monde.lea.pk) not in page


def test_many_files_are_counted(monde, dpo):
    _agit(_personne(monde, 1), *monde.enfants)
    page = dpo.get(reverse("villages:audit")).text
    assert "et 1 autre" in page
    assert page.count('href="?enfant=') == 3


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_costs_the_same_with_more_people(monde, dpo, people, django_assert_num_queries):
    for n in range(people):
        _agit(_personne(monde, n), monde.lea, monde.noe)
    _agit(monde.personnes[Role.ENFANT], monde.lea)
    dpo.get(reverse("villages:audit"))
    with django_assert_num_queries(REQUETES_JOURNAL):
        dpo.get(reverse("villages:audit"))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DPO])
def test_nobody_else_reads_the_journal(monde, role):
    assert client_de(monde.personnes[role]).get(reverse("villages:audit")).status_code in {403, 404}
    assert not EntreeAudit.objects.filter(action="audit.lecture").exists()
