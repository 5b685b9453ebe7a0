"""« Où accueillir cette fratrie ? »: a question and its answers; nothing is decided nor saved here."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from fratries.forms.accueil import OuAccueillirForm
from fratries.selectors.accueil import Resultat, proposer
from fratries.selectors.attendus import fratries_connues
from fratries.selectors.demande import ages_en_clair, date_voulue, demande_posee
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from villages.models import Village


@requires("ecrire_identite")
@require_http_methods(["GET", "HEAD", "POST"])
def ou_accueillir(request: RequeteConnectee) -> HttpResponse:
    """Ask, then show the houses that keep siblings together, each with its reasons.

    What is typed is sent, not put in the address: ages say something of children.
    """
    held = perimetre_de(request.user.pk).villages_de_dossier(parse_permission("ecrire_identite"))
    villages = Village.objects.filter(pk__in=held).order_by("nom", "pk")
    asked: dict[str, object] = {"fratrie_1": request.GET.get("fratrie", "")}
    demande = demande_posee(request.user, request.GET.get("demande", ""))
    if demande is not None:
        asked = {
            "village": str(demande.village_id),
            "ages_1": ages_en_clair(demande),
            "du": date_voulue(demande),
        }
        record("demandes.lue", objets=[demande.pk], type_objet="fratries.DemandeAccueil")
    connues = fratries_connues(request.user)
    form = OuAccueillirForm(
        request.POST or None,
        villages=villages,
        connues=connues,
        initial=asked,
    )
    resultat: Resultat | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        resultat = proposer(
            request.user,
            form.village_id,
            form.attendues,
            du=data["du"],
            au=data["au"],
            dispositifs=data["dispositifs"],
            ecart=data["ecart"],
            deplacements=int(data["deplacements"]),
        )
        if resultat is None:
            form.add_error("fratrie_1", "Aucun enfant de cette fratrie n’est à accueillir dans ce village.")
    named = {enfant for connue in connues for enfant in connue.enfants}
    named |= resultat.enfants if resultat else set()
    record("fratries.ou_accueillir", enfants=named, objets=held, type_objet="villages.Village")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    contexte = {"form": form, "resultat": resultat, "demande": demande}
    return render(request, "fratries/ou_accueillir.html", contexte, status=status)
