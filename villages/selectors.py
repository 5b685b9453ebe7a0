"""Composed reads of the organisation."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import models
from django.db.models import F, Value

from socle.habilitations.perimetre import Portee
from socle.habilitations.roles import Role
from villages.models import Affectation, Astreinte, Relais


def _role(role: Role) -> Value:
    return Value(role.value, output_field=models.CharField(max_length=32))


def _no_id() -> Value:
    return Value(None, output_field=models.UUIDField(null=True))


def _rows(professionnel: dict[str, object]) -> models.QuerySet:
    """Assignments, relays and on-call duties in force today, as rows of one query."""
    names = ("compte", "portee_role", "lieu", "portee_maison", "portee_enfant")
    affectations = Affectation.objects.current().filter(**professionnel).order_by()
    relais = Relais.objects.current().filter(**professionnel).order_by()
    astreintes = Astreinte.objects.current().filter(**professionnel).order_by()
    account = F("professionnel__compte_id")
    return (
        affectations.annotate(
            compte=account,
            portee_role=F("role"),
            lieu=F("village_id"),
            portee_maison=F("maison_id"),
            portee_enfant=F("enfant_id"),
        )
        .values_list(*names)
        .union(
            relais.annotate(
                compte=account,
                portee_role=_role(Role.EDUCATEUR_FAMILIAL),
                lieu=F("maison__village_id"),
                portee_maison=F("maison_id"),
                portee_enfant=_no_id(),
            ).values_list(*names),
            astreintes.annotate(
                compte=account,
                portee_role=_role(Role.CADRE_ASTREINTE),
                lieu=F("village_id"),
                portee_maison=_no_id(),
                portee_enfant=_no_id(),
            ).values_list(*names),
        )
    )


def portees_of(utilisateur_id: UUID) -> list[Portee]:
    """Return the assignments in force today of one account, relays and on-call included."""
    rows = _rows({"professionnel__compte_id": utilisateur_id, "professionnel__compte__is_active": True})
    return [Portee(Role(role), lieu, maison, enfant) for _, role, lieu, maison, enfant in rows]


def every_portee() -> Iterator[tuple[UUID, Portee]]:
    """Yield (account, assignment) of everyone today; the caller filters by what it reaches."""
    for compte, role, lieu, maison, enfant in _rows({"professionnel__compte__is_active": True}):
        yield compte, Portee(Role(role), lieu, maison, enfant)
