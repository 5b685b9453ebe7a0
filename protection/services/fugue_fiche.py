"""The sheet for the police: asked here, made by a job, kept one day for who asked (as ADR 0047)."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from enfants.selectors.impressions import CONSERVATION
from protection.models import Fugue
from protection.querysets import DE_SERVICE
from protection.selectors.fugue_fiche import CODE, fiche, fugue_a_imprimer
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.documents.models import Document
from socle.documents.services import open_stream, store
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.outils.pdf import compose
from socle.taches.models import Tache
from socle.taches.services import enqueue, report_progress

NATURE = "fiche_fugue"


@transaction.atomic
def demander_fiche(*, acteur: Utilisateur, fugue: Fugue) -> Tache:
    """Ask for the sheet; a job makes it with the asker's rights then. Raises PermissionDenied."""
    _ensure(acteur, fugue.pk)
    _record(CODE, fugue)
    return enqueue(CODE, fugue=fugue.pk, demandeur=acteur.pk)


def produire_fiche(*, acteur: Utilisateur, fugue_id: UUID) -> Document:
    """Make and seal the PDF for one day, under the child's key; raises PermissionDenied without the right now."""
    fugue = _ensure(acteur, fugue_id)
    report_progress(10)
    content = fiche(acteur, fugue)
    report_progress(50)
    now = timezone.now()
    source = files("protection").joinpath("typst/fiche_fugue.typ").read_bytes()
    stored = store(
        sujet_id=fugue.enfant_id,
        stream=BytesIO(compose(source, content.en_donnees(), le=now)),
        nom_fichier=f"signalement-de-disparition-{aujourdhui()}.pdf",
        enfant_id=fugue.enfant_id,
        categorie=Categorie.JOURNAL,
        nature=NATURE,
        expire_le=now + CONSERVATION,
        interne=True,
    )
    _record("fugues.fiche_imprimee", fugue)
    return stored


def ouvrir_fiche(*, acteur: Utilisateur, fugue: Fugue, ident: UUID) -> tuple[str, bytes]:
    """Return the name and the bytes of the PDF; ``ident`` comes from the asker's own job.

    Raises PermissionDenied without the right now, UnavailableDocumentError once expired.
    """
    _ensure(acteur, fugue.pk)
    stored = Document.objects.filter(pk=ident, nature=NATURE, enfant_id=fugue.enfant_id).first()
    if stored is None:
        raise PermissionDenied
    nom, pdf = str(stored.nom_fichier), b"".join(open_stream(stored))
    _record("fugues.fiche_telechargee", fugue)
    return nom, pdf


def _ensure(acteur: Utilisateur, fugue_id: UUID) -> Fugue:
    found = fugue_a_imprimer(acteur, fugue_id)
    if found is None:
        raise PermissionDenied
    ensure(acteur, DE_SERVICE, found)
    return found


def _record(code: str, fugue: Fugue) -> None:
    record(code, objets=[fugue.pk], enfants=[fugue.enfant_id], type_objet="protection.Fugue")
