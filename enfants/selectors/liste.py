"""The list of children, as the address filters and sorts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Model

from enfants.selectors.dossier import EnfantVu
from socle.chiffrement.values import Illisible
from socle.outils.dates import age_revolu, aujourdhui
from socle.outils.texte import plier
from socle.ui.listes import Colonne, Filtre, Liste

#: Bounds included; the last band runs to the end of the support of young adults.
TRANCHES = (("0-5", 0, 5), ("6-10", 6, 10), ("11-15", 11, 15), ("16-21", 16, 21))


def _plie(nom: object) -> str:
    return "" if isinstance(nom, Illisible) else plier(str(nom))


def _naissance(vu: EnfantVu) -> date | None:
    naissance = vu.enfant.date_naissance
    return naissance if isinstance(naissance, date) else None


def _age_en_jours(vu: EnfantVu) -> int | None:
    naissance = _naissance(vu)
    return (aujourdhui() - naissance).days if naissance else None


COLONNES = (
    Colonne[EnfantVu](code="prenom", libelle="Prénom", cle=lambda vu: _plie(vu.enfant.prenom)),
    Colonne[EnfantVu](code="nom", libelle="Nom", cle=lambda vu: _plie(vu.enfant.nom)),
    # The youngest first, as one counts.
    Colonne[EnfantVu](code="age", libelle="Âge", cle=_age_en_jours),
    Colonne[EnfantVu](
        code="maison", libelle="Maison", cle=lambda vu: plier(vu.maison.nom) if vu.maison else ""
    ),
    Colonne[EnfantVu](
        code="arrivee", libelle="Arrivée", cle=lambda vu: vu.sejour.debut if vu.sejour else None
    ),
)


def liste_enfants(
    vus: Iterable[EnfantVu], parametres: Mapping[str, str], *, recherche: str = ""
) -> Liste[EnfantVu]:
    """Filter and sort children one sees; without an order they stay by house.

    Places are offered as the whole list knows them, whatever was searched.
    """
    vus = list(vus)
    houses = {vu.maison.pk: vu.maison for vu in vus if vu.maison is not None}
    villages = {house.village_id: house.village for house in houses.values()}
    filtres = [
        Filtre[EnfantVu](
            code="village",
            libelle="Village",
            choix=_places(villages.values()),
            valeurs=lambda vu: {str(vu.maison.village_id)} if vu.maison else set(),
            lieu=True,
        ),
        Filtre[EnfantVu](
            code="maison",
            libelle="Maison",
            choix=_places(houses.values()),
            valeurs=lambda vu: {str(vu.maison.pk)} if vu.maison else set(),
            lieu=True,
        ),
        Filtre[EnfantVu](
            code="age",
            libelle="Âge",
            choix=[(code, f"{debut} à {fin} ans") for code, debut, fin in TRANCHES],
            valeurs=_tranches,
        ),
        Filtre[EnfantVu](
            code="accueil",
            libelle="Accueil",
            choix=[("oui", "Dans une maison"), ("non", "Sans maison aujourd’hui")],
            valeurs=lambda vu: set() if vu.lieu_cache else {"oui" if vu.maison else "non"},
        ),
    ]
    # A choice between one place is no choice; one that was asked for stays, to be taken away.
    offered = [f for f in filtres if not f.lieu or len(f.choix) > 1 or parametres.get(f.code)]
    found = [vu for vu in vus if vu.matches(recherche)] if recherche else vus
    return Liste(found, parametres, filtres=offered, colonnes=COLONNES)


def _places(places: Iterable[Model]) -> list[tuple[str, str]]:
    return sorted(((str(place.pk), str(place)) for place in places), key=lambda pair: plier(pair[1]))


def _tranches(vu: EnfantVu) -> set[str]:
    naissance = _naissance(vu)
    if naissance is None:
        return set()
    age = age_revolu(naissance, aujourdhui())
    return {code for code, debut, fin in TRANCHES if debut <= age <= fin}
