"""A separation corrected, or annulled because it never took place."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from fratries.forms.separation_correction import AnnulationSeparationForm, CorrectionForm
from fratries.models import Separation
from fratries.selectors.separation import noms_des_membres
from fratries.services import separation_correction as services
from fratries.views.separation import page_des_separations, separation_ou_404
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.pages import page_saisie


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def corriger(request: RequeteConnectee, separation_id: UUID) -> HttpResponse:
    """What was written wrongly, and why it is corrected."""
    separation = separation_ou_404(request, separation_id)
    form = CorrectionForm(request.POST or None, separation=separation, membres=_membres(request, separation))
    return _page(
        request,
        separation,
        form,
        lambda: services.corriger_separation(
            acteur=request.user, separation=form.corrigee(), motif=form.cleaned_data["correction_motif"]
        ),
        titre="Corriger la séparation",
        chapo="Les délais se recomptent depuis la date corrigée. Ce qui était écrit reste lisible.",
        message="La correction est enregistrée.",
    )


@requires("ecrire_famille")
@require_http_methods(["GET", "HEAD", "POST"])
def annuler(request: RequeteConnectee, separation_id: UUID) -> HttpResponse:
    """It never took place."""
    separation = separation_ou_404(request, separation_id)
    membres = _membres(request, separation)
    form = AnnulationSeparationForm(request.POST or None, separation=separation, membres=membres)

    def act() -> None:
        separation.revision = form.cleaned_data["revision"]
        services.annuler_separation(
            acteur=request.user, separation=separation, motif=form.cleaned_data["motif"]
        )

    return _page(
        request,
        separation,
        form,
        act,
        titre="La séparation n’a pas eu lieu",
        chapo="Elle reste lisible, barrée par ces mots, et ne compte plus nulle part. Cela ne se reprend pas.",
        message="La séparation est annulée.",
    )


def _membres(request: RequeteConnectee, separation: Separation) -> dict:
    """The names of the group, and that its separation was read."""
    membres = noms_des_membres(request.user, separation.fratrie)
    record(
        "separations.lecture",
        objets=[separation.fratrie_id, separation.pk],
        enfants=[m.enfant_id for m, _ in membres.values() if m.enfant_id],
        type_objet="fratries.Fratrie",
    )
    return membres


def _page(
    request: RequeteConnectee,
    separation: Separation,
    form: CorrectionForm | AnnulationSeparationForm,
    acte: Callable[[], object],
    *,
    titre: str,
    chapo: str,
    message: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and form.enregistre_revision(acte):
        messages.success(request, message)
        return redirect(page_des_separations(separation.fratrie_id))
    return page_saisie(
        request,
        form,
        titre=titre,
        chapo=chapo,
        retour=("Séparations", page_des_separations(separation.fratrie_id)),
        template="fratries/saisie_revision.html",
    )
