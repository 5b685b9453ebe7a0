"""What is searched of families."""

from __future__ import annotations

from fratries.selectors.recherche import FAMILLE, IDENTITE, chercher_freres_et_soeurs, chercher_proches
from socle.ui.recherche import SourceRecherche, register

register(
    SourceRecherche(
        code="freres_et_soeurs",
        titre="Frères et sœurs ailleurs",
        icone="heart-handshake",
        ordre=15,
        permission=IDENTITE,
        chercher=chercher_freres_et_soeurs,
        action="recherche.freres_et_soeurs",
        type_objet="fratries.MembreFratrie",
    )
)
register(
    SourceRecherche(
        code="proches",
        titre="Proches",
        icone="contact-round",
        ordre=20,
        permission=FAMILLE,
        chercher=chercher_proches,
        action="recherche.proches",
        type_objet="fratries.Proche",
    )
)
