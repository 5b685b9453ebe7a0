"""Every table says what it holds, who may touch it and which wall stands around it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from socle.chiffrement.fields import SealedField
from socle.habilitations.grants import TIERS, declared_rights
from socle.habilitations.rls import REGLES
from socle.outils.conservation import CONSERVATIONS
from socle.outils.declarations import Categorie, Mur

#: Tables about nobody's child, or that the rights themselves are computed from.
SANS_MUR = {Categorie.ORGANISATION, Categorie.ACCES, Categorie.TECHNIQUE}


def project_models() -> list[type[models.Model]]:
    """Models of ours, history included, without the test bench of sealed fields."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.split(".")[0]
        in {"socle", "villages", "enfants", "fratries", "projets", "participation", "protection"}
        and model._meta.db_table not in TIERS
    ]


@pytest.mark.parametrize("model", project_models(), ids=lambda m: m._meta.label)
def test_every_model_declares_its_obligations(model):
    declaration = getattr(model, "declaration", None)
    assert declaration is not None, f"{model._meta.label} declares nothing"
    assert declaration.conservation in CONSERVATIONS
    if any(isinstance(field, SealedField) for field in model._meta.get_fields()):
        assert declaration.sujet is not None
    if declaration.mur is Mur.SANS:
        assert declaration.categorie in SANS_MUR, f"{model._meta.label} has no wall"


@pytest.mark.parametrize("model", project_models(), ids=lambda m: m._meta.label)
def test_a_model_with_a_child_stands_behind_a_wall(model):
    leads_to_child = any(
        field.name == "enfant" and isinstance(field, models.ForeignKey)
        for field in model._meta.concrete_fields
    )
    assert not leads_to_child or model.declaration.mur is not Mur.SANS


def test_a_model_without_declaration_is_refused():
    """The gate itself: a planted model must be found."""
    planted = type("Nu", (), {"_meta": type("Meta", (), {"label": "essai.Nu"})})
    with pytest.raises(AssertionError, match="declares nothing"):
        test_every_model_declares_its_obligations(planted)


@pytest.mark.django_db
def test_privileges_in_the_database_are_those_declared():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename, "
            "  string_agg(privilege, '' ORDER BY privilege) FILTER (WHERE held) "
            "FROM (SELECT schemaname, tablename, left(p, 1) AS privilege, "
            "        has_table_privilege(%s, format('%%I.%%I', schemaname, tablename), p) AS held "
            "      FROM pg_tables CROSS JOIN unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE']) p "
            "      WHERE schemaname IN ('public', 'cles')) AS t GROUP BY 1, 2",
            [settings.ROLE_APPLICATION],
        )
        held = {
            table if schema == "public" else f"{schema}.{table}": rights or ""
            for schema, table, rights in cursor
        }
    declared = {
        table.replace('"', ""): "".join(sorted(rights)) for table, rights in declared_rights().items()
    }
    existing = {table: rights for table, rights in declared.items() if table in held}
    assert {table: held[table] for table in existing} == existing
    assert {table for table in held if held[table] and table not in declared} == set()


@pytest.mark.django_db
def test_the_walls_in_the_database_are_those_declared():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, count(p.polname), min(pg_get_expr(p.polqual, p.polrelid)), "
            "       min(pg_get_expr(p.polwithcheck, p.polrelid)) "
            "FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polpermissive "
            "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY 1, 2"
        )
        walls = {row[0]: row[1:] for row in cursor.fetchall()}
    rules: dict[Mur, set[str]] = {}
    for model in project_models():
        table = model._meta.db_table
        if "." in table:
            continue
        raised, policies, using, check = walls[table]
        if model.declaration.mur is Mur.SANS:
            assert (raised, policies) == (False, 0), table
        else:
            assert (raised, policies) == (True, 1), f"{table} has no wall"
            assert using == check
            rules.setdefault(model.declaration.mur, set()).add(using)
    assert set(rules) <= set(REGLES)
    assert {mur: len(found) for mur, found in rules.items()} == dict.fromkeys(rules, 1)


def walls_added() -> dict[str, dict[str, tuple[str, str]]]:
    """Return by table the rules that narrow its wall, with what they let read and write."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.polname, p.polcmd, pg_get_expr(p.polqual, p.polrelid), "
            "       pg_get_expr(p.polwithcheck, p.polrelid) "
            "FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE NOT p.polpermissive"
        )
        added: dict[str, dict[str, tuple[str, str]]] = {}
        for table, name, command, using, check in cursor:
            assert command == "*", table
            added.setdefault(table, {})[name] = (using, check)
    return added


@pytest.mark.django_db
def test_a_child_s_account_is_closed_out_of_every_table_that_does_not_open_itself():
    added, closing = walls_added(), set()
    for model in project_models():
        table, declaration = model._meta.db_table, model.declaration
        rules = added.get(table, {})
        closed = declaration.mur is not Mur.SANS and not declaration.compte_enfant
        assert ("compte_enfant" in rules) is closed, table
        if closed:
            closing.add(rules["compte_enfant"])
    assert len(closing) == 1
    [(using, check)] = closing
    assert using == check
    assert "est_compte_enfant()" in using


@pytest.mark.django_db
def test_what_a_child_s_account_may_reach_is_a_short_list():
    """A table added here shows a child what is written in it: say in ADR 0044 why."""
    assert {model._meta.label for model in project_models() if model.declaration.compte_enfant} == {
        "enfants.Enfant",
        "enfants.MomentHistoire",
        "enfants.PersonneRessource",
        "enfants.PropositionMoment",
    }


@pytest.mark.django_db
def test_the_application_owns_nothing_and_bypasses_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
