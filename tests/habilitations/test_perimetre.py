"""Object rule, list and database wall agree for everybody on every child."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from enfants.models import Absence, Enfant, NoteJournal, Sejour
from fratries.models import (
    AutoriteParentale,
    Fratrie,
    LienFamilial,
    MembreFratrie,
    PersonneAutorisee,
    Proche,
)
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.perimetre import WrongActorError, perimetre_de
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories

pytestmark = pytest.mark.django_db

VILLAGE = {"infirmier", "secretariat", "chef_de_service", "directeur", "cadre_astreinte"}
MAISON = {"educateur_familial", "aide_familial", "stagiaire"}
REFERENCE = {"educateur_specialise", "psychologue", "referent_ase"}


def _raw_ids(table: str, column: str = "id") -> set:
    """What the database itself shows, without any filter of ours."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_its_perimeter_and_no_more(monde, role):
    expected = set()
    if role in VILLAGE:
        expected = {monde.lea.pk, monde.noe.pk, monde.ines.pk}
    elif role in MAISON:
        expected = {monde.lea.pk, monde.noe.pk}
    elif role in REFERENCE or role is Role.ENFANT:
        expected = {monde.lea.pk}
    user = monde.personnes[role]
    with acting_as(user):
        assert _raw_ids("enfants_enfant") == expected
        assert perimetre_de(user.pk).tous_les_enfants() == expected
        # A child's own account is closed out of the stays and of every version (ADR 0044).
        further = set() if role is Role.ENFANT else expected
        assert _raw_ids("enfants_sejour", "enfant_id") == further
        assert _raw_ids("enfants_historicalenfant") == further


def test_object_rule_equals_list_equals_wall_over_all_pairs(monde):
    users = list(Utilisateur.objects.all())
    for maison, enfant in [
        (monde.tilleuls, monde.lea),
        (monde.erables, monde.ines),
        (monde.sorbiers, monde.malo),
    ]:
        factories.creer_note(enfant, maison, monde.personnes[Role.EDUCATEUR_FAMILIAL])
        factories.creer_absence(enfant, debut=aujourdhui() - timedelta(days=3), fin=aujourdhui())
        proche = factories.creer_proche(enfant)
        factories.lier(proche, "mariage", autre=factories.creer_proche(enfant, monde.noe))
        factories.creer_contact(enfant, proche)
        factories.creer_autorite(enfant, proche)
    models = [
        (Enfant, "lire_identite"), (Enfant, "lire_journal"), (Enfant, "ecrire_identite"),
        (Sejour, "lire_identite"), (Absence, "lire_journal"), (NoteJournal, "lire_journal"),
        (Fratrie, "lire_identite"), (MembreFratrie, "lire_identite"),
        (Proche, "lire_famille"), (LienFamilial, "lire_famille"), (LienFamilial, "ecrire_famille"),
        (PersonneAutorisee, "lire_famille_contacts"), (AutoriteParentale, "lire_famille_consentements"),
    ]  # fmt: skip
    with acting_as_system(raison="test"):
        everything = {model: list(model.objects.all()) for model, _ in models}
    seen = 0
    for user in users:
        with acting_as(user):
            for model, permission in models:
                listed = set(model.objects.visible_to(user, permission).values_list("pk", flat=True))
                by_object = {obj.pk for obj in everything[model] if user.has_perm(permission, obj)}
                by_wall = _raw_ids(model._meta.db_table)
                assert listed == by_object
                assert listed <= by_wall
                seen += len(listed)
    assert seen > 60


def test_nobody_acting_sees_no_row(monde):
    with acting_as(None):
        assert _raw_ids("enfants_enfant") == set()
    assert _raw_ids("enfants_enfant") == set()


def test_nested_contexts_restore_the_previous_actor(monde):
    educateur, secretaire = monde.personnes[Role.EDUCATEUR_FAMILIAL], monde.personnes[Role.SECRETARIAT]
    with acting_as(educateur):
        mine = _raw_ids("enfants_enfant")
        with acting_as(secretaire):
            assert _raw_ids("enfants_enfant") > mine
        assert _raw_ids("enfants_enfant") == mine
        with acting_as_system(raison="test"):
            assert len(_raw_ids("enfants_enfant")) == 4
        assert _raw_ids("enfants_enfant") == mine
        with pytest.raises(ZeroDivisionError), acting_as_system(raison="test"):
            raise ZeroDivisionError
        assert _raw_ids("enfants_enfant") == mine


def test_a_list_without_its_filter_still_shows_only_the_perimeter(monde):
    with acting_as(monde.personnes[Role.AIDE_FAMILIAL]):
        assert {e.pk for e in Enfant.objects.all()} == {monde.lea.pk, monde.noe.pk}


def test_an_expired_assignment_opens_nothing(monde):
    ancien = factories.creer_professionnel("ancienne")
    today = aujourdhui()
    factories.affecter(
        ancien, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls,
        debut=today - timedelta(days=90), fin=today - timedelta(days=1),
    )  # fmt: skip
    factories.affecter(ancien, Role.DIRECTEUR, village=monde.village, debut=today + timedelta(days=1))
    with acting_as(ancien.compte):
        assert _raw_ids("enfants_enfant") == set()
        assert not ancien.compte.has_perm("lire_identite", monde.lea)
        assert not ancien.compte.has_perm("affecter")


def test_a_relay_gives_the_house_for_its_dates(monde):
    today = aujourdhui()
    remplacant = factories.creer_professionnel("remplacant")
    factories.creer_relais(remplacant, monde.erables, today, today)
    passe = factories.creer_professionnel("passe")
    factories.creer_relais(passe, monde.erables, today - timedelta(days=9), today - timedelta(days=2))
    with acting_as(remplacant.compte):
        assert _raw_ids("enfants_enfant") == {monde.ines.pk}
        assert remplacant.compte.has_perm("ecrire_soin_quotidien", monde.ines)
    with acting_as(passe.compte):
        assert _raw_ids("enfants_enfant") == set()


def test_a_child_who_moved_house_leaves_the_former_educator(monde):
    with acting_as_system(raison="test"):
        sejour = Sejour.objects.get(enfant=monde.noe)
        sejour.fin = aujourdhui()
        sejour.save()
        Sejour(enfant=monde.noe, maison=monde.erables, debut=aujourdhui()).save()
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert _raw_ids("enfants_enfant") == {monde.lea.pk}


def test_a_denial_beats_every_role(monde):
    for role in (Role.DIRECTEUR, Role.EDUCATEUR_FAMILIAL, Role.PSYCHOLOGUE):
        user = monde.personnes[role]
        factories.refuser(user, monde.lea)
        with acting_as(user):
            assert monde.lea.pk not in _raw_ids("enfants_enfant")
            assert monde.lea.pk not in _raw_ids("enfants_sejour", "enfant_id")
            assert not user.has_perm("lire_identite", monde.lea)
            assert not Enfant.objects.visible_to(user, "lire_identite").filter(pk=monde.lea.pk).exists()


def test_a_grant_opens_what_it_names_until_its_last_day(monde):
    partenaire = factories.creer_utilisateur("therapeute", nature="partenaire")
    factories.accorder(partenaire, monde.malo, "lire_journal")
    ancien = factories.creer_utilisateur("ancien-therapeute", nature="partenaire")
    factories.accorder(ancien, monde.malo, "lire_journal", debut=aujourdhui() - timedelta(days=20), jours=10)
    with acting_as(partenaire):
        assert _raw_ids("enfants_enfant") == {monde.malo.pk}
        assert partenaire.has_perm("lire_journal", monde.malo)
        assert not partenaire.has_perm("lire_identite", monde.malo)
    with acting_as(ancien):
        assert _raw_ids("enfants_enfant") == set()
        assert not ancien.has_perm("lire_journal", monde.malo)


def test_break_glass_reads_one_file_but_neither_psy_nor_speech_nor_incident(monde):
    user = monde.personnes[Role.CADRE_ASTREINTE]
    factories.ouvrir_acces_exceptionnel(user, monde.malo)
    with acting_as(user):
        assert monde.malo.pk in _raw_ids("enfants_enfant")
        assert user.has_perm("lire_medical", monde.malo)
        assert not user.has_perm("ecrire_journal", monde.malo)
        for closed in ("lire_psy", "lire_parole", "lire_incident"):
            assert not user.has_perm(closed, monde.malo)


def test_a_closed_break_glass_opens_nothing(monde):
    user = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    factories.ouvrir_acces_exceptionnel(user, monde.malo, duree=timedelta(seconds=30))
    with acting_as(user):
        assert monde.malo.pk not in _raw_ids("enfants_enfant")
        assert not user.has_perm("lire_identite", monde.malo)


def test_rights_of_somebody_else_are_not_asked_in_passing(monde):
    with acting_as(monde.personnes[Role.DIRECTEUR]), pytest.raises(WrongActorError):
        monde.personnes[Role.DPO].has_perm("lire_identite", monde.lea)


def test_an_inactive_account_reaches_nothing(monde):
    user = monde.personnes[Role.DIRECTEUR]
    user.is_active = False
    user.save()
    with acting_as(user):
        assert _raw_ids("enfants_enfant") == set()
        assert not user.has_perm("lire_identite")


def test_a_superuser_cannot_exist(monde):
    user = monde.personnes[Role.ADMINISTRATEUR_TECHNIQUE]
    user.is_superuser = True
    with pytest.raises(IntegrityError):
        user.save()


def test_a_village_is_a_rule_and_costs_two_queries_once_per_transaction(monde, django_assert_num_queries):
    user = monde.personnes[Role.DIRECTEUR]
    with acting_as(user):
        with django_assert_num_queries(3):
            assert Enfant.objects.visible_to(user, "lire_identite").count() == 3
        with django_assert_num_queries(1):
            assert Enfant.objects.visible_to(user, "lire_journal").count() == 3


def test_children_of_a_house_cost_one_query_more(monde, django_assert_num_queries):
    user = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    with acting_as(user):
        with django_assert_num_queries(4):
            seen = Enfant.objects.visible_to(user, "lire_identite").count()
        with django_assert_num_queries(1):
            assert Enfant.objects.visible_to(user, "lire_journal").count() == seen > 0


def test_the_database_tells_exceptions_to_their_holder_and_to_named_system_acts_only(monde):
    user, other = monde.personnes[Role.REFERENT_ASE], monde.personnes[Role.EDUCATEUR_FAMILIAL]

    def told() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM exceptions_de(%s)", [user.pk])
            return cursor.fetchone()[0]

    with acting_as(user):
        assert told() > 0
    with acting_as(other):
        assert told() == 0
    with acting_as_system(raison="qui peut voir"):
        assert told() > 0
