"""Photos lose what a telephone writes in them, and nothing of the image."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageOps

from socle.documents.enums import TypeMime
from socle.documents.errors import RefusedDocumentError
from socle.documents.metadonnees import without_metadata
from tests.documents.conftest import lire, stocker
from tests.documents.photos import APPAREIL, COMMENTAIRE, LIEU, jpeg, png


def stripped(content: bytes, kind: TypeMime = TypeMime.JPEG) -> bytes:
    return b"".join(without_metadata(io.BytesIO(content), kind))


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def same(first: bytes, second: bytes) -> bool:
    difference = ImageChops.difference(
        ImageOps.exif_transpose(opened(first)), ImageOps.exif_transpose(opened(second))
    )
    return difference.getbbox() is None


SAMPLES = [
    pytest.param(jpeg(), TypeMime.JPEG, id="jpeg"),
    pytest.param(jpeg(progressive=True), TypeMime.JPEG, id="progressive jpeg"),
    pytest.param(jpeg(size=(1600, 1200)), TypeMime.JPEG, id="jpeg of many blocks"),
    pytest.param(png(), TypeMime.PNG, id="png"),
]


@pytest.mark.parametrize(("content", "kind"), SAMPLES)
def test_place_device_and_comments_are_gone(content, kind):
    before = opened(content)
    assert before.getexif().get_ifd(0x8825)
    assert LIEU.encode() in content
    clean = stripped(content, kind)
    exif = opened(clean).getexif()
    assert exif.get_ifd(0x8825) == {}
    assert set(exif) <= {0x0112}
    for canary in (LIEU, APPAREIL, COMMENTAIRE):
        assert canary.encode() not in clean
    assert not {"comment", "xmp", "photoshop", "Author", "XML:com.adobe.xmp"} & set(opened(clean).info)


@pytest.mark.parametrize(("content", "kind"), SAMPLES)
def test_every_point_of_the_image_and_its_colours_stay(content, kind):
    clean = stripped(content, kind)
    assert same(content, clean)
    assert opened(clean).info.get("icc_profile") == opened(content).info.get("icc_profile")


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", [TypeMime.JPEG, TypeMime.PNG])
def test_the_way_up_stays_right(orientation, kind):
    content = jpeg(orientation) if kind is TypeMime.JPEG else png(orientation)
    clean = stripped(content, kind)
    assert opened(clean).getexif().get(0x0112, 1) == orientation
    assert same(content, clean)


def test_what_hides_after_the_image_is_left_out():
    for content, kind in ((jpeg(), TypeMime.JPEG), (png(), TypeMime.PNG)):
        clean = stripped(content + b"un film, " + LIEU.encode() + jpeg(), kind)
        assert clean == stripped(content, kind)


def test_a_thumbnail_goes_with_the_rest():
    picture = opened(jpeg())
    exif = picture.getexif()
    thumbnail = b"\xff\xd8" + b"vignette" * 10 + b"\xff\xd9"
    block = exif.tobytes() + thumbnail
    segment = b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block
    plain = stripped(jpeg())
    assert b"vignette" not in stripped(plain[:2] + segment + plain[2:])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda b: b[: len(b) // 2], id="cut in the image"),
        pytest.param(lambda b: b[:30], id="cut in a segment"),
        pytest.param(lambda b: b[:2], id="signature alone"),
        pytest.param(lambda b: b[:-2], id="without its end"),
        pytest.param(lambda b: b[:2] + b"rien" + b[2:], id="rubbish between segments"),
    ],
)
@pytest.mark.parametrize(("content", "kind"), [(jpeg(), TypeMime.JPEG), (png(), TypeMime.PNG)])
def test_a_broken_image_is_refused_with_what_to_do(content, kind, change):
    if kind is TypeMime.PNG:
        # Rubbish right after the signature is at eight bytes in a PNG.
        content = change(content) if change(content)[2:6] != b"rien" else content[:8] + b"rien" + content[8:]
    else:
        content = change(content)
    with pytest.raises(RefusedDocumentError, match="incomplète"):
        stripped(content, kind)


def test_damaged_metadata_does_not_damage_the_photo():
    content = jpeg()
    at = content.index(b"Exif\x00\x00") + 6
    for damage in (b"II*\x00\xff\xff\xff\xff", b"XX", b""):
        broken = content[:at] + damage + content[at + len(damage) :]
        assert opened(stripped(broken)).getexif().get(0x0112, 1) in {1, 6}


def test_what_is_stored_is_already_without_metadata(systeme, enfant):
    document = stocker(enfant, jpeg(), nom_fichier="photo.jpg")
    stored = lire(document)
    assert LIEU.encode() not in stored
    assert same(stored, jpeg())
    assert document.taille == len(stored) < len(jpeg())
