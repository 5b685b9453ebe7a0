"""Template loader that sets the literal text of our pages in French typography, once, at compile time."""

from __future__ import annotations

from django.template import Origin
from django.template.loaders.app_directories import Loader as AppDirectoriesLoader

from socle.ui.typographie import typographie_source


class Loader(AppDirectoriesLoader):
    """Like Django's, with narrow no-break spaces put where a plain space was typed."""

    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        return typographie_source(contents) if origin.name.endswith(".html") else contents
