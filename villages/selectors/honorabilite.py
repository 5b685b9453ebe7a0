"""Who was checked and when: the register of attestations, and the facts its two clocks are counted from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from socle.comptes.models import Utilisateur
from socle.echeances.etats import Echeance, calculer
from socle.echeances.regles import Fait, regle
from socle.echeances.selectors import delais_de, reglages_en_vigueur
from villages.models import Affectation, Honorabilite, Professionnel, Relais
from villages.regles import AVANT_DE_COMMENCER, TIENT, TOUS_LES_TROIS_ANS
from villages.selectors.ecrans import nom_de, par_nom


@dataclass(frozen=True)
class LigneHonorabilite:
    """One person of the register: the last attestation, and what is due."""

    professionnel: Professionnel
    nom: str
    derniere: Honorabilite | None
    echeance: Echeance

    @property
    def genre(self) -> str:
        return "fait" if self.echeance.genre == "neutre" else self.echeance.genre

    @property
    def etat(self) -> str:
        """« À jour », how far the next check stands, or that nothing was checked though they work here."""
        if self.derniere is None and self.echeance.genre == "danger":
            return "Aucune attestation"
        return "À jour" if self.echeance.genre == "neutre" else self.echeance.quand


def registre(user: Utilisateur) -> list[LigneHonorabilite]:
    """Return the people at work one answers for, the most pressing first: five queries and the keys."""
    people, starts, last = _matter(user)
    now, settings = timezone.now(), reglages_en_vigueur()
    lines = []
    for person in people:
        fait = _fait(person, starts[person.pk], last.get(person.pk))
        une = regle(fait.regle)
        deadline = calculer(une, fait, delais_de(une, settings), now)
        lines.append(LigneHonorabilite(person, fait.sujet, last.get(person.pk), deadline))
    return sorted(lines, key=lambda ligne: ligne.echeance.jour)


def premier_jour(professionnel_id: UUID) -> date | None:
    """Return the first day somebody works or is to work here; None when they never do."""
    return _starts([professionnel_id]).get(professionnel_id)


def faits_d_honorabilite(user: Utilisateur, enfants: Collection[UUID] | None) -> Iterator[Fait]:
    """Read the facts about the people one answers for; none of a child."""
    if enfants is not None or not user.has_perm(TIENT):
        return
    people, starts, last = _matter(user)
    for person in people:
        yield _fait(person, starts[person.pk], last.get(person.pk))


def _fait(person: Professionnel, start: date, last: Honorabilite | None) -> Fait:
    code = AVANT_DE_COMMENCER if last is None else TOUS_LES_TROIS_ANS
    return Fait(
        regle=code,
        objet=person.pk,
        sujet=nom_de(person),
        adresse=reverse("villages:honorabilite", args=[person.pk]),
        depart=start if last is None else last.verifiee_le,
    )


def _matter(user: Utilisateur) -> tuple[list[Professionnel], dict[UUID, date], dict[UUID, Honorabilite]]:
    """The people at work now or soon, their first day, and their last attestation."""
    at_work = Affectation.objects.not_over().values("professionnel_id")
    relays = Relais.objects.not_over().values("professionnel_id")
    seen = Professionnel.objects.visible_to(user, TIENT)
    people = [
        person
        for person in par_nom(
            (seen.filter(pk__in=at_work) | seen.filter(pk__in=relays)).distinct().order_by("id")
        )
        if person.compte_id != user.pk
    ]
    ids = [person.pk for person in people]
    last: dict[UUID, Honorabilite] = {}
    for row in Honorabilite.objects.filter(professionnel__in=ids):
        last.setdefault(row.professionnel_id, row)
    return people, _starts(ids), last


def _starts(ids: Iterable[UUID]) -> dict[UUID, date]:
    rows = [
        *Affectation.objects.filter(professionnel__in=ids)
        .order_by()
        .values_list("professionnel_id", "debut"),
        *Relais.objects.filter(professionnel__in=ids).order_by().values_list("professionnel_id", "debut"),
    ]
    starts: dict[UUID, date] = {}
    for pk, debut in rows:
        starts[pk] = min(debut, starts.get(pk, debut))
    return starts
