"""Who signs in; never what they may do."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class ConnexionBackend(AuthenticationBackend):
    """allauth's door, without the rights it inherits from Django.

    Those are read from permission tables that no assignment writes: a row slipped in there must
    open nothing, and asking them costs two queries a request. ``PerimetreBackend`` answers alone.
    """

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return False

    def with_perm(
        self, perm: Any, is_active: bool = True, include_superusers: bool = True, obj: Any = None
    ) -> Any:
        """Nobody: who reaches a file is asked of assignments (« Qui peut voir ce dossier ? »)."""
        return self.get_user_model().objects.none()
