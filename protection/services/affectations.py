"""Entrusting an incident to a psychologist, and ending it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from protection.echelle import VALIDE
from protection.models import AffectationIncident, Incident
from protection.selectors.affectations import psychologues_du_village
from protection.selectors.destinataires import ecartes
from protection.services.codes import AVIS_DECLARE
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.notifications.services import notifier, retirer


@transaction.atomic
def confier(*, acteur: Utilisateur, affectation: AffectationIncident) -> AffectationIncident:
    """Let a psychologist of the village read an incident from end to end, to evaluate or support.

    Raises PermissionDenied without the right to validate, ValidationError for somebody who is not a
    psychologist there today, is set aside, or has it already.
    """
    ensure(acteur, VALIDE, affectation.incident)
    incident = Incident.objects.select_for_update(no_key=True).get(pk=affectation.incident_id)
    pro = affectation.professionnel
    if pro.pk not in {une.pk for une in psychologues_du_village(incident.village_id)}:
        raise ValidationError({"professionnel": "Cette personne n’est pas psychologue dans ce village."})
    if pro.pk in ecartes(incident):
        raise ValidationError({"professionnel": "Cette personne est écartée de cet incident."})
    if AffectationIncident.objects.filter(incident=incident, professionnel=pro, levee_le=None).exists():
        raise ValidationError({"professionnel": "L’incident lui est déjà confié."})
    affectation.niveau, affectation.par, affectation.depuis = incident.niveau, acteur, timezone.now()
    affectation.full_clean()
    affectation.save()
    _record("incidents.confie", incident)
    if pro.compte_id is not None:
        notifier(code=AVIS_DECLARE, destinataires=[pro.compte_id], objet=incident.pk, cle=f"{affectation.pk}")
    return affectation


@transaction.atomic
def reprendre(*, acteur: Utilisateur, affectation: AffectationIncident) -> AffectationIncident:
    """End it: from now on they read nothing of the incident. Raises ValidationError when it is over already."""
    ensure(acteur, VALIDE, affectation)
    row = AffectationIncident.objects.select_for_update(no_key=True).get(pk=affectation.pk)
    if row.levee_le is not None:
        raise ValidationError("C’est déjà terminé.")
    row.levee_le = timezone.now()
    row.full_clean()
    row.save()
    if row.professionnel.compte_id is not None:
        retirer(code=AVIS_DECLARE, objet=row.incident_id, destinataires=[row.professionnel.compte_id])
    _record("incidents.repris", row.incident)
    return row


def _record(code: str, incident: Incident) -> None:
    record(code, objets=[incident.pk], type_objet="protection.Incident")
