"""Where the telephone number of a text message is read, when it leaves and not before.

An app that keeps numbers sealed registers how one is opened; this floor never stores any.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

#: Given what is registered with the message, the number now; empty when the person must no longer be told.
Ouvreur = Callable[[UUID], str]

_sources: dict[str, Ouvreur] = {}
_SEPARATEURS = re.compile(r"[\s.\-()/]")
_FRANCE = re.compile(r"0[1-9][0-9]{8}", re.ASCII)
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)


class UnknownSourceError(LookupError):
    """No app registered this source of numbers."""


def register(source: str, ouvrir: Ouvreur) -> None:
    """Add a source; raises ValueError when the name already means something else."""
    if _sources.setdefault(source, ouvrir) is not ouvrir:
        raise ValueError(f"the source of numbers {source} is registered twice")


def ouvreur(source: str) -> Ouvreur:
    """Return how numbers of a source are opened. Raises UnknownSourceError."""
    try:
        return _sources[source]
    except KeyError:
        raise UnknownSourceError(f"the source of numbers {source!r} is not registered") from None


def international(numero: str) -> str:
    """Return « +33600000000 », or nothing when what was typed cannot be dialled."""
    # « +33 (0)6 … » is written, never dialled.
    digits = _SEPARATEURS.sub("", numero.replace("(0)", ""))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if _FRANCE.fullmatch(digits):
        digits = f"+33{digits[1:]}"
    return digits if _INTERNATIONAL.fullmatch(digits) else ""
