"""What is searched of the children's files."""

from __future__ import annotations

from enfants.selectors.recherche import LIT, chercher_enfants
from socle.ui.recherche import SourceRecherche, register

register(
    SourceRecherche(
        code="enfants",
        titre="Enfants",
        icone="users-round",
        ordre=10,
        permission=LIT,
        chercher=chercher_enfants,
        action="recherche.enfants",
        type_objet="enfants.Enfant",
    )
)
