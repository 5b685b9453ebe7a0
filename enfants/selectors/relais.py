"""The relay: what happened in my houses that I have not read yet, and who has read what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from enfants.models import Enfant, LectureNote, NoteJournal
from enfants.querysets import NoteQuerySet
from enfants.selectors.auteurs import people_of
from enfants.selectors.fil import NoteLue, present
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.ui.typographie import heure_en_lettres, jour_en_toutes_lettres
from villages.models import Maison

#: Roles that take over a house from somebody.
ROLES_DE_RELAIS = frozenset(
    {Role.EDUCATEUR_FAMILIAL, Role.AIDE_FAMILIAL, Role.STAGIAIRE, Role.CADRE_ASTREINTE}
)
PROFONDEUR = timedelta(days=14)
PROFONDEUR_LUES = timedelta(days=3)
PAGE = 60


@dataclass(frozen=True)
class Lecture:
    """One receipt: who, and when."""

    prenom: str
    le: datetime

    @property
    def quand(self) -> str:
        """« 21 h 04 », with the day when it is not today."""
        hour = heure_en_lettres(self.le)
        today = timezone.localtime(self.le).date() == aujourdhui()
        return hour if today else f"{jour_en_toutes_lettres(self.le)} à {hour}"


@dataclass(frozen=True)
class NoteDuRelais:
    """A note of the relay with its child and its receipts."""

    lue: NoteLue
    enfant: Enfant
    lectures: list[Lecture]
    mienne: bool


@dataclass(frozen=True)
class Jour:
    jour: date
    enfants: list[tuple[Enfant, list[NoteDuRelais]]]


@dataclass(frozen=True)
class Relais:
    """A page of the relay: important notes first, then the others, each by day then child."""

    importantes: list[Jour]
    autres: list[Jour]
    reste: bool

    @property
    def notes(self) -> list[NoteDuRelais]:
        days = [*self.importantes, *self.autres]
        return [note for day in days for _, notes in day.enfants for note in notes]


def houses_taken_over(user: Utilisateur) -> list[Maison]:
    """Return the houses one works in today, in relay and on call included."""
    reach = [portee for portee in perimetre_de(user.pk).portees if portee.role in ROLES_DE_RELAIS]
    houses = {portee.maison for portee in reach if portee.maison}
    villages = {portee.lieu for portee in reach if portee.maison is None and portee.lieu}
    if not houses and not villages:
        return []
    return list(Maison.objects.filter(Q(id__in=houses) | Q(village_id__in=villages)).order_by("nom", "id"))


def _mine(user: Utilisateur) -> Exists:
    return Exists(LectureNote.objects.filter(note_id=OuterRef("pk"), lecteur_id=user.pk))


def _recent(user: Utilisateur, houses: Iterable[UUID], depth: timedelta) -> NoteQuerySet:
    return (
        NoteJournal.objects.visible_to(user, "lire_journal")
        .filter(maison_id__in=list(houses), jour__gte=aujourdhui() - depth)
        .standing()
    )


def unread(user: Utilisateur, houses: Iterable[UUID]) -> NoteQuerySet:
    """Notes of the last fortnight in these houses, by others, that the person has not read."""
    return _recent(user, houses, PROFONDEUR).exclude(auteur_id=user.pk).filter(~_mine(user))


def relay_to_read(user: Utilisateur, houses: Collection[UUID]) -> Relais:
    """Return what waits for the reader, important first, at most PAGE notes."""
    notes = list(unread(user, houses).order_by("-importante", "-jour", "id")[: PAGE + 1])
    return _arrange(user, notes[:PAGE], reste=len(notes) > PAGE)


def relay_already_read(user: Utilisateur, houses: Collection[UUID]) -> Relais:
    """Return what the reader has read or written these last days, with everybody's receipts."""
    notes = _recent(user, houses, PROFONDEUR_LUES).filter(Q(auteur_id=user.pk) | _mine(user))
    page = list(notes.order_by("-importante", "-jour", "id")[: PAGE + 1])
    return _arrange(user, page[:PAGE], reste=len(page) > PAGE)


def _arrange(user: Utilisateur, notes: list[NoteJournal], *, reste: bool) -> Relais:
    children = {
        enfant.pk: enfant
        for enfant in Enfant.objects.visible_to(user, "lire_journal").filter(
            id__in={note.enfant_id for note in notes}
        )
    }
    receipts = receipts_of(user, notes)
    shown = [
        NoteDuRelais(
            lue, children[lue.note.enfant_id], receipts.get(lue.note.pk, []), lue.note.auteur_id == user.pk
        )
        for lue in present(user, notes, children)
    ]
    return Relais(
        importantes=_by_day(note for note in shown if note.lue.note.importante),
        autres=_by_day(note for note in shown if not note.lue.note.importante),
        reste=reste,
    )


def _by_day(notes: Iterable[NoteDuRelais]) -> list[Jour]:
    days: dict[date, dict[UUID, list[NoteDuRelais]]] = {}
    for note in notes:
        days.setdefault(note.lue.note.jour, {}).setdefault(note.enfant.pk, []).append(note)
    return [
        Jour(
            day,
            sorted(
                ((found[0].enfant, found) for found in children.values()),
                key=lambda pair: (str(pair[0].prenom), str(pair[0].pk)),
            ),
        )
        for day, children in days.items()
    ]


def receipts_of(user: Utilisateur, notes: Iterable[NoteJournal]) -> dict[UUID, list[Lecture]]:
    """Return who has read each note and when, in reading order: two queries and the keys."""
    rows = list(
        LectureNote.objects.visible_to(user, "lire_journal")
        .filter(note_id__in=[note.pk for note in notes])
        .exclude(lecteur_id=user.pk)
        .order_by("lue_le", "id")
    )
    people = people_of(row.lecteur_id for row in rows)
    found: dict[UUID, list[Lecture]] = {}
    for row in rows:
        person = people.get(row.lecteur_id)
        if person is not None:
            found.setdefault(row.note_id, []).append(Lecture(str(person.prenom), row.lue_le))
    return found
