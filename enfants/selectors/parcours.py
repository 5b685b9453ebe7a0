"""« Parcours »: stays, measures and absences of note of one child, in the order they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from enfants.enums import NatureAbsence
from enfants.models import Absence, Enfant, Sejour
from enfants.selectors.lieu import SANS_LIEU
from enfants.selectors.mesures import mesures_vues
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
from socle.ui.typographie import INSECABLE

#: Nights away that mark a life; week-ends and camps stay on the page of absences.
DE_NOTE = [NatureAbsence.HOSPITALISATION, NatureAbsence.FUGUE, NatureAbsence.INTERNAT]
_ICONES = {
    NatureAbsence.HOSPITALISATION: "hospital",
    NatureAbsence.FUGUE: "footprints",
    NatureAbsence.INTERNAT: "school",
}


@dataclass(frozen=True)
class EtapeParcours:
    """One step; without ``fin`` it goes on."""

    debut: date
    fin: date | None
    icone: str
    titre: str
    detail: str
    genre: str
    etat: str

    @property
    def periode(self) -> str:
        """« depuis le 3 mai 2024 », « du 3 mai au … », « le 3 mai 2024 »."""
        if self.fin is None:
            verbe = "à compter du" if self.debut > aujourdhui() else "depuis le"
            return f"{verbe} {en_lettres(self.debut)}"
        if self.fin == self.debut:
            return f"le {en_lettres(self.debut)}"
        return f"du {en_lettres(self.debut)} au {en_lettres(self.fin)}"


def en_lettres(jour: date) -> str:
    """« 3 mai 2024 », unbreakable before the month."""
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme}{INSECABLE}{date_format(jour, 'F Y')}"


def parcours_de(user: Utilisateur, enfant: Enfant, *, cache: bool) -> list[EtapeParcours]:
    """Return the steps this person may read, the oldest first; ``cache`` leaves the places out.

    Three queries: stays to who reads the identity, measures the extract, absences the journal.
    """
    today = aujourdhui()
    steps = [*_sejours(user, enfant, today, cache), *_mesures(user, enfant), *_absences(user, enfant, today)]
    return sorted(steps, key=lambda step: (step.debut, step.icone != "scale", step.titre))


def _sejours(user: Utilisateur, enfant: Enfant, today: date, cache: bool) -> list[EtapeParcours]:
    stays = Sejour.objects.visible_to(user, "lire_identite").filter(enfant_id=enfant.pk)
    found = []
    for stay in stays.select_related("maison__village").order_by("debut"):
        here = stay.debut <= today and (stay.fin is None or stay.fin > today)
        found.append(
            EtapeParcours(
                debut=stay.debut,
                fin=stay.fin,
                icone="house",
                titre=SANS_LIEU if cache else stay.maison.nom,
                detail="" if cache else f"Village {stay.maison.village.nom}",
                genre="fait" if here else "neutre",
                etat="Y vit aujourd’hui" if here else "",
            )
        )
    return found


def _mesures(user: Utilisateur, enfant: Enfant) -> list[EtapeParcours]:
    return [
        EtapeParcours(
            debut=vue.mesure.debut,
            fin=vue.mesure.levee_le or vue.mesure.fin,
            icone="scale",
            titre=vue.titre,
            detail=str(vue.mesure.autorite or ""),
            genre=vue.genre,
            etat=vue.etat,
        )
        for vue in mesures_vues(user, enfant)
    ]


def _absences(user: Utilisateur, enfant: Enfant, today: date) -> list[EtapeParcours]:
    away = Absence.objects.visible_to(user, "lire_journal").filter(enfant_id=enfant.pk, nature__in=DE_NOTE)
    found = []
    for absence in away.order_by("debut", "id"):
        label = NatureAbsence(absence.nature).label
        found.append(
            EtapeParcours(
                debut=absence.debut,
                fin=absence.fin,
                icone=_ICONES[NatureAbsence(absence.nature)],
                titre=label[:1].upper() + label[1:],
                detail="",
                genre="attention",
                etat="En cours" if absence.fin is None or absence.fin > today else "",
            )
        )
    return found
