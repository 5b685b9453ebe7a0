"""A big file up and down, through whole requests, against the same bytes copied and sealed bare."""

from __future__ import annotations

import gc
import io
import os
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from enfants.enums import CategorieDocument
from enfants.models import Sejour
from socle.documents import coffre
from socle.documents.coffre import MORCEAU
from socle.habilitations.contexte import acting_as
from socle.outils.identifiants import nouvel_id
from tests.bench.bases import Bases
from tests.bench.mesure import Comparaison, Figure, chronometrer
from tests.bench.tailles import Tailles
from tests.bench.visite import Visite

_MIO = 1024 * 1024
#: Memory one file may cost, up or down.
MEMOIRE_MAX_MIO = 64
_BORD = "limite-du-banc"


class _Corps(io.RawIOBase):
    """The body of a form with a file in it, read from the disk as a server reads its socket."""

    def __init__(self, source: Path, ident: UUID) -> None:
        champs = {"envoi": str(ident), "categorie": CategorieDocument.SCOLARITE, "titre": "Bulletin"}
        debut = "".join(
            f'--{_BORD}\r\nContent-Disposition: form-data; name="{nom}"\r\n\r\n{valeur}\r\n'
            for nom, valeur in champs.items()
        )
        debut += (
            f'--{_BORD}\r\nContent-Disposition: form-data; name="fichier"; filename="bulletin.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        fin = f"\r\n--{_BORD}--\r\n".encode()
        self.taille = len(debut.encode()) + source.stat().st_size + len(fin)
        self._parts = [io.BytesIO(debut.encode()), source.open("rb"), io.BytesIO(fin)]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while self._parts:
            piece = self._parts[0].read(len(buffer))
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)
            self._parts.pop(0).close()
        return 0


def _monter(visite: Visite, enfant: UUID, source: Path) -> UUID:
    """File the paper, as a browser posts it; return its identifier."""
    ident = nouvel_id()
    corps = _Corps(source, ident)
    with visite.ici():
        reponse = visite.client.request(
            REQUEST_METHOD="POST",
            PATH_INFO=reverse("enfants:deposer_document", args=[enfant]),
            CONTENT_TYPE=f"multipart/form-data; boundary={_BORD}",
            CONTENT_LENGTH=str(corps.taille),
            **{"wsgi.input": io.BufferedReader(corps, MORCEAU)},
        )
    assert reponse.status_code == 302, reponse.status_code
    return ident


def _descendre(visite: Visite, enfant: UUID, document: UUID, vers: Path) -> None:
    """Save the paper, piece by piece."""
    with visite.ici():
        reponse = visite.client.get(reverse("enfants:telecharger_document", args=[enfant, document]))
        assert reponse.status_code == 200, reponse.status_code
        with vers.open("wb") as file:
            for piece in reponse.streaming_content:
                file.write(piece)


def _copier(source: Path, vers: Path, *, durable: bool) -> None:
    with source.open("rb") as lu, vers.open("wb") as ecrit:
        while piece := lu.read(MORCEAU):
            ecrit.write(piece)
        if durable:
            ecrit.flush()
            os.fsync(ecrit.fileno())


def _ranges() -> set[Path]:
    return set(Path(settings.DOCUMENTS_DIR).glob("??/*"))


def _sceller(source: Path, aes: AESGCM) -> Iterator[bytes]:
    with source.open("rb") as lu:
        for rang, piece in enumerate(iter(lambda: lu.read(MORCEAU), b"")):
            yield aes.encrypt(rang.to_bytes(12, "big"), piece, None)


def _memoire(acte: Callable[[], object]) -> float:
    """Return the most an act held at once, in MiB.

    What Python allocated is counted, not what the process weighs: it would be served from memory freed
    by what was measured before, and would weigh nothing more.
    """
    gc.collect()
    tracemalloc.start()
    acte()
    _, plus_haut = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return plus_haut / _MIO


def mesurer(bases: Bases, tailles: Tailles) -> list[Figure]:
    """File and open a paper of the biggest size; the bare copy is flushed to disk as the store is."""
    base, acces = bases.creer("fichiers", villages=1, enfants=10, entrees=20)
    visite = Visite(base, acces[1][0])
    with visite.ici(), acting_as(visite.utilisateur):
        enfant = Sejour.objects.order_by("id").values_list("enfant_id", flat=True)[0]
    with (
        tempfile.TemporaryDirectory(dir=settings.BASE_DIR / "var") as lieu,
        override_settings(DOCUMENTS_DIR=Path(lieu) / "documents"),
    ):
        figure = _mesurer(visite, enfant, Path(lieu), tailles)
    bases.supprimer(base)
    return [figure]


def _mesurer(visite: Visite, enfant: UUID, lieu: Path, tailles: Tailles) -> Figure:
    source, vers, scelle = lieu / "source.pdf", lieu / "copie", AESGCM(AESGCM.generate_key(256))
    source.write_bytes(b"%PDF-1.7\n" + os.urandom(tailles.fichier_mio * _MIO - 9))
    # A small paper first: what a first request loads once is not the cost of a file.
    petit = lieu / "petit.pdf"
    petit.write_bytes(b"%PDF-1.7\n")
    _descendre(visite, enfant, _monter(visite, enfant, petit), vers)
    monte = _memoire(lambda: _monter(visite, enfant, source))
    document = _monter(visite, enfant, source)
    descend = _memoire(lambda: _descendre(visite, enfant, document, vers))
    assert vers.read_bytes() == source.read_bytes()
    octets = list(_sceller(source, scelle))

    def montee_nue() -> None:
        _copier(source, vers, durable=True)
        for _ in _sceller(source, scelle):
            pass

    def descente_nue() -> None:
        _copier(source, vers, durable=False)
        for rang, piece in enumerate(octets):
            scelle.decrypt(rang.to_bytes(12, "big"), piece, None)

    def montee() -> None:
        avant = _ranges()
        _monter(visite, enfant, source)
        # The bare copy writes over the one before: its pages of the disk cache serve again, where those
        # of a file that stays are new each time, which costs a virtual machine five times the copy.
        for path in _ranges() - avant:
            path.unlink()

    cle, ident = coffre.new_key(), nouvel_id()

    def entree() -> None:
        with source.open("rb") as lu:
            coffre.write(cle, document_id=ident, sujet_id=ident, chunks=coffre.read_chunks(lu))

    def sortie() -> None:
        with vers.open("wb") as ecrit:
            ecrit.writelines(coffre.read(cle, document_id=ident, sujet_id=ident))

    entree()
    figure = Figure(
        "fichiers",
        f"un fichier de {tailles.fichier_mio} Mio, requêtes entières "
        f"(mémoire : {monte:.0f} Mio à la montée, {descend:.0f} à la descente)",
        (
            Comparaison("montée", "copie durable + AES-GCM", au_plus=2),
            Comparaison("descente", "copie + AES-GCM", au_plus=2),
            Comparaison("coffre, à l’entrée", "copie durable + AES-GCM", au_plus=2),
            Comparaison("coffre, à la sortie", "copie + AES-GCM", au_plus=2),
        ),
        faits={
            f"au plus {MEMOIRE_MAX_MIO} Mio de mémoire à la montée": monte <= MEMOIRE_MAX_MIO,
            f"au plus {MEMOIRE_MAX_MIO} Mio de mémoire à la descente": descend <= MEMOIRE_MAX_MIO,
        },
    )
    figure.temps = chronometrer(
        {
            "montée": montee,
            "copie durable + AES-GCM": montee_nue,
            "descente": lambda: _descendre(visite, enfant, document, vers),
            "copie + AES-GCM": descente_nue,
            "coffre, à l’entrée": entree,
            "coffre, à la sortie": sortie,
            "montée d’un fichier de neuf octets": lambda: _monter(visite, enfant, petit),
        },
        tours=tailles.tours,
    )
    return figure
