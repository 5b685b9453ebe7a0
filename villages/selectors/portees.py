"""Composed reads of the organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, models
from django.db.models import F, Q, QuerySet, Value

from socle.habilitations.perimetre import Portee
from socle.habilitations.roles import CAPACITES, SANS_DOSSIER, Capacite, Role
from villages.enums import NatureTitre
from villages.models import Affectation, Astreinte, Professionnel, Relais


@dataclass(frozen=True)
class Titre:
    """One assignment in force and whose account holds it, with the days it runs."""

    compte: UUID
    portee: Portee
    debut: date
    fin: date | None
    nature: NatureTitre


def _titres(
    affectations: QuerySet[Affectation], relais: QuerySet[Relais], astreintes: QuerySet[Astreinte]
) -> list[Titre]:
    """Return assignments, relays and on-call duties in force today of active accounts: one query."""
    active = Q(professionnel__compte__is_active=True)

    def rows(queryset: QuerySet, nature: NatureTitre, role: object, lieu: str, *cible: object) -> QuerySet:
        return (
            queryset.current()  # type: ignore[attr-defined]
            .filter(active)
            .order_by()
            .values_list(
                F("professionnel__compte_id"), role, F(lieu), *cible, F("debut"), F("fin"), _text(nature)
            )
        )

    nothing = Value(None, output_field=models.UUIDField(null=True))
    relay, on_call = _text(Role.EDUCATEUR_FAMILIAL), _text(Role.CADRE_ASTREINTE)
    found = rows(
        affectations, NatureTitre.AFFECTATION, F("role"), "village_id", F("maison_id"), F("enfant_id")
    ).union(
        rows(relais, NatureTitre.RELAIS, relay, "maison__village_id", F("maison_id"), nothing),
        rows(astreintes, NatureTitre.ASTREINTE, on_call, "village_id", nothing, nothing),
    )
    return [
        Titre(compte, Portee(Role(role), lieu, maison, enfant), debut, fin, NatureTitre(nature))
        for compte, role, lieu, maison, enfant, debut, fin, nature in found
    ]


def _text(choice: models.TextChoices) -> Value:
    return Value(choice.value, output_field=models.CharField(max_length=32))


def portees_of(utilisateur_id: UUID) -> list[Portee]:
    """Return the assignments in force today of one account, relays and on-call included.

    The database's own function, which keeps its plan: this is asked in every request.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT role, lieu, maison_id, enfant_id FROM portees_de(%s)", [utilisateur_id])
        return [Portee(Role(role), *cibles) for role, *cibles in cursor.fetchall()]


def titres_sur(enfant_id: UUID, village_id: UUID, maison_id: UUID | None) -> list[Titre]:
    """Return every assignment that reaches one child today, whoever holds it.

    The inverse of the reach of a person; ``maison_id`` is the house of the current stay.
    """
    return _titres(
        Affectation.objects.filter(
            Q(enfant_id=enfant_id)
            | Q(maison_id=maison_id, maison__isnull=False)
            | Q(village_id=village_id, maison__isnull=True, enfant_id__isnull=True)
        ).exclude(role__in=SANS_DOSSIER),
        Relais.objects.filter(maison_id=maison_id) if maison_id else Relais.objects.none(),
        Astreinte.objects.filter(village_id=village_id),
    )


def comptes_ayant(capacite: Capacite, village_id: UUID | None = None) -> set[UUID]:
    """Return the accounts that hold a capacity today over the association, or in this village too."""
    titres = _titres(
        Affectation.objects.filter(Q(village_id=village_id) | Q(village__isnull=True)),
        Relais.objects.none(),
        Astreinte.objects.none(),
    )
    return {titre.compte for titre in titres if capacite in CAPACITES[titre.portee.role]}


def noms_des_comptes(comptes: Iterable[UUID]) -> dict[UUID, str]:
    """Return « Claire Renaud » for each account that belongs to a professional."""
    people = Professionnel.objects.filter(compte_id__in=set(comptes))
    return {person.compte_id: f"{person.prenom} {person.nom}" for person in people if person.compte_id}
