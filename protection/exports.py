"""Tables of this app that may leave as a spreadsheet: those of the four pillars, to whoever reads them."""

from __future__ import annotations

from protection.selectors.export_piliers import (
    droits_sur_les_comptes,
    droits_sur_les_incidents,
    lire_prevention,
    lire_recueil,
    lire_sensibilisation,
    lire_suivi,
)
from socle.exports.registre import ColonneExport, ListeExportable, register
from socle.outils.declarations import Categorie
from villages.selectors.formations import PILIERS_LUS

_COLONNES = tuple(
    ColonneExport(code=code, libelle=libelle, permission=PILIERS_LUS, defaut=True, largeur=largeur)
    for code, libelle, largeur in (
        ("tableau", "Tableau", 40),
        ("quoi", "Quoi", 56),
        ("lieu", "Où", 28),
        ("valeur", "Nombre", 14),
        ("periode", "Période", 28),
    )
)
_CACHES = (
    "« caché » : un nombre de moins de 5, ou un autre qui le rendrait par soustraction. L’écran cache les mêmes. "
    "Ne cherchez pas à les retrouver, et ne rapprochez pas ce fichier d’un autre pour le faire."
)

for _code, _titre, _categorie, _lire, _empreinte, _filtres in (
    ("sensibilisation", "Sensibilisation", Categorie.ORGANISATION, lire_sensibilisation,
     droits_sur_les_comptes, ()),
    ("prevention", "Prévention", Categorie.ORGANISATION, lire_prevention, droits_sur_les_comptes, ()),
    ("recueil", "Recueil", Categorie.INCIDENT, lire_recueil, droits_sur_les_incidents, ("annee", "village")),
    ("suivi", "Suivi", Categorie.INCIDENT, lire_suivi, droits_sur_les_incidents, ()),
):  # fmt: skip
    register(
        ListeExportable(
            code=_code,
            titre=_titre,
            permission=PILIERS_LUS,
            capacite=PILIERS_LUS,
            categorie=_categorie,
            colonnes=_COLONNES,
            lire=_lire,
            retour=f"protection:{_code}",
            filtres=_filtres,
            a_lire=(_CACHES,),
            empreinte=_empreinte,
        )
    )
