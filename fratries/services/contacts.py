"""Acts on parental authority and on who may collect, call or visit."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from fratries.enums import Contact, NatureTitulaire
from fratries.models import AutoriteParentale, LienFamilial, PersonneAutorisee
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui


@transaction.atomic
def fixer_contacts(*, acteur: Utilisateur, contact: PersonneAutorisee) -> PersonneAutorisee:
    """Set what a relative may do with a child from a day on; what was set before ends the day before.

    Raises ValidationError when nothing is said, when the dates are not in order, when something
    else begins on that day or later, or when the relative is not tied to the child.
    """
    ensure(acteur, "ecrire_famille", contact)
    _ensure_tied(contact.enfant_id, contact.proche_id)
    if {contact.appeler, contact.visiter, contact.chercher} == {Contact.NON_PRECISE}:
        raise ValidationError("Dites au moins une chose : appeler, rendre visite ou venir chercher.")
    _check_period(contact.debut, contact.fin)
    # Two decisions at once for one child wait for each other.
    rows = PersonneAutorisee.objects.not_over().filter(enfant=contact.enfant_id, proche=contact.proche_id)
    for former in rows.exclude(pk=contact.pk).select_for_update(no_key=True):
        if former.debut >= contact.debut:
            raise ValidationError(
                {"debut": "Une autre décision commence ce jour-là ou plus tard : terminez-la d’abord."}
            )
        if former.fin is None or former.fin >= contact.debut:
            former.fin = contact.debut - timedelta(days=1)
            former.save()
    contact.full_clean()
    contact.save()
    record(
        "famille.contacts_fixes",
        objets=[contact.pk],
        enfants=[contact.enfant_id],
        type_objet="fratries.PersonneAutorisee",
    )
    return contact


@transaction.atomic
def terminer_contact(*, acteur: Utilisateur, contact: PersonneAutorisee, fin: date) -> PersonneAutorisee:
    """End what was set, its last day included; from then on nothing is allowed to the person."""
    ensure(acteur, "ecrire_famille", contact)
    if fin < contact.debut:
        raise ValidationError({"fin": "La fin vient avant le début."})
    if contact.fin is not None and contact.fin < aujourdhui():
        raise ValidationError({"fin": "Ces contacts sont déjà terminés."})
    contact.fin = fin
    contact.full_clean()
    contact.save()
    record(
        "famille.contacts_termines",
        objets=[contact.pk],
        enfants=[contact.enfant_id],
        type_objet="fratries.PersonneAutorisee",
    )
    return contact


@transaction.atomic
def inscrire_autorite(*, acteur: Utilisateur, autorite: AutoriteParentale) -> AutoriteParentale:
    """Record who holds parental authority, or what changed of it, from a day on.

    What was recorded of the same holder ends the day before. Raises ValidationError without a
    holder, when the dates are not in order, or when something else begins on that day or later.
    """
    ensure(acteur, "ecrire_famille", autorite)
    if autorite.proche_id is not None:
        _ensure_tied(autorite.enfant_id, autorite.proche_id)
    elif autorite.nature != NatureTitulaire.SERVICE:
        raise ValidationError({"proche": "Choisissez la personne."})
    elif not autorite.organisme:
        raise ValidationError({"organisme": "Indiquez le service."})
    _check_period(autorite.debut, autorite.fin)
    if autorite.proche_id is not None:
        rows = AutoriteParentale.objects.not_over().filter(
            enfant=autorite.enfant_id, proche=autorite.proche_id
        )
        for former in rows.exclude(pk=autorite.pk).select_for_update(no_key=True):
            if former.debut >= autorite.debut:
                raise ValidationError({"debut": "Un autre état commence ce jour-là ou plus tard."})
            if former.fin is None or former.fin >= autorite.debut:
                former.fin = autorite.debut - timedelta(days=1)
                former.save()
    autorite.full_clean()
    autorite.save()
    _record_authority("famille.autorite", autorite)
    return autorite


@transaction.atomic
def modifier_autorite(*, acteur: Utilisateur, autorite: AutoriteParentale) -> AutoriteParentale:
    """Correct an authority recorded; the child and the holder never change."""
    ensure(acteur, "ecrire_famille", autorite)
    same = {"enfant": autorite.enfant_id, "proche": autorite.proche_id}
    if not AutoriteParentale.objects.filter(pk=autorite.pk, **same).exists():
        raise PermissionDenied
    _check_period(autorite.debut, autorite.fin)
    autorite.full_clean()
    autorite.save()
    _record_authority("famille.autorite_modifiee", autorite)
    return autorite


def _record_authority(code: str, autorite: AutoriteParentale) -> None:
    record(
        code,
        objets=[autorite.pk],
        enfants=[autorite.enfant_id],
        type_objet="fratries.AutoriteParentale",
    )


def _ensure_tied(enfant_id: UUID, proche_id: UUID) -> None:
    if not LienFamilial.objects.standing().filter(enfant=enfant_id, proche=proche_id).exists():
        raise PermissionDenied


def _check_period(debut: date, fin: date | None) -> None:
    if fin is not None and fin < debut:
        raise ValidationError({"fin": "La fin vient avant le début."})
