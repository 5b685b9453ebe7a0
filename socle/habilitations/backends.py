"""One backend answers every question of rights, from the same reach as lists and policies."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.db import models

from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import Permission, parse_permission
from socle.outils.declarations import Declaration, Mur


class PerimetreBackend(BaseBackend):
    """Rights come from dated assignments and exceptions, and from nothing else.

    There is no superuser to let through. Without an object, the question is whether the
    person holds the permission on anything at all.
    """

    def has_perm(
        self, user_obj: Utilisateur | AnonymousUser, perm: str, obj: models.Model | None = None
    ) -> bool:
        """Answer ``user.has_perm("enfants.lire_journal", enfant)``.

        Raises UnknownPermissionError on a permission nobody declared.
        """
        permission = parse_permission(perm)
        if not isinstance(user_obj, Utilisateur) or not user_obj.is_active:
            return False
        reach = perimetre_de(user_obj.pk)
        if obj is None:
            return reach.peut(permission)
        if permission.capacite is not None:
            villages = reach.villages(permission.capacite)
            return villages is None or getattr(obj, "lieu_id", None) in villages
        return _on_object(user_obj, permission, obj)


def _on_object(user: Utilisateur, permission: Permission, obj: models.Model) -> bool:
    declaration: Declaration = type(obj).declaration  # type: ignore[attr-defined]
    categorie = declaration.categorie
    if declaration.categorie_par_ligne is not None:
        categorie = getattr(obj, declaration.categorie_par_ligne)
    if categorie != permission.categorie and declaration.mur is not Mur.ENFANT:
        # Only the child's own record is asked about every category (« may I read this
        # child's journal? »); any other record answers for its own category alone.
        return False
    children = perimetre_de(user.pk).enfants(permission)
    if declaration.mur is Mur.AUTEUR and obj.auteur_id != user.pk:  # type: ignore[attr-defined]
        return False
    if declaration.enfant is not None:
        enfant_id: UUID = getattr(obj, declaration.enfant)
        return enfant_id in children
    # A sibling group is reached through any of its members.
    return type(obj)._default_manager.visible_to(user, str_of(permission)).filter(pk=obj.pk).exists()  # type: ignore[attr-defined]


def str_of(permission: Permission) -> str:
    """Return the name a permission was parsed from."""
    return "_".join(part for part in (permission.action, permission.categorie, permission.reserve) if part)
