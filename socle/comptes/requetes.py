"""Who is behind a request, for views that are reached signed in only."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from socle.comptes.models import Utilisateur


def personne(request: HttpRequest) -> Utilisateur:
    """Return who is signed in. Raises PermissionDenied when nobody is: the view was left open."""
    if not isinstance(request.user, Utilisateur):
        raise PermissionDenied
    return request.user
