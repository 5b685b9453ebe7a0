"""Sources of the agenda of this app."""

from __future__ import annotations

from fratries.selectors.agenda import rencontres
from fratries.selectors.rencontres import LIT
from socle.ui.agenda import SourceAgenda, register

register(
    SourceAgenda(
        code="rencontres",
        libelle="Visites et rencontres",
        permission=LIT,
        lire=rencontres,
        action="rencontres.maison",
        type_objet="fratries.Rencontre",
    )
)
