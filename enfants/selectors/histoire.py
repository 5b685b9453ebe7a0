"""« Mon histoire » as its page and its book show it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from enfants.enums import UsageImage
from enfants.mentions import lire, noms_distincts
from enfants.models import Enfant, MomentHistoire, PropositionMoment, Sejour
from enfants.selectors.auteurs import prenoms_par_compte
from enfants.selectors.entourage import jour_dit
from enfants.selectors.fratrie import siblings_of
from enfants.selectors.image import verdicts
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur

LIT = "lire_projet"


@dataclass(frozen=True)
class MomentVu:
    """One moment in the words of the child's own file: nobody else's name, brothers and sisters apart."""

    moment: MomentHistoire
    titre: str | Illisible
    texte: str | Illisible
    paroles: str | Illisible
    legende: str | Illisible
    auteur: str
    sans_photo: str

    @property
    def choix(self) -> str:
        """« choisi ensemble avec Claire le 3 mars 2026 »."""
        row = self.moment
        who = "choisi par l’enfant," if row.choix == "enfant" else "choisi ensemble,"
        return f"{who} avec {row.avec}, le {jour_dit(row.choisi_le)}"

    @property
    def photo(self) -> bool:
        return self.moment.photo_id is not None and not self.sans_photo


def moments_de(user: Utilisateur, enfant: Enfant) -> list[MomentVu]:
    """Return the moments of a child's book in the order of life; a photo nobody may show says why."""
    rows = list(
        MomentHistoire.objects.visible_to(user, LIT)
        .standing()
        .filter(enfant=enfant)
        .select_related("photo__fichier")
        .order_by("jour", "id")
    )
    refused = _refused(user, {pk for row in rows if row.photo_id for pk in row.visibles})
    authors = prenoms_par_compte(row.auteur_id for row in rows)
    return [_seen(row, enfant, refused, authors[row.auteur_id]) for row in rows]


def propositions_de(user: Utilisateur, enfant: Enfant) -> list[PropositionMoment]:
    """Return what the child proposed and nobody has written in the book yet, the oldest first."""
    rows = PropositionMoment.objects.visible_to(user, LIT).waiting().filter(enfant=enfant)
    return list(rows.order_by("proposee_le", "id"))


def autres_enfants(user: Utilisateur, enfant: Enfant) -> dict[UUID, str]:
    """Return the children a moment may name or show, besides the child: those of the house tonight."""
    homes = Sejour.objects.visible_to(user, "lire_identite").current().filter(enfant=enfant)
    maison = homes.order_by().values_list("maison_id", flat=True).first()
    if maison is None:
        return {}
    rows = Enfant.objects.visible_to(user, "lire_identite").living_in(maison).exclude(pk=enfant.pk)
    return noms_distincts(rows)


def noms_a_taire(user: Utilisateur, enfant: Enfant) -> dict[UUID, str]:
    """Return the names a book does not hold in clear: those of the house, brothers and sisters apart."""
    siblings = {s.enfant for s in siblings_of(user, [enfant.pk]).get(enfant.pk, [])}
    return {pk: nom for pk, nom in autres_enfants(user, enfant).items() if pk not in siblings}


def enfants_sans_accord(user: Utilisateur, enfants: Collection[UUID]) -> list[str]:
    """Return the first names of those on a picture who may not be in an album, and who is out of reach."""
    return sorted(_refused(user, set(enfants)).values())


def _refused(user: Utilisateur, enfants: set[UUID]) -> dict[UUID, str]:
    children = list(Enfant.objects.visible_to(user, "lire_identite").filter(pk__in=enfants))
    answers = verdicts(user, children, [UsageImage.ALBUM])
    known = {enfant.pk for enfant in children}
    found = dict.fromkeys(enfants - known, "un autre enfant")
    return found | {e.pk: str(e.prenom) for e in children if not answers[e.pk][0].oui}


def _seen(row: MomentHistoire, enfant: Enfant, refused: dict[UUID, str], auteur: str) -> MomentVu:
    def said(text: str | Illisible) -> str | Illisible:
        return lire(text, dossier=enfant.pk, prenom=enfant.prenom)

    why = ""
    if row.photo is not None:
        if any(pk in refused for pk in row.visibles):
            why = "Photo mise de côté : l’accord de quelqu’un manque."
        elif row.photo.fichier.en_quarantaine:
            why = "Photo en cours de vérification."
        elif row.photo.fichier.retire_le is not None:
            why = "Photo retirée."
    return MomentVu(row, said(row.titre), said(row.texte), said(row.paroles), said(row.legende), auteur, why)
