"""Whom an incident may be told to: the holders of the rungs that handle it, less whoever is set aside.

Read inside a named system act: who acts may reach none of these people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from protection.echelle import DERNIER, JUSQU_AU_SIEGE, PREMIER, RANGS, lit_au
from protection.models import Ecart, Incident
from socle.habilitations.roles import SANS_DOSSIER, Role
from villages.models import Affectation, Astreinte, Village

#: On the first two rungs everybody of the village’s direction is told at once.
DIRECTION = 2


@dataclass(frozen=True)
class Titulaire:
    """Somebody who stands at a rung for a village today; ``de_garde`` by its roster of tonight."""

    professionnel: UUID
    compte: UUID
    rang: int
    de_garde: bool = False


def titulaires(village_id: UUID) -> list[Titulaire]:
    """Return who stands at a rung for this village today: active accounts only."""
    active = {"professionnel__compte__is_active": True}
    names = ("professionnel_id", "professionnel__compte_id")
    rows: Iterable[tuple[UUID, UUID, str, UUID | None]] = (
        Affectation.objects.current()
        .filter(role__in=list(RANGS), **active)
        .order_by()
        .values_list(*names, "role", "village_id")
    )
    found = [
        Titulaire(pk, compte, RANGS[Role(role)])
        for pk, compte, role, village in rows
        if Role(role) in SANS_DOSSIER or village == village_id
    ]
    on_call = Astreinte.objects.current().filter(village=village_id, **active)
    return found + [
        Titulaire(pk, compte, PREMIER, de_garde=True) for pk, compte in on_call.order_by().values_list(*names)
    ]


def ecartes(incident: Incident) -> set[UUID]:
    """Return the professionals set aside from an incident."""
    rows = Ecart.objects.in_force().filter(incident=incident).order_by()
    return set(rows.values_list("professionnel_id", flat=True))


def premier_echelon(village_id: UUID, au_dessus_de: set[UUID], sans: set[UUID]) -> int | None:
    """Return the first rung above these people that somebody still holds, these and ``sans`` left out."""
    holders = titulaires(village_id)
    start = max((t.rang for t in holders if t.professionnel in au_dessus_de), default=0) + 1
    left = [t for t in holders if t.professionnel not in au_dessus_de | sans]
    return next(
        (
            niveau
            for niveau in range(max(start, PREMIER), DERNIER + 1)
            if any(lit_au(t.rang, niveau) for t in left)
        ),
        None,
    )


def qui_traite(incident: Incident, *, jusqu_au: int = DIRECTION) -> set[UUID]:
    """Return the accounts told of an incident: those of its rung, and of the next ones up to ``jusqu_au``.

    Above the siège's rung only what has come up to somebody is told to them.
    """
    aside, top = ecartes(incident), max(jusqu_au, incident.niveau)
    return {
        t.compte
        for t in titulaires(incident.village_id)
        if t.professionnel not in aside
        and lit_au(t.rang, incident.niveau)
        and (t.rang <= top or t.rang > JUSQU_AU_SIEGE)
    }


def telephone_d_astreinte(village: Village) -> str:
    """Return the number of who is on call: the village’s own, else that of the first of the chain."""
    if village.telephone_astreinte:
        return str(village.telephone_astreinte)
    first = Astreinte.objects.current().filter(village=village).order_by("rang", "debut", "id").first()
    return str(first.telephone) if first else ""
