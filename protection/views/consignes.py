"""What the house must do about a child: given by who handles the incident, read by whoever is on duty."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enfants.models import Enfant
from protection.echelle import ECRIT
from protection.forms import traitement as formulaires
from protection.models import ConsigneDeSecurite
from protection.selectors.consignes import LIT_LA_CONSIGNE, consignes_de, toutes_les_consignes, vues
from protection.services import consignes as services
from protection.views.acte import SAISIE, donnees, enfants_nommes, incident_de, saisir
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.saisie import SaisieForm


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


@requires(ECRIT)
@require_http_methods(SAISIE)
def consigne(request: RequeteConnectee, incident_id: UUID) -> HttpResponse:
    """Tell the house what to do tonight, without the facts."""
    found = incident_de(request, incident_id, ECRIT)
    form = formulaires.ConsigneForm(donnees(request), enfants=enfants_nommes(request, found))
    return saisir(
        request,
        found,
        form,
        lambda: services.poser_consigne(
            acteur=request.user, incident=found, consigne=form.consigne(timezone.now())
        ),
        deja=ConsigneDeSecurite,
        titre="Donner une consigne à la maison",
        chapo="Tous ceux qui sont de service la liront. N’écrivez aucun fait.",
        message="La consigne est donnée à la maison.",
    )


@requires(ECRIT)
@require_http_methods(SAISIE)
def lever_consigne(request: RequeteConnectee, consigne_id: UUID) -> HttpResponse:
    """End an instruction: by who handles the incident it comes from."""
    row = get_object_or_404(ConsigneDeSecurite, pk=consigne_id, levee_le=None)
    found = incident_de(request, row.incident_id, ECRIT)
    form = SaisieForm(donnees(request))
    return saisir(
        request,
        found,
        form,
        lambda: services.lever_consigne(acteur=request.user, incident=found, consigne=row),
        deja=None,
        titre="Lever la consigne ?",
        chapo="La maison ne la verra plus.",
        message="La consigne est levée.",
        bouton="Lever la consigne",
    )


def _read(found: list[ConsigneDeSecurite], enfants: set[UUID]) -> None:
    record(
        "consignes.lecture",
        objets=[row.pk for row in found],
        enfants=sorted(enfants),
        type_objet="protection.ConsigneDeSecurite",
    )
