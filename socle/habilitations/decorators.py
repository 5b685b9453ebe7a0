"""Every view says who may open it; a test refuses a view that stays silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from socle.comptes.models import Utilisateur
from socle.habilitations.permissions import parse_permission

View = Callable[..., HttpResponseBase]


class RequeteConnectee(HttpRequest):
    """What a view behind ``requires`` receives: the person is signed in."""

    user: Utilisateur


@dataclass(frozen=True)
class Acces:
    """What a view declares: a permission, or why it needs none."""

    permission: str | None
    raison: str = ""
    anonyme: bool = False


def requires(permission: str | None, *, raison: str = "") -> Callable[[View], View]:
    """Declare the permission a view needs; refuse whoever holds it nowhere.

    A page about one object answers 404 (its existence is not disclosed), a page without
    object 403. The view still fetches its object through ``visible_to``. ``None`` opens the
    view to every signed-in person and needs its reason.
    """
    if permission is None and not raison:
        raise ValueError("a view open to all says why")
    if permission is not None:
        parse_permission(permission)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if permission is not None and not request.user.has_perm(permission):
                if kwargs:
                    raise Http404
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.acces = Acces(permission, raison)  # type: ignore[attr-defined]
        return guarded

    return decorate


def anonymous_ok(*, raison: str) -> Callable[[View], View]:
    """Declare a view that needs no sign-in, and why."""

    def decorate(view: View) -> View:
        opened = login_not_required(view)
        opened.acces = Acces(None, raison, anonyme=True)  # type: ignore[attr-defined]
        return opened

    return decorate
