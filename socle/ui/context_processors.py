"""What every page needs to draw itself; makes no query of its own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from socle.ui.preferences import read_preferences

POLICES = Path(__file__).parent / "static" / "vendor" / "fonts"
POLICE_TEMOIN = "atkinson-hyperlegible-next-latin-400-normal.woff2"


@lru_cache(maxsize=1)
def polices_presentes() -> bool:
    """Tell whether ``make assets`` has fetched the fonts; without them the system's are used."""
    return (POLICES / POLICE_TEMOIN).exists()


def interface(request: HttpRequest) -> dict[str, Any]:
    """Give the preferences of the device and the association's slot of the header."""
    return {
        "preferences": read_preferences(request),
        "polices_presentes": polices_presentes(),
        "association": {
            "nom": settings.ASSOCIATION_NOM,
            "logo": settings.ASSOCIATION_LOGO,
            "couleur": settings.ASSOCIATION_COULEUR,
        },
        "numero_astreinte": settings.NUMERO_ASTREINTE,
    }
