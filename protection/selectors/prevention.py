"""Prevention as its pages show it, and the facts its clocks are counted from."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from protection.models import ActionPrevention, CarteDesRisques, Risque, SeanceEnfants
from protection.petites_cellules import TOTAL, Case, Variable, additionner, masquer
from protection.regles_piliers import ACTION_PREVUE, CARTE, MESURE
from protection.selectors.recueil import Chiffre
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import jour_de
from socle.echeances.regles import Fait
from socle.outils.dates import aujourdhui
from villages.models import Professionnel, Village
from villages.regles import PILIERS_TENUS
from villages.selectors.ecrans import nom_de
from villages.selectors.formations import ETATS, PILIERS_LUS, etats_par_village, suit_par_nom

SEANCES = 20


@dataclass(frozen=True)
class VillagePrevenu:
    """Prevention of one village: its map of this year, and what is late."""

    village: Village
    carte: CarteDesRisques | None
    risques: int
    en_retard: int
    tient: bool


@dataclass(frozen=True)
class LigneRisque:
    """One risk of a map, and who answers for it."""

    risque: Risque
    responsable: str

    @property
    def en_retard(self) -> bool:
        return self.risque.fait_le is None and self.risque.pour_le < aujourdhui()


@dataclass(frozen=True)
class LigneAction:
    """One action of the catalogue, and who answers for it."""

    action: ActionPrevention
    responsable: str
    tient: bool

    @property
    def en_retard(self) -> bool:
        return self.action.faite_le is None and self.action.prevue_le < aujourdhui()


@dataclass(frozen=True)
class Sensibilisation:
    """Staff trained by village, small cells hidden from head office, and the sessions held with children."""

    villages: list[str]
    lignes: list[tuple[str, list[Chiffre]]]
    agregats: bool
    seances: list[SeanceEnfants]
    tenus: list[Village]


def sensibilisation(user: Utilisateur) -> Sensibilisation:
    """Return how many at work are trained, and the last sessions with children.

    Who reads names in their own villages reads every count; head office has small cells hidden.
    """
    villages = _villages(user)
    counts = etats_par_village([v.pk for v in villages])
    places = [v.pk for v in villages] if len(villages) > 1 else []
    faits: dict[Case, int] = {}
    for (village, etat), number in counts.items():
        case: Case = (village if places else TOTAL, "etat", etat, "jour")
        faits[case] = faits.get(case, 0) + number
    tables = additionner(places, [Variable("etat", tuple(ETATS), par_lieu=True)], ["jour"], faits)
    agregats = not suit_par_nom(user)
    cases = masquer(tables).cases if agregats else tables.comptes
    heads = [*places, TOTAL]
    lines = [
        (label, [Chiffre(label, cases[lieu, "etat", etat, "jour"]) for lieu in heads])
        for etat, label in ETATS.items()
    ]
    lines.append(("au travail", [Chiffre("au travail", cases[lieu, TOTAL, TOTAL, "jour"]) for lieu in heads]))
    sessions = SeanceEnfants.objects.visible_to(user, PILIERS_LUS).select_related("village", "maison")
    return Sensibilisation(
        [*(v.nom for v in villages), "Ensemble"] if places else [v.nom for v in villages] or ["Ensemble"],
        lines,
        agregats,
        list(sessions[:SEANCES]),
        list(Village.objects.visible_to(user, PILIERS_TENUS).order_by("nom", "pk")),
    )


def prevention(user: Utilisateur) -> list[VillagePrevenu]:
    """Return the villages one answers for, with their map of the year."""
    villages, today = _villages(user), aujourdhui()
    cartes = {
        carte.village_id: carte
        for carte in CarteDesRisques.objects.visible_to(user, PILIERS_LUS).filter(annee=today.year)
    }
    number: dict[UUID, int] = {}
    late: dict[UUID, int] = {}
    risks = Risque.objects.visible_to(user, PILIERS_LUS).filter(carte__annee=today.year).order_by()
    for village, pour_le, fait_le in risks.values_list("village_id", "pour_le", "fait_le"):
        number[village] = number.get(village, 0) + 1
        late[village] = late.get(village, 0) + (fait_le is None and pour_le < today)
    tenus = set(Village.objects.visible_to(user, PILIERS_TENUS).values_list("pk", flat=True))
    return [
        VillagePrevenu(v, cartes.get(v.pk), number.get(v.pk, 0), late.get(v.pk, 0), v.pk in tenus)
        for v in villages
    ]


def risques_de(carte: CarteDesRisques) -> list[LigneRisque]:
    """Return the risks of a map, the gravest and likeliest first; its reader has fetched it through the right."""
    rows = sorted(Risque.objects.filter(carte=carte), key=lambda r: (-r.vraisemblance * r.gravite, r.pour_le))
    names = _names({row.responsable_id for row in rows})
    return [LigneRisque(row, names[row.responsable_id]) for row in rows]


def catalogue(user: Utilisateur) -> list[LigneAction]:
    """Return the actions of the villages one works in: those to come first, then the latest done."""
    rows = list(
        ActionPrevention.objects.visible_to(user, "lire_organisation").select_related("village")[:200]
    )
    rows.sort(
        key=lambda a: (
            a.faite_le is not None,
            a.prevue_le if a.faite_le is None else date.min + (date.max - a.faite_le),
        )
    )
    names = _names({row.responsable_id for row in rows})
    tenus = set(Village.objects.visible_to(user, PILIERS_TENUS).values_list("pk", flat=True))
    return [LigneAction(row, names[row.responsable_id], row.village_id in tenus) for row in rows]


def faits_de_prevention(user: Utilisateur, enfants: Collection[UUID] | None) -> Iterator[Fait]:
    """Read when a map, a measure or an action is due, in the villages one answers for; none of a child."""
    if enfants is not None or not user.has_perm(PILIERS_TENUS):
        return
    villages = {v.pk: v for v in Village.objects.visible_to(user, PILIERS_TENUS)}
    validated = CarteDesRisques.objects.visible_to(user, PILIERS_TENUS).filter(validee_le__isnull=False)
    last = {carte.village_id: carte.validee_le for carte in validated.order_by("validee_le")}
    for pk, village in villages.items():
        since = last.get(pk)
        yield Fait(
            regle=CARTE,
            objet=pk,
            sujet=village.nom,
            adresse=reverse("protection:prevention"),
            depart=date(aujourdhui().year, 1, 1),
            dernier=jour_de(since) if since else None,
        )
    for risque in Risque.objects.visible_to(user, PILIERS_TENUS).filter(fait_le__isnull=True):
        yield Fait(
            regle=MESURE,
            objet=risque.pk,
            sujet=f"{risque.get_domaine_display().capitalize()}, {villages[risque.village_id].nom}",
            adresse=reverse("protection:carte", args=[risque.carte_id]),
            terme=risque.pour_le,
        )
    for action in ActionPrevention.objects.visible_to(user, PILIERS_TENUS).filter(faite_le__isnull=True):
        yield Fait(
            regle=ACTION_PREVUE,
            objet=action.pk,
            sujet=f"{action.get_theme_display().capitalize()}, {villages[action.village_id].nom}",
            adresse=reverse("protection:actions"),
            terme=action.prevue_le,
        )


def _villages(user: Utilisateur) -> list[Village]:
    return list(Village.objects.visible_to(user, PILIERS_LUS).order_by("nom", "pk"))


def _names(ids: set[UUID]) -> dict[UUID, str]:
    return {person.pk: nom_de(person) for person in Professionnel.objects.filter(pk__in=ids)}
