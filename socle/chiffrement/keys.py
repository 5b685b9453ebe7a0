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
from django.db import connection

from socle.chiffrement.enums import NatureSujet, Raison
from socle.chiffrement.errors import KeyringError, KeyScopeError, UnknownKekError
from socle.chiffrement.keyring import TAILLE_CLE, current_keyring, wrapping_context

GENERATION = 1

_FETCH = (
    "SELECT id, nature, cle_enveloppee, kek, generation, detruite_le IS NOT NULL "
    "FROM cles.cle_sujet WHERE id = ANY(%s)"
)


class SubjectKey:
    """The key of one subject inside one scope; ``aes`` is ``None`` once wiped or when unavailable."""

    __slots__ = ("aes", "generation", "raison", "scope")

    def __init__(
        self, scope: KeyScope, aes: AESGCM | None, generation: int = GENERATION, raison: Raison | None = None
    ) -> None:
        self.scope = scope
        self.aes = aes
        self.generation = generation
        self.raison = raison or Raison.CLE_ABSENTE


class KeyScope:
    """The keys of one transaction, fetched by pages: all the subjects noted so far in one query."""

    __slots__ = ("_born", "_keys", "noted")

    def __init__(self) -> None:
        #: subjects of the rows loaded since the last fetch
        self.noted: set[UUID] = set()
        self._keys: dict[UUID, SubjectKey] = {}
        # Keys created inside a savepoint, with the savepoints they depend on: Django gives no
        # signal when one is rolled back, so the stack is compared at each use.
        self._born: dict[UUID, list[str | None]] = {}

    def key(self, sujet_id: UUID) -> SubjectKey:
        """Return the key of a subject, fetching it together with every subject noted."""
        if sujet_id in self._born:
            self._recheck(sujet_id)
        key = self._keys.get(sujet_id)
        if key is None:
            self._fetch(sujet_id)
            key = self._keys[sujet_id]
        return key

    def is_settled(self, sujet_id: UUID) -> bool:
        """Tell whether the key can be kept beside a row until the scope ends."""
        return sujet_id not in self._born

    def adopt(self, sujet_id: UUID, cle: bytes) -> None:
        """Take in a key created in this transaction."""
        self._keys[sujet_id] = SubjectKey(self, AESGCM(cle))
        if connection.savepoint_ids:
            self._born[sujet_id] = list(connection.savepoint_ids)

    def forget(self, sujet_id: UUID) -> None:
        """Wipe one key; its next use asks the database again."""
        key = self._keys.pop(sujet_id, None)
        if key is not None:
            key.aes = None

    def wipe(self) -> None:
        """Drop every key, also from the rows that hold one."""
        for key in self._keys.values():
            key.aes = None
        self._keys.clear()
        self._born.clear()
        self.noted.clear()

    def _recheck(self, sujet_id: UUID) -> None:
        born, now = self._born[sujet_id], connection.savepoint_ids
        if now[: len(born)] == born:
            return
        # A savepoint around its creation has ended, kept or rolled back: only the database knows.
        shared = 0
        while shared < min(len(born), len(now)) and born[shared] == now[shared]:
            shared += 1
        if shared:
            self._born[sujet_id] = born[:shared]
        else:
            del self._born[sujet_id]
        self.forget(sujet_id)

    def _fetch(self, sujet_id: UUID) -> None:
        wanted = [noted for noted in self.noted | {sujet_id} if noted not in self._keys]
        self.noted.clear()
        keyring = current_keyring()
        found = self._keys
        with connection.cursor() as cursor:
            cursor.execute(_FETCH, [wanted])
            for ident, nature, enveloppe, kek, generation, detruite in cursor.fetchall():
                if detruite:
                    found[ident] = SubjectKey(self, None, raison=Raison.CLE_DETRUITE)
                    continue
                try:
                    cle = keyring.unwrap(kek, enveloppe, wrapping_context(ident, nature, generation))
                except UnknownKekError:
                    found[ident] = SubjectKey(self, None, raison=Raison.TROUSSEAU_INCOMPLET)
                except KeyringError:
                    found[ident] = SubjectKey(self, None, raison=Raison.ALTEREE)
                else:
                    found[ident] = SubjectKey(self, AESGCM(cle), generation)
        for ident in wanted:
            if ident not in found:
                found[ident] = SubjectKey(self, None)


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
