"""Acts on exports: asked with a purpose, made by a job, fetched once, erased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from socle.audit.services import record
from socle.chiffrement.keys import ID_ASSOCIATION, cle_association
from socle.comptes.models import Utilisateur
from socle.documents.errors import UnavailableDocumentError
from socle.documents.models import Document
from socle.documents.services import open_stream, store
from socle.exports import registre
from socle.exports.classeur import ecrire_classeur
from socle.exports.models import CONSERVATION_DEMANDE, CONSERVATION_FICHIER, Export
from socle.exports.registre import ColonneExport, Demande, LigneExport, ListeExportable, Valeur
from socle.exports.selectors import CODE, empreinte_des_droits, lisibles, villages_d_export
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.taches.services import enqueue, report_progress
from socle.ui.typographie import heure_en_lettres, jour_en_toutes_lettres

NATURE = "export"
#: Progress is told every so many rows.
_PAS = 250


@transaction.atomic
def demander_export(
    *,
    acteur: Utilisateur,
    liste: ListeExportable,
    colonnes: Sequence[str],
    filtres: Mapping[str, str],
    finalite: str,
    ident: UUID | None = None,
) -> Export:
    """Ask for a spreadsheet of a list; a job makes it with the asker's rights then.

    ``filtres`` are codes of the list's address; others are left aside. Raises PermissionDenied without
    the right to export, to the list or to a column, ValidationError without a column or a purpose
    (RGPD, article 5(1) b and c, certainty V: what leaves has a purpose, and no more than it needs).
    """
    _ensure(acteur, liste, colonnes)
    if not colonnes:
        raise ValidationError({"colonnes": "Choisissez au moins une colonne."})
    if not finalite.strip():
        raise ValidationError({"finalite": "Dites pour qui et pour quoi faire."})
    cle_association()
    export = Export(
        auteur=acteur,
        liste=liste.code,
        colonnes=[c.code for c in liste.colonnes if c.code in set(colonnes)],
        filtres={code: filtres[code] for code in liste.filtres if filtres.get(code)},
        finalite=finalite,
    )
    if ident is not None:
        export.pk = ident
    export.save(force_insert=True)
    _record("demande", liste, export)
    enqueue(CODE, cle=str(export.pk), export=export.pk, demandeur=acteur.pk)
    return export


def produire_export(*, acteur: Utilisateur, ident: UUID) -> Document:
    """Write and seal the workbook, under the association's key, for one day; audited with the children.

    The rights are those of now: raises PermissionDenied when one that was needed has ended. A child
    whose place is secret is left out of a file that tells places, by a column or by its filters, and
    the first sheet says how many were (Code civil, art. 375-7, certainty V). Protected addresses are in
    no column. Nothing is written in clear on a disk.
    """
    export = Export.objects.of(acteur).select_for_update(no_key=True).filter(pk=ident).first()
    if export is None:
        raise PermissionDenied
    liste = registre.get(export.liste)
    _ensure(acteur, liste, export.colonnes)
    columns = [liste.colonne(code) for code in export.colonnes]
    demande = Demande(export.filtres, frozenset(export.colonnes), villages_d_export(acteur, liste))
    report_progress(5)
    rows = list(liste.lire(acteur, demande))
    report_progress(40)
    kept = rows
    if liste.dit_un_lieu(export.colonnes, export.filtres):
        kept = [row for row in rows if not row.lieu_secret]
    children = {child for row in kept for child in row.enfants}
    now = timezone.localtime()
    content = ecrire_classeur(
        titre=liste.titre,
        filigrane=_watermark(acteur, export, now),
        a_lire=_first_sheet(export, liste, now, lignes=len(kept), omises=len(rows) - len(kept)),
        colonnes=[(c.libelle, c.largeur) for c in columns],
        lignes=_cells(acteur, columns, kept),
    )
    report_progress(90)
    # The store keeps no document without a child's wall, but for a named system act.
    with acting_as_system(raison="rangement d’un export"):
        document = store(
            sujet_id=ID_ASSOCIATION,
            stream=BytesIO(content),
            nom_fichier=f"export-{liste.code}-{aujourdhui()}.xlsx",
            enfant_id=None,
            categorie=liste.categorie,
            nature=NATURE,
            expire_le=now + CONSERVATION_FICHIER,
            interne=True,
        )
    export.document_id, export.lignes = document.pk, len(kept)
    export.enfants = sorted(children)
    export.droits = empreinte_des_droits(acteur, liste, columns, children)
    export.save(update_fields=["document_id", "lignes", "enfants", "droits"])
    _record("produit", liste, export, enfants=export.enfants)
    return document


@transaction.atomic
def ouvrir_export(*, acteur: Utilisateur, ident: UUID) -> tuple[str, bytes]:
    """Return the file's name and its content, whole and once: it then opens for nobody.

    Raises PermissionDenied for somebody else's, or when the rights it was made with are no longer
    those of today, UnavailableDocumentError when it is not made yet, was fetched, or has expired.
    """
    export = Export.objects.of(acteur).select_for_update(no_key=True).filter(pk=ident).first()
    if export is None:
        raise PermissionDenied
    liste = registre.get(export.liste)
    _ensure(acteur, liste, export.colonnes)
    if export.document_id is None or export.telecharge_le is not None:
        raise UnavailableDocumentError(str(ident))
    columns = [liste.colonne(code) for code in export.colonnes]
    if export.droits != empreinte_des_droits(acteur, liste, columns, export.enfants):
        raise PermissionDenied
    now = timezone.now()
    with acting_as_system(raison="remise d’un export à qui l’a demandé"):
        document = Document.objects.get(pk=export.document_id)
        name, content = str(document.nom_fichier), b"".join(open_stream(document))
        document.expire_le = now
        document.save(update_fields=["expire_le"])
    export.telecharge_le = now
    export.save(update_fields=["telecharge_le"])
    _record("telecharge", liste, export, enfants=export.enfants)
    return name, content


def effacer_les_anciens(maintenant: datetime | None = None) -> int:
    """Erase the requests whose year has passed; as the system. Returns how many."""
    rows = Export.objects.older_than(CONSERVATION_DEMANDE, at=maintenant or timezone.now())
    return rows.delete()[0]


def _ensure(acteur: Utilisateur, liste: ListeExportable, colonnes: Sequence[str]) -> None:
    ensure(acteur, liste.capacite)
    ensure(acteur, liste.permission)
    known = {colonne.code: colonne for colonne in liste.colonnes}
    for code in colonnes:
        if code not in known:
            raise PermissionDenied
        ensure(acteur, known[code].permission)


def _record(acte: str, liste: ListeExportable, export: Export, enfants: Sequence[UUID] = ()) -> None:
    record(
        f"exports.{acte}.{Categorie(liste.categorie).value}",
        objets=[export.pk],
        enfants=enfants,
        type_objet="exports.Export",
    )


def _cells(
    acteur: Utilisateur, colonnes: Sequence[ColonneExport], lignes: Sequence[LigneExport]
) -> Iterator[list[Valeur]]:
    """Yield the cells of each row; one about a child whose value may not be read stays empty."""
    readable = lisibles(acteur, colonnes)
    for rank, ligne in enumerate(lignes):
        if rank % _PAS == 0:
            report_progress(40 + 50 * rank // len(lignes))
        yield [
            ligne.valeurs.get(colonne.code)
            if (ids := readable[colonne.code]) is None or ligne.enfants <= ids
            else None
            for colonne in colonnes
        ]


def _watermark(acteur: Utilisateur, export: Export, now: datetime) -> str:
    return f"Export {export.numero} · {acteur.identifiant} · {now:%d/%m/%Y %H:%M} · confidentiel"


def _first_sheet(
    export: Export, liste: ListeExportable, now: datetime, *, lignes: int, omises: int
) -> list[str]:
    said = [
        f"Export {export.numero}, demandé par {export.auteur.identifiant} le {jour_en_toutes_lettres(now)} "
        f"à {heure_en_lettres(now)}.",
        f"{lignes} ligne{'s' if lignes > 1 else ''}. Ce fichier dit l’état du jour : il ne se met pas à jour.",
        "Ce fichier contient des données personnelles. Il sert à la finalité inscrite au registre sous ce "
        "numéro, et à elle seule. Ne le transmettez pas, effacez-le dès qu’il a servi.",
        "Une case vide est inconnue, ou réservée à d’autres que la personne qui a demandé l’export.",
        *liste.a_lire,
    ]
    if export.filtres:
        said.append("La liste était filtrée ou triée : toutes les lignes n’y sont pas forcément.")
    if omises:
        said.append(
            f"{omises} enfant{'s' if omises > 1 else ''} dont le lieu d’accueil est gardé secret "
            f"n’y figure{'nt' if omises > 1 else ''} pas, parce que ce fichier dit des lieux."
        )
    return said
