"""The sheet of the evenings: kept by the house, read by whoever relays tonight, on one page of paper."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from enfants.models import FicheRituels
from enfants.selectors.entourage import RITUELS
from enfants.services.entourage import tenir_rituels
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from socle.taches.enums import EtatTache
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.saisie import client_de, saisir

pytestmark = pytest.mark.django_db

REQUETES = 20
LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.SOIN_QUOTIDIEN)}
ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.SOIN_QUOTIDIEN)}


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def claire(monde):
    return client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])


def fiche(enfant) -> FicheRituels | None:
    with acting_as_system(raison="test"):
        return FicheRituels.objects.filter(enfant=enfant).first()


@pytest.mark.parametrize("role", list(Role))
def test_the_house_keeps_it_and_whoever_cares_for_the_child_reads_it(monde, role):
    client = client_de(monde.personnes[role])
    assert saisir(client, "enfants:modifier_rituels", monde.malo.pk, version=0, doudou="x").status_code == 404
    written = saisir(client, "enfants:modifier_rituels", monde.lea.pk, version=0, doudou="Canaridoudou")
    assert written.status_code == (302 if role in ECRIVENT else 404)
    assert (fiche(monde.lea) is not None) is (role in ECRIVENT)
    page = client.get(reverse("enfants:rituels_maison", args=[monde.tilleuls.pk]))
    assert page.status_code == (200 if role in LISENT else 404)
    assert ("Canaridoudou" in page.text) is (role in ECRIVENT)
    assert client.get(reverse("enfants:rituels_maison", args=[monde.sorbiers.pk])).status_code == 404


def test_whoever_relays_tonight_reads_and_keeps_it_and_no_longer_once_it_has_ended(monde):
    factories.creer_rituels(monde.lea, coucher="Canarihistoire")
    today = aujourdhui()
    tonight, ended = factories.creer_professionnel("relais"), factories.creer_professionnel("ancien")
    factories.creer_relais(tonight, monde.tilleuls, today, today)
    factories.creer_relais(ended, monde.tilleuls, today - timedelta(days=9), today - timedelta(days=2))
    page = client_de(tonight.compte).get(reverse("enfants:rituels_maison", args=[monde.tilleuls.pk]))
    assert "Canarihistoire" in page.text
    adresse = reverse("enfants:rituels_maison", args=[monde.tilleuls.pk])
    assert adresse in client_de(tonight.compte).get(reverse("enfants:relais")).text
    assert client_de(ended.compte).get(adresse).status_code in {403, 404}


def test_the_same_role_elsewhere_meets_the_wall(monde):
    row = factories.creer_rituels(monde.lea)
    ailleurs = factories.creer_personne(
        Role.EDUCATEUR_FAMILIAL, "voisine@erables", maison=monde.erables, enfant=monde.ines
    )
    client = client_de(ailleurs)
    for nom in ("rituels", "modifier_rituels"):
        assert client.get(reverse(f"enfants:{nom}", args=[monde.lea.pk])).status_code == 404
    assert client.get(reverse("enfants:rituels_maison", args=[monde.tilleuls.pk])).status_code == 404
    with acting_as(ailleurs):
        assert not FicheRituels.objects.filter(pk=row.pk).exists()
        with pytest.raises(PermissionDenied):
            tenir_rituels(acteur=ailleurs, fiche=row, version_lue=1)


def test_every_line_written_is_read_again_with_its_day(monde, claire):
    lines = {champ: f"Canari{champ}" for champ in RITUELS}
    assert saisir(claire, "enfants:modifier_rituels", monde.lea.pk, version=0, **lines).status_code == 302
    for adresse in (
        reverse("enfants:rituels", args=[monde.lea.pk]),
        reverse("enfants:rituels_maison", args=[monde.tilleuls.pk]),
    ):
        page = claire.get(adresse).text
        for words in (*lines.values(), "Relu le"):
            assert words in page, words
    row = fiche(monde.lea)
    assert (row.relue_le, row.version) == (aujourdhui(), 1)
    read = EntreeAudit.objects.filter(action="entourage.rituels_lus", enfants__contains=[monde.lea.pk])
    assert read.filter(objets__contains=[row.pk]).exists()


def test_reading_it_again_dates_it_once_a_day(monde, claire):
    factories.creer_rituels(monde.lea)
    adresse = reverse("enfants:relire_rituels", args=[monde.lea.pk])
    claire.get(adresse)
    assert fiche(monde.lea).version == 1
    assert [claire.post(adresse).status_code for _ in range(2)] == [302, 302]
    row = fiche(monde.lea)
    assert (row.relue_le, row.version) == (aujourdhui(), 2)
    assert row.relue_par_id == monde.personnes[Role.EDUCATEUR_FAMILIAL].pk
    assert EntreeAudit.objects.filter(action="entourage.rituels_relus").count() == 1


def test_an_empty_sheet_and_one_too_long_are_refused_and_keep_what_was_typed(monde, claire):
    page = saisir(claire, "enfants:modifier_rituels", monde.lea.pk, version=0)
    assert (page.status_code, "Écrivez au moins une ligne" in page.text) == (422, True)
    page = saisir(
        claire, "enfants:modifier_rituels", monde.lea.pk, version=0, nuit="La porte. " * 80, bain="Douche"
    )
    assert (page.status_code, "Douche" in page.text, "300" in page.text) == (422, True, True)
    assert fiche(monde.lea) is None


def test_a_stale_sheet_is_refused_and_what_was_typed_stays(monde, claire):
    factories.creer_rituels(monde.lea)
    assert (
        saisir(claire, "enfants:modifier_rituels", monde.lea.pk, version=1, bain="Douche").status_code == 302
    )
    page = saisir(claire, "enfants:modifier_rituels", monde.lea.pk, version=1, bain="Baignoire")
    assert (page.status_code, "Baignoire" in page.text) == (422, True)
    assert "vient d’enregistrer une autre version" in page.text
    row = fiche(monde.lea)
    with acting_as_system(raison="test"):
        assert row.bain == "Douche"


def test_who_sleeps_elsewhere_tonight_comes_last_and_says_so(monde, claire):
    factories.creer_rituels(monde.lea)
    factories.creer_absence(monde.lea)
    page = claire.get(reverse("enfants:rituels_maison", args=[monde.tilleuls.pk])).text
    assert page.index("Noé") < page.index("ce soir</small>")
    assert page.index("Noé</a>") < page.index("Léa</a>")


def test_the_important_people_are_on_the_sheet_for_who_reads_the_project(monde, claire):
    factories.creer_rituels(monde.lea)
    factories.creer_personne_ressource(monde.lea, "Mamie Jo", joindre="06 39 98 10 44")
    factories.creer_personne_ressource(monde.lea, "l’ancien voisin", fin=aujourdhui())
    adresse = reverse("enfants:rituels_maison", args=[monde.tilleuls.pk])
    page = claire.get(adresse).text
    assert "Mamie Jo" in page
    assert "06 39 98 10 44" in page
    assert "ancien voisin" not in page
    astreinte = client_de(monde.personnes[Role.CADRE_ASTREINTE]).get(adresse).text
    assert "chanson du lapin" in astreinte
    assert "Mamie Jo" not in astreinte


def test_the_page_of_the_house_costs_the_same_with_one_sheet_and_with_three(monde, claire):
    adresse = reverse("enfants:rituels_maison", args=[monde.tilleuls.pk])
    factories.creer_rituels(monde.lea)
    factories.creer_personne_ressource(monde.lea)
    claire.get(adresse)
    for more in (0, 2):
        for rank in range(more):
            enfant = factories.creer_enfant(monde.village, f"Ana{rank}", "Roy", maison=monde.tilleuls)
            factories.creer_rituels(enfant)
            factories.creer_personne_ressource(enfant)
        with CaptureQueriesContext(connection) as queries:
            assert claire.get(adresse).status_code == 200
        assert len(queries) == REQUETES


# --- on paper ---------------------------------------------------------------------------------


def imprimer(client, maison) -> Tache:
    answer = client.post(reverse("enfants:feuille_rituels", args=[maison.pk]), {"envoi": str(nouvel_id())})
    assert answer.status_code == 302
    tache = Tache.objects.latest("cree_le")
    run_now(tache.pk)
    tache.refresh_from_db()
    return tache


def test_the_paper_holds_the_children_of_the_house_on_one_tagged_page_whatever_was_written(monde, claire):
    for enfant in (
        monde.lea, monde.noe,
        *(factories.creer_enfant(monde.village, f"Marie-Éléonore-{r}", "Roy", maison=monde.tilleuls) for r in range(3)),
    ):  # fmt: skip
        factories.creer_rituels(enfant, **dict.fromkeys(RITUELS, "Les mots de ce soir. " * 14))
        factories.creer_personne_ressource(enfant, "mon parrain de foot")
    factories.creer_rituels(monde.ines, coucher="Canarivoisine")
    tache = imprimer(claire, monde.tilleuls)
    response = claire.get(reverse("enfants:papier_document", args=[tache.pk]))
    pages = PdfReader(BytesIO(response.content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert len(pages) == 1
    for words in (
        "Léa",
        "Noé",
        "Marie-Éléonore-2",
        "mon parrain de foot",
        "suite dans le dossier",
        "Imprimé par",
    ):
        assert words in text, words
    assert "Canarivoisine" not in text
    pdf = pikepdf.open(BytesIO(response.content))
    assert "/StructTreeRoot" in pdf.Root
    assert str(pdf.docinfo["/Title"]) == "Rituels de la maison"


def test_a_house_without_a_sheet_prints_nothing_and_says_so(monde, claire):
    tache = imprimer(claire, monde.tilleuls)
    assert tache.etat == EtatTache.ECHOUEE
    assert "quelque chose à imprimer" in claire.get(reverse("enfants:papier", args=[tache.pk])).text
