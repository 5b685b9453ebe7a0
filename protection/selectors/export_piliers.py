"""The tables of the four pillars, as a spreadsheet takes them: a row for each figure of a page.

Each reads what its page reads and nothing else: a cell hidden there is the same word here. Lists that name
somebody, and what people wrote, stay on the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from protection.echelle import LIT
from protection.models import Incident
from protection.selectors.prevention import catalogue, prevention, sensibilisation
from protection.selectors.recueil import Chiffre, demande_du_recueil, lit_les_siens, recueil
from protection.selectors.suivi import suivi
from socle.comptes.models import Utilisateur
from socle.exports.registre import Demande, LigneExport, Valeur
from socle.outils.dates import aujourdhui
from villages.selectors.formations import suit_par_nom

ENSEMBLE = "Ensemble"


def lire_sensibilisation(user: Utilisateur, demande: Demande) -> Iterator[LigneExport]:
    """Yield who is trained, by village, and the last sessions with children, without what came of them."""
    vue = sensibilisation(user)
    for libelle, chiffres in vue.lignes:
        yield from _crossed("L’équipe formée à la protection", libelle, vue.villages, chiffres, aujourdhui())
    for seance in vue.seances:
        place = f"{seance.village.nom}, {seance.maison.nom}" if seance.maison else seance.village.nom
        theme = str(seance.get_theme_display())
        yield _row("Séances avec les enfants, nombre d’enfants", theme, place, seance.presents, seance.le)


def lire_prevention(user: Utilisateur, demande: Demande) -> Iterator[LigneExport]:
    """Yield the map of each village, then the actions planned and done there."""
    today, villages = aujourdhui(), prevention(user)
    for v in villages:
        etat = "pas de carte cette année"
        if v.carte is not None:
            etat = "validée" if v.carte.validee_le else "à valider"
        for libelle, valeur in (("état", etat), ("risques", v.risques), ("mesures en retard", v.en_retard)):
            yield _row(f"Carte des risques de {today.year}", libelle, v.village.nom, valeur, today)
    places = {v.village.pk for v in villages}
    for ligne in catalogue(user):
        action = ligne.action
        if action.village_id in places:
            etat = "faite" if action.faite_le else "en retard" if ligne.en_retard else "prévue"
            theme = str(action.get_theme_display())
            day = action.faite_le or action.prevue_le
            yield _row("Actions de prévention", theme, action.village.nom, etat, day)


def lire_recueil(user: Utilisateur, demande: Demande) -> Iterator[LigneExport]:
    """Yield the figures of a year, then how long each step takes, then each village by category."""
    annee, villages, village = demande_du_recueil(user, demande.filtres)
    vue = recueil(user, annee, villages, village)
    period = vue.annee.en_clair
    place = next((v.nom for v in villages if v.pk == village), ENSEMBLE)
    for tableau in vue.tableaux:
        yield from _column(tableau.titre, [*tableau.lignes, tableau.total], period, place)
    for d in vue.delais:
        for colonne, duree in (("la moitié", d.mediane), ("neuf sur dix", d.neuf_dixiemes)):
            yield _row("Le temps de chaque étape", f"{d.etape}, {colonne}", place, duree, period)
    for libelle, chiffres in vue.croise:
        yield from _crossed("Par village et par catégorie", libelle, vue.villages, chiffres, period)


def lire_suivi(user: Utilisateur, demande: Demande) -> Iterator[LigneExport]:
    """Yield the counts of the follow-up; who and what is behind them stays on the page."""
    vue, today = suivi(user), aujourdhui()
    yield from _column("Où en est-on", vue.comptes, today)
    yield from _column("Incidents ouverts, par état", vue.etats, today)
    yield from _column("Incidents ouverts, depuis quand", vue.ages, today)


def droits_sur_les_comptes(user: Utilisateur) -> str:
    """Whether one reads every count, or those of the association with small ones hidden."""
    return f"{suit_par_nom(user)}"


def droits_sur_les_incidents(user: Utilisateur) -> str:
    """Tell one state of what one handles from another: a file made before does not open after.

    An incident that has just arrived closes it as well as one that has left: the refusal tells nothing.
    """
    if not lit_les_siens(user):
        return "association"
    idents = Incident.objects.visible_to(user, LIT).order_by().values_list("pk", flat=True)
    return sha256(",".join(sorted(map(str, idents))).encode()).hexdigest()


def _column(
    tableau: str, chiffres: Iterable[Chiffre], periode: Valeur, lieu: str = ENSEMBLE
) -> Iterator[LigneExport]:
    for chiffre in chiffres:
        yield _row(tableau, chiffre.libelle, lieu, _shown(chiffre), periode)


def _crossed(
    tableau: str, libelle: str, lieux: Sequence[str], chiffres: Iterable[Chiffre], periode: Valeur
) -> Iterator[LigneExport]:
    for lieu, chiffre in zip(lieux, chiffres, strict=True):
        yield _row(tableau, libelle, lieu, _shown(chiffre), periode)


def _shown(chiffre: Chiffre) -> Valeur:
    """Return the number, so that a spreadsheet can add it up, or the very word of the page."""
    return chiffre.en_clair if chiffre.nombre is None else chiffre.nombre


def _row(tableau: str, quoi: str, lieu: str, valeur: Valeur, periode: Valeur) -> LigneExport:
    return LigneExport(
        valeurs={
            "tableau": tableau,
            "quoi": f"{quoi[:1].upper()}{quoi[1:]}",
            "lieu": lieu,
            "valeur": valeur,
            "periode": periode,
        }
    )
