"""Lists of this app that may leave as a spreadsheet."""

from __future__ import annotations

from fratries.selectors.export import lire_fratries
from socle.exports.registre import ColonneExport, ListeExportable, register
from socle.outils.declarations import Categorie
from socle.ui.listes import TRI

IDENTITE = "lire_identite"

register(
    ListeExportable(
        code="fratries",
        titre="Fratries",
        permission=IDENTITE,
        categorie=Categorie.IDENTITE,
        retour="fratries:groupes",
        filtres=("taille", "ailleurs", TRI),
        lire=lire_fratries,
        colonnes=(
            ColonneExport(
                code="membres", libelle="Frères et sœurs", permission=IDENTITE, defaut=True, largeur=48
            ),
            ColonneExport(code="annees", libelle="Années de naissance", permission=IDENTITE, largeur=28),
            ColonneExport(code="nombre", libelle="Combien", permission=IDENTITE, defaut=True, largeur=10),
            ColonneExport(code="ailleurs", libelle="Vivent ailleurs", permission=IDENTITE, largeur=16),
        ),
    )
)
