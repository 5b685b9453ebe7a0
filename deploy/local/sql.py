"""Send a few statements to PostgreSQL; run with the interpreter of ``.venv``, which has psycopg.

    python -m deploy.local.sql ADDRESS < statements.json

Prints the rows of the last statement as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

from deploy.local.environment import clean
from deploy.local.errors import SetupError
from deploy.local.places import CLONE
from deploy.local.venv import PYTHON


def execute(address: str, statements: Sequence[str]) -> list[list[object]]:
    """Run ``statements`` one by one, outside a transaction; return the rows of the last one."""
    result = subprocess.run(
        [PYTHON, "-m", "deploy.local.sql", address],
        input=json.dumps(list(statements)),
        capture_output=True,
        text=True,
        cwd=CLONE,
        env=clean({}),
        check=False,
    )
    if result.returncode:
        raise SetupError(f"PostgreSQL answered: {result.stderr.strip()}")
    rows: list[list[object]] = json.loads(result.stdout)
    return rows


def _main() -> int:
    import psycopg  # only there once .venv is

    try:
        with psycopg.connect(sys.argv[1], autocommit=True, connect_timeout=10) as connection:
            cursor = connection.cursor()
            for statement in json.load(sys.stdin):
                cursor.execute(statement)
            print(json.dumps(cursor.fetchall() if cursor.description else [], default=str))
    except psycopg.Error as error:
        print(str(error).strip(), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
