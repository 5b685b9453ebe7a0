"""Two people who write at once do not undo each other: the row is held, its revision compared."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

PERIMEE = (
    "Quelqu’un a enregistré autre chose pendant que vous écriviez. Rien n’est perdu : comparez ci-dessous, "
    "puis enregistrez de nouveau si votre version doit rester."
)


class RevisionPerimeeError(ValidationError):
    """What was typed was typed on a former state; ``actuel`` is the row as it stands now."""

    def __init__(self, actuel: models.Model) -> None:
        super().__init__(PERIMEE, code="perimee")
        self.actuel: Any = actuel


def verrouiller(fiche: Any) -> Any:
    """Hold the row of a record that has a ``revision``, and return it as it stands.

    Raises RevisionPerimeeError when what was typed was typed on a former state.
    """
    current = type(fiche)._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=fiche.pk)
    if current.revision != fiche.revision:
        raise RevisionPerimeeError(current)
    return current


def enregistrer(fiche: Any, *, neuve: bool) -> None:
    """Check and save, one revision further."""
    fiche.revision = 1 if neuve else fiche.revision + 1
    fiche.full_clean()
    fiche.save(force_insert=neuve)
