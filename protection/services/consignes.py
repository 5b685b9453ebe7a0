"""What the house must do tonight about a child, without the facts."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from enfants.selectors.autour import comptes_autour
from protection.echelle import ECRIT
from protection.models import ConsigneDeSecurite, Incident, PersonneConcernee
from protection.selectors.consignes import LIT_LA_CONSIGNE
from protection.selectors.destinataires import ecartes
from protection.services.codes import AVIS_CONSIGNE
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure
from socle.notifications.services import notifier
from villages.models import Professionnel


@transaction.atomic
def poser_consigne(
    *, acteur: Utilisateur, incident: Incident, consigne: ConsigneDeSecurite
) -> ConsigneDeSecurite:
    """Tell whoever is on duty what to do about one child of the incident, from now or a moment to come.

    Raises PermissionDenied for who does not handle it, ValidationError for a child who is not in it.
    """
    ensure(acteur, ECRIT, incident)
    if not PersonneConcernee.objects.filter(incident=incident, enfant_id=consigne.enfant_id).exists():
        raise ValidationError({"enfant": "Cet enfant n’est pas nommé dans l’incident."})
    consigne.incident_id, consigne.posee_par = incident.pk, acteur
    # The siège reads no child's row: the foreign key alone answers for the child.
    consigne.full_clean(exclude=["enfant"])
    consigne.save()
    _record("consignes.posee", consigne)
    notifier(
        code=AVIS_CONSIGNE,
        destinataires=_on_duty(incident, consigne),
        objet=incident.pk,
        cle=f"{consigne.pk}",
    )
    return consigne


@transaction.atomic
def lever_consigne(
    *, acteur: Utilisateur, incident: Incident, consigne: ConsigneDeSecurite
) -> ConsigneDeSecurite:
    """End an instruction. Raises ValidationError when it is over already."""
    ensure(acteur, ECRIT, incident)
    rows = ConsigneDeSecurite.objects.select_for_update(no_key=True)
    row = rows.get(pk=consigne.pk, incident_id=incident.pk)
    if row.levee_le is not None:
        raise ValidationError("Cette consigne est déjà levée.")
    row.levee_le = timezone.now()
    row.save()
    _record("consignes.levee", row)
    return row


def _on_duty(incident: Incident, consigne: ConsigneDeSecurite) -> set[UUID]:
    """Who is near the child tonight, less who is set aside from the incident."""
    around = comptes_autour(consigne.enfant_id, LIT_LA_CONSIGNE)
    with acting_as_system(raison="à qui dire une consigne de sécurité"):
        aside = Professionnel.objects.filter(pk__in=ecartes(incident)).values_list("compte_id", flat=True)
        return around - set(aside)


def _record(code: str, consigne: ConsigneDeSecurite) -> None:
    record(
        code, objets=[consigne.pk], enfants=[consigne.enfant_id], type_objet="protection.ConsigneDeSecurite"
    )
