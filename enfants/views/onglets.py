"""Tabs of a child's file: the pages of this app, then the panels other apps registered."""

from __future__ import annotations

from django.urls import reverse

from enfants.models import Enfant
from enfants.selectors.acces import administre
from socle.habilitations.decorators import RequeteConnectee
from socle.habilitations.roles import Capacite
from socle.ui.navigation import Lien
from socle.ui.panels import panels_for


def tabs_of(request: RequeteConnectee, enfant: Enfant) -> list[Lien]:
    """Return the tabs this reader may open, the one of this address marked."""
    tabs = []
    if request.user.has_perm("lire_identite", enfant):
        tabs.append(("Fiche", "contact-round", reverse("enfants:fiche", args=[enfant.pk])))
    if request.user.has_perm("lire_journal", enfant):
        tabs.append(("Fil de vie", "notebook-text", reverse("enfants:fil", args=[enfant.pk])))
    if administre(request.user, enfant, Capacite.LIRE_ACCES):
        tabs.append(("Qui peut voir ?", "eye", reverse("enfants:qui_peut_voir", args=[enfant.pk])))
    if request.user.has_perm("lire_identite", enfant):
        tabs.append(("Séjour et absences", "door-open", reverse("enfants:sejour", args=[enfant.pk])))
    tabs += [(p.titre, p.icone, p.adresse(enfant.pk)) for p in panels_for(request, enfant)]
    return [Lien(titre, titre, icone, adresse, adresse == request.path) for titre, icone, adresse in tabs]
