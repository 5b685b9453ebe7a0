"""The papers of an incident: asked here, made by a job, kept one day for who asked."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from enfants.selectors.impressions import CONSERVATION
from protection.echelle import VALIDE
from protection.enums import DocumentIncident
from protection.models import Incident
from protection.selectors.documents import (
    CODE,
    MODELES,
    Demande,
    a_declare,
    documents_possibles,
    incident_a_imprimer,
    papier,
)
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.documents.models import Document
from socle.documents.services import open_stream, store
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from socle.outils.pdf import compose
from socle.taches.models import Tache
from socle.taches.services import enqueue, report_progress

_RAISON = "impression d’un incident"


@transaction.atomic
def demander_document(
    *, acteur: Utilisateur, incident: Incident, document: DocumentIncident, noms: bool, signe: bool = False
) -> Tache:
    """Ask for a paper of an incident; a job makes it with the asker's rights then.

    ``signe``: with the printer's own name. Raises PermissionDenied without the right to validate,
    ValidationError for the form of what is not an EIG, for names on a paper that does not bear them, or
    for the name of who declared.
    """
    ensure(acteur, VALIDE, incident)
    demande = Demande(document=document, noms=noms, signe=signe, numero=nouvel_id())
    _check(acteur, incident, demande)
    _record(CODE, incident.pk, demande)
    return enqueue(
        CODE,
        incident=incident.pk,
        document=document.value,
        noms=noms,
        signe=signe,
        numero=demande.numero,
        demandeur=acteur.pk,
    )


def produire_document(*, acteur: Utilisateur, incident_id: UUID, demande: Demande) -> Document:
    """Make and seal the PDF for one day, under the incident's own key; the rights are those of now.

    No child's wall stands on it, so only a named system act opens it again, once the right was asked.
    Raises PermissionDenied for who was set aside meanwhile, ValidationError when it is no longer an EIG.
    """
    incident = incident_a_imprimer(acteur, incident_id)
    if incident is None:
        raise PermissionDenied
    ensure(acteur, VALIDE, incident)
    _check(acteur, incident, demande)
    report_progress(10)
    content = papier(acteur, incident, demande)
    report_progress(60)
    now = timezone.now()
    sources = files("protection").joinpath("typst")
    source = b"\n".join(
        sources.joinpath(f"{nom}.typ").read_bytes() for nom in ("commun", demande.document.value)
    )
    pdf = compose(source, content.en_donnees(), le=now)
    with acting_as_system(raison=_RAISON):
        stored = store(
            sujet_id=incident.pk,
            stream=BytesIO(pdf),
            nom_fichier=f"{MODELES[demande.document].fichier}-{aujourdhui()}.pdf",
            enfant_id=None,
            categorie=Categorie.INCIDENT,
            nature=demande.document.value,
            expire_le=now + CONSERVATION,
            interne=True,
        )
    _record("incidents.imprime", incident.pk, demande)
    return stored


def ouvrir_document(
    *, acteur: Utilisateur, incident: Incident, demande: Demande, ident: UUID
) -> tuple[str, bytes]:
    """Return the name and the bytes of the PDF; ``ident`` comes from the asker's own job.

    Raises PermissionDenied without the right now, UnavailableDocumentError once expired.
    """
    ensure(acteur, VALIDE, incident)
    with acting_as_system(raison=_RAISON):
        stored = Document.objects.filter(
            pk=ident, nature=demande.document.value, sujet_id=incident.pk
        ).first()
        if stored is None:
            raise PermissionDenied
        nom, pdf = str(stored.nom_fichier), b"".join(open_stream(stored))
    _record("incidents.impression_telechargee", incident.pk, demande)
    return nom, pdf


def _check(acteur: Utilisateur, incident: Incident, demande: Demande) -> None:
    if demande.document not in documents_possibles(incident):
        raise ValidationError({"document": "Cet incident n’est pas qualifié d’événement indésirable grave."})
    if demande.noms and not MODELES[demande.document].noms_permis:
        raise ValidationError({"noms": "Ce formulaire s’imprime sans les noms des autres personnes."})
    if demande.signe and a_declare(acteur, incident):
        raise ValidationError({"signe": "Vous avez déclaré cet incident : votre nom n’est sur aucun papier."})


def _record(code: str, incident_id: UUID, demande: Demande) -> None:
    """Say which paper of which incident under which number, and no child: the entry would tell of it."""
    record(
        code,
        objets=[incident_id, demande.numero],
        type_objet="protection.Incident",
        but=demande.document.value,
    )
