"""Entries of a child's file: the pages of this app, and the panels other apps registered, by heading."""

from __future__ import annotations

from django.urls import reverse

from enfants.models import Enfant
from enfants.selectors.acces import administre
from socle.habilitations.decorators import RequeteConnectee
from socle.habilitations.roles import Capacite
from socle.ui.navigation import Lien
from socle.ui.panels import Groupe, panels_for

#: Pages of this app under each heading, before the panels: name, title, pictogram.
FICHE = ("enfants:fiche", "Fiche", "contact-round")
FIL = ("enfants:fil", "Fil de vie", "notebook-text")
SEJOUR = ("enfants:sejour", "Séjour et absences", "door-open")
COMPTE = ("enfants:compte", "Son compte", "key-round")
ECOLE_A_NOTER = ("enfants:scolarite_a_noter", "Noter pour l’école", "school")
QUI_PEUT_VOIR = ("enfants:qui_peut_voir", "Qui peut voir ?", "eye")


def tabs_of(request: RequeteConnectee, enfant: Enfant) -> list[Lien]:
    """Return the entries this reader may open, heading after heading, the one of this address marked."""
    own: dict[Groupe, list[tuple[str, str, str]]] = {groupe: [] for groupe in Groupe}
    if request.user.has_perm("lire_identite", enfant):
        own[Groupe.QUOTIDIEN].append(FICHE)
        own[Groupe.PARCOURS].append(SEJOUR)
    if request.user.has_perm("lire_journal", enfant):
        own[Groupe.QUOTIDIEN].append(FIL)
    # Who reads the school life finds these acts on its page; the secretariat writes without reading.
    if request.user.has_perm("ecrire_scolarite", enfant) and not request.user.has_perm(
        "lire_scolarite", enfant
    ):
        own[Groupe.ECOLE].append(ECOLE_A_NOTER)
    if administre(request.user, enfant, Capacite.LIRE_ACCES):
        own[Groupe.ACCES].append(QUI_PEUT_VOIR)
    if administre(request.user, enfant, Capacite.OUVRIR_COMPTE_ENFANT):
        own[Groupe.ACCES].append(COMPTE)
    panels = panels_for(request, enfant)
    tabs = []
    for groupe in Groupe:
        tabs += [(groupe, titre, icone, reverse(nom, args=[enfant.pk])) for nom, titre, icone in own[groupe]]
        tabs += [(groupe, p.titre, p.icone, p.adresse(enfant.pk)) for p in panels if p.groupe is groupe]
    return [
        Lien(titre, titre, icone, adresse, adresse == request.path, groupe)
        for groupe, titre, icone, adresse in tabs
    ]
