"""Alerts of a child's page: who must not approach, before anything else."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from enfants.models import Enfant
from fratries.selectors.famille import contacts_de
from socle.audit.services import record
from socle.ui.alertes import Alerte, SourceAlertes, register


def contacts_interdits(request: HttpRequest, enfant: Enfant) -> Iterable[Alerte]:
    """Name the forbidden contacts in force today; showing them is journalled."""
    found = [vu for vu in contacts_de(request.user, enfant) if vu.contact.interdit]  # type: ignore[arg-type]
    if not found:
        return
    record(
        "famille.alerte",
        enfants=[enfant.pk],
        objets=[vu.contact.pk for vu in found],
        type_objet="fratries.PersonneAutorisee",
    )
    yield Alerte(
        titre="Contacts interdits" if len(found) > 1 else "Contact interdit",
        lignes=tuple(vu.ligne for vu in found),
        icone="hand",
    )


register(
    SourceAlertes(
        code="contacts",
        ordre=10,
        permission="lire_famille_contacts",
        lire=contacts_interdits,
        url="fratries:contacts",
        libelle="Voir les contacts et les consignes",
    )
)
