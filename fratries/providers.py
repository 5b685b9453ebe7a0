"""How this app answers the apps it stands on."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from enfants.models import Enfant
from fratries.enums import EtatAutorite
from fratries.models import AutoriteParentale, DemandeAccueil, Fratrie, Proche
from fratries.selectors.decision import titulaires_de
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite


def fratries_destructibles(user: Utilisateur) -> set[UUID]:
    """Return the sibling groups whose files the person's villages hold."""
    villages = perimetre_de(user.pk).villages(Capacite.DETRUIRE_DOSSIER)
    groups = Fratrie.objects.all() if villages is None else Fratrie.objects.filter(village_id__in=villages)
    return set(groups.order_by().values_list("pk", flat=True))


def proches_destructibles(user: Utilisateur) -> set[UUID]:
    """Return the relatives within reach whose records the person's villages hold."""
    villages = perimetre_de(user.pk).villages(Capacite.DETRUIRE_DOSSIER)
    rows = Proche.objects.all() if villages is None else Proche.objects.filter(village_id__in=villages)
    return set(rows.order_by().values_list("pk", flat=True))


def titulaires_a_consulter(enfants: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return who must agree for each child: one query, ids only, no name is opened.

    Not asked through a category: who reads no family must still be told that somebody is missing.
    """
    rows = AutoriteParentale.objects.current().filter(
        enfant_id__in=enfants, etat__in=[EtatAutorite.EXERCEE, EtatAutorite.LIMITEE]
    )
    found: dict[UUID, set[UUID]] = {}
    for pk, enfant, proche in rows.order_by().values_list("pk", "enfant_id", "proche_id"):
        found.setdefault(enfant, set()).add(proche or pk)
    return found


def noms_des_titulaires(user: Utilisateur, enfant: Enfant) -> dict[UUID, str]:
    """Return the names of those who decide for a child, to whoever reads who consents."""
    holders = titulaires_de(user, enfant, "lire_famille_consentements")
    return {h.autorite.proche_id or h.autorite.pk: h.nom for h in holders if h.decide}


def demandes_destructibles(user: Utilisateur) -> set[UUID]:
    """Return the requests the person's villages received: one that was not followed goes alone."""
    villages = perimetre_de(user.pk).villages(Capacite.DETRUIRE_DOSSIER)
    rows = DemandeAccueil.objects.all()
    if villages is not None:
        rows = rows.filter(village_id__in=villages)
    return set(rows.order_by().values_list("pk", flat=True))
