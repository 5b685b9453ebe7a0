"""A child's own account: who opens it, what the adult's code is worth, how it is closed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from enfants.models import Enfant
from enfants.services.compte import donner_un_autre_code, fermer_compte_enfant, ouvrir_compte_enfant
from socle.audit.models import EntreeAudit
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.habilitations.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db

OUVRENT = {Role.CHEF_DE_SERVICE, Role.DIRECTEUR}


def _page(enfant: Enfant) -> str:
    return reverse("enfants:compte", args=[enfant.pk])


def _compte(enfant: Enfant) -> Utilisateur | None:
    with acting_as_system(raison="test"):
        return Enfant.objects.select_related("compte").get(pk=enfant.pk).compte


@pytest.fixture
def ouvert(monde) -> tuple[Utilisateur, str]:
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(chef):
        return ouvrir_compte_enfant(acteur=chef, enfant=monde.noe)


@pytest.mark.parametrize("role", list(Role))
def test_who_answers_for_the_village_opens_an_account(monde, connecter, role):
    response = connecter(monde.personnes[role]).post(_page(monde.noe), {"acte": "ouvrir"})
    made = _compte(monde.noe)
    if role not in OUVRENT:
        assert response.status_code in {403, 404}
        assert made is None
        return
    assert response.status_code == 200
    assert made is not None
    assert (made.nature, made.cree_par_id) == (Utilisateur.Nature.ENFANT, monde.personnes[role].pk)
    assert made.mot_de_passe_provisoire
    assert made.identifiant in response.text
    assert "no-store" in response.headers["Cache-Control"]
    assert "Noé" not in made.identifiant


@pytest.mark.parametrize("role", sorted(OUVRENT))
def test_a_child_of_another_village_is_not_there(monde, connecter, role):
    client = connecter(monde.personnes[role])
    assert client.get(_page(monde.malo)).status_code == 404
    assert client.post(_page(monde.malo), {"acte": "ouvrir"}).status_code == 404
    with acting_as(monde.personnes[role]), pytest.raises(PermissionDenied):
        ouvrir_compte_enfant(acteur=monde.personnes[role], enfant=monde.malo)
    assert _compte(monde.malo) is None


def test_sent_twice_one_account_is_made_and_the_code_is_not_shown_again(monde, connecter):
    client = connecter(monde.personnes[Role.DIRECTEUR])
    client.post(_page(monde.noe), {"acte": "ouvrir"})
    first = _compte(monde.noe)
    again = client.post(_page(monde.noe), {"acte": "ouvrir"})
    assert again.status_code == 409
    assert "déjà un compte" in again.text
    assert _compte(monde.noe) == first
    assert EntreeAudit.objects.filter(action="enfants.compte_ouvert").count() == 1


def test_the_account_reaches_its_own_child_only(monde, ouvert):
    compte, _ = ouvert
    with acting_as(compte):
        reach = perimetre_de(compte.pk)
        assert reach.tous_les_enfants() == {monde.noe.pk}
        assert reach.enfants(parse_permission("lire_journal")) == set()
        assert {e.pk for e in Enfant.objects.all()} == {monde.noe.pk}


def test_a_code_is_given_anew_until_it_has_served(monde, ouvert):
    compte, code = ouvert
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(chef):
        _, other = donner_un_autre_code(acteur=chef, enfant=monde.noe)
    compte.refresh_from_db()
    assert other != code
    assert (compte.check_password(code), compte.check_password(other)) == (False, True)
    with acting_as(compte):
        compte.set_password("les loutres aiment la pluie")
        compte.mot_de_passe_provisoire = False
        compte.save()
    with acting_as(chef), pytest.raises(ValidationError, match="ne se change plus"):
        donner_un_autre_code(acteur=chef, enfant=monde.noe)
    compte.refresh_from_db()
    assert compte.check_password("les loutres aiment la pluie")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE comptes_utilisateur SET password = 'x' WHERE id = %s",
        "UPDATE comptes_utilisateur SET mot_de_passe_provisoire = true WHERE id = %s",
        "UPDATE comptes_utilisateur SET password = 'x', mot_de_passe_provisoire = true WHERE id = %s",
    ],
)
@pytest.mark.parametrize("role", [Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.ADMINISTRATEUR_TECHNIQUE])
def test_once_the_child_has_entered_the_database_refuses_every_other_hand(monde, ouvert, statement, role):
    compte, _ = ouvert
    with acting_as(compte):
        compte.mot_de_passe_provisoire = False
        compte.save()
    with (
        acting_as(monde.personnes[role]),
        pytest.raises(DatabaseError, match="two people"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [compte.pk])


def test_another_child_s_code_is_not_taken_for_an_adult_s(monde, ouvert):
    """An adult's provisional password is not an opening code: it is never given anew like this."""
    adulte = factories.creer_utilisateur("neuf", mot_de_passe_provisoire=True)
    with (
        acting_as(monde.personnes[Role.CHEF_DE_SERVICE]),
        pytest.raises(DatabaseError, match="two people"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE comptes_utilisateur SET password = 'x' WHERE id = %s", [adulte.pk])


def test_closing_ends_the_child_s_sessions_and_reopening_keeps_the_passphrase(monde, connecter, ouvert):
    compte, _ = ouvert
    with acting_as(compte):
        compte.set_password("les loutres aiment la pluie")
        compte.mot_de_passe_provisoire = False
        compte.save()
    enfant, chef = connecter(compte), connecter(monde.personnes[Role.CHEF_DE_SERVICE])
    espace = reverse("participation:mon_espace")
    assert enfant.get(espace).status_code == 200
    assert chef.post(_page(monde.noe), {"acte": "fermer"}).status_code == 302
    assert enfant.get(espace).status_code == 302
    assert "Fermé" in chef.get(_page(monde.noe)).text
    for _ in range(2):
        assert chef.post(_page(monde.noe), {"acte": "rouvrir"}).status_code == 302
    compte.refresh_from_db()
    assert compte.is_active
    assert compte.check_password("les loutres aiment la pluie")
    assert EntreeAudit.objects.filter(action="enfants.compte_ferme").count() == 1
    assert EntreeAudit.objects.filter(action="enfants.compte_rouvert").count() == 1


def test_a_closed_account_gets_no_code(monde, connecter, ouvert):
    chef = connecter(monde.personnes[Role.CHEF_DE_SERVICE])
    chef.post(_page(monde.noe), {"acte": "fermer"})
    refused = chef.post(_page(monde.noe), {"acte": "code"})
    assert refused.status_code == 409
    assert "rouvrez-le" in refused.text


def test_acts_without_an_account_say_so(monde):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(chef), pytest.raises(ValidationError, match="pas encore de compte"):
        fermer_compte_enfant(acteur=chef, enfant=monde.noe)


def test_the_code_is_nowhere_but_on_the_answer(monde, connecter):
    client = connecter(monde.personnes[Role.DIRECTEUR])
    shown = client.post(_page(monde.noe), {"acte": "ouvrir"})
    code = shown.context["code"]
    assert code in shown.text
    assert code not in client.get(_page(monde.noe)).text
    assert code not in str([entree.__dict__ for entree in EntreeAudit.objects.all()])
    entree = EntreeAudit.objects.get(action="enfants.compte_ouvert")
    assert entree.enfants == [monde.noe.pk]


def test_the_page_is_offered_in_the_file_to_who_may_open_it(monde, connecter):
    fiche = reverse("enfants:fiche", args=[monde.lea.pk])
    for role in (Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.EDUCATEUR_FAMILIAL):
        offered = f'href="{_page(monde.lea)}"' in connecter(monde.personnes[role]).get(fiche).text
        assert offered is (role in OUVRENT)
