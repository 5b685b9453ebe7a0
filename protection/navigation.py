"""Menu entries of this app."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from enfants.models import Enfant
from protection.echelle import LIT
from protection.models import Fugue
from protection.querysets import DE_SERVICE, children_on_duty
from protection.selectors.consignes import LIT_LA_CONSIGNE, toutes_les_consignes
from protection.selectors.declaration import peut_declarer
from protection.selectors.fugue import fugues_ouvertes, lit_des_fugues, peut_signaler
from protection.selectors.graves import LIT_GRAVES
from socle.comptes.models import Utilisateur
from socle.ui import bandeaux, gestes
from socle.ui.bandeaux import Bandeau
from socle.ui.gestes import Geste
from socle.ui.navigation import Entree, Zone, register


def _declares(request: HttpRequest) -> bool:
    return isinstance(request.user, Utilisateur) and peut_declarer(request.user)


def _handles(request: HttpRequest) -> bool:
    return isinstance(request.user, Utilisateur) and request.user.has_perm(LIT)


def _on_duty(request: HttpRequest) -> bool:
    return isinstance(request.user, Utilisateur) and peut_signaler(request.user)


def _follows(request: HttpRequest) -> bool:
    return isinstance(request.user, Utilisateur) and lit_des_fugues(request.user)


register(
    Entree(
        libelle="Déclarer un incident",
        icone="siren",
        url="protection:declarer",
        ordre=36,
        visible=_declares,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Déclarer un incident",
        icone="siren",
        url="protection:declarer",
        ordre=10,
        visible=_declares,
        zone=Zone.SOIR,
    )
)
register(
    Entree(
        libelle="Un enfant n’est pas rentré",
        icone="footprints",
        url="protection:nouvelle_fugue",
        ordre=20,
        visible=_on_duty,
        zone=Zone.SOIR,
    )
)
register(
    Entree(
        libelle="Fugues",
        icone="footprints",
        url="protection:fugues",
        ordre=39,
        visible=_follows,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Mes déclarations",
        icone="file-clock",
        url="protection:mes_declarations",
        ordre=37,
        visible=_declares,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Incidents",
        icone="shield-alert",
        url="protection:incidents",
        ordre=38,
        visible=_handles,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Alertes de nuit",
        icone="bell-ring",
        url="protection:alertes",
        ordre=39,
        visible=_handles,
        zone=Zone.COMPTE,
    )
)


def _only_reads_serious_ones(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, Utilisateur) and user.has_perm(LIT_GRAVES) and not user.has_perm(LIT)


register(
    Entree(
        libelle="Incidents graves",
        icone="shield-alert",
        url="protection:graves",
        ordre=38,
        visible=_only_reads_serious_ones,
        zone=Zone.COMPTE,
    )
)


def _reads_pillars(request: HttpRequest) -> bool:
    return isinstance(request.user, Utilisateur) and request.user.has_perm("lire_piliers")


def _reads_catalogue(request: HttpRequest) -> bool:
    return isinstance(request.user, Utilisateur) and request.user.has_perm("lire_organisation")


register(
    Entree(
        libelle="Les quatre piliers",
        icone="columns-4",
        url="protection:piliers",
        ordre=39,
        visible=_reads_pillars,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Actions de prévention",
        icone="megaphone",
        url="protection:actions",
        ordre=40,
        visible=_reads_catalogue,
        zone=Zone.COMPTE,
    )
)


def _instructions(request: HttpRequest) -> Bandeau | None:
    """Tell whoever arrives that there is something to do tonight; what it is stands one touch away."""
    user = request.user
    if not isinstance(user, Utilisateur) or not user.has_perm(LIT_LA_CONSIGNE):
        return None
    number = len(toutes_les_consignes(user))
    if not number:
        return None
    return Bandeau(
        titre="Consigne de sécurité" if number == 1 else "Consignes de sécurité",
        phrase="Il y a quelque chose à faire ce soir."
        if number == 1
        else f"Il y a {number} choses à faire ce soir.",
        adresse=reverse("protection:mes_consignes"),
        libelle="Lire avant toute chose",
    )


bandeaux.register(_instructions)


def _not_back(request: HttpRequest) -> Bandeau | None:
    """Tell whoever arrives that a child is not back, as long as it lasts; which one is one touch away."""
    user = request.user
    if not isinstance(user, Utilisateur) or user.est_enfant:
        return None
    found = fugues_ouvertes(user)
    if not found:
        return None
    return Bandeau(
        titre="Un enfant n’est pas rentré"
        if len(found) == 1
        else f"{len(found)} enfants ne sont pas rentrés",
        phrase="Voyez qui est prévenu, et ce qui reste à faire.",
        adresse=reverse("protection:fugue", args=[found[0].pk])
        if len(found) == 1
        else reverse("protection:fugues"),
        libelle="Ouvrir",
    )


bandeaux.register(_not_back)


def _may_say_it(request: HttpRequest, enfant: Enfant) -> bool:
    """Whether one is on duty for the child tonight, and nobody has said that the child is not back."""
    user = request.user
    if not isinstance(user, Utilisateur) or user.est_enfant or enfant.pk not in children_on_duty(user):
        return False
    return not Fugue.objects.visible_to(user, DE_SERVICE).open().filter(enfant=enfant).exists()


gestes.register(
    Geste(
        libelle="L’enfant n’est pas rentré",
        icone="footprints",
        url="protection:fugue_de",
        ordre=10,
        visible=_may_say_it,
    )
)
