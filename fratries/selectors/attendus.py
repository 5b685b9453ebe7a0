"""Who is to be received: children one knows by age, or sibling groups one keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enfants.mentions import noms_distincts
from enfants.models import Enfant
from fratries.enums import LienFratrie
from fratries.models import Fratrie, MembreFratrie
from fratries.selectors.chambres import SEXES, ans_en_clair, enumerer
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.outils.dates import age_revolu
from socle.outils.texte import plier

MAJORITE_TARDIVE = 21


@dataclass(frozen=True)
class EnfantAttendu:
    """A child to receive: known by age, or one of ours (``enfant``), called ``nom`` on the page."""

    age: int | None
    sexe: str = ""
    nom: str = ""
    enfant: UUID | None = None

    @property
    def libelle(self) -> str:
        """First name of a child of ours, else « fille de 4 ans »."""
        mot = {"F": "fille", "G": "garçon"}.get(self.sexe, "enfant")
        return self.nom or (
            f"{mot} de {ans_en_clair(self.age)}" if self.age is not None else f"{mot} sans âge connu"
        )


@dataclass(frozen=True)
class FratrieConnue:
    """A sibling group one may choose: only children whose file one reads are named."""

    fratrie: UUID
    libelle: str
    enfants: tuple[UUID, ...]


@dataclass(frozen=True)
class FratrieAttendue:
    """One group of the question: a known one, or ages."""

    connue: FratrieConnue | None
    ages: tuple[EnfantAttendu, ...]
    ailleurs: bool = False


def fratries_connues(user: Utilisateur) -> list[FratrieConnue]:
    """Return the groups one keeps, named by the children whose file one reads: three queries."""
    groups = set(Fratrie.objects.visible_to(user, "ecrire_identite").values_list("pk", flat=True))
    members = list(
        MembreFratrie.objects.visible_to(user, "lire_identite").filter(fratrie__in=groups).order_by("id")
    )
    named = names_of(user, {m.enfant_id for m in members if m.enfant_id})
    by_group: dict[UUID, list[UUID | None]] = defaultdict(list)
    for m in members:
        by_group[m.fratrie_id].append(m.enfant_id)
    found = []
    for ident, children in by_group.items():
        ours = [named[e] for e in children if e in named and named[e].nom]
        others = len(children) - len(ours)
        if ours:
            noms = sorted((e.nom for e in ours), key=plier)
            suite = [f"{others} autre{'s' if others > 1 else ''}"] if others else []
            ids = tuple(e.enfant for e in ours if e.enfant is not None)
            found.append(FratrieConnue(ident, enumerer([*noms, *suite]), ids))
    return sorted(found, key=lambda c: (plier(c.libelle), c.fratrie))


def names_of(user: Utilisateur, ids: Iterable[UUID], le: date | None = None) -> dict[UUID, EnfantAttendu]:
    """Return first name and age of the children whose file this person reads."""
    rows = list(Enfant.objects.visible_to(user, "lire_identite").filter(pk__in=set(ids)))
    noms = noms_distincts(rows)
    found = {}
    for enfant in rows:
        naissance = enfant.date_naissance
        known = le is not None and not isinstance(naissance, Illisible)
        age = age_revolu(naissance, le) if known and le is not None else None
        sexe = SEXES.get(str(enfant.sexe), "")
        found[enfant.pk] = EnfantAttendu(age, sexe, nom=noms.get(enfant.pk, ""), enfant=enfant.pk)
    return found


def members_of(
    user: Utilisateur, attendue: FratrieAttendue, village: UUID, du: date
) -> tuple[EnfantAttendu, ...]:
    """Return the children of a group to house: those of this village, and the others when asked."""
    if attendue.connue is None:
        return attendue.ages
    rows = MembreFratrie.objects.visible_to(user, "lire_identite").filter(fratrie=attendue.connue.fratrie)
    members = [m for m in rows.order_by("id") if m.lien != LienFratrie.A_NAITRE]
    ours = set(
        Enfant.objects.visible_to(user, "lire_identite")
        .filter(village_id=village, pk__in=[m.enfant_id for m in members if m.enfant_id])
        .values_list("pk", flat=True)
    )
    named = names_of(user, ours, du)
    found = []
    for m in members:
        if m.enfant_id in named:
            found.append(named[m.enfant_id])
        elif attendue.ailleurs:
            year = m.annee_naissance
            age = max(du.year - year, 0) if isinstance(year, int) else None
            if age is None or age < MAJORITE_TARDIVE:
                found.append(EnfantAttendu(age))
    return tuple(found)
