"""Cancelling a relay or an on-call duty, or ending the one in progress."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import aujourdhui
from socle.ui.pages import page_saisie
from socle.ui.typographie import jour_en_toutes_lettres
from villages.forms.affectations import ArretForm
from villages.models import Astreinte, Relais
from villages.selectors.ecrans import nom_de
from villages.services import arreter_astreinte, arreter_relais


@requires("ecrire_organisation")
@require_http_methods(["GET", "HEAD", "POST"])
def arreter_le_relais(request: RequeteConnectee, relais_id: UUID) -> HttpResponse:
    """Cancel a relay, or end it today; the house's files close at once."""
    rows = Relais.objects.visible_to(request.user, "ecrire_organisation").not_over()
    relais = get_object_or_404(rows.select_related("maison", "professionnel__compte"), pk=relais_id)
    suite = (
        " Ce relais a été annoncé aux enfants : dites-leur ce qui change." if relais.dit_aux_enfants else ""
    )
    return _stop(
        request,
        relais,
        quoi="le relais",
        consequence=f"{relais.maison.nom} se ferme aussitôt à cette personne.{suite}",
        acte=lambda motif: arreter_relais(acteur=request.user, relais=relais, motif=motif),
        retour=("Le village", reverse("villages:village", args=[relais.maison.village_id])),
    )


@requires("affecter")
@require_http_methods(["GET", "HEAD", "POST"])
def arreter_l_astreinte(request: RequeteConnectee, astreinte_id: UUID) -> HttpResponse:
    """Cancel an on-call duty, or end it today."""
    rows = Astreinte.objects.visible_to(request.user, "affecter").not_over()
    astreinte = get_object_or_404(rows.select_related("professionnel__compte"), pk=astreinte_id)
    return _stop(
        request,
        astreinte,
        quoi="l’astreinte",
        consequence="Les dossiers du village se ferment aussitôt à cette personne, et son rang est libre : "
        "pensez à qui la remplace.",
        acte=lambda motif: arreter_astreinte(acteur=request.user, astreinte=astreinte, motif=motif),
        retour=("Astreintes", reverse("villages:astreintes", args=[astreinte.village_id])),
    )


def _stop(
    request: RequeteConnectee,
    row: Relais | Astreinte,
    *,
    quoi: str,
    consequence: str,
    acte: Callable[[str], object],
    retour: tuple[str, str],
) -> HttpResponse:
    """Ask why on a page of its own, then do it; one's own duties are somebody else's to stop."""
    compte = row.professionnel.compte
    if compte is not None and request.user.pk in (compte.pk, compte.cree_par_id):
        raise Http404
    verbe = "Mettre fin à" if row.debut <= aujourdhui() else "Annuler"
    titre = f"{verbe} {quoi}".replace("à le ", "au ")
    form = ArretForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(lambda: acte(form.cleaned_data["motif"]))
    ):
        messages.success(request, "C’est enregistré. Les accès sont fermés.")
        return redirect(retour[1])
    dates = f"du {jour_en_toutes_lettres(row.debut)} au {jour_en_toutes_lettres(row.fin)}, nuit comprise"
    return page_saisie(
        request,
        form,
        titre=titre,
        chapo=f"{nom_de(row.professionnel)}, {dates}. {consequence}",
        bouton=titre,
        retour=retour,
    )
