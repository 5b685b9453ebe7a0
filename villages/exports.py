"""Lists of this app that may leave as a spreadsheet."""

from __future__ import annotations

from socle.exports.registre import ColonneExport, ListeExportable, register
from socle.outils.declarations import Categorie
from socle.ui.listes import TRI
from villages.selectors.export import lire_professionnels

ORGANISATION = "lire_organisation"

register(
    ListeExportable(
        code="professionnels",
        titre="Professionnels",
        permission=ORGANISATION,
        categorie=Categorie.ORGANISATION,
        retour="villages:professionnels",
        filtres=("role", "lieu", "affectation", TRI),
        lire=lire_professionnels,
        colonnes=(
            ColonneExport(code="nom", libelle="Nom", permission=ORGANISATION, defaut=True),
            ColonneExport(code="prenom", libelle="Prénom", permission=ORGANISATION, defaut=True),
            ColonneExport(
                code="roles", libelle="Aujourd’hui", permission=ORGANISATION, defaut=True, largeur=48
            ),
        ),
    )
)
