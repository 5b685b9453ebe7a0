"""Stopping what was planned: a relay that will not take place, a duty that ends today."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import forget_perimetres
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui, jour_de_soiree
from villages.models import Astreinte, Relais
from villages.services.garde import refuse_self

_Dated = TypeVar("_Dated", Relais, Astreinte)


@transaction.atomic
def arreter_relais(*, acteur: Utilisateur, relais: Relais, motif: str) -> Relais:
    """Cancel a relay not begun, or end one in progress: its rights end with this transaction.

    The row stays, with its reason and its versions. Raises PermissionDenied without the capacity
    or for one's own relay, ValidationError without a reason or when it is over already.
    """
    ensure(acteur, Capacite.ECRIRE_ORGANISATION, relais.maison)
    refuse_self(acteur, relais.professionnel.compte)
    locked = _stop(Relais.objects.select_for_update(no_key=True).get(pk=relais.pk), motif)
    record("villages.relais_arrete", objets=[locked.pk], type_objet="villages.Relais")
    return locked


@transaction.atomic
def arreter_astreinte(*, acteur: Utilisateur, astreinte: Astreinte, motif: str) -> Astreinte:
    """Cancel an on-call duty not begun, or end one in progress; its rank is free at once.

    Errors as for ``arreter_relais``; the capacity is the direction's, which gives duties.
    """
    ensure(acteur, Capacite.AFFECTER, astreinte)
    refuse_self(acteur, astreinte.professionnel.compte)
    locked = _stop(Astreinte.objects.select_for_update(no_key=True).get(pk=astreinte.pk), motif)
    record("villages.astreinte_arretee", objets=[locked.pk], type_objet="villages.Astreinte")
    return locked


def _stop(row: _Dated, motif: str) -> _Dated:
    """Days and their night are inclusive and what is stopped must stop at once: hence a date of its own."""
    today = aujourdhui()
    if row.arrete_le is not None or row.fin < jour_de_soiree():
        raise ValidationError("C’est déjà terminé ou annulé.")
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi, en quelques mots."})
    row.arrete_le, row.motif_arret = today, motif
    if row.debut <= today:
        row.fin = min(row.fin, today)
    row.full_clean(validate_constraints=False)
    row.save()
    forget_perimetres()
    return row
