"""Writing the daily log: entries, taking one back, corrections."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from enfants import mentions
from enfants.enums import NatureNote
from enfants.models import Brouillon, BrouillonCorrection, Enfant, NoteJournal, Sejour, VersionNote
from enfants.selectors.journal import noms_de_la_maison
from enfants.services.brouillons import brouillons_fermes, rendre_au_brouillon
from enfants.services.saisie import FERME, Contenu, Entree, lock_writer
from socle.audit.services import record
from socle.chiffrement.errors import KeyUnavailableError
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from villages.models import Maison

#: How many times one form may come back changed before it simply gets a new number.
_SUITES = 8


class NoteSigneeError(Exception):
    """Too late to take the note back: it is signed."""


class NoteNonSigneeError(Exception):
    """Too early to correct the note: its author may still take it back."""


class VersionPerimeeError(Exception):
    """Somebody corrected the note meanwhile; ``note`` is as it stands now."""

    def __init__(self, note: NoteJournal) -> None:
        super().__init__(note.pk)
        self.note = note


@transaction.atomic
def ecrire_journal(
    *,
    acteur: Utilisateur,
    maison: Maison,
    jour: date,
    lot: UUID,
    entrees: Sequence[Entree],
    remplacer: Collection[UUID] = (),
) -> UUID:
    """Save the evening of a house: one note per child of whom something is said; nothing stays nothing.

    Returns the number under which the notes stand. The same form sent twice changes nothing; sent
    again with other words it makes other notes, under the next number. The drafts of every child of
    the page are dropped in the same transaction, but those that do not open (see ``remplacer`` in
    :func:`enregistrer_brouillons`). Children named in a text become tokens.

    Raises PermissionDenied on a child one may not write about, ValidationError for a day to come,
    a child who did not live in the house that day, a text too long, or when nothing is said.
    """
    for entree in entrees:
        ensure(acteur, "ecrire_journal", entree.enfant)
    if jour > aujourdhui():
        raise ValidationError({"jour": "Cette date est dans le futur."})
    dites = [entree for entree in entrees if entree.dit_quelque_chose]
    if not dites:
        raise ValidationError("Rien n’est encore écrit.", code="vide")
    _ensure_living(maison, jour, [entree.enfant for entree in dites])
    noms = noms_de_la_maison(acteur, maison, jour)
    lot = _ecrire(
        acteur,
        noms={maison.pk: noms},
        entrees=[(entree, maison) for entree in dites],
        jour=jour,
        lot=lot,
        nature=NatureNote.JOURNAL_DU_SOIR,
    )
    enfants = {entree.enfant.pk for entree in entrees}
    enfants -= brouillons_fermes(acteur, jour, enfants, remplacer)
    Brouillon.objects.filter(auteur=acteur, jour=jour, enfant_id__in=enfants).delete()
    return lot


@transaction.atomic
def ecrire_note_rapide(*, acteur: Utilisateur, jour: date, lot: UUID, entrees: Sequence[Entree]) -> UUID:
    """Save one note at any hour about chosen children, whatever their houses, each in their own file.

    Same rules, errors and idempotency as :func:`ecrire_journal`; evening drafts are left alone.
    """
    for entree in entrees:
        ensure(acteur, "ecrire_journal", entree.enfant)
    if jour > aujourdhui():
        raise ValidationError({"jour": "Cette date est dans le futur."})
    if not entrees or not all(entree.dit_quelque_chose for entree in entrees):
        raise ValidationError("Rien n’est encore écrit.", code="vide")
    sejours = Sejour.objects.current(jour).filter(enfant_id__in=[e.enfant.pk for e in entrees])
    par_enfant = {sejour.enfant_id: sejour.maison for sejour in sejours.select_related("maison")}
    if len(par_enfant) < len(entrees):
        raise ValidationError("Un enfant choisi n’est dans aucune maison ce jour-là.", code="maison")
    noms = {m.pk: noms_de_la_maison(acteur, m, jour) for m in set(par_enfant.values())}
    return _ecrire(
        acteur,
        noms=noms,
        entrees=[(entree, par_enfant[entree.enfant.pk]) for entree in entrees],
        jour=jour,
        lot=lot,
        nature=NatureNote.NOTE_RAPIDE,
    )


@transaction.atomic
def annuler_note(*, acteur: Utilisateur, note: NoteJournal) -> bool:
    """Take back a note of one's own within ten minutes; its words go back to one's draft of that day.

    The row stays, marked, with its version: readers no longer see it. The database holds the same
    delay. Taking back twice changes nothing. Returns whether the words are in the draft: they stay on
    the note alone when one of the two does not open.

    Raises PermissionDenied for somebody else's note, NoteSigneeError after the delay.
    """
    ensure(acteur, "ecrire_journal", note)
    if note.auteur_id != acteur.pk:
        raise PermissionDenied
    lock_writer(acteur)
    note = NoteJournal.objects.select_for_update(no_key=True).get(pk=note.pk)
    if note.annulee_le is not None:
        return True
    if note.est_signee:
        raise NoteSigneeError
    note.annulee_le = timezone.now()
    note.save()
    rendus = rendre_au_brouillon(acteur=acteur, note=note)
    record("journal.annulation", objets=[note.pk], enfants=[note.enfant_id], type_objet="enfants.NoteJournal")
    return rendus


def peut_corriger(acteur: Utilisateur, note: NoteJournal) -> bool:
    """Whether a person corrects a note: its author, or the chef de service of the child's village.

    Both still need the right to write about the child today: who left the house corrects no more,
    and a colleague who disagrees writes a note of their own rather than in another's name.
    """
    if note.annulee_le is not None or not acteur.has_perm("ecrire_journal", note):
        return False
    return note.auteur_id == acteur.pk or Role.CHEF_DE_SERVICE in perimetre_de(acteur.pk).roles_sur(
        note.enfant_id
    )


@transaction.atomic
def corriger_note(
    *, acteur: Utilisateur, note: NoteJournal, envoi: UUID, version_lue: int, motif: str, entree: Entree
) -> VersionNote:
    """Add a version to a signed note, with its sealed reason; what was written before stays readable.

    ``entree.commun`` is the text the note had in common with others: only this child's copy changes.
    ``envoi`` is the id of the version: the same form sent twice changes nothing. One's draft of this
    correction is dropped in the same transaction.

    Raises PermissionDenied (see :func:`peut_corriger`), NoteNonSigneeError while the author may still
    take the note back, VersionPerimeeError when ``version_lue`` is no longer the last one,
    ValidationError without reason, without content or without change.
    """
    if not peut_corriger(acteur, note):
        ensure(acteur, "ecrire_journal", note)
        raise PermissionDenied
    lock_writer(acteur)
    note = NoteJournal.objects.select_for_update(no_key=True).select_related("maison").get(pk=note.pk)
    if not note.est_signee:
        raise NoteNonSigneeError
    deja = VersionNote.objects.filter(pk=envoi, note=note, auteur=acteur).first()
    if deja is not None:
        return deja
    if note.version != version_lue:
        raise VersionPerimeeError(note)
    motif = motif.strip()
    if not motif:
        raise ValidationError({"motif": "Dites pourquoi cette note est corrigée."})
    if not entree.dit_quelque_chose:
        raise ValidationError("Une note corrigée dit encore quelque chose.", code="vide")
    derniere = VersionNote.objects.get(note=note, numero=note.version)
    cites = mentions.enfants_cites(derniere.texte, derniere.complement)
    contenu = entree.contenu(noms_de_la_maison(acteur, note.maison, note.jour, en_plus=cites))
    if all(getattr(derniere, champ) == valeur for champ, valeur in contenu.items()):
        raise ValidationError("Rien n’a changé dans cette note.", code="inchangee")
    version = VersionNote(
        id=envoi,
        note=note,
        enfant_id=note.enfant_id,
        numero=note.version + 1,
        auteur=acteur,
        ecrite_le=timezone.now(),
        motif=motif,
        **contenu,
    )
    version.save(force_insert=True)
    note.version = version.numero
    note.themes, note.importante = version.themes, version.importante
    note.save()
    BrouillonCorrection.objects.filter(auteur=acteur, note=note).delete()
    record("journal.correction", objets=[note.pk], enfants=[note.enfant_id], type_objet="enfants.NoteJournal")
    return version


# --- inside ---------------------------------------------------------------------------


def _ecrire(
    acteur: Utilisateur,
    *,
    noms: dict[UUID, dict[UUID, str]],
    entrees: Iterable[tuple[Entree, Maison]],
    jour: date,
    lot: UUID,
    nature: NatureNote,
) -> UUID:
    lock_writer(acteur)
    contenus = [(e.enfant, maison, e.contenu(noms[maison.pk])) for e, maison in entrees]
    lots = [lot, *(uuid5(lot, str(rang)) for rang in range(1, _SUITES))]
    pris = set(NoteJournal.objects.filter(lot__in=lots).values_list("lot", flat=True))
    deja = _versions_debout(acteur, jour, pris) if pris else []
    nouvelles = [
        (enfant, maison, contenu)
        for enfant, maison, contenu in contenus
        if not any(v.enfant_id == enfant.pk and _egale(v, contenu) for v in deja)
    ]
    if not nouvelles:
        premier = contenus[0][0]
        return max((v.note.lot for v in deja if v.enfant_id == premier.pk), key=lots.index)
    lot = next((libre for libre in lots if libre not in pris), None) or nouvel_id()
    moment = timezone.now()
    redactions = []
    for enfant, maison, contenu in nouvelles:
        note = NoteJournal(
            enfant=enfant,
            maison=maison,
            auteur=acteur,
            nature=nature,
            lot=lot,
            jour=jour,
            ecrite_le=moment,
            themes=contenu["themes"],
            importante=contenu["importante"],
        )
        note.save(force_insert=True)
        redactions.append(
            VersionNote(note=note, enfant=enfant, numero=1, auteur=acteur, ecrite_le=moment, **contenu)
        )
    try:
        VersionNote.objects.bulk_create(redactions)
    except KeyUnavailableError as erreur:
        raise ValidationError(FERME, code="illisible") from erreur
    record(
        "journal.ecriture",
        objets=[redaction.note_id for redaction in redactions],
        enfants=[redaction.enfant_id for redaction in redactions],
        type_objet="enfants.NoteJournal",
    )
    return lot


def _versions_debout(acteur: Utilisateur, jour: date, lots: set[UUID]) -> list[VersionNote]:
    """First versions of one's notes already standing under these numbers."""
    return list(
        VersionNote.objects.filter(
            note__lot__in=lots, note__auteur=acteur, note__jour=jour, note__annulee_le__isnull=True, numero=1
        ).select_related("note")
    )


def _egale(version: VersionNote, contenu: Contenu) -> bool:
    return all(getattr(version, champ) == valeur for champ, valeur in contenu.items())


def _ensure_living(maison: Maison, jour: date, enfants: list[Enfant]) -> None:
    sejours = Sejour.objects.current(jour).filter(maison=maison, enfant__in=enfants).order_by()
    presents = set(sejours.values_list("enfant_id", flat=True))
    if any(enfant.pk not in presents for enfant in enfants):
        raise ValidationError("Un de ces enfants ne vivait pas dans cette maison ce jour-là.", code="maison")
