"""House rules that a reader of the source can check, and so a test does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ["socle", "villages", "enfants", "fratries", "projets", "participation", "protection", "config"]
SOURCES = sorted(
    path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_row_locks_leave_foreign_keys_alone(path):
    """``select_for_update()`` without ``no_key`` blocks every insert that points at the row."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "select_for_update":
            assert any(
                keyword.arg == "no_key" and getattr(keyword.value, "value", None) is True
                for keyword in node.keywords
            ), f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_shortcut_around_the_one_backend(path):
    source = path.read_text()
    assert "get_objects_for_user" not in source
    assert "ObjectPermissionBackend" not in source
    assert not re.search(r"is_superuser\s*=\s*True", source)


@pytest.mark.parametrize("path", [p for p in SOURCES if p.stat().st_size], ids=_name)
def test_rooms_stay_small(path):
    assert len(path.read_text().splitlines()) <= 450, f"{path} is a question"


def test_the_project_names_nothing_of_its_workshop():
    listed = [
        p for app in [*APPS, "tests", "deploy", "docs", "requirements"] for p in (ROOT / app).rglob("*")
    ]
    listed += [ROOT / name for name in ("Makefile", "pyproject.toml", "README.md", "package-lock.json")]
    forbidden = re.compile(r"pypi\.org/simple|files\.pythonhosted\.org|registry\.npmjs\.org|\.\./shared")
    for path in listed:
        if path.is_file() and path.suffix in {".py", ".md", ".txt", ".toml", ".json", ".html", ".sh", ""}:
            text = path.read_text(errors="ignore")
            if path.name != "test_source.py":
                assert not forbidden.search(text), path
