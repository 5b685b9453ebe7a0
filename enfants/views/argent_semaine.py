"""The pocket money of a week, for a whole house on one page."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from enfants.forms.argent_semaine import Semaine
from enfants.selectors.argent_semaine import semaine_de
from enfants.selectors.maison import maisons_visibles
from enfants.services.argent import ECRIT
from enfants.services.argent_semaine import donner_argent
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires


@requires(ECRIT)
@require_http_methods(["GET", "HEAD", "POST"])
def argent_semaine(request: RequeteConnectee, maison_id: UUID) -> HttpResponse:
    """The children of the house, their balance, a sum each: one sending writes every line, or none."""
    maison = get_object_or_404(maisons_visibles(request.user, ECRIT), pk=maison_id)
    saisie = Semaine(semaine_de(request.user, maison), request.POST if request.method == "POST" else None)
    if request.method == "POST" and saisie.is_valid():
        lignes = saisie.mouvements()
        if saisie.enregistre(lambda: donner_argent(acteur=request.user, lignes=lignes)):
            pluriel = "s" if len(lignes) > 1 else ""
            messages.success(
                request, f"L’argent de la semaine est au livre de {len(lignes)} enfant{pluriel}."
            )
            return redirect("enfants:argent_semaine", maison_id=maison.pk)
        saisie.relire(semaine_de(request.user, maison))
    record(
        "argent.lecture",
        enfants=[ligne.vue.soir.enfant.pk for ligne in saisie.lignes],
        type_objet="enfants.MouvementArgent",
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if saisie.commun.is_bound else HTTPStatus.OK
    return render(request, "enfants/argent_semaine.html", {"maison": maison, "saisie": saisie}, status=status)
