"""What this app does when lower layers tell something."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from enfants.services.destruction import effacer_ce_que_la_cle_ne_scelle_pas, noter_execution
from socle.chiffrement.enums import NatureSujet


def on_sujet_detruit(*, sujet_id: UUID, nature: NatureSujet, **_kwargs: Any) -> None:
    """Journal every destruction; a child's also leaves its identity digest to clear."""
    if nature is NatureSujet.ENFANT:
        effacer_ce_que_la_cle_ne_scelle_pas(sujet_id=sujet_id)
    noter_execution(sujet_id=sujet_id, nature=nature)
