"""The genogram of a child: a drawing, and the same in words."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fratries.genogramme.dessin import dessiner
from fratries.genogramme.recit import raconter
from fratries.selectors.genogramme import arbre_de
from fratries.views.acces import enfant_ou_404
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires


@requires("lire_famille")
@require_safe
def genogramme(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Draw the family with the field's symbols; the list below says exactly the same."""
    enfant = enfant_ou_404(request, enfant_id, "lire_famille")
    arbre = arbre_de(request.user, enfant)
    record("famille.genogramme", enfants=[enfant.pk], objets=[enfant.pk], type_objet="enfants.Enfant")
    contexte = {"enfant": enfant, "dessin": dessiner(arbre), "recit": raconter(arbre)}
    return render(request, "fratries/genogramme.html", contexte)
