"""What each line of the ledger does to the accounts, and sums nobody stores."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from enfants.enums import Enveloppe, NatureMouvement
from enfants.models import MouvementArgent
from socle.chiffrement.values import Illisible


class Compte(StrEnum):
    """The accounts of one child: one per envelope, and what is put aside."""

    POCHE = Enveloppe.POCHE.value
    EPARGNE = "epargne"
    VETEMENTS = Enveloppe.VETEMENTS.value


MOTS: dict[Compte, str] = {
    Compte.POCHE: "argent de poche",
    Compte.EPARGNE: "mis de côté",
    Compte.VETEMENTS: "vêtements",
}


class MontantIllisibleError(Exception):
    """A line whose amount cannot be opened: no balance may be told."""


def effets(ligne: MouvementArgent, corrigee: MouvementArgent | None = None) -> dict[Compte, Decimal]:
    """Return what a line adds to or takes from each account; a counter-line undoes ``corrigee``.

    Raises MontantIllisibleError when the amount cannot be opened.
    """
    if ligne.nature == NatureMouvement.CORRECTION:
        if corrigee is None:
            raise MontantIllisibleError
        return {compte: -somme for compte, somme in effets(corrigee).items()}
    montant = ligne.montant
    if isinstance(montant, Illisible):
        raise MontantIllisibleError
    compte = Compte(ligne.enveloppe)
    match NatureMouvement(ligne.nature):
        case NatureMouvement.DONNE | NatureMouvement.CADEAU:
            return {compte: montant}
        case NatureMouvement.DEPENSE:
            return {compte: -montant}
        case NatureMouvement.EPARGNE:
            return {Compte.POCHE: -montant, Compte.EPARGNE: montant}
        case _:
            return {Compte.POCHE: montant, Compte.EPARGNE: -montant}


def soldes(lignes: Iterable[MouvementArgent]) -> dict[Compte, Decimal]:
    """Return the balance of each account. Raises MontantIllisibleError."""
    lignes = list(lignes)
    par_id: dict[UUID | None, MouvementArgent] = {ligne.pk: ligne for ligne in lignes}
    found = dict.fromkeys(Compte, Decimal(0))
    for ligne in lignes:
        for compte, somme in effets(ligne, par_id.get(ligne.corrige_id)).items():
            found[compte] += somme
    return found


def euros(somme: Decimal, *, signe: bool = False) -> str:
    """« 12,50 € », « −3,00 € », with ``signe`` « +12,50 € »."""
    digits = f"{abs(somme):,.2f}".replace(",", "\u202f").replace(".", ",")
    before = "−" if somme < 0 else "+" if signe and somme > 0 else ""
    return f"{before}{digits}\u00a0€"
