"""Nobody can grant themselves anything, by any path: services, screens, and SQL as the application."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from enfants.models import AccordEnfant
from socle.comptes.models import Utilisateur
from socle.comptes.services import demander_reinitialisation
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests import factories
from villages import services
from villages.models import Affectation, Astreinte, Professionnel, Relais

pytestmark = pytest.mark.django_db

PERSONNELS = [role for role in Role if role not in {Role.ENFANT, Role.REFERENT_ASE}]


def _moi(monde, role: Role) -> tuple[Utilisateur, Professionnel]:
    compte = monde.personnes[role]
    with acting_as_system(raison="test"):
        return compte, Professionnel.objects.select_related("compte").get(compte=compte)


def _cumul(monde) -> tuple[Utilisateur, Professionnel]:
    """Somebody who holds every capacity there is: director, siège and technical administrator."""
    compte, moi = _moi(monde, Role.DIRECTEUR)
    for role in (Role.SIEGE, Role.ADMINISTRATEUR_TECHNIQUE):
        factories.affecter(moi, role)
    return compte, moi


def _insert(table: str, **values: object) -> None:
    """Write a row by hand, as the application's own login role."""
    columns = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values.values()))


def _sql(statement: str, *values: object) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return cursor.rowcount


def refused() -> pytest.RaisesExc:
    return pytest.raises(DatabaseError, match=r"nobody|permission denied|row-level security|stays|two people")


# --- services -------------------------------------------------------------------------


@pytest.mark.parametrize("role", PERSONNELS)
def test_nobody_assigns_themselves_whatever_they_are(monde, role):
    compte, moi = _moi(monde, role)
    factories.affecter(moi, Role.SIEGE)
    factories.affecter(moi, Role.DIRECTEUR, village=monde.village)
    today = aujourdhui()
    with acting_as(compte):
        for given in (Role.DIRECTEUR, Role.CHEF_DE_SERVICE, Role.INFIRMIER, Role.DPO):
            with pytest.raises(PermissionDenied):
                services.affecter(
                    acteur=compte, professionnel=moi, role=given, village=monde.village, debut=today
                )


def test_nobody_prolongs_or_ends_their_own_assignment(monde):
    compte, moi = _cumul(monde)
    mienne = factories.affecter(moi, Role.INFIRMIER, village=monde.village, fin=aujourdhui())
    with acting_as(compte), pytest.raises(PermissionDenied):
        services.terminer_affectation(
            acteur=compte, affectation=mienne, fin=aujourdhui() + timedelta(days=300)
        )


def test_an_assignment_is_never_prolonged_by_ending_it_later(monde):
    compte, _ = _cumul(monde)
    autre = factories.creer_professionnel("autre")
    row = factories.affecter(autre, Role.INFIRMIER, village=monde.village, fin=aujourdhui())
    with acting_as(compte), pytest.raises(ValidationError):
        services.terminer_affectation(acteur=compte, affectation=row, fin=aujourdhui() + timedelta(days=1))


def test_nobody_takes_a_relay_or_a_duty(monde):
    compte, moi = _cumul(monde)
    today = aujourdhui()
    with acting_as(compte):
        relais = Relais(professionnel=moi, maison=monde.tilleuls, debut=today, fin=today)
        with pytest.raises(PermissionDenied):
            services.planifier_relais(acteur=compte, relais=relais)
        astreinte = Astreinte(
            professionnel=moi, village=monde.village, rang=5, debut=today, fin=today, telephone="06"
        )
        with pytest.raises(PermissionDenied):
            services.planifier_astreinte(acteur=compte, astreinte=astreinte)


def test_nobody_hands_their_relay_to_themselves_by_changing_whose_it_is(monde):
    compte, moi = _cumul(monde)
    autre = factories.creer_professionnel("autre")
    factories.affecter(autre, Role.AIDE_FAMILIAL, maison=monde.tilleuls)
    relais = factories.creer_relais(autre, monde.tilleuls, aujourdhui(), aujourdhui())
    with acting_as(compte):
        relais.professionnel = moi
        with pytest.raises(PermissionDenied):
            services.planifier_relais(acteur=compte, relais=relais)


def test_nobody_links_their_own_account(monde):
    compte, _ = _cumul(monde)
    sans_compte = _sans_compte(monde)
    with acting_as(compte):
        with pytest.raises(PermissionDenied):
            services.lier_compte(acteur=compte, professionnel=sans_compte, compte=compte)
        sans_compte.compte = compte
        with pytest.raises(PermissionDenied):
            services.enregistrer_professionnel(acteur=compte, professionnel=sans_compte)
        neuf = Professionnel(prenom="Moi", nom="Encore", compte=compte)
        with pytest.raises(PermissionDenied):
            services.enregistrer_professionnel(acteur=compte, professionnel=neuf)


def _sans_compte(monde) -> Professionnel:
    """A person recorded, assigned as director, whose account is not linked yet."""
    professionnel = factories.creer_professionnel("a-venir")
    with acting_as_system(raison="test"):
        professionnel.compte = None
        professionnel.save()
    factories.affecter(professionnel, Role.DIRECTEUR, village=monde.village)
    return professionnel


def test_an_account_one_created_counts_as_oneself(monde):
    compte, _ = _cumul(monde)
    sans_compte = _sans_compte(monde)
    with acting_as(compte):
        prete_nom, _mot = services.creer_compte(
            acteur=compte, identifiant="prete-nom", nature=Utilisateur.Nature.PROFESSIONNEL
        )
        with pytest.raises(PermissionDenied):
            services.lier_compte(acteur=compte, professionnel=sans_compte, compte=prete_nom)
    with acting_as_system(raison="test"):
        sans_compte.compte = prete_nom
        sans_compte.save()
    with acting_as(compte), pytest.raises(PermissionDenied):
        services.affecter(
            acteur=compte,
            professionnel=sans_compte,
            role=Role.INFIRMIER,
            village=monde.village,
            debut=aujourdhui(),
        )


def test_nobody_opens_their_own_account_again_or_resets_themselves(monde):
    compte, _ = _cumul(monde)
    with acting_as(compte):
        with pytest.raises(PermissionDenied):
            services.reactiver_compte(acteur=compte, compte=compte)
        with pytest.raises(PermissionDenied):
            services.desactiver_compte(acteur=compte, compte=compte)
        with pytest.raises(PermissionDenied):
            demander_reinitialisation(acteur=compte, compte=compte, portee="tout", motif="oubli")


def test_the_technical_administrator_grants_no_content_role(monde):
    compte, _ = _moi(monde, Role.ADMINISTRATEUR_TECHNIQUE)
    autre = factories.creer_professionnel("autre")
    with acting_as(compte):
        for role in Role:
            with pytest.raises((PermissionDenied, ValidationError)):
                services.affecter(
                    acteur=compte, professionnel=autre, role=role, village=monde.village, debut=aujourdhui()
                )
        with pytest.raises(PermissionDenied):
            services.lier_compte(acteur=compte, professionnel=autre, compte=compte)


# --- SQL, as the application ----------------------------------------------------------


@pytest.mark.parametrize("role", PERSONNELS)
def test_sql_refuses_an_assignment_a_relay_or_a_duty_to_oneself(monde, role):
    compte, moi = _moi(monde, role)
    today = aujourdhui()
    with acting_as(compte):
        with refused():
            _insert(
                "villages_affectation", id=nouvel_id(), professionnel_id=moi.pk, role="directeur",
                village_id=monde.village.pk, debut=today, motif=b"", attribuee_par_id=compte.pk,
            )  # fmt: skip
        with refused():
            _insert(
                "villages_relais", id=nouvel_id(), professionnel_id=moi.pk, maison_id=monde.erables.pk,
                debut=today, fin=today, dit_aux_enfants=False, motif=b"",
            )  # fmt: skip
        with refused():
            _insert(
                "villages_astreinte", id=nouvel_id(), professionnel_id=moi.pk, village_id=monde.village.pk,
                rang=7, debut=today, fin=today, telephone=b"x",
            )  # fmt: skip


def test_sql_refuses_to_take_over_or_prolong_a_row(monde):
    compte, moi = _cumul(monde)
    autre = factories.creer_professionnel("autre")
    sienne = factories.affecter(autre, Role.CHEF_DE_SERVICE, village=monde.autre_village)
    with acting_as(compte):
        with refused():
            _sql("UPDATE villages_affectation SET professionnel_id = %s WHERE id = %s", moi.pk, sienne.pk)
        with refused():
            _sql("UPDATE villages_affectation SET fin = NULL WHERE professionnel_id = %s", moi.pk)
        with refused():
            _sql(
                "UPDATE villages_affectation SET village_id = %s WHERE professionnel_id = %s",
                monde.autre_village.pk, moi.pk,
            )  # fmt: skip


def test_sql_refuses_one_s_own_account_on_a_person_or_a_child(monde):
    compte, moi = _cumul(monde)
    sans_compte = _sans_compte(monde)
    with acting_as(compte):
        with refused():
            _sql("UPDATE villages_professionnel SET compte_id = %s WHERE id = %s", compte.pk, sans_compte.pk)
        with refused():
            _insert("villages_professionnel", id=nouvel_id(), compte_id=compte.pk, prenom=b"x", nom=b"x")
        with refused():
            _sql("UPDATE enfants_enfant SET compte_id = %s WHERE id = %s", compte.pk, monde.ines.pk)
        with refused():
            _sql("UPDATE villages_professionnel SET compte_id = NULL WHERE id = %s", moi.pk)


def test_sql_refuses_an_account_one_created_everywhere(monde):
    compte, _ = _cumul(monde)
    sans_compte = _sans_compte(monde)
    with acting_as(compte):
        prete_nom, _mot = services.creer_compte(
            acteur=compte, identifiant="prete-nom", nature=Utilisateur.Nature.PROFESSIONNEL
        )
        with refused():
            _sql(
                "UPDATE villages_professionnel SET compte_id = %s WHERE id = %s", prete_nom.pk, sans_compte.pk
            )
        with refused():
            _sql("UPDATE comptes_utilisateur SET cree_par_id = NULL WHERE id = %s", prete_nom.pk)
        with refused(), transaction.atomic():
            AccordEnfant(
                user=prete_nom, content_object=monde.lea, permission=_permission(),
                debut=aujourdhui(), fin=aujourdhui(), motif="x", accorde_par=compte,
            ).save()  # fmt: skip
        with pytest.raises(DatabaseError, match="who created it"), transaction.atomic():
            Utilisateur.objects.create_user("sans-auteur", "un mot de passe")


def _permission() -> object:
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename="lire_medical", content_type__app_label="enfants")


@pytest.mark.parametrize("role", [Role.STAGIAIRE, Role.SECRETARIAT, Role.DIRECTEUR, Role.CADRE_ASTREINTE])
def test_sql_refuses_an_exception_for_oneself(monde, role):
    compte = monde.personnes[role]
    autre = monde.personnes[Role.CHEF_DE_SERVICE]
    today = aujourdhui()
    with acting_as(compte):
        for accorde_par in (compte, autre):
            with pytest.raises(DatabaseError), transaction.atomic():
                AccordEnfant(
                    user=compte, content_object=monde.lea, permission=_permission(),
                    debut=today, fin=today, motif="x", accorde_par=accorde_par,
                ).save()  # fmt: skip
        with refused():
            _insert(
                "enfants_accesexceptionnel", id=nouvel_id(), enfant_id=monde.lea.pk, utilisateur_id=compte.pk,
                ouvert_le="2000-01-01", expire_le="2100-01-01", motif=b"x",
            )  # fmt: skip
        with refused():
            _insert(
                "enfants_accesexceptionnel", id=nouvel_id(), enfant_id=monde.malo.pk, utilisateur_id=compte.pk,
                ouvert_le="2000-01-01", expire_le="2100-01-01", motif=b"x",
            )  # fmt: skip


def test_sql_lifts_no_denial_aimed_at_oneself(monde):
    compte = monde.personnes[Role.DIRECTEUR]
    refus = factories.refuser(compte, monde.lea)
    with acting_as(compte):
        assert _sql("UPDATE enfants_refusenfant SET fin = debut WHERE id = %s", refus.pk) == 0
        with refused():
            _sql("DELETE FROM enfants_refusenfant WHERE id = %s", refus.pk)
    futur = factories.refuser(compte, monde.noe)
    with acting_as_system(raison="test"):
        futur.debut = aujourdhui() + timedelta(days=2)
        futur.save()
    with acting_as(compte), refused():
        _sql("UPDATE enfants_refusenfant SET fin = debut WHERE id = %s", futur.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO auth_group (name) VALUES ('direction')",
        "INSERT INTO auth_permission (name, content_type_id, codename) VALUES ('x', 1, 'x')",
        "INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (1, 1)",
        "INSERT INTO comptes_utilisateur_groups (utilisateur_id, group_id) VALUES (acteur(), 1)",
        "INSERT INTO comptes_utilisateur_user_permissions (utilisateur_id, permission_id) VALUES (acteur(), 1)",
        "INSERT INTO guardian_userobjectpermission (object_pk, content_type_id, permission_id, user_id) "
        "VALUES ('x', 1, 1, acteur())",
        "INSERT INTO guardian_groupobjectpermission (object_pk, content_type_id, permission_id, group_id) "
        "VALUES ('x', 1, 1, 1)",
        "UPDATE django_content_type SET model = 'x'",
        "DELETE FROM villages_affectation",
        "DELETE FROM villages_professionnel",
        "ALTER TABLE villages_affectation DISABLE TRIGGER jamais_a_soi",
        "ALTER TABLE enfants_enfant DISABLE ROW LEVEL SECURITY",
        "DROP POLICY perimetre ON enfants_enfant",
        "DROP FUNCTION mes_enfants() CASCADE",
        "CREATE OR REPLACE FUNCTION mes_villages() RETURNS uuid[] LANGUAGE sql AS $$ SELECT '{}'::uuid[] $$",
        "SET ROLE maison_proprietaire",
        "SET session_replication_role = replica",
    ],
)
def test_sql_refuses_every_other_table_of_rights_and_every_way_around(monde, statement):
    administrateur = monde.personnes[Role.ADMINISTRATEUR_TECHNIQUE]
    with acting_as(administrateur), pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        _sql(statement)


def test_sql_refuses_a_superuser_and_a_change_of_nature(monde):
    compte = monde.personnes[Role.ADMINISTRATEUR_TECHNIQUE]
    with acting_as(compte):
        with pytest.raises(DatabaseError, match="aucun_superutilisateur"):
            _sql("UPDATE comptes_utilisateur SET is_superuser = true WHERE id = %s", compte.pk)
        with refused():
            _sql("UPDATE comptes_utilisateur SET nature = 'partenaire' WHERE id = %s", compte.pk)
        with refused():
            _sql("UPDATE comptes_utilisateur SET is_active = false WHERE id = %s", compte.pk)


def test_sql_refuses_somebody_else_s_password_without_a_second_person(monde):
    compte, autre = monde.personnes[Role.DIRECTEUR], monde.personnes[Role.PSYCHOLOGUE]
    with acting_as(compte):
        with refused():
            _sql("UPDATE comptes_utilisateur SET password = 'connu' WHERE id = %s", autre.pk)
        with refused():
            _insert(
                "comptes_demandereinitialisation", id=nouvel_id(), compte_id=autre.pk, portee="tout",
                motif="oubli", etat="demandee", demandee_le="2026-01-01",
                demandee_par_id=monde.personnes[Role.ADMINISTRATEUR_TECHNIQUE].pk,
            )  # fmt: skip
        demander_reinitialisation(acteur=compte, compte=autre, portee="tout", motif="oubli")
        with refused():
            _sql("UPDATE comptes_utilisateur SET password = 'connu' WHERE id = %s", autre.pk)


def test_the_walls_let_the_right_people_through(monde):
    """The control: the same acts, by those who may, about somebody else, are accepted."""
    compte = monde.personnes[Role.DIRECTEUR]
    with acting_as(compte):
        neuf = Professionnel(prenom="Aïcha", nom="Benali")
        services.enregistrer_professionnel(acteur=compte, professionnel=neuf)
    ouvert = factories.creer_utilisateur("aicha")
    with acting_as(compte):
        services.lier_compte(acteur=compte, professionnel=neuf, compte=ouvert)
        neuf.refresh_from_db()
        row = services.affecter(
            acteur=compte, professionnel=neuf, role=Role.INFIRMIER, village=monde.village, debut=aujourdhui()
        )
    with acting_as(ouvert):
        assert ouvert.has_perm("lire_medical", monde.lea)
        assert Affectation.objects.get(pk=row.pk).attribuee_par_id == compte.pk
