"""What was written in one house, evening after evening: pure text, nothing is saved here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from random import Random
from uuid import UUID

from deploy.demonstration.recit import banque
from deploy.demonstration.recit.banque import Moment
from deploy.demonstration.recit.grammaire import Plume, tranche
from enfants.enums import NatureNote, Sexe, Theme


@dataclass(frozen=True)
class Sujet:
    """A child as the narrator knows them."""

    id: UUID
    prenom: str
    sexe: Sexe
    age: int
    famille: int


@dataclass(frozen=True)
class Correction:
    """A second version of a note, some hours later."""

    texte: str
    motif: str
    heures: int


@dataclass(frozen=True)
class NoteEcrite:
    enfant: UUID
    lot: int
    nature: NatureNote
    heure: time
    texte: str = ""
    complement: str = ""
    humeur: str = ""
    themes: tuple[Theme, ...] = ()
    importante: bool = False
    rien: bool = False
    annulee: bool = False
    correction: Correction | None = None


def _entourage(sujet: Sujet, presents: list[Sujet]) -> tuple[list[UUID], list[UUID]]:
    """Return the brothers and sisters who are here, and every other child who is."""
    autres = [autre for autre in presents if autre.id != sujet.id]
    return [a.id for a in autres if a.famille == sujet.famille], [a.id for a in autres]


class Narrateur:
    """Tells the evenings of one house; drawn from one generator, hence always the same."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._plumes: dict[UUID, Plume] = {}
        self._lot = 0

    def soiree(
        self, jour: date, jours_avant: int, presents: list[Sujet], absents: list[Sujet]
    ) -> Iterator[NoteEcrite]:
        """Yield the notes of one evening, one submission, and now and then a quick note by day."""
        rng = self._rng
        self._lot += 1
        heure = time(20 + rng.randrange(2), rng.randrange(60))
        groupe, partagee = self._partagee(presents)
        for sujet in presents + absents:
            moment = banque.moments().get(sujet.prenom, {}).get(jours_avant)
            if moment is not None:
                yield self._moment(sujet, heure, moment)
            elif sujet in absents:
                continue
            elif sujet in groupe:
                yield self._commune(sujet, heure, *partagee)
            elif rng.random() < 0.93:
                yield self._propre(sujet, jour, heure, presents)
        for sujet in presents:
            if rng.random() < 0.07:
                yield self._rapide(sujet, jour, presents)

    def _moment(self, sujet: Sujet, heure: time, moment: Moment) -> NoteEcrite:
        return NoteEcrite(
            sujet.id, self._lot, NatureNote.JOURNAL_DU_SOIR, heure, moment.texte, "", moment.humeur,
            moment.themes, moment.importante,
        )  # fmt: skip

    def _plume(self, sujet: Sujet) -> Plume:
        if sujet.id not in self._plumes:
            self._plumes[sujet.id] = Plume(sujet.prenom, sujet.sexe, sujet.age, self._rng)
        return self._plumes[sujet.id]

    def _partagee(self, presents: list[Sujet]) -> tuple[list[Sujet], tuple[tuple[Theme, ...], str]]:
        """Now and then, one text for brothers and sisters who are here tonight."""
        themes, texte = self._rng.choice(banque.partagees())
        familles: dict[int, list[Sujet]] = {}
        for sujet in presents:
            familles.setdefault(sujet.famille, []).append(sujet)
        fratries = [groupe for groupe in familles.values() if len(groupe) > 1]
        if not fratries or self._rng.random() > 0.16:
            return [], (themes, texte)
        return self._rng.choice(fratries), (themes, texte)

    def _commune(self, sujet: Sujet, heure: time, themes: tuple[Theme, ...], texte: str) -> NoteEcrite:
        plume = self._plume(sujet)
        complement = ""
        if self._rng.random() < 0.4:
            complement = plume.accorder(self._rng.choice(banque.autres("complements")))
        return NoteEcrite(
            sujet.id, self._lot, NatureNote.JOURNAL_DU_SOIR, heure, texte, complement, plume.humeur(), themes
        )

    def _propre(self, sujet: Sujet, jour: date, heure: time, presents: list[Sujet]) -> NoteEcrite:
        rng, plume = self._rng, self._plume(sujet)
        if rng.random() < 0.13:
            return NoteEcrite(
                sujet.id, self._lot, NatureNote.JOURNAL_DU_SOIR, heure, humeur=plume.humeur(), rien=True
            )
        if rng.random() < 0.02:
            return self._importante(sujet, heure)
        freres, autres = _entourage(sujet, presents)
        themes = plume.themes(jour, rng.choices((1, 2, 3), (40, 47, 13))[0], freres=bool(freres))
        texte = plume.texte(themes, freres, autres)
        return NoteEcrite(
            sujet.id, self._lot, NatureNote.JOURNAL_DU_SOIR, heure, texte, "", plume.humeur(), tuple(themes),
            annulee=rng.random() < 0.004, correction=self._correction(texte),
        )  # fmt: skip

    def _importante(self, sujet: Sujet, heure: time) -> NoteEcrite:
        plume = self._plume(sujet)
        theme, texte = self._rng.choice(banque.importantes(tranche(sujet.age)))
        return NoteEcrite(
            sujet.id, self._lot, NatureNote.JOURNAL_DU_SOIR, heure, plume.accorder(texte), "",
            plume.humeur(), (theme,), importante=True,
        )  # fmt: skip

    def _correction(self, texte: str) -> Correction | None:
        if self._rng.random() > 0.02:
            return None
        rng = self._rng
        return Correction(
            f"{texte} {rng.choice(banque.autres('precisions'))}",
            rng.choice(banque.autres("motifs")),
            rng.randrange(9, 20),
        )

    def _rapide(self, sujet: Sujet, jour: date, presents: list[Sujet]) -> NoteEcrite:
        rng, plume = self._rng, self._plume(sujet)
        freres, autres = _entourage(sujet, presents)
        themes = plume.themes(jour, 1, freres=bool(freres))
        self._lot += 1
        return NoteEcrite(
            sujet.id, self._lot, NatureNote.NOTE_RAPIDE, time(8 + rng.randrange(10), rng.randrange(60)),
            plume.texte(themes, freres, autres), themes=tuple(themes),
        )  # fmt: skip
