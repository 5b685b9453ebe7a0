"""One typing error, told in one pass, against the long way on random words."""

from __future__ import annotations

from random import Random

import pytest

from socle.chiffrement.enums import Raison
from socle.chiffrement.values import Illisible
from socle.outils.rapprochement import Proximite, Recherche, meilleurs, une_erreur_pres


def distance(a: str, b: str) -> int:
    """The table everyone learns: insertions, deletions, substitutions, exchanges of neighbours."""
    table = [[max(i, j) if not (i and j) else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(
                table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            )
            if i > 1 and j > 1 and a[i - 2 : i] == b[j - 2 : j][::-1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


def test_one_error_is_what_the_long_way_says_on_random_words():
    # Two letters only: most pairs are close, and repeated letters are where a short way goes wrong.
    rng, close = Random(11), 0
    for _ in range(20_000):
        a, b = ("".join(rng.choices("ab", k=rng.randint(0, 7))) for _ in range(2))
        assert une_erreur_pres(a, b) == (distance(a, b) == 1), (a, b)
        close += une_erreur_pres(a, b)
    assert close > 1000


def test_one_error_in_a_real_word_whatever_its_place():
    rng, word = Random(5), "mathilde"
    for rank in range(len(word)):
        for typed in (
            word[:rank] + word[rank + 1 :],
            word[:rank] + rng.choice("xyz") + word[rank:],
            word[:rank] + rng.choice("xyz") + word[rank + 1 :],
        ):
            assert une_erreur_pres(typed, word), typed
    for rank in range(len(word) - 1):
        assert une_erreur_pres(word[:rank] + word[rank + 1] + word[rank] + word[rank + 2 :], word)
    assert not une_erreur_pres("mathilde", "mathilde")
    assert not une_erreur_pres("mahtidle", "mathilde")


def rapprocher(tape: str, prenom: object, nom: object = "Martin"):
    return Recherche(tape).confronter([("prénom", prenom), ("nom", nom)])


@pytest.mark.parametrize(
    ("tape", "prenom", "nom", "proximite", "raison"),
    [
        ("léa", "Léa", "Martin", Proximite.EXACT, "prénom"),
        ("LEA", "Léa", "Martin", Proximite.EXACT, "prénom"),
        ("martin lea", "Léa", "Martin", Proximite.EXACT, "nom ; prénom"),
        ("mart", "Léa", "Martin", Proximite.DEBUT, "début du nom"),
        ("matrin", "Léa", "Martin", Proximite.ERREUR, "nom, une lettre d’écart"),
        ("lea marin", "Léa", "Martin", Proximite.ERREUR, "prénom ; nom, une lettre d’écart"),
        ("jean pierre", "Jean-Pierre", "Roux", Proximite.EXACT, "prénom"),
        ("jeanpierre", "Jean-Pierre", "Roux", Proximite.EXACT, "prénom"),
        ("jean pierre", "Jeanpierre", "Roux", Proximite.EXACT, "prénom"),
        ("pierre", "Jean-Pierre", "Roux", Proximite.EXACT, "prénom"),
        ("d'angelo", "Noé", "D’Angelo", Proximite.EXACT, "nom"),
        ("dangelo", "Noé", "D’Angelo", Proximite.EXACT, "nom"),
        ("le gof", "Malo", "Le Goff", Proximite.DEBUT, "début du nom"),
        ("ozlem", "Özlem", "Çelik", Proximite.EXACT, "prénom"),
        ("celik", "Özlem", "Çelik", Proximite.EXACT, "nom"),
        ("soeur", "Sœur", "Roux", Proximite.EXACT, "prénom"),
    ],
)
def test_a_name_is_found_and_says_why(tape, prenom, nom, proximite, raison):
    accord = rapprocher(tape, prenom, nom)
    assert accord is not None
    assert (accord.proximite, accord.raison) == (proximite, raison)


@pytest.mark.parametrize(
    ("tape", "prenom", "nom"),
    [
        ("leo", "Léa", "Martin"),  # under four letters nothing is forgiven
        ("loea", "Léa", "Martin"),
        ("matrni", "Léa", "Martin"),  # two errors
        ("matrin lae", "Léa", "Martin"),
        ("matilde matrin", "Mathilde", "Martin"),  # one in each word
        ("lea diallo", "Léa", "Martin"),
        ("artin", "Léa", "Martinez"),
        ("", "Léa", "Martin"),
    ],
)
def test_what_is_further_is_not_found(tape, prenom, nom):
    assert rapprocher(tape, prenom, nom) is None


def test_a_name_that_cannot_be_opened_is_found_by_nobody():
    closed = Illisible(Raison.CLE_DETRUITE, b"x")
    assert rapprocher(str(closed)[:6], closed, closed) is None
    assert rapprocher("martin", closed, "Martin") is not None


def test_results_come_exact_first_then_beginnings_then_errors():
    names = ["Martine", "Marton", "Martin", "Zoé Martin", "Durand"]
    found = meilleurs(((n, [("nom", n)]) for n in names), Recherche("martin"), 10)
    assert [(n, a.proximite.name) for n, a in found] == [
        ("Martin", "EXACT"), ("Zoé Martin", "EXACT"), ("Martine", "DEBUT"), ("Marton", "ERREUR"),
    ]  # fmt: skip
    assert [n for n, _ in meilleurs(((n, [("nom", n)]) for n in names), Recherche("martin"), 2)] == [
        "Martin", "Zoé Martin",
    ]  # fmt: skip


def test_one_letter_finds_nobody():
    assert meilleurs([("Martin", [("nom", "Martin")])], Recherche("m"), 10) == []
    assert meilleurs([("Martin", [("nom", "Martin")])], Recherche("ma"), 10) != []
