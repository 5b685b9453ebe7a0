"""A child is not back: said once, completed as one learns more, told to whom it must be, ended by the return."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from enfants.enums import NatureAbsence
from enfants.models import Absence, Enfant, Sejour
from enfants.services import noter_fugue
from protection.echelle import JUSQU_AU_SIEGE
from protection.models import AlerteFugue, EntretienDeRetour, Fugue
from protection.querysets import DE_SERVICE, children_on_duty
from protection.selectors.destinataires import Titulaire, titulaires
from protection.services.alertes import alerter, eteindre
from protection.services.codes import AVIS_FUGUE, AVIS_RENTRE
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.notifications.services import notifier, retirer
from socle.outils.dates import jour_de_soiree


@transaction.atomic
def signaler_fugue(*, acteur: Utilisateur, fugue: Fugue) -> Fugue:
    """Say that a child is not back: the absence begins, the on-call chain is woken, direction and siège are told.

    Whoever the chain has just told gets no notice besides (ADR 0054).

    Raises PermissionDenied for who is not on duty for the child, ValidationError for a moment to come or
    when another runaway of this child is open already. Sent twice, it is said once.
    """
    enfant = Enfant.objects.select_for_update(no_key=True).filter(pk=fugue.enfant_id).first()
    if enfant is None:
        raise PermissionDenied
    ensure(acteur, DE_SERVICE, enfant)
    if enfant.pk not in children_on_duty(acteur):
        raise PermissionDenied
    # Sent twice at once: who comes second waited for the child’s row, and finds what the first has opened.
    if (known := Fugue.objects.filter(pk=fugue.pk, enfant=enfant).first()) is not None:
        return known
    stay = Sejour.objects.current(jour_de_soiree()).filter(enfant=enfant).first()
    fugue.village_id, fugue.maison_id = enfant.village_id, stay.maison_id if stay else None
    fugue.ouverte_par, fugue.ouverte_le = acteur, timezone.now()
    _check_moments(fugue)
    fugue.full_clean()
    fugue.absence = _begin_absence(acteur, fugue) if stay else None
    fugue.save(force_insert=True)
    _record("fugues.ouverte", fugue)
    with acting_as_system(raison="un enfant n’est pas rentré : l’astreinte"):
        alerte = alerter(fugue, par=acteur)
        woken = set(alerte.appels.values_list("compte_id", flat=True))
        told = {t.compte for t in _readers(fugue) if not t.de_garde} - woken
    notifier(code=AVIS_FUGUE, destinataires=told, objet=fugue.pk)
    return fugue


@transaction.atomic
def corriger_fugue(*, acteur: Utilisateur, fugue: Fugue, champs: dict[str, Any]) -> Fugue:
    """Correct who saw the child, where and when; the former words stay among the versions."""
    row = hold(acteur, fugue)
    for nom in ("vue_le", "vue_ou", "vue_par", "constatee_le"):
        setattr(row, nom, champs[nom])
    _check_moments(row)
    return save(row, "fugues.completee")


@transaction.atomic
def noter_alerte(*, acteur: Utilisateur, alerte: AlerteFugue) -> AlerteFugue:
    """Note that somebody was told, of the absence or of the return; raises ValidationError for a moment to come."""
    row = hold(acteur, alerte.fugue)
    if alerte.le > timezone.now():
        raise ValidationError({"heure": "Cette heure est à venir."})
    if alerte.du_retour and row.rentree_le is None:
        raise ValidationError("L’enfant n’est pas rentré : notez d’abord son retour.")
    alerte.enfant_id, alerte.par = row.enfant_id, acteur
    alerte.full_clean(exclude=["enfant", "fugue"])
    alerte.save(force_insert=True)
    _record("fugues.alerte", row)
    return alerte


@transaction.atomic
def noter_retour(*, acteur: Utilisateur, fugue: Fugue, le: datetime, par: str, etat: str) -> Fugue:
    """Say that the child is back: the absence ends, the chain stops, and those who were told are told again.

    Raises ValidationError when the return is noted already, to come, or before the departure.
    """
    row = hold(acteur, fugue)
    if row.rentree_le is not None:
        raise ValidationError("Le retour est déjà noté.")
    if le > timezone.now():
        raise ValidationError({"heure": "Cette heure est à venir."})
    if le < row.vue_le:
        raise ValidationError({"le": "Ce retour vient avant le départ."})
    row.rentree_le, row.retour_par, row.retour_etat = le, par, etat
    if row.absence is not None and row.absence.fin is None:
        absence = row.absence
        absence.fin = max(jour_de_soiree(le), absence.debut)
        noter_fugue(acteur=acteur, absence=absence)
    save(row, "fugues.retour")
    retirer(code=AVIS_FUGUE, objet=row.pk)
    with acting_as_system(raison="un enfant est rentré : à qui le dire"):
        woken = eteindre(row)
        told = {t.compte for t in _readers(row) if not t.de_garde or t.compte in woken}
    notifier(code=AVIS_RENTRE, destinataires=told, objet=row.pk)
    return row


@transaction.atomic
def tenir_entretien(*, acteur: Utilisateur, entretien: EntretienDeRetour) -> EntretienDeRetour:
    """Keep what the child says on coming back, once; raises ValidationError before the return or twice."""
    row = hold(acteur, entretien.fugue)
    if row.rentree_le is None:
        raise ValidationError("L’enfant n’est pas rentré : notez d’abord son retour.")
    if row.entretien_le is not None:
        raise ValidationError("L’entretien est déjà noté.")
    if entretien.le > timezone.now():
        raise ValidationError({"heure": "Cette heure est à venir."})
    entretien.enfant_id, entretien.par = row.enfant_id, acteur
    entretien.full_clean(exclude=["enfant", "fugue"])
    entretien.save(force_insert=True)
    row.entretien_le = entretien.le
    save(row, "fugues.entretien")
    return entretien


def lier_incident(fugue_id: UUID, incident_id: UUID) -> None:
    """Keep which incident was declared of a runaway; in the system act that declares, so it names nobody.

    The first one holds; one that is no longer there is left alone.
    """
    row = Fugue.objects.select_for_update(no_key=True).filter(pk=fugue_id, incident_id__isnull=True).first()
    if row is not None:
        row.incident_id = incident_id
        row.save()


def prevenir(code: str, fugue: Fugue, *, cle: str) -> int:
    """Tell the direction, who is on call and the siège, once per ``cle``; nobody who is denied the child.

    Return how many had not been told.
    """
    with acting_as_system(raison="à qui dire qu’un enfant n’est pas rentré"):
        told = {t.compte for t in _readers(fugue)}
    return notifier(code=code, destinataires=told, objet=fugue.pk, cle=cle)


def hold(acteur: Utilisateur, fugue: Fugue) -> Fugue:
    """Lock a runaway one may act on. Raises PermissionDenied for who only follows it."""
    ensure(acteur, DE_SERVICE, fugue)
    rows = Fugue.objects.on_duty(acteur).select_for_update(no_key=True)
    row: Fugue | None = rows.filter(pk=fugue.pk).first()
    if row is None:
        raise PermissionDenied
    return row


def save(fugue: Fugue, code: str) -> Fugue:
    """Write a runaway one holds, and say so to the journal."""
    fugue.full_clean()
    fugue.save()
    _record(code, fugue)
    return fugue


# --- inside ---------------------------------------------------------------------------


def _readers(fugue: Fugue) -> list[Titulaire]:
    """Return who answers for the village or the siège and reads this runaway: nobody who is denied the child."""
    reading = parse_permission(DE_SERVICE)
    return [
        t
        for t in titulaires(fugue.village_id)
        if (reach := perimetre_de(t.compte))
        and (
            fugue.enfant_id in reach.enfants(reading)
            if t.rang < JUSQU_AU_SIEGE
            else t.rang == JUSQU_AU_SIEGE and fugue.enfant_id not in reach.exceptions.refus
        )
    ]


def _check_moments(fugue: Fugue) -> None:
    if fugue.constatee_le > timezone.now():
        raise ValidationError({"constatee_heure": "Cette heure est à venir."})
    if fugue.vue_le > fugue.constatee_le:
        raise ValidationError({"vue_heure": "L’enfant a été vu avant qu’on remarque son absence."})


def _begin_absence(acteur: Utilisateur, fugue: Fugue) -> Absence | None:
    """Open the absence of tonight; a child away already (a visit, a camp) has run away from there."""
    night = jour_de_soiree(fugue.constatee_le)
    if Absence.objects.current(night).filter(enfant_id=fugue.enfant_id).exists():
        return None
    absence = Absence(enfant_id=fugue.enfant_id, nature=NatureAbsence.FUGUE, debut=night)
    try:
        with transaction.atomic():
            return noter_fugue(acteur=acteur, absence=absence)
    except ValidationError:
        # An absence already written for the days to come: it is not undone in an emergency.
        return None


def _record(code: str, fugue: Fugue) -> None:
    record(code, objets=[fugue.pk], enfants=[fugue.enfant_id], type_objet="protection.Fugue")
