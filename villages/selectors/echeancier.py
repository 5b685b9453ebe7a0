"""The list of deadlines, as the address filters and sorts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from socle.echeances.enums import Etat, Suivi
from socle.echeances.etats import Echeance
from socle.outils.texte import plier
from socle.ui.listes import Colonne, Filtre, Liste
from villages.models import Maison

COLONNES = (
    Colonne[Echeance](code="jour", libelle="Échéance", cle=lambda e: e.jour),
    Colonne[Echeance](code="sujet", libelle="Qui", cle=lambda e: plier(e.fait.sujet)),
    Colonne[Echeance](code="regle", libelle="Ce qui est dû", cle=lambda e: plier(e.regle.titre)),
    Colonne[Echeance](code="etat", libelle="État", cle=lambda e: list(Etat).index(e.etat)),
)


def liste_echeances(echeances: Iterable[Echeance], parametres: Mapping[str, str]) -> Liste[Echeance]:
    """Filter and sort what is due; without an order the most pressing stand first. One query."""
    echeances = list(echeances)
    houses = Maison.objects.filter(pk__in={e.fait.maison for e in echeances if e.fait.maison})
    regles = {e.regle.code: e.regle.titre for e in echeances}
    filtres = [
        Filtre[Echeance](
            code="maison",
            libelle="Maison",
            choix=[(str(m.pk), m.nom) for m in houses.order_by("nom", "id")],
            valeurs=lambda e: {str(e.fait.maison)} if e.fait.maison else set(),
            lieu=True,
        ),
        Filtre[Echeance](
            code="regle",
            libelle="Règle",
            choix=sorted(regles.items(), key=lambda pair: plier(pair[1])),
            valeurs=lambda e: {e.regle.code},
        ),
        Filtre[Echeance](
            code="etat",
            libelle="État",
            choix=[
                (e.value, str(e.label).capitalize()) for e in Etat if e not in {Etat.FAIT, Etat.SANS_OBJET}
            ],
            valeurs=lambda e: {e.etat.value},
        ),
        Filtre[Echeance](
            code="suivi",
            libelle="Qui agit",
            choix=[(s.value, str(s.label).capitalize()) for s in Suivi],
            valeurs=lambda e: {e.regle.suivi.value},
        ),
    ]
    return Liste(echeances, parametres, filtres=filtres, colonnes=COLONNES)
