"""Identity digest: finds a duplicate or opens a file in an emergency without storing a name.

HMAC-SHA-256 under a key of its own, kept outside the database. Names are folded and their order is
lost, so « Zoé Le Goff » and « LE GOFF, Zoe » give the same digest with the same birth date.
"""

from __future__ import annotations

import hmac
from datetime import date

from django.conf import settings

from socle.chiffrement.keyring import decode_key
from socle.outils.texte import mots_plies

_DOMAINE = "maison-commune/empreinte-identite/1"


def empreinte_identite(*prenoms_et_noms: str, naissance: date) -> bytes:
    """Return the digest of a person's names and birth date.

    Raises ValueError without any name: one digest would stand for everybody born that day.
    """
    mots = sorted(mot for texte in prenoms_et_noms for mot in mots_plies(texte))
    if not mots:
        raise ValueError("an identity digest needs a name")
    message = "\x00".join([_DOMAINE, naissance.isoformat(), *mots])
    return hmac.digest(decode_key(settings.CLE_EMPREINTE), message.encode(), "sha256")
