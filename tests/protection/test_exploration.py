"""The life of an incident explored by hypothesis: whoever does whatever, in any order.

Nobody closes it alone, nobody set aside takes part, no clock is lost, and the way it came is the workflow's.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import ClassVar

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from protection.echelle import LIT
from protection.enums import Canal, EtatIncident, Regime
from protection.models import (
    ActionIncident,
    BilanIncident,
    Cloture,
    Ecart,
    Etape,
    Incident,
    InformationParents,
    Qualification,
    RetourEnfant,
    Soutien,
    Transmission,
)
from protection.regles import BILANS
from protection.selectors.avancement import destinataires_attendus, passages_ouverts, tour_de
from protection.selectors.faits import faits_de, matieres
from protection.services import echelons, traitement
from protection.workflow import PASSAGES
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.monde import Monde
from villages.models import Professionnel

ACTEURS = [
    Role.CADRE_ASTREINTE,
    Role.CHEF_DE_SERVICE,
    Role.DIRECTEUR,
    Role.REFERENT_PROTECTION,
    Role.SUPPLEANT_PROTECTION,
]
acteurs = st.sampled_from(ACTEURS)
REFUS = (PermissionDenied, ValidationError, Incident.DoesNotExist, DatabaseError)
FINIS = {EtatIncident.CLOS, EtatIncident.REVU}


class Vie(RuleBasedStateMachine):
    """One incident, five people who may handle it or not, and everything they may try."""

    monde: ClassVar[Monde]
    etats_vus: ClassVar[set[str]] = set()
    rangs_vus: ClassVar[set[int]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.bloc = transaction.atomic()
        self.bloc.__enter__()
        declarant = self.monde.personnes[Role.EDUCATEUR_FAMILIAL]
        self.incident = factories.creer_incident(
            self.monde.village, declarant=declarant, victimes=[self.monde.lea]
        )
        self.regime = Regime.SAUVEGARDE
        self.clotures_legitimes = 0
        self.horloges: Counter[str] = Counter()
        self.departs: dict[str, date | datetime | None] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.bloc.__exit__(None, None, None)

    # --- what people try -----------------------------------------------------------------

    def attempt(self, role: Role, act) -> bool:
        """Let one person try; refused, nothing of it stays."""
        user = self.monde.personnes[role]
        try:
            with transaction.atomic(), acting_as(user):
                act(user, Incident.objects.visible_to(user, LIT).get(pk=self.incident.pk))
        except REFUS:
            return False
        return True

    @rule(role=acteurs, vers=st.sampled_from(EtatIncident.values), de=st.sampled_from(EtatIncident.values))
    def jump(self, role, de, vers):
        before = self.etat()
        passed = self.attempt(
            role,
            lambda user, incident: traitement.franchir(
                acteur=user, incident=incident, de=de, vers=vers, motif="Essai.", ident=nouvel_id()
            ),
        )
        assert passed is (self.etat() != before) or de == vers

    @rule(
        roles=st.lists(acteurs, min_size=1, max_size=8),
        regime=st.sampled_from([Regime.SAUVEGARDE, Regime.INFORMATION_PREOCCUPANTE]),
    )
    def advance(self, roles, regime):
        """People who want it to move, one after the other: what the next step asks, then the step."""
        self.regime = regime
        for role in roles:
            self.attempt(role, self._prepare)
            self.attempt(role, self._step)
            self.sign(role)

    @staticmethod
    def _step(user, incident):
        for passage in passages_ouverts(incident):
            if incident.etat not in FINIS or passage.vers == EtatIncident.REVU:
                traitement.franchir(
                    acteur=user,
                    incident=incident,
                    de=passage.de,
                    vers=passage.vers,
                    motif="Décidé.",
                    ident=nouvel_id(),
                )
                return

    def _prepare(self, user, incident):
        if (
            incident.etat == EtatIncident.PROTEGE
            and not Qualification.objects.filter(incident=incident).exists()
        ):
            traitement.qualifier(
                acteur=user,
                qualification=Qualification(incident=incident, regime=self.regime, motif="Interne."),
            )
        for destinataire in destinataires_attendus(incident):
            traitement.transmettre(
                acteur=user,
                transmission=Transmission(
                    incident=incident, destinataire=destinataire, le=timezone.now(), canal=Canal.COURRIEL
                ),
            )
        if incident.etat == EtatIncident.ACCOMPAGNE:
            traitement.soutenir(
                acteur=user, soutien=Soutien(incident=incident, public="victime", texte="Chaque semaine.")
            )
        if incident.etat == EtatIncident.PLAN:
            traitement.decider_information(
                acteur=user,
                information=InformationParents(incident=incident, issue="faite", motif="Au téléphone."),
            )
            traitement.dire_a_l_enfant(
                acteur=user,
                retour=RetourEnfant(incident=incident, enfant=self.monde.lea, mots="On t’a crue."),
            )
            for action in ActionIncident.objects.filter(incident=incident, faite_le=None):
                traitement.noter_action_faite(acteur=user, action=action, le=aujourdhui(), resultat="Fait.")
        if incident.etat == EtatIncident.CLOS:
            for mois in BILANS:
                if not BilanIncident.objects.filter(incident=incident, mois=mois).exists():
                    traitement.noter_bilan(
                        acteur=user,
                        bilan=BilanIncident(
                            incident=incident, mois=mois, tenu_le=aujourdhui(), constat="Tient."
                        ),
                    )

    @rule(role=acteurs, regime=st.sampled_from(Regime.values))
    def qualify(self, role, regime):
        self.attempt(
            role,
            lambda user, incident: traitement.qualifier(
                acteur=user,
                qualification=Qualification(
                    incident=incident,
                    regime=regime,
                    categorie=8 if regime == Regime.EIG else None,
                    motif="Au vu des faits.",
                ),
            ),
        )

    @rule(role=acteurs)
    def speak(self, role):
        lea = self.monde.lea

        def tell(user, incident):
            traitement.dire_a_l_enfant(
                acteur=user, retour=RetourEnfant(incident=incident, enfant=lea, mots="On t’a crue.")
            )

        self.attempt(role, tell)

    @rule(role=acteurs)
    def plan(self, role):
        pro = self.pro(Role.INFIRMIER)
        self.attempt(
            role,
            lambda user, incident: traitement.inscrire_action(
                acteur=user,
                action=ActionIncident(
                    incident=incident, texte="Revoir les tours.", responsable=pro, pour_le=aujourdhui()
                ),
            ),
        )

    @rule(role=acteurs)
    def sign(self, role):
        before = self.etat()
        self.attempt(
            role,
            lambda user, incident: traitement.signer_cloture(
                acteur=user, incident=incident, enseignements="Mieux veiller.", ident=nouvel_id()
            ),
        )
        if self.etat() == EtatIncident.CLOS and before != EtatIncident.CLOS:
            with acting_as_system(raison="test"):
                signers = set(
                    Cloture.objects.filter(incident=self.incident, tour=tour_de(self.row()))
                    .order_by()
                    .values_list("par_id", flat=True)
                )
                aside = set(
                    Ecart.objects.in_force()
                    .filter(incident=self.incident)
                    .values_list("professionnel__compte_id", flat=True)
                )
            assert len(signers - aside) >= 2
            self.clotures_legitimes += 1

    @rule(role=acteurs, nomme=acteurs)
    def set_aside(self, role, nomme):
        pro = self.pro(nomme)
        self.attempt(
            role,
            lambda user, incident: echelons.ecarter(
                acteur=user, incident=incident, professionnel=pro, motif="Nommé."
            ),
        )

    @rule(role=acteurs)
    def give_back(self, role):
        def lift(user, incident):
            for ecart in Ecart.objects.filter(incident=incident, leve_le=None):
                echelons.lever_ecart(acteur=user, ecart=ecart, motif="Ce n’était pas lui.")

        self.attempt(role, lift)

    # --- what always holds ---------------------------------------------------------------------

    @invariant()
    def the_way_it_came_is_the_workflow(self):
        with acting_as_system(raison="test"):
            steps = list(Etape.objects.filter(incident=self.incident).order_by("le", "id"))
        known, at = {(p.de, p.vers) for p in PASSAGES}, EtatIncident.RECU.value
        for step in steps:
            assert (step.de, step.vers) in known
            assert step.de == at
            at = step.vers
        assert self.etat() == at
        self.etats_vus.add(at)

    @invariant()
    def it_was_closed_by_two_each_time(self):
        with acting_as_system(raison="test"):
            closed = Etape.objects.filter(incident=self.incident, vers=EtatIncident.CLOS).count()
        assert closed == self.clotures_legitimes

    @invariant()
    def no_clock_is_lost_nor_moved(self):
        """What runs goes on running or is closed; only reviews stop, when a closed incident opens again."""
        with acting_as_system(raison="test"):
            row = self.row()
            found = list(faits_de(row, matieres([row])[row.pk]))
        now = Counter(f.regle for f in found if f.regle not in BILANS.values())
        assert now >= self.horloges
        departs = {f.regle: f.depart for f in found if f.regle not in BILANS.values()}
        assert departs.items() >= self.departs.items()
        self.horloges, self.departs = now, departs

    @invariant()
    def who_is_set_aside_reaches_nothing(self):
        with acting_as_system(raison="test"):
            self.rangs_vus.add(self.row().niveau)
            aside = {
                e.professionnel.compte
                for e in Ecart.objects.in_force()
                .filter(incident=self.incident)
                .select_related("professionnel__compte")
            }
        for user in aside:
            with acting_as(user):
                assert not Incident.objects.filter(pk=self.incident.pk).exists()
                assert not Etape.objects.filter(incident=self.incident.pk).exists()

    # --- inside ---------------------------------------------------------------------------

    def row(self) -> Incident:
        return Incident.objects.get(pk=self.incident.pk)

    def etat(self) -> str:
        with acting_as_system(raison="test"):
            return str(self.row().etat)

    def pro(self, role: Role) -> Professionnel:
        with acting_as_system(raison="test"):
            return Professionnel.objects.get(compte=self.monde.personnes[role])


@pytest.mark.django_db
def test_whatever_is_tried_no_incident_closes_without_two_and_no_clock_is_lost(monde):
    Vie.monde, Vie.etats_vus, Vie.rangs_vus = monde, set(), set()
    run_state_machine_as_test(
        Vie,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # The exploration went where it matters: all the way to the end, and up the ladder.
    assert Vie.etats_vus == set(EtatIncident.values)
    assert max(Vie.rangs_vus) >= 3
