"""Finding words in a text as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.outils.texte import reperer


@pytest.mark.parametrize(
    ("texte", "cherche", "trouve"),
    [
        ("À l’École", "ecole", ["École"]),
        ("À l’École", "L'ÉCOLE", ["l’École"]),
        ("son cœur bat", "coeur", ["cœur"]),
        ("deux\u202f\n mots", "deux mots", ["deux\u202f\n mots"]),
        ("e\u0301cole", "école", ["e\u0301cole"]),
        ("fini, re\u0301", "re", ["re\u0301"]),
        ("la la la", "la", ["la", "la", "la"]),
        ("aaa", "aa", ["aa"]),
        ("rien ici", "mot", []),
        ("rien ici", "  ", []),
        ("", "mot", []),
        ("Straße", "strasse", ["Straße"]),
    ],
)
def test_words_are_found_whatever_case_accents_and_spaces(texte, cherche, trouve):
    assert [texte[start:end] for start, end in reperer(texte, cherche)] == trouve


@given(st.text(max_size=40), st.text(max_size=5))
def test_hits_are_ordered_apart_and_inside_the_text(texte, cherche):
    last = 0
    for start, end in reperer(texte, cherche):
        assert last <= start < end <= len(texte)
        last = end


@given(st.text(max_size=20), st.text("abcdeéà ", min_size=1, max_size=5), st.text(max_size=20))
def test_what_stands_in_a_text_is_found(before, word, after):
    if word.strip():
        assert reperer(before + word + after, word)
