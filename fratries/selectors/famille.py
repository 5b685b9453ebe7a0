"""The family around one child, and their contacts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.formats import date_format

from enfants.models import Enfant
from fratries.enums import Certitude, NatureLien
from fratries.models import AdresseProtegee, LienFamilial, MembreFratrie, PersonneAutorisee, Proche
from fratries.selectors.mots import contacts_en_phrases, de, lien_en_mot, nom_de
from socle.comptes.models import Utilisateur
from socle.outils.texte import plier

_ORDRE = {nature: rank for rank, nature in enumerate(NatureLien)}


@dataclass(frozen=True)
class ProcheVu:
    """A relative of one child: what they are to the child, and what contacts are set."""

    proche: Proche
    lien: LienFamilial
    contact: PersonneAutorisee | None = None

    @property
    def nom(self) -> str:
        return nom_de(self.proche)

    @property
    def mot(self) -> str:
        return lien_en_mot(self.lien.nature, self.proche.sexe)

    @property
    def details(self) -> str:
        """« mère · née en 1988 · supposé »."""
        parts = [self.mot]
        if isinstance(self.proche.annee_naissance, int):
            parts.append(f"naissance en {self.proche.annee_naissance}")
        if self.proche.decede:
            year = self.proche.annee_deces
            parts.append(f"décès en {year}" if isinstance(year, int) else "décès")
        if self.lien.certitude != Certitude.ETABLIE:
            parts.append(f"lien {self.lien.get_certitude_display()}")
        if self.lien.fin:
            parts.append(f"jusqu’au {date_format(self.lien.fin, 'j F Y')}")
        return " · ".join(parts)

    @property
    def interdits(self) -> list[str]:
        """What is forbidden; the rest is on the page of contacts."""
        said = contacts_en_phrases(self.contact) if self.contact else []
        return [phrase for kind, phrase in said if kind == "danger"]


@dataclass(frozen=True)
class ContactVu:
    """One person allowed or forbidden, as the page of contacts shows them."""

    contact: PersonneAutorisee
    mot: str
    phrases: list[tuple[str, str]] = field(default_factory=list)

    @property
    def nom(self) -> str:
        return nom_de(self.contact.proche)

    @property
    def ligne(self) -> str:
        """The one line of an alert: name, tie, what is forbidden, until when."""
        forbidden = ", ".join(phrase for kind, phrase in self.phrases if kind == "danger")
        until = f", jusqu’au {date_format(self.contact.fin, 'j F Y')}" if self.contact.fin else ""
        who = f"{self.nom} ({self.mot})" if self.mot else self.nom
        return f"{who} {forbidden}{until}"


def _ties(user: Utilisateur, enfant: Enfant, permission: str) -> list[LienFamilial]:
    rows = LienFamilial.objects.visible_to(user, permission).standing().filter(enfant_id=enfant.pk)
    return list(rows.select_related("proche").order_by("id"))


def famille_de(user: Utilisateur, enfant: Enfant) -> list[ProcheVu]:
    """Return the relatives of a child, the closest ties first: two queries and the keys."""
    contacts = {
        c.proche_id: c
        for c in PersonneAutorisee.objects.visible_to(user, "lire_famille")
        .current()
        .filter(enfant_id=enfant.pk)
        .order_by("debut", "id")
    }
    found = [
        ProcheVu(tie.proche, tie, contacts.get(tie.proche_id)) for tie in _ties(user, enfant, "lire_famille")
    ]
    return sorted(found, key=lambda p: (_ORDRE[NatureLien(p.lien.nature)], plier(p.nom), p.proche.pk))


def contacts_de(user: Utilisateur, enfant: Enfant, *, a_venir: bool = False) -> list[ContactVu]:
    """Return who may collect, call or visit, the forbidden first: two queries and the keys."""
    rows = PersonneAutorisee.objects.visible_to(user, "lire_famille_contacts").filter(enfant_id=enfant.pk)
    rows = rows.not_over() if a_venir else rows.current()
    contacts = list(rows.select_related("proche").order_by("debut", "id"))
    if not contacts:
        return []
    words = {
        tie.proche_id: lien_en_mot(tie.nature, tie.proche.sexe)
        for tie in _ties(user, enfant, "lire_famille_contacts")
    }
    found = [ContactVu(c, words.get(c.proche_id, ""), contacts_en_phrases(c)) for c in contacts]
    return sorted(found, key=lambda v: (not v.contact.interdit, plier(v.nom), v.contact.debut))


def proches_a_rattacher(user: Utilisateur, enfant: Enfant) -> dict[UUID, tuple[Proche, str]]:
    """Return the relatives of the child's brothers and sisters, not tied to this child yet.

    Of no other child: a list of everybody's relatives is nobody's business.
    """
    groups = MembreFratrie.objects.visible_to(user, "lire_identite")
    siblings = groups.filter(fratrie_id__in=groups.filter(enfant_id=enfant.pk).values("fratrie_id"))
    ties = LienFamilial.objects.visible_to(user, "ecrire_famille").standing()
    rows = Proche.objects.visible_to(user, "ecrire_famille").filter(
        pk__in=ties.filter(enfant_id__in=siblings.values("enfant_id")).values("proche_id")
    )
    rows = rows.exclude(pk__in=ties.filter(enfant_id=enfant.pk).values("proche_id"))
    return _named(rows)


def proches_de(user: Utilisateur, enfant: Enfant, permission: str) -> dict[UUID, tuple[Proche, str]]:
    """Return the relatives tied to a child, named, in alphabetical order."""
    return _named(tie.proche for tie in _ties(user, enfant, permission))


def _named(proches: Iterable[Proche]) -> dict[UUID, tuple[Proche, str]]:
    named = sorted(((p, nom_de(p)) for p in proches), key=lambda pair: (plier(pair[1]), pair[0].pk))
    return {p.pk: (p, name) for p, name in named}


@dataclass(frozen=True)
class LienVu:
    """A tie on a relative's page: a sentence, and the child it leads to when within reach."""

    lien: LienFamilial
    phrase: str
    enfant: UUID | None


def liens_de(user: Utilisateur, proche: Proche) -> list[LienVu]:
    """Return what a relative is to the people one may name, children first."""
    rows = LienFamilial.objects.visible_to(user, "lire_famille").standing()
    given = rows.filter(proche_id=proche.pk).select_related("enfant", "membre", "autre").order_by("id")
    received = rows.filter(autre_id=proche.pk).select_related("proche").order_by("id")
    names = set(
        Enfant.objects.visible_to(user, "lire_identite")
        .filter(liens__proche_id=proche.pk)
        .values_list("pk", flat=True)
    )
    found = []
    for tie in given:
        other: object = None
        if tie.enfant is not None:
            other = tie.enfant.prenom if tie.enfant_id in names else None
        elif tie.membre is not None:
            other = tie.membre.prenom
        elif tie.autre is not None:
            other = nom_de(tie.autre)
        if other is not None:
            word = lien_en_mot(tie.nature, proche.sexe)
            found.append(LienVu(tie, f"{word} {de(str(other))}", tie.enfant_id))
    for tie in received:
        word = lien_en_mot(tie.nature, tie.proche.sexe)
        found.append(LienVu(tie, f"{nom_de(tie.proche)} : {word}", None))
    return sorted(found, key=lambda seen: (seen.enfant is None, seen.lien.pk))


def identite_de(proche: Proche) -> list[tuple[str, object]]:
    """Return what a page says of a relative; never a protected address."""
    year, death = proche.annee_naissance, proche.annee_deces
    pairs: list[tuple[str, object]] = [
        ("Téléphone", proche.telephone),
        ("Courriel", proche.courriel),
        ("Adresse", "Protégée" if proche.adresse_protegee else proche.adresse),
        ("Naissance", year),
        ("Décès", (death or "oui") if proche.decede else ""),
        ("Précision", proche.precision),
    ]
    return [(word, value) for word, value in pairs if value]


def adresse_protegee_de(user: Utilisateur, proche: Proche) -> AdresseProtegee | None:
    """Return a protected address in force to whoever is named for it."""
    return AdresseProtegee.objects.open_to(user).filter(proche_id=proche.pk, levee_le__isnull=True).first()
