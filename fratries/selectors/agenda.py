"""Meetings, in the agenda and on « Ma maison »."""

from __future__ import annotations

from collections.abc import Iterator

from fratries.enums import EtatRencontre, GenreRencontre
from fratries.selectors.rencontres import rencontres_entre
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.ui.agenda import Demande, Evenement

#: What leaves for a telephone's calendar: the kind of meeting, with nobody in it.
_NEUTRES: dict[str, str] = {
    GenreRencontre.VISITE: "Visite",
    GenreRencontre.SORTIE: "Sortie",
    GenreRencontre.HEBERGEMENT: "Départ pour quelques jours",
    GenreRencontre.APPEL: "Appel",
    GenreRencontre.VISIO: "Appel vidéo",
    GenreRencontre.COURRIER: "Courrier",
}
_ISSUES = {EtatRencontre.TENUE: "a eu lieu", EtatRencontre.MANQUEE: "n’a pas eu lieu"}


def rencontres(demande: Demande) -> Iterator[Evenement]:
    """Yield the meetings planned, and those told; not what was cancelled, moved, or is now forbidden.

    Only who may say what came of a meeting (``peut_constater``) is asked to.
    """
    reach = perimetre_de(demande.user.pk)
    told_by = reach.enfants(parse_permission("ecrire_famille")) | reach.enfants(
        parse_permission("ecrire_journal")
    )
    for vue in rencontres_entre(demande.user, list(demande.noms), demande.debut, demande.fin):
        planned = vue.etat is EtatRencontre.PREVUE and not vue.empechement
        if not planned and vue.etat not in _ISSUES:
            continue
        nights = f", {vue.nuits} nuit{'s' if vue.nuits > 1 else ''}" if vue.nuits else ""
        third = ", en présence d’un tiers" if vue.mediatisee else ""
        objet = vue.rencontre or vue.droit
        yield Evenement(
            cle=f"rencontre-{objet.pk if objet else ''}-{vue.jour.isoformat()}",
            jour=vue.jour,
            heure=vue.heure_debut,
            jusqu_a=None if vue.nuits else vue.heure_fin,
            icone=vue.icone,
            phrase=f"{demande.noms[vue.enfant]} : {vue.titre[:1].lower()}{vue.titre[1:]}{nights}{third}",
            neutre=_NEUTRES[vue.genre],
            adresse=vue.adresse,
            enfants=(vue.enfant,),
            issue=_ISSUES.get(vue.etat, ""),
            a_dire=vue.a_dire and vue.enfant in told_by,
        )
