"""« Mon histoire » as the child reads it on their own account: their moments, their people, their proposals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from enfants.enums import ChoixHistoire, UsageImage
from enfants.mentions import lire
from enfants.models import (
    DocumentEnfant,
    DroitImage,
    Enfant,
    MomentHistoire,
    PersonneRessource,
    PropositionMoment,
)
from enfants.selectors.image import verdicts_parmi
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.documents import coffre
from socle.documents.enums import TypeMime
from socle.documents.errors import UnavailableDocumentError
from socle.documents.services import open_stream
from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import age_revolu

LIT_LE_SIEN = "lire_projet_version_enfant"
#: Letters from which a proposal is folded under its title.
LONGS = 400
_MONTRER = "photos de son histoire, montrées à l’enfant"


@dataclass(frozen=True)
class MonMoment:
    """One moment, told to the child it is about."""

    moment: MomentHistoire
    titre: str | Illisible
    texte: str | Illisible
    paroles: str | Illisible
    legende: str | Illisible
    photo: bool
    age: int | None

    @property
    def choix(self) -> str:
        """« Tu l’as choisi, avec Claire. »"""
        who = "Tu l’as choisi" if self.moment.choix == ChoixHistoire.ENFANT else "Choisi ensemble"
        return f"{who}, avec {self.moment.avec}."


@dataclass(frozen=True)
class MaProposition:
    """What became of a moment the child proposed."""

    proposition: PropositionMoment

    @property
    def brouillon(self) -> bool:
        return self.proposition.proposee_le is None

    @property
    def longs(self) -> bool:
        """Whether the words would push the rest of the page out of sight."""
        mots = self.proposition.mots
        return not isinstance(mots, Illisible) and len(mots) > LONGS

    @property
    def attend(self) -> bool:
        return not self.brouillon and self.proposition.moment_id is None

    @property
    def etat(self) -> str:
        row = self.proposition
        if row.moment is None:
            return "Les adultes peuvent le lire. Parlez-en ensemble quand tu veux."
        if row.moment.retire_le is not None:
            return "Il a été dans ton histoire, puis retiré."
        return "C’est dans ton histoire."


@dataclass(frozen=True)
class PhotoOuverte:
    """A picture on its way to the screen."""

    contenu: coffre.SealedReader
    kind: TypeMime
    taille: int


def mes_moments(user: Utilisateur, enfant: Enfant) -> list[MonMoment]:
    """Return the moments of the child's own book in the order of life."""
    rows = list(_standing(user).filter(enfant=enfant).order_by("jour", "id"))
    shown = _photos_a_montrer(rows)
    naissance = enfant.date_naissance

    def said(text: str | Illisible) -> str | Illisible:
        return lire(text, dossier=enfant.pk, prenom=enfant.prenom)

    return [
        MonMoment(
            row,
            said(row.titre),
            said(row.texte),
            said(row.paroles),
            said(row.legende),
            row.pk in shown,
            None if isinstance(naissance, Illisible) else age_revolu(naissance, row.jour),
        )
        for row in rows
    ]


def mes_personnes(user: Utilisateur, enfant: Enfant) -> list[PersonneRessource]:
    """Return the people the child says count, oldest first; those who no longer count are left out."""
    rows = PersonneRessource.objects.visible_to(user, LIT_LE_SIEN).current()
    return list(rows.filter(enfant=enfant).order_by("dit_le", "id"))


def mes_propositions(user: Utilisateur, enfant: Enfant) -> list[MaProposition]:
    """Return the drafts and the proposals of the child, less what they took back."""
    rows = PropositionMoment.objects.visible_to(user, LIT_LE_SIEN).filter(enfant=enfant)
    rows = rows.filter(retiree_le__isnull=True).select_related("moment").order_by("modifiee_le", "id")
    return [MaProposition(row) for row in rows]


def ma_photo(user: Utilisateur, moment_id: UUID) -> tuple[MomentHistoire, PhotoOuverte] | None:
    """Open the picture of one's own moment; ``None`` when there is none, or somebody's agreement is missing."""
    row = _standing(user).filter(pk=moment_id, enfant__compte_id=user.pk).first()
    if row is None or row.pk not in _photos_a_montrer([row]):
        return None
    with acting_as_system(raison=_MONTRER):
        fichier = DocumentEnfant.objects.select_related("fichier").get(pk=row.photo_id).fichier
        try:
            return row, PhotoOuverte(open_stream(fichier), TypeMime(fichier.type_mime), fichier.taille)
        except UnavailableDocumentError:
            return None


def _standing(user: Utilisateur):  # type: ignore[no-untyped-def]
    return MomentHistoire.objects.visible_to(user, LIT_LE_SIEN).standing()


def _photos_a_montrer(rows: Iterable[MomentHistoire]) -> set[UUID]:
    """Return the moments whose picture may be shown.

    The agreements of the others on it, and the papers themselves, are closed to a child's account: a
    named system act looks at them, and only a yes or a no comes out.
    """
    with_photo = [row for row in rows if row.photo_id is not None]
    if not with_photo:
        return set()
    seen = {pk for row in with_photo for pk in row.visibles}
    with acting_as_system(raison=_MONTRER):
        children = list(Enfant.objects.filter(pk__in=seen))
        answers = verdicts_parmi(DroitImage.objects.all(), children, [UsageImage.ALBUM])
        agreed = {child.pk for child in children if answers[child.pk][0].oui}
        papers = DocumentEnfant.objects.filter(pk__in=[row.photo_id for row in with_photo])
        ready = {
            paper.pk
            for paper in papers.select_related("fichier").order_by()
            if not paper.fichier.en_quarantaine and paper.fichier.retire_le is None
        }
    return {row.pk for row in with_photo if row.photo_id in ready and set(row.visibles) <= agreed}
