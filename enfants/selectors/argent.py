"""A child's money: balances, what is due, and one month of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from enfants.argent import MOTS, Compte, MontantIllisibleError, effets, euros, soldes
from enfants.enums import Enveloppe, NatureMouvement, PeriodeArgent, SignatureArgent
from enfants.models import BaremeArgent, Enfant, MouvementArgent, ReglageArgent
from enfants.selectors.auteurs import prenoms_par_compte
from enfants.selectors.presences import mois_suivant
from socle.chiffrement.values import PHRASE_ILLISIBLE, Illisible
from socle.comptes.models import Utilisateur
from socle.outils.dates import age_revolu, aujourdhui

LIT = "lire_projet"


@dataclass(frozen=True)
class Solde:
    """One account today."""

    mot: str
    somme: Decimal | None

    @property
    def texte(self) -> str:
        return PHRASE_ILLISIBLE if self.somme is None else euros(self.somme)

    @property
    def negatif(self) -> bool:
        return self.somme is not None and self.somme < 0


@dataclass(frozen=True)
class Attendu:
    """What a child is due in one envelope, and where it comes from."""

    enveloppe: Enveloppe
    montant: Decimal | Illisible
    periode: str
    origine: str
    propre: bool = False

    @property
    def phrase(self) -> str:
        """« 5,00 € par semaine »."""
        sum_ = str(self.montant) if isinstance(self.montant, Illisible) else euros(self.montant)
        return f"{sum_} par {PeriodeArgent(self.periode).label}"

    @property
    def titre(self) -> str:
        return self.enveloppe.label.capitalize()


@dataclass(frozen=True)
class LigneVue:
    """One line of the ledger, with the balance of its envelope after it."""

    ligne: MouvementArgent
    effet: Decimal | None
    solde: Decimal | None
    auteur: str
    annulee: bool

    @property
    def montant(self) -> str:
        return PHRASE_ILLISIBLE if self.effet is None else euros(self.effet, signe=True)

    @property
    def reste(self) -> str:
        return PHRASE_ILLISIBLE if self.solde is None else euros(self.solde)

    @property
    def nature(self) -> str:
        word = NatureMouvement(self.ligne.nature).label
        return f"{word}, vêtements" if self.ligne.enveloppe == Enveloppe.VETEMENTS else word

    @property
    def avec(self) -> str:
        """« le jeune a signé », « compté ensemble avec Claire »; what is left says who wrote."""
        row = self.ligne
        parts = [SignatureArgent(row.signature).label] if row.signature != SignatureArgent.SANS else []
        if row.avec:
            parts.append(f"avec {row.avec}")
        return " ".join(parts)

    @property
    def corrigible(self) -> bool:
        return not self.annulee and self.ligne.nature != NatureMouvement.CORRECTION


@dataclass(frozen=True)
class Livre:
    """The page of a child's money over one month."""

    mois: date
    soldes: list[Solde]
    attendus: list[Attendu]
    lignes: list[LigneVue]


def livre_de(user: Utilisateur, enfant: Enfant, mois: date) -> Livre:
    """Read the ledger of a child: every line is summed, those of the month are shown, latest first."""
    rows = mouvements_de(user, enfant)
    shown = vues(rows, du=mois, au=mois_suivant(mois))
    return Livre(mois, soldes_de(rows), attendus_de(user, enfant), shown[::-1])


def mouvements_de(user: Utilisateur, enfant: Enfant) -> list[MouvementArgent]:
    """Return every line of a child in the order they happened, vouchers with them: one query."""
    rows = MouvementArgent.objects.visible_to(user, LIT).filter(enfant=enfant)
    return list(rows.order_by("jour", "saisi_le", "id"))


def soldes_de(rows: Iterable[MouvementArgent]) -> list[Solde]:
    """Return the accounts that were ever used, pocket money always."""
    rows = list(rows)
    try:
        sums: dict[Compte, Decimal | None] = {**soldes(rows)}
    except MontantIllisibleError:
        sums = dict.fromkeys(Compte)
    used = {Compte.POCHE} | {Compte(row.enveloppe) for row in rows}
    if any(row.nature in {NatureMouvement.EPARGNE, NatureMouvement.RETRAIT} for row in rows):
        used.add(Compte.EPARGNE)
    return [Solde(MOTS[compte].capitalize(), sums[compte]) for compte in Compte if compte in used]


def vues(rows: list[MouvementArgent], *, du: date, au: date) -> list[LigneVue]:
    """Return the lines from a day up to another, each with the balance after it."""
    by_id: dict[UUID | None, MouvementArgent] = {row.pk: row for row in rows}
    undone = {row.corrige_id for row in rows if row.corrige_id}
    names = prenoms_par_compte(row.auteur_id for row in rows if du <= row.jour < au)
    running: dict[str, Decimal | None] = {enveloppe: Decimal(0) for enveloppe in Enveloppe.values}
    found = []
    for row in rows:
        before = running[row.enveloppe]
        try:
            change = effets(row, by_id.get(row.corrige_id))[Compte(row.enveloppe)]
        except MontantIllisibleError:
            change = None
        running[row.enveloppe] = None if before is None or change is None else before + change
        if du <= row.jour < au:
            found.append(
                LigneVue(row, change, running[row.enveloppe], names[row.auteur_id], row.pk in undone)
            )
    return found


def attendus_de(user: Utilisateur, enfant: Enfant) -> list[Attendu]:
    """Return what a child is due today: their own amount, else the village's for their age."""
    return attendus_par_enfant(user, [enfant])[enfant.pk]


def attendus_par_enfant(user: Utilisateur, enfants: Sequence[Enfant]) -> dict[UUID, list[Attendu]]:
    """The same for several children, in two queries."""
    own: dict[UUID, dict[str, ReglageArgent]] = defaultdict(dict)
    for row in ReglageArgent.objects.visible_to(user, LIT).current().filter(enfant__in=enfants):
        own[row.enfant_id][row.enveloppe] = row
    scale = list(BaremeArgent.objects.filter(village_id__in={e.village_id for e in enfants}).current())
    return {enfant.pk: _due(enfant, own[enfant.pk], scale) for enfant in enfants}


def _due(enfant: Enfant, own: dict[str, ReglageArgent], scale: list[BaremeArgent]) -> list[Attendu]:
    naissance = enfant.date_naissance
    age = None if isinstance(naissance, Illisible) else age_revolu(naissance, aujourdhui())
    of_age = {
        row.enveloppe: row
        for row in scale
        if age is not None and row.village_id == enfant.village_id and row.age_min <= age <= row.age_max
    }
    found = []
    for enveloppe in Enveloppe:
        if enveloppe in own:
            row = own[enveloppe]
            found.append(Attendu(enveloppe, row.montant, row.periode, str(row.motif), propre=True))
        elif enveloppe in of_age:
            rule = of_age[enveloppe]
            ages = f"{rule.age_min} à {rule.age_max} ans"
            found.append(Attendu(enveloppe, rule.montant, rule.periode, f"barème du village, {ages}"))
    return found
