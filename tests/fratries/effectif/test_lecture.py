"""Files as they are sent: formats, dates, headings, and what is refused before it costs anything."""

from __future__ import annotations

import io
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import time_machine

from fratries.effectif.colonnes import TABLES, propose
from fratries.effectif.dates import read_date
from fratries.effectif.fautes import NomTable, Rapport
from fratries.effectif.formats.base import FichierRefuseError
from fratries.effectif.lecture import read_sheets
from fratries.effectif.lignes import read_file
from tests.fratries.effectif.classeur import JOUR, TITRES, enfant, fautif, ods, propre, texte, xlsx


@pytest.fixture(autouse=True)
def aujourd_hui():
    with time_machine.travel(JOUR, tick=True):
        yield


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("03/05/2021", date(2021, 5, 3)),
        ("3.5.21", date(2021, 5, 3)),
        ("3-5-2021", date(2021, 5, 3)),
        ("2021-05-03", date(2021, 5, 3)),
        ("2021-05-03T00:00:00", date(2021, 5, 3)),
        ("03/05/2021 00:00:00", date(2021, 5, 3)),
        ("3 mai 2021", date(2021, 5, 3)),
        ("1er août 2021", date(2021, 8, 1)),
        ("lundi 3 mai 2021", date(2021, 5, 3)),
        ("3 déc. 2021", date(2021, 12, 3)),
        ("12/04/98", date(1998, 4, 12)),
        ("12/04/34", date(2034, 4, 12)),
        (44319, date(2021, 5, 3)),
        (44319.0, date(2021, 5, 3)),
        ("44319", date(2021, 5, 3)),
        (date(2021, 5, 3), date(2021, 5, 3)),
        ("31/02/2015", None),
        ("13/13/2015", None),
        ("bientôt", None),
        ("2021", None),
        (-4, None),
        (10**9, None),
        (None, None),
    ],
)
def test_a_date_is_read_as_people_write_it(ecrit, lu):
    assert read_date(ecrit) == lu


RANGS = [TITRES, enfant(), enfant("D-2", prenom="Loïc", naissance="7 mai 2017", arrivee=44075)]
FORMATS = {
    "xlsx": xlsx(Enfants=RANGS),
    "ods": ods(Enfants=RANGS),
    "csv utf-8 ;": texte(RANGS),
    "csv utf-8 signé ,": texte(RANGS, separateur=",", encodage="utf-8-sig"),
    "csv windows ;": texte([TITRES, enfant(nom="D’Œuvres")], encodage="cp1252"),
    "csv windows tab": texte([TITRES, enfant(nom="D’Œuvres")], separateur="\t", encodage="cp1252"),
}


@pytest.mark.parametrize("nom", FORMATS)
def test_every_format_gives_the_same_child(nom):
    fiches = read_file(FORMATS[nom], {})
    assert fiches.rapport.fautes == []
    found = fiches.enfants[0]
    assert found.nom in {"D’Œuvres-Ångström", "D’Œuvres"}
    assert (found.prenom, found.naissance, found.arrivee) == ("Zoé", date(2015, 3, 1), date(2020, 9, 1))
    assert (found.place.feuille, found.place.ligne) == ("Enfants", 2)
    if len(fiches.enfants) > 1:
        assert (fiches.enfants[1].naissance, fiches.enfants[1].arrivee) == (
            date(2017, 5, 7),
            date(2020, 9, 1),
        )


def test_a_title_and_empty_rows_shift_no_line():
    rangs = [
        ["Effectif au 1er septembre"],
        [],
        TITRES,
        [],
        enfant("D-9"),
        [None, None],
        enfant("D-10", prenom="Ali"),
    ]
    assert [f.place.ligne for f in read_file(xlsx(Enfants=rangs), {}).enfants] == [5, 7]


def test_formulas_give_their_value_and_hidden_sheets_nothing():
    workbook = openpyxl.load_workbook(
        io.BytesIO(xlsx(Enfants=RANGS, Notes=[["Nom", "Remarque"], ["x", "y"]]))
    )
    workbook["Notes"].sheet_state = "hidden"
    sortie = io.BytesIO()
    workbook.save(sortie)
    assert [f.nom for f in read_sheets(sortie.getvalue())] == ["Enfants"]


def test_headings_are_recognised_by_other_words_and_small_mistakes():
    titres = ["Nom", "Prenom", "Date de naissance", "Habitation", "Date d'entrée", "Couleur", "Alergies"]
    codes = propose(titres, TABLES[NomTable.ENFANTS], {})
    assert codes == ("nom", "prenom", "naissance", "maison", "arrivee", "", "allergies")


def test_what_was_said_of_a_column_wins_over_its_name():
    titres = ["Nom", "Surnom", "Né(e) le"]
    codes = propose(titres, TABLES[NomTable.ENFANTS], {"surnom": "prenom", "ne e le": ""})
    assert codes == ("nom", "prenom", "")


def test_a_missing_column_is_one_fault_at_the_headings():
    fiches = read_file(
        xlsx(Enfants=[TITRES[:3] + TITRES[4:], ["D-1", "Aa", "Bb", "F", "M", "01/01/2020", ""]]), {}
    )
    assert [(f.ligne, f.colonne) for f in fiches.rapport.fautes] == [(1, "Né(e) le")]
    assert fiches.enfants == []


def test_a_sheet_of_something_else_is_left_aside():
    fiches = read_file(xlsx(Enfants=RANGS, Menus=[["Lundi", "Mardi"], ["Soupe", "Riz"]]), {})
    assert [(f.nom, f.table) for f in fiches.rapport.feuilles] == [("Enfants", "Enfants"), ("Menus", "")]


def _archive(**parts: bytes) -> bytes:
    sortie = io.BytesIO()
    with ZipFile(sortie, "w", ZIP_DEFLATED) as archive:
        for nom, contenu in parts.items():
            archive.writestr(nom.replace("__", "/").replace("_xml", ".xml"), contenu)
    return sortie.getvalue()


ENTITES = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"", "vide"),
        (b"   \n", "vide"),
        (b"x" * (10 * 1024 * 1024 + 1), "dépasse 10"),
        (b"\xd0\xcf\x11\xe0 ancien", "ancien"),
        (b"%PDF-1.7", "abîmé"),
        (b"a;b\x00c", "abîmé"),
        (b"PK\x03\x04 coupe", "abîmé"),
        (propre()[:9000], "abîmé"),
        (_archive(readme_xml=b"<a/>"), "abîmé"),
        (_archive(xl__gros_xml=b"<a>" + b" " * (60 * 1024 * 1024) + b"</a>"), "démesurément"),
        (ods(ENTITES, Enfants=RANGS), "abîmé"),
        (_archive(xl__workbook_xml=(ENTITES + "<a>&c;</a>").encode()), "abîmé"),
        (_archive(xl__workbook_xml=(ENTITES + "<a>&c;</a>").encode("utf-16")), "abîmé"),
        (texte([["Lundi", "Mardi"], ["Soupe", "Riz"]]), "Aucune feuille n’est reconnue"),
        (texte([TITRES, *[enfant()] * 50_001]), "plus de 50000"),
    ],
    ids=range(15),
)
def test_what_is_no_roster_is_refused_with_a_sentence(contenu, phrase):
    with pytest.raises(FichierRefuseError) as refus:
        read_file(contenu, {})
    assert phrase in refus.value.messages[0]


def test_a_row_without_end_is_cut_before_it_fills_the_memory():
    with pytest.raises(FichierRefuseError):
        read_file(ods(Enfants=[[f"x{n}" for n in range(30_000)]]), {})


def test_what_an_archive_announces_is_what_is_read():
    """A bomb that lies about its size is cut by zipfile where it said it ends."""
    bombe = _archive(xl__workbook_xml=b"<a>" + b"x" * 1_000_000 + b"</a>").replace(
        (1_000_007).to_bytes(4, "little"), (40).to_bytes(4, "little")
    )
    with pytest.raises(FichierRefuseError):
        read_file(bombe, {})


def test_the_report_survives_being_stored():
    rapport = read_file(fautif(), {}).rapport
    assert rapport.fautes_total > 10
    assert Rapport.from_json(rapport.as_json()) == rapport
