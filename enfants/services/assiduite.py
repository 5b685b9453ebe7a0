"""Acts on days not spent at school, and on the follow-up that keeps a child from dropping out."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from enfants.models import AbsenceScolaire, Enfant, EtapeAssiduite, ExclusionScolaire, SuiviAssiduite
from enfants.services.scolarite import ECRIT, check_periode, enregistre, verrouille
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui

CLOS = "Ce suivi est clos."


@transaction.atomic
def noter_absence(*, acteur: Utilisateur, absence: AbsenceScolaire, version_lue: int) -> AbsenceScolaire:
    """Note half-days not spent at school, or complete what was noted.

    Raises ValidationError on dates out of order, when the same days are noted already, or on a stale
    version.
    """
    ensure(acteur, ECRIT, absence)
    # Two people who note the same morning wait for each other.
    Enfant.objects.select_for_update(no_key=True).get(pk=absence.enfant_id)
    verrouille(absence, version_lue)
    check_periode(absence.debut, absence.fin)
    others = AbsenceScolaire.objects.filter(
        enfant=absence.enfant_id, debut__lte=absence.fin, fin__gte=absence.debut
    ).exclude(pk=absence.pk)
    if any(_same_half_days(absence, other) for other in others):
        raise ValidationError({"debut": "Une absence est déjà notée à ce moment-là."})
    enregistre(absence, version_lue, "scolarite.absence")
    return absence


def _same_half_days(one: AbsenceScolaire, other: AbsenceScolaire) -> bool:
    """A morning and an afternoon of the same day may both be noted."""
    return {one.moment, other.moment} != {"matin", "apres_midi"}


@transaction.atomic
def noter_exclusion(
    *, acteur: Utilisateur, exclusion: ExclusionScolaire, version_lue: int
) -> ExclusionScolaire:
    """Note an exclusion, or what the child did meanwhile. Raises ValidationError on a stale version."""
    ensure(acteur, ECRIT, exclusion)
    verrouille(exclusion, version_lue)
    check_periode(exclusion.debut, exclusion.fin)
    enregistre(exclusion, version_lue, "scolarite.exclusion")
    return exclusion


@transaction.atomic
def ouvrir_suivi(*, acteur: Utilisateur, suivi: SuiviAssiduite) -> SuiviAssiduite:
    """Open the follow-up of a child who misses school: not a reproach, a time to look together.

    Source of the threshold that invites to it: Code de l'éducation L131-8 (certainty M). Raises
    ValidationError on a day to come, or when one is open already.
    """
    ensure(acteur, ECRIT, suivi)
    Enfant.objects.select_for_update(no_key=True).get(pk=suivi.enfant_id)
    if suivi.ouvert_le > aujourdhui():
        raise ValidationError({"ouvert_le": "Cette date est dans le futur."})
    if SuiviAssiduite.objects.standing().filter(enfant=suivi.enfant_id).exists():
        raise ValidationError("Un suivi est déjà ouvert.")
    enregistre(suivi, 0, "scolarite.suivi_ouvert")
    return suivi


@transaction.atomic
def noter_etape(
    *, acteur: Utilisateur, etape: EtapeAssiduite, prochaine_le: date | None, version_lue: int
) -> EtapeAssiduite:
    """Add a step and say when the next one is; a step is never changed afterwards.

    Raises ValidationError on a day to come or before the opening, a next date past, a follow-up that
    is over, or a stale version.
    """
    suivi = _open_one(acteur, etape.suivi, version_lue)
    if etape.le > aujourdhui():
        raise ValidationError({"le": "Cette date est dans le futur."})
    if etape.le < suivi.ouvert_le:
        raise ValidationError({"le": "Cette date vient avant l’ouverture du suivi."})
    if prochaine_le is not None and prochaine_le < etape.le:
        raise ValidationError({"prochaine_le": "La prochaine étape vient avant celle-ci."})
    etape.enfant_id = suivi.enfant_id
    etape.full_clean()
    etape.save(force_insert=True)
    suivi.prochaine_le = prochaine_le
    enregistre(suivi, version_lue, "scolarite.suivi_etape")
    return etape


@transaction.atomic
def clore_suivi(
    *, acteur: Utilisateur, suivi: SuiviAssiduite, le: date, issue: str, version_lue: int
) -> SuiviAssiduite:
    """Close a follow-up with what it left. Raises ValidationError on a day to come or a stale version."""
    suivi = _open_one(acteur, suivi, version_lue)
    if le > aujourdhui():
        raise ValidationError({"le": "Cette date est dans le futur."})
    if le < suivi.ouvert_le:
        raise ValidationError({"le": "Cette date vient avant l’ouverture du suivi."})
    suivi.clos_le, suivi.issue, suivi.prochaine_le = le, issue, None
    enregistre(suivi, version_lue, "scolarite.suivi_clos")
    return suivi


def _open_one(acteur: Utilisateur, suivi: SuiviAssiduite, version_lue: int) -> SuiviAssiduite:
    ensure(acteur, ECRIT, suivi)
    verrouille(suivi, version_lue)
    known = SuiviAssiduite.objects.get(pk=suivi.pk)
    if known.clos_le is not None:
        raise ValidationError(CLOS)
    return known
