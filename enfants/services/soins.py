"""Acts of daily care: allergies, landmarks, treatments, appointments. Doses are in ``prises``."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from enfants.models import Allergie, Prise, RendezVous, RepereSante, Traitement
from enfants.services.versions import refuse_stale
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui


def _record(acte: str, objet: Allergie | RepereSante | Traitement | RendezVous) -> None:
    record(f"soins.{acte}", objets=[objet.pk], enfants=[objet.enfant_id], type_objet=objet._meta.label)


@transaction.atomic
def noter_allergie(*, acteur: Utilisateur, allergie: Allergie, version_lue: int) -> Allergie:
    """Add an allergy, or correct it; the former words stay in the versions.

    Raises ValidationError when somebody changed it meanwhile.
    """
    ensure(acteur, "ecrire_soin_quotidien", allergie)
    known = Allergie.objects.select_for_update(no_key=True).filter(pk=allergie.pk).first()
    refuse_stale(known.version if known else None, version_lue)
    allergie.version = version_lue + 1
    allergie.full_clean()
    allergie.save()
    _record("allergie", allergie)
    return allergie


@transaction.atomic
def lever_allergie(*, acteur: Utilisateur, allergie: Allergie) -> Allergie:
    """End an allergy from today: it leaves every screen and paper, and stays in the file."""
    ensure(acteur, "ecrire_soin_quotidien", allergie)
    if allergie.fin is None:
        allergie.fin = aujourdhui()
        allergie.save()
        _record("allergie_levee", allergie)
    return allergie


@transaction.atomic
def noter_reperes(*, acteur: Utilisateur, reperes: RepereSante, version_lue: int) -> RepereSante:
    """Save what an emergency service asks first: one row per child.

    Raises ValidationError when somebody saved meanwhile, or for a weighing in the future.
    """
    ensure(acteur, "ecrire_soin_quotidien", reperes)
    known = RepereSante.objects.select_for_update(no_key=True).filter(enfant_id=reperes.enfant_id).first()
    refuse_stale(known.version if known else None, version_lue)
    if isinstance(reperes.pese_le, date) and reperes.pese_le > aujourdhui():
        raise ValidationError({"pese_le": "Cette date est dans le futur."})
    reperes.version = version_lue + 1
    reperes.full_clean()
    reperes.save()
    _record("reperes", reperes)
    return reperes


@transaction.atomic
def prescrire(*, acteur: Utilisateur, traitement: Traitement) -> Traitement:
    """Begin a treatment, from its prescription (CASF L313-26 [M]).

    Raises ValidationError without a moment, or on demand without a reason and its two limits, or when the
    last day comes before the first.
    """
    ensure(acteur, "ecrire_soin_quotidien", traitement)
    _check_rhythm(traitement)
    _check_dates(traitement)
    traitement.full_clean()
    traitement.save(force_insert=True)
    _record("traitement", traitement)
    return traitement


@transaction.atomic
def modifier_traitement(*, acteur: Utilisateur, traitement: Traitement, version_lue: int) -> Traitement:
    """Correct a treatment: whoever had the former one before their eyes must read it again.

    Doses already noted keep the words they were given under. Raises ValidationError when somebody
    changed it meanwhile, or when it would end before a dose already noted.
    """
    ensure(acteur, "ecrire_soin_quotidien", traitement)
    known = Traitement.objects.select_for_update(no_key=True).get(pk=traitement.pk)
    refuse_stale(known.version, version_lue)
    _check_rhythm(traitement)
    _check_dates(traitement)
    noted = Prise.objects.standing().filter(traitement=traitement).order_by("-jour").first()
    if noted is not None and traitement.fin is not None and traitement.fin < noted.jour:
        raise ValidationError({"fin": "Une prise est déjà notée après ce jour."})
    traitement.version = version_lue + 1
    traitement.full_clean()
    traitement.save()
    _record("traitement_modifie", traitement)
    return traitement


def _check_rhythm(traitement: Traitement) -> None:
    if not traitement.si_besoin:
        traitement.raison = traitement.maximum = traitement.intervalle = None
        if not traitement.moments:
            raise ValidationError({"moments": "Choisissez au moins un moment."})
        return
    traitement.moments = []
    missing = {
        nom: phrase
        for nom, phrase in (
            ("raison", "Dites pour quoi il se donne : c’est écrit sur l’ordonnance."),
            ("maximum", "Dites combien de fois en 24 heures, au plus."),
            ("intervalle", "Dites combien d’heures attendre entre deux prises."),
        )
        if not getattr(traitement, nom)
    }
    if missing:
        raise ValidationError(missing)


def _check_dates(traitement: Traitement) -> None:
    if traitement.fin is not None and traitement.fin < traitement.debut:
        raise ValidationError({"fin": "Le dernier jour vient avant le premier."})


@transaction.atomic
def noter_rendez_vous(*, acteur: Utilisateur, rendez_vous: RendezVous, version_lue: int) -> RendezVous:
    """Add an appointment or say what became of it. Raises ValidationError on a stale version."""
    ensure(acteur, "ecrire_soin_quotidien", rendez_vous)
    known = RendezVous.objects.select_for_update(no_key=True).filter(pk=rendez_vous.pk).first()
    refuse_stale(known.version if known else None, version_lue)
    rendez_vous.version = version_lue + 1
    rendez_vous.full_clean()
    rendez_vous.save()
    _record("rendez_vous", rendez_vous)
    return rendez_vous
