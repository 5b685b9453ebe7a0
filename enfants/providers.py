"""How this app answers ``socle.habilitations``: where children stand, and who holds exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.utils import timezone

from enfants.models import AccesExceptionnel, AccordEnfant, Enfant, RefusEnfant, Sejour
from socle.habilitations.perimetre import Exceptions, PlaceEnfant, Portee
from socle.habilitations.permissions import parse_permission


def places_of(utilisateur_id: UUID, portees: list[Portee], named: set[UUID]) -> Iterable[PlaceEnfant]:
    """Return where the children reached by these assignments stand today: one query."""
    villages = {p.village for p in portees if p.village}
    maisons = {p.maison for p in portees if p.maison}
    enfants = {p.enfant for p in portees if p.enfant} | named
    stays = Sejour.objects.current().order_by()
    current = stays.filter(enfant_id=OuterRef("pk")).values("maison_id")[:1]
    # The house opens nothing to someone assigned to none: it is not looked for, child by child.
    maison = Subquery(current) if maisons else Value(None, output_field=models.UUIDField(null=True))
    housed = Q(id__in=stays.filter(maison_id__in=maisons).values("enfant_id")) if maisons else Q()
    children = Enfant.objects.annotate(maison=maison).filter(
        Q(village_id__in=villages) | housed | Q(id__in=enfants) | Q(compte_id=utilisateur_id)
    )
    for enfant, village, maison, compte in children.values_list("id", "village_id", "maison", "compte_id"):
        yield PlaceEnfant(enfant, village, maison, compte)


def exceptions_of(utilisateur_id: UUID) -> Exceptions:
    """Return the exceptions in force now for one account: one query."""
    now = timezone.now()
    accords = AccordEnfant.objects.current().filter(user_id=utilisateur_id).order_by()
    refus = RefusEnfant.objects.current().filter(utilisateur_id=utilisateur_id).order_by()
    ouverts = AccesExceptionnel.objects.filter(
        utilisateur_id=utilisateur_id, ouvert_le__lte=now, expire_le__gt=now
    ).order_by()
    rows = accords.values_list(F("content_object_id"), F("permission__codename")).union(
        refus.values_list(F("enfant_id"), _label("refus")),
        ouverts.values_list(F("enfant_id"), _label("bris_de_glace")),
    )
    found = Exceptions()
    for enfant, label in rows:
        if label == "refus":
            found.refus.add(enfant)
        elif label == "bris_de_glace":
            found.bris_de_glace.add(enfant)
        else:
            found.accords.setdefault(enfant, set()).add(parse_permission(label).on_category())
    return found


def _label(text: str) -> Value:
    return Value(text, output_field=models.CharField(max_length=100))
