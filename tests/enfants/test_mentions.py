"""A first name typed becomes a token; each file reads its own child's name and nobody else's."""

from __future__ import annotations

from uuid import UUID

import pytest

from enfants import mentions

LEA, NOE, JB, JEAN = (UUID(int=n) for n in range(1, 5))
NOMS = {LEA: "Léa", NOE: "Noé", JB: "Jean-Baptiste", JEAN: "Jean"}


def _lu(texte: str, dossier: UUID = NOE) -> str:
    return str(mentions.lire(mentions.poser(texte, NOMS), dossier=dossier, prenom=NOMS[dossier]))


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Léa a prêté son livre.", "Un autre enfant a prêté son livre."),
        ("Dispute avec Léa, puis jeu.", "Dispute avec un autre enfant, puis jeu."),
        ("Dispute avec Lea.", "Dispute avec un autre enfant."),
        ("Dispute avec LÉA !", "Dispute avec un autre enfant !"),
        (
            "Le\u0301a l’appelle. Bien. Le\u0301a rit.",
            "Un autre enfant l’appelle. Bien. Un autre enfant rit.",
        ),
        ("La chambre de Léa.", "La chambre d’un autre enfant."),
        ("Plus grand que Léa.", "Plus grand qu’un autre enfant."),
        ("L’idée vient d’@léa.", "L’idée vient d’un autre enfant."),
        ("Jeu avec Jean-Baptiste et Jean.", "Jeu avec un autre enfant et un autre enfant."),
        ("Jeu avec Jean Baptiste.", "Jeu avec un autre enfant."),
        ("Jeu avec Jean-Luc et Léana.", "Jeu avec Jean-Luc et Léana."),
        ("Il a lea dans la tête, mail x@lea.fr.", "Il a lea dans la tête, mail x@lea.fr."),
        ("Noé a dit : « Léa, viens ».", "Noé a dit : « un autre enfant, viens »."),
        ("Rien 😀 pour Léa😀", "Rien 😀 pour un autre enfant😀"),
    ],
)
def test_a_name_reads_another_child_in_another_file(texte, attendu):
    assert _lu(texte) == attendu


def test_each_child_reads_their_own_first_name():
    texte = "Léa et Noé ont joué."
    assert _lu(texte, LEA) == "Léa et un autre enfant ont joué."
    assert _lu(texte, NOE) == "Un autre enfant et Noé ont joué."


def test_the_sealed_text_holds_no_first_name():
    assert "L" not in mentions.poser("Léa", NOMS)
    assert mentions.enfants_cites(mentions.poser("Léa, Jean-Baptiste", NOMS)) == {LEA, JB}


def test_the_writer_reads_names_and_what_is_read_again_makes_the_same_tokens():
    pose = mentions.poser("Lea et Jean Baptiste", NOMS)
    relu = mentions.relire(pose, NOMS)
    assert relu == "Léa et Jean-Baptiste"
    assert mentions.poser(str(relu), NOMS) == pose


def test_a_token_of_a_child_one_may_not_see_stays_nameless():
    assert mentions.relire(f"@[{JB}] rit", {}) == "un autre enfant rit"


def test_two_children_of_the_same_name_are_told_by_their_initial():
    noms = {LEA: "Léa M.", NOE: "Léa D."}
    assert mentions.poser("Léa joue.", noms) == "Léa joue."
    assert mentions.poser("Léa M. joue.", noms) == f"@[{LEA}] joue."
