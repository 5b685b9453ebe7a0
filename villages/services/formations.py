"""Trainings: a session is kept, and who was there is noted by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from socle.audit.services import record
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.keys import creer_cle
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui
from villages.models import Formation, PresenceFormation, Professionnel
from villages.services.garde import refuse_self


@transaction.atomic
def enregistrer_formation(*, acteur: Utilisateur, formation: Formation) -> Formation:
    """Keep a session; that of the association is kept by who answers for all its villages.

    Raises PermissionDenied outside one's villages, ValidationError on what it says.
    """
    ensure(acteur, Capacite.TENIR_PILIERS)
    _ensure_there(acteur, formation.village_id)
    creer_cle(formation.pk, NatureSujet.ASSOCIATION)
    formation.full_clean()
    formation.save()
    record("formations.seance", objets=[formation.pk], type_objet="villages.Formation")
    return formation


@transaction.atomic
def noter_presences(
    *, acteur: Utilisateur, formation: Formation, professionnels: Sequence[Professionnel]
) -> list[PresenceFormation]:
    """Note who was there; noted twice it stays one. Nobody notes their own, nor that of an account they created.

    Raises PermissionDenied for somebody one does not answer for, ValidationError before the day.
    """
    ensure(acteur, Capacite.TENIR_PILIERS)
    if formation.le > aujourdhui():
        raise ValidationError("La séance n’a pas encore eu lieu : notez les présences le jour même.")
    Formation.objects.select_for_update(no_key=True).get(pk=formation.pk)
    seen = Professionnel.objects.visible_to(acteur, Capacite.TENIR_PILIERS)
    allowed = set(seen.filter(pk__in=[p.pk for p in professionnels]).values_list("pk", flat=True))
    known = set(
        PresenceFormation.objects.in_force()
        .filter(formation=formation)
        .values_list("professionnel_id", flat=True)
    )
    noted = []
    for person in professionnels:
        if person.pk not in allowed:
            raise PermissionDenied
        refuse_self(acteur, person.compte)
        if person.pk not in known:
            row = PresenceFormation(
                formation=formation, professionnel=person, notee_le=timezone.now(), notee_par=acteur
            )
            row.save()
            noted.append(row)
    record("formations.presence", objets=[formation.pk], type_objet="villages.Formation")
    return noted


@transaction.atomic
def retirer_presence(*, acteur: Utilisateur, presence: PresenceFormation) -> None:
    """Withdraw a presence noted by mistake; the line stays, with the day it was withdrawn."""
    ensure(acteur, Capacite.TENIR_PILIERS)
    rows = PresenceFormation.objects.visible_to(acteur, Capacite.TENIR_PILIERS)
    if not rows.filter(pk=presence.pk).exists():
        raise PermissionDenied
    refuse_self(acteur, presence.professionnel.compte)
    presence.retiree_le = timezone.now()
    presence.save(update_fields=["retiree_le"])
    record("formations.presence_retiree", objets=[presence.pk], type_objet="villages.PresenceFormation")


def _ensure_there(acteur: Utilisateur, village: UUID | None) -> None:
    villages = perimetre_de(acteur.pk).villages(Capacite.TENIR_PILIERS)
    if villages is not None and village not in villages:
        raise PermissionDenied
