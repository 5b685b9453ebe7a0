"""Where data and sockets go, on real directories with real modes."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import places
from deploy.local.errors import SetupError
from deploy.local.places import Account

CALLER = Account("", os.geteuid(), os.getegid())


@pytest.fixture
def clone() -> Iterator[Path]:
    """Return a directory anybody may enter (pytest's own is closed to others)."""
    directory = Path(tempfile.mkdtemp(prefix="clone-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


def stranger() -> Account:
    """Return the account PostgreSQL would run as for root; for anybody else, the caller."""
    return places.unprivileged_account()


def test_socket_paths_are_short_even_for_a_very_deep_clone(clone: Path):
    deep = clone / ("x" * 120) / ("y" * 120)
    directory = places.socket_directory("test-pg", stranger(), deep)
    try:
        assert len(str(directory / ".s.PGSQL.5432")) <= places.SOCKET_PATH_MAX
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        assert directory.stat().st_uid == stranger().uid
    finally:
        directory.rmdir()


def test_two_clones_have_two_socket_directories(clone: Path):
    first = places.socket_directory("demo-pg", CALLER, clone / "a")
    second = places.socket_directory("demo-pg", CALLER, clone / "b")
    try:
        assert first != second
    finally:
        first.rmdir()
        second.rmdir()


def test_a_socket_directory_open_to_others_is_refused(clone: Path):
    directory = places.socket_directory("demo-pg", CALLER, clone)
    try:
        directory.chmod(0o755)
        with pytest.raises(SetupError, match="is not ours"):
            places.socket_directory("demo-pg", CALLER, clone)
    finally:
        directory.rmdir()


def test_a_socket_directory_that_is_a_link_is_refused(clone: Path):
    directory = places.socket_directory("demo-pg", CALLER, clone)
    directory.rmdir()
    directory.symlink_to(clone)
    try:
        with pytest.raises(SetupError, match="is not ours"):
            places.socket_directory("demo-pg", CALLER, clone)
    finally:
        directory.unlink()


def test_data_stays_in_the_clone_when_the_account_reaches_it(clone: Path):
    assert places.server_home("demo", stranger(), clone) == clone / "var" / "demo"


def test_data_leaves_a_clone_its_account_cannot_enter(clone: Path):
    closed = clone / "closed"
    (closed / "clone").mkdir(parents=True)
    closed.chmod(0o700)
    home = places.server_home("demo", stranger(), closed / "clone")
    if stranger().is_caller:
        assert home == closed / "clone" / "var" / "demo"
    else:
        assert home.parent.parent in places.OUTSIDE
        assert home.parent.name == places.OUTSIDE_PREFIX + places.clone_key(closed / "clone")
        assert places.can_enter(home, stranger())
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700, "nobody's directory is opened up"


def test_a_private_directory_belongs_to_its_account_under_enterable_parents(clone: Path):
    directory = clone / "var" / "demo" / "serveur"
    places.make_private(directory, stranger())
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert directory.stat().st_uid == stranger().uid
    assert stat.S_IMODE((clone / "var").stat().st_mode) == 0o755
    assert places.can_enter(directory, stranger())


def test_discarding_a_server_leaves_nothing_outside_the_clone(clone: Path):
    home = clone / f"{places.OUTSIDE_PREFIX}12345678" / "test"
    (home / places.DATA / "base").mkdir(parents=True)
    (home / f"{places.COPY}18" / "bin").mkdir(parents=True)
    places.discard_server(home)
    assert not home.parent.exists()


def test_discarding_a_server_keeps_what_else_is_in_the_clone(clone: Path):
    home = clone / "var" / "demo"
    (home / places.DATA).mkdir(parents=True)
    (home / "cles").touch()
    places.discard_server(home)
    assert sorted(entry.name for entry in home.iterdir()) == ["cles"]


def test_a_held_lock_is_refused_with_its_sentence(clone: Path):
    with (
        places.lock(clone / "verrou", "busy"),
        pytest.raises(SetupError, match="busy"),
        places.lock(clone / "verrou", "busy"),
    ):
        pass
    with places.lock(clone / "verrou", "busy"):
        pass
