"""What is searched of the organisation."""

from __future__ import annotations

from socle.ui.recherche import SourceRecherche, register
from villages.selectors.recherche import chercher_maisons, chercher_professionnels, chercher_villages

register(
    SourceRecherche(
        code="maisons",
        titre="Maisons",
        icone="house",
        ordre=30,
        permission="lire_organisation",
        chercher=chercher_maisons,
    )
)
register(
    SourceRecherche(
        code="professionnels",
        titre="Professionnels",
        icone="id-card-lanyard",
        ordre=40,
        permission="lire_organisation",
        chercher=chercher_professionnels,
        action="recherche.professionnels",
        type_objet="villages.Professionnel",
    )
)
register(
    SourceRecherche(
        code="villages",
        titre="Villages",
        icone="map",
        ordre=50,
        permission="lire_organisation",
        chercher=chercher_villages,
    )
)
