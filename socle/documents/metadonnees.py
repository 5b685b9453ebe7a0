"""Photos without what telephones write in them: place, hour, device, thumbnail, comments.

The image itself is passed through bit for bit: nothing is decoded, so a photo of any size costs the
memory of one block, and a scanned paper keeps every point it had. Only what draws the image stays,
from a list of what is kept; the way up is written back alone. What follows the end of the image
(second pictures, films hidden behind a photo) is left out.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from socle.documents.enums import TypeMime
from socle.documents.errors import RefusedDocumentError

_BLOC = 64 * 1024
_EXIF = b"Exif\x00\x00"

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
#: Start of frame, tables, restart interval: what decoding needs.
_IMAGE = {*range(0xC0, 0xD0), _SOS, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF}
#: Application segments that change colours, by their signature.
_COULEURS = {_APP0: b"JFIF\x00", _APP2: b"ICC_PROFILE\x00", _APP14: b"Adobe"}
#: In the coded image 0xFF is followed by 0 or a restart; anything else is the next segment.
_MARQUEUR = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")

_PNG = b"\x89PNG\r\n\x1a\n"
_BLOCS_PNG = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"bKGD", b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip


def _broken() -> RefusedDocumentError:
    return RefusedDocumentError(
        "Cette image est incomplète ou abîmée. Reprenez la photo, ou envoyez-la à nouveau.", code="image"
    )


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise _broken()
    return data


def without_metadata(stream: BinaryIO, kind: TypeMime) -> Iterator[bytes]:
    """Yield a JPEG or a PNG without its metadata. Raises RefusedDocumentError when it is broken."""
    return _jpeg(stream) if kind is TypeMime.JPEG else _png(stream)


def _jpeg(stream: BinaryIO) -> Iterator[bytes]:
    yield _exactly(stream, 2)
    upright = False
    while True:
        marker = _next_marker(stream)
        if marker == _EOI:
            yield bytes([0xFF, _EOI])
            return
        size = _exactly(stream, 2)
        body = _exactly(stream, max(0, int.from_bytes(size, "big") - 2))
        if marker in _IMAGE or (marker in _COULEURS and body.startswith(_COULEURS[marker])):
            yield bytes([0xFF, marker]) + size + body
        elif marker == _APP1 and body.startswith(_EXIF) and not upright:
            orientation = _orientation(body[len(_EXIF) :])
            if orientation:
                upright = True
                kept = _EXIF + _oriented(orientation)
                yield bytes([0xFF, _APP1]) + (len(kept) + 2).to_bytes(2, "big") + kept
        if marker == _SOS:
            yield from _coded(stream)


def _next_marker(stream: BinaryIO) -> int:
    if _exactly(stream, 1) != b"\xff":
        raise _broken()
    while (code := _exactly(stream, 1)) == b"\xff":
        pass  # padding before a marker
    if code[0] in {0x00, 0x01, _SOI, *range(0xD0, 0xD8)}:
        raise _broken()
    return code[0]


def _coded(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the coded image up to the next segment, where the stream is left."""
    while True:
        at = stream.tell()
        block = stream.read(_BLOC)
        if len(block) < 2:
            raise _broken()
        found = _MARQUEUR.search(block)
        # A lone 0xFF at the end is read again with what follows it.
        end = found.start() if found else len(block) - block.endswith(b"\xff")
        yield block[:end]
        stream.seek(at + end)
        if found:
            return


def _png(stream: BinaryIO) -> Iterator[bytes]:
    yield _exactly(stream, len(_PNG))
    while True:
        head = _exactly(stream, 8)
        size, name = int.from_bytes(head[:4], "big"), head[4:]
        if name in _BLOCS_PNG:
            yield head
            left = size + 4
            while left:
                yield (piece := _exactly(stream, min(left, _BLOC)))
                left -= len(piece)
        else:
            if name == b"eXIf" and size <= _BLOC and (orientation := _orientation(_exactly(stream, size))):
                kept = b"eXIf" + _oriented(orientation)
                yield (len(kept) - 4).to_bytes(4, "big") + kept + zlib.crc32(kept).to_bytes(4, "big")
                size = 0
            elif name == b"eXIf" and size <= _BLOC:
                size = 0
            stream.seek(size + 4, 1)
        if name == b"IEND":
            return


def _orientation(tiff: bytes) -> int:
    """Return the way up an Exif block tells, 2 to 8, or 0 when there is nothing to turn."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        (start,) = struct.unpack_from(f"{order}L", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for rank in range(count):
            tag, kind, number, value = struct.unpack_from(f"{order}HHLH", tiff, start + 2 + 12 * rank)
            if (tag, kind, number) == (0x0112, 3, 1):
                return value if 2 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _oriented(orientation: int) -> bytes:
    """Return an Exif block that says the way up and nothing else."""
    return struct.pack(">2sHLHHHLHHL", b"MM", 42, 8, 1, 0x0112, 3, 1, orientation, 0, 0)
