"""What is stored as it came is sealed once: the file it arrived in becomes that of its document."""

from __future__ import annotations

import base64
import errno
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from socle.chiffrement.errors import KeyUnavailableError
from socle.documents import coffre, depots, services
from socle.documents.errors import RefusedDocumentError, TamperedDocumentError
from socle.documents.models import Document
from socle.documents.televersement import EN_MEMOIRE, SealedTemporary, SealedUploadedFile
from tests.documents.conftest import lire, pdf, stocker
from tests.documents.photos import jpeg
from tests.documents.test_televersement import CANARI, received, temporary_files

M, H, C = coffre.MORCEAU, coffre.ENTETE, coffre.MORCEAU + coffre.SCEAU
BIG = b"%PDF-1.7\n" + random.Random(3).randbytes(EN_MEMOIRE + 3 * M)


def path_of(document: Document) -> Path:
    return depots.Repertoire().path_of(document.pk)


def files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


def deposit(enfant, content: bytes, **options) -> tuple[SealedUploadedFile, Document]:
    upload, _ = received(content)
    return upload, stocker(enfant, b"", stream=upload.file, **options)


def inode_of(upload: SealedUploadedFile) -> int:
    return os.fstat(upload.file.raw._file.fileno()).st_ino


@pytest.mark.parametrize("size", [EN_MEMOIRE + 1, EN_MEMOIRE + M - 1, EN_MEMOIRE + M, 9 * EN_MEMOIRE + 7])
def test_the_file_an_upload_arrived_in_becomes_that_of_its_document(systeme, enfant, directory, size):
    content = (BIG * 8)[:size]
    upload, document = deposit(enfant, content)
    [path] = files(directory)
    found = path.stat()
    assert path == path_of(document)
    assert (found.st_ino, found.st_nlink, found.st_mode & 0o777) == (inode_of(upload), 1, 0o600)
    assert lire(Document.objects.get(pk=document.pk)) == content
    assert document.taille == size
    upload.close()
    assert temporary_files(directory) == []
    assert lire(document)


def test_what_lies_on_the_disk_is_never_in_clear_before_nor_after(systeme, enfant, directory):
    content = b"%PDF-1.7\n" + CANARI * 200_000
    upload, _ = received(content)
    [arrived] = temporary_files(directory)
    document = stocker(enfant, b"", stream=upload.file)
    for written in (arrived, path_of(document).read_bytes()):
        assert len(written) > len(content)
        assert CANARI not in written


def test_a_photo_loses_its_metadata_and_is_sealed_again(systeme, enfant, directory):
    photo = jpeg(size=(2400, 1200))
    assert len(photo) > EN_MEMOIRE
    upload, document = deposit(enfant, photo, nom_fichier="photo.jpg")
    assert path_of(document).stat().st_ino != inode_of(upload)
    assert b"Canari" in photo
    assert b"Canari" not in lire(document)


def test_a_text_is_read_to_its_end_before_it_is_kept(systeme, enfant, directory):
    text = "été\n".encode() * 300_000
    upload, document = deposit(enfant, text, nom_fichier="note.txt")
    assert path_of(document).stat().st_ino == inode_of(upload)
    assert lire(document) == text
    with pytest.raises(RefusedDocumentError, match="texte lisible"):
        deposit(enfant, text + b"\x00", nom_fichier="note.txt")
    assert files(directory) == [path_of(document)]


def test_two_documents_of_one_upload_share_nothing(systeme, enfant):
    upload, first = deposit(enfant, BIG)
    second = stocker(enfant, b"", stream=upload.file)
    assert path_of(first).stat().st_ino != path_of(second).stat().st_ino
    path_of(second).unlink()
    assert lire(first) == BIG


def test_an_upload_is_kept_once_and_no_longer_grows():
    temporary = SealedTemporary()
    temporary.append(b"x")
    temporary.finish()
    assert not temporary.can_be_kept
    with pytest.raises(ValueError, match="to be kept"):
        temporary.keep(coffre.new_key(), document_id=uuid4(), sujet_id=uuid4())
    with pytest.raises(ValueError, match="last chunk"):
        temporary.append(b"y")


def test_the_limit_still_holds_when_it_is_stored(systeme, enfant, directory, settings):
    upload, _ = received(BIG)
    settings.DOCUMENTS_TAILLE_MAX_MIO = 1
    with pytest.raises(RefusedDocumentError, match="dépasse 1"):
        stocker(enfant, b"", stream=upload.file)
    assert files(directory) == []


def test_a_row_that_cannot_be_written_takes_the_file_back(systeme, enfant, directory):
    with pytest.raises(KeyUnavailableError):
        deposit(enfant, BIG, sujet_id=uuid4())
    assert files(directory) == []


def test_a_disk_that_does_not_hold_it_is_a_sentence_and_leaves_no_name(
    systeme, enfant, directory, monkeypatch
):
    upload, _ = received(BIG)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefusedDocumentError) as refused:
        stocker(enfant, b"", stream=upload.file)
    assert refused.value.messages == [services.LIEU_MUET]
    assert files(directory) == []


def test_a_file_system_without_unnamed_files_gets_a_copy(systeme, enfant, directory, monkeypatch):
    """NFS, for one: what it has instead lost its name, and no name can be given to it again."""
    real = os.open

    def without(path, flags, *args, **kwargs) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))
        return real(path, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", without)
    upload, document = deposit(enfant, BIG)
    assert path_of(document).stat().st_ino != inode_of(upload)
    assert files(directory) == [path_of(document)]
    assert lire(document) == BIG


#: Receives, looks at what it has written, and is killed.
_RECOIT = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
settings.DOCUMENTS_DIR = sys.argv[1]
from socle.documents.televersement import SealedTemporary
from tests.documents.test_televersement import CANARI, temporary_files
temporary = SealedTemporary()
temporary.append(CANARI * 200_000)
[written] = temporary_files(Path(sys.argv[1]))
assert len(written) > 2_000_000 and CANARI not in written
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_killed_while_it_receives_leaves_nothing(tmp_path):
    killed = subprocess.run(
        [sys.executable, "-c", _RECOIT, str(tmp_path)],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (tmp_path / "en-cours").is_dir()
    assert files(tmp_path) == []


def test_a_process_killed_before_the_row_is_written_leaves_a_file_without_any_key(systeme, enfant, directory):
    """Killed then or rolled back, the database holds the same: nothing."""
    with transaction.atomic():
        _, document = deposit(enfant, BIG)
        transaction.set_rollback(True)
    assert files(directory) == [path_of(document)]
    assert not Document.tous.exists()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda b: b[:10] + bytes([b[10] ^ 1]) + b[11:], id="one bit of the header"),
        pytest.param(lambda b: b[: H - 1] + bytes([b[H - 1] ^ 1]) + b[H:], id="one bit of its seal"),
        pytest.param(lambda b: b[:20], id="cut in the header"),
        pytest.param(lambda b: bytes(H) + b[H:], id="never given a header"),
        pytest.param(lambda b: b[:H] + b[H + C :], id="first chunk removed"),
        pytest.param(lambda b: b[: H + C], id="cut after the first chunk"),
        pytest.param(lambda b: b[: -((len(b) - H) % C or C)], id="last chunk removed"),
        pytest.param(lambda b: b[:H] + b[H + C : H + 2 * C] + b[H : H + C] + b[H + 2 * C :], id="exchanged"),
        pytest.param(lambda b: b + b[H : H + C], id="lengthened"),
        pytest.param(lambda b: b"MCDOC\x01" + b[6:], id="called the first format"),
    ],
)
def test_a_kept_file_that_was_touched_does_not_open(systeme, enfant, change: Callable[[bytes], bytes]):
    _, document = deposit(enfant, BIG)
    path_of(document).write_bytes(change(path_of(document).read_bytes()))
    with pytest.raises(TamperedDocumentError):
        lire(document)


def test_neither_header_nor_chunks_pass_from_one_document_to_another(systeme, enfant):
    """Even with its key: the header names the document and the subject it was sealed for."""
    (_, first), (_, second) = deposit(enfant, BIG), deposit(enfant, BIG)
    one, two = (path_of(document).read_bytes() for document in (first, second))
    path_of(first).write_bytes(one[:H] + two[H:])
    with pytest.raises(TamperedDocumentError):
        lire(first)
    path_of(first).write_bytes(two)
    first.cle_fichier = second.cle_fichier
    with pytest.raises(TamperedDocumentError):
        lire(first)
    key = base64.b64decode(second.cle_fichier)
    with pytest.raises(TamperedDocumentError):
        coffre.read(key, document_id=second.pk, sujet_id=uuid4())
    assert b"".join(coffre.read(key, document_id=second.pk, sujet_id=enfant.pk)) == BIG


def written_before(document: Document, content: bytes) -> bytes:
    """The first format, from its description: no header, each chunk bound to document and subject."""
    aes, magic = AESGCM(base64.b64decode(document.cle_fichier)), b"MCDOC\x01"
    chunks = [content[start : start + M] for start in range(0, len(content), M)]
    return magic + b"".join(
        aes.encrypt(
            rank.to_bytes(12, "big"),
            chunk,
            magic
            + document.pk.bytes
            + document.sujet_id.bytes
            + rank.to_bytes(8, "big")
            + bytes([rank == len(chunks) - 1]),
        )
        for rank, chunk in enumerate(chunks)
    )


@pytest.mark.parametrize("size", [10, M, 2 * M + 7])
def test_a_file_of_the_first_format_still_opens(systeme, enfant, size):
    document = stocker(enfant, pdf(size))
    path_of(document).write_bytes(written_before(document, pdf(size)))
    assert lire(Document.objects.get(pk=document.pk)) == pdf(size)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda b: b[:100] + bytes([b[100] ^ 1]) + b[101:], id="one bit"),
        pytest.param(lambda b: b[: 6 + C], id="cut"),
        pytest.param(lambda b: b[:6] + b[6 + C : 6 + 2 * C] + b[6 : 6 + C] + b[6 + 2 * C :], id="exchanged"),
        pytest.param(lambda b: coffre.MAGIE + b[6:], id="called the second format"),
    ],
)
def test_a_file_of_the_first_format_that_was_touched_does_not_open(systeme, enfant, change):
    document = stocker(enfant, pdf())
    path_of(document).write_bytes(change(written_before(document, pdf(3 * M - 50))))
    with pytest.raises(TamperedDocumentError):
        lire(document)


def test_files_of_the_first_format_cannot_be_exchanged(systeme, enfant):
    first, second = stocker(enfant, pdf()), stocker(enfant, pdf())
    path_of(first).write_bytes(written_before(second, pdf()))
    first.cle_fichier = second.cle_fichier
    with pytest.raises(TamperedDocumentError):
        lire(first)
