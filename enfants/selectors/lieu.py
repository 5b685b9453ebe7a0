"""The secret of the place (Code civil, art. 375-7, certainty V): from whom, and on which outputs.

A judge may decide that the place stays unknown to a parent or somebody else. Whoever works beside
the child knows it and goes on seeing it; somebody from outside, whom a dated grant lets in, does
not; and nothing that leaves on paper or as a file names the village or its houses, except for
those who hold ``lire_lieu_cache``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from enfants.models import Enfant, MesureProtection, Sejour
from enfants.selectors.acces import administre
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite
from socle.outils.texte import reperer
from villages.models import Maison

SANS_LIEU = "Lieu gardé secret"
#: What stands in place of a name of the village or of a house.
REMPLACEMENT = "[lieu gardé secret]"
#: A name is looked for without its article; nothing shorter is, for it would be any word.
_ARTICLES = ("les ", "le ", "la ", "l’", "l'")
_LETTRES_MIN = 4


def au_lieu_secret(enfants: Iterable[UUID]) -> set[UUID]:
    """Return the children whose place is secret today: one query.

    Not asked through a category: who may not read measures must still keep the secret.
    """
    measures = MesureProtection.objects.current().filter(enfant_id__in=set(enfants), lieu_secret=True)
    return set(measures.order_by().values_list("enfant_id", flat=True))


def lieux_caches(user: Utilisateur, enfants: Iterable[UUID]) -> set[UUID]:
    """Return the children whose place this person may not be shown, even on a screen.

    Who holds a role towards the child works there; an exceptional access is an emergency, told to
    the direction at once. Only those let in by a grant remain, and they cost one query.
    """
    reach = perimetre_de(user.pk)
    outside = {
        enfant
        for enfant in enfants
        if not reach.roles_sur(enfant) and enfant not in reach.exceptions.bris_de_glace
    }
    return au_lieu_secret(outside) if outside else set()


def cache_sur_papier(user: Utilisateur, enfant: Enfant) -> bool:
    """Whether what this person prints or exports of the child must not tell the place."""
    return not administre(user, enfant, Capacite.LIRE_LIEU_CACHE) and bool(au_lieu_secret([enfant.pk]))


@dataclass(frozen=True)
class MasqueLieux:
    """Takes the names of places out of texts people wrote."""

    noms: tuple[str, ...] = ()

    def __call__(self, texte: str) -> str:
        spans = sorted(span for nom in self.noms for span in reperer(texte, nom))
        result, end = "", 0
        for start, stop in spans:
            if start >= end:
                result += texte[end:start] + REMPLACEMENT
            end = max(end, stop)
        return result + texte[end:]


def masque_sur_papier(user: Utilisateur, enfant: Enfant) -> MasqueLieux:
    """Return what hides, on this person's paper, every house and village the child has lived in.

    The neighbours' houses tell the village as surely: all those of the village are taken out.
    """
    if not cache_sur_papier(user, enfant):
        return MasqueLieux()
    villages = set(
        Sejour.objects.filter(enfant_id=enfant.pk).order_by().values_list("maison__village_id", flat=True)
    ) | {enfant.village_id}
    rows = Maison.objects.filter(village_id__in=villages).order_by().values_list("nom", "village__nom")
    names = {_sans_article(name) for row in rows for name in row} | {_sans_article(enfant.village.nom)}
    return MasqueLieux(tuple(sorted(name for name in names if len(name) >= _LETTRES_MIN)))


def _sans_article(nom: str) -> str:
    lowered = nom.lower()
    for article in _ARTICLES:
        if lowered.startswith(article) and len(nom) - len(article) >= _LETTRES_MIN:
            return nom[len(article) :]
    return nom
