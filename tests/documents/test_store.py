from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from socle.audit.models import EntreeAudit
from socle.audit.selectors import formulation
from socle.chiffrement.errors import KeyUnavailableError
from socle.documents import coffre, depots, services
from socle.documents.errors import RefusedDocumentError, TamperedDocumentError, UnavailableDocumentError
from socle.documents.models import Document
from socle.documents.services import open_stream, retirer
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.declarations import Categorie
from tests import factories
from tests.documents.conftest import lire, pdf, stocker

M = coffre.MORCEAU


@pytest.mark.parametrize("size", [10, M - 1, M, M + 1, 3 * M, 3 * M + 7])
def test_what_is_stored_is_what_is_read_whatever_the_size(systeme, enfant, size):
    content = pdf(size)
    document = stocker(enfant, content)
    assert lire(Document.objects.get(pk=document.pk)) == content
    assert document.taille == size


def test_a_stream_that_delivers_by_crumbs_is_stored_whole(systeme, enfant):
    class Crumbs(BytesIO):
        def read(self, size=-1, /):
            return super().read(min(size, 1000))

    content = pdf(2 * M + 5)
    assert lire(stocker(enfant, content, stream=Crumbs(content))) == content


def test_neither_the_content_nor_the_name_is_readable_on_disk_or_in_the_database(systeme, enfant, directory):
    document = stocker(enfant, pdf(500, b"CANARI"[:1]) + b"Canari Durand", nom_fichier="Canari Durand.pdf")
    assert document.nom_fichier == "Canari Durand.pdf"
    files = [path for path in directory.rglob("*") if path.is_file()]
    assert [path.name for path in files] == [document.pk.hex]
    assert b"Canari" not in files[0].read_bytes()
    assert files[0].stat().st_mode & 0o077 == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM documents_document d")
        row = cursor.fetchone()[0]
    assert "Canari" not in row
    assert b"Canari".hex() not in row
    assert "Canari" not in repr(document) + str(document)


def test_the_content_streams_after_the_transaction_without_any_query(db, enfant, django_assert_num_queries):
    """The body of a streaming response is sent when there are neither keys nor actor left."""
    content = pdf(2 * M)
    with acting_as_system(raison="test"):
        reader = open_stream(stocker(enfant, content))
    with django_assert_num_queries(0):
        assert b"".join(reader) == content


def test_storing_reading_and_withdrawing_are_audited_with_the_child(systeme, enfant):
    document = stocker(enfant, pdf())
    lire(document)
    retirer(document)
    retirer(document)
    entries = list(EntreeAudit.objects.filter(objets__contains=[document.pk]).order_by("horodatage", "id"))
    assert [entry.action for entry in entries] == [
        "documents.depot.scolarite",
        "documents.lecture.scolarite",
        "documents.retrait.scolarite",
    ]
    assert all(entry.enfants == [enfant.pk] for entry in entries)


def test_the_audit_of_a_piece_of_an_incident_does_not_show_who(systeme, enfant):
    stocker(enfant, pdf(), categorie=Categorie.INCIDENT)
    entry = EntreeAudit.objects.get(action="documents.depot.incident")
    assert formulation(entry).startswith("Une personne non affichée")


def tampered(document: Document, change) -> None:
    path = depots.Repertoire().path_of(document.pk)
    path.write_bytes(change(path.read_bytes()))


H, C = coffre.ENTETE, M + coffre.SCEAU


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda b: b[:100] + bytes([b[100] ^ 1]) + b[101:], id="one bit"),
        pytest.param(lambda b: b[: H + C], id="cut after the first chunk"),
        pytest.param(lambda b: b[: H + 2 * C], id="cut after the second chunk"),
        pytest.param(lambda b: b[:-1], id="cut by one byte"),
        pytest.param(lambda b: b[:H], id="emptied"),
        pytest.param(lambda b: b"", id="nothing left"),
        pytest.param(lambda b: b + b"x", id="lengthened"),
        pytest.param(lambda b: b[:H] + b[H + C : H + 2 * C] + b[H : H + C] + b[H + 2 * C :], id="exchanged"),
        pytest.param(lambda b: b[:H] + b[H + C :], id="first chunk removed"),
        pytest.param(lambda b: b[: H + C] + b[H : H + C] + b[H + C :], id="chunk repeated"),
        pytest.param(lambda b: b"X" + b[1:], id="other format"),
    ],
)
def test_a_file_that_was_touched_does_not_open(systeme, enfant, change):
    document = stocker(enfant, pdf(3 * M - 50))
    tampered(document, change)
    with pytest.raises(TamperedDocumentError):
        lire(document)


def test_two_files_exchanged_on_disk_do_not_open(systeme, enfant):
    first, second = stocker(enfant, pdf(100)), stocker(enfant, pdf(100))
    depots.Repertoire().path_of(first.pk).write_bytes(depots.Repertoire().path_of(second.pk).read_bytes())
    with pytest.raises(TamperedDocumentError):
        lire(first)


def test_a_file_moved_with_its_key_to_another_document_does_not_open(systeme, enfant):
    """Whoever could also copy the key of the file still meets the document's identifier in each chunk."""
    first, second = stocker(enfant, pdf(100)), stocker(enfant, pdf(100))
    depots.Repertoire().path_of(first.pk).write_bytes(depots.Repertoire().path_of(second.pk).read_bytes())
    first.cle_fichier = second.cle_fichier
    with pytest.raises(TamperedDocumentError):
        lire(first)


def test_a_missing_file_is_said_before_the_first_byte(systeme, enfant):
    document = stocker(enfant, pdf())
    depots.Repertoire().path_of(document.pk).unlink()
    with pytest.raises(UnavailableDocumentError):
        open_stream(document)


def test_a_shredded_subject_closes_its_files(systeme, enfant):
    document = stocker(enfant, pdf())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cles.cle_sujet SET cle_enveloppee = NULL, detruite_le = now() WHERE id = %s", [enfant.pk]
        )
    from socle.chiffrement.keys import current_scope

    current_scope().forget(enfant.pk)
    with pytest.raises(UnavailableDocumentError):
        open_stream(Document.objects.get(pk=document.pk))


def test_a_withdrawn_or_expired_document_does_not_open(systeme, enfant):
    withdrawn = stocker(enfant, pdf())
    retirer(withdrawn)
    expired = stocker(enfant, pdf(), expire_le=timezone.now() - timedelta(seconds=1))
    for document in (withdrawn, expired):
        with pytest.raises(UnavailableDocumentError):
            open_stream(document)
    assert not Document.objects.available().exists()


@pytest.mark.parametrize(
    "content", [b"abc\x00def", b"\xff\xfe", b"a" * M + b"\x00", b"a" * (M - 1) + "é".encode()[:1]]
)
def test_a_text_that_is_not_text_is_refused_and_leaves_nothing(systeme, enfant, directory, content):
    with pytest.raises(RefusedDocumentError, match="texte lisible"):
        stocker(enfant, content, nom_fichier="note.txt")
    assert not [path for path in directory.rglob("*") if path.is_file()]
    assert not Document.objects.exists()


def test_an_accent_cut_between_two_chunks_is_still_text(systeme, enfant):
    content = b"a" * (M - 1) + "é".encode()
    assert lire(stocker(enfant, content, nom_fichier="note.txt")) == content


def test_a_file_too_big_is_refused_while_it_arrives_and_leaves_nothing(systeme, enfant, directory, settings):
    settings.DOCUMENTS_TAILLE_MAX_MIO = 1
    assert stocker(enfant, pdf(1024 * 1024)).taille == 1024 * 1024
    with pytest.raises(RefusedDocumentError, match="dépasse 1"):
        stocker(enfant, pdf(1024 * 1024 + 1))
    assert len([path for path in directory.rglob("*") if path.is_file()]) == 1


def test_an_upload_cut_midway_leaves_nothing(systeme, enfant, directory):
    class Cut(BytesIO):
        def read(self, size=-1, /):
            if self.tell() >= M:
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        stocker(enfant, b"", stream=Cut(pdf(2 * M)))
    assert not [path for path in directory.rglob("*") if path.is_file()]


def test_a_subject_without_key_stores_nothing(systeme, enfant, directory):
    with pytest.raises(KeyUnavailableError):
        stocker(enfant, pdf(), sujet_id=uuid4())
    assert not [path for path in directory.rglob("*") if path.is_file()]


def test_a_nature_that_is_not_a_code_is_refused(systeme, enfant):
    with pytest.raises(ValueError, match="nature"):
        stocker(enfant, pdf(), nature="Bulletin de Léa")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("bulletin.pdf", "bulletin.pdf"),
        ("BULLETIN.PDF", "BULLETIN.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\moi\\bulletin.pdf", "bulletin.pdf"),
        ("photo.exe", "photo.exe.pdf"),
        ("a\x00b\u202ec.pdf", "abc.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("é" * 300 + ".pdf", "é" * 196 + ".pdf"),
    ],
)
def test_the_name_kept_is_a_plain_name_of_its_type(systeme, enfant, given, kept):
    assert stocker(enfant, pdf(), nom_fichier=given).nom_fichier == kept


@pytest.fixture
def two_houses(db):
    """Two children of two villages, a director of the first, a document each."""
    here, there = factories.creer_village("Les Collines"), factories.creer_village("La Rivière")
    lea = factories.creer_enfant(here, "Léa", "Martin")
    malo = factories.creer_enfant(there, "Malo", "Le Goff")
    director = factories.creer_professionnel("directrice")
    factories.affecter(director, Role.DIRECTEUR, village=here)
    with acting_as_system(raison="test"):
        documents = {enfant.pk: stocker(enfant, pdf()) for enfant in (lea, malo)}
        stocker(lea, pdf(), categorie=Categorie.PSY)
    return director.compte, documents[lea.pk], documents[malo.pk]


def test_a_document_is_visible_in_its_category_and_perimeter_only(two_houses):
    director, mine, _ = two_houses
    with acting_as(director):
        assert list(Document.objects.visible_to(director, "lire_scolarite")) == [mine]
        assert not Document.objects.visible_to(director, "lire_psy").exists()
        assert lire(Document.objects.get(pk=mine.pk))


def test_the_database_hides_documents_of_other_children_even_without_any_filter(two_houses):
    director, mine, other = two_houses
    with acting_as(director):
        seen = set(Document.objects.values_list("pk", flat=True))
    assert mine.pk in seen
    assert other.pk not in seen
    with acting_as(None):
        assert not Document.objects.exists()


def store_in_savepoint(other: Document) -> None:
    with transaction.atomic():
        services.store(
            sujet_id=other.sujet_id,
            enfant_id=other.enfant_id,
            stream=BytesIO(pdf()),
            nom_fichier="a.pdf",
            categorie=Categorie.SCOLARITE,
            nature="bulletin",
        )


def test_nobody_stores_a_document_in_the_file_of_a_child_out_of_reach(two_houses, directory):
    director, _, other = two_houses
    before = sorted(path for path in directory.rglob("*") if path.is_file())
    with acting_as(director), pytest.raises(ProgrammingError, match="row-level security"):
        store_in_savepoint(other)
    assert sorted(path for path in directory.rglob("*") if path.is_file()) == before


def test_the_application_cannot_delete_the_row_of_a_document(systeme, enfant):
    document = stocker(enfant, pdf())
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Document.objects.filter(pk=document.pk).delete()
