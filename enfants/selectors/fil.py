"""The thread of life of one child: pages by key, and search by opening the notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Self
from uuid import UUID

from django.db.models import F, Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from enfants.enums import Humeur, NatureNote, Theme
from enfants.mentions import lire
from enfants.models import Enfant, NoteJournal, VersionNote
from enfants.pictogrammes import ICONES_HUMEUR, ICONES_NATURE, ICONES_THEME
from enfants.querysets import NoteQuerySet
from enfants.selectors.auteurs import Signature, people_of, signatures_of
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.outils.dates import jour_de_soiree
from socle.outils.texte import reperer
from socle.ui.typographie import heure_en_lettres, jour_en_toutes_lettres, typographie

PAGE = 20
#: Notes opened at a time while searching, and in all for one request.
LOT = 200
RECHERCHE_MAX = 4000
TROUVEES_MAX = 40


@dataclass(frozen=True)
class Curseur:
    """Where a page stops: the day and id of its last note. Costs the same at any depth."""

    jour: date
    note: UUID

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read « 2026-11-22_<uuid> ». Raises ValueError on anything else."""
        day, _, ident = text.partition("_")
        return cls(date.fromisoformat(day), UUID(ident))

    @classmethod
    def of(cls, note: NoteJournal) -> Self:
        return cls(note.jour, note.pk)

    def __str__(self) -> str:
        return f"{self.jour.isoformat()}_{self.note}"


@dataclass(frozen=True, kw_only=True)
class FiltreFil:
    """What to keep of a thread; all in clear, so that the database does it."""

    themes: Sequence[str] = ()
    du: date | None = None
    au: date | None = None
    importantes: bool = False
    auteur: UUID | None = None

    def apply(self, notes: NoteQuerySet) -> NoteQuerySet:
        if self.themes:
            notes = notes.filter(themes__overlap=list(self.themes))
        if self.du:
            notes = notes.filter(jour__gte=self.du)
        if self.au:
            notes = notes.filter(jour__lte=self.au)
        if self.importantes:
            notes = notes.filter(importante=True)
        if self.auteur:
            notes = notes.filter(auteur_id=self.auteur)
        return notes


@dataclass(frozen=True, kw_only=True)
class PeriodeFil(FiltreFil):
    """A filter with both its days: what is printed."""

    du: date
    au: date


@dataclass(frozen=True)
class NoteLue:
    """A note ready to be shown in one child's file: current words, mood, author."""

    note: NoteJournal
    enfant: Enfant
    redaction: VersionNote
    signature: Signature
    #: What was searched, to be marked in the words.
    recherche: str = ""

    @property
    def titre(self) -> str:
        labels = [Theme(theme).label for theme in self.note.themes]
        text = ", ".join(labels) or NatureNote(self.note.nature).label
        return text[:1].upper() + text[1:]

    @property
    def icone(self) -> str:
        return ICONES_THEME[self.note.themes[0]] if self.note.themes else ICONES_NATURE[self.note.nature]

    @property
    def humeur(self) -> str:
        value = self.redaction.humeur
        return str(value) if isinstance(value, Illisible) else Humeur(value).label if value else ""

    @property
    def humeur_icone(self) -> str:
        return ICONES_HUMEUR.get(str(self.redaction.humeur), "lock")

    @property
    def heure(self) -> str:
        """« 20 h 41 », or the day it was written when it tells of another one."""
        written = self.note.ecrite_le
        if jour_de_soiree(written) == self.note.jour:
            return heure_en_lettres(written)
        return f"écrite le {jour_en_toutes_lettres(written)}"

    @property
    def quand(self) -> str:
        """« samedi 22 novembre, 20 h 41 »."""
        return f"{jour_en_toutes_lettres(self.note.jour)}, {self.heure}"

    @property
    def corrigee(self) -> bool:
        return self.note.version > 1

    @property
    def illisible(self) -> bool:
        return isinstance(self.redaction.texte, Illisible)

    @property
    def mots(self) -> list[str]:
        """The words of the note, in order: the shared text, then this child's own."""
        return [typographie(str(text)) for text in words_of(self.redaction, self.enfant) if text]

    @property
    def paragraphes(self) -> list[SafeString]:
        return [mark(text, self.recherche) for text in self.mots]


def words_of(redaction: VersionNote, enfant: Enfant) -> list[str | Illisible]:
    """Return the shared text and the child's own as this child's file reads them."""
    return [
        lire(text, dossier=enfant.pk, prenom=enfant.prenom)
        for text in (redaction.texte, redaction.complement)
    ]


def mark(text: str, searched: str) -> SafeString:
    """Escape a text and put ``<mark>`` around what was searched."""
    pieces: list[tuple[str, str, str]] = []
    end = 0
    for start, stop in reperer(text, searched):
        pieces.append((text[end:start], text[start:stop], ""))
        end = stop
    marked = format_html_join("", "{}<mark>{}</mark>", ((before, hit) for before, hit, _ in pieces))
    return format_html("{}{}", marked, text[end:])


@dataclass(frozen=True)
class PageFil:
    """One page of a thread; ``suite`` is where the next one begins."""

    notes: list[NoteLue]
    suite: Curseur | None


@dataclass(frozen=True)
class Recherche:
    """What a search found, how many notes it opened, and where it stopped if it is not over."""

    notes: list[NoteLue]
    lues: int
    suite: Curseur | None


def _thread(user: Utilisateur, enfant: Enfant, filtre: FiltreFil, avant: Curseur | None) -> NoteQuerySet:
    notes = NoteJournal.objects.visible_to(user, "lire_journal").filter(enfant_id=enfant.pk).standing()
    notes = filtre.apply(notes)
    if avant is not None:
        notes = notes.filter(jour__lte=avant.jour).filter(
            Q(jour__lt=avant.jour) | Q(jour=avant.jour, id__lt=avant.note)
        )
    return notes.order_by("-jour", "-id")


def current_words(user: Utilisateur, notes: Iterable[NoteJournal]) -> dict[UUID, VersionNote]:
    """Return the current version of each note, by note id: one query."""
    versions = VersionNote.objects.visible_to(user, "lire_journal").filter(
        note_id__in=[note.pk for note in notes], numero=F("note__version")
    )
    return {version.note_id: version for version in versions.order_by()}


def present(
    user: Utilisateur, notes: Sequence[NoteJournal], enfants: Mapping[UUID, Enfant], *, recherche: str = ""
) -> list[NoteLue]:
    """Open the words and the authors of notes, in their order."""
    words, signatures = current_words(user, notes), signatures_of(notes)
    return [
        NoteLue(note, enfants[note.enfant_id], words[note.pk], signatures[note.pk], recherche)
        for note in notes
    ]


def page_of_thread(
    user: Utilisateur, enfant: Enfant, filtre: FiltreFil, avant: Curseur | None = None, *, taille: int = PAGE
) -> PageFil:
    """Return one page of a child's thread, newest first: four queries and the keys."""
    notes = list(_thread(user, enfant, filtre, avant)[: taille + 1])
    kept = notes[:taille]
    return PageFil(
        present(user, kept, {enfant.pk: enfant}), Curseur.of(kept[-1]) if len(notes) > taille else None
    )


def search_thread(
    user: Utilisateur, enfant: Enfant, filtre: FiltreFil, recherche: str, avant: Curseur | None = None
) -> Recherche:
    """Open the notes of one child inside the filter, batch by batch, and keep those that hold the words.

    Stops at TROUVEES_MAX hits or RECHERCHE_MAX notes opened, and says where to go on.
    """
    found: list[NoteJournal] = []
    opened = 0
    cursor = avant
    while True:
        batch = list(_thread(user, enfant, filtre, cursor)[:LOT])
        words = current_words(user, batch)
        for note in batch:
            opened += 1
            cursor = Curseur.of(note)
            texts = words_of(words[note.pk], enfant)
            if any(reperer(text, recherche) for text in texts if isinstance(text, str)):
                found.append(note)
            if len(found) == TROUVEES_MAX:
                break
        if len(found) == TROUVEES_MAX or opened >= RECHERCHE_MAX or len(batch) < LOT:
            break
    over = not cursor or not _thread(user, enfant, filtre, cursor).exists()
    return Recherche(
        present(user, found, {enfant.pk: enfant}, recherche=recherche), opened, None if over else cursor
    )


def count_thread(user: Utilisateur, enfant: Enfant, filtre: FiltreFil) -> int:
    """Return how many notes of a child's thread the filter keeps."""
    return _thread(user, enfant, filtre, None).count()


def authors_of_thread(user: Utilisateur, enfant: Enfant) -> list[tuple[UUID, str]]:
    """Return who wrote in a child's file, by name, for the filter."""
    notes = NoteJournal.objects.visible_to(user, "lire_journal").filter(enfant_id=enfant.pk).standing()
    accounts = notes.order_by().values_list("auteur_id", flat=True).distinct()
    people = people_of(islice(accounts, 200))
    names = [(account, f"{person.prenom} {person.nom}") for account, person in people.items()]
    return sorted(names, key=lambda pair: pair[1].casefold())
