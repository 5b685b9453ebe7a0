"""Lines of the access journal, with the names the organisation already shows its reader."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from socle.audit.models import EntreeAudit
from socle.audit.selectors import acte, redaction
from socle.comptes.models import Utilisateur
from villages.models import Professionnel
from villages.selectors.ecrans import nom_de

#: Files a line names by their identifier; the others are counted.
DOSSIERS = 3


@dataclass(frozen=True)
class LigneAudit:
    """One entry as the page shows it; ``compte`` is empty when the author is not shown."""

    entree: EntreeAudit
    qui: str
    compte: UUID | None
    quoi: str
    dossiers: list[tuple[UUID, str]]
    autres: int


def lignes_audit(
    user: Utilisateur, entrees: Iterable[EntreeAudit], masques: Collection[UUID] = ()
) -> list[LigneAudit]:
    """Return the lines of a page: three queries for the names, however many people acted.

    What was done to an object of ``masques`` is said without its author: who is set aside from an incident
    does not learn here who handles it.
    """
    entrees, hidden = list(entrees), set(masques)
    shown = {
        e.pk: e.acteur_id
        for e in entrees
        if e.acteur_id and not redaction(e).masque_acteur and hidden.isdisjoint(e.objets)
    }
    noms = noms_pour(user, set(shown.values()))
    lignes = []
    for entree in entrees:
        compte = shown.get(entree.pk)
        enfants = [] if redaction(entree).masque_enfants else list(entree.enfants)
        if compte is not None:
            qui = noms[compte]
        elif entree.acteur_id:
            qui = "Une personne non affichée"
        elif entree.raison_systeme:
            qui = f"Le système : {entree.raison_systeme}"
        else:
            qui = "Une personne non connectée"
        autres = max(len(enfants) - DOSSIERS, 0)
        lignes.append(LigneAudit(entree, qui, compte, acte(entree), _files(enfants), autres))
    return lignes


def _files(enfants: list[UUID]) -> list[tuple[UUID, str]]:
    """The last digits tell files of a page apart; the first ones are the time they were opened."""
    return [(ident, ident.hex[-6:]) for ident in enfants[:DOSSIERS]]


def noms_pour(user: Utilisateur, comptes: set[UUID]) -> dict[UUID, str]:
    """Say whose accounts these are: a professional by name, a child as a child, others by login.

    Professionals are those of the organisation the reader reads anyway: the officer sees who works
    where, so a name here opens nothing new. A child who signs in is never named.
    """
    people = Professionnel.objects.visible_to(user, "lire_organisation").filter(compte_id__in=comptes)
    noms = {p.compte_id: nom_de(p) for p in people if p.compte_id}
    rest = Utilisateur.objects.filter(pk__in=comptes - set(noms))
    enfant = Utilisateur.Nature.ENFANT
    noms |= {u.pk: "Un enfant ou un jeune" if u.nature == enfant else u.identifiant for u in rest}
    return {compte: noms.get(compte, f"Le compte {compte}") for compte in comptes}
