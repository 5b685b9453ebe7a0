"""Sources of the agenda of this app."""

from __future__ import annotations

from enfants.selectors.agenda import absences, anniversaires, mouvements, rendez_vous
from enfants.selectors.agenda_ecole import LIT, ecole
from socle.ui.agenda import SourceAgenda, register

for source in [
    SourceAgenda(
        code="mouvements", libelle="Arrivées et départs", permission="lire_identite", lire=mouvements
    ),
    SourceAgenda(code="absences", libelle="Absences", permission="lire_journal", lire=absences),
    SourceAgenda(
        code="rendez_vous",
        libelle="Rendez-vous",
        permission="lire_soin_quotidien",
        lire=rendez_vous,
        action="soins.lecture",
        type_objet="enfants.RendezVous",
    ),
    SourceAgenda(
        code="ecole",
        libelle="École",
        permission=LIT,
        lire=ecole,
        action="scolarite.lecture",
        type_objet="enfants.Scolarite",
    ),
    SourceAgenda(
        code="anniversaires", libelle="Anniversaires", permission="lire_identite", lire=anniversaires
    ),
]:
    register(source)
