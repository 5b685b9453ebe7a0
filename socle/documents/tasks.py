"""Jobs on documents."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from socle.documents.services import CODE_ANALYSE, analyser
from socle.habilitations.contexte import acting_as_system
from socle.taches.registry import Primitive, job


# Tried again for hours: an antivirus that starts with the machine reads its signatures first.
@job(CODE_ANALYSE, essais_max=12, bail=timedelta(minutes=5))
def analyse(*, document: UUID) -> dict[str, Primitive]:
    """Have the antivirus look at a document; without a verdict it is tried again later."""
    with acting_as_system(raison="analyse antivirus"):
        return {"etat": analyser(document).value}
