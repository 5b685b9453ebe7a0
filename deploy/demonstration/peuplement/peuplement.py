"""Writes children and their journal by COPY, a batch of notes at a time.

Evenings are written in order, all houses together, as years of use would have laid them on the
disk; memory holds one batch and the children's keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from deploy.demonstration.peuplement.copie import copier, sans_index, sceller, verser_versions
from deploy.demonstration.peuplement.lieux import Lieux, MaisonPeuplee, creer_lieux
from deploy.demonstration.peuplement.noms import NOMS, PRENOMS
from deploy.demonstration.recit.grammaire import Plume
from enfants.enums import NatureNote, Sexe, Theme
from enfants.models import Enfant, LectureNote, NoteJournal, Sejour, VersionNote
from socle.chiffrement.empreinte import empreinte_identite
from socle.chiffrement.keys import creer_cles
from socle.chiffrement.models import NatureSujet
from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import aujourdhui, jour_de_soiree
from socle.outils.identifiants import nouvel_id

LOT = 4_000
#: From this many notes on, indexes are made once at the end rather than row by row.
SEUIL_SANS_INDEX = 50_000
_TEXTES_PAR_TRANCHE = 300
_AGES = (4, 8, 13, 17)
#: Evenings nobody has read yet.
_NON_LUES = 2


@dataclass(frozen=True, slots=True)
class EnfantPeuple:
    id: UUID
    prenom: str
    sexe: Sexe
    age: int
    maison: MaisonPeuplee


@dataclass(frozen=True, slots=True)
class Texte:
    """A drawn text, the first name still to be put in."""

    avant: str
    themes: list[str]
    humeur: str


def peupler(
    *, villages: int, enfants: int, entrees: int, graine: int, avance: Callable[[int], None]
) -> list[tuple[str, str]]:
    """Write everything in one transaction; return (login, passphrase) of those who may sign in.

    ``avance`` hears how many children, then notes, were written.
    """
    rng = Random(graine)  # noqa: S311 - a story, not a secret
    dernier = jour_de_soiree() - timedelta(days=1)
    soirees = -(-entrees // enfants)
    debut = dernier - timedelta(days=soirees + 30)
    with acting_as_system(raison="peuplement d’essai"):
        lieux = creer_lieux(villages=villages, enfants=enfants, rng=rng, debut=debut)
        peuples = _creer_enfants(lieux, enfants, rng, debut, avance)
        tables = (NoteJournal, VersionNote, LectureNote, NoteJournal.versions.model)
        with sans_index(tables) if entrees >= SEUIL_SANS_INDEX else nullcontext():
            _ecrire_notes(peuples, entrees, dernier, rng, avance)
            verser_versions(NoteJournal)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return lieux.acces


def _par_lots(lignes: Iterator[Any]) -> Iterator[list[Any]]:
    while lot := list(islice(lignes, LOT)):
        yield lot


def _creer_enfants(
    lieux: Lieux, nombre: int, rng: Random, debut: date, avance: Callable[[int], None]
) -> list[EnfantPeuple]:
    """Write children, keys and stays; houses fill evenly, in no order: admissions of years come from anywhere."""
    places = [lieux.maisons[rang % len(lieux.maisons)] for rang in range(nombre)]
    rng.shuffle(places)
    peuples = []
    for lot in _par_lots(iter(places)):
        nouveaux = []
        for maison in lot:
            sexe = rng.choice((Sexe.FILLE, Sexe.GARCON))
            nouveaux.append(
                EnfantPeuple(nouvel_id(), rng.choice(PRENOMS[sexe]), sexe, rng.choice(_AGES), maison)
            )
        creer_cles((enfant.id, NatureSujet.ENFANT) for enfant in nouveaux)
        copier(Enfant, (_ligne_enfant(enfant, rng) for enfant in nouveaux))
        copier(Sejour, (_ligne_sejour(enfant, debut) for enfant in nouveaux))
        peuples += nouveaux
        avance(len(nouveaux))
    for model in (Enfant, Sejour):
        verser_versions(model)
    return peuples


def _ligne_enfant(enfant: EnfantPeuple, rng: Random) -> dict[str, Any]:
    nom = rng.choice(NOMS)
    ne_le = aujourdhui() - timedelta(days=enfant.age * 365 + rng.randrange(1, 365))
    return {
        "id": enfant.id, "village_id": enfant.maison.village, "compte_id": None,
        "empreinte": empreinte_identite(enfant.prenom, nom, naissance=ne_le),
        **sceller(
            Enfant, enfant.id, enfant.id, prenom=enfant.prenom, nom=nom, date_naissance=ne_le,
            sexe=enfant.sexe,
        ),
    }  # fmt: skip


def _ligne_sejour(enfant: EnfantPeuple, debut: date) -> dict[str, Any]:
    ident = nouvel_id()
    return {
        "id": ident, "enfant_id": enfant.id, "maison_id": enfant.maison.id, "debut": debut, "fin": None,
        "chambre_id": None,
        **sceller(Sejour, ident, enfant.id),
    }  # fmt: skip


# --- notes ----------------------------------------------------------------------------


class _Textes:
    """Texts drawn beforehand by sex and age: writing millions must not cost a grammar each."""

    _MARQUE = "\x01"

    def __init__(self, rng: Random, jour: date) -> None:
        self._rng = rng
        self._tires = {
            (sexe, age): [self._tirer(sexe, age, jour) for _ in range(_TEXTES_PAR_TRANCHE)]
            for sexe in PRENOMS
            for age in _AGES
        }

    def _tirer(self, sexe: Sexe, age: int, jour: date) -> Texte:
        plume = Plume(self._MARQUE, sexe, age, self._rng)
        themes: list[Theme] = plume.themes(jour, self._rng.choices((1, 2, 3), (40, 47, 13))[0], freres=False)
        return Texte(plume.texte(themes, [], []), [theme.value for theme in themes], plume.humeur())

    def pour(self, enfant: EnfantPeuple) -> tuple[str, Texte]:
        texte = self._rng.choice(self._tires[enfant.sexe, enfant.age])
        return texte.avant.replace(self._MARQUE, enfant.prenom), texte


def _ecrire_notes(
    enfants: list[EnfantPeuple], entrees: int, dernier: date, rng: Random, avance: Callable[[int], None]
) -> None:
    textes = _Textes(rng, dernier)
    for lot in _par_lots(_soirees(enfants, entrees, dernier, rng)):
        notes, versions, lectures = [], [], []
        for enfant, envoi, moment, tour, recente in lot:
            clair, texte = textes.pour(enfant)
            note = _ligne_note(enfant, envoi, moment, tour, texte)
            notes.append(note)
            versions.append(_ligne_version(note, clair, texte))
            if not recente:
                lectures.append(_ligne_lecture(note, enfant.maison))
        copier(NoteJournal, notes)
        copier(VersionNote, versions)
        copier(LectureNote, lectures)
        avance(len(lot))


def _soirees(
    enfants: list[EnfantPeuple], entrees: int, dernier: date, rng: Random
) -> Iterator[tuple[EnfantPeuple, UUID, datetime, int, bool]]:
    """Yield (child, submission, moment, evening, recent) in the order of the evenings."""
    par_maison: dict[UUID, list[EnfantPeuple]] = {}
    for enfant in enfants:
        par_maison.setdefault(enfant.maison.id, []).append(enfant)
    pleines, reste = divmod(entrees, len(enfants))
    for tour in range(pleines + bool(reste), 0, -1):
        jour = dernier - timedelta(days=tour - 1)
        manquent = reste if tour == pleines + 1 else len(enfants)
        for habitants in par_maison.values():
            envoi = nouvel_id()
            moment = timezone.make_aware(
                datetime.combine(jour, time(20 + rng.randrange(2), rng.randrange(60)))
            )
            for enfant in habitants[:manquent]:
                yield enfant, envoi, moment, tour, tour <= _NON_LUES
            manquent -= min(manquent, len(habitants))


def _ligne_note(
    enfant: EnfantPeuple, envoi: UUID, moment: datetime, tour: int, texte: Texte
) -> dict[str, Any]:
    maison = enfant.maison
    return {
        "id": nouvel_id(), "enfant_id": enfant.id, "maison_id": maison.id,
        "auteur_id": maison.educateur if tour % 7 > 2 else maison.aide,
        "nature": NatureNote.JOURNAL_DU_SOIR, "lot": envoi, "jour": timezone.localdate(moment),
        "ecrite_le": moment, "annulee_le": None, "version": 1, "themes": texte.themes, "importante": False,
    }  # fmt: skip


def _ligne_version(note: dict[str, Any], clair: str, texte: Texte) -> dict[str, Any]:
    ident = nouvel_id()
    return {
        "id": ident, "note_id": note["id"], "enfant_id": note["enfant_id"], "numero": 1,
        "auteur_id": note["auteur_id"], "ecrite_le": note["ecrite_le"], "rien_de_particulier": False,
        "themes": texte.themes, "importante": False,
        **sceller(VersionNote, ident, note["enfant_id"], texte=clair, humeur=texte.humeur),
    }  # fmt: skip


def _ligne_lecture(note: dict[str, Any], maison: MaisonPeuplee) -> dict[str, Any]:
    lecteur = maison.educateur if note["auteur_id"] == maison.aide else maison.aide
    return {
        "id": nouvel_id(), "note_id": note["id"], "enfant_id": note["enfant_id"], "lecteur_id": lecteur,
        "lue_le": note["ecrite_le"] + timedelta(hours=20),
    }  # fmt: skip
