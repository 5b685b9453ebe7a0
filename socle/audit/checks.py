"""Start is refused when the audit journal could not be sealed or kept as the law says."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from socle.audit.chaine import cle_audit


@register()
def check_audit(**_: Any) -> list[CheckMessage]:
    """The key is real, and entries are kept between six months and three years."""
    messages: list[CheckMessage] = []
    try:
        cle_audit()
    except ValueError as error:
        messages.append(Error(f"MAISON_CLE_AUDIT: {error}", id="audit.E001"))
    if not 6 <= settings.AUDIT_CONSERVATION_MOIS <= 36:
        messages.append(
            Error(
                "MAISON_AUDIT_CONSERVATION_MOIS must lie between 6 and 36 "
                "(CNIL, délibération 2021-122; up to three years for documented internal control).",
                id="audit.E002",
            )
        )
    return messages
