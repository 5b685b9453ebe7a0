"""The incidents one handles: the list, and one incident from end to end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from enfants.models import Enfant
from protection.echelle import ECHELONS, ECRIT, JUSQU_AU_SIEGE, LIT, VALIDE
from protection.enums import Destinataire, EtatIncident, Regime
from protection.models import (
    ActionIncident,
    BilanIncident,
    Cloture,
    ConsigneDeSecurite,
    Ecart,
    Etape,
    Incident,
    InformationParents,
    PersonneConcernee,
    Qualification,
    RetourEnfant,
    Soutien,
    Transmission,
)
from protection.selectors.affectations import SuiviVu, suivis_de
from protection.selectors.avancement import (
    ce_qui_manque,
    destinataires_attendus,
    passages_ouverts,
    rang_de,
    tour_de,
)
from protection.selectors.faits import Matiere, faits_de, matieres
from protection.selectors.pieces import PieceVue, pieces_de
from protection.workflow import Passage
from socle.comptes.models import Utilisateur
from socle.echeances.etats import Echeance, calculer
from socle.echeances.regles import regle
from socle.echeances.selectors import delais_de, ouvertes, reglages_en_vigueur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.perimetre import perimetre_de
from villages.models import Professionnel
from villages.selectors.ecrans import nom_de
from villages.selectors.portees import noms_des_comptes

FINIS = (EtatIncident.CLOS, EtatIncident.REVU)


@dataclass(frozen=True)
class LigneIncident:
    """One incident of the list: where it stands, and what presses most."""

    incident: Incident
    regimes: list[str]
    echeances: list[Echeance]

    @property
    def prochaine(self) -> Echeance | None:
        return self.echeances[0] if self.echeances else None

    @property
    def genre(self) -> str:
        return "fait" if self.incident.etat in FINIS else "info"


def incidents_suivis(user: Utilisateur, *, finis: bool = False) -> list[LigneIncident]:
    """Return the incidents this person handles, open or closed, the most pressing first."""
    rows = Incident.objects.visible_to(user, LIT).select_related("village", "maison")
    rows = rows.filter(etat__in=FINIS) if finis else rows.exclude(etat__in=FINIS)
    far = timezone.now().date().max
    return sorted(lignes_de(list(rows)), key=lambda ligne: ligne.prochaine.jour if ligne.prochaine else far)


def lignes_de(incidents: list[Incident]) -> list[LigneIncident]:
    """Dress incidents fetched through the right, in the same order: their regimes, and their clocks still open."""
    found = matieres(incidents)
    clocks = echeances_des(incidents, found)
    return [
        LigneIncident(
            incident,
            [Regime(r).label for r in sorted(found[incident.pk].regimes)],
            ouvertes(clocks[incident.pk]),
        )
        for incident in incidents
    ]


def echeances_des(
    incidents: list[Incident], found: dict[UUID, Matiere] | None = None
) -> dict[UUID, list[Echeance]]:
    """Return the deadlines of incidents, the most pressing first; ``found`` when it is read already."""
    now, reglages = timezone.now(), reglages_en_vigueur()
    found = matieres(incidents) if found is None else found
    clocks: dict[UUID, list[Echeance]] = {}
    for incident in incidents:
        some = [
            calculer(une := regle(fait.regle), fait, delais_de(une, reglages), now)
            for fait in faits_de(incident, found[incident.pk])
        ]
        clocks[incident.pk] = sorted(some, key=lambda e: (e.close, e.jour, e.regle.code))
    return clocks


@dataclass(frozen=True)
class PersonneVue:
    """Somebody in it, as the reader may name them."""

    personne: PersonneConcernee
    nom: str


@dataclass
class Dossier:
    """Everything about one incident, for who handles it."""

    incident: Incident
    echeances: list[Echeance]
    personnes: list[PersonneVue]
    ecarts: list[tuple[Ecart, str]]
    qualifications: list[Qualification]
    transmissions: list[tuple[Transmission, str, list[PieceVue]]]
    pieces: list[PieceVue]
    informations: list[tuple[InformationParents, str]]
    etapes: list[tuple[Etape, str]]
    soutiens: list[Soutien]
    actions: list[tuple[ActionIncident, str]]
    retours: list[tuple[RetourEnfant, str]]
    signataires: list[str]
    bilans: list[BilanIncident]
    consignes: list[tuple[ConsigneDeSecurite, str]]
    suivis: list[SuiviVu]
    ecrit: bool
    valide: bool
    leve: bool
    passages: list[Passage] = field(default_factory=list)
    manque: list[str] = field(default_factory=list)
    attendus: list[tuple[str, str]] = field(default_factory=list)

    @property
    def enfants_nommes(self) -> bool:
        return any(vue.personne.enfant_id for vue in self.personnes)

    @property
    def echelon(self) -> str:
        return ECHELONS[self.incident.niveau]

    @property
    def sans_recours_interne(self) -> bool:
        """Whether somebody named had to keep it, for want of anybody else."""
        return any(ecart.sans_effet and ecart.leve_le is None for ecart, _ in self.ecarts)


def dossier(user: Utilisateur, incident: Incident) -> Dossier:
    """Return one incident from end to end; the caller has fetched it through the right."""
    of_it = {"incident": incident}
    people = list(PersonneConcernee.objects.filter(**of_it))
    aside = list(Ecart.objects.filter(**of_it))
    actions = list(ActionIncident.objects.filter(**of_it))
    retours = list(RetourEnfant.objects.filter(**of_it))
    consignes = list(ConsigneDeSecurite.objects.filter(incident_id=incident.pk))
    steps = list(Etape.objects.filter(**of_it))
    transmissions = list(Transmission.objects.filter(**of_it).select_related("confirmation"))
    informations = list(InformationParents.objects.filter(**of_it))
    soutiens = list(Soutien.objects.filter(**of_it))
    clotures = list(Cloture.objects.filter(**of_it, tour=tour_de(incident)))
    enfants, pros = noms_des_personnes(
        user,
        {p.enfant_id for p in people if p.enfant_id} | {c.enfant_id for c in consignes},
        {p.professionnel_id for p in people if p.professionnel_id}
        | {e.professionnel_id for e in aside}
        | {a.responsable_id for a in actions},
    )
    authors = {e.par_id for e in steps} | {s.par_id for s in soutiens} | {c.par_id for c in clotures}
    authors |= {t.par_id for t in transmissions if t.par_id}
    authors |= {i.decideur_id for i in informations}
    noms = noms_des_comptes(authors)
    pieces = pieces_de(incident)
    may_write = user.has_perm(ECRIT, incident)
    may_validate = user.has_perm(VALIDE, incident)
    return Dossier(
        incident=incident,
        echeances=echeances_des([incident])[incident.pk],
        personnes=[PersonneVue(p, _name(p, enfants, pros)) for p in people],
        ecarts=[(e, pros[e.professionnel_id]) for e in aside],
        qualifications=list(Qualification.objects.filter(**of_it)),
        transmissions=[
            (t, noms.get(t.par_id, "") if t.par_id else "", [p for p in pieces if p.prouve == t.pk])
            for t in transmissions
        ],
        pieces=pieces,
        informations=[(i, noms.get(i.decideur_id, "")) for i in informations],
        etapes=[(e, noms.get(e.par_id, "")) for e in steps],
        soutiens=soutiens,
        actions=[(a, pros[a.responsable_id]) for a in actions],
        retours=[(r, enfants.get(r.enfant_id, "Un enfant")) for r in retours],
        signataires=[noms.get(c.par_id, "") for c in clotures],
        bilans=list(BilanIncident.objects.filter(**of_it)),
        consignes=[(c, enfants.get(c.enfant_id, "Un enfant")) for c in consignes],
        suivis=suivis_de(incident),
        ecrit=may_write,
        valide=may_validate,
        leve=may_validate and rang_de(user) >= JUSQU_AU_SIEGE,
        passages=passages_ouverts(incident) if may_validate or may_write else [],
        manque=ce_qui_manque(incident) if incident.etat == EtatIncident.PLAN else [],
        attendus=[(code, Destinataire(code).label) for code in destinataires_attendus(incident)],
    )


def noms_des_personnes(
    user: Utilisateur, enfants: Iterable[UUID], professionnels: Iterable[UUID]
) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """Return the names of those an incident names, whoever handles it (« nommés », role matrix).

    The siège reads no child's file: the names are read as the system, for these ids alone, less the
    children one is denied.
    """
    denied = perimetre_de(user.pk).exceptions.refus
    with acting_as_system(raison="noms des personnes d’un incident"):
        children = {e.pk: f"{e.prenom} {e.nom}" for e in Enfant.objects.filter(pk__in=set(enfants) - denied)}
        people = {p.pk: nom_de(p) for p in Professionnel.objects.filter(pk__in=set(professionnels))}
    return children, people


def _name(personne: PersonneConcernee, enfants: dict[UUID, str], pros: dict[UUID, str]) -> str:
    ours = ""
    if personne.enfant_id:
        ours = enfants.get(personne.enfant_id, "Un enfant")
    elif personne.professionnel_id:
        ours = pros[personne.professionnel_id]
    return ", ".join(part for part in (ours, str(personne.nom)) if part) or "On ne sait pas qui"
