"""Meetings as « Ma maison » shows them: those to come, and those nobody told yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from enfants.selectors.evenements import Evenement, PageDeMaison
from fratries.enums import EtatRencontre
from fratries.selectors.rencontres import A_DIRE, LIT, rencontres_entre
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui

VISITES_DE_LA_MAISON = PageDeMaison(
    libelle="Visites et rencontres",
    icone="calendar-heart",
    url="fratries:visites_maison",
    permission=LIT,
)


def evenements_des_visites(
    user: Utilisateur, noms: Mapping[UUID, str], debut: date, fin: date
) -> Iterator[Evenement]:
    """Return the meetings planned until ``fin``, and those of the last two weeks still to be told."""
    today = aujourdhui()
    for vue in rencontres_entre(user, list(noms), min(debut, today) - A_DIRE, fin):
        if vue.etat is not EtatRencontre.PREVUE or vue.empechement:
            continue
        hours = f", {vue.horaire}" if vue.horaire else ""
        yield Evenement(
            vue.jour,
            vue.icone,
            f"{noms[vue.enfant]} : {vue.titre[:1].lower()}{vue.titre[1:]}{hours}",
            adresse=vue.adresse,
            a_dire=vue.a_dire,
        )
