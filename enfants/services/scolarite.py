"""Acts on where a child goes to school, on plans, internships and wishes.

The secretariat writes them without reading the file: what was noted before is closed or kept, never
shown to it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from enfants.ecole import compte_comme_instruction
from enfants.models import (
    AbsenceScolaire,
    ContratEducatif,
    Enfant,
    ExclusionScolaire,
    PlanScolaire,
    Scolarite,
    Stage,
    SuiviAssiduite,
    VoeuOrientation,
)
from enfants.services.versions import refuse_stale
from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui

ECRIT = "ecrire_scolarite"
FIN_AVANT = "La fin vient avant le début."

Fiche = TypeVar(
    "Fiche",
    Scolarite,
    PlanScolaire,
    Stage,
    VoeuOrientation,
    AbsenceScolaire,
    ExclusionScolaire,
    SuiviAssiduite,
    ContratEducatif,
)


@transaction.atomic
def noter_scolarite(*, acteur: Utilisateur, scolarite: Scolarite, version_lue: int) -> Scolarite:
    """Begin a schooling, add a former one, or correct one.

    A new one without end closes the current one on its eve. Raises ValidationError on dates before
    the birth or out of order, on a period that meets another, or on a stale version.
    """
    ensure(acteur, ECRIT, scolarite)
    # Two people who enrol the same child at once wait for each other: the file is the lock.
    enfant = Enfant.objects.select_for_update(no_key=True).get(pk=scolarite.enfant_id)
    verrouille(scolarite, version_lue)
    naissance = enfant.date_naissance
    if not isinstance(naissance, Illisible) and scolarite.debut < naissance:
        raise ValidationError({"debut": "Cette date vient avant la naissance."})
    check_periode(scolarite.debut, scolarite.fin)
    scolarite.instruit = compte_comme_instruction(scolarite.cadre)
    others = Scolarite.objects.filter(enfant=enfant).exclude(pk=scolarite.pk)
    if scolarite._state.adding and scolarite.fin is None:
        _close_current(others, scolarite.debut)
    meets = Q(fin__isnull=True) | Q(fin__gte=scolarite.debut)
    if scolarite.fin is not None:
        meets &= Q(debut__lte=scolarite.fin)
    if others.filter(meets).exists():
        raise ValidationError({"debut": "Une autre scolarité est déjà notée à ces dates."})
    enregistre(scolarite, version_lue, "scolarite.notee")
    return scolarite


def _close_current(others: object, debut: date) -> None:
    for current in others.filter(fin__isnull=True, debut__lt=debut):  # type: ignore[attr-defined]
        current.fin = debut - timedelta(days=1)
        enregistre(current, current.version, "scolarite.notee")


@transaction.atomic
def noter_plan(*, acteur: Utilisateur, plan: PlanScolaire, version_lue: int) -> PlanScolaire:
    """Add a plan or correct it. Raises ValidationError on dates out of order or a stale version."""
    ensure(acteur, ECRIT, plan)
    verrouille(plan, version_lue)
    _check_closed(plan)
    check_periode(plan.debut, plan.fin)
    enregistre(plan, version_lue, "scolarite.plan")
    return plan


@transaction.atomic
def renouveler_plan(
    *, acteur: Utilisateur, ancien: PlanScolaire, plan: PlanScolaire, version_lue: int
) -> PlanScolaire:
    """Add the plan that follows another, which ends that day.

    Raises ValidationError when the former is closed already or changed meanwhile, when the new one
    begins before it, or is another child's.
    """
    ensure(acteur, ECRIT, plan)
    former = _locked_plan(acteur, ancien, version_lue)
    if former.enfant_id != plan.enfant_id:
        raise ValidationError("Ce plan est celui d’un autre enfant.")
    if plan.debut < former.debut:
        raise ValidationError({"debut": "Le nouveau plan commence avant celui qu’il renouvelle."})
    check_periode(plan.debut, plan.fin)
    former.clos_le = plan.debut
    enregistre(former, version_lue, "scolarite.plan")
    enregistre(plan, 0, "scolarite.plan")
    return plan


@transaction.atomic
def arreter_plan(*, acteur: Utilisateur, plan: PlanScolaire, le: date, version_lue: int) -> PlanScolaire:
    """End a plan that is not renewed: it leaves the deadlines and stays in the file."""
    former = _locked_plan(acteur, plan, version_lue)
    if le > aujourdhui():
        raise ValidationError({"le": "Cette date est dans le futur."})
    if le < former.debut:
        raise ValidationError({"le": "Le plan n’avait pas commencé à cette date."})
    former.clos_le = le
    enregistre(former, version_lue, "scolarite.plan")
    return former


@transaction.atomic
def noter_stage(*, acteur: Utilisateur, stage: Stage, version_lue: int) -> Stage:
    """Add an internship or an apprenticeship, or correct it."""
    ensure(acteur, ECRIT, stage)
    verrouille(stage, version_lue)
    check_periode(stage.debut, stage.fin)
    enregistre(stage, version_lue, "scolarite.stage")
    return stage


@transaction.atomic
def noter_voeu(*, acteur: Utilisateur, voeu: VoeuOrientation, version_lue: int) -> VoeuOrientation:
    """Note what a young person wants to do next, the day it must be asked for, and the answer.

    Raises ValidationError when it is said done on a day to come, or on a stale version.
    """
    ensure(acteur, ECRIT, voeu)
    verrouille(voeu, version_lue)
    if voeu.fait_le is not None and voeu.fait_le > aujourdhui():
        raise ValidationError({"fait_le": "Cette date est dans le futur."})
    enregistre(voeu, version_lue, "scolarite.voeu")
    return voeu


# --- shared by the services of the school life ------------------------------------------


def verrouille(fiche: Fiche, version_lue: int) -> None:
    """Hold the row and compare versions. Raises ValidationError on a stale one."""
    rows = type(fiche)._default_manager.select_for_update(no_key=True)
    known = rows.filter(pk=fiche.pk).values_list("version", flat=True).first()
    refuse_stale(known, version_lue)


def enregistre(fiche: Fiche, version_lue: int, code: str) -> None:
    """Save under the next version, and record the act."""
    fiche.version = version_lue + 1
    fiche.full_clean()
    fiche.save(force_insert=not version_lue)
    record(code, objets=[fiche.pk], enfants=[fiche.enfant_id], type_objet=fiche._meta.label)


def check_periode(debut: date, fin: date | None) -> None:
    if fin is not None and fin < debut:
        raise ValidationError({"fin": FIN_AVANT})


def _check_closed(plan: PlanScolaire) -> None:
    if plan.clos_le is not None:
        raise ValidationError("Ce plan est déjà renouvelé ou arrêté.")


def _locked_plan(acteur: Utilisateur, plan: PlanScolaire, version_lue: int) -> PlanScolaire:
    ensure(acteur, ECRIT, plan)
    verrouille(plan, version_lue)
    known = PlanScolaire.objects.get(pk=plan.pk)
    _check_closed(known)
    return known
