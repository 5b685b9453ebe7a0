"""Telling the council: one grouped text, released by two persons (CASF R331-10, certainty S)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from protection.echelle import VALIDE
from protection.models import RestitutionConseil, RestitutionIncident
from protection.selectors.conseil import a_restituer, les_traite_tous
from socle.audit.services import record
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.keys import creer_cle
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from villages.models import Village


@transaction.atomic
def preparer_restitution(
    *, acteur: Utilisateur, village: Village, texte: str, ident: UUID
) -> RestitutionConseil:
    """Write what the council of a village will hear of every evaluated incident one handles there.

    It stands at the highest rung among them. Raises PermissionDenied without an incident to validate there,
    ValidationError without a text or when nothing is left to tell.
    """
    ensure(acteur, VALIDE)
    if not texte.strip():
        raise ValidationError({"texte": "Écrivez ce qui sera dit au conseil."})
    incidents = a_restituer(acteur, village.pk)
    if not incidents:
        raise ValidationError("Il n’y a rien de nouveau à dire au conseil de ce village.")
    creer_cle(ident, NatureSujet.ASSOCIATION)
    row = RestitutionConseil(
        pk=ident,
        village=village,
        niveau=max(incident.niveau for incident in incidents),
        texte=texte,
        preparee_par=acteur,
        preparee_le=timezone.now(),
    )
    row.full_clean()
    row.save(force_insert=True)
    for incident in incidents:
        RestitutionIncident(restitution=row, incident=incident).save(force_insert=True)
    _record("incidents.conseil_prepare", row)
    return row


@transaction.atomic
def signer_restitution(*, acteur: Utilisateur, restitution: RestitutionConseil) -> RestitutionConseil:
    """Sign; the second signature, by somebody else, releases it.

    Raises PermissionDenied for who does not handle every incident it covers, ValidationError signed
    already, by two or by the same person.
    """
    row = _mine(acteur, restitution)
    if row.contresignee_par_id is not None:
        raise ValidationError("Deux personnes ont déjà signé.")
    if row.signee_par_id == acteur.pk:
        raise ValidationError("Vous avez déjà signé : une autre personne doit signer aussi.")
    if row.signee_par_id is None:
        row.signee_par, row.signee_le = acteur, timezone.now()
    else:
        row.contresignee_par, row.contresignee_le = acteur, timezone.now()
    row.save()
    _record("incidents.conseil_signe", row)
    return row


@transaction.atomic
def abandonner_restitution(*, acteur: Utilisateur, restitution: RestitutionConseil) -> RestitutionConseil:
    """Give a text up before it is told: its incidents may be told by another one."""
    row = _mine(acteur, restitution)
    if row.rendue_le is not None:
        raise ValidationError("Ce texte a déjà été dit au conseil.")
    row.abandonnee_le = timezone.now()
    row.save()
    _record("incidents.conseil_abandonne", row)
    return row


@transaction.atomic
def noter_restitution(
    *, acteur: Utilisateur, restitution: RestitutionConseil, instance: str, le: date
) -> RestitutionConseil:
    """Note the day the council heard it. Raises ValidationError before two signatures, or for a day to come."""
    row = _mine(acteur, restitution)
    if row.contresignee_par_id is None:
        raise ValidationError("Deux personnes signent avant que le conseil l’entende.")
    if row.rendue_le is not None:
        raise ValidationError("C’est déjà noté.")
    if le > timezone.localdate():
        raise ValidationError({"le": "Cette date est dans le futur."})
    row.entendue_par, row.rendue_le = instance, le
    row.full_clean()
    row.save()
    _record("incidents.conseil_rendu", row)
    return row


def _mine(acteur: Utilisateur, restitution: RestitutionConseil) -> RestitutionConseil:
    """Lock a text one may act on: in force, and about incidents one all handles."""
    ensure(acteur, VALIDE, restitution)
    rows = RestitutionConseil.objects.select_for_update(no_key=True)
    row: RestitutionConseil = rows.get(pk=restitution.pk)
    if not les_traite_tous(acteur, row):
        raise PermissionDenied
    if row.abandonnee_le is not None:
        raise ValidationError("Ce texte est abandonné.")
    return row


def _record(code: str, row: RestitutionConseil) -> None:
    record(code, objets=[row.pk], type_objet="protection.RestitutionConseil")
