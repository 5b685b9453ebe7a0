"""« Mon histoire »: chosen with the child, nobody else named, no photo without everybody's agreement."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from enfants.models import DocumentEnfant, DroitImage, MomentHistoire
from enfants.photos import dessin
from enfants.services.histoire import ecrire_moment
from socle.audit.models import EntreeAudit
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.documents.enums import TypeMime
from socle.documents.metadonnees import without_metadata
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.documents.photos import jpeg, png
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

REQUETES = 16
LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.PROJET)} - {Role.REFERENT_ASE}
ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.PROJET)}


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def claire(monde):
    return client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])


@pytest.fixture
def mere(monde):
    proche = factories.creer_proche(monde.lea, prenom="Marie", nom="Martin")
    factories.creer_autorite(monde.lea, proche)
    factories.creer_droit_image(monde.lea, proche.pk)
    factories.creer_droit_image(monde.lea)
    return proche


def champs(**changes: object) -> dict[str, object]:
    return {
        "jour": (aujourdhui() - timedelta(days=3)).isoformat(), "titre": "Le jour de la mer",
        "texte": "L’eau était froide.",
        "paroles": "C’était grand.", "choix": "ensemble", "avec": "Claire", "choisi_le": aujourdhui().isoformat(),
        "version": 0, "legende": "", "visibles": [],
    } | changes  # fmt: skip


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("mer.jpg", jpeg(), content_type="image/jpeg")


def moments(enfant) -> list[MomentHistoire]:
    with acting_as_system(raison="test"):
        return list(MomentHistoire.objects.filter(enfant=enfant).order_by("jour", "id"))


# --- who ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_holds_the_project_writes_with_the_child_and_who_reads_it_reads(monde, role):
    client = client_de(monde.personnes[role])
    assert saisir(client, "enfants:nouveau_moment", monde.malo.pk, **champs()).status_code == 404
    written = saisir(client, "enfants:nouveau_moment", monde.lea.pk, **champs())
    assert written.status_code == (302 if role in ECRIVENT else 404)
    assert len(moments(monde.lea)) == (role in ECRIVENT)
    factories.creer_moment(monde.lea, "Canarijour")
    page = client.get(reverse("enfants:histoire", args=[monde.lea.pk]))
    assert page.status_code == (200 if role in LISENT else 404)
    assert ("Canarijour" in page.text) is (role in LISENT)


def test_the_same_role_elsewhere_meets_the_wall(monde):
    row = factories.creer_moment(monde.lea)
    voisine = factories.creer_personne(
        Role.EDUCATEUR_FAMILIAL, "voisine@erables", maison=monde.erables, enfant=monde.ines
    )
    client = client_de(voisine)
    for nom in ("histoire", "nouveau_moment", "livre_histoire"):
        assert client.get(reverse(f"enfants:{nom}", args=[monde.lea.pk])).status_code == 404
    for nom in ("modifier_moment", "retirer_moment"):
        assert client.get(reverse(f"enfants:{nom}", args=[row.pk])).status_code == 404
    with acting_as(voisine):
        assert not MomentHistoire.objects.filter(pk=row.pk).exists()
        with pytest.raises(PermissionDenied):
            ecrire_moment(acteur=voisine, moment=row, version_lue=1)


# --- words ----------------------------------------------------------------------------------


def test_moments_are_read_in_the_order_of_life_with_who_chose_them(monde, claire):
    factories.creer_moment(monde.lea, "Le second", jour=aujourdhui() - timedelta(days=10))
    factories.creer_moment(monde.lea, "Le premier", jour=aujourdhui() - timedelta(days=900))
    page = claire.get(reverse("enfants:histoire", args=[monde.lea.pk])).text
    assert page.index("Le premier") < page.index("Le second")
    assert "Choisi ensemble, avec Claire" in page


def test_another_child_becomes_a_mention_and_a_sibling_keeps_their_name(monde, claire):
    zoe = factories.creer_enfant(monde.village, "Zoé", "Roy", maison=monde.tilleuls)
    sent = champs(
        titre="La cabane de Zoé", texte="Avec Zoé et Noé, deux jours.", paroles="Zoé a peur du noir."
    )
    assert saisir(claire, "enfants:nouveau_moment", monde.lea.pk, **sent).status_code == 302
    [row] = moments(monde.lea)
    with acting_as_system(raison="test"):
        assert row.texte == f"Avec @[{zoe.pk}] et Noé, deux jours."
    page = claire.get(reverse("enfants:histoire", args=[monde.lea.pk])).text
    assert "Avec un autre enfant et Noé, deux jours." in page
    assert "Zoé a peur" not in page
    again = claire.get(reverse("enfants:modifier_moment", args=[row.pk])).text
    assert "Avec Zoé et Noé, deux jours." in again


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"titre": ""}, "obligatoire"),
        ({"jour": "2999-01-01"}, "dans le futur"),
        ({"choix": ""}, "se choisit avec l’enfant"),
        ({"avec": ""}, "obligatoire"),
        ({"choisi_le": "2020-01-01"}, "une fois qu’il a été vécu"),
        ({"texte": "x" * 4001}, "4000"),
    ],
)
def test_a_wrong_moment_saves_nothing_and_keeps_what_was_typed(monde, claire, changes, phrase):
    page = saisir(claire, "enfants:nouveau_moment", monde.lea.pk, **champs(**changes))
    assert page.status_code == 422
    assert phrase in page.text.replace("\xa0", " ").replace("\u202f", " ")
    assert "C’était grand." in page.text
    assert moments(monde.lea) == []


def test_a_double_submit_writes_one_moment(monde, claire):
    adresse = reverse("enfants:nouveau_moment", args=[monde.lea.pk])
    data = champs(envoi=envoi_de(claire.get(adresse)))
    assert [claire.post(adresse, data).status_code for _ in range(2)] == [302, 302]
    assert len(moments(monde.lea)) == 1


def test_a_stale_page_does_not_undo_what_somebody_else_wrote(monde, claire):
    row = factories.creer_moment(monde.lea)
    assert (
        saisir(claire, "enfants:modifier_moment", row.pk, **champs(titre="Corrigé", version=1)).status_code
        == 302
    )
    page = saisir(claire, "enfants:modifier_moment", row.pk, **champs(titre="Écrasé", version=1))
    assert (page.status_code, "vient d’enregistrer une autre version" in page.text) == (422, True)
    [kept] = moments(monde.lea)
    with acting_as_system(raison="test"):
        assert (kept.titre, kept.version) == ("Corrigé", 2)


def test_a_moment_the_child_no_longer_wants_leaves_the_book_and_stays_in_the_versions(monde, claire):
    row = factories.creer_moment(monde.lea, "Canarimoment")
    adresse = reverse("enfants:histoire", args=[monde.lea.pk])
    assert "Canarimoment" in claire.get(adresse).text
    assert "ne veut plus" in claire.get(reverse("enfants:retirer_moment", args=[row.pk])).text
    assert claire.post(reverse("enfants:retirer_moment", args=[row.pk])).status_code == 302
    assert "Canarimoment" not in claire.get(adresse).text
    assert claire.get(reverse("enfants:modifier_moment", args=[row.pk])).status_code == 404
    assert EntreeAudit.objects.filter(action="histoire.retrait", objets__contains=[row.pk]).count() == 1
    with acting_as_system(raison="test"):
        assert row.versions.count() == 2


# --- photos ---------------------------------------------------------------------------------


def test_a_photo_everybody_agrees_to_is_filed_and_shown(monde, claire, mere):
    sent = champs(fichier=photo(), legende="Léa devant la mer", visibles=[str(monde.lea.pk)])
    assert saisir(claire, "enfants:nouveau_moment", monde.lea.pk, **sent).status_code == 302
    [row] = moments(monde.lea)
    adresse = reverse("enfants:telecharger_document", args=[monde.lea.pk, row.photo_id])
    page = claire.get(reverse("enfants:histoire", args=[monde.lea.pk])).text
    assert adresse in page
    assert 'alt="Léa devant la mer"' in page
    stored = b"".join(claire.get(adresse).streaming_content)
    assert b"GPS" not in stored
    assert Image.open(BytesIO(stored)).format == "JPEG"


@pytest.mark.parametrize(
    ("change", "phrase"),
    [({"legende": ""}, "Dites ce qu’on voit"), ({"visibles": "noe"}, "Pas d’accord « album » pour Noé")],
)
def test_a_photo_without_words_or_without_somebodys_agreement_is_refused(monde, claire, mere, change, phrase):
    sent = champs(fichier=photo(), legende="Nous", visibles=[str(monde.lea.pk)]) | change
    if sent["visibles"] == "noe":
        sent["visibles"] = [str(monde.lea.pk), str(monde.noe.pk)]
    page = saisir(claire, "enfants:nouveau_moment", monde.lea.pk, **sent)
    assert page.status_code == 422
    assert phrase in page.text.replace("\xa0", " ").replace("\u202f", " ")
    assert moments(monde.lea) == []
    with acting_as_system(raison="test"):
        assert not DocumentEnfant.objects.filter(enfant=monde.lea).exists()


def test_a_withdrawn_agreement_puts_the_photo_aside(monde, claire, mere):
    sent = champs(fichier=photo(), legende="Léa devant la mer", visibles=[str(monde.lea.pk)])
    saisir(claire, "enfants:nouveau_moment", monde.lea.pk, **sent)
    adresse = reverse("enfants:histoire", args=[monde.lea.pk])
    assert "<img" in claire.get(adresse).text
    with acting_as_system(raison="test"):
        accord = DroitImage.objects.get(personne=mere.pk)
        accord.retire_le = aujourdhui()
        accord.save()
    page = claire.get(adresse).text
    assert "<img" not in page
    assert "Photo mise de côté" in page


def test_the_database_refuses_another_childs_photo(monde):
    papier = factories.creer_document(monde.noe, categorie="projet")
    with pytest.raises(IntegrityError, match="same child"), transaction.atomic():
        factories.creer_moment(monde.lea, photo=papier)
    assert moments(monde.lea) == []


def test_the_page_costs_the_same_with_one_moment_and_with_three(monde, claire):
    adresse = reverse("enfants:histoire", args=[monde.lea.pk])
    factories.creer_moment(monde.lea)
    claire.get(adresse)
    for more in (0, 2):
        for _ in range(more):
            factories.creer_moment(monde.lea)
        with CaptureQueriesContext(connection) as queries:
            assert claire.get(adresse).status_code == 200
        assert len(queries) == REQUETES


def test_what_cannot_be_opened_says_so(monde, claire):
    factories.creer_moment(monde.lea)
    factories.perdre_la_cle(monde.lea.pk)
    page = claire.get(reverse("enfants:histoire", args=[monde.lea.pk]))
    assert page.status_code == 200
    assert PHRASE_ILLISIBLE in page.text


# --- the book ---------------------------------------------------------------------------------


def test_the_book_is_a_tagged_pdf_with_its_photos_and_nobody_elses_name(monde, claire, mere):
    factories.creer_enfant(monde.village, "Zoé", "Roy", maison=monde.tilleuls)
    sent = champs(
        texte="Avec Zoé, sur le sable.", fichier=photo(), legende="La mer", visibles=[str(monde.lea.pk)]
    )
    saisir(claire, "enfants:nouveau_moment", monde.lea.pk, **sent)
    factories.creer_moment(monde.lea, "Retiré du livre", retire_le=aujourdhui())
    factories.creer_moment(monde.noe, "Canarifrère")
    adresse = reverse("enfants:livre_histoire", args=[monde.lea.pk])
    assert claire.post(adresse, {"envoi": str(nouvel_id())}).status_code == 302
    tache = Tache.objects.latest("cree_le")
    run_now(tache.pk)
    response = claire.get(reverse("enfants:papier_document", args=[tache.pk]))
    reader = PdfReader(BytesIO(response.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (
        "Mon histoire",
        "Léa",
        "Le jour de la mer",
        "Avec un autre enfant, sur le sable.",
        "C’était grand.",
    ):
        assert words in text, words
    for words in ("Zoé", "Retiré du livre", "Canarifrère", "Martin"):
        assert words not in text, words
    pdf = pikepdf.open(BytesIO(response.content))
    assert "/StructTreeRoot" in pdf.Root
    assert str(pdf.Root.Lang).startswith("fr")
    assert str(pdf.docinfo["/Title"]) == "Mon histoire"
    assert any(page.images for page in reader.pages)


@pytest.mark.parametrize(
    ("octets", "kind", "taille", "tourne"),
    [
        (jpeg(1), TypeMime.JPEG, (48, 32), False),
        (jpeg(6), TypeMime.JPEG, (32, 48), True),
        (jpeg(3, progressive=True), TypeMime.JPEG, (48, 32), True),
        (png(1), TypeMime.PNG, (48, 32), False),
        (png(8), TypeMime.PNG, (32, 48), True),
    ],
)
def test_a_photo_is_drawn_the_right_way_up(octets, kind, taille, tourne):

    svg = dessin(b"".join(without_metadata(BytesIO(octets), kind)), kind)
    assert f'width="{taille[0]}" height="{taille[1]}" viewBox' in svg
    assert ("transform=" in svg) is tourne


def test_a_photo_without_a_size_is_refused():
    for wrong, kind in ((b"\xff\xd8\xff\xd9", TypeMime.JPEG), (b"non", TypeMime.PNG), (b"", TypeMime.JPEG)):
        with pytest.raises(ValueError, match="no size"):
            dessin(wrong, kind)
