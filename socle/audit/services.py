"""Writing to the audit journal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from socle.audit import registry
from socle.audit.models import EntreeAudit
from socle.outils.acteur import Acteur, acteur_courant

_TYPE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)?", re.ASCII)
_ADRESSE = re.compile(r"[A-Za-z0-9_:.-]{0,120}", re.ASCII)


def _write(
    code: str,
    *,
    acteur: Acteur,
    objets: Iterable[UUID],
    enfants: Iterable[UUID],
    type_objet: str = "",
    but: str = "",
    adresse: str = "",
) -> EntreeAudit:
    action = registry.get(code)
    if but and but not in action.buts:
        raise ValueError(f"the audit action {code} does not accept the purpose {but!r}")
    if type_objet and not _TYPE.fullmatch(type_objet):
        raise ValueError("type_objet is a model label, « app.model »")
    if not _ADRESSE.fullmatch(adresse):
        raise ValueError("adresse is the name of a URL, never the address itself")
    return EntreeAudit.objects.create(
        acteur_id=acteur.id,
        raison_systeme=acteur.raison[:200] if acteur.est_systeme else "",
        action=action.code,
        libelle=action.phrase,
        categorie=action.categorie.value,
        type_objet=type_objet,
        objets=list(dict.fromkeys(objets)),
        enfants=list(dict.fromkeys(enfants)),
        but=but,
        adresse=adresse,
        requete=acteur.requete[:64],
    )


def record(
    code: str,
    *,
    objets: Iterable[UUID] = (),
    enfants: Iterable[UUID] = (),
    type_objet: str = "",
    but: str = "",
    acteur: Acteur | None = None,
) -> EntreeAudit:
    """Write one entry in the current transaction: what is rolled back was not done, nor audited.

    ``objets`` and ``enfants`` are identifiers, for a list those shown, in their order and
    without repeats. ``type_objet`` is a model label such as « enfants.enfant ». ``but`` is one of
    the purposes the action declares. ``acteur`` is the current one unless given (a sign-in names
    the account that has just been recognised).

    Raises UnregisteredActionError for an unknown ``code`` and ValueError for a purpose or a type
    that is not an enumerated code. No content and no name is ever recorded.
    """
    return _write(
        code,
        acteur=acteur_courant.get() if acteur is None else acteur,
        objets=objets,
        enfants=enfants,
        type_objet=type_objet.lower(),
        but=but,
    )


def record_apart(code: str, *, acteur: Acteur, adresse: str, objets: Iterable[UUID] = ()) -> EntreeAudit:
    """Write a refusal or a failure in a transaction of its own, once the request is rolled back.

    ``adresse`` is the name of the URL and ``objets`` the identifiers it carried, nothing else: the
    address as typed may hold a name. Children are not noted, for the refused person's request
    does not say that they exist. Raises RuntimeError inside a transaction that is still open.
    """
    with transaction.atomic(durable=True):
        return _write(code, acteur=acteur, objets=objets, enfants=(), adresse=adresse)
