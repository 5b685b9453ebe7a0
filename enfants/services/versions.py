"""Two people who write at once do not undo each other: what was typed on a former state is refused."""

from __future__ import annotations

from django.core.exceptions import ValidationError

PERIMEE = (
    "Quelqu’un vient d’enregistrer une autre version de cette page. Rien n’est perdu de ce que vous avez écrit : "
    "ouvrez-la de nouveau à côté et relisez-la avant d’enregistrer la vôtre."
)


def refuse_stale(connue: int | None, lue: int | None) -> None:
    """Compare the number of the row as it stands, held by the caller, with the one the page carried.

    Raises ValidationError when they differ; a row that does not exist yet counts as number zero.
    """
    if (connue or 0) != (lue or 0):
        raise ValidationError(PERIMEE, code="perimee")
