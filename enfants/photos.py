"""A stored photo as a drawing a paper can hold: right way up, its points untouched.

The store keeps photos as they arrive, less what telephones write in them (``socle.documents``): only
the way up is written back. A PDF does not read it, so the drawing turns the photo itself.
"""

from __future__ import annotations

import base64
import struct

from socle.documents.enums import TypeMime

_PNG = b"\x89PNG\r\n\x1a\n"
_EXIF = b"Exif\x00\x00"
#: Where the way up stands in the block the store writes.
_SENS = 18
#: How each way up is set right, for a photo ``l`` wide and ``h`` high as it is stored.
_TOURS = {
    2: "matrix(-1 0 0 1 {l} 0)",
    3: "matrix(-1 0 0 -1 {l} {h})",
    4: "matrix(1 0 0 -1 0 {h})",
    5: "matrix(0 1 1 0 0 0)",
    6: "matrix(0 1 -1 0 {h} 0)",
    7: "matrix(0 -1 -1 0 {h} {l})",
    8: "matrix(0 -1 1 0 0 {l})",
}
#: From this one on, width and height change places.
_COUCHEE = 5


def dessin(octets: bytes, kind: TypeMime) -> str:
    """Return the photo as SVG. Raises ValueError when its size cannot be read."""
    try:
        width, height, way = _png(octets) if kind is TypeMime.PNG else _jpeg(octets)
    except (struct.error, IndexError) as error:
        raise ValueError("this photo has no size") from error
    if not width or not height:
        raise ValueError("this photo has no size")
    shown = (height, width) if way >= _COUCHEE else (width, height)
    turn = f' transform="{_TOURS[way].format(l=width, h=height)}"' if way in _TOURS else ""
    data = base64.b64encode(octets).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{shown[0]}" height="{shown[1]}" '
        f'viewBox="0 0 {shown[0]} {shown[1]}"><image width="{width}" height="{height}"{turn} '
        f'href="data:{kind.value};base64,{data}"/></svg>'
    )


def _png(octets: bytes) -> tuple[int, int, int]:
    """Walk the chunks up to the points; the way up stands before them."""
    if not octets.startswith(_PNG):
        return 0, 0, 1
    width, height = struct.unpack_from(">LL", octets, 16)
    place, way = len(_PNG), 1
    while (kind := octets[place + 4 : place + 8]) not in {b"IDAT", b""}:
        if kind == b"eXIf":
            way = struct.unpack_from(">H", octets, place + 8 + _SENS)[0]
        place += 12 + struct.unpack_from(">L", octets, place)[0]
    return width, height, way


def _jpeg(octets: bytes) -> tuple[int, int, int]:
    """Walk the segments up to the start of frame; the way up stands before it."""
    place, way = 2, 1
    while octets[place] == 0xFF:
        marker, size = octets[place + 1], struct.unpack_from(">H", octets, place + 2)[0]
        body = octets[place + 4 : place + 2 + size]
        if marker == 0xE1 and body.startswith(_EXIF):
            way = struct.unpack_from(">H", body, len(_EXIF) + _SENS)[0]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", body, 1)
            return width, height, way
        place += 2 + size
    return 0, 0, 1
