"""Tagged, archivable PDF from a Typst source and data; nothing of a person touches a disk."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from typst import PDFStandard

#: PDF/UA-1 (tags, title, language) and PDF/A-2a (kept readable for decades).
NORMES: list[PDFStandard] = ["ua-1", "a-2a"]
#: What stands in place of a sign no font of ours draws.
REMPLACEMENT = "[symbole]"
_SONDE = b'#set document(title: "x", date: auto)\n#set text(lang: "fr")\n#sys.inputs.donnees'
#: Joiners, variation selectors and skin tones say nothing once their sign is gone.
_LIANTS = "\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff"


def compose(source: bytes, donnees: dict[str, Any], *, le: datetime) -> bytes:
    """Return the PDF of ``source``, which reads ``donnees`` from ``sys.inputs.donnees`` as JSON.

    Data is never spliced in the source: a note that holds Typst code is printed as typed. Signs
    that no embedded font draws (emoji) become « [symbole] », for a tagged PDF may not hold an
    empty box. Raises typst.TypstError when the source itself is at fault.
    """
    texte = json.dumps(donnees, ensure_ascii=False)
    try:
        return _compile(source, texte, le)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
    missing = undrawable(_characters(donnees))
    sign = "[" + "".join(map(re.escape, sorted(missing))) + _LIANTS + "]"
    pattern = re.compile(f"(?:{sign})*[{''.join(map(re.escape, sorted(missing)))}](?:{sign})*")
    return _compile(source, json.dumps(_replace(donnees, pattern), ensure_ascii=False), le)


def undrawable(signs: Iterable[str]) -> set[str]:
    """Return the characters that no embedded font draws."""
    signs = sorted({sign for sign in signs if ord(sign) > 0x2FF or ord(sign) < 0x20})
    return _bisect(signs)


def _bisect(signs: list[str]) -> set[str]:
    if not signs or _draws(signs):
        return set()
    if len(signs) == 1:
        return set(signs)
    middle = len(signs) // 2
    return _bisect(signs[:middle]) | _bisect(signs[middle:])


def _draws(signs: list[str]) -> bool:
    try:
        # Apart, so that no sign is judged by what it combines with.
        _compile(_SONDE, " ".join(signs), datetime.fromtimestamp(0, tz=UTC))
    except typst.TypstError:
        return False
    return True


def _compile(source: bytes, texte: str, le: datetime) -> bytes:
    return typst.compile(
        source,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"donnees": texte},
        pdf_standards=NORMES,
        timestamp=int(le.timestamp()),
    )


def _characters(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _characters(item)


def _replace(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(REMPLACEMENT, value)
    if isinstance(value, list):
        return [_replace(item, pattern) for item in value]
    if isinstance(value, dict):
        return {key: _replace(item, pattern) for key, item in value.items()}
    return value
