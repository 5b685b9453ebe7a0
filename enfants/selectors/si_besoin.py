"""Medicines on demand of the children of a house: what was given lately, and whether one may be given now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from enfants.models import Prise, Traitement
from enfants.selectors.auteurs import prenoms_par_compte
from enfants.si_besoin import JOURNEE, Attente, attente, limites_en_mots
from socle.comptes.models import Utilisateur
from socle.outils.texte import plier
from socle.ui.typographie import heure_en_lettres, jour_en_toutes_lettres


@dataclass(frozen=True)
class DonneVu:
    """One dose given on demand, with who gave it and for what."""

    prise: Prise
    auteur: str
    mienne: bool
    veille: bool

    @property
    def quand(self) -> str:
        """« à 14 h 10 », or « la veille à 22 h 05 »."""
        return f"{'la veille ' if self.veille else ''}à {heure_en_lettres(self.prise.saisie_le)}"

    @property
    def phrase(self) -> str:
        return f"Donné {self.quand} par {self.auteur}"

    @property
    def annulable(self) -> bool:
        return self.mienne and not self.prise.est_signee


@dataclass(frozen=True)
class SiBesoin:
    """One medicine on demand of one child, now."""

    traitement: Traitement
    nom: str
    donnes: list[DonneVu]
    attente: Attente | None
    peut_donner: bool

    @property
    def limites(self) -> str:
        row = self.traitement
        return limites_en_mots(maximum=row.maximum or 0, intervalle=row.intervalle or 0)


def si_besoin_de(
    user: Utilisateur,
    traitements: Iterable[Traitement],
    noms: Mapping[UUID, str],
    *,
    peuvent: Collection[UUID],
) -> list[SiBesoin]:
    """Return the medicines on demand among these, by first name: two queries when there is one, else none.

    ``peuvent`` are the children to whom this person gives.
    """
    rows = [row for row in traitements if row.si_besoin]
    if not rows:
        return []
    now = timezone.now()
    given = donnees_recentes([row.pk for row in rows], now)
    names = prenoms_par_compte(prise.auteur_id for doses in given.values() for prise in doses)
    found = [
        SiBesoin(
            row,
            noms[row.enfant_id],
            [_seen(prise, names, user, now) for prise in given.get(row.pk, [])],
            attente(
                maximum=row.maximum or 0,
                intervalle=row.intervalle or 0,
                donnees=[prise.saisie_le for prise in given.get(row.pk, [])],
                maintenant=now,
            ),
            row.enfant_id in peuvent,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (plier(one.nom), plier(str(one.traitement.nom)), one.traitement.pk))


def donnees_recentes(traitements: Collection[UUID], maintenant: datetime) -> dict[UUID, list[Prise]]:
    """Return by treatment the doses on demand of the last twenty-four hours, the latest first."""
    rows = Prise.objects.standing().filter(
        traitement__in=list(traitements), moment__isnull=True, saisie_le__gt=maintenant - JOURNEE
    )
    found: dict[UUID, list[Prise]] = defaultdict(list)
    for prise in rows.order_by("-saisie_le"):
        found[prise.traitement_id].append(prise)
    return dict(found)


def autres_prises(user: Utilisateur, traitement: Traitement) -> list[str]:
    """Return what the child was given in twenty-four hours besides this treatment, the latest first.

    Two boxes may hold the same medicine: who gives sees both.
    """
    rows = Prise.objects.visible_to(user, "lire_soin_quotidien").standing()
    rows = rows.filter(
        enfant_id=traitement.enfant_id, etat="donnee", saisie_le__gt=timezone.now() - JOURNEE
    ).exclude(traitement=traitement)
    return [_said(prise) for prise in rows.order_by("-saisie_le")[:8]]


def _said(prise: Prise) -> str:
    day = jour_en_toutes_lettres(timezone.localdate(prise.saisie_le))
    return f"{prise.quoi}, {day} à {heure_en_lettres(prise.saisie_le)}"


def _seen(prise: Prise, names: Mapping[UUID, str], user: Utilisateur, now: datetime) -> DonneVu:
    before = timezone.localdate(prise.saisie_le) < timezone.localdate(now)
    return DonneVu(prise, names.get(prise.auteur_id, ""), prise.auteur_id == user.pk, before)
