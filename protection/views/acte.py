"""What every act on an incident shares: one page, the incident through the right, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from protection.echelle import ECRIT
from protection.models import (
    Incident,
    PersonneConcernee,
)
from protection.selectors.incidents import noms_des_personnes
from socle.habilitations.decorators import RequeteConnectee
from socle.ui.pages import page_saisie
from socle.ui.saisie import SaisieForm
from villages.models import Affectation, Professionnel
from villages.selectors.ecrans import nom_de, par_nom

SAISIE = ["GET", "HEAD", "POST"]
#: The page of a form that sends a file.
AVEC_FICHIER = "enfants/document_deposer.html"


def incident_de(request: RequeteConnectee, ident: UUID, permission: str) -> Incident:
    """Fetch an incident through the right: not visible is 404."""
    found: Incident = get_object_or_404(Incident.objects.visible_to(request.user, permission), pk=ident)
    return found


def saisir(
    request: RequeteConnectee,
    incident: Incident,
    form: SaisieForm,
    acte: Callable[[], object],
    *,
    deja: type | None,
    titre: str,
    message: str,
    chapo: str = "",
    bouton: str = "Enregistrer",
    template: str = "ui/saisie.html",
) -> HttpResponse:
    """One act typed on one page; back to the incident, or to the list when it has left one's hands."""
    retour = reverse("protection:incident", args=[incident.pk])

    def known(ident: UUID) -> bool:
        return deja is not None and deja.objects.filter(pk=ident, incident_id=incident.pk).exists()  # type: ignore[attr-defined]

    if request.method == "POST" and form.is_valid() and form.enregistre(acte, deja=known if deja else None):
        messages.success(request, message)
        gone = not Incident.objects.visible_to(request.user, ECRIT).filter(pk=incident.pk).exists()
        return redirect("protection:incidents") if gone else redirect(retour)
    return page_saisie(
        request,
        form,
        titre=titre,
        chapo=chapo,
        retour=("L’incident", retour),
        bouton=bouton,
        template=template,
    )


def donnees(request: RequeteConnectee) -> Any:
    """What was sent, None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def envoye(request: RequeteConnectee) -> tuple[QueryDict | None, MultiValueDict[str, Any] | None]:
    """What was sent with its files, None for a page that is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def gens_au_travail(request: RequeteConnectee) -> list[tuple[UUID, str]]:
    """Return the colleagues at work this person sees, by name."""
    at_work = Affectation.objects.current().values("professionnel_id")
    rows = Professionnel.objects.visible_to(request.user, "lire_organisation").filter(pk__in=at_work)
    return [(row.pk, nom_de(row)) for row in par_nom(rows.order_by("id"))]


def enfants_nommes(request: RequeteConnectee, incident: Incident) -> list[tuple[UUID, str]]:
    """Return the children an incident names, by name."""
    rows = PersonneConcernee.objects.filter(incident=incident, enfant__isnull=False)
    ids = set(rows.order_by().values_list("enfant_id", flat=True))
    noms, _ = noms_des_personnes(request.user, ids, ())
    return sorted(noms.items(), key=lambda item: (item[1], item[0]))
