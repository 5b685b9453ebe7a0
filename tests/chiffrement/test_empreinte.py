from __future__ import annotations

import base64
import os
from datetime import date

import pytest

from socle.chiffrement.empreinte import empreinte_identite
from socle.outils.texte import mots_plies, plier

NE_LE = date(2015, 3, 14)


@pytest.mark.parametrize(
    "noms",
    [
        ("Zoé", "Le Goff"),
        ("LE GOFF", "Zoe"),
        ("le-goff zoé",),
        ("  Zoe\u0301 ", "LE\u00a0GOFF"),
        ("Goff Le", "ZOÉ"),
    ],
)
def test_the_same_person_typed_otherwise_has_the_same_digest(noms):
    assert empreinte_identite(*noms, naissance=NE_LE) == empreinte_identite("Zoé", "Le Goff", naissance=NE_LE)


@pytest.mark.parametrize(
    ("noms", "naissance"),
    [
        (("Zoé", "Le Goff"), date(2015, 3, 15)),
        (("Zoé", "Le Gof"), NE_LE),
        (("Zoé",), NE_LE),
        (("Zoé", "Zoé", "Le Goff"), NE_LE),
        (("Zoélegoff",), NE_LE),
    ],
)
def test_another_person_has_another_digest(noms, naissance):
    assert empreinte_identite(*noms, naissance=naissance) != empreinte_identite(
        "Zoé", "Le Goff", naissance=NE_LE
    )


def test_another_key_gives_another_digest(settings):
    here = empreinte_identite("Zoé", naissance=NE_LE)
    assert len(here) == 32
    settings.CLE_EMPREINTE = base64.b64encode(os.urandom(32)).decode()
    assert empreinte_identite("Zoé", naissance=NE_LE) != here


@pytest.mark.parametrize("noms", [(), ("",), (" - ",)])
def test_a_digest_needs_a_name(noms):
    with pytest.raises(ValueError, match="name"):
        empreinte_identite(*noms, naissance=NE_LE)


@pytest.mark.parametrize(
    ("texte", "plie"),
    [
        ("Éloïse-Marie D’Œuvre", "eloise marie d oeuvre"),
        ("ÐORÐEVIĆ Łukasz", "dordevic lukasz"),
        ("Strauß  ÆGIR", "strauss aegir"),
        ("İnci", "inci"),
        ("Anne_Sophie", "anne sophie"),
        ("Ляля", "ляля"),
    ],
)
def test_names_fold_to_plain_words(texte, plie):
    assert plier(texte) == plie
    assert plier(plie) == plie
    assert mots_plies(texte) == plie.split()
