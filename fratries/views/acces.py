"""Fetching a child or a relative by the right a page declares."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse

from enfants.models import Enfant
from fratries.models import Proche
from socle.habilitations.decorators import RequeteConnectee


def enfant_ou_404(request: RequeteConnectee, enfant_id: UUID, permission: str) -> Enfant:
    """Return the child, or answer that there is none."""
    return get_object_or_404(Enfant.objects.visible_to(request.user, permission), pk=enfant_id)


def proche_ou_404(request: RequeteConnectee, proche_id: UUID, permission: str) -> Proche:
    """Return the relative, or answer that there is none."""
    return get_object_or_404(Proche.objects.visible_to(request.user, permission), pk=proche_id)


def vers_famille(enfant_id: UUID) -> tuple[str, str]:
    return "Famille", reverse("fratries:famille", args=[enfant_id])


def vers_contacts(enfant_id: UUID) -> tuple[str, str]:
    return "Contacts", reverse("fratries:contacts", args=[enfant_id])


def vers_qui_decide(enfant_id: UUID) -> tuple[str, str]:
    return "Qui décide ?", reverse("fratries:qui_decide", args=[enfant_id])


def vers_visites(enfant_id: UUID) -> tuple[str, str]:
    return "Visites et rencontres", reverse("fratries:visites", args=[enfant_id])


def vers_autorisations(enfant_id: UUID) -> tuple[str, str]:
    return "Autorisations demandées", reverse("fratries:autorisations", args=[enfant_id])


def vers_proche(proche_id: UUID) -> tuple[str, str]:
    return "Le proche", reverse("fratries:proche", args=[proche_id])
