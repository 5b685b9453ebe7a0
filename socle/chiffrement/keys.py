"""Keys of the subjects, open for the length of one transaction and in no other place.

There is no cache for the process: a key destroyed by anyone is out of reach of everyone at
their next transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from socle.chiffrement.enums import NatureSujet, Raison
from socle.chiffrement.errors import KeyringError, KeyScopeError, UnknownKekError
from socle.chiffrement.keyring import TAILLE_CLE, current_keyring, wrapping_context

#: Subject of what belongs to the association as a whole and outlives its children's keys.
ID_ASSOCIATION = UUID("a550c1a7-1013-4000-8000-000000000001")

VERSION_FORMAT = 1
GENERATION = 1

_FETCH = "SELECT id, nature, cle_enveloppee, kek, generation FROM cles.cle_sujet WHERE id = ANY(%s)"


class SubjectKey:
    """The key of one subject inside one scope; ``aes`` is ``None`` when unavailable or once wiped.

    ``entete`` begins every value sealed under it: format version, generation of the key.
    """

    __slots__ = ("aes", "entete", "raison", "scope", "sujet")

    def __init__(
        self, scope: KeyScope, sujet_id: UUID, aes: AESGCM | None, generation: int, raison: Raison
    ) -> None:
        self.scope = scope
        self.sujet = sujet_id.bytes
        self.aes = aes
        self.entete = bytes((VERSION_FORMAT, generation))
        self.raison = raison

    def wipe(self) -> None:
        """Leave nothing to open with, also for the rows that hold this key: they ask for it again."""
        self.aes = None
        self.scope = _FERMEE


class KeyScope:
    """The keys of one transaction, fetched by pages: all the subjects noted so far in one query.

    Subjects are kept by their integer, several times faster to look up than a UUID.
    """

    __slots__ = ("_born", "_keys", "noted")

    def __init__(self) -> None:
        #: subjects of the rows loaded since the last fetch
        self.noted: dict[int, UUID] = {}
        self._keys: dict[int, SubjectKey] = {}
        # Keys created inside a savepoint, with the savepoints they depend on: Django gives no
        # signal when one is rolled back, so the stack is compared at each use.
        self._born: dict[int, list[str | None]] = {}

    def key(self, sujet_id: UUID) -> SubjectKey:
        """Return the key of a subject, fetching it together with every subject noted."""
        rang = sujet_id.int
        if self._born and rang in self._born:
            self._recheck(rang)
        key = self._keys.get(rang)
        if key is None:
            self.noted[rang] = sujet_id
            self._fetch()
            key = self._keys[rang]
        return key

    def is_settled(self, sujet_id: UUID) -> bool:
        """Tell whether the key can be kept beside a row until the scope ends."""
        return sujet_id.int not in self._born

    def adopt(self, sujet_id: UUID, cle: bytes) -> None:
        """Take in a key created in this transaction."""
        self._take(sujet_id, AESGCM(cle), GENERATION, Raison.CLE_ABSENTE)
        if connection.savepoint_ids:
            self._born[sujet_id.int] = list(connection.savepoint_ids)

    def forget(self, sujet_id: UUID) -> None:
        """Wipe one key; its next use asks the database again."""
        self._drop(sujet_id.int)

    def wipe(self) -> None:
        """Drop every key, also from the rows that hold one."""
        for key in self._keys.values():
            key.wipe()
        self._keys.clear()
        self._born.clear()
        self.noted.clear()

    def _take(self, sujet_id: UUID, aes: AESGCM | None, generation: int, raison: Raison) -> None:
        self._keys[sujet_id.int] = SubjectKey(self, sujet_id, aes, generation, raison)

    def _drop(self, rang: int) -> None:
        key = self._keys.pop(rang, None)
        if key is not None:
            key.wipe()

    def _recheck(self, rang: int) -> None:
        born, now = self._born[rang], connection.savepoint_ids
        if now[: len(born)] == born:
            return
        # A savepoint around its creation has ended, kept or rolled back: only the database knows.
        shared = 0
        while shared < min(len(born), len(now)) and born[shared] == now[shared]:
            shared += 1
        if shared:
            self._born[rang] = born[:shared]
        else:
            del self._born[rang]
        self._drop(rang)

    def _fetch(self) -> None:
        wanted = [sujet_id for rang, sujet_id in self.noted.items() if rang not in self._keys]
        self.noted.clear()
        keyring = current_keyring()
        with connection.cursor() as cursor:
            cursor.execute(_FETCH, [wanted])
            for sujet_id, nature, enveloppe, kek, generation in cursor.fetchall():
                aes, raison = None, Raison.CLE_DETRUITE
                if enveloppe is not None:
                    try:
                        contexte = wrapping_context(sujet_id, nature, generation)
                        aes = AESGCM(keyring.unwrap(kek, enveloppe, contexte))
                    except UnknownKekError:
                        raison = Raison.TROUSSEAU_INCOMPLET
                    except KeyringError:
                        raison = Raison.ALTEREE
                self._take(sujet_id, aes, generation, raison)
        for sujet_id in wanted:
            if sujet_id.int not in self._keys:
                self._take(sujet_id, None, GENERATION, Raison.CLE_ABSENTE)


#: The scope of a wiped key: never the open one.
_FERMEE = KeyScope()

active_scope: ContextVar[KeyScope | None] = ContextVar("active_scope", default=None)


@contextmanager
def key_scope() -> Iterator[None]:
    """Open the keys of one transaction; a nested scope shares those of the outer one.

    Raises KeyScopeError outside a transaction: keys that outlive the state they were read in
    would seal values nobody can open again.
    """
    if active_scope.get() is not None:
        yield
        return
    if not connection.in_atomic_block:
        raise KeyScopeError("key_scope() opens inside a transaction")
    scope = KeyScope()
    token = active_scope.set(scope)
    try:
        yield
    finally:
        active_scope.reset(token)
        scope.wipe()


def current_scope() -> KeyScope:
    """Return the open scope.

    Raises KeyScopeError when none is open.
    """
    scope = active_scope.get()
    if scope is None:
        raise KeyScopeError("sealed values are opened and sealed inside key_scope() only")
    return scope


def creer_cles(sujets: Iterable[tuple[UUID, NatureSujet]]) -> None:
    """Create the keys of new subjects, usable at once in this transaction.

    Raises KeyScopeError outside a scope, IntegrityError when a subject already has a key, even a
    destroyed one: a destroyed subject never gets a second key.
    """
    scope = current_scope()
    keyring = current_keyring()
    cle_sujet = apps.get_model("chiffrement", "CleSujet")
    lignes, cles = [], []
    for sujet_id, nature in sujets:
        cle = AESGCM.generate_key(TAILLE_CLE * 8)
        cles.append((sujet_id, cle))
        lignes.append(
            cle_sujet(
                id=sujet_id,
                nature=nature,
                cle_enveloppee=keyring.wrap(cle, wrapping_context(sujet_id, nature, GENERATION)),
                kek=keyring.active,
                generation=GENERATION,
            )
        )
    cle_sujet.objects.bulk_create(lignes)
    for sujet_id, cle in cles:
        scope.adopt(sujet_id, cle)


def creer_cle(sujet_id: UUID, nature: NatureSujet) -> None:
    """Create the key of one new subject, see :func:`creer_cles`."""
    creer_cles([(sujet_id, nature)])


def cle_association() -> UUID:
    """Return the association's subject, creating its key the first time."""
    cle_sujet = apps.get_model("chiffrement", "CleSujet")
    if not cle_sujet.objects.filter(pk=ID_ASSOCIATION).exists():
        try:
            with transaction.atomic():
                creer_cle(ID_ASSOCIATION, NatureSujet.ASSOCIATION)
        except IntegrityError:  # another transaction has just made it
            current_scope().forget(ID_ASSOCIATION)
    return ID_ASSOCIATION
