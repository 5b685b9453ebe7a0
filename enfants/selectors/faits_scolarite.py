"""The facts of school that deadlines are counted from: never who misses most, only who needs somebody."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Value
from django.urls import reverse

from enfants.ecole import debut_de_l_instruction, seuil_en_demi_journees
from enfants.enums import EtatContrat, Justification
from enfants.mentions import noms_distincts
from enfants.models import (
    AbsenceScolaire,
    ContratEducatif,
    Enfant,
    PlanScolaire,
    Scolarite,
    Sejour,
    SuiviAssiduite,
    VoeuOrientation,
)
from enfants.regles_scolarite import (
    CONTRAT,
    ETAPE,
    FORMATION,
    INSTRUCTION,
    LIT,
    PLAN,
    SEUIL,
    SEUIL_D_ABSENCES,
    SUIVI,
    VOEU,
)
from enfants.selectors.lieu import lieux_caches
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import decale_mois
from socle.echeances.regles import Fait, regle
from socle.echeances.selectors import delais_de, reglages_en_vigueur
from socle.habilitations.querysets import VisibleQuerySet
from socle.outils.dates import aujourdhui

SEIZE_ANS, MAJORITE = 12 * 16, 12 * 18
#: How far back half-days without a reason are looked at: a threshold met earlier has been lived with.
MEMOIRE = 3


@dataclass
class _Ecolier:
    """One child who lives here, with what their school deadlines depend on."""

    enfant: Enfant
    nom: str
    maison: UUID | None
    arrivee: date
    scolarites: list[Scolarite] = field(default_factory=list)
    absences: list[AbsenceScolaire] = field(default_factory=list)
    suivis: list[SuiviAssiduite] = field(default_factory=list)
    #: rule, record and date written in it
    termes: list[tuple[str, UUID, date]] = field(default_factory=list)


def faits_scolaires(user: Utilisateur, enfants: Collection[UUID] | None) -> Iterator[Fait]:
    """Read the facts about the children of whom this person reads the school life."""
    children = Enfant.objects.visible_to(user, LIT).order_by()
    if enfants is not None:
        children = children.filter(pk__in=enfants)
    seen = {enfant.pk: enfant for enfant in children}
    if not seen:
        return
    stays = (
        Sejour.objects.visible_to(user, "lire_identite").current().filter(enfant_id__in=list(seen)).order_by()
    )
    homes = {row[0]: row[1:] for row in stays.values_list("enfant_id", "maison_id", "debut")}
    hidden = lieux_caches(user, list(seen))
    noms = noms_distincts(list(seen.values()))
    pupils = {
        pk: _Ecolier(seen[pk], noms.get(pk, PHRASE_ILLISIBLE), None if pk in hidden else maison, arrivee)
        for pk, (maison, arrivee) in homes.items()
    }
    _fill(user, pupils)
    # Asked once, and only when half-days are there to be counted.
    threshold = _threshold() if any(pupil.absences for pupil in pupils.values()) else 0
    for pupil in pupils.values():
        yield from _instruction(pupil)
        yield from _presence(pupil, threshold)
        for code, objet, terme in pupil.termes:
            yield _fait(pupil, code, objet, terme=terme)


def _fill(user: Utilisateur, pupils: dict[UUID, _Ecolier]) -> None:
    """Four queries, whatever the number of children."""
    ids = list(pupils)
    since = decale_mois(aujourdhui(), -MEMOIRE)
    for schooling in Scolarite.objects.visible_to(user, LIT).filter(enfant_id__in=ids, instruit=True):
        pupils[schooling.enfant_id].scolarites.append(schooling)
    unexplained = AbsenceScolaire.objects.visible_to(user, LIT).filter(
        enfant_id__in=ids, justification=Justification.SANS_MOTIF, debut__gte=since
    )
    for absence in unexplained.order_by("debut", "id"):
        pupils[absence.enfant_id].absences.append(absence)
    for suivi in SuiviAssiduite.objects.visible_to(user, LIT).filter(enfant_id__in=ids):
        pupils[suivi.enfant_id].suivis.append(suivi)
    # Their kind stays closed: a list of deadlines does not tell a disability.
    plans = PlanScolaire.objects.visible_to(user, LIT).standing().filter(fin__isnull=False)
    voeux = VoeuOrientation.objects.visible_to(user, LIT).filter(fait_le__isnull=True, avant_le__isnull=False)
    contrats = ContratEducatif.objects.visible_to(user, LIT).filter(etat=EtatContrat.EN_COURS)
    terms = _terms(plans, PLAN, "fin", ids).union(
        _terms(voeux, VOEU, "avant_le", ids), _terms(contrats, CONTRAT, "fin", ids), all=True
    )
    for enfant, code, objet, terme in terms:
        pupils[enfant].termes.append((code, objet, terme))


def _terms(rows: VisibleQuerySet, code: str, champ: str, enfants: list[UUID]) -> QuerySet[Any, Any]:
    named = rows.filter(enfant_id__in=enfants).order_by().annotate(code=Value(code))
    return named.values_list("enfant_id", "code", "id", champ)


def _threshold() -> int:
    une = regle(SEUIL)
    return seuil_en_demi_journees(delais_de(une, reglages_en_vigueur()).delai, SEUIL_D_ABSENCES)


def _fait(pupil: _Ecolier, code: str, objet: UUID, **reste: Any) -> Fait:
    return Fait(
        regle=code,
        objet=objet,
        enfant=pupil.enfant.pk,
        sujet=pupil.nom,
        adresse=reverse("enfants:scolarite", args=[pupil.enfant.pk]),
        maison=pupil.maison,
        **reste,
    )


def _instruction(pupil: _Ecolier) -> Iterator[Fait]:
    """A child of age with no schooling today: due from the arrival, the last schooling, or the first rentrée."""
    naissance, today = pupil.enfant.date_naissance, aujourdhui()
    if not isinstance(naissance, date) or today < debut_de_l_instruction(naissance):
        return
    if any(s.debut <= today and (s.fin is None or s.fin >= today) for s in pupil.scolarites):
        return
    # Months alone decide: that a line appears or leaves must not tell a birthday.
    months = (today.year - naissance.year) * 12 + today.month - naissance.month
    if months >= MAJORITE:
        return
    ends = [s.fin + timedelta(days=1) for s in pupil.scolarites if s.fin is not None and s.fin < today]
    yield _fait(
        pupil,
        INSTRUCTION if months < SEIZE_ANS else FORMATION,
        pupil.enfant.pk,
        depart=max([pupil.arrivee, debut_de_l_instruction(naissance), *ends]),
        precision="Aucune scolarité en cours n’est notée.",
    )


def _presence(pupil: _Ecolier, seuil: int) -> Iterator[Fait]:
    """An open follow-up has its next date; without one, half-days that reach the threshold ask for it."""
    opened = [s for s in pupil.suivis if s.clos_le is None]
    for suivi in opened:
        if suivi.prochaine_le is not None:
            yield _fait(pupil, ETAPE, suivi.pk, terme=suivi.prochaine_le)
    if opened:
        return
    last = max((s.clos_le for s in pupil.suivis if s.clos_le is not None), default=date.min)
    reached = seuil_atteint([a for a in pupil.absences if a.debut > last], seuil)
    if reached is not None:
        yield _fait(
            pupil,
            SUIVI,
            pupil.enfant.pk,
            depart=reached,
            precision="Plusieurs demi-journées sans motif valable en un mois.",
        )


def seuil_atteint(absences: list[AbsenceScolaire], seuil: int) -> date | None:
    """Return the day half-days within one month reached the threshold, the latest; the list is by date."""
    reached = None
    for rank, last in enumerate(absences):
        since = decale_mois(last.debut, -1)
        if sum(a.demi_journees for a in absences[: rank + 1] if a.debut > since) >= seuil:
            reached = last.debut
    return reached
