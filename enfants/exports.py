"""Lists of this app that may leave as a spreadsheet; no column holds an address."""

from __future__ import annotations

from enfants.selectors.export import JUSTICE, lire_echeances, lire_enfants
from socle.exports.registre import ColonneExport, ListeExportable, register
from socle.outils.declarations import Categorie
from socle.ui.listes import TRI

IDENTITE = "lire_identite"

register(
    ListeExportable(
        code="enfants",
        titre="Enfants",
        permission=IDENTITE,
        categorie=Categorie.IDENTITE,
        retour="enfants:liste",
        filtres=("village", "maison", "age", "accueil", TRI),
        lieux=frozenset({"village", "maison"}),
        lire=lire_enfants,
        colonnes=(
            ColonneExport(code="prenom", libelle="Prénom", permission=IDENTITE, defaut=True),
            ColonneExport(code="nom", libelle="Nom", permission=IDENTITE, defaut=True),
            ColonneExport(code="naissance", libelle="Date de naissance", permission=IDENTITE),
            ColonneExport(code="age", libelle="Âge", permission=IDENTITE, largeur=8),
            ColonneExport(code="village", libelle="Village", permission=IDENTITE, lieu=True, largeur=24),
            ColonneExport(code="maison", libelle="Maison", permission=IDENTITE, lieu=True, largeur=24),
            ColonneExport(code="arrivee", libelle="Arrivée dans la maison", permission=IDENTITE),
            ColonneExport(code="mesure", libelle="Mesure en cours", permission=JUSTICE, largeur=40),
            ColonneExport(code="mesure_fin", libelle="Terme de la mesure", permission=JUSTICE),
        ),
    )
)
register(
    ListeExportable(
        code="echeances",
        titre="Échéances",
        permission=IDENTITE,
        categorie=Categorie.IDENTITE,
        retour="villages:echeancier",
        filtres=("maison", "regle", "etat", "suivi", TRI),
        lieux=frozenset({"maison"}),
        lire=lire_echeances,
        colonnes=(
            ColonneExport(code="sujet", libelle="Enfant", permission=IDENTITE, defaut=True, largeur=24),
            ColonneExport(code="regle", libelle="Ce qui est dû", permission=JUSTICE, defaut=True, largeur=48),
            ColonneExport(code="echeance", libelle="Échéance", permission=JUSTICE, defaut=True, largeur=24),
            ColonneExport(code="etat", libelle="État", permission=JUSTICE, largeur=28),
            ColonneExport(code="qui_agit", libelle="Qui agit", permission=JUSTICE, largeur=28),
        ),
    )
)
