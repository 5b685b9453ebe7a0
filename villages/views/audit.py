"""The access journal, for the data-protection officer: who, what, when; no content, no child's name."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from socle.audit.selectors import Filtre, formulation, page
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from villages.forms.audit import FiltreAuditForm


@requires("lire_audit")
@require_safe
def journal(request: RequeteConnectee) -> HttpResponse:
    """One page of the journal, latest first; reading it is itself journalled."""
    form = FiltreAuditForm(request.GET or None)
    valid = form.is_valid() if form.is_bound else True
    filtre = form.filtre() if form.is_bound and valid else Filtre()
    found = page(filtre, apres=_after(request)) if valid else None
    entrees = found.entrees if found else []
    record("audit.lecture", objets=[entree.pk for entree in entrees], type_objet="audit.entreeaudit")
    suite = request.GET.copy()
    if found and found.suivante:
        suite["apres"] = str(found.suivante)
    context = {
        "form": form,
        "lignes": [(entree, formulation(entree)) for entree in entrees],
        "suite": suite.urlencode() if found and found.suivante else "",
    }
    return render(request, "villages/audit.html", context, status=200 if valid else 422)


def _after(request: RequeteConnectee) -> UUID | None:
    try:
        return UUID(request.GET.get("apres", ""))
    except ValueError:
        return None
