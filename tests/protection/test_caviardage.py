"""Names taken out of texts: whole words, whatever their case and accents, and nothing else."""

from __future__ import annotations

import pytest

from protection.caviardage import AMBIGU, SANS_ADRESSE, Caviardage


@pytest.fixture
def cacher() -> Caviardage:
    made = Caviardage()
    made.garder("Léa", "Martin")
    made.cacher("Noé", "Martin", "un autre enfant (A)")
    made.cacher("Marie-Éléonore", "Le Goff", "un autre enfant (B)")
    made.cacher("Claire", "Renaud", "un membre du personnel", prudent=True)
    made.cacher_texte("M. Besson, l’oncle", "une personne (T1, oncle)")
    return made


@pytest.mark.parametrize(
    ("ecrit", "imprime"),
    [
        ("Puis noe crie.", "Puis un autre enfant (A) crie."),
        ("Noe\u0301 crie.", "Un autre enfant (A) crie."),
        ("La mère de Noé Martin.", "La mère d’un autre enfant (A)."),
        ("Il dit que MARTIN Noé part.", "Il dit qu’un autre enfant (A) part."),
        ("Noémie, Canoé", "Noémie, Canoé"),
        ("Léa Martin et Martin", "Léa Martin et Martin"),
        ("avec Marie Eléonore", "avec un autre enfant (B)"),
        ("avec Éléonore, Goff", "avec un autre enfant (B), un autre enfant (B)"),
        ("le goff", "Un autre enfant (B)"),
        ("une voix claire", "une voix claire"),
        ("vu par Mme Claire", "vu par un membre du personnel"),
        ("vu par claire renaud", "vu par un membre du personnel"),
        ("Fin. Monsieur besson rit", "Fin. Une personne (T1, oncle) rit"),
        ("son oncle", "son oncle"),
        ("Il habite 3 bis, rue du Four, 75001 Paris.", f"Il habite {SANS_ADRESSE}."),
        ("à 18 h 30, trois cours", "à 18 h 30, trois cours"),
    ],
)
def test_names_and_only_names(cacher, ecrit, imprime):
    assert cacher(ecrit) == imprime


def test_a_name_two_people_bear_points_to_neither():
    made = Caviardage()
    made.cacher("Noé", "Petit", "un autre enfant (A)")
    made.cacher("Noé", "Grand", "un autre enfant (B)")
    assert made("avec Noé puis Noé Grand") == f"avec {AMBIGU} puis un autre enfant (B)"


def test_without_a_name_nothing_changes():
    assert Caviardage()("Rien.\nDu tout") == "Rien.\nDu tout"


def test_what_one_knows_of_somebody_is_not_a_name():
    made = Caviardage()
    made.cacher_texte("un homme en voiture rouge", "une personne (T1)")
    assert made("une voiture rouge") == "une voiture rouge"
    made.cacher_texte("besson", "une personne (T2)")
    assert made("chez Besson") == "chez une personne (T2)"
