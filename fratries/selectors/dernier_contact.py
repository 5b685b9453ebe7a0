"""The last contact of each parent with a child, computed from the meetings held.

Délaissement is asked for when a parent has kept no relation for a year without being prevented from
it (CC 381-1 and 381-2 [V]): what a decision forbids is never counted against a parent. What nobody
recorded is said to be unknown, since the child’s arrival.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Func, Max, Min, UUIDField

from enfants.models import Sejour
from fratries.enums import Contact, EtatRencontre, NatureLien, SexeProche
from fratries.models import DroitVisite, LienFamilial, PersonneAutorisee, Proche, Rencontre
from fratries.selectors.rencontres import LIT
from fratries.selectors.separation import jour_en_clair
from fratries.selectors.situation import suspendu_par_la_loi, suspensions_de
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui

PARENTS = (NatureLien.PARENT, NatureLien.PARENT_ADOPTIF)
_SON = {
    NatureLien.PARENT: ("sa mère", "son père", "son parent"),
    NatureLien.PARENT_ADOPTIF: ("sa mère adoptive", "son père adoptif", "son parent adoptif"),
}
_NOMBRES = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze")


@dataclass(frozen=True)
class DernierContact:
    """One parent of one child: the last meeting held, or nothing known since the arrival."""

    enfant: UUID
    proche: Proche
    nature: NatureLien
    le: date | None
    arrivee: date | None
    empeche: bool

    @property
    def parent(self) -> str:
        """« sa mère », by the sex recorded."""
        femme, homme, neutre = _SON[self.nature]
        return {SexeProche.FEMME: femme, SexeProche.HOMME: homme}.get(self.proche.sexe, neutre)

    @property
    def depart(self) -> date | None:
        """The day absence is counted from."""
        return self.le or self.arrivee

    @property
    def phrase(self) -> str:
        """« Dernier contact avec sa mère : le 3 mai 2026, il y a six mois »."""
        if self.le is not None:
            text = f"Dernier contact avec {self.parent} : le {jour_en_clair(self.le)}, {il_y_a(self.le)}"
        elif self.arrivee is not None:
            text = (
                f"Aucun contact connu avec {self.parent} depuis l’arrivée, le {jour_en_clair(self.arrivee)} : "
                "à vérifier"
            )
        else:
            text = f"Aucun contact connu avec {self.parent}"
        return f"{text}. La loi ou une décision empêche ces contacts." if self.empeche else f"{text}."


def il_y_a(jour: date, today: date | None = None) -> str:
    """« aujourd’hui », « il y a trois jours », « il y a six mois », « il y a deux ans »."""
    now = today or aujourdhui()
    days = (now - jour).days
    if days <= 1:
        return "hier" if days == 1 else "aujourd’hui"
    months = (now.year - jour.year) * 12 + now.month - jour.month - (now.day < jour.day)
    if months < 1:
        return f"il y a {_en_mots(days)} jours"
    if months < 12:
        return f"il y a {_en_mots(months)} mois"
    years = months // 12
    return f"il y a {_en_mots(years)} an{'s' if years > 1 else ''}"


def _en_mots(nombre: int) -> str:
    return _NOMBRES[nombre] if nombre < len(_NOMBRES) else str(nombre)


def derniers_contacts(user: Utilisateur, enfants: Collection[UUID]) -> list[DernierContact]:
    """Return one line per living parent of each child: five queries and the relatives' keys."""
    ties = list(
        LienFamilial.objects.visible_to(user, LIT)
        .standing()
        .filter(enfant_id__in=list(enfants), nature__in=PARENTS, fin__isnull=True, proche__decede=False)
        .select_related("proche")
        .order_by("id")
    )
    if not ties:
        return []
    children = {tie.enfant_id for tie in ties if tie.enfant_id is not None}
    held = Rencontre.objects.visible_to(user, LIT).filter(enfant_id__in=children, etat=EtatRencontre.TENUE)
    rows = (
        held.order_by()
        .annotate(avec=_Deplie("proches", output_field=UUIDField()))
        .values("enfant_id", "avec")
        .annotate(dernier=Max("jour"))
        .values_list("enfant_id", "avec", "dernier")
    )
    last = {(child, relative): day for child, relative, day in rows}
    stays = Sejour.objects.filter(enfant_id__in=children).order_by().values("enfant_id")
    arrivals = dict(stays.annotate(premier=Min("debut")).values_list("enfant_id", "premier"))
    prevented = _empeches(children)
    return [
        DernierContact(
            tie.enfant_id,
            tie.proche,
            NatureLien(tie.nature),
            last.get((tie.enfant_id, tie.proche_id)),
            arrivals.get(tie.enfant_id),
            (tie.enfant_id, tie.proche_id) in prevented,
        )
        for tie in ties
        if tie.enfant_id is not None
    ]


class _Deplie(Func):
    """One row for each value of an array."""

    function = "unnest"
    set_returning = True


def _empeches(enfants: set[UUID]) -> set[tuple[UUID, UUID]]:
    """Return who may neither call nor visit whom today, or whose rights are all suspended."""
    today = aujourdhui()
    closed = PersonneAutorisee.objects.current().filter(
        enfant_id__in=enfants, appeler=Contact.INTERDIT, visiter=Contact.INTERDIT
    )
    found = set(closed.order_by().values_list("enfant_id", "proche_id"))
    by_law: dict[tuple[UUID, UUID], list[tuple[date, date | None]]] = {}
    for enfant, proche, debut, fin in suspensions_de(enfants):
        by_law.setdefault((enfant, proche), []).append((debut, fin))
    rights: dict[tuple[UUID, UUID], list[bool]] = {}
    for right in DroitVisite.objects.current().filter(enfant_id__in=enfants).order_by():
        pair = right.enfant_id, right.proche_id
        suspended = right.suspendu(today) or suspendu_par_la_loi(right, today, by_law.get(pair, ()))
        rights.setdefault(pair, []).append(suspended)
    return found | {pair for pair, suspended in rights.items() if all(suspended)}
