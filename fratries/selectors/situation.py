"""Why a visiting right gives nothing on a day: suspended, also by law, forbidden, of age, no measure any more.

Only dates and rules are read here, never what a decision says: the same calendar for everyone who may
read the family. The child's wall still stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from enfants.models import Enfant, MesureProtection
from fratries.enums import EN_PRESENCE, Contact, DecideurDroit, EtatAutorite, SuspendPar
from fratries.models import AutoriteParentale, DroitVisite, PersonneAutorisee
from socle.outils.dates import age_revolu

MAJORITE = 18


@dataclass
class Situation:
    """What bears on the meetings of one child: birth, periods of measures, contacts set by relative.

    ``suspensions`` are the periods, by relative, of an authority that is suspended.
    """

    naissance: date | None = None
    mesures: list[tuple[date, date | None, date | None]] = field(default_factory=list)
    contacts: dict[UUID, list[PersonneAutorisee]] = field(default_factory=lambda: defaultdict(list))
    suspensions: dict[UUID, list[tuple[date, date | None]]] = field(default_factory=lambda: defaultdict(list))

    def majeur(self, jour: date) -> bool:
        return self.naissance is not None and age_revolu(self.naissance, jour) >= MAJORITE

    def sans_mesure(self, jour: date) -> bool:
        """Whether the measures recorded are over on that day; of a child without any, nothing is known."""
        return bool(self.mesures) and not any(
            debut <= jour and (fin is None or fin >= jour) and (levee is None or levee > jour)
            for debut, fin, levee in self.mesures
        )

    def contact(self, proche: UUID, genre: str, jour: date) -> Contact:
        """Return what is set on a day about meeting a relative this way."""
        champ = "visiter" if genre in EN_PRESENCE else "appeler"
        for contact in self.contacts[proche]:
            if contact.debut <= jour and (contact.fin is None or contact.fin >= jour):
                return Contact(getattr(contact, champ))
        return Contact.NON_PRECISE


def situations_de(enfants: Collection[Enfant]) -> dict[UUID, Situation]:
    """Return the situation of each child: three queries, and no key but the children's."""
    found = {
        e.pk: Situation(naissance=e.date_naissance if isinstance(e.date_naissance, date) else None)
        for e in enfants
    }
    measures = MesureProtection.objects.filter(enfant_id__in=found).order_by()
    for enfant, debut, fin, levee in measures.values_list("enfant_id", "debut", "fin", "levee_le"):
        found[enfant].mesures.append((debut, fin, levee))
    for contact in PersonneAutorisee.objects.filter(enfant_id__in=found).order_by("debut", "id"):
        found[contact.enfant_id].contacts[contact.proche_id].append(contact)
    for enfant, proche, debut, fin in suspensions_de(found):
        found[enfant].suspensions[proche].append((debut, fin))
    return found


def suspendu_par_la_loi(
    droit: DroitVisite, jour: date, suspensions: Collection[tuple[date, date | None]]
) -> bool:
    """Whether the suspension of the relative's authority takes this right with it (CC 378-2 [S]).

    What the judge decided since then stands: the law suspends until a judge has spoken.
    """
    return any(
        debut <= jour
        and (fin is None or fin >= jour)
        and not (droit.decide_par == DecideurDroit.JUGE and (droit.decide_le or droit.debut) >= debut)
        for debut, fin in suspensions
    )


def suspensions_de(enfants: Collection[UUID]) -> list[tuple[UUID, UUID, date, date | None]]:
    """Return each period in which a relative's authority over a child is suspended."""
    rows = AutoriteParentale.objects.filter(
        enfant_id__in=enfants, etat=EtatAutorite.SUSPENDUE, proche__isnull=False
    )
    return list(rows.order_by().values_list("enfant_id", "proche_id", "debut", "fin"))


def empechement(droit: DroitVisite, jour: date, situation: Situation) -> str:
    """Say in one sentence why the right gives nothing on a day; empty when it does."""
    if droit.suspendu(jour):
        until = f" jusqu’au {droit.suspendu_au:%d/%m/%Y}" if droit.suspendu_au else ""
        par = str(SuspendPar(droit.suspendu_par).label)
        return f"Suspendu depuis le {droit.suspendu_du:%d/%m/%Y}{until}, par : {par}."
    if droit.fin is not None and droit.fin < jour:
        return f"Ce droit a pris fin le {droit.fin:%d/%m/%Y}."
    if suspendu_par_la_loi(droit, jour, situation.suspensions[droit.proche_id]):
        return (
            "L’autorité parentale de cette personne est suspendue à cette date, et la loi suspend ses visites "
            "avec elle (code civil, article 378-2), tant que le juge n’a rien décidé d’autre."
        )
    if situation.majeur(jour):
        return "Le jeune est majeur : il décide lui-même de qui il voit."
    if situation.sans_mesure(jour):
        return "Aucune mesure de protection n’est en vigueur à cette date : ce droit n’a plus de base ici."
    return _par_le_contact(droit, jour, situation)


def _par_le_contact(droit: DroitVisite, jour: date, situation: Situation) -> str:
    said = situation.contact(droit.proche_id, droit.genre, jour)
    if said == Contact.INTERDIT:
        return "Ce contact est interdit à cette date : voyez la page des contacts."
    if said == Contact.ACCOMPAGNE and not droit.mediatisee:
        return "Ce contact demande la présence d’un tiers, que ce droit ne prévoit pas."
    return ""
