"""The pocket money of a week in one house: who is there, what each has, what each would receive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from enfants.enums import Enveloppe, NatureMouvement, PeriodeArgent
from enfants.models import Enfant, MouvementArgent, Sejour
from enfants.selectors.argent import LIT, Attendu, Solde, attendus_par_enfant, soldes_de
from enfants.selectors.maison import EnfantDuSoir, dire_les_absences, habitants, maisons_visibles
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.outils.dates import aujourdhui, jour_de_soiree
from villages.models import Maison


@dataclass(frozen=True)
class EnfantAPayer:
    """One child of the house, with what they have and what they received last."""

    soir: EnfantDuSoir
    solde: Solde
    derniere: MouvementArgent | None
    attendu: Attendu | None
    #: What was given this week already.
    deja: MouvementArgent | None

    @property
    def propose(self) -> Decimal | None:
        """The sum of last time; without one, what is due by the week."""
        if self.derniere is not None and not isinstance(self.derniere.montant, Illisible):
            return self.derniere.montant
        due = self.attendu
        if due is None or due.periode != PeriodeArgent.SEMAINE or isinstance(due.montant, Illisible):
            return None
        return due.montant

    @property
    def coche(self) -> bool:
        """Whether the page ticks this child by itself: never one who is paid by the month."""
        weekly = self.attendu is None or self.attendu.periode == PeriodeArgent.SEMAINE
        return self.soir.present and self.deja is None and self.propose is not None and weekly


@dataclass(frozen=True)
class SemaineDeMaison:
    """The page of one house."""

    maison: Maison
    enfants: list[EnfantAPayer]


def semaine_de(user: Utilisateur, maison: Maison) -> SemaineDeMaison:
    """Read the house of tonight: the children whose ledger this person keeps, those away told as such."""
    jour = jour_de_soiree()
    ecrits = perimetre_de(user.pk).enfants(parse_permission("ecrire_projet"))
    soir = [e for e in habitants(user, maison, jour) if e.enfant.pk in ecrits]
    dire_les_absences(user, soir, jour)
    lignes: dict[UUID, list[MouvementArgent]] = defaultdict(list)
    rows = MouvementArgent.objects.visible_to(user, LIT).filter(enfant__in=[e.enfant for e in soir])
    for row in rows.order_by("jour", "saisi_le", "id"):
        lignes[row.enfant_id].append(row)
    dus = attendus_par_enfant(user, [e.enfant for e in soir])
    return SemaineDeMaison(maison, [_un_enfant(e, lignes[e.enfant.pk], dus[e.enfant.pk]) for e in soir])


def maison_a_payer(user: Utilisateur, enfant: Enfant) -> Maison | None:
    """Return the house where a child lives tonight, when this person keeps ledgers there."""
    sejours = Sejour.objects.current(jour_de_soiree()).filter(enfant=enfant)
    return maisons_visibles(user, "ecrire_projet").filter(pk__in=sejours.values("maison_id")).first()


def donnes_la_semaine_du(jour: date, enfants: Iterable[UUID]) -> dict[UUID, MouvementArgent]:
    """Return the pocket money already given, from Monday to Sunday, to children one writes about."""
    lundi = jour - timedelta(days=jour.weekday())
    rows = MouvementArgent.objects.filter(
        enfant_id__in=list(enfants),
        enveloppe=Enveloppe.POCHE,
        nature=NatureMouvement.DONNE,
        jour__range=(lundi, lundi + timedelta(days=6)),
        correction__isnull=True,
    )
    return {row.enfant_id: row for row in rows.order_by("jour", "saisi_le", "id")}


def _un_enfant(soir: EnfantDuSoir, lignes: list[MouvementArgent], dus: list[Attendu]) -> EnfantAPayer:
    annulees = {row.corrige_id for row in lignes if row.corrige_id}
    donnees = [
        row
        for row in lignes
        if row.nature == NatureMouvement.DONNE and row.enveloppe == Enveloppe.POCHE and row.pk not in annulees
    ]
    derniere = donnees[-1] if donnees else None
    today = aujourdhui()
    deja = derniere is not None and derniere.jour >= today - timedelta(days=today.weekday())
    return EnfantAPayer(
        soir=soir,
        solde=soldes_de(lignes)[0],
        derniere=derniere,
        attendu=next((due for due in dus if due.enveloppe == Enveloppe.POCHE), None),
        deja=derniere if deja else None,
    )
