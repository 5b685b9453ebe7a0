"""« Ma maison », and where each person lands."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from enfants.selectors.maison import (
    ecoliers_a_noter,
    maison_du_soir,
    maisons_en_bref,
    maisons_visibles,
    prenom_de,
)
from enfants.selectors.pages_maison import pages_de_maison
from enfants.selectors.traitements import journee_de_soins
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import jour_de_soiree
from socle.ui.navigation import Zone, links_for
from villages.models import Maison

#: « Bonjour » from five in the morning, « Bonsoir » from six in the evening.
_BONJOUR, _BONSOIR = time(5), time(18)


@requires(None, raison="sends each person to their own landing page")
@require_safe
def accueil(request: RequeteConnectee) -> HttpResponse:
    """The child to « Mon espace », whoever reaches a house to « Ma maison », the others to a plain list."""
    if request.user.est_enfant:
        return redirect(settings.ACCUEIL_ENFANT)
    if request.user.has_perm("lire_identite"):
        return redirect("enfants:ma_maison")
    liens = [lien for zone in (Zone.PRINCIPALE, Zone.COMPTE) for lien in links_for(request, zone)]
    return render(request, "enfants/accueil.html", {"salut": _salut(request), "liens": liens})


@requires("lire_identite")
@require_safe
def ma_maison(request: RequeteConnectee) -> HttpResponse:
    """The one house of the person, or the list of those they reach."""
    maisons = maisons_visibles(request.user, "lire_identite")
    deux = list(maisons[:2])
    if len(deux) == 1:
        return _page(request, deux[0], seule=True)
    journal = request.user.has_perm("lire_journal")
    jour = jour_de_soiree()
    contexte = {
        "salut": _salut(request),
        "jour": jour,
        "journal": journal,
        "maisons": maisons_en_bref(request.user, maisons.select_related("village"), jour),
    }
    return render(request, "enfants/maisons.html", contexte)


@requires("lire_identite")
@require_safe
def maison(request: RequeteConnectee, maison_id: UUID) -> HttpResponse:
    """One house among those the person reaches."""
    found = get_object_or_404(maisons_visibles(request.user, "lire_identite"), pk=maison_id)
    return _page(request, found, seule=False)


def _page(request: RequeteConnectee, maison: Maison, *, seule: bool) -> HttpResponse:
    page = maison_du_soir(request.user, maison, jour_de_soiree())
    record("enfants.liste", enfants=[e.enfant.pk for e in page.enfants], type_objet="enfants.Enfant")
    ecrit = any(request.user.has_perm("ecrire_journal", e.enfant) for e in page.enfants)
    soigne = request.user.has_perm("lire_soin_quotidien")
    soins = journee_de_soins(request.user, maison, page.jour, soir=page.enfants) if soigne else None
    if allergiques := [e.enfant.pk for e in page.enfants if e.allergies]:
        record("soins.lecture", enfants=allergiques, type_objet="enfants.Allergie")
    contexte = {
        "salut": _salut(request),
        "page": page,
        "ecrit": ecrit,
        "seule": seule,
        "soins": soins,
        "ecoliers": ecoliers_a_noter(request.user, page.enfants),
        "pages": pages_de_maison(request.user, maison.pk),
    }
    return render(request, "enfants/maison.html", contexte)


def _salut(request: RequeteConnectee) -> str:
    heure = timezone.localtime().time()
    mot = "Bonjour" if _BONJOUR <= heure < _BONSOIR else "Bonsoir"
    return f"{mot} {prenom_de(request.user)}".strip()
