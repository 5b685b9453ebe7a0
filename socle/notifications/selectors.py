"""What a person is told, and what reaches them by mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from socle.comptes.models import Utilisateur
from socle.notifications import registre
from socle.notifications.models import Avis, PreferenceAvis
from socle.notifications.querysets import AvisQuerySet
from socle.notifications.registre import GenreAvis


@dataclass(frozen=True)
class Choix:
    """One kind of notice on the preferences page."""

    genre: GenreAvis
    courriel: bool

    @property
    def se_choisit(self) -> bool:
        return self.genre.courriel and not self.genre.obligatoire


def mes_avis(user: Utilisateur) -> AvisQuerySet:
    """Return a person's notices, the unseen first; those of an app that is gone are left aside."""
    known: AvisQuerySet = Avis.objects.of(user).filter(code__in=[genre.code for genre in registre.genres()])
    return known.order_by(ExpressionWrapper(Q(vu_le__isnull=False), BooleanField()), "-cree_le", "-id")


def nombres_a_lire(user: Utilisateur) -> dict[str, int]:
    """Return how many notices wait to be seen, by kind: one query, asked by every page."""
    rows = mes_avis(user).unseen().order_by().values_list("code").annotate(nombre=Count("pk"))
    return dict(rows)


def mes_choix(user: Utilisateur) -> list[Choix]:
    """Return the kinds this person may receive, with what they chose, by title."""
    chosen = dict(PreferenceAvis.objects.filter(destinataire_id=user.pk).values_list("code", "courriel"))
    return [
        Choix(genre, genre.courriel and (genre.obligatoire or chosen.get(genre.code, True)))
        for genre in sorted(registre.genres(), key=lambda genre: genre.titre)
        if user.has_perm(genre.permission)
    ]
