"""Acts on the separation of siblings: decided, told, looked at again, ended."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from fratries.models import Fratrie, MembreFratrie, RevueSeparation, Separation
from fratries.services.revisions import enregistrer
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui

ECRIT = "ecrire_famille"


@transaction.atomic
def decider_separation(*, acteur: Utilisateur, separation: Separation) -> Separation:
    """Record the decision by which siblings live apart, with its reason and the plan of contacts.

    Siblings stay together unless it is impossible or their interest commands otherwise (Code civil,
    art. 371-5, certainty V). Raises PermissionDenied outside the groups one writes the family of,
    ValidationError on a date to come, on sides that are empty or share a child, or when these
    children are separated already.
    """
    ensure(acteur, "lire_identite", separation.fratrie)
    _ensure_group(acteur, separation)
    # Two recordings at once wait for each other: the group is the lock.
    Fratrie.objects.select_for_update(no_key=True).get(pk=separation.fratrie_id)
    check_decision(separation)
    enregistrer(separation, neuve=True)
    inscrire_acte("separations.decidee", separation)
    return separation


@transaction.atomic
def noter_ase_prevenue(
    *, acteur: Utilisateur, separation: Separation, le: datetime, canal: str, par: str
) -> Separation:
    """Note that the village has warned the ASE, when, how and by whom; due the day of the decision.

    The delay is the association's own: it lets the ASE hold its forty-eight hours. Raises
    ValidationError on a moment to come, or before the decision.
    """
    separation = _locked(acteur, separation)
    if le > timezone.now():
        raise ValidationError({"le": "Ce moment est à venir."})
    if timezone.localdate(le) < timezone.localdate(separation.decidee_le):
        raise ValidationError({"le": "L’ASE ne peut pas être prévenue avant la décision."})
    separation.ase_prevenue_le, separation.ase_canal = le, canal
    separation.ase_prevenue_par = par
    return _save("separations.ase", separation)


@transaction.atomic
def noter_juge_informe(*, acteur: Utilisateur, separation: Separation, le: date) -> Separation:
    """Note the day the ASE told the judge: forty-eight hours after the decision, the ASE's duty.

    Source: CASF L223-3 (loi 2022-140, art. 27), certainty V. Raises ValidationError on a day to
    come or before the decision, or when no child here is entrusted by a judge.
    """
    separation = _locked(acteur, separation)
    if not separation.confies_par_le_juge:
        raise ValidationError({"le": "Aucun de ces enfants n’est confié par un juge."})
    _check_day(separation, le, "le")
    separation.juge_informe_le = le
    return _save("separations.juge", separation)


@transaction.atomic
def noter_revue(*, acteur: Utilisateur, revue: RevueSeparation) -> RevueSeparation:
    """Add a review; it is never changed afterwards.

    Raises ValidationError on a day to come, before the decision, on a second review the same day,
    or once the siblings are together again.
    """
    separation = _locked(acteur, revue.separation)
    if separation.fin is not None:
        raise ValidationError("Cette séparation a pris fin.")
    _check_day(separation, revue.tenue_le, "tenue_le")
    if RevueSeparation.objects.filter(separation=separation, tenue_le=revue.tenue_le).exists():
        raise ValidationError({"tenue_le": "Une revue est déjà enregistrée ce jour-là."})
    revue.fratrie_id = separation.fratrie_id
    revue.full_clean()
    revue.save()
    inscrire_acte("separations.revue", separation, objet=revue)
    return revue


@transaction.atomic
def mettre_fin(*, acteur: Utilisateur, separation: Separation, le: date) -> Separation:
    """End the separation: they live together again, or the decision no longer holds."""
    separation = _locked(acteur, separation)
    if separation.fin is not None:
        raise ValidationError("Cette séparation a déjà pris fin.")
    _check_day(separation, le, "le")
    separation.fin = le
    return _save("separations.fin", separation)


def _ensure_group(acteur: Utilisateur, separation: Separation) -> None:
    """A separation not saved yet answers for its group."""
    if not Fratrie.objects.opened_for(acteur, ECRIT).filter(pk=separation.fratrie_id).exists():
        raise PermissionDenied


def check_decision(separation: Separation) -> None:
    """Refuse a decision to come, sides that do not hold, and children already separated.

    The caller holds the group, so that two people cannot separate the same children at once.
    """
    if separation.decidee_le > timezone.now():
        raise ValidationError({"decidee_le": "La décision ne peut pas être à venir."})
    sides = frozenset(separation.premier_cote), frozenset(separation.second_cote)
    if not all(sides) or sides[0] & sides[1]:
        raise ValidationError("Mettez au moins un enfant de chaque côté.")
    members = set(MembreFratrie.objects.filter(fratrie=separation.fratrie_id).values_list("pk", flat=True))
    if not (sides[0] | sides[1]) <= members:
        raise PermissionDenied
    if separation.fin is not None:
        return
    for other in Separation.objects.filter(fratrie=separation.fratrie_id).exclude(pk=separation.pk).current():
        if {frozenset(other.premier_cote), frozenset(other.second_cote)} == set(sides):
            raise ValidationError("Cette séparation est déjà enregistrée.")


def ensure_not_annulled(separation: Separation) -> None:
    if separation.annulee_le is not None:
        raise ValidationError("Cette séparation est annulée : elle se lit, et ne change plus.")


def _locked(acteur: Utilisateur, separation: Separation) -> Separation:
    ensure(acteur, ECRIT, separation)
    current = Separation.objects.select_for_update(no_key=True).get(pk=separation.pk)
    ensure_not_annulled(current)
    return current


def _check_day(separation: Separation, le: date, field: str) -> None:
    if le > aujourdhui():
        raise ValidationError({field: "Cette date est dans le futur."})
    if le < timezone.localdate(separation.decidee_le):
        raise ValidationError({field: "Cette date vient avant la décision."})


def _save(code: str, separation: Separation) -> Separation:
    # The reason of a correction belongs to the version that corrects, not to those that follow.
    separation.correction_motif = None
    enregistrer(separation, neuve=False)
    inscrire_acte(code, separation)
    return separation


def inscrire_acte(code: str, separation: Separation, objet: RevueSeparation | None = None) -> None:
    """Audit an act for the children it is about, those who have a file here."""
    sides = [*separation.premier_cote, *separation.second_cote]
    children = MembreFratrie.objects.filter(pk__in=sides, enfant__isnull=False)
    target = objet or separation
    record(
        code,
        objets=[target.pk],
        enfants=children.order_by().values_list("enfant_id", flat=True),
        type_objet=f"fratries.{type(target).__name__}",
    )
