"""Start several processes, and leave none behind.

Each child leads a session of its own, so that a Ctrl-C in the terminal reaches only us and
each child is then stopped in the reverse order of its start, with the signal it likes. If we
are killed outright, the kernel stops them (``PR_SET_PDEATHSIG``).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType

from deploy.local.errors import SetupError
from deploy.local.places import CLONE, Account, child_options

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Somebody asked us to stop; carries the signal number."""


@dataclass
class Child:
    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    log: Path | None


class Supervisor:
    """Context manager: whatever was started inside is stopped on the way out, however one leaves."""

    def __init__(self, patience: float = 15.0) -> None:
        self.children: list[Child] = []
        self._afterwards: list[Callable[[], object]] = []
        self.patience = patience
        self._previous: dict[signal.Signals, object] = {}
        parent = os.getppid()
        self._make = parent if _process_status(parent).get("Name") in {"make", "gmake"} else None

    def __enter__(self) -> Supervisor:
        for number in SIGNALS:
            self._previous[number] = signal.signal(number, _request_stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of them running
        self.stop()
        for number, previous in self._previous.items():
            signal.signal(number, previous)  # type: ignore[arg-type]

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        log: Path | None = None,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        directory: Path = CLONE,
    ) -> Child:
        """Start ``command``; its output goes to ``log``, or to ours."""
        output = open(log, "wb") if log else None  # noqa: SIM115  closed below, the child keeps its copy
        try:
            process = subprocess.Popen(
                [str(word) for word in command],
                cwd=directory,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
                preexec_fn=_die_with(os.getpid(), stop_signal),  # noqa: PLW1509  one thread only
                **(child_options(account) if account else {}),
            )
        finally:
            if output:
                output.close()
        child = Child(name, process, stop_signal, log)
        self.children.append(child)
        return child

    def run(self, name: str, command: Sequence[str | Path], *, environment: Mapping[str, str]) -> int:
        """Run one command to its end in front of the others and return its exit status."""
        child = self.start(name, command, environment=environment)
        while child.process.poll() is None:
            self._watch_make()
            time.sleep(0.05)
        self._stop(child)
        self.children.remove(child)
        return child.process.returncode

    def wait_until(self, ready: Callable[[], bool], what: str, seconds: float) -> None:
        """Wait for ``ready()``; raise SetupError when a child dies first or time is up."""
        limit = time.monotonic() + seconds
        while not ready():
            self.check_alive()
            self._watch_make()
            if time.monotonic() > limit:
                raise SetupError(f"{what} is not ready after {seconds:.0f} s.{self._logs()}")
            time.sleep(0.05)

    def wait(self) -> None:
        """Stay until somebody asks us to stop or a child dies (SetupError)."""
        while True:
            self.check_alive()
            self._watch_make()
            time.sleep(0.25)

    def check_alive(self) -> None:
        """Raise SetupError with the end of its log when a child is gone."""
        for child in self.children:
            status = child.process.poll()
            if status is not None:
                raise SetupError(f"{child.name} stopped by itself (status {status}).{_tail(child.log)}")

    def stop(self) -> None:
        """Stop every child, last started first, then tidy up after them."""
        for child in reversed(self.children):
            self._stop(child)
        self.children.clear()
        while self._afterwards:
            self._afterwards.pop()()

    def afterwards(self, tidy: Callable[[], object]) -> None:
        """Call ``tidy`` once every child is stopped."""
        self._afterwards.append(tidy)

    def _logs(self) -> str:
        return "".join(_tail(child.log) for child in self.children[-1:])

    def _stop(self, child: Child) -> None:
        process = child.process
        if process.poll() is None:
            process.send_signal(child.stop_signal)
            try:
                process.wait(self.patience)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # what it may have left in its group

    def _watch_make(self) -> None:
        """Stop when the ``make`` that started us was interrupted or killed alone.

        A terminal signals the whole group, so this is for whoever signals make by its number:
        it passes SIGTERM on to us, but on SIGINT or SIGHUP it waits for us for ever with the
        signal blocked, and on SIGKILL it goes without a word.
        """
        if self._make is None:
            return
        if os.getppid() != self._make:
            raise StopRequested(signal.SIGHUP)
        blocked = int(_process_status(self._make).get("SigBlk", "0"), 16)
        for number in (signal.SIGINT, signal.SIGHUP):
            if blocked >> (number - 1) & 1:
                raise StopRequested(number)


def _process_status(pid: int) -> dict[str, str]:
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in text.splitlines())}


def _request_stop(number: int, frame: FrameType | None) -> None:
    raise StopRequested(number)


def _die_with(parent: int, number: signal.Signals) -> Callable[[], None]:
    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored when make was started in the background
        _libc.prctl(_PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def _tail(log: Path | None, lines: int = 15) -> str:
    if log is None or not log.exists():
        return ""
    text = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return f"\nEnd of {log}:\n  " + "\n  ".join(text) if text else f" ({log} is empty.)"
