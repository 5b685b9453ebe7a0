"""Giving a medicine on demand: one tap to see whether it may be given, one to note that it was."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from enfants.forms.soins import SiBesoinForm
from enfants.mentions import noms_distincts
from enfants.models import Traitement
from enfants.selectors.si_besoin import autres_prises, si_besoin_de
from enfants.selectors.traitements import allergies_de, maison_de
from enfants.services.prises import TraitementChangeError, donner_si_besoin
from socle.audit.services import record
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import jour_de_soiree


@requires("ecrire_soin_quotidien")
@require_http_methods(["GET", "HEAD", "POST"])
def si_besoin(request: RequeteConnectee, si_besoin_id: UUID) -> HttpResponse:
    """Show the limits and what was given in 24 hours; note a dose given now, and for what.

    Too early or too often, the page says from when, whom to call, and offers nothing else.
    """
    rows = Traitement.objects.visible_to(request.user, "ecrire_soin_quotidien").select_related("enfant")
    traitement: Traitement = get_object_or_404(rows, pk=si_besoin_id, si_besoin=True)
    posted = request.method == "POST"
    form = SiBesoinForm(
        request.POST if posted else None, initial={"version": traitement.version, "pour": traitement.raison}
    )
    refus = ""
    if posted and form.is_valid():
        try:
            donner_si_besoin(
                acteur=request.user,
                traitement=traitement,
                ident=form.ident,
                version_lue=form.version_lue,
                pour=form.cleaned_data["pour"],
            )
        except TraitementChangeError:
            traitement.refresh_from_db()
            refus = "Ce traitement vient de changer : relisez la dose avant de la donner."
            # Read again, it may be confirmed: what was typed stays.
            form.data = {**request.POST.dict(), "version": str(traitement.version)}
        except ValidationError as erreur:
            form.refuse(erreur)
        else:
            messages.success(request, "C’est noté : donné.")
            return redirect(retour_de(traitement))
    return _page(request, traitement, form, refus)


def retour_de(traitement: Traitement) -> str:
    """Where one came from: the medicines on demand of the house, or the child's own page."""
    house = maison_de(traitement.enfant, jour_de_soiree())
    if house is None:
        return reverse("enfants:soins", args=[traitement.enfant_id])
    return f"{reverse('enfants:traitements_du_jour', args=[house.pk])}#si-besoin-{traitement.pk}"


def _page(request: RequeteConnectee, traitement: Traitement, form: SiBesoinForm, refus: str) -> HttpResponse:
    enfant = traitement.enfant
    noms = {enfant.pk: noms_distincts([enfant]).get(enfant.pk, PHRASE_ILLISIBLE)}
    [vu] = si_besoin_de(request.user, [traitement], noms, peuvent={enfant.pk})
    record("soins.lecture", objets=[traitement.pk], enfants=[enfant.pk], type_objet="enfants.Traitement")
    context = {
        "s": vu,
        "form": form,
        "refus": refus,
        "allergies": allergies_de(request.user, [enfant.pk]).get(enfant.pk, []),
        "autres": autres_prises(request.user, traitement),
        "retour": retour_de(traitement),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "enfants/si_besoin.html", context, status=status)
