"""At the head of a child's page: what must be done tonight, and that the child is not back."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils import timezone

from enfants.models import Enfant
from protection.models import Fugue
from protection.querysets import DE_SERVICE
from protection.selectors.consignes import LIT_LA_CONSIGNE, consignes_de
from socle.audit.services import record
from socle.comptes.requetes import personne
from socle.ui.alertes import Alerte, SourceAlertes, register


def consignes(request: HttpRequest, enfant: Enfant) -> Iterable[Alerte]:
    """Say what to do, without why; showing it is journalled."""
    found = consignes_de(personne(request), [enfant.pk])
    if not found:
        return
    record(
        "consignes.lecture",
        objets=[row.pk for row in found],
        enfants=[enfant.pk],
        type_objet="protection.ConsigneDeSecurite",
    )
    yield Alerte(
        titre="Consigne de sécurité",
        lignes=tuple(str(row.texte) for row in found),
        icone="shield-alert",
    )


register(
    SourceAlertes(
        code="consignes",
        ordre=5,
        permission=LIT_LA_CONSIGNE,
        lire=consignes,
        url="protection:consignes",
        libelle="Voir les consignes",
    )
)


def fugue(request: HttpRequest, enfant: Enfant) -> Iterable[Alerte]:
    """Say since when the child is not back."""
    found = Fugue.objects.visible_to(personne(request), DE_SERVICE).open().filter(enfant=enfant).first()
    if found is None:
        return
    since = timezone.localtime(found.constatee_le)
    yield Alerte(
        titre="Pas rentré",
        lignes=(f"Depuis le {since:%d/%m/%Y} à {since:%H h %M}.",),
        icone="footprints",
    )


register(
    SourceAlertes(
        code="fugue",
        ordre=4,
        permission=DE_SERVICE,
        lire=fugue,
        url="protection:fugue_de",
        libelle="Voir qui est prévenu",
    )
)
