"""Lists of what one person may see: the same rule as the object rule and the database's."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from socle.chiffrement.versions import TrackedQuerySet
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import PerimetreUtilisateur, perimetre_de
from socle.habilitations.permissions import Permission, parse_permission
from socle.outils.declarations import Declaration, Mur


class VisibleMixin:
    """``visible_to`` for any queryset of a record that declares its path to a child."""

    def visible_to(self, user: Utilisateur | AnonymousUser, permission: str) -> Self:
        """Keep the rows on whose child the person holds the permission today.

        The ids are fetched once per transaction, then used as values.
        """
        parsed = parse_permission(permission)
        if not isinstance(user, Utilisateur) or not user.is_active or parsed.categorie is None:
            return self.none()  # type: ignore[attr-defined]
        declaration: Declaration = self.model.declaration  # type: ignore[attr-defined]
        reach, by_row = perimetre_de(user.pk), declaration.categorie_par_ligne
        if declaration.mur is Mur.ENFANT:
            return self._of_children(reach, parsed)
        if by_row is None and declaration.categorie != parsed.categorie:
            return self.none()  # type: ignore[attr-defined]
        children = reach.enfants(parsed)
        if declaration.enfant is None:
            return self.reaching(children, reach, parsed)  # type: ignore[attr-defined]
        rule: dict[str, object] = {f"{declaration.enfant}__in": children}
        if by_row is not None:
            rule[by_row] = parsed.categorie
        if declaration.mur is Mur.AUTEUR:
            rule["auteur_id"] = user.pk
        return self.filter(**rule)  # type: ignore[attr-defined]

    def _of_children(self, reach: PerimetreUtilisateur, permission: Permission) -> Self:
        """Keep children: a whole village by its column, whatever its size, the others by their ids."""
        villages, named = reach.villages_de_dossier(permission), reach.enfants_nommes(permission)
        rule = Q(village_id__in=villages) if villages else Q(id__in=named)
        if villages and named:
            rule |= Q(id__in=named)
        if reach.exceptions.refus:
            rule &= ~Q(id__in=reach.exceptions.refus)
        return self.filter(rule)  # type: ignore[attr-defined]


class VisibleQuerySet(VisibleMixin, TrackedQuerySet):
    """Rows with versions, restricted to the perimeter."""


class VisiblePlainQuerySet(VisibleMixin, models.QuerySet):
    """Rows without versions (drafts, receipts), restricted to the perimeter."""
