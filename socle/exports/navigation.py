"""Menu entries of exports."""

from __future__ import annotations

from django.http import HttpRequest

from socle.ui.navigation import Entree, Zone, register


def _reads_audit(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("lire_audit"))


register(
    Entree(
        libelle="Registre des exports",
        icone="file-output",
        url="exports:registre",
        ordre=71,
        visible=_reads_audit,
        zone=Zone.COMPTE,
    )
)
