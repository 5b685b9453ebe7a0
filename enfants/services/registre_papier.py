"""The register on paper: asked here, made by a job, kept one day for who asked."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from enfants.enums import NatureInscription
from enfants.selectors.auteurs import people_of
from enfants.selectors.impressions import CONSERVATION
from enfants.selectors.registre import CODE, Registre, registre_de
from socle.audit.services import record
from socle.chiffrement.keys import cle_association
from socle.comptes.models import Utilisateur
from socle.documents.models import Document
from socle.documents.services import open_stream, store
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure_in_village
from socle.outils.declarations import Categorie
from socle.outils.pdf import compose
from socle.taches.models import Tache
from socle.taches.services import enqueue, report_progress
from socle.ui.typographie import heure_en_lettres, jour_en_toutes_lettres, typographie
from villages.models import Village

NATURE = "registre"


@transaction.atomic
def demander_registre(*, acteur: Utilisateur, village: Village, annee: int) -> Tache:
    """Ask for the PDF of one year of a register; it is made by a job with the asker's rights then."""
    ensure_in_village(acteur, "ecrire_identite", village.pk)
    record(CODE, objets=[village.pk], type_objet="villages.Village")
    return enqueue(CODE, village=village.pk, annee=annee, demandeur=acteur.pk)


def produire_registre(*, acteur: Utilisateur, village_id: UUID, annee: int) -> Document:
    """Make and seal the PDF for one day, under the association's key: it is about every child.

    No child's wall can stand on it, so only a named system act opens it again, after the right was
    asked. Raises PermissionDenied when an assignment has ended meanwhile.
    """
    ensure_in_village(acteur, "ecrire_identite", village_id)
    village = Village.objects.get(pk=village_id)
    found = registre_de(acteur, village, annee)
    report_progress(40)
    now = timezone.now()
    source = files("enfants").joinpath("typst/registre.typ").read_bytes()
    pdf = compose(source, _content(acteur, found), le=now)
    report_progress(80)
    with acting_as_system(raison="impression du registre des entrées et des sorties"):
        document = store(
            sujet_id=cle_association(),
            stream=BytesIO(pdf),
            nom_fichier=f"registre-entrees-sorties-{annee}.pdf",
            enfant_id=None,
            categorie=Categorie.IDENTITE,
            nature=NATURE,
            expire_le=now + CONSERVATION,
            interne=True,
        )
    record(
        "registre.impression_produite",
        objets=[ligne.mouvement.pk for ligne in found.lignes],
        enfants=[ligne.mouvement.enfant_id for ligne in found.lignes],
        type_objet="enfants.MouvementRegistre",
    )
    return document


def ouvrir_registre(*, acteur: Utilisateur, village: Village, ident: UUID) -> tuple[str, bytes]:
    """Return the name and the bytes of the PDF; ``ident`` comes from the asker's own job.

    Raises PermissionDenied without the right now, UnavailableDocumentError once expired.
    """
    ensure_in_village(acteur, "ecrire_identite", village.pk)
    with acting_as_system(raison="impression du registre des entrées et des sorties"):
        document = Document.objects.filter(pk=ident, nature=NATURE).first()
        if document is None:
            raise PermissionDenied
        nom, pdf = str(document.nom_fichier), b"".join(open_stream(document))
    record("registre.impression_telechargee", objets=[ident], type_objet="documents.Document")
    return nom, pdf


def _content(acteur: Utilisateur, registre: Registre) -> dict[str, Any]:
    now = timezone.localtime()
    printer = people_of([acteur.pk]).get(acteur.pk)
    who = f"{printer.prenom} {printer.nom}" if printer else "un compte sans nom"
    entries = sum(li.mouvement.nature == NatureInscription.ENTREE for li in registre.lignes)
    exits = sum(li.mouvement.nature == NatureInscription.SORTIE for li in registre.lignes)
    return {
        "titre": f"Registre des entrées et des sorties, {registre.annee}",
        "village": registre.village.nom,
        "resume": typographie(
            f"{len(registre.lignes)} lignes : {entries} entrées, {exits} sorties, "
            f"{len(registre.lignes) - entries - exits} rectifications"
        ),
        "cachees": f"{registre.cachees} lignes ne vous sont pas ouvertes." if registre.cachees else "",
        "rappel": "Copie : le registre légal est le registre relié, coté et paraphé par le maire "
        "(CASF, art. L331-2 et R331-5).",
        "imprime": f"Imprimé par {who} le {jour_en_toutes_lettres(now)} {now.year} à {heure_en_lettres(now)}",
        "confidentiel": "Document confidentiel",
        "lignes": [
            {
                "numero": str(li.mouvement.numero),
                "jour": f"{li.mouvement.jour:%d/%m/%Y}",
                "nature": typographie(li.nature),
                "identite": li.identite,
                "lieu": str(li.mouvement.lieu or "–"),
                "titre": str(li.mouvement.titre or "–"),
                "ecrit": f"{timezone.localtime(li.mouvement.ecrit_le):%d/%m/%Y}, {li.par}",
                "motif": str(li.mouvement.motif),
            }
            for li in registre.lignes
        ],
    }
