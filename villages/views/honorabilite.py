"""The register of attestations d’honorabilité."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.pages import page_saisie
from villages.forms.honorabilite import HonorabiliteForm
from villages.models import Honorabilite, Professionnel
from villages.regles import TIENT
from villages.selectors.ecrans import nom_de
from villages.selectors.honorabilite import registre
from villages.services.honorabilite import verifier_honorabilite


@requires(TIENT)
@require_safe
def honorabilites(request: RequeteConnectee) -> HttpResponse:
    """Everybody at work one answers for, who is not checked first."""
    lignes = registre(request.user)
    record(
        "honorabilite.liste",
        objets=[ligne.professionnel.pk for ligne in lignes],
        type_objet="villages.Professionnel",
    )
    return render(request, "villages/honorabilites.html", {"lignes": lignes})


@requires(TIENT)
@require_http_methods(["GET", "HEAD", "POST"])
def honorabilite(request: RequeteConnectee, professionnel_id: UUID) -> HttpResponse:
    """Record that an attestation was checked."""
    rows = Professionnel.objects.visible_to(request.user, TIENT).select_related("compte")
    person = get_object_or_404(rows, pk=professionnel_id)
    if person.compte_id == request.user.pk:
        raise Http404
    form = HonorabiliteForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.enregistre(
            lambda: verifier_honorabilite(acteur=request.user, attestation=form.attestation(person)),
            deja=lambda ident: Honorabilite.objects.filter(pk=ident, professionnel=person).exists(),
        )
    ):
        messages.success(request, "L’attestation est inscrite au registre.")
        return redirect("villages:honorabilites")
    return page_saisie(
        request,
        form,
        titre=f"Honorabilité de {nom_de(person)}",
        chapo="Une attestation de moins de six mois au premier jour, puis une nouvelle tous les trois ans.",
        retour=("Honorabilité", reverse("villages:honorabilites")),
    )
