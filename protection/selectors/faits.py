"""The facts clocks are counted from, for the incidents one handles: nothing of those one is set aside from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from protection.echelle import LIT
from protection.enums import Canal, EtatIncident, Regime, RoleDansIncident
from protection.models import (
    ActionIncident,
    BilanIncident,
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
    ACTION,
    ALERTE_INTERNE,
    BILANS,
    CONFIRMATION,
    PARENTS,
    RETOUR_ENFANT,
)
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import jour_de
from socle.echeances.regles import Fait


@dataclass
class Matiere:
    """What the clocks of one incident are read from."""

    transmissions: list[Transmission] = field(default_factory=list)
    regimes: set[str] = field(default_factory=set)
    informations: list[InformationParents] = field(default_factory=list)
    retours: list[RetourEnfant] = field(default_factory=list)
    enfants: set[UUID] = field(default_factory=set)
    actions: list[ActionIncident] = field(default_factory=list)
    bilans: list[BilanIncident] = field(default_factory=list)
    clos_le: datetime | None = None


def matieres(incidents: Iterable[Incident]) -> dict[UUID, Matiere]:
    """Read what the clocks of these incidents need: eight queries, however many they are."""
    ids = [incident.pk for incident in incidents]
    found: dict[UUID, Matiere] = defaultdict(Matiere)
    for t in Transmission.objects.filter(incident__in=ids):
        found[t.incident_id].transmissions.append(t)
    rows = Qualification.objects.filter(incident__in=ids, retiree_le__isnull=True)
    for pk, regime in rows.order_by().values_list("incident_id", "regime"):
        found[pk].regimes.add(regime)
    for i in InformationParents.objects.filter(incident__in=ids):
        found[i.incident_id].informations.append(i)
    for r in RetourEnfant.objects.filter(incident__in=ids):
        found[r.incident_id].retours.append(r)
    owed = PersonneConcernee.objects.filter(
        incident__in=ids,
        enfant__isnull=False,
        role__in=[RoleDansIncident.VICTIME, RoleDansIncident.ENFANT_AUTEUR],
    )
    for pk, enfant in owed.order_by().values_list("incident_id", "enfant_id"):
        found[pk].enfants.add(enfant)
    for a in ActionIncident.objects.filter(incident__in=ids):
        found[a.incident_id].actions.append(a)
    for b in BilanIncident.objects.filter(incident__in=ids):
        found[b.incident_id].bilans.append(b)
    for e in Etape.objects.filter(incident__in=ids):
        if e.vers == EtatIncident.CLOS:
            found[e.incident_id].clos_le = e.le
        elif e.de in {EtatIncident.CLOS, EtatIncident.REVU} and e.vers == EtatIncident.ENQUETE:
            found[e.incident_id].clos_le = None
    return found


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
            yield fait(regle, fait_le=jour_de(first.le) if first else None)
    yield from _confirmations(fait, matiere)
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


def _confirmations(fait: object, matiere: Matiere) -> Iterator[Fait]:
    """What was said about a serious event to an authority is confirmed in writing."""
    if Regime.EIG not in matiere.regimes:
        return
    confirmed = {t.confirme_id: t for t in matiere.transmissions if t.confirme_id}
    for t in matiere.transmissions:
        if t.destinataire == "departement" and Canal(t.canal).oral:
            written = confirmed.get(t.pk)
            yield fait(  # type: ignore[operator]
                CONFIRMATION, depart=t.le, fait_le=jour_de(written.le) if written else None
            )


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
