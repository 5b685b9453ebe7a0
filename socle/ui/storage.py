"""Static files: hashed, compressed, immutable; fonts that were not fetched are not an error."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """A stylesheet may name a font that ``make assets`` has not fetched: that name stays unhashed."""

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            if name.startswith("vendor/fonts/"):
                return name
            raise
