"""Handling: the steps and no other way, the regimes, the recipients, two signatures, the clocks."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from protection.echelle import LIT
from protection.enums import EtatIncident, IssueInformation, PublicSoutenu
from protection.models import (
    BilanIncident,
    Cloture,
    Etape,
    Incident,
    InformationParents,
    Qualification,
    RetourEnfant,
    Soutien,
    Transmission,
)
from protection.regles import A_TRANSMETTRE, BILANS, CHANGEMENT_JUGE
from protection.selectors.faits import faits_de, matieres
from protection.selectors.incidents import dossier
from protection.services import traitement
from protection.workflow import PASSAGES
from socle.echeances.enums import Etat
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.base import owner_connection
from tests.saisie import client_de
from villages.models import Professionnel

pytestmark = pytest.mark.django_db


@pytest.fixture
def educatrice(monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def directeur(monde):
    return monde.personnes[Role.DIRECTEUR]


@pytest.fixture
def chef(monde):
    return monde.personnes[Role.CHEF_DE_SERVICE]


def _etape(incident, de: str, vers: str, par) -> Etape:
    return Etape(incident=incident, de=de, vers=vers, par=par, le=timezone.now(), motif="Essai.")


def _franchir(user, incident, vers: str):
    with acting_as(user):
        now = Incident.objects.get(pk=incident.pk)
        return traitement.franchir(
            acteur=user, incident=now, de=now.etat, vers=vers, motif="Décidé.", ident=nouvel_id()
        )


def _force_state(incident, etat: str) -> None:
    """Put an incident in a state as nothing but the owner of the database can."""
    with owner_connection() as owner:
        owner.execute("ALTER TABLE protection_incident DISABLE TRIGGER incident_fige")
        owner.execute("UPDATE protection_incident SET etat = %s WHERE id = %s", [etat, incident.pk])
        owner.execute("ALTER TABLE protection_incident ENABLE TRIGGER incident_fige")


@pytest.mark.django_db(transaction=True)
def test_the_database_knows_the_steps_of_the_workflow_and_no_other(monde, directeur):
    incident = factories.creer_incident(monde.village)
    accepted = set()
    for de, vers in product(EtatIncident, EtatIncident):
        _force_state(incident, de)
        with acting_as_system(raison="test"):
            if vers == EtatIncident.CLOS:
                for role in (Role.DIRECTEUR, Role.CHEF_DE_SERVICE):
                    known = Cloture.objects.filter(incident=incident, par=monde.personnes[role])
                    if not known.exists():
                        Cloture(
                            incident=incident,
                            par=monde.personnes[role],
                            le=timezone.now(),
                            enseignements="Vu.",
                        ).save()
        try:
            with transaction.atomic(), acting_as_system(raison="test"):
                _etape(incident, de, vers, directeur).save()
                accepted.add((de, vers))
                transaction.set_rollback(True)
        except DatabaseError:
            continue
    assert accepted == {(p.de, p.vers) for p in PASSAGES}


def test_a_state_changes_by_a_step_alone(monde, directeur):
    incident = factories.creer_incident(monde.village)
    with acting_as(directeur):
        with pytest.raises(DatabaseError, match="a state changes by a step"), transaction.atomic():
            Incident.objects.filter(pk=incident.pk).update(etat="clos")
        with pytest.raises(DatabaseError, match="what was declared never changes"), transaction.atomic():
            Incident.objects.filter(pk=incident.pk).update(lieu="ecole")
        with pytest.raises(DatabaseError, match="in one's own name"), transaction.atomic():
            _etape(incident, "recu", "protege", monde.personnes[Role.CHEF_DE_SERVICE]).save()
        with pytest.raises(DatabaseError, match="moved on"), transaction.atomic():
            _etape(incident, "protege", "qualifie", directeur).save()


def test_who_comes_second_is_told_that_it_moved(monde, directeur, chef):
    incident = factories.creer_incident(monde.village, declarant=directeur, etat="protege")
    factories.creer_qualification(incident, directeur)
    first, second = client_de(directeur), client_de(chef)
    address = reverse("protection:etape_qualifie", args=[incident.pk])
    for client in (first, second):
        assert client.get(address).status_code == 200
    sent = {"de": "protege", "motif": "C’est une information préoccupante."}
    assert first.post(address, {**sent, "envoi": str(nouvel_id())}).status_code == 302
    response = second.post(address, {**sent, "envoi": str(nouvel_id())})
    assert response.status_code == 422
    assert "vient de faire avancer" in response.content.decode()
    with acting_as_system(raison="test"):
        assert Etape.objects.filter(incident=incident, vers="qualifie").count() == 1


def test_a_step_waits_for_what_it_needs(monde, directeur):
    incident = factories.creer_incident(monde.village, declarant=directeur, etat="protege")
    with pytest.raises(ValidationError, match="au moins un régime"):
        _franchir(directeur, incident, "qualifie")
    factories.creer_qualification(incident, directeur, "signalement")
    _franchir(directeur, incident, "qualifie")
    with pytest.raises(ValidationError, match="destinataires"):
        _franchir(directeur, incident, "transmis")
    with pytest.raises(ValidationError, match="transmettre d’abord"):
        _franchir(directeur, incident, "enquete")
    for destinataire, _ in A_TRANSMETTRE["signalement"]:
        factories.creer_transmission(incident, destinataire)
    for vers in ("transmis", "enquete", "accompagne"):
        _franchir(directeur, incident, vers)
    with pytest.raises(ValidationError, match="soutien"):
        _franchir(directeur, incident, "plan")


@pytest.mark.parametrize("etat", ["recu", "protege", "qualifie", "enquete", "plan"])
def test_alerts_are_recorded_from_any_state(monde, directeur, etat):
    incident = factories.creer_incident(monde.village, declarant=directeur, etat=etat)
    with acting_as(directeur):
        row = traitement.transmettre(
            acteur=directeur,
            transmission=Transmission(
                incident=incident, destinataire="crip", le=timezone.now(), canal="telephone"
            ),
        )
    assert row.par_id == directeur.pk


def test_a_spoken_alert_is_confirmed_in_writing_by_whoever_heard_it(monde, directeur):
    incident = factories.creer_incident(monde.village)
    said = factories.creer_transmission(
        incident, "departement", le=timezone.now() - timedelta(hours=2), canal="telephone"
    )

    def confirm(**champs):
        base = {"destinataire": "departement", "le": timezone.now(), "canal": "courriel", "confirme": said}
        with acting_as(directeur), transaction.atomic():
            return traitement.transmettre(
                acteur=directeur, transmission=Transmission(incident=incident, **(base | champs))
            )

    for wrong in (
        {"canal": "telephone"},
        {"destinataire": "crip"},
        {"le": timezone.now() - timedelta(hours=3)},
        {"le": timezone.now() + timedelta(hours=1)},
    ):
        with pytest.raises(ValidationError):
            confirm(**wrong)
    assert confirm().confirme_id == said.pk


def _au_plan(monde, par) -> Incident:
    return factories.creer_incident(monde.village, declarant=par, victimes=[monde.lea], etat="plan")


def _tout_fait(monde, incident, par) -> None:
    with acting_as_system(raison="test"):
        now = timezone.now()
        InformationParents(
            incident=incident, issue=IssueInformation.FAITE, le=now, decideur=par, motif="Dit au téléphone."
        ).save()
        RetourEnfant(incident=incident, enfant=monde.lea, mots="On te croit.", le=now, par=par).save()
        Soutien(
            incident=incident, public=PublicSoutenu.VICTIME, texte="La psychologue.", le=now, par=par
        ).save()


def _signer(user, incident) -> Cloture:
    with acting_as(user):
        return traitement.signer_cloture(
            acteur=user, incident=incident, enseignements="Mieux veiller à l’entrée.", ident=nouvel_id()
        )


def test_two_persons_close_and_one_person_twice_does_not(monde, directeur, chef):
    incident = _au_plan(monde, directeur)
    with pytest.raises(ValidationError, match="parents"):
        _signer(directeur, incident)
    _tout_fait(monde, incident, directeur)
    _signer(directeur, incident)
    with pytest.raises(ValidationError, match="déjà signé"):
        _signer(directeur, incident)
    with acting_as_system(raison="test"):
        incident.refresh_from_db()
        assert incident.etat == EtatIncident.PLAN
    _signer(chef, incident)
    with acting_as_system(raison="test"):
        incident.refresh_from_db()
        assert incident.etat == EtatIncident.CLOS


def test_the_signature_of_somebody_set_aside_since_does_not_count(monde, directeur, chef):
    incident = _au_plan(monde, directeur)
    _tout_fait(monde, incident, directeur)
    _signer(chef, incident)
    factories.ecarter(incident, Professionnel.objects.get(compte=chef))
    _signer(directeur, incident)
    with acting_as_system(raison="test"):
        incident.refresh_from_db()
        assert incident.etat == EtatIncident.PLAN
        with pytest.raises(DatabaseError, match="two persons"), transaction.atomic():
            _etape(incident, "plan", "clos", directeur).save()


def test_the_database_refuses_a_signature_in_another_s_name(monde, directeur, chef):
    incident = _au_plan(monde, directeur)
    with acting_as(directeur), pytest.raises(DatabaseError, match="own name"), transaction.atomic():
        Cloture(incident=incident, par=chef, le=timezone.now(), enseignements="Faux.").save()


def test_an_incident_opened_again_is_signed_again_by_two(monde, directeur, chef):
    incident = _au_plan(monde, directeur)
    _tout_fait(monde, incident, directeur)
    _signer(directeur, incident)
    _signer(chef, incident)
    for vers in ("enquete", "accompagne", "plan"):
        _franchir(directeur, incident, vers)
    with (
        acting_as_system(raison="test"),
        pytest.raises(DatabaseError, match="two persons"),
        transaction.atomic(),
    ):
        _etape(incident, "plan", "clos", directeur).save()
    _signer(directeur, incident)
    _signer(chef, incident)
    with acting_as_system(raison="test"):
        incident.refresh_from_db()
        assert incident.etat == EtatIncident.CLOS


def test_the_on_call_manager_protects_and_alerts_but_validates_nothing(monde):
    incident = factories.creer_incident(monde.village, victimes=[monde.lea])
    on_call = monde.personnes[Role.CADRE_ASTREINTE]
    _franchir(on_call, incident, "protege")
    with pytest.raises(PermissionDenied):
        _franchir(on_call, incident, "qualifie")
    with acting_as(on_call), pytest.raises(PermissionDenied):
        traitement.qualifier(
            acteur=on_call, qualification=Qualification(incident=incident, regime="ip", motif="Peut-être.")
        )


def test_each_regime_runs_one_clock_per_recipient(monde, directeur):
    incident = factories.creer_incident(monde.village)
    for regime, recipients in A_TRANSMETTRE.items():
        before = {f.regle for f in faits_of(incident)}
        categorie = {"categorie": 8} if regime == "eig" else {}
        factories.creer_qualification(incident, directeur, regime, **categorie)
        owed = {code for _, code in recipients}
        # In an emergency the judge is told by the ASE: a clock we watch, not one we owe.
        owed |= {CHANGEMENT_JUGE} if regime == "lieu" else set()
        assert {f.regle for f in faits_of(incident)} - before == owed
    owed = [f for f in faits_of(incident) if f.regle == "INC-04"]
    assert owed[0].fait_le is None
    factories.creer_transmission(incident, "crip")
    assert [f.fait_le for f in faits_of(incident) if f.regle == "INC-04"] == [aujourdhui()]


def faits_of(incident):
    with acting_as_system(raison="test"):
        found = Incident.objects.get(pk=incident.pk)
        return list(faits_de(found, matieres([found])[found.pk]))


def test_a_clock_starts_when_the_village_knew_whatever_the_state(monde, directeur):
    connu = timezone.now() - timedelta(days=2)
    incident = factories.creer_incident(
        monde.village,
        declarant=directeur,
        etat="protege",
        connu_le=connu,
        constate_le=connu - timedelta(hours=30),
    )
    factories.creer_qualification(incident, directeur, "ip")
    with acting_as(directeur):
        found = {e.regle.code: e for e in echeances_de(directeur) if e.fait.objet == incident.pk}
    assert found["INC-04"].etat is Etat.EN_RETARD
    assert found["INC-04"].fait.sujet == f"Incident {incident.reference}"


def test_the_deadline_list_tells_nothing_to_who_is_set_aside(monde, directeur):
    incident = factories.creer_incident(monde.village, declarant=directeur)
    factories.creer_qualification(incident, directeur, "ip")
    with acting_as(directeur):
        assert any(e.fait.objet == incident.pk for e in echeances_de(directeur))
    factories.ecarter(incident, Professionnel.objects.get(compte=directeur))
    with acting_as(directeur):
        assert not any(e.fait.objet == incident.pk for e in echeances_de(directeur))
    page = client_de(directeur).get(reverse("villages:echeancier"))
    assert incident.reference not in page.content.decode()


def test_reviews_are_due_after_the_closing_and_each_is_made_once(monde, directeur, chef):
    incident = _au_plan(monde, directeur)
    _tout_fait(monde, incident, directeur)
    _signer(directeur, incident)
    _signer(chef, incident)
    assert {f.regle for f in faits_of(incident)} >= set(BILANS.values())

    def review(mois: int):
        with acting_as(directeur):
            return traitement.noter_bilan(
                acteur=directeur,
                bilan=BilanIncident(
                    incident=incident, mois=mois, tenu_le=aujourdhui(), constat="L’enfant va mieux."
                ),
            )

    review(3)
    with pytest.raises(ValidationError, match="déjà fait"):
        review(3)
    with pytest.raises(ValidationError, match="bilans"):
        _franchir(directeur, incident, "revu")
    review(6)
    review(12)
    _franchir(directeur, incident, "revu")
    with acting_as_system(raison="test"):
        incident.refresh_from_db()
        assert incident.etat == EtatIncident.REVU


def test_the_siege_names_the_child_of_an_incident_and_reads_nothing_else_of_the_child(monde):
    referent = monde.personnes[Role.REFERENT_PROTECTION]
    incident = factories.creer_incident(monde.village, victimes=[monde.lea])
    with acting_as(referent):
        found = Incident.objects.visible_to(referent, LIT).get(pk=incident.pk)
        assert [vue.nom for vue in dossier(referent, found).personnes] == ["Léa Martin"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM enfants_enfant")
            assert cursor.fetchone() == (0,)


def test_the_list_costs_as_many_queries_with_one_and_three(monde, directeur, django_assert_num_queries):
    client = client_de(directeur)
    for wanted in (1, 2):
        for _ in range(wanted):
            incident = factories.creer_incident(monde.village, victimes=[monde.lea])
            factories.creer_qualification(incident, directeur, "ip")
        with django_assert_num_queries(LISTE):
            client.get(reverse("protection:incidents"))


LISTE = 22
