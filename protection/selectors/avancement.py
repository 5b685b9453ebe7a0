"""How far an incident has come: its regimes, who is still to be told, what keeps it open, who may do what."""

from __future__ import annotations

from protection.echelle import RANGS
from protection.enums import EtatIncident, RoleDansIncident
from protection.models import (
    ActionIncident,
    Etape,
    Incident,
    InformationParents,
    PersonneConcernee,
    Qualification,
    RetourEnfant,
    Transmission,
)
from protection.regles import A_TRANSMETTRE
from protection.workflow import TRANSMIS_D_ABORD, Passage, passages_depuis
from socle.comptes.models import Utilisateur
from socle.habilitations.perimetre import perimetre_de


def rang_de(user: Utilisateur) -> int:
    """Return the highest rung a person holds today; zero without one."""
    return max((RANGS.get(role, 0) for role in perimetre_de(user.pk).roles), default=0)


def tour_de(incident: Incident) -> int:
    """Return which closing this is: one more each time the incident was opened again."""
    reopened = Etape.objects.filter(
        incident=incident, de__in=[EtatIncident.CLOS, EtatIncident.REVU], vers=EtatIncident.ENQUETE
    )
    return 1 + reopened.count()


def ce_qui_manque(incident: Incident) -> list[str]:
    """Return, in French, what keeps the incident from being closed; nothing when it may be."""
    missing = []
    if ActionIncident.objects.filter(incident=incident, faite_le__isnull=True).exists():
        missing.append("Des actions du plan ne sont pas faites.")
    if not InformationParents.objects.filter(incident=incident).exists():
        missing.append("Dites ce qui est décidé pour l’information des parents.")
    told = set(RetourEnfant.objects.filter(incident=incident).order_by().values_list("enfant_id", flat=True))
    children = PersonneConcernee.objects.filter(
        incident=incident,
        enfant__isnull=False,
        role__in=[RoleDansIncident.VICTIME, RoleDansIncident.ENFANT_AUTEUR],
    )
    if set(children.order_by().values_list("enfant_id", flat=True)) - told:
        missing.append("Un enfant ne sait pas encore ce qui est fait : dites-le-lui, puis notez-le.")
    return missing


def destinataires_attendus(incident: Incident) -> list[str]:
    """Return whom the regimes in force oblige to tell and who was not told yet."""
    told = set(
        Transmission.objects.filter(incident=incident).order_by().values_list("destinataire", flat=True)
    )
    return [
        destinataire
        for regime, recipients in A_TRANSMETTRE.items()
        if regime in regimes_de(incident)
        for destinataire, _ in recipients
        if destinataire not in told
    ]


def passages_ouverts(incident: Incident) -> list[Passage]:
    """Return the steps the incident leaves its state by: not the evaluation while somebody is owed first."""
    owed = bool(regimes_de(incident) & TRANSMIS_D_ABORD)
    return [
        passage
        for passage in passages_depuis(incident.etat)
        if not (passage.de == EtatIncident.QUALIFIE and (passage.vers == EtatIncident.ENQUETE) is owed)
    ]


def regimes_de(incident: Incident) -> set[str]:
    """Return the regimes in force."""
    rows = Qualification.objects.filter(incident=incident, retiree_le__isnull=True)
    return set(rows.order_by().values_list("regime", flat=True))
