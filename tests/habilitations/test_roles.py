"""The matrix, cell by cell, as the association's table gives it."""

from __future__ import annotations

import pytest

from socle.habilitations.permissions import UnknownPermissionError, parse_permission
from socle.habilitations.roles import MATRICE, PERIMETRES, SANS_DOSSIER, Action, Role, droits_de
from socle.outils.declarations import Categorie

COLONNES = [
    "identite", "journal", "soin_quotidien", "medical", "scolarite", "famille",
    "justice_extrait", "justice_pieces", "projet", "psy", "incident", "parole",
]  # fmt: skip

#: Written again on purpose, from the association's table, in its own notation.
TABLE = """
educateur_familial       | R | RW | RW | - | RW | R | R | - | RW | - | D+sien | -
aide_familial            | R | RW | R | - | R | R:contacts | - | - | R | - | D+sien | -
stagiaire                | R | RW | R | - | R | R:contacts | - | - | R | - | D+sien | -
educateur_specialise     | R | RW | R | - | RW | RW | R | R | RW | R:communicable | D+sien | R:adresse
psychologue              | R | R | R | R | R | RW | R | R | RW | RW | R:affecte+D | R:adresse
infirmier                | R | R | RW | RW | - | R:consentements | - | - | R | - | D+sien | -
secretariat              | RW | - | - | - | W | R:consentements | R | W:classement | - | - | - | -
chef_de_service          | RW | RW | R | - | RW | RW | R | RW | RWV | R:communicable | RWV | R:adresse
directeur                | RW | R | R | - | R | R | R | RW | RWV | R:communicable | RWV | R:adresse
cadre_astreinte          | R | R | R | - | - | R:contacts | R | - | - | - | RW | R:securite
referent_participation   | R:prenom | - | - | - | - | - | - | - | - | - | - | R:instances+R:adresse
referent_protection      | R:nommes | - | - | - | - | - | - | - | - | - | RWV | R:securite
suppleant_protection     | R:nommes | - | - | - | - | - | - | - | - | - | RWV:affecte | R:securite
direction_generale       | R:nommes | - | - | - | - | - | - | - | - | - | RWV:affecte | R:securite
president                | R:nommes | - | - | - | - | - | - | - | - | - | RWV:affecte | R:securite
referent_ase             | R | - | - | - | R | R | R | R | R | R:communicable | R:transmis | -
siege                    | - | - | - | - | - | - | - | - | - | - | R:sans_noms | -
dpo                      | - | - | - | - | - | - | - | - | - | - | - | -
administrateur_technique | - | - | - | - | - | - | - | - | - | - | - | -
enfant                   | R:sien | - | - | - | - | - | - | - | RW:version_enfant | - | R:sien | R:sien+W:sien
"""

LETTRES = {"R": "lire", "W": "ecrire", "V": "valider", "D": "declarer"}


def _expected(cell: str) -> set[tuple[str, str | None]]:
    if cell == "-":
        return set()
    rights: set[tuple[str, str | None]] = set()
    for part in cell.replace("D+sien", "D+R:sien").split("+"):
        letters, _, reserve = part.partition(":")
        rights |= {(LETTRES[letter], reserve or None) for letter in letters}
    return rights


def _cells():
    for line in TABLE.strip().splitlines():
        role, *cells = [cell.strip() for cell in line.split("|")]
        yield from ((role, column, cell) for column, cell in zip(COLONNES, cells, strict=True))


@pytest.mark.parametrize(("role", "categorie", "cell"), list(_cells()))
def test_cell_of_the_matrix(role, categorie, cell):
    rights = {
        (d.action.value, d.reserve and d.reserve.value) for d in droits_de(Role(role), Categorie(categorie))
    }
    assert rights == _expected(cell)


def test_the_table_has_every_role():
    assert {role for role, _, _ in _cells()} == set(Role.values) == set(MATRICE) == set(PERIMETRES)


def test_roles_of_the_association_open_no_file():
    assert {
        "referent_participation",
        "referent_protection",
        "suppleant_protection",
        "direction_generale",
        "president",
        "siege",
        "dpo",
        "administrateur_technique",
        "enfant",
    } == SANS_DOSSIER


def test_a_misspelt_permission_is_an_error_not_a_refusal():
    with pytest.raises(UnknownPermissionError):
        parse_permission("enfants.lire_jurnal")


def test_a_permission_with_a_reserve_is_parsed():
    permission = parse_permission("enfants.lire_famille_contacts")
    assert (permission.action, permission.categorie, permission.reserve) == (
        Action.LIRE,
        Categorie.FAMILLE,
        "contacts",
    )
