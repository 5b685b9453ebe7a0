"""Where a child lands."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enfants.selectors.mon_histoire import LIT_LE_SIEN
from participation.recours import RECOURS
from socle.comptes.requetes import personne
from socle.habilitations.decorators import requires


@requires(None, raison="the child's own landing page; for anyone else it does not exist")
@require_safe
def mon_espace(request: HttpRequest) -> HttpResponse:
    """Where a child lands: whom to turn to, and the way out."""
    moi = personne(request)
    if not moi.est_enfant:
        raise Http404
    context = {"recours": RECOURS, "histoire": moi.has_perm(LIT_LE_SIEN)}
    return render(request, "participation/mon_espace.html", context)
