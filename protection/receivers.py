"""What other apps say and this one answers, without an import either way."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from protection.services.messages import recevoir_message


def receive_message(
    sender: object,
    *,
    enfant: UUID,
    message: UUID,
    moment: datetime,
    de_qui: Collection[UUID],
    mots: str,
    **kwargs: object,
) -> None:
    """Keep « je ne me sens pas en sécurité » and wake the chain, inside the sender's transaction."""
    recevoir_message(enfant_id=enfant, ident=message, moment=moment, de_qui=de_qui, mots=mots)
