"""Saves ninety days of the invented journal, with corrections, notes taken back and receipts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from deploy.demonstration.dossiers import JOURS, Dossier
from deploy.demonstration.equipe import REMPLACANTS
from deploy.demonstration.recit.soirees import Narrateur, NoteEcrite, Sujet
from enfants.mentions import poser
from enfants.models import LectureNote, NoteJournal, VersionNote
from socle.comptes.models import Utilisateur
from socle.outils.dates import jour_de_soiree
from socle.outils.identifiants import nouvel_id
from villages.models import Maison

#: Two evenings of rest a week; the last one is yesterday, so that there is something to read.
_REPOS = {0, 1}
_LOT = 500


def _moment(jour: date, heure: time) -> datetime:
    return timezone.make_aware(datetime.combine(jour, heure))


def auteur_de(jours_avant: int, titulaire: Utilisateur, remplacant: Utilisateur | None) -> Utilisateur:
    """Return who writes: the house's own adult, or their replacement two evenings a week."""
    return remplacant if remplacant is not None and (jours_avant - 1) % 7 in _REPOS else titulaire


class Registre:
    """Collects what may be written together, and writes it by batches."""

    def __init__(self) -> None:
        self._notes: list[NoteJournal] = []
        self._versions: list[VersionNote] = []
        self._lectures: list[LectureNote] = []

    def noter(self, ecrite: NoteEcrite, lot: UUID, maison: Maison, auteur: Utilisateur, jour: date) -> None:
        """Save one note; its words follow with the batch."""
        quand = _moment(jour, ecrite.heure)
        correction = None if ecrite.annulee else ecrite.correction
        note = NoteJournal(
            enfant_id=ecrite.enfant,
            maison=maison,
            auteur=auteur,
            nature=ecrite.nature,
            lot=lot,
            jour=jour,
            ecrite_le=quand,
            annulee_le=quand + timedelta(minutes=4) if ecrite.annulee else None,
            version=2 if correction else 1,
            themes=list(ecrite.themes),
            importante=ecrite.importante,
        )
        self._notes.append(note)
        premiere = VersionNote(
            note=note,
            enfant_id=ecrite.enfant,
            numero=1,
            auteur=auteur,
            ecrite_le=quand,
            texte=ecrite.texte,
            complement=ecrite.complement,
            humeur=ecrite.humeur,
            rien_de_particulier=ecrite.rien,
            themes=list(ecrite.themes),
            importante=ecrite.importante,
        )
        self._versions.append(premiere)
        if correction:
            self._versions.append(
                VersionNote(
                    note=note,
                    enfant_id=ecrite.enfant,
                    numero=2,
                    auteur=auteur,
                    ecrite_le=quand + timedelta(hours=correction.heures),
                    texte=correction.texte,
                    complement=ecrite.complement,
                    humeur=ecrite.humeur,
                    motif=correction.motif,
                    themes=list(ecrite.themes),
                    importante=ecrite.importante,
                )
            )

    def lue(self, note: NoteJournal, lecteur: Utilisateur, le: datetime) -> None:
        self._lectures.append(LectureNote(note=note, enfant_id=note.enfant_id, lecteur=lecteur, lue_le=le))

    @property
    def premieres(self) -> list[VersionNote]:
        return [version for version in self._versions if version.numero == 1]

    def ecrire(self) -> None:
        """Write everything, the versions of the notes' headers by hand: bulk writes leave none."""
        QuerySet[NoteJournal](NoteJournal).bulk_create(self._notes, batch_size=_LOT)
        NoteJournal.versions.bulk_history_create(self._notes, batch_size=_LOT)
        VersionNote.objects.bulk_create(self._versions, batch_size=_LOT)
        LectureNote.objects.bulk_create(self._lectures, batch_size=_LOT)


def sujet_de(dossier: Dossier) -> Sujet:
    description = dossier.description
    return Sujet(dossier.enfant.pk, description.prenom, description.sexe, description.age, dossier.famille)


def _sans_noms(ecrite: NoteEcrite, ici: list[Dossier]) -> NoteEcrite:
    """Put tokens in place of the other children's first names, as the page does when one types."""
    noms = {d.enfant.pk: d.description.prenom for d in ici if d.enfant.pk != ecrite.enfant}
    return replace(ecrite, texte=poser(ecrite.texte, noms), complement=poser(ecrite.complement, noms))


def ecrire_journal(
    dossiers: list[Dossier],
    maisons: dict[str, Maison],
    titulaires: dict[str, Utilisateur],
    comptes: dict[str, Utilisateur],
    graine: int,
) -> int:
    """Write the evenings of every house up to yesterday's; return how many notes.

    Tonight's is left to whoever tries the software. What was written before the day before
    yesterday has been read by the two adults of the house, the rest by nobody yet.
    """
    dernier = jour_de_soiree() - timedelta(days=1)
    registre = Registre()
    for rang, (nom, maison) in enumerate(maisons.items()):
        narrateur = Narrateur(Random(graine * 1000 + rang))  # noqa: S311 - a story, not a secret
        titulaire = titulaires[nom]
        remplacant = comptes.get(REMPLACANTS.get(nom, ""))
        for jours_avant in range(JOURS, 0, -1):
            jour = dernier - timedelta(days=jours_avant - 1)
            ici = [dossier for dossier in dossiers if dossier.maison_le(jour) == maison.pk]
            presents = [sujet_de(dossier) for dossier in ici if not dossier.absent_le(jour)]
            absents = [sujet_de(dossier) for dossier in ici if dossier.absent_le(jour)]
            auteur = auteur_de(jours_avant, titulaire, remplacant)
            lots: dict[int, UUID] = {}
            for ecrite in narrateur.soiree(jour, jours_avant, presents, absents):
                if _moment(jour, ecrite.heure) > timezone.now():
                    ecrite = replace(ecrite, heure=time(0, 5))  # noqa: PLW2901
                ecrite = _sans_noms(ecrite, ici)  # noqa: PLW2901
                registre.noter(ecrite, lots.setdefault(ecrite.lot, nouvel_id()), maison, auteur, jour)
        _lectures(registre, maison, [p for p in (titulaire, remplacant) if p is not None], dernier)
    registre.ecrire()
    return len(registre.premieres)


def _lectures(registre: Registre, maison: Maison, lecteurs: list[Utilisateur], dernier: date) -> None:
    for version in registre.premieres:
        note = version.note
        if note.maison_id != maison.pk or note.jour > dernier - timedelta(days=2) or note.annulee_le:
            continue
        for lecteur in lecteurs:
            if lecteur.pk != note.auteur_id:
                registre.lue(note, lecteur, note.ecrite_le + timedelta(hours=20))
