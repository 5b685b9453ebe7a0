"""Nothing stays behind: a real supervisor, real children, real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.local.errors import SetupError
from deploy.local.places import CLONE
from deploy.local.supervisor import Supervisor

SCRIPT = """
import os, sys
from deploy.local.supervisor import StopRequested, Supervisor
environment = dict(os.environ)
try:
    with Supervisor(patience=2) as supervisor:
        supervisor.start("plain", ["sleep", "300"], environment=environment)
        supervisor.start("family", ["sh", "-c", "sleep 301 & sleep 302"], environment=environment)
        deaf = "trap '' TERM; while :; do sleep 0.2; done"
        supervisor.start("deaf", ["sh", "-c", deaf], environment=environment)
        print(*(child.process.pid for child in supervisor.children), flush=True)
        supervisor.wait()
except StopRequested:
    sys.exit(0)
"""


def group_members(leaders: list[int]) -> list[int]:
    """Return the living processes whose group is one of ``leaders``."""
    members = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(group) in leaders and state != "Z":
                members.append(int(entry.name))
    return members


def wait_for(condition, seconds: float = 15) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if condition():
            return True
        time.sleep(0.02)
    return False


def started(command: list[str], **options) -> tuple[subprocess.Popen[str], list[int]]:
    process = subprocess.Popen(command, cwd=CLONE, stdout=subprocess.PIPE, text=True, **options)
    assert process.stdout
    leaders = [int(word) for word in process.stdout.readline().split()]
    assert len(leaders) == 3
    assert wait_for(lambda: len(group_members(leaders)) >= 5)
    return process, leaders


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_child_and_grandchild(number: signal.Signals):
    process, leaders = started([sys.executable, "-c", SCRIPT])
    process.send_signal(number)
    assert process.wait(20) == 0
    assert group_members(leaders) == []


def test_ignored_signals_of_a_background_start_are_still_heard():
    process, leaders = started(["sh", "-c", 'trap "" INT; exec "$0" -c "$1"', sys.executable, SCRIPT])
    process.send_signal(signal.SIGINT)
    process.wait(20)
    assert group_members(leaders) == []


def test_children_do_not_survive_a_killed_supervisor():
    script = SCRIPT.replace("trap '' TERM; ", "")
    process, leaders = started([sys.executable, "-c", script])
    process.kill()
    process.wait()
    assert wait_for(lambda: not set(leaders) & set(group_members(leaders)))
    for pid in group_members(leaders):  # a grandchild nobody told
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_make_signalled_alone_stops_everything(number: signal.Signals, tmp_path: Path):
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "Makefile").write_text(f"all:\n\t@{sys.executable} {tmp_path}/script.py\n")
    environment = {**os.environ, "PYTHONPATH": str(CLONE)}
    process, leaders = started(
        ["make", "--no-print-directory", "-f", f"{tmp_path}/Makefile"],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    process.send_signal(number)
    process.wait(20)
    assert wait_for(lambda: group_members(leaders) == [])


def test_a_child_that_dies_stops_the_others_and_shows_the_end_of_its_log(tmp_path: Path):
    log = tmp_path / "log"
    with Supervisor() as supervisor:
        kept = supervisor.start("kept", ["sleep", "300"], environment=os.environ)
        supervisor.start("brittle", ["sh", "-c", "echo la fin; exit 3"], environment=os.environ, log=log)
        with pytest.raises(SetupError, match=r"(?s)brittle stopped by itself.*status 3.*la fin"):
            supervisor.wait()
    assert kept.process.returncode == -signal.SIGTERM


def test_a_command_in_front_gives_its_status_and_tidying_comes_after_the_children(tmp_path: Path):
    seen: list[bool] = []
    with Supervisor() as supervisor:
        child = supervisor.start("kept", ["sleep", "300"], environment=os.environ)
        supervisor.afterwards(lambda: seen.append(child.process.poll() is None))
        assert supervisor.run("front", ["sh", "-c", "exit 7"], environment=os.environ) == 7
        assert seen == []
    assert seen == [False]


def test_waiting_gives_up_with_a_sentence():
    with pytest.raises(SetupError, match="Godot is not ready"), Supervisor() as supervisor:
        supervisor.wait_until(lambda: False, "Godot", 0.2)
