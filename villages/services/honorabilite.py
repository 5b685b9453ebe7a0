"""Checking that somebody may work with children."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui
from villages.models import Honorabilite, Professionnel
from villages.regles import AGE_MAXIMUM
from villages.selectors.honorabilite import premier_jour
from villages.services.garde import ensure_reaches, refuse_self


@transaction.atomic
def verifier_honorabilite(*, acteur: Utilisateur, attestation: Honorabilite) -> Honorabilite:
    """Record that an attestation was seen and its authenticity checked, today.

    Never the offence: a number, two dates, a decision from a closed list. A first attestation is at most
    six months old on the first day (CASF R133-1, décret 2024-643, certainty S). Raises PermissionDenied for
    oneself, an account one created, or a professional one does not answer for; ValidationError on dates.
    """
    ensure(acteur, Capacite.TENIR_HONORABILITE)
    person = attestation.professionnel
    ensure_reaches(acteur, Capacite.TENIR_HONORABILITE, person)
    refuse_self(acteur, person.compte)
    # Two checks at once wait for each other: whether it is the first one is asked below.
    Professionnel.objects.select_for_update(no_key=True).get(pk=person.pk)
    today = aujourdhui()
    if attestation.delivree_le > today:
        raise ValidationError({"delivree_le": "Cette date est dans le futur."})
    first = not Honorabilite.objects.filter(professionnel=person).exists()
    start = premier_jour(person.pk) or today
    if first and AGE_MAXIMUM.jour_apres(attestation.delivree_le) < start:
        raise ValidationError(
            {
                "delivree_le": "Cette attestation avait plus de six mois le premier jour : demandez-en une autre."
            }
        )
    attestation.verifiee_le, attestation.verifiee_par = today, acteur
    attestation.full_clean()
    attestation.save()
    record("honorabilite.verifiee", objets=[attestation.pk], type_objet="villages.Honorabilite")
    return attestation
