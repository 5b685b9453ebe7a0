"""What the council may be told: incidents whose evaluation is over and that no text has covered yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from protection.echelle import VALIDE
from protection.enums import EtatIncident, nature_de
from protection.models import Incident, Qualification, RestitutionConseil, RestitutionIncident
from protection.querysets import IncidentQuerySet
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from villages.models import Village
from villages.selectors.portees import noms_des_comptes

#: Once the evaluation is over, justice having gone first.
EVALUES = (EtatIncident.ACCOMPAGNE, EtatIncident.PLAN, EtatIncident.CLOS, EtatIncident.REVU)


def a_restituer(user: Utilisateur, village_id: UUID) -> list[Incident]:
    """Return the evaluated incidents of a village this person handles that no text in force covers."""
    return list(_left_to_tell(user).filter(village=village_id).order_by("connu_le", "id"))


def villages_a_restituer(user: Utilisateur) -> list[tuple[Village, int]]:
    """Return the villages with something to tell, and how many incidents."""
    numbers = Counter(_left_to_tell(user).order_by().values_list("village_id", flat=True))
    return [(v, numbers[v.pk]) for v in Village.objects.filter(pk__in=numbers).order_by("nom", "id")]


def _left_to_tell(user: Utilisateur) -> IncidentQuerySet:
    covered = RestitutionIncident.objects.filter(restitution__abandonnee_le__isnull=True)
    rows = Incident.objects.visible_to(user, VALIDE).filter(etat__in=EVALUES)
    return rows.exclude(pk__in=covered.values("incident_id"))


def natures(incidents: list[Incident]) -> list[str]:
    """Return, in words and without numbers, what kinds of incidents these are."""
    rows = Qualification.objects.filter(incident__in=incidents, retiree_le__isnull=True).order_by()
    return sorted({nature_de(*found) for found in rows.values_list("regime", "categorie")})


@dataclass(frozen=True)
class RestitutionVue:
    """One text, who signed it, and whether the reader still may."""

    restitution: RestitutionConseil
    signataires: list[str]
    peut_signer: bool

    @property
    def prete(self) -> bool:
        return self.restitution.contresignee_par_id is not None


def restitutions(user: Utilisateur) -> list[RestitutionVue]:
    """Return the texts this person prepares or signs, the last one first."""
    rows = list(
        RestitutionConseil.objects.visible_to(user, VALIDE)
        .filter(abandonnee_le__isnull=True)
        .select_related("village")
    )
    signed = {r.pk: [s for s in (r.signee_par_id, r.contresignee_par_id) if s] for r in rows}
    noms = noms_des_comptes({s for some in signed.values() for s in some})
    return [
        RestitutionVue(
            r,
            [noms.get(s, "") for s in signed[r.pk]],
            r.contresignee_par_id is None and user.pk != r.signee_par_id and les_traite_tous(user, r),
        )
        for r in rows
    ]


def les_traite_tous(user: Utilisateur, restitution: RestitutionConseil) -> bool:
    """Whether a person handles every incident a text covers: not who was set aside from one of them since."""
    with acting_as_system(raison="incidents d’une restitution au conseil"):
        covered = set(
            RestitutionIncident.objects.filter(restitution=restitution)
            .order_by()
            .values_list("incident_id", flat=True)
        )
    mine = Incident.objects.visible_to(user, VALIDE).filter(pk__in=covered).order_by()
    return set(mine.values_list("pk", flat=True)) == covered
