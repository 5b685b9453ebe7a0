"""What the house must do about a child."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from enfants.models import Enfant
from protection.models import ConsigneDeSecurite
from protection.selectors.consignes import LIT_LA_CONSIGNE, consignes_de, toutes_les_consignes, vues
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires


@requires(LIT_LA_CONSIGNE)
@require_safe
def consignes(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """The instructions in force about one child, without the facts."""
    enfant = get_object_or_404(Enfant.objects.visible_to(request.user, LIT_LA_CONSIGNE), pk=enfant_id)
    found = consignes_de(request.user, [enfant.pk])
    _read(found, {enfant.pk})
    return render(
        request, "protection/consignes.html", {"enfant": enfant, "consignes": vues(found, nommer=False)}
    )


@requires(LIT_LA_CONSIGNE)
@require_safe
def mes_consignes(request: RequeteConnectee) -> HttpResponse:
    """Every instruction in force about the children one follows."""
    found = toutes_les_consignes(request.user)
    _read(found, {row.enfant_id for row in found})
    return render(request, "protection/consignes.html", {"consignes": vues(found, nommer=True)})


def _read(found: list[ConsigneDeSecurite], enfants: set[UUID]) -> None:
    record(
        "consignes.lecture",
        objets=[row.pk for row in found],
        enfants=sorted(enfants),
        type_objet="protection.ConsigneDeSecurite",
    )
