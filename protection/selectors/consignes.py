"""What must be done tonight about a child, for whoever is on duty."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from protection.models import ConsigneDeSecurite
from socle.comptes.models import Utilisateur

#: Everybody who reads the evenings of a child; the facts are elsewhere.
LIT_LA_CONSIGNE = "lire_journal"


def consignes_de(user: Utilisateur, enfants: Collection[UUID]) -> list[ConsigneDeSecurite]:
    """Return the instructions in force about these children, less what one is set aside from."""
    rows = ConsigneDeSecurite.objects.visible_to(user, LIT_LA_CONSIGNE).in_force(timezone.now())
    return list(rows.filter(enfant__in=enfants))


def toutes_les_consignes(user: Utilisateur) -> list[ConsigneDeSecurite]:
    """Return every instruction in force about the children this person follows."""
    rows = ConsigneDeSecurite.objects.visible_to(user, LIT_LA_CONSIGNE).in_force(timezone.now())
    return list(rows.select_related("enfant"))


@dataclass(frozen=True)
class ConsigneVue:
    """One instruction under its title: the child's first name where the page is not already theirs."""

    consigne: ConsigneDeSecurite
    titre: str

    @property
    def dernier_jour(self) -> date | None:
        fin = self.consigne.fin
        return timezone.localdate(fin - timedelta(seconds=1)) if fin else None


def vues(consignes: Iterable[ConsigneDeSecurite], *, nommer: bool) -> list[ConsigneVue]:
    """Dress instructions for a page."""
    return [ConsigneVue(c, str(c.enfant.prenom) if nommer else "À faire") for c in consignes]
