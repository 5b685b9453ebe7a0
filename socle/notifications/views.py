"""A person's notices: the list, one opened, all seen, and what comes by mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from socle.habilitations.decorators import RequeteConnectee, requires
from socle.notifications import registre
from socle.notifications.selectors import mes_avis, mes_choix
from socle.notifications.services import choisir_courriels, marquer_vu, tout_marquer_vu

PAR_PAGE = 30
SIENS = "one's own notices, whoever signs in"


def _not_a_child(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A child is told by an adult or on their own page: these pages are not there for them."""

    @wraps(view)
    def guarded(request: RequeteConnectee, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.est_enfant:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@requires(None, raison=SIENS)
@_not_a_child
@never_cache
@require_safe
def liste(request: RequeteConnectee) -> HttpResponse:
    """Show the notices, the unseen first."""
    page = Paginator(mes_avis(request.user), PAR_PAGE).get_page(request.GET.get("page"))
    lignes = [(avis, registre.get(avis.code)) for avis in page]
    # Unseen ones come first, so the first line tells whether there is one.
    context = {"page": page, "lignes": lignes, "a_lire": bool(lignes) and lignes[0][0].vu_le is None}
    return render(request, "notifications/liste.html", context)


@requires(None, raison=SIENS)
@_not_a_child
@never_cache
@require_safe
def ouvrir(request: RequeteConnectee, avis_id: UUID) -> HttpResponse:
    """Note that a notice was seen and go where it leads: this is the link of the mail too."""
    avis = get_object_or_404(mes_avis(request.user), pk=avis_id)
    marquer_vu(acteur=request.user, avis=avis)
    return redirect(registre.get(avis.code).adresse(avis.cible))


@requires(None, raison=SIENS)
@_not_a_child
@require_POST
def tout_vu(request: RequeteConnectee) -> HttpResponse:
    """Note that all were seen."""
    tout_marquer_vu(acteur=request.user)
    messages.success(request, "Tous vos avis sont marqués comme lus.")
    return redirect("notifications:liste")


@requires(None, raison=SIENS)
@_not_a_child
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: RequeteConnectee) -> HttpResponse:
    """Choose, kind by kind, what also comes by mail."""
    choices = mes_choix(request.user)
    if request.method == "POST":
        wanted = set(request.POST.getlist("courriel"))
        choisir_courriels(
            acteur=request.user,
            choix={c.genre.code: c.genre.code in wanted for c in choices if c.se_choisit},
        )
        messages.success(request, "Vos choix sont enregistrés.")
        return redirect("notifications:preferences")
    context = {"choix": choices, "courriel_regle": bool(settings.COURRIEL)}
    return render(request, "notifications/preferences.html", context)
