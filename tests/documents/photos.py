"""Photos as telephones write them, made and read by Pillow: another hand than ours."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

LIEU, APPAREIL, COMMENTAIRE = "Canari-sur-Loire", "Canariphone 12", "Photo de Canari Durand"
_XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>{LIEU}</a></x:xmpmeta>'.encode()


def image(size: tuple[int, int] = (48, 32)) -> Image.Image:
    """Noise on the left, plain on the right: which way it stands shows."""
    width, height = size
    rng = Random(5)
    picture = Image.new("RGB", size, (30, 60, 200))
    picture.paste(
        Image.frombytes("RGB", (width // 2, height), rng.randbytes(width // 2 * height * 3)), (0, 0)
    )
    return picture


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0110] = APPAREIL
    exif[0x0112] = orientation
    exif[0x9286] = COMMENTAIRE
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (IFDRational(47), IFDRational(23), IFDRational(9))
    return exif


def jpeg(orientation: int = 6, *, size: tuple[int, int] = (48, 32), progressive: bool = False) -> bytes:
    buffer = io.BytesIO()
    image(size).save(
        buffer, "JPEG", exif=_exif(orientation), xmp=_XMP, comment=COMMENTAIRE, progressive=progressive,
        quality=95, icc_profile=b"profil de couleurs",
    )  # fmt: skip
    content = buffer.getvalue()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00" + LIEU.encode()
    segment = b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc
    return content[:2] + segment + content[2:]


def png(orientation: int = 6) -> bytes:
    buffer = io.BytesIO()
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", COMMENTAIRE)
    words.add_itxt("XML:com.adobe.xmp", _XMP.decode())
    words.add_text("Comment", COMMENTAIRE, zip=True)
    image().save(buffer, "PNG", exif=_exif(orientation), pnginfo=words)
    return buffer.getvalue()
