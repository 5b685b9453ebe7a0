"""Following the agenda from a telephone: a secret address, made and revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from enfants.models import AbonnementAgenda
from enfants.selectors.maison import maisons_visibles
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui
from villages.models import Maison

#: Addresses in use at once by one person: a telephone, a tablet, a desk.
MAXIMUM = 5
_JETON = 32


def _digest(jeton: str) -> str:
    return hashlib.sha256(f"agenda:{jeton}".encode()).hexdigest()


@transaction.atomic
def abonner(*, acteur: Utilisateur, maison: Maison | None) -> tuple[AbonnementAgenda, str]:
    """Make an address for a house, or for all the person reaches; return it with its secret, shown once.

    Raises PermissionDenied without a child to reach, ValidationError when there are too many already.
    """
    ensure(acteur, "lire_identite")
    Utilisateur.objects.select_for_update(no_key=True).get(pk=acteur.pk)
    if maison is not None and not maisons_visibles(acteur, "lire_identite").filter(pk=maison.pk).exists():
        raise ValidationError("Cette maison n’est pas à votre portée.", code="maison")
    if AbonnementAgenda.objects.filter(utilisateur=acteur, revoque_le__isnull=True).count() >= MAXIMUM:
        raise ValidationError(
            f"Vous avez déjà {MAXIMUM} adresses. Supprimez celle qui ne sert plus, puis recommencez.",
            code="trop",
        )
    jeton = secrets.token_urlsafe(_JETON)
    abonnement = AbonnementAgenda.objects.create(
        utilisateur=acteur, maison=maison, jeton_hache=_digest(jeton)
    )
    record("agenda.abonnement", objets=[abonnement.pk], type_objet="enfants.AbonnementAgenda")
    return abonnement, jeton


@transaction.atomic
def revoquer(*, acteur: Utilisateur, abonnement: AbonnementAgenda) -> None:
    """Close an address of one's own, at once and for good; closing it twice changes nothing."""
    mine = AbonnementAgenda.objects.select_for_update(no_key=True).get(pk=abonnement.pk, utilisateur=acteur)
    if mine.revoque_le is None:
        mine.revoque_le = timezone.now()
        mine.save(update_fields=["revoque_le"])
        record("agenda.abonnement_revoque", objets=[mine.pk], type_objet="enfants.AbonnementAgenda")


def abonnement_de(jeton: str) -> AbonnementAgenda | None:
    """Return the subscription a secret opens: not revoked, of an account still open."""
    return (
        AbonnementAgenda.objects.filter(
            jeton_hache=_digest(jeton), revoque_le__isnull=True, utilisateur__is_active=True
        )
        .select_related("utilisateur", "maison")
        .first()
    )


def noter_lecture(abonnement: AbonnementAgenda, enfants: Iterable[UUID]) -> None:
    """Journal the first reading of a day: a telephone asks every hour, and names nobody."""
    today = aujourdhui()
    if AbonnementAgenda.objects.filter(pk=abonnement.pk).exclude(lu_le=today).update(lu_le=today):
        record(
            "agenda.abonnement_lu",
            objets=[abonnement.pk],
            enfants=enfants,
            type_objet="enfants.AbonnementAgenda",
        )
