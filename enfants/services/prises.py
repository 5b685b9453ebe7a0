"""Giving a dose: once per treatment, day and moment, taken back within ten minutes, then signed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from enfants.enums import EtatPrise, Moment, RaisonPrise
from enfants.models import Prise, Traitement
from enfants.moments import RECUL
from enfants.selectors.si_besoin import donnees_recentes
from enfants.si_besoin import attente
from socle.audit.services import record
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui, jour_de_soiree


class PriseDejaNoteeError(Exception):
    """Somebody else noted this dose already: it must not be given twice. ``prise`` is theirs."""

    def __init__(self, prise: Prise) -> None:
        super().__init__(prise.pk)
        self.prise = prise


class TraitementChangeError(Exception):
    """The treatment is no longer the one that was read: read it again before giving anything."""


class PriseSigneeError(Exception):
    """Too late to take it back: it is signed."""


@transaction.atomic
def noter_prise(
    *,
    acteur: Utilisateur,
    traitement: Traitement,
    jour: date,
    moment: Moment,
    version_lue: int,
    etat: EtatPrise = EtatPrise.DONNEE,
    raison: RaisonPrise | None = None,
    precision: str = "",
) -> Prise:
    """Note that a dose was given, or why it was not; the same form sent twice notes one.

    Raises PriseDejaNoteeError when another person noted it, or the same one otherwise,
    TraitementChangeError when the treatment was changed since it was read, ValidationError for a dose
    that is not to be given, a day out of reach, or a reason missing.
    """
    ensure(acteur, "ecrire_soin_quotidien", traitement)
    traitement = Traitement.objects.select_for_update(no_key=True).get(pk=traitement.pk)
    _check_dose(traitement, jour, moment)
    if etat is not EtatPrise.DONNEE:
        _check_reason(raison, precision)
    known = _standing(traitement, jour, moment)
    if known is not None:
        return _same(known, acteur, etat, raison)
    if traitement.version != version_lue:
        raise TraitementChangeError
    prise = Prise(
        traitement=traitement,
        enfant_id=traitement.enfant_id,
        jour=jour,
        moment=moment,
        etat=etat,
        quoi=_what(traitement),
        raison=None if etat is EtatPrise.DONNEE else raison,
        precision="" if etat is EtatPrise.DONNEE else precision.strip(),
        auteur=acteur,
        saisie_le=timezone.now(),
    )
    try:
        with transaction.atomic():
            prise.save(force_insert=True)
    except IntegrityError:
        # The row lock makes this rare; the constraint makes it impossible to give twice.
        known = _standing(traitement, jour, moment)
        if known is None:
            raise
        return _same(known, acteur, etat, raison)
    acte = "soins.prise" if etat is EtatPrise.DONNEE else "soins.prise_non_donnee"
    record(acte, objets=[prise.pk], enfants=[prise.enfant_id], type_objet="enfants.Prise")
    return prise


@transaction.atomic
def donner_si_besoin(
    *, acteur: Utilisateur, traitement: Traitement, ident: UUID, version_lue: int, pour: str
) -> Prise:
    """Note that a medicine on demand is given now, and for what; the same form sent twice notes one.

    The maximum in twenty-four hours and the time between two are the prescription's, and nobody passes
    over them here: the sentence says whom to call. PostgreSQL refuses it too. Raises
    TraitementChangeError when the treatment was changed since it was read, ValidationError too early, too
    often, outside its days, or without a reason.
    """
    ensure(acteur, "ecrire_soin_quotidien", traitement)
    traitement = Traitement.objects.select_for_update(no_key=True).get(pk=traitement.pk)
    known = Prise.objects.filter(pk=ident, traitement=traitement, auteur=acteur).first()
    if known is not None:
        return known
    if traitement.version != version_lue or not traitement.si_besoin:
        raise TraitementChangeError
    now = timezone.now()
    jour = _day_of(traitement)
    given = donnees_recentes([traitement.pk], now).get(traitement.pk, [])
    wait = attente(
        maximum=traitement.maximum or 0,
        intervalle=traitement.intervalle or 0,
        donnees=[prise.saisie_le for prise in given],
        maintenant=now,
    )
    if wait is not None:
        raise ValidationError(wait.phrase, code="attente")
    if not pour.strip():
        raise ValidationError({"pour": "Dites pourquoi vous le donnez."})
    prise = Prise(
        pk=ident,
        traitement=traitement,
        enfant_id=traitement.enfant_id,
        jour=jour,
        moment=None,
        etat=EtatPrise.DONNEE,
        quoi=_what(traitement),
        precision=pour.strip(),
        auteur=acteur,
        saisie_le=now,
    )
    prise.save(force_insert=True)
    record("soins.prise", objets=[prise.pk], enfants=[prise.enfant_id], type_objet="enfants.Prise")
    return prise


@transaction.atomic
def annuler_prise(*, acteur: Utilisateur, prise: Prise) -> Prise:
    """Take back one's own note within ten minutes; twice changes nothing.

    Raises PermissionDenied for somebody else's, PriseSigneeError afterwards.
    """
    ensure(acteur, "ecrire_soin_quotidien", prise)
    prise = Prise.objects.select_for_update(no_key=True).get(pk=prise.pk)
    if prise.auteur_id != acteur.pk:
        raise PermissionDenied
    if prise.annulee_le is not None:
        return prise
    if prise.est_signee:
        raise PriseSigneeError
    prise.annulee_le = timezone.now()
    prise.save(update_fields=["annulee_le"])
    record("soins.prise_annulee", objets=[prise.pk], enfants=[prise.enfant_id], type_objet="enfants.Prise")
    return prise


def _day_of(traitement: Traitement) -> date:
    """The day of the dose: today, or after midnight the evening that goes on."""
    for jour in (aujourdhui(), jour_de_soiree()):
        if traitement.debut <= jour and (traitement.fin is None or jour <= traitement.fin):
            return jour
    raise ValidationError("Ce traitement ne se donne plus.", code="moment")


def _check_dose(traitement: Traitement, jour: date, moment: Moment) -> None:
    here = jour_de_soiree()
    if jour > here:
        raise ValidationError({"jour": "Cette date est dans le futur."})
    if jour < here - RECUL:
        raise ValidationError({"jour": "Cette prise est trop ancienne : racontez-la dans le journal."})
    ended = traitement.fin is not None and traitement.fin < jour
    if ended or jour < traitement.debut or moment not in traitement.moments:
        raise ValidationError("Ce traitement ne se donne plus à ce moment-là.", code="moment")


def _check_reason(raison: RaisonPrise | None, precision: str) -> None:
    if raison is None:
        raise ValidationError({"raison": "Dites pourquoi."})
    if raison is RaisonPrise.AUTRE and not precision.strip():
        raise ValidationError({"precision": "Dites en quelques mots pourquoi."})


def _standing(traitement: Traitement, jour: date, moment: Moment) -> Prise | None:
    return Prise.objects.standing().filter(traitement=traitement, jour=jour, moment=moment).first()


def _same(known: Prise, acteur: Utilisateur, etat: EtatPrise, raison: RaisonPrise | None) -> Prise:
    if known.auteur_id == acteur.pk and (known.etat, known.raison) == (etat, raison):
        return known
    raise PriseDejaNoteeError(known)


def _what(traitement: Traitement) -> str:
    if isinstance(traitement.nom, Illisible) or isinstance(traitement.dose, Illisible):
        raise ValidationError("Ce traitement ne peut pas être ouvert : rien n’a été noté.", code="illisible")
    return f"{traitement.nom}, {traitement.dose}"
