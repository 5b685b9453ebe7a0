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


def _knows_the_village(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("lire_organisation"))


def _manages_accounts(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("gerer_comptes"))


register(
    Entree(
        libelle="Village",
        icone="map",
        url="villages:villages",
        ordre=50,
        visible=_knows_the_village,
    )
)
register(
    Entree(
        libelle="Professionnels",
        court="Équipe",
        icone="id-card-lanyard",
        url="villages:professionnels",
        ordre=60,
        visible=_knows_the_village,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(libelle="Comptes", icone="user-cog", url="villages:comptes", ordre=65, visible=_manages_accounts)
)


def _enrols(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("enroler_tablette"))


def _resets(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("reinitialiser"))


register(
    Entree(
        libelle="Tablettes de maison",
        icone="tablet",
        url="comptes_tablettes",
        ordre=66,
        visible=_enrols,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Réinitialiser un compte",
        icone="rotate-ccw-key",
        url="comptes_reinitialisations",
        ordre=67,
        visible=_resets,
        zone=Zone.COMPTE,
    )
)


def _reaches_children(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("lire_identite"))


register(
    Entree(
        libelle="Échéancier",
        icone="calendar-clock",
        url="villages:echeancier",
        ordre=48,
        visible=_reaches_children,
    )
)
register(
    Entree(
        libelle="Règles et délais",
        icone="book-open",
        url="villages:regles",
        ordre=81,
        visible=_knows_the_village,
        zone=Zone.COMPTE,
    )
)


def _keeps_attestations(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("tenir_honorabilite"))


register(
    Entree(
        libelle="Honorabilité",
        icone="badge-check",
        url="villages:honorabilites",
        ordre=58,
        visible=_keeps_attestations,
        zone=Zone.COMPTE,
    )
)


register(
    Entree(
        libelle="Mes formations",
        icone="graduation-cap",
        url="villages:mes_formations",
        ordre=59,
        visible=_knows_the_village,
        zone=Zone.COMPTE,
    )
)
