"""The account of a child, seen from their file: open it, give the code anew, close it."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enfants.models import Enfant
from enfants.selectors.acces import enfants_administres
from enfants.services.compte import (
    donner_un_autre_code,
    fermer_compte_enfant,
    ouvrir_compte_enfant,
    rouvrir_compte_enfant,
)
from enfants.views.onglets import tabs_of
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.habilitations.roles import Capacite

#: What gives a code to hand over, and what only changes the state.
CODES = {"ouvrir": ouvrir_compte_enfant, "code": donner_un_autre_code}
ETATS = {
    "fermer": (fermer_compte_enfant, "Le compte est fermé, ses sessions aussi."),
    "rouvrir": (rouvrir_compte_enfant, "Le compte est rouvert, avec la même phrase secrète."),
}


@requires("ouvrir_compte_enfant")
@reauthentication_required(app="socle.comptes")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def compte(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Say whether a child has an account, and act on it; the code is on the answer, once."""
    children = enfants_administres(request.user, Capacite.OUVRIR_COMPTE_ENFANT).select_related("compte")
    enfant = get_object_or_404(children, pk=enfant_id)
    acte = request.POST.get("acte", "")
    try:
        if acte in CODES:
            compte, code = CODES[acte](acteur=request.user, enfant=enfant)
            context = {"enfant": enfant, "compte": compte, "code": code}
            return render(request, "enfants/compte_code.html", context)
        if acte in ETATS:
            service, phrase = ETATS[acte]
            service(acteur=request.user, enfant=enfant)
            messages.success(request, phrase)
            return redirect("enfants:compte", enfant_id=enfant.pk)
    except ValidationError as error:
        enfant.refresh_from_db(fields=["compte"])
        return _page(request, enfant, erreur=" ".join(error.messages))
    record("enfants.compte_lu", objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    return _page(request, enfant)


def _page(request: RequeteConnectee, enfant: Enfant, erreur: str = "") -> HttpResponse:
    context = {
        "enfant": enfant,
        "compte": enfant.compte,
        "erreur": erreur,
        "onglets": tabs_of(request, enfant),
    }
    status = HTTPStatus.CONFLICT if erreur else HTTPStatus.OK
    return render(request, "enfants/compte.html", context, status=status)
