"""The recovery kit: the keyring on paper, in groups a person can copy and a program can check.

Each line holds eight bytes in hexadecimal with its own checksum, so that a slip of the pen is
located; the last line holds the checksum of the whole key with its identifier.
"""

from __future__ import annotations

import hashlib
import re

from socle.chiffrement.errors import KeyringError

_OCTETS_PAR_LIGNE = 8
_LIGNES = 4
_LIGNE = re.compile(r"^\s*([1-4])\s*:\s*((?:[0-9A-Fa-f]{4}\s+){4})/\s*([0-9A-Fa-f]{2})\s*$")
_TITRE = re.compile(r"^\s*cl[ée]\s+([A-Za-z0-9._-]{1,32})\s*$", re.IGNORECASE)
_SOMME = re.compile(r"^\s*somme\s*:\s*([0-9A-Fa-f]{8})\s*$", re.IGNORECASE)


def _checksum(*parts: bytes, length: int) -> str:
    return hashlib.sha256(b"\x00".join(parts)).hexdigest()[:length].upper()


def write_key(identifiant: str, cle: bytes) -> str:
    """Return the lines of one key."""
    lignes = [f"Clé {identifiant}", ""]
    for rang in range(_LIGNES):
        octets = cle[rang * _OCTETS_PAR_LIGNE : (rang + 1) * _OCTETS_PAR_LIGNE]
        groupes = " ".join(octets[i : i + 2].hex().upper() for i in range(0, _OCTETS_PAR_LIGNE, 2))
        lignes.append(f"    {rang + 1} :  {groupes}  /  {_checksum(bytes([rang]), octets, length=2)}")
    lignes.append(f"    somme :  {_checksum(identifiant.encode(), cle, length=8)}")
    return "\n".join(lignes)


def read_keys(texte: str) -> dict[str, bytes]:
    """Read back the keys of a kit, ignoring the sentences around them.

    Raises KeyringError, naming the key and the line, at the first that does not agree with its checksum.
    """
    cles: dict[str, bytes] = {}
    identifiant = ""
    morceaux: dict[int, bytes] = {}
    for ligne in texte.splitlines():
        if titre := _TITRE.match(ligne):
            identifiant, morceaux = titre[1], {}
        elif partie := _LIGNE.match(ligne):
            rang, octets = int(partie[1]) - 1, bytes.fromhex(partie[2])
            if _checksum(bytes([rang]), octets, length=2) != partie[3].upper():
                raise KeyringError(f"clé {identifiant}, ligne {rang + 1}")
            morceaux[rang] = octets
        elif somme := _SOMME.match(ligne):
            cle = b"".join(morceaux[rang] for rang in sorted(morceaux))
            if len(morceaux) != _LIGNES or _checksum(identifiant.encode(), cle, length=8) != somme[1].upper():
                raise KeyringError(f"clé {identifiant}, somme")
            cles[identifiant] = cle
    return cles
