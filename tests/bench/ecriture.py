"""Writers in processes of their own: eight at once, each its transactions, each its connection."""

from __future__ import annotations

import hmac
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from uuid import UUID

from django.db import connection, connections
from django.utils import timezone

from enfants.enums import NatureNote
from enfants.models import NoteJournal, Sejour, VersionNote
from socle.audit.scellement import seal
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests.bench.audit import ECRITURE
from tests.bench.models import MaillonEnLigne, TeteDeChaine
from villages.models import Affectation

_CLE = b"cle du banc, qui ne scelle que lui"
_TEXTE = "Soirée calme, une histoire, une veilleuse laissée allumée. « À demain, maison. »"


@dataclass(frozen=True)
class Poste:
    """One writer: who writes, about whom, where."""

    compte: UUID
    enfant: UUID
    maison: UUID


def _noter(poste: Poste) -> UUID:
    """Write one note as the journal does: header, its version of history, sealed words."""
    quand = timezone.now()
    note = NoteJournal(
        enfant_id=poste.enfant,
        maison_id=poste.maison,
        auteur_id=poste.compte,
        nature=NatureNote.JOURNAL_DU_SOIR,
        lot=nouvel_id(),
        jour=aujourdhui(),
        ecrite_le=quand,
        themes=["sommeil"],
    )
    note.save()
    VersionNote(
        note=note,
        enfant_id=poste.enfant,
        numero=1,
        auteur_id=poste.compte,
        ecrite_le=quand,
        texte=_TEXTE,
        themes=["sommeil"],
    ).save()
    return note.pk


def _sans(poste: Poste) -> None:
    _noter(poste)


def _avec(poste: Poste) -> None:
    note = _noter(poste)
    record(ECRITURE.code, objets=[note], enfants=[poste.enfant], type_objet="enfants.NoteJournal")


def _chaine(poste: Poste) -> None:
    """The rival: each transaction locks the head of the chain and links its own entry."""
    note = _noter(poste)
    tete = TeteDeChaine.objects.select_for_update().get()
    precedent = bytes(tete.sceau)
    tete.sequence += 1
    tete.sceau = hmac.digest(_CLE, precedent + note.bytes + poste.compte.bytes, "sha256")
    tete.save()
    MaillonEnLigne.objects.create(
        sequence=tete.sequence, precedent=precedent, sceau=tete.sceau, objet=note, acteur=poste.compte
    )


_MODES: dict[str, Callable[[Poste], None]] = {"sans": _sans, "avec": _avec, "chaine": _chaine}


def _ecrivain(canal: Connection, poste: Poste) -> None:
    """Obey « (mode, how many, seconds a flush costs) » until told to stop."""
    compte = Utilisateur.objects.get(pk=poste.compte)
    while (ordre := canal.recv()) is not None:
        mode, nombre, attente = ordre
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('banc.attente', %s, false)", [str(attente)])
        for _ in range(nombre):
            with acting_as(compte):
                _MODES[mode](poste)
        canal.send(nombre)
    connections.close_all()


def _scelleur(canal: Connection, pause: float) -> None:
    """Seal in batches, as the scheduler would but more often, until told to stop."""
    while not canal.poll(pause):
        seal()
    connections.close_all()


def _postes(nombre: int) -> list[Poste]:
    """Choose so many children, each with an adult of the house."""
    with acting_as_system(raison="banc"):
        adultes = {
            affectation.maison_id: affectation.professionnel.compte_id
            for affectation in Affectation.objects.filter(role=Role.EDUCATEUR_FAMILIAL).select_related(
                "professionnel"
            )
        }
        sejours = Sejour.objects.order_by("id")[:nombre]
        return [Poste(adultes[s.maison_id], s.enfant_id, s.maison_id) for s in sejours]


class Ecrivains:
    """The writers and two rival sealers, forked from this process; used as a context."""

    def __init__(self, nombre: int, *, pause: float = 1.0) -> None:
        postes = _postes(nombre)
        connections.close_all()
        fork = multiprocessing.get_context("fork")
        self._membres = []
        for cible, argument in [*((_ecrivain, poste) for poste in postes), *[(_scelleur, pause)] * 2]:
            ici, la_bas = fork.Pipe()
            processus = fork.Process(target=cible, args=(la_bas, argument), daemon=True)
            processus.start()
            self._membres.append((processus, ici))
        self._canaux = [canal for _, canal in self._membres[: len(postes)]]

    def __enter__(self) -> Ecrivains:
        return self

    def __exit__(self, *_: object) -> None:
        for _, canal in self._membres:
            canal.send(None)
        for processus, _ in self._membres:
            processus.join(timeout=30)

    def ecrire(self, mode: str, nombre: int, attente: float) -> None:
        """Have every writer do so many transactions, and wait for the last one."""
        for canal in self._canaux:
            canal.send((mode, nombre, attente))
        for canal in self._canaux:
            while not canal.poll(0.5):
                if not all(processus.is_alive() for processus, _ in self._membres):
                    raise RuntimeError("a writer or a sealer of the bench died")
            canal.recv()
