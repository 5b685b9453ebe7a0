"""The family around a child."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from enfants.views.onglets import tabs_of
from fratries.selectors.dernier_contact import derniers_contacts
from fratries.selectors.famille import famille_de
from fratries.views.acces import enfant_ou_404
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.ui.htmx import render_page


@requires("lire_famille")
@require_safe
def famille(request: RequeteConnectee, enfant_id: UUID) -> HttpResponse:
    """Show a child's relatives and third parties, the closest first."""
    enfant = enfant_ou_404(request, enfant_id, "lire_famille")
    proches = famille_de(request.user, enfant)
    record(
        "famille.lecture",
        enfants=[enfant.pk],
        objets=[p.proche.pk for p in proches],
        type_objet="fratries.Proche",
    )
    contexte = {
        "enfant": enfant,
        "proches": proches,
        "derniers_contacts": derniers_contacts(request.user, [enfant.pk]),
        "ecrit": request.user.has_perm("ecrire_famille", enfant),
        "onglets": tabs_of(request, enfant),
    }
    return render_page(request, "fratries/famille.html", contexte, fragment="contenu_panneau")
