"""What the pages of the school life share: fetching through both rights, saving once, going back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from enfants.forms.soins import VersionForm
from enfants.models import (
    AbsenceScolaire,
    ContratEducatif,
    Enfant,
    EtapeAssiduite,
    ExclusionScolaire,
    PlanScolaire,
    Scolarite,
    SignatureContrat,
    Stage,
    SuiviAssiduite,
    VoeuOrientation,
)
from enfants.regles_scolarite import LIT
from enfants.services.scolarite import ECRIT
from socle.audit.services import record
from socle.chiffrement.models import SealedModel
from socle.habilitations.decorators import RequeteConnectee
from socle.ui.pages import page_saisie

Fiche = TypeVar(
    "Fiche",
    Scolarite,
    PlanScolaire,
    Stage,
    VoeuOrientation,
    AbsenceScolaire,
    ExclusionScolaire,
    SuiviAssiduite,
    ContratEducatif,
)
Saisie = TypeVar(
    "Saisie",
    Scolarite,
    PlanScolaire,
    Stage,
    VoeuOrientation,
    AbsenceScolaire,
    ExclusionScolaire,
    SuiviAssiduite,
    EtapeAssiduite,
    ContratEducatif,
    SignatureContrat,
)


def child(request: RequeteConnectee, enfant_id: UUID, permission: str = ECRIT) -> Enfant:
    return get_object_or_404(Enfant.objects.visible_to(request.user, permission), pk=enfant_id)


def row(request: RequeteConnectee, model: type[Fiche], pk: UUID, permission: str = ECRIT) -> Fiche:
    """Fetch a record through both rights: who writes without reading does not open what is there."""
    rows = model._default_manager.visible_to(request.user, LIT).select_related("enfant")
    reached = Enfant.objects.visible_to(request.user, permission)
    found: Fiche = get_object_or_404(rows.filter(enfant__in=reached), pk=pk)
    read(found)
    return found


def read(found: SealedModel) -> None:
    """Record that somebody read one record of the school life."""
    record(
        "scolarite.lecture",
        objets=[found.pk],
        enfants=[found.enfant_id],  # type: ignore[attr-defined]
        type_objet=found._meta.label,
    )


def initial(found: SealedModel, *noms: str) -> dict[str, object]:
    """Return what a form begins with; an empty one keeps its own beginnings."""
    if found._state.adding:
        return {"version": 0}
    return {nom: getattr(found, nom) for nom in (*noms, "version")}


def back(request: RequeteConnectee, enfant: Enfant) -> tuple[str, str]:
    """Where one came from: the school page, or the list of what one may note without reading."""
    page = "scolarite" if request.user.has_perm(LIT, enfant) else "scolarite_a_noter"
    return f"Scolarité : {enfant.prenom}", reverse(f"enfants:{page}", args=[enfant.pk])


def saisir(
    request: RequeteConnectee,
    found: Saisie,
    form: VersionForm,
    acte: Callable[[], object],
    *,
    titre: str,
    message: str,
    chapo: str = "",
    retour: tuple[str, str] | None = None,
    template: str = "ui/saisie.html",
    bouton: str = "Enregistrer",
) -> HttpResponse:
    """Save one record, once however often its form is sent, and go back."""
    enfant = found.enfant
    neuve = found._state.adding
    retour = retour or back(request, enfant)

    def there(ident: UUID) -> bool:
        return type(found)._default_manager.filter(pk=ident, enfant_id=enfant.pk).exists()

    if request.method == "POST" and form.is_valid():
        if neuve:
            # What is created takes the id of its form, so that a second sending finds it.
            found.pk = form.ident
        if form.enregistre(acte, deja=there if neuve else None):
            messages.success(request, message)
            return redirect(retour[1])
    return page_saisie(
        request,
        form,
        titre=titre,
        chapo=chapo or str(enfant.prenom),
        retour=retour,
        template=template,
        bouton=bouton,
    )
