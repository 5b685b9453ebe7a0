"""The access journal, for the data-protection officer: who, what, when; no content, no child's name."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from socle.audit import registry
from socle.audit.selectors import Filtre, page
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from villages.forms.audit import FiltreAuditForm
from villages.selectors.audit import lignes_audit, noms_pour


@requires("lire_audit")
@require_safe
def journal(request: RequeteConnectee) -> HttpResponse:
    """One page of the journal, latest first; reading it is itself journalled."""
    form = FiltreAuditForm(request.GET or None)
    valid = form.is_valid() if form.is_bound else True
    filtre = form.filtre() if form.is_bound and valid else Filtre()
    filtre = replace(filtre, masques=registry.objets_masques())
    found = page(filtre, apres=_after(request)) if valid else None
    entrees = found.entrees if found else []
    record("audit.lecture", objets=[entree.pk for entree in entrees], type_objet="audit.entreeaudit")
    suite = request.GET.copy()
    if found and found.suivante:
        suite["apres"] = str(found.suivante)
    context = {
        "form": form,
        "lignes": lignes_audit(request.user, entrees, filtre.masques),
        "filtre_actif": any(request.GET.get(nom) for nom in form.fields),
        "qui": _named(request, filtre),
        "dossier": filtre.enfant_id,
        "suite": suite.urlencode() if found and found.suivante else "",
    }
    return render(request, "villages/audit.html", context, status=200 if valid else 422)


def _named(request: RequeteConnectee, filtre: Filtre) -> str:
    return noms_pour(request.user, {filtre.acteur_id})[filtre.acteur_id] if filtre.acteur_id else ""


def _after(request: RequeteConnectee) -> UUID | None:
    try:
        return UUID(request.GET.get("apres", ""))
    except ValueError:
        return None
