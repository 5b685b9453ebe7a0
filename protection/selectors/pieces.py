"""The pieces of an incident, as a page lists them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from protection.models import DeclarationEnCours, Incident, PieceDeclaration, PieceIncident
from socle.comptes.models import Utilisateur
from socle.documents.enums import QUARANTAINE, EtatAnalyse, TypeMime
from socle.documents.models import Document
from socle.habilitations.contexte import acting_as_system
from villages.selectors.portees import noms_des_comptes


@dataclass(frozen=True)
class PieceVue:
    """One piece: what it is, whose, and what the antivirus said of its file."""

    piece: PieceDeclaration | PieceIncident
    par: str
    type_mime: TypeMime
    analyse: EtatAnalyse

    @property
    def icone(self) -> str:
        return "image" if self.type_mime in {TypeMime.JPEG, TypeMime.PNG} else "file-text"

    @property
    def origine(self) -> str:
        """By whom it came: with the declaration nobody is said."""
        if isinstance(self.piece, PieceDeclaration):
            return ""
        return "jointe à la déclaration" if self.piece.declaree else f"par {self.par}"

    @property
    def prouve(self) -> UUID | None:
        """The transmission it proves."""
        return self.piece.transmission_id if isinstance(self.piece, PieceIncident) else None

    @property
    def en_attente(self) -> bool:
        return self.analyse == EtatAnalyse.EN_COURS

    @property
    def refusee(self) -> bool:
        return self.analyse == EtatAnalyse.REFUSE

    @property
    def ouvrable(self) -> bool:
        return self.analyse not in QUARANTAINE

    @property
    def non_analysee(self) -> bool:
        return self.analyse == EtatAnalyse.SANS_ANTIVIRUS


def pieces_de(incident: Incident) -> list[PieceVue]:
    """Return the pieces of an incident, the first added first; the caller has fetched it through the right."""
    return _views(PieceIncident.objects.filter(incident=incident))


def pieces_du_brouillon(user: Utilisateur, brouillon: DeclarationEnCours) -> list[PieceVue]:
    """Return what this person has joined to a declaration they are writing."""
    return _views(PieceDeclaration.objects.of(user.pk).filter(brouillon=brouillon))


def pieces_declarees(user: Utilisateur, incident: Incident) -> list[PieceVue]:
    """Return what this person sent with their own declaration; nothing of what was added since."""
    mine = PieceIncident.objects.filter(incident__declarant__compte_id=user.pk, declaree=True)
    return _views(mine.filter(incident=incident))


def pieces_a_citer(incident: Incident) -> list[PieceIncident]:
    """Return the pieces a paper may name: those that can be opened, whoever added them."""
    pieces = list(PieceIncident.objects.filter(incident=incident))
    files = _files(pieces)
    return [p for p in pieces if files[p.fichier_id][1] not in QUARANTAINE]


def _views(rows: Iterable[PieceDeclaration | PieceIncident]) -> list[PieceVue]:
    pieces = list(rows)
    noms = noms_des_comptes([p.par_id for p in pieces if isinstance(p, PieceIncident) and p.par_id])
    files = _files(pieces)
    return [
        PieceVue(
            piece,
            noms.get(piece.par_id, "") if isinstance(piece, PieceIncident) and piece.par_id else "",
            *files[piece.fichier_id],
        )
        for piece in pieces
    ]


def _files(pieces: Sequence[PieceDeclaration | PieceIncident]) -> dict[UUID, tuple[TypeMime, EtatAnalyse]]:
    """A file of an incident has no child’s wall: what the antivirus said of it is read as the system."""
    if not pieces:
        return {}
    with acting_as_system(raison="état des pièces d’un incident"):
        rows = Document.tous.filter(pk__in=[p.fichier_id for p in pieces]).order_by()
        found = rows.values_list("pk", "type_mime", "analyse")
        return {pk: (TypeMime(mime), EtatAnalyse(analyse)) for pk, mime, analyse in found}
