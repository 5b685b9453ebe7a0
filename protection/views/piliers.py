"""The four pillars: the hub, awareness, the figures and what is behind them, follow-up."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from protection.echelle import LIT
from protection.periodes import annees_offertes
from protection.selectors.prevention import sensibilisation as lire_sensibilisation
from protection.selectors.recueil import LIBELLES, demande_du_recueil, incidents_comptes, lit_les_siens
from protection.selectors.recueil import recueil as lire_recueil
from protection.selectors.suivi import suivi as lire_suivi
from socle.audit.services import record
from socle.habilitations.decorators import RequeteConnectee, requires
from socle.outils.dates import aujourdhui
from villages.selectors.formations import PILIERS_LUS


@requires(PILIERS_LUS)
@require_safe
def piliers(request: RequeteConnectee) -> HttpResponse:
    """One card for each pillar of the policy."""
    return render(request, "protection/piliers.html")


@requires(PILIERS_LUS)
@require_safe
def sensibilisation(request: RequeteConnectee) -> HttpResponse:
    """Who is trained, by village, and the sessions held with children."""
    vue = lire_sensibilisation(request.user)
    return render(request, "protection/sensibilisation.html", {"vue": vue, "jour": aujourdhui()})


@requires(PILIERS_LUS)
@require_safe
def recueil(request: RequeteConnectee) -> HttpResponse:
    """The figures of a calendar year: one's own incidents, or the association's counts."""
    annee, villages, village = demande_du_recueil(request.user, request.GET)
    vue = lire_recueil(request.user, annee, villages, village)
    record("piliers.recueil")
    contexte = {
        "vue": vue,
        "annees": annees_offertes(aujourdhui()),
        "villages": villages if lit_les_siens(request.user) and len(villages) > 1 else [],
        "village": village,
        "jour": aujourdhui(),
    }
    return render(request, "protection/recueil.html", contexte)


@requires(LIT)
@require_safe
def incidents_du_chiffre(request: RequeteConnectee) -> HttpResponse:
    """The incidents behind one figure, among those one handles."""
    annee, villages, village = demande_du_recueil(request.user, request.GET)
    axe, classe = request.GET.get("axe", ""), request.GET.get("classe", "")
    mine = [v for v in villages if village in {None, v.pk}]
    found = incidents_comptes(request.user, annee, mine, axe, classe)
    record("piliers.incidents", objets=[i.pk for i in found], type_objet="protection.Incident")
    libelle = LIBELLES.get(axe, {}).get(classe, "")
    return render(
        request,
        "protection/incidents_du_chiffre.html",
        {"incidents": found, "libelle": libelle, "annee": annee},
    )


@requires(PILIERS_LUS)
@require_safe
def suivi(request: RequeteConnectee) -> HttpResponse:
    """What is late, what comes back, what was learned."""
    vue = lire_suivi(request.user)
    shown = {i.pk for i, _ in [*vue.retards, *vue.bilans]} | {a.incident_id for a in vue.actions}
    shown |= {c.incident_id for c in vue.enseignements}
    record("piliers.suivi", objets=sorted(shown), type_objet="protection.Incident")
    return render(request, "protection/suivi.html", {"vue": vue, "jour": aujourdhui()})
