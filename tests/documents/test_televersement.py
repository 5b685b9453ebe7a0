"""Files as they arrive: sealed when they touch a disk, bounded, readable like any file."""

from __future__ import annotations

import io
import os
import random
import resource
from pathlib import Path

import pytest
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from socle.documents import televersement
from socle.documents.coffre import MORCEAU
from socle.documents.formfields import ChampFichier
from socle.documents.services import LIEU_MUET
from socle.documents.televersement import EN_MEMOIRE, SealedTemporary, SealedUploadedFile

CANARI = b"Canari Durand"


def received(content: bytes, **champs: str) -> tuple[SealedUploadedFile, dict[str, str]]:
    """Send a form through Django's own parser, as a request would."""
    request = RequestFactory().post("/", {"avant": "1", "f": SimpleUploadedFile("a.pdf", content), **champs})
    return request.FILES["f"], request.POST.dict()


def temporary_files(directory: Path) -> list[bytes]:
    """What is on the disk under any name or none: this process's own open files."""
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except FileNotFoundError:
            continue
        if target.startswith(str(directory)):
            size = descriptor.stat().st_size
            found.append(os.pread(int(descriptor.name), size, 0))
    return found


@pytest.mark.parametrize(
    "size", [1, MORCEAU, EN_MEMOIRE, EN_MEMOIRE + 1, EN_MEMOIRE + MORCEAU, 3 * EN_MEMOIRE + 7]
)
def test_what_is_received_is_what_was_sent(directory, size):
    content = random.Random(size).randbytes(size)
    file, _ = received(content)
    assert file.size == size
    assert file.read() == content
    file.seek(0)
    assert b"".join(file.chunks()) == content


def test_a_big_file_never_lies_in_clear_nor_under_a_name(directory):
    content = (CANARI * 4 + b"\n") * 40_000
    file, _ = received(content)
    [written] = temporary_files(directory)
    assert len(written) > EN_MEMOIRE
    assert CANARI not in written
    assert [p for p in directory.rglob("*") if p.is_file()] == []
    assert file.read() == content
    file.close()
    assert temporary_files(directory) == []


def test_control_djangos_own_handler_would_have_written_it_in_clear(settings, tmp_path):
    """The gate itself: the same look finds what Django spills."""
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    file, _ = received(CANARI * 100_000)
    file.flush()
    assert any(CANARI in written for written in temporary_files(tmp_path))


def test_a_small_file_touches_no_disk(directory):
    received(CANARI * 1000)
    assert temporary_files(directory) == []
    assert not directory.exists()


def test_it_reads_from_anywhere_like_a_file(directory):
    content = random.Random(1).randbytes(2 * EN_MEMOIRE + 100)
    raw = SealedTemporary()
    for start in range(0, len(content), 10_000):
        raw.append(content[start : start + 10_000])
    file, model = io.BufferedReader(raw), io.BytesIO(content)
    rng = random.Random(2)
    for _ in range(200):
        offset, size = rng.randrange(len(content) + 50), rng.randrange(200_000)
        assert file.seek(offset) == model.seek(offset)
        assert file.read(size) == model.read(size)
    assert file.seek(-30, io.SEEK_END) == model.seek(-30, io.SEEK_END)
    assert file.read() == model.read()


def test_a_file_too_big_is_dropped_while_it_arrives_and_the_form_is_kept(directory, settings):
    settings.DOCUMENTS_TAILLE_MAX_MIO = 1
    file, fields = received(b"x" * (3 * 1024 * 1024), apres="2")
    assert (file.depasse, file.size) == (True, 0)
    assert fields == {"avant": "1", "apres": "2"}
    assert temporary_files(directory) == []


def test_a_file_the_disk_does_not_take_is_dropped_and_told_beside_its_field(directory):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * 1024 * 1024, hard))
    try:
        file, fields = received(b"x" * (6 * 1024 * 1024), apres="2")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (file.depasse, file.perdu, file.size) == (False, True, 0)
    assert fields == {"avant": "1", "apres": "2"}
    assert temporary_files(directory) == []
    with pytest.raises(ValidationError) as refus:
        ChampFichier().clean(file)
    assert refus.value.messages == [LIEU_MUET]


def test_a_body_out_of_all_proportion_is_not_read(settings):
    settings.DOCUMENTS_TAILLE_MAX_MIO = 1
    with pytest.raises(RequestDataTooBig):
        received(b"x" * (televersement._DEMESURE * 1024 * 1024))


def test_an_upload_cut_midway_leaves_nothing(directory):
    factory = RequestFactory()
    whole = factory.post("/", {"f": SimpleUploadedFile("a.pdf", CANARI * 200_000)})
    body = whole.body
    cut = factory.generic("POST", "/", body[: len(body) // 2], content_type=whole.META["CONTENT_TYPE"])
    cut.META["CONTENT_LENGTH"] = str(len(body))
    assert not cut.FILES
    assert temporary_files(directory) == []
    assert [p for p in directory.rglob("*") if p.is_file()] == []


def test_its_repr_does_not_tell_its_name(directory):
    file, _ = received(b"x")
    file.name = "Canari Durand.pdf"
    assert "Canari" not in repr(file)
