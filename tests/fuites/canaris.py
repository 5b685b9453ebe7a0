"""Words planted to be looked for afterwards, in every shape they could have leaked under."""

from __future__ import annotations

import base64
import json
import struct
import unicodedata
from collections.abc import Iterable
from datetime import date
from urllib.parse import quote

from django.utils.dateformat import format as date_format

_EPOQUE_POSTGRES = date(2000, 1, 1)


def sans_accents(texte: str) -> str:
    decomposed = unicodedata.normalize("NFKD", texte)
    return "".join(lettre for lettre in decomposed if not unicodedata.combining(lettre))


def formes(canari: str) -> set[bytes]:
    """Return the bytes under which a text would be readable to whoever looks for it."""
    cas = {canari, canari.lower(), canari.upper(), canari.capitalize(), canari.title()}
    cas |= {sans_accents(texte) for texte in cas}
    cas |= {unicodedata.normalize("NFD", texte) for texte in cas}
    trouvees: set[bytes] = set()
    for texte in cas:
        octets = texte.encode()
        trouvees |= {octets, texte.encode("utf-16-le"), texte.encode("utf-16-be")}
        trouvees |= {texte.encode("cp1252", "ignore"), json.dumps(texte)[1:-1].encode()}
        trouvees |= {octets.hex().encode(), octets.hex().upper().encode()}
        trouvees |= {quote(texte).encode(), repr(octets)[2:-1].encode()}
        trouvees |= _base64(octets)
    return {forme for forme in trouvees if len(forme) >= 5}


def _base64(octets: bytes) -> set[bytes]:
    """The part of a base64 text that does not depend on what stands before and after."""
    parts = set()
    for decalage in range(3):
        entier = base64.b64encode(b"\0" * decalage + octets)
        debut = -(-8 * decalage // 6)
        fin = 8 * (decalage + len(octets)) // 6
        parts |= {entier[debut:fin], entier[debut:fin].replace(b"+", b"-").replace(b"/", b"_")}
    return parts


def formes_de_date(jour: date) -> set[bytes]:
    """Return the ways a date is written, PostgreSQL's binary one included."""
    ecrites = {jour.strftime(f) for f in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d", "%d-%m-%Y")}
    ecrites.add(date_format(jour, "j F Y"))
    binaire = struct.pack("!ii", 4, (jour - _EPOQUE_POSTGRES).days)
    return {binaire}.union(*(formes(texte) for texte in ecrites))


class Cage:
    """Canaries and what was found of them."""

    def __init__(self, textes: Iterable[str], dates: Iterable[date]) -> None:
        self.formes = {texte: formes(texte) for texte in textes}
        self.formes |= {jour.isoformat(): formes_de_date(jour) for jour in dates}

    def echappes(self, sources: dict[str, bytes]) -> set[tuple[str, str]]:
        """Return each canary found with the source that holds it."""
        return {
            (source, canari)
            for source, octets in sources.items()
            for canari, ecrits in self.formes.items()
            if any(forme in octets for forme in ecrits)
        }
