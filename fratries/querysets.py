"""Restricted lists of sibling groups: reached through any child one may see."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from socle.habilitations.perimetre import PerimetreUtilisateur
from socle.habilitations.permissions import Permission
from socle.habilitations.querysets import VisiblePlainQuerySet, VisibleQuerySet


class FratrieQuerySet(VisibleQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the groups that count one of ``children``, and those whose file one's village holds."""
        members = self.model.membres.rel.related_model._base_manager  # type: ignore[attr-defined]
        return self.filter(
            Exists(members.filter(fratrie_id=OuterRef("pk"), enfant_id__in=children))
            | Q(village_id__in=reach.villages_de_dossier(permission))
        )


class MembreFratrieQuerySet(VisibleQuerySet):
    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep the members of the groups one reaches."""
        fratries = self.model._meta.get_field("fratrie").related_model.objects.all()  # type: ignore[union-attr]
        return self.filter(fratrie_id__in=fratries.reaching(children, reach, permission).values("pk"))


class EffectifQuerySet(VisiblePlainQuerySet):
    """Rosters on their way in: their sender's alone."""

    def current(self) -> Self:
        """Keep those that are not to be erased yet, whatever the worker that erases them does."""
        return self.filter(expire_le__gt=timezone.now())

    def reaching(self, children: set[UUID], reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep one's own, while one still keeps the files of a village."""
        if not reach.villages_de_dossier(permission):
            return self.none()
        return self.filter(auteur_id=reach.utilisateur_id)
