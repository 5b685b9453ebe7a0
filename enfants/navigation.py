"""Menu entries of this app."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from enfants.selectors.relais import ROLES_DE_RELAIS
from socle.habilitations.perimetre import perimetre_de
from socle.ui.navigation import Entree, Zone, register


def _reaches_children(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("lire_identite"))


def _writes(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("ecrire_journal"))


def _takes_over(request: HttpRequest) -> bool:
    if not request.user.is_authenticated or not request.user.has_perm("lire_journal"):
        return False
    return bool(perimetre_de(request.user.pk).roles & ROLES_DE_RELAIS)


register(
    Entree(
        libelle="Ma maison",
        court="Maison",
        icone="house",
        url="enfants:ma_maison",
        ordre=10,
        visible=_reaches_children,
    )
)
register(
    Entree(
        libelle="Journal",
        icone="notebook-pen",
        url="enfants:mon_journal",
        ordre=20,
        visible=_writes,
    )
)
register(
    Entree(libelle="Enfants", icone="users-round", url="enfants:liste", ordre=30, visible=_reaches_children)
)
register(
    Entree(libelle="Agenda", icone="calendar-days", url="enfants:agenda", ordre=35, visible=_reaches_children)
)
register(
    Entree(
        libelle="Passage de relais",
        court="Relais",
        icone="arrow-right-left",
        url="enfants:relais",
        ordre=40,
        visible=_takes_over,
    )
)


def _holds(capacity: str) -> Callable[[HttpRequest], bool]:
    return lambda request: bool(request.user.is_authenticated and request.user.has_perm(capacity))


for _libelle, _icone, _url, _capacite, _ordre in [
    ("Accès exceptionnel", "key-square", "enfants:acces_exceptionnel", "acces_exceptionnel", 50),
    ("Accès exceptionnels ouverts", "shield-alert", "enfants:acces_exceptionnels", "accorder_exception", 51),
    ("Destruction de dossiers", "file-x", "enfants:destructions", "detruire_dossier", 60),
]:
    register(
        Entree(
            libelle=_libelle,
            icone=_icone,
            url=_url,
            ordre=_ordre,
            visible=_holds(_capacite),
            zone=Zone.COMPTE,
        )
    )


def _receives(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("ecrire_identite"))


register(
    Entree(
        libelle="Admissions",
        icone="door-open",
        url="enfants:admissions",
        ordre=45,
        visible=_receives,
        zone=Zone.COMPTE,
    )
)


def _reads_care(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("lire_soin_quotidien"))


register(
    Entree(
        libelle="Traitements du jour",
        court="Soins",
        icone="pill",
        url="enfants:mes_traitements",
        ordre=42,
        visible=_reads_care,
    )
)
register(
    Entree(
        libelle="Jours de présence",
        icone="calendar-range",
        url="enfants:presences",
        ordre=46,
        visible=_receives,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Publier une photo ?",
        icone="camera",
        url="enfants:publier",
        ordre=47,
        visible=_reaches_children,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Registre des entrées et sorties",
        court="Registre",
        icone="book-marked",
        url="enfants:registre",
        ordre=47,
        visible=_receives,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Places et présence",
        icone="chart-column",
        url="enfants:occupation",
        ordre=48,
        visible=_holds("ecrire_organisation"),
        zone=Zone.COMPTE,
    )
)
