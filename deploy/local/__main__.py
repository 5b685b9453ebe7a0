"""``python3 -m deploy.local COMMAND``, what the Makefile calls."""

from __future__ import annotations

import sys
from collections.abc import Callable

from deploy.local import assets, check, demo, suite, totp
from deploy.local.environment import ensure_standard_streams
from deploy.local.errors import SetupError
from deploy.local.supervisor import StopRequested

COMMANDS: dict[str, Callable[[], int]] = {
    "demo": demo.run,
    "demo-reset": demo.reset,
    "test": lambda: suite.test(complet=False),
    "test-complet": lambda: suite.test(complet=True),
    "check": check.run,
    "bench": suite.bench,
    "assets": assets.run,
}


def main(arguments: list[str]) -> int:
    """Run one command; say in a sentence what is missing rather than in a traceback."""
    try:
        return dispatch(arguments)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
    except PermissionError as error:
        sentence = f"{error.filename} belongs to another account: run as its owner, or remove it."
        print(f"\n{sentence}", file=sys.stderr, flush=True)
    except StopRequested:
        print("\nStopped.", flush=True)
        return 0 if arguments == ["demo"] else 130
    except KeyboardInterrupt:
        return 130
    return 1


def dispatch(arguments: list[str]) -> int:
    """Find the command and run it."""
    match arguments:
        case ["code", identifiant]:
            return totp.show(identifiant)
        case [name] if name in COMMANDS:
            return COMMANDS[name]()
    print(f"python3 -m deploy.local {'|'.join(COMMANDS)}|code IDENTIFIANT", file=sys.stderr)
    return 2


if __name__ == "__main__":
    ensure_standard_streams()
    sys.exit(main(sys.argv[1:]))
