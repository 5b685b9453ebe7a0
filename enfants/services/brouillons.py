"""Drafts of the daily log: kept on the server while one types, read by their author only.

A draft that does not open is never overwritten nor dropped by itself: its key may come back. Its
author may have one that never will replaced by what they write.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from enfants import mentions
from enfants.models import Brouillon, NoteJournal, VersionNote
from enfants.selectors.journal import noms_de_la_maison
from enfants.services.saisie import FERME, SANS_RETOUR, Entree, lock_writer
from socle.chiffrement.errors import KeyUnavailableError
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui
from villages.models import Maison


@dataclass(frozen=True)
class Garde:
    """What was kept: when, and the children whose words were not, for a draft that does not open."""

    moment: datetime
    sauf: frozenset[UUID] = frozenset()


@transaction.atomic
def enregistrer_brouillons(
    *,
    acteur: Utilisateur,
    maison: Maison,
    jour: date,
    lot: UUID,
    entrees: Sequence[Entree],
    remplacer: Collection[UUID] = (),
) -> Garde:
    """Keep what is being typed, one row per author, child and day; an emptied one is dropped.

    Nothing is refused for its length: what was typed is kept, the journal will say what is wrong.
    An autosave that arrives after its form was saved (``lot``) changes nothing. Not audited: the
    author alone reads it, and nothing of it is in the file. A draft that does not open stays as it
    is, unless its child is in ``remplacer``. Returns what the author is told.

    Raises PermissionDenied on a child one may not write about, ValidationError for a day to come.
    """
    for entree in entrees:
        ensure(acteur, "ecrire_journal", entree.enfant)
    if jour > aujourdhui():
        raise ValidationError({"jour": "Cette date est dans le futur."})
    lock_writer(acteur)
    moment = timezone.now()
    if NoteJournal.objects.filter(lot=lot, auteur=acteur).exists():
        return Garde(moment)
    noms = noms_de_la_maison(acteur, maison, jour)
    enfants = {entree.enfant.pk for entree in entrees}
    fermes = brouillons_fermes(acteur, jour, enfants, remplacer)
    ecrits = {entree.enfant.pk: contenu_de(entree, noms) for entree in entrees if not entree.est_vide}
    _garder(acteur, maison, jour, moment, {pk: ecrits[pk] for pk in ecrits.keys() - fermes})
    vides = enfants - ecrits.keys() - fermes
    if vides:
        Brouillon.objects.filter(auteur=acteur, jour=jour, enfant_id__in=vides).delete()
    return Garde(moment, frozenset(ecrits.keys() & fermes))


def brouillons_fermes(
    acteur: Utilisateur, jour: date, enfants: Collection[UUID], remplacer: Collection[UUID] = ()
) -> set[UUID]:
    """Return the children whose draft does not open and must be left as it is."""
    presents = Brouillon.objects.filter(auteur=acteur, jour=jour, enfant_id__in=enfants)
    return {
        b.enfant_id
        for b in presents
        if isinstance(b.contenu, Illisible)
        and not (b.enfant_id in remplacer and b.contenu.raison in SANS_RETOUR)
    }


def rendre_au_brouillon(*, acteur: Utilisateur, note: NoteJournal) -> bool:
    """Put the words of a note taken back into its author's draft, before what is being typed there.

    Returns whether they are there: a note or a draft that does not open is left as it is.
    """
    version = VersionNote.objects.get(note=note, numero=note.version)
    if isinstance(version.texte, Illisible) or isinstance(version.complement, Illisible):
        return False
    contenu: dict[str, Any] = {
        "commun": version.texte if version.complement else "",
        "texte": version.complement or version.texte,
        "humeur": version.humeur,
        "themes": list(version.themes),
        "importante": version.importante,
        "rien_de_particulier": version.rien_de_particulier,
    }
    return not _joindre(acteur, note.maison, note.jour, {note.enfant_id: contenu})


@transaction.atomic
def joindre_aux_brouillons(
    *, acteur: Utilisateur, maison: Maison, jour: date, entrees: Sequence[Entree]
) -> None:
    """Add words to the evening drafts of a house, before what is already being typed there.

    For what was being written elsewhere when the session closed; a draft that does not open is left
    as it is. Raises PermissionDenied.
    """
    for entree in entrees:
        ensure(acteur, "ecrire_journal", entree.enfant)
    lock_writer(acteur)
    noms = noms_de_la_maison(acteur, maison, jour)
    contenus = {entree.enfant.pk: contenu_de(entree, noms) for entree in entrees if not entree.est_vide}
    _joindre(acteur, maison, jour, contenus)


def _joindre(
    acteur: Utilisateur, maison: Maison, jour: date, contenus: dict[UUID, dict[str, Any]]
) -> set[UUID]:
    """Join the words to the drafts; return the children whose draft does not open, left as it is."""
    presents = Brouillon.objects.filter(auteur=acteur, enfant_id__in=contenus, jour=jour)
    en_cours = {b.enfant_id: b.contenu for b in presents}
    fermes = {pk for pk, contenu in en_cours.items() if isinstance(contenu, Illisible)}
    joints = {pk: _ensemble(contenus[pk], en_cours.get(pk)) for pk in contenus.keys() - fermes}
    _garder(acteur, maison, jour, timezone.now(), joints)
    return fermes


def _ensemble(avant: dict[str, Any], en_cours: dict[str, Any] | None) -> dict[str, Any]:
    if en_cours is None:
        return avant
    textes = [avant["commun"], avant["texte"], en_cours["texte"]]
    return {
        "commun": en_cours["commun"],
        "texte": "\n\n".join(dict.fromkeys(texte for texte in textes if texte)),
        "humeur": en_cours["humeur"] or avant["humeur"],
        "themes": list(dict.fromkeys([*avant["themes"], *en_cours["themes"]])),
        "importante": avant["importante"] or en_cours["importante"],
        "rien_de_particulier": en_cours["rien_de_particulier"],
    }


def contenu_de(entree: Entree, noms: dict[UUID, str]) -> dict[str, Any]:
    """Return what a draft holds; children are named by tokens."""
    return {
        "commun": mentions.poser(entree.commun.replace("\x00", ""), noms),
        "texte": mentions.poser(entree.texte.replace("\x00", ""), noms),
        "humeur": entree.humeur,
        "themes": list(entree.themes),
        "importante": entree.importante,
        "rien_de_particulier": entree.rien_de_particulier,
    }


def _garder(
    acteur: Utilisateur, maison: Maison, jour: date, moment: datetime, contenus: dict[UUID, dict[str, Any]]
) -> None:
    """Insert or replace: one path, so that a draft cannot double.

    The id follows from the author, the child and the day, because the sealed content is bound to
    it: a replaced row must keep the id its new content was sealed under.
    """
    brouillons = [
        Brouillon(
            id=uuid5(acteur.pk, f"brouillon:{enfant_id}:{jour}"),
            auteur=acteur,
            enfant_id=enfant_id,
            maison=maison,
            jour=jour,
            modifie_le=moment,
            contenu=contenu,
        )
        for enfant_id, contenu in contenus.items()
    ]
    try:
        Brouillon.objects.bulk_create(
            brouillons,
            update_conflicts=True,
            unique_fields=["auteur", "enfant", "jour"],
            update_fields=["maison", "modifie_le", "contenu"],
        )
    except KeyUnavailableError as erreur:
        raise ValidationError(FERME, code="illisible") from erreur
