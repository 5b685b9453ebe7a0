"""Menu entries of this app."""

from __future__ import annotations

from django.http import HttpRequest

from socle.ui.navigation import Entree, Zone, register


def _staff(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and not request.user.est_enfant)


def _reads_audit(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("lire_audit"))


register(
    Entree(
        libelle="Rôles et droits",
        icone="key-round",
        url="villages:roles",
        ordre=80,
        visible=_staff,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Journal des accès",
        court="Accès",
        icone="scroll-text",
        url="villages:audit",
        ordre=70,
        visible=_reads_audit,
    )
)
