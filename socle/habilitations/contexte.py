"""One transaction owner: who acts, which keys are open, and what the database lets them see.

Row-level policies read ``app.acteur`` and ``app.systeme``, both local to the transaction.
Every entry restores what it found on exit: a nested block that ended without restoring once
left a stranger seeing rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import connection, transaction

from socle.chiffrement.keys import key_scope
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetres
from socle.outils.acteur import PERSONNE, Acteur, acteur_courant


def _set_database_actor(acteur: Acteur) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.acteur', %s, true), set_config('app.systeme', %s, true)",
            [str(acteur.id or ""), acteur.raison if acteur.est_systeme else ""],
        )


@contextmanager
def acting(acteur: Acteur) -> Iterator[None]:
    """Run a block as ``acteur`` in a transaction (a savepoint when nested) with its own keys.

    On a normal exit inside an outer transaction the previous actor is put back; after an
    error the savepoint's rollback has already restored the database settings, and at the
    outermost level they die with the transaction.
    """
    previous, nested = acteur_courant.get(), connection.in_atomic_block
    token = acteur_courant.set(acteur)
    reach = perimetres.set({})
    try:
        with transaction.atomic(), key_scope():
            _set_database_actor(acteur)
            yield
            if nested and not connection.needs_rollback:
                _set_database_actor(previous)
    finally:
        perimetres.reset(reach)
        acteur_courant.reset(token)


@contextmanager
def acting_as(utilisateur: Utilisateur | None, *, requete: str = "") -> Iterator[None]:
    """Run a block with the rights of ``utilisateur``; ``None`` sees no protected row."""
    acteur = PERSONNE if utilisateur is None else Acteur(id=utilisateur.pk, requete=requete or uuid4().hex)
    with acting(acteur):
        yield


@contextmanager
def acting_as_system(*, raison: str, requete: str = "") -> Iterator[None]:
    """Run a named system act beyond any perimeter; ``raison`` is mandatory and audited.

    Raises ValueError when the reason is empty.
    """
    if not raison.strip():
        raise ValueError("a system act needs its reason")
    with acting(Acteur(id=None, raison=raison, requete=requete or uuid4().hex)):
        yield
