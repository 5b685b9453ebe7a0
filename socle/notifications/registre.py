"""Kinds of notice; an unregistered one is refused.

Each app registers its own in ``<app>/notifications.py``, imported at start. What a notice says is
written here once and holds nothing of anyone: no sentence is ever completed with a value, so no name
can reach a screen, a subject line or a mailbox through it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

#: Codes are enumerated words, never something a person typed.
_CODE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+", re.ASCII)
#: What could be filled in later, and what a mail in plain text would show as markup.
_A_REMPLIR = re.compile(r"[{}%<>&'\"\r\n]")

#: Letters of the GSM alphabet that French uses: beyond them a message costs double, or shows as boxes.
_SMS = re.compile(r"[A-Za-z0-9 .,:;!?()éèàùÇ-]{1,80}")


class UnregisteredNoticeError(LookupError):
    """No ``notifications.py`` registered this kind of notice."""


@dataclass(frozen=True, kw_only=True)
class GenreAvis:
    """One kind of notice.

    ``code``: dotted words, « enfants.proposition_recue ».
    ``titre``: what the list, the preferences and the subject line say, without a name.
    ``phrase``: one French sentence without a name.
    ``url``: name of the URL it opens, with one opaque id, or none when ``avec_id`` is false.
    ``permission``: what its recipients hold; the switch of the mail is shown to them alone.
    ``courriel``: whether it also leaves by mail, unless the person chose otherwise.
    ``obligatoire``: the person cannot switch its mail off.
    ``accueil``: shown on the landing page until it is seen.
    ``sms``: what a text message says of it, in the letters every telephone shows; empty, none is sent.
    """

    code: str
    titre: str
    phrase: str
    url: str
    permission: str
    avec_id: bool = True
    courriel: bool = True
    obligatoire: bool = False
    accueil: bool = False
    sms: str = ""

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code) or len(self.code) > 64:
            raise ValueError(f"a notice code is short dotted lower-case words, not {self.code!r}")
        for text, longest in ((self.titre, 80), (self.phrase, 300)):
            if not text or len(text) > longest or _A_REMPLIR.search(text):
                raise ValueError(f"the notice {self.code} says a short sentence that nothing completes")
        if self.sms and not _SMS.fullmatch(self.sms):
            raise ValueError(f"the notice {self.code} has a text message that some telephone cannot show")
        if self.obligatoire and not self.courriel:
            raise ValueError(f"the notice {self.code} has no mail to make mandatory")

    def adresse(self, cible: UUID | None) -> str:
        """Return where it leads. Raises NoReverseMatch or ValueError when the id does not fit."""
        if self.avec_id is (cible is None):
            raise ValueError(f"the notice {self.code} opens {'one object' if self.avec_id else 'no object'}")
        return reverse(self.url, args=[cible] if self.avec_id else [])


_genres: dict[str, GenreAvis] = {}


def register(genre: GenreAvis) -> GenreAvis:
    """Accept ``genre`` and return it. Raises ValueError when the code means something else already."""
    if _genres.setdefault(genre.code, genre) != genre:
        raise ValueError(f"the notice {genre.code} is registered twice")
    return genre


def get(code: str) -> GenreAvis:
    """Return the kind of ``code``. Raises UnregisteredNoticeError."""
    try:
        return _genres[code]
    except KeyError:
        raise UnregisteredNoticeError(f"the notice {code!r} is not registered") from None


def genres() -> list[GenreAvis]:
    """Return every registered kind, by code."""
    return sorted(_genres.values(), key=lambda genre: genre.code)
