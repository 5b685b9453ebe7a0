"""The ladder: who handles, who is set aside, and that the database, the lists and the objects agree."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from protection.echelle import DERNIER, ECRIT, LIT, PREMIER, RANGS, VALIDE, lit_au
from protection.enums import CauseEcart
from protection.models import Ecart, Incident, PersonneConcernee
from protection.services import echelons
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Reserve, Role, permet
from socle.outils.declarations import Categorie
from tests import factories
from villages.models import Professionnel

pytestmark = pytest.mark.django_db


def professionnel(monde, role: Role) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=monde.personnes[role])


def stand_at(incident: Incident, niveau: int) -> None:
    with acting_as_system(raison="test"):
        incident.niveau = niveau
        incident.save(update_fields=["niveau"])


def test_every_rung_of_the_ladder_is_a_role_that_handles_incidents():
    for role in RANGS:
        assert permet(role, Action.LIRE, Categorie.INCIDENT, Reserve.AFFECTE)
    assert {role for role in Role if permet(role, Action.ECRIRE, Categorie.INCIDENT, Reserve.AFFECTE)} == set(
        RANGS
    )


@pytest.mark.parametrize("niveau", range(PREMIER, DERNIER + 1))
def test_object_rule_list_and_database_agree_for_every_role_and_rung(monde, niveau):
    here = factories.creer_incident(monde.village)
    there = factories.creer_incident(monde.autre_village)
    aside = factories.creer_incident(monde.village)
    for incident in (here, there, aside):
        stand_at(incident, niveau)
    for role, user in monde.personnes.items():
        pro = Professionnel.objects.filter(compte=user).first()
        with acting_as_system(raison="test"):
            if pro is not None:
                Ecart(
                    incident=aside, professionnel=pro, cause=CauseEcart.CONFLIT, depuis=aside.connu_le
                ).save()
        rang = RANGS.get(role)
        everywhere = rang is not None and rang >= 3
        expected = set()
        if rang is not None and lit_au(rang, niveau):
            expected = {here.pk, there.pk} if everywhere else {here.pk}
        with acting_as(user):
            assert set(Incident.objects.visible_to(user, LIT).values_list("pk", flat=True)) == expected, role
            with connection.cursor() as cursor:
                cursor.execute("SELECT id FROM protection_incident")
                assert {row[0] for row in cursor.fetchall()} == expected, role
                cursor.execute(
                    "SELECT i FROM unnest(%s::uuid[]) i WHERE incident_traite_par_moi(i)",
                    [[here.pk, there.pk, aside.pk]],
                )
                assert {row[0] for row in cursor.fetchall()} == expected, role
            for incident in (here, there, aside):
                assert user.has_perm(LIT, incident) is (incident.pk in expected), role


def test_who_declared_reads_their_own_row_and_nothing_of_how_it_is_handled(monde):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    incident = factories.creer_incident(monde.village, declarant=educatrice, victimes=[monde.lea])
    factories.creer_qualification(incident, educatrice)
    with acting_as(educatrice):
        assert list(Incident.objects.visible_to(educatrice, "lire_incident_sien")) == [incident]
        assert not Incident.objects.visible_to(educatrice, LIT).exists()
        assert not PersonneConcernee.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM protection_qualification")
            assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("nommes", "niveau"),
    [
        ([], 1),
        ([Role.EDUCATEUR_FAMILIAL], 1),
        ([Role.CHEF_DE_SERVICE], 2),
        ([Role.DIRECTEUR], 3),
        ([Role.CHEF_DE_SERVICE, Role.DIRECTEUR], 3),
        ([Role.REFERENT_PROTECTION], 4),
        ([Role.REFERENT_PROTECTION, Role.SUPPLEANT_PROTECTION], 5),
        ([Role.DIRECTION_GENERALE], 6),
    ],
)
def test_an_incident_stands_above_everybody_named_in_it(monde, nommes, niveau):
    incident = factories.creer_incident(monde.village)
    for role in nommes:
        factories.ecarter(incident, professionnel(monde, role))
    with acting_as_system(raison="test"):
        incident.refresh_from_db()
        assert incident.niveau == niveau


def test_a_rung_that_nobody_holds_is_passed_over(monde):
    with acting_as_system(raison="test"):
        compte = monde.personnes[Role.SUPPLEANT_PROTECTION]
        compte.is_active = False
        compte.save()
    incident = factories.creer_incident(monde.village)
    factories.ecarter(incident, professionnel(monde, Role.REFERENT_PROTECTION))
    with acting_as_system(raison="test"):
        incident.refresh_from_db()
        assert incident.niveau == 5


def test_naming_everybody_leaves_the_last_rung_and_says_so(monde):
    incident = factories.creer_incident(monde.village)
    for role in sorted(RANGS, key=lambda r: RANGS[r]):
        factories.ecarter(incident, professionnel(monde, role))
    president = monde.personnes[Role.PRESIDENT]
    with acting_as_system(raison="test"):
        incident.refresh_from_db()
        assert incident.niveau == DERNIER
        [kept] = Ecart.objects.filter(sans_effet=True)
        assert kept.professionnel.compte_id == president.pk
    with acting_as(president):
        assert Incident.objects.visible_to(president, LIT).exists()


def test_setting_aside_is_journalled_and_lifted_by_the_siege_alone(monde):
    incident = factories.creer_incident(monde.village)
    directeur, referent = monde.personnes[Role.DIRECTEUR], monde.personnes[Role.REFERENT_PROTECTION]
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(directeur):
        ecart = echelons.ecarter(
            acteur=directeur,
            incident=incident,
            professionnel=professionnel(monde, Role.CHEF_DE_SERVICE),
            motif="Nommé par l’enfant.",
        )
        with pytest.raises(PermissionDenied):
            echelons.lever_ecart(acteur=directeur, ecart=ecart, motif="Je préfère.")
    with acting_as(chef):
        assert not Incident.objects.exists()
    with acting_as(referent):
        with pytest.raises(ValidationError):
            echelons.lever_ecart(acteur=referent, ecart=ecart, motif="  ")
        echelons.lever_ecart(acteur=referent, ecart=ecart, motif="Ce n’était pas lui.")
    with acting_as(chef):
        assert Incident.objects.get().niveau == 1
    with acting_as_system(raison="test"):
        done = set(EntreeAudit.objects.values_list("action", "acteur_id"))
        assert ("incidents.ecart", directeur.pk) in done
        assert ("incidents.ecart_leve", referent.pk) in done


def test_naming_somebody_above_oneself_takes_it_out_of_one_s_hands(monde):
    incident = factories.creer_incident(monde.village)
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(chef):
        echelons.ecarter(
            acteur=chef,
            incident=incident,
            professionnel=professionnel(monde, Role.DIRECTEUR),
            motif="Il était là.",
        )
        assert not Incident.objects.visible_to(chef, LIT).exists()
        assert not chef.has_perm(ECRIT, incident)


def test_one_steps_aside_oneself_but_never_leaves_nobody(monde):
    incident = factories.creer_incident(monde.village)
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(chef):
        echelons.declarer_conflit(acteur=chef, incident=incident, motif="C’est mon frère.")
        assert not Incident.objects.exists()
    for role in (
        Role.DIRECTEUR,
        Role.REFERENT_PROTECTION,
        Role.SUPPLEANT_PROTECTION,
        Role.DIRECTION_GENERALE,
    ):
        factories.ecarter(incident, professionnel(monde, role))
    president = monde.personnes[Role.PRESIDENT]
    with acting_as(president), pytest.raises(ValidationError, match="Personne d’autre"):
        echelons.declarer_conflit(acteur=president, incident=incident, motif="Un ami.")
    with acting_as(president):
        assert president.has_perm(VALIDE, Incident.objects.get())


def test_nobody_is_set_aside_twice(monde):
    incident = factories.creer_incident(monde.village)
    factories.ecarter(incident, professionnel(monde, Role.CHEF_DE_SERVICE))
    directeur = monde.personnes[Role.DIRECTEUR]
    with acting_as(directeur), pytest.raises(ValidationError, match="déjà écartée"):
        echelons.ecarter(
            acteur=directeur,
            incident=incident,
            professionnel=professionnel(monde, Role.CHEF_DE_SERVICE),
            motif="Encore.",
        )
