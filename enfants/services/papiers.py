"""Papers for the night the network is down: asked here, made by a job, kept one day.

What a minor asked to keep secret is on none of them (CSP L1111-5, L1111-5-1 [S]): a paper travels to
the parents, the school, the hospital.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from importlib.resources import files
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from enfants.models import ContratEducatif, Enfant
from enfants.selectors.auteurs import people_of
from enfants.selectors.impressions import CONSERVATION
from enfants.selectors.papiers import CODE, REGLES, Papier, enfant_du_sujet, sujet_visible
from enfants.selectors.papiers_contenu import (
    carnet,
    contrat_educatif,
    feuille_de_la_semaine,
    fiche_d_urgence,
)
from enfants.selectors.papiers_histoire import livre_de_l_enfant
from enfants.selectors.papiers_vie import feuille_des_rituels, releve_d_argent
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.documents.models import Document
from socle.documents.services import open_stream, store
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui, lundi
from socle.outils.pdf import compose
from socle.taches.models import Tache
from socle.taches.services import enqueue, report_progress
from socle.ui.typographie import heure_en_lettres, jour_en_toutes_lettres

#: A sheet is made for this week or the ones to come, not for years.
AVANCE_MAX = timedelta(days=60)
#: What each paper about one child says.
DE_L_ENFANT: dict[Papier, Callable[[Utilisateur, Enfant], dict[str, Any]]] = {
    Papier.FICHE_URGENCE: fiche_d_urgence,
    Papier.CARNET: carnet,
    Papier.RELEVE: releve_d_argent,
    Papier.HISTOIRE: livre_de_l_enfant,
}


@transaction.atomic
def demander_papier(
    *, acteur: Utilisateur, papier: Papier, sujet: UUID, semaine: date | None = None
) -> Tache:
    """Ask for a paper about a child (or a house and a week); a job makes it with the asker's rights then.

    Raises PermissionDenied for a child or a house out of reach, ValidationError for a week too far.
    """
    ensure(acteur, REGLES[papier].permission)
    seen = sujet_visible(acteur, papier, sujet)
    if seen is None:
        raise PermissionDenied
    monday = lundi(semaine or aujourdhui())
    if abs(monday - aujourdhui()) > AVANCE_MAX:
        raise ValidationError({"semaine": "Choisissez une semaine proche."})
    child = enfant_du_sujet(seen)
    children = [child.pk] if child is not None else []
    record(REGLES[papier].demande, objets=[seen.pk], enfants=children, type_objet=seen._meta.label)
    return enqueue(CODE, papier=papier.value, sujet=sujet, demandeur=acteur.pk, semaine=monday.isoformat())


def produire_papier(*, acteur: Utilisateur, papier: Papier, sujet: UUID, semaine: date) -> Document:
    """Make and seal the PDF for one day; the rights are those of now.

    The sheet of a house is sealed under the key of one of its children, who must be reached to open
    it: the store keeps no document without a child's wall. Raises PermissionDenied when an
    assignment has ended meanwhile, ValidationError for a house without a treatment.
    """
    rule = REGLES[papier]
    ensure(acteur, rule.permission)
    seen = sujet_visible(acteur, papier, sujet)
    if seen is None:
        raise PermissionDenied
    report_progress(10)
    if isinstance(seen, ContratEducatif):
        content, children = contrat_educatif(acteur, seen), [seen.enfant_id]
    elif isinstance(seen, Enfant):
        content, children = DE_L_ENFANT[papier](acteur, seen), [seen.pk]
    elif papier is Papier.RITUELS:
        content, children = feuille_des_rituels(acteur, seen)
    else:
        content, children = feuille_de_la_semaine(acteur, seen, semaine)
    report_progress(60)
    now = timezone.now()
    source = files("enfants").joinpath(f"typst/{papier.value}.typ").read_bytes()
    pdf = compose(source, content | _signature(acteur), le=now)
    document = store(
        sujet_id=children[0],
        stream=BytesIO(pdf),
        nom_fichier=f"{rule.fichier}-{aujourdhui()}.pdf",
        enfant_id=children[0],
        categorie=rule.categorie,
        nature=papier.value,
        expire_le=now + CONSERVATION,
        interne=True,
    )
    record(
        f"{rule.famille}.impression_produite",
        objets=[document.pk],
        enfants=children,
        type_objet="documents.Document",
    )
    return document


def ouvrir_papier(*, acteur: Utilisateur, papier: Papier, sujet: UUID, document: Document) -> bytes:
    """Return the PDF, whole. Raises PermissionDenied without the right now, UnavailableDocumentError."""
    rule = REGLES[papier]
    ensure(acteur, rule.permission)
    if sujet_visible(acteur, papier, sujet) is None or document.nature != papier.value:
        raise PermissionDenied
    pdf = b"".join(open_stream(document))
    record(
        f"{rule.famille}.impression_telechargee",
        objets=[document.pk],
        enfants=[document.enfant_id] if document.enfant_id else [],
        type_objet="documents.Document",
    )
    return pdf


def _signature(acteur: Utilisateur) -> dict[str, Any]:
    now = timezone.localtime()
    printer = people_of([acteur.pk]).get(acteur.pk)
    who = f"{printer.prenom} {printer.nom}" if printer else "un compte sans nom"
    return {
        "imprime": f"Imprimé par {who} le {jour_en_toutes_lettres(now)} {now.year} à {heure_en_lettres(now)}",
        "confidentiel": "Document confidentiel",
    }
