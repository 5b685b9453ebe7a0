"""Drafts of the daily log: kept on the server while one types, read by their author only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from enfants import mentions
from enfants.models import Brouillon, NoteJournal, VersionNote
from enfants.selectors.journal import noms_de_la_maison
from enfants.services.saisie import FERME, Entree, lock_writer
from socle.chiffrement.errors import KeyUnavailableError
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui
from villages.models import Maison


@transaction.atomic
def enregistrer_brouillons(
    *, acteur: Utilisateur, maison: Maison, jour: date, lot: UUID, entrees: Sequence[Entree]
) -> datetime:
    """Keep what is being typed, one row per author, child and day; an emptied one is dropped.

    Nothing is refused for its length: what was typed is kept, the journal will say what is wrong.
    An autosave that arrives after its form was saved (``lot``) changes nothing. Not audited: the
    author alone reads it, and nothing of it is in the file. Returns the time shown to the author.

    Raises PermissionDenied on a child one may not write about, ValidationError for a day to come.
    """
    for entree in entrees:
        ensure(acteur, "ecrire_journal", entree.enfant)
    if jour > aujourdhui():
        raise ValidationError({"jour": "Cette date est dans le futur."})
    lock_writer(acteur)
    moment = timezone.now()
    if NoteJournal.objects.filter(lot=lot, auteur=acteur).exists():
        return moment
    noms = noms_de_la_maison(acteur, maison, jour)
    contenus = {entree.enfant.pk: _contenu(entree, noms) for entree in entrees}
    _garder(acteur, maison, jour, moment, {pk: contenu for pk, contenu in contenus.items() if contenu})
    vides = [pk for pk, contenu in contenus.items() if not contenu]
    if vides:
        Brouillon.objects.filter(auteur=acteur, jour=jour, enfant_id__in=vides).delete()
    return moment


def rendre_au_brouillon(*, acteur: Utilisateur, note: NoteJournal) -> None:
    """Put the words of a note taken back into its author's draft, before what is being typed there."""
    version = VersionNote.objects.get(note=note, numero=note.version)
    if isinstance(version.texte, Illisible) or isinstance(version.complement, Illisible):
        return
    contenu: dict[str, Any] = {
        "commun": version.texte if version.complement else "",
        "texte": version.complement or version.texte,
        "humeur": version.humeur,
        "themes": list(version.themes),
        "importante": version.importante,
        "rien_de_particulier": version.rien_de_particulier,
    }
    _joindre(acteur, note.maison, note.jour, {note.enfant_id: contenu})


@transaction.atomic
def joindre_aux_brouillons(
    *, acteur: Utilisateur, maison: Maison, jour: date, entrees: Sequence[Entree]
) -> None:
    """Add words to the evening drafts of a house, before what is already being typed there.

    For what was being written elsewhere when the session closed. Raises PermissionDenied.
    """
    for entree in entrees:
        ensure(acteur, "ecrire_journal", entree.enfant)
    lock_writer(acteur)
    noms = noms_de_la_maison(acteur, maison, jour)
    contenus = {entree.enfant.pk: _contenu(entree, noms) for entree in entrees}
    _joindre(acteur, maison, jour, {pk: contenu for pk, contenu in contenus.items() if contenu})


def _joindre(acteur: Utilisateur, maison: Maison, jour: date, contenus: dict[UUID, dict[str, Any]]) -> None:
    presents = Brouillon.objects.filter(auteur=acteur, enfant_id__in=contenus, jour=jour)
    en_cours = {b.enfant_id: b.contenu for b in presents if not isinstance(b.contenu, Illisible)}
    joints = {pk: _ensemble(contenu, en_cours.get(pk)) for pk, contenu in contenus.items()}
    _garder(acteur, maison, jour, timezone.now(), joints)


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


def _contenu(entree: Entree, noms: dict[UUID, str]) -> dict[str, Any]:
    if not (entree.dit_quelque_chose or entree.themes or entree.importante):
        return {}
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
