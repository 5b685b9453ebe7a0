"""The facts clocks are counted from, for the incidents one handles: nothing of those one is set aside from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from protection.echelle import LIT
from protection.enums import Canal, Destinataire, EtatIncident, Regime, RoleDansIncident
from protection.models import (
    ActionIncident,
    BilanIncident,
    ConsigneDeSecurite,
    Etape,
    Incident,
    InformationParents,
    PersonneConcernee,
    Qualification,
    RetourEnfant,
    Transmission,
)
from protection.regles import (
    A_TRANSMETTRE,
    ACCIDENT_TRAVAIL,
    ACTION,
    ALERTE_INTERNE,
    BILANS,
    CHANGEMENT_JUGE,
    CONFIRMATION,
    EVALUATION_CRIP,
    PARENTS,
    RETOUR_ENFANT,
    REVUE_CONSIGNE,
)
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import jour_de
from socle.echeances.regles import Fait

#: Makes a fact of one incident: its subject and address are set.
Faiseur = Callable[..., Fait]


@dataclass
class Matiere:
    """What the clocks of one incident are read from."""

    transmissions: list[Transmission] = field(default_factory=list)
    #: the moment each regime in force was chosen, the first one for several categories
    regimes: dict[str, datetime] = field(default_factory=dict)
    informations: list[InformationParents] = field(default_factory=list)
    retours: list[RetourEnfant] = field(default_factory=list)
    enfants: set[UUID] = field(default_factory=set)
    salarie_blesse: bool = False
    consignes: list[ConsigneDeSecurite] = field(default_factory=list)
    actions: list[ActionIncident] = field(default_factory=list)
    bilans: list[BilanIncident] = field(default_factory=list)
    evalue_le: datetime | None = None
    clos_le: datetime | None = None


def matieres(incidents: Iterable[Incident]) -> dict[UUID, Matiere]:
    """Read what the clocks of these incidents need: nine queries, however many they are."""
    ids = [incident.pk for incident in incidents]
    found: dict[UUID, Matiere] = defaultdict(Matiere)
    for t in Transmission.objects.filter(incident__in=ids):
        found[t.incident_id].transmissions.append(t)
    rows = Qualification.objects.filter(incident__in=ids, retiree_le__isnull=True)
    for pk, regime, le in rows.order_by("le").values_list("incident_id", "regime", "le"):
        found[pk].regimes.setdefault(regime, le)
    for i in InformationParents.objects.filter(incident__in=ids):
        found[i.incident_id].informations.append(i)
    for r in RetourEnfant.objects.filter(incident__in=ids):
        found[r.incident_id].retours.append(r)
    owed = PersonneConcernee.objects.filter(
        Q(enfant__isnull=False) | Q(professionnel__isnull=False, role=RoleDansIncident.VICTIME),
        incident__in=ids,
        role__in=[RoleDansIncident.VICTIME, RoleDansIncident.ENFANT_AUTEUR],
    )
    for pk, enfant in owed.order_by().values_list("incident_id", "enfant_id"):
        if enfant is None:
            found[pk].salarie_blesse = True
        else:
            found[pk].enfants.add(enfant)
    for c in ConsigneDeSecurite.objects.filter(incident_id__in=ids):
        found[c.incident_id].consignes.append(c)
    for a in ActionIncident.objects.filter(incident__in=ids):
        found[a.incident_id].actions.append(a)
    for b in BilanIncident.objects.filter(incident__in=ids):
        found[b.incident_id].bilans.append(b)
    _read_steps(found, ids)
    return found


def _read_steps(found: dict[UUID, Matiere], ids: list[UUID]) -> None:
    """When each was evaluated, and closed for good: a closing that was opened again counts for nothing."""
    for e in Etape.objects.filter(incident__in=ids):
        if e.vers == EtatIncident.CLOS:
            found[e.incident_id].clos_le = e.le
        elif e.vers == EtatIncident.ACCOMPAGNE:
            found[e.incident_id].evalue_le = e.le
        elif e.de in {EtatIncident.CLOS, EtatIncident.REVU} and e.vers == EtatIncident.ENQUETE:
            found[e.incident_id].clos_le = None


def faits_de(incident: Incident, matiere: Matiere) -> Iterator[Fait]:
    """Yield the facts of one incident, one clock per recipient; no child is named in the list."""
    commun = {
        "objet": incident.pk,
        "sujet": f"Incident {incident.reference}",
        "adresse": reverse("protection:incident", args=[incident.pk]),
    }

    def fait(regle: str, **plus: object) -> Fait:
        return Fait(regle=regle, **(commun | {"depart": incident.connu_le} | plus))  # type: ignore[arg-type]

    yield fait(ALERTE_INTERNE, depart=incident.constate_le, fait_le=jour_de(incident.connu_le))
    told = {t.destinataire: t for t in reversed(matiere.transmissions)}
    for regime, recipients in A_TRANSMETTRE.items():
        if regime not in matiere.regimes:
            continue
        for destinataire, regle in recipients:
            first = told.get(destinataire)
            start = matiere.regimes[regime] if regime is Regime.CHANGEMENT_LIEU else incident.connu_le
            yield fait(regle, depart=start, fait_le=jour_de(first.le) if first else None)
    yield from _confirmations(fait, matiere)
    yield from _awaited(fait, matiere, told)
    yield from _instructions(fait, matiere)
    decided = matiere.informations[0].le if matiere.informations else None
    yield fait(PARENTS, fait_le=jour_de(decided) if decided else None)
    spoken = {r.enfant_id: r for r in reversed(matiere.retours)}
    for enfant in sorted(matiere.enfants):
        said = spoken.get(enfant)
        yield fait(RETOUR_ENFANT, fait_le=jour_de(said.le) if said else None)
    for action in matiere.actions:
        yield fait(ACTION, depart=None, terme=action.pour_le, fait_le=action.faite_le)
    if matiere.clos_le is not None:
        held = {b.mois: b.tenu_le for b in matiere.bilans}
        for mois, regle in BILANS.items():
            yield fait(regle, depart=matiere.clos_le, fait_le=held.get(mois))


def _confirmations(fait: Faiseur, matiere: Matiere) -> Iterator[Fait]:
    """What was said about a serious event to an authority is confirmed in writing."""
    if Regime.EIG not in matiere.regimes:
        return
    confirmed = {t.confirme_id: t for t in matiere.transmissions if t.confirme_id}
    for t in matiere.transmissions:
        if t.destinataire == "departement" and Canal(t.canal).oral:
            written = confirmed.get(t.pk)
            yield fait(CONFIRMATION, depart=t.le, fait_le=jour_de(written.le) if written else None)


def _awaited(fait: Faiseur, matiere: Matiere, told: dict[str, Transmission]) -> Iterator[Fait]:
    """What others owe once they were told, and what an injured colleague is owed."""
    moved, judge = matiere.regimes.get(Regime.CHANGEMENT_LIEU), told.get(Destinataire.JUGE)
    if moved is not None:
        yield fait(CHANGEMENT_JUGE, depart=moved, fait_le=jour_de(judge.le) if judge else None)
    crip = told.get(Destinataire.CRIP)
    if Regime.INFORMATION_PREOCCUPANTE in matiere.regimes and crip is not None:
        known = matiere.evalue_le
        yield fait(EVALUATION_CRIP, depart=crip.le, fait_le=jour_de(known) if known else None)
    if Regime.ACCIDENT in matiere.regimes and matiere.salarie_blesse:
        declared = told.get(Destinataire.CAISSE)
        yield fait(ACCIDENT_TRAVAIL, fait_le=jour_de(declared.le) if declared else None)


def _instructions(fait: Faiseur, matiere: Matiere) -> Iterator[Fait]:
    """An instruction to a house is looked at again while it holds."""
    for consigne in matiere.consignes:
        ended = min((d for d in (consigne.levee_le, consigne.fin) if d is not None), default=None)
        over = ended is not None and ended <= timezone.now()
        yield fait(REVUE_CONSIGNE, depart=consigne.debut, fait_le=jour_de(ended) if over and ended else None)


def faits_des_incidents(user: Utilisateur, enfants: Collection[UUID] | None) -> Iterator[Fait]:
    """Read the facts of the incidents this person handles; with ``enfants``, of those they are named in."""
    if not user.has_perm(LIT):
        return
    rows = Incident.objects.visible_to(user, LIT).exclude(etat=EtatIncident.REVU)
    if enfants is not None:
        rows = rows.filter(personnes__enfant__in=enfants).distinct()
    incidents = list(rows.order_by("id"))
    if not incidents:
        return
    found = matieres(incidents)
    for incident in incidents:
        yield from faits_de(incident, found[incident.pk])
