"""The last bed, and one child moved by two people: one wins, the other reads a sentence, nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from enfants.models import Enfant, Sejour
from enfants.services import accueillir, changer_de_maison
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.ensemble import together
from villages.models import Maison

pytestmark = pytest.mark.django_db(transaction=True)

ESSAIS = 500
#: Two threads rarely meet at the first try.
TOURS = 25


def _sentence(personne: Utilisateur, act: Callable[[], object]) -> str:
    """Run an act as somebody; return what refused it, nothing when it went through."""
    try:
        with acting_as(personne):
            act()
    except ValidationError as refus:
        return " ".join(refus.messages)
    return ""


def _two(monde) -> tuple[Utilisateur, Utilisateur]:
    return monde.personnes[Role.DIRECTEUR], monde.personnes[Role.CHEF_DE_SERVICE]


def test_two_people_place_two_children_in_the_last_bed(monde):
    maison = factories.creer_maison(monde.village, "Les Lilas", places=1)
    acts = []
    for personne, prenom in zip(_two(monde), ("Tom", "Zoé"), strict=True):
        enfant = factories.creer_enfant(monde.village, prenom, "Petit")
        arrive = {"acteur": personne, "enfant": enfant, "maison": maison, "debut": aujourdhui()}
        acts.append(lambda p=personne, a=arrive: _sentence(p, lambda: accueillir(**a)))
    assert sorted(together(*acts)) == ["", "La maison est complète à cette date : indiquez pourquoi."]
    with acting_as(monde.personnes[Role.DIRECTEUR]):
        assert Sejour.objects.current().filter(maison=maison).count() == 1


def test_two_people_receive_the_same_child_in_two_houses(monde):
    maisons = [factories.creer_maison(monde.village, nom, places=TOURS) for nom in ("Les Lilas", "Les Ormes")]
    for tour in range(TOURS):
        enfant = factories.creer_enfant(monde.village, f"Tom{tour}", "Petit")
        acts = []
        for personne, maison in zip(_two(monde), maisons, strict=True):
            arrive = {"acteur": personne, "enfant": enfant, "maison": maison, "debut": aujourdhui()}
            acts.append(lambda p=personne, a=arrive: _sentence(p, lambda: accueillir(**a)))
        assert sorted(together(*acts)) == ["", "Cet enfant a déjà un séjour à cette date ou plus tard."]


def test_two_people_move_the_same_child(monde):
    maisons = [factories.creer_maison(monde.village, nom, places=TOURS) for nom in ("Les Lilas", "Les Ormes")]
    for tour in range(TOURS):
        enfant = factories.creer_enfant(monde.village, f"Tom{tour}", "Petit", maison=monde.tilleuls)
        acts = []
        for personne, maison in zip(_two(monde), maisons, strict=True):
            with acting_as(personne):
                sejour = Sejour.objects.select_related("enfant").get(enfant=enfant)
            deplace = {"acteur": personne, "sejour": sejour, "maison": maison, "debut": aujourdhui()}
            acts.append(lambda p=personne, d=deplace: _sentence(p, lambda: changer_de_maison(**d)))
        assert sorted(together(*acts)) == ["", "Cet enfant a déjà un séjour à cette date ou plus tard."]
        with acting_as(monde.personnes[Role.DIRECTEUR]):
            assert Sejour.objects.current().filter(enfant=enfant, maison__in=maisons).count() == 1


def test_a_thousand_crossed_moves_never_wait_for_each_other(monde):
    maisons = [factories.creer_maison(monde.village, nom) for nom in ("Les Lilas", "Les Ormes")]

    def move(personne: Utilisateur, enfant: Enfant, route: list[Maison]) -> int:
        for rang in range(ESSAIS):
            with acting_as(personne):
                sejour = Sejour.objects.select_related("enfant").get(enfant=enfant, fin=None)
                jour = sejour.debut + timedelta(days=1)
                changer_de_maison(acteur=personne, sejour=sejour, maison=route[rang % 2], debut=jour)
        return ESSAIS

    debut = aujourdhui() - timedelta(days=ESSAIS + 10)
    acts = []
    for personne, prenom, route in zip(_two(monde), ("Tom", "Zoé"), (maisons, maisons[::-1]), strict=True):
        enfant = factories.creer_enfant(monde.village, prenom, "Petit", maison=route[1], debut=debut)
        acts.append(lambda p=personne, e=enfant, r=route: move(p, e, r))
    assert together(*acts) == [ESSAIS, ESSAIS]
