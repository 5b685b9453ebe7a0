"""The children one may see, and the head of one child's file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format

from enfants.models import Enfant, Sejour
from enfants.selectors.fratrie import FrereOuSoeur, siblings_of
from enfants.selectors.lieu import SANS_LIEU, lieux_caches
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.outils.dates import age_revolu, aujourdhui
from socle.outils.rapprochement import Recherche
from socle.outils.texte import plier
from villages.models import Maison

SANS_MAISON = "Sans maison aujourd’hui"


@dataclass(frozen=True)
class EnfantVu:
    """A child as lists and pages show them."""

    enfant: Enfant
    sejour: Sejour | None
    fratrie: list[FrereOuSoeur]
    #: The place is secret, and this reader comes from outside.
    lieu_cache: bool = False

    @property
    def maison(self) -> Maison | None:
        return self.sejour.maison if self.sejour else None

    @property
    def age(self) -> str:
        naissance = self.enfant.date_naissance
        if isinstance(naissance, Illisible) or naissance is None:
            return ""
        today = aujourdhui()
        years = age_revolu(naissance, today)
        if years >= 2:
            return f"{years} ans"
        months = (
            (today.year - naissance.year) * 12 + today.month - naissance.month - (today.day < naissance.day)
        )
        return f"{months} mois"

    @property
    def freres_et_soeurs(self) -> str:
        """« fratrie de Noé et Malo », empty without siblings."""
        return f"fratrie de {enumerer(str(s.prenom) for s in self.fratrie)}" if self.fratrie else ""

    @property
    def accueil(self) -> str:
        """« Les Tilleuls depuis 3 ans »."""
        if self.lieu_cache:
            return SANS_LIEU
        if self.sejour is None:
            return SANS_MAISON
        return f"{self.sejour.maison.nom} depuis {anciennete(self.sejour.debut)}"

    @property
    def nom_court(self) -> str:
        """First name and initial of the last name: two children often share a first name."""
        nom = self.enfant.nom
        initial = "" if isinstance(nom, Illisible) else f" {nom[:1].upper()}."
        return f"{self.enfant.prenom}{initial}"

    @property
    def identite(self) -> list[tuple[str, object]]:
        """What a form at the school or the doctor's asks for."""
        naissance = self.enfant.date_naissance
        born = naissance if isinstance(naissance, Illisible) else date_format(naissance, "j F Y")
        rows: list[tuple[str, object]] = [
            ("Prénom", self.enfant.prenom),
            ("Nom", self.enfant.nom),
            ("Date de naissance", born),
        ]
        if self.enfant.numero_dossier:
            rows.append(("Numéro de dossier", self.enfant.numero_dossier))
        return rows

    def matches(self, recherche: str) -> bool:
        """Whether every word typed begins a name, one typing error forgiven, as the search does."""
        noms = [("prénom", self.enfant.prenom), ("nom", self.enfant.nom)]
        return Recherche(recherche).confronter(noms) is not None

    @property
    def detail(self) -> str:
        return " · ".join(part for part in (self.age, self.freres_et_soeurs) if part)


@dataclass(frozen=True)
class Groupe:
    """The children of one house, in alphabetical order."""

    maison: Maison | None
    enfants: list[EnfantVu]

    @property
    def titre(self) -> str:
        if self.maison is None and any(vu.lieu_cache for vu in self.enfants):
            return SANS_LIEU
        return self.maison.nom if self.maison else SANS_MAISON


def enumerer(mots: Iterable[str]) -> str:
    """« Noé, Malo et Inès »."""
    *debut, dernier = list(mots)
    return f"{', '.join(debut)} et {dernier}" if debut else dernier


def anciennete(depuis: date) -> str:
    """Say how long ago in the unit people use: days, then months, then years."""
    today = aujourdhui()
    days = (today - depuis).days
    months = (today.year - depuis.year) * 12 + today.month - depuis.month - (today.day < depuis.day)
    if days <= 0:
        return "aujourd’hui"
    if months < 1:
        return f"{days} jour{'s' if days > 1 else ''}"
    if months < 24:
        return f"{months} mois"
    return f"{months // 12} ans"


def current_stays(user: Utilisateur, enfants: Iterable[UUID]) -> dict[UUID, Sejour]:
    """Return tonight's stay of each child, with its house: one query."""
    stays = Sejour.objects.visible_to(user, "lire_identite").current().filter(enfant_id__in=set(enfants))
    return {stay.enfant_id: stay for stay in stays.select_related("maison__village").order_by()}


def children_seen(user: Utilisateur, enfants: list[Enfant]) -> list[EnfantVu]:
    """Add to children where they live and who their siblings are: two queries and the keys.

    A place kept secret is left out for whoever comes from outside: one query more, for them.
    """
    ids = [enfant.pk for enfant in enfants]
    hidden = lieux_caches(user, ids)
    stays, siblings = current_stays(user, set(ids) - hidden), siblings_of(user, ids)
    return [
        EnfantVu(enfant, stays.get(enfant.pk), siblings.get(enfant.pk, []), enfant.pk in hidden)
        for enfant in enfants
    ]


def children_list(user: Utilisateur) -> list[EnfantVu]:
    """Return the children one may see, by house then first name.

    Names are opened here, inside the perimeter, to be sorted: no index on them exists.
    """
    enfants = list(Enfant.objects.visible_to(user, "lire_identite").order_by())
    return sorted(children_seen(user, enfants), key=_order)


def _order(vu: EnfantVu) -> tuple[bool, str, str, bool, str, str]:
    maison, enfant = vu.maison, vu.enfant
    closed = isinstance(enfant.prenom, Illisible)
    return (
        maison is None,
        plier(maison.village.nom) if maison else "",
        plier(maison.nom) if maison else "",
        closed,
        plier(str(enfant.prenom)),
        str(enfant.pk),
    )


def by_house(vus: Iterable[EnfantVu]) -> list[Groupe]:
    """Group children already in order."""
    groups: list[Groupe] = []
    for vu in vus:
        if not groups or groups[-1].maison != vu.maison:
            groups.append(Groupe(vu.maison, []))
        groups[-1].enfants.append(vu)
    return groups


def stays_of(user: Utilisateur, enfant: Enfant) -> list[Sejour]:
    """Return every stay of a child, the latest first."""
    stays = Sejour.objects.visible_to(user, "lire_identite").filter(enfant_id=enfant.pk)
    return list(stays.select_related("maison__village").order_by("-debut", "-id"))
