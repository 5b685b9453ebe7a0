"""In which room of the house a child sleeps: a small act on the stay."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from enfants.forms.chambres import ChambreForm
from enfants.models import Enfant
from enfants.selectors.chambres import chambres_offertes
from enfants.services import changer_de_chambre
from enfants.views.admission import open_stay
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.pages import page_saisie


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def chambre(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Choose among the open rooms of the house of the stay in course; unknown is an answer too."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, "ecrire_identite"), pk=enfant_id)
    sejour = open_stay(request, enfant)
    if sejour is None:
        raise Http404
    offered = chambres_offertes(request.user, sejour)
    form = ChambreForm(request.POST or None, initial={"chambre": str(sejour.chambre_id or "")})
    form.offre((room, words) for room, words, _ in offered)
    named = set().union(*(children for *_, children in offered))
    record("enfants.fiche", objets=[enfant.pk], enfants=[enfant.pk, *named], type_objet="enfants.Enfant")
    retour = (str(enfant.prenom), reverse("enfants:sejour", args=[enfant.pk]))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: changer_de_chambre(acteur=request.user, sejour=sejour, chambre=form.chambre_choisie)
        )
    ):
        messages.success(request, "La chambre est enregistrée.")
        return redirect(retour[1])
    chapo = f"{enfant.prenom}, {sejour.maison.nom}."
    if not offered:
        chapo += " Aucune chambre n’est enregistrée dans cette maison : la direction les ajoute sur la page du village."
    return page_saisie(request, form, titre="Sa chambre", chapo=chapo, retour=retour)
