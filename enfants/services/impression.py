"""Printing a period of a child's thread of life: asked here, made by a job, kept one day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from io import BytesIO
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from enfants.enums import Theme
from enfants.models import Enfant
from enfants.selectors.auteurs import people_of
from enfants.selectors.fil import Curseur, NoteLue, PeriodeFil, count_thread, page_of_thread
from enfants.selectors.impressions import CODE, CONSERVATION
from enfants.selectors.lieu import MasqueLieux, masque_sur_papier
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.documents.models import Document
from socle.documents.services import open_stream, store
from socle.habilitations.guards import ensure
from socle.outils.declarations import Categorie
from socle.outils.pdf import compose
from socle.taches.models import Tache
from socle.taches.services import enqueue, report_progress
from socle.ui.typographie import heure_en_lettres, jour_en_toutes_lettres, typographie

NATURE = "impression_journal"
DUREE_MAX = timedelta(days=366)
LOT = 200


@transaction.atomic
def demander_impression(*, acteur: Utilisateur, enfant: Enfant, filtre: PeriodeFil) -> Tache:
    """Ask for the PDF of a period, both days given; it is made by a job with the asker's rights then.

    Raises PermissionDenied without the right to read the journal of this child.
    """
    ensure(acteur, "lire_journal", enfant)
    record(CODE, objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    return enqueue(
        CODE,
        enfant=enfant.pk,
        demandeur=acteur.pk,
        du=filtre.du.isoformat(),
        au=filtre.au.isoformat(),
        themes=".".join(filtre.themes),
        importantes=filtre.importantes,
    )


def produire_impression(*, acteur: Utilisateur, enfant_id: UUID, filtre: PeriodeFil) -> Document:
    """Make and seal the PDF, under the child's key, for one day; audited with the notes it holds.

    The rights are those of now: raises PermissionDenied when an assignment has ended meanwhile.
    Nothing is written in clear on a disk.
    """
    # A child out of reach is simply not there: the wall hides the row.
    enfant = Enfant.objects.filter(pk=enfant_id).first()
    if enfant is None:
        raise PermissionDenied
    ensure(acteur, "lire_journal", enfant)
    report_progress(5)
    notes = list(_every_note(acteur, enfant, filtre))
    report_progress(70)
    now = timezone.now()
    source = files("enfants").joinpath("typst/fil_de_vie.typ").read_bytes()
    pdf = compose(source, _content(acteur, enfant, filtre, notes), le=now)
    report_progress(90)
    document = store(
        sujet_id=enfant.pk,
        stream=BytesIO(pdf),
        nom_fichier=nom_du_fichier(filtre),
        enfant_id=enfant.pk,
        categorie=Categorie.JOURNAL,
        nature=NATURE,
        expire_le=now + CONSERVATION,
        interne=True,
    )
    record(
        "enfants.impression_produite",
        objets=[lue.note.pk for lue in notes],
        enfants=[enfant.pk],
        type_objet="enfants.NoteJournal",
    )
    return document


def ouvrir_impression(*, acteur: Utilisateur, enfant: Enfant, document: Document) -> bytes:
    """Return the PDF, whole: a file that was tampered with is refused before its first byte leaves.

    Raises PermissionDenied without the right now or for a document about somebody else,
    UnavailableDocumentError once expired.
    """
    ensure(acteur, "lire_journal", enfant)
    if document.enfant_id != enfant.pk:
        raise PermissionDenied
    pdf = b"".join(open_stream(document))
    record(
        "enfants.impression_telechargee",
        objets=[document.pk],
        enfants=[enfant.pk],
        type_objet="documents.Document",
    )
    return pdf


def nom_du_fichier(filtre: PeriodeFil) -> str:
    """A file lands in a download folder: its name says the period, never who."""
    return f"journal-du-{filtre.du}-au-{filtre.au}.pdf"


def _every_note(acteur: Utilisateur, enfant: Enfant, filtre: PeriodeFil) -> Iterator[NoteLue]:
    total = count_thread(acteur, enfant, filtre) or 1
    done = 0
    cursor: Curseur | None = None
    while True:
        page = page_of_thread(acteur, enfant, filtre, cursor, taille=LOT)
        yield from page.notes
        done += len(page.notes)
        report_progress(5 + min(60, 60 * done // total))
        if page.suite is None:
            return
        cursor = page.suite


def _content(acteur: Utilisateur, enfant: Enfant, filtre: PeriodeFil, notes: list[NoteLue]) -> dict[str, Any]:
    now = timezone.localtime()
    printer = people_of([acteur.pk]).get(acteur.pk)
    who = f"{printer.prenom} {printer.nom}" if printer else "un compte sans nom"
    # A paper leaves the village: it does not tell a place a judge keeps secret.
    masque = masque_sur_papier(acteur, enfant)
    # On paper one reads forward in time.
    days = groupby(reversed(notes), key=lambda lue: lue.note.jour)
    return {
        "titre": f"Journal {periode(filtre.du, filtre.au)}",
        "enfant": f"{enfant.prenom} {enfant.nom}",
        "periode": f"Journal {periode(filtre.du, filtre.au)}",
        "resume": _summary(filtre, len(notes)),
        "imprime": f"Imprimé par {who} le {jour_en_toutes_lettres(now)} {now.year} à {heure_en_lettres(now)}",
        "confidentiel": "Document confidentiel",
        "jours": [
            {
                "titre": f"{jour_en_toutes_lettres(day).capitalize()} {day.year}",
                "notes": [_note(n, masque) for n in found],
            }
            for day, found in days
        ],
    }


def periode(du: date, au: date) -> str:
    """« du 3 octobre au 22 novembre 2026 »."""
    return f"du {_day(du)} au {_day(au)}"


def _day(day: date) -> str:
    return f"{jour_en_toutes_lettres(day).split(' ', 1)[1].removesuffix(f' {day.year}')} {day.year}"


def _summary(filtre: PeriodeFil, count: int) -> str:
    parts = [f"{count} note{'s' if count > 1 else ''}" if count else "Aucune note sur cette période"]
    if filtre.themes:
        parts.append("thèmes : " + ", ".join(Theme(theme).label for theme in filtre.themes))
    if filtre.importantes:
        parts.append("notes importantes seulement")
    return typographie(" · ".join(parts))


def _note(lue: NoteLue, masque: MasqueLieux) -> dict[str, Any]:
    foot = [lue.heure, lue.signature.complete]
    if lue.humeur:
        foot.append(f"humeur : {lue.humeur}")
    if lue.corrigee:
        foot.append(f"corrigée, version {lue.note.version}")
    title = f"{lue.titre} (important)" if lue.note.importante else lue.titre
    return {
        "titre": title,
        "paragraphes": [masque(mots) for mots in lue.mots],
        "pied": typographie(" · ".join(foot)),
    }
