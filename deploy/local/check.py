"""``make check``: everything that judges the code without running it on a server."""

from __future__ import annotations

import subprocess

from deploy.local import keys, places, venv
from deploy.local.environment import clean

#: Well-formed, and nobody is there: no check may need a server.
NOWHERE = "postgresql://{role}@/maison?host=/nonexistent&port=5432"


def production_environment() -> dict[str, str]:
    """Return what production settings require, with throw-away keys."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "DATABASE_URL": NOWHERE.format(role="maison_application"),
        "DATABASE_OWNER_URL": NOWHERE.format(role="maison_proprietaire"),
        "REDIS_URL": "unix:///nonexistent/redis.sock?db=0",
        "MAISON_ALLOWED_HOSTS": "maison.example.org",
        "MAISON_DOCUMENTS": "/var/lib/maison-commune/documents",
        **keys.generate(),
    }


def run() -> int:
    """Run every check, even after one failed; return how many did."""
    venv.ensure("quality")
    python, programs = str(venv.PYTHON), venv.VENV / "bin"
    manage = [python, "manage.py"]
    checks: dict[str, list[str]] = {
        "ruff check": [str(programs / "ruff"), "check", "."],
        "ruff format": [str(programs / "ruff"), "format", "--check", "."],
        "mypy": [str(programs / "mypy"), "."],
        "import contracts": [str(programs / "lint-imports")],
        # It warns that no database answers, to compare histories: there is none to compare with.
        "migrations in step with models": [
            python,
            "-W",
            "ignore::RuntimeWarning",
            "manage.py",
            "makemigrations",
            "--check",
            "--dry-run",
        ],
        "production settings": [*manage, "check", "--deploy", "--fail-level", "WARNING"],
        "templates": [str(programs / "djlint"), "--lint", "--quiet", "."],
    }
    production = clean(production_environment())
    typed = {**production, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    failed = []
    for name, command in checks.items():
        print(f"--- {name}", flush=True)
        environment = typed if name == "mypy" else production
        result = subprocess.run(
            command, cwd=places.CLONE, env=environment, stdin=subprocess.DEVNULL, check=False
        )
        if result.returncode:
            failed.append(name)
    print(f"Failed: {', '.join(failed)}." if failed else "Every check passes.", flush=True)
    return len(failed)
