"""Restricted lists of sibling groups: reached through any child one may see."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import PerimetreUtilisateur, perimetre_de
from socle.habilitations.permissions import Permission, parse_permission
from socle.habilitations.querysets import VisiblePlainQuerySet, VisibleQuerySet


class FratrieQuerySet(VisibleQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the groups that count one of ``children``, and those whose file one's village holds."""
        members = self.model.membres.rel.related_model._base_manager  # type: ignore[attr-defined]
        return self.filter(
            Exists(members.filter(fratrie_id=OuterRef("pk"), enfant_id__in=children))
            | Q(village_id__in=reach.villages_de_dossier(permission))
        )

    def opened_for(self, user: Utilisateur, permission: str) -> Self:
        """Keep the groups about which the person holds a permission of another category.

        The group itself is identity; what is written about it may be family.
        """
        parsed = parse_permission(permission)
        reach = perimetre_de(user.pk)
        return self.visible_to(user, "lire_identite").reaching(reach.enfants(parsed), reach, parsed)


class OfGroupMixin:
    """Rows of a sibling group, by ``fratrie``."""

    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the rows of the groups one reaches."""
        fratries = self.model._meta.get_field("fratrie").related_model.objects.all()  # type: ignore[attr-defined]
        return self.filter(fratrie_id__in=fratries.reaching(children, reach, permission).values("pk"))  # type: ignore[attr-defined]


class MembreFratrieQuerySet(OfGroupMixin, VisibleQuerySet):
    pass


class SeparationQuerySet(OfGroupMixin, VisibleQuerySet):
    def current(self) -> Self:
        """Keep the separations that have not ended."""
        return self.filter(fin__isnull=True)


class RevueSeparationQuerySet(OfGroupMixin, VisiblePlainQuerySet):
    pass
