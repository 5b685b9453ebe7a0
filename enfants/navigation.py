"""Menu entries of this app."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import reverse

from enfants.selectors.bris_de_glace import nombre_pour_la_direction, nombre_pour_le_delegue
from enfants.selectors.relais import ROLES_DE_RELAIS
from enfants.services.bris_de_glace import OUVERT
from socle.comptes.requetes import personne
from socle.habilitations.perimetre import perimetre_de
from socle.ui import avis
from socle.ui.avis import Avis
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


def _exceptional_accesses(request: HttpRequest) -> Avis | None:
    """Tell the direction and the officer, on their landing page, of the last thirty days."""
    if request.user.has_perm("accorder_exception"):
        number = nombre_pour_la_direction(personne(request))
        address, label = reverse("enfants:acces_exceptionnels"), "Voir qui et pourquoi"
    elif request.user.has_perm("lire_audit"):
        number = nombre_pour_le_delegue(OUVERT)
        address, label = f"{reverse('villages:audit')}?action={OUVERT}", "Voir dans le journal des accès"
    else:
        return None
    if not number:
        return None
    plural = "s" if number > 1 else ""
    return Avis(
        titre="Accès exceptionnel" + (f"s : {number}" if number > 1 else ""),
        phrase=f"{number} dossier{plural} ouvert{plural} en accès exceptionnel depuis trente jours.",
        adresse=address,
        libelle=label,
    )


avis.register(_exceptional_accesses)


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
