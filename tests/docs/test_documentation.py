"""The documentation says what the code says: names, links, images, typography."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from docs.generer import PAGES
from socle.habilitations.roles import Role
from socle.outils.declarations import Categorie

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PAGES_MD = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "requirements").glob("*.md")])
GUIDES = sorted((DOCS / "guides").rglob("*.md"))
IMAGES = sorted((DOCS / "images").iterdir())
REFERENCE = DOCS / "reference"

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
VARIABLE = re.compile(r"\b(MAISON_[A-Z_]+|DATABASE_(?:OWNER_)?URL|REDIS_URL|PYTEST_ARGS|BENCH_ARGS)\b")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _prose(page: Path) -> str:
    return CODE.sub("", FENCED.sub("", page.read_text(encoding="utf-8")))


def _anchors(page: Path) -> set[str]:
    """Return the anchors a Markdown renderer gives to the headings of a page."""
    headings = HEADING.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in headings}


def _links(page: Path) -> Iterator[str]:
    for link in LINK.findall(_prose(page)):
        if not link.startswith(("http://", "https://", "mailto:")):
            yield link


def settings_read() -> set[str]:
    """Return the variables that configuration and entry points read."""
    sources = [*(ROOT / "config").rglob("*.py"), ROOT / "deploy" / "gunicorn.conf.py", ROOT / "Makefile"]
    sources += (ROOT / "deploy" / "local").glob("*.py")
    found = {name for path in sources for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    return {name for name in found if not name.endswith(("_", "_FILE"))}


def our_commands() -> set[str]:
    """Return the management commands of the repository, whatever settings install them."""
    paths = [path for path in ROOT.glob("*/**/management/commands/*.py") if ".venv" not in path.parts]
    return {path.stem for path in paths if not path.stem.startswith("_")}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_setting_is_documented():
    documented = set(VARIABLE.findall((REFERENCE / "settings.md").read_text(encoding="utf-8")))
    read = settings_read()
    assert {"MAISON_TROUSSEAU", "MAISON_BIND", "MAISON_POSTGRES", "DATABASE_OWNER_URL"} <= read
    assert read - documented == set()
    assert {n for n in documented if n.startswith("MAISON_")} - read <= {"MAISON_TEST_COMPLET"}


def test_every_command_is_documented_and_exists():
    page = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^### `(\w+)", page, re.MULTILINE))
    commands = our_commands()
    assert "verifier_audit" in commands
    assert commands <= documented
    assert documented <= commands | set(get_commands())


def test_every_make_target_is_documented_and_exists():
    page = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = make_targets()
    assert "demo" in targets
    assert {t for t in targets if f"`make {t}`" not in page or f"make {t}" not in readme} == set()
    named = {target for path in PAGES_MD for target in re.findall(r"`make ([a-z-]+)", path.read_text())}
    assert named - targets == set()


def test_continuous_integration_calls_the_commands_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    called = set(re.findall(r"\bmake ([a-z-]+)", script))
    assert {"check", "test"} <= called
    assert {target for target in called if f"`make {target}`" not in readme} == set()


def test_every_role_and_category_is_in_the_glossary():
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    assert {role.value for role in Role if f"`{role.value}`" not in glossary} == set()
    assert {c.value for c in Categorie if f"| `{c.value}` |" not in glossary} == set()


def test_every_role_has_a_guide_named_in_the_first_table():
    pages = {path.stem for path in (DOCS / "guides" / "roles").glob("*.md")}
    assert pages == {role.value.replace("_", "-") for role in Role}
    listed = re.findall(
        r"\(roles/([\w-]+)\.md\)", (DOCS / "guides" / "README.md").read_text(encoding="utf-8")
    )
    assert listed == [role.value.replace("_", "-") for role in Role]


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_up_to_date(name):
    committed = (REFERENCE / name).read_text(encoding="utf-8")
    assert committed == PAGES[name](), "run: python -m docs.generer"


@pytest.mark.parametrize("source", PAGES_MD, ids=_name)
def test_links_lead_somewhere(source):
    for link in _links(source):
        target, _, anchor = link.partition("#")
        path = (source.parent / target).resolve() if target else source
        assert path.exists(), f"{_name(source)} points at {link}"
        if anchor and path.suffix == ".md":
            assert anchor in _anchors(path), f"{_name(source)} points at {link}"


def test_a_dead_link_is_found(tmp_path):
    """The gate itself: a planted link to nowhere must fail."""
    page = tmp_path / "page.md"
    page.write_text("[nowhere](absent.md)")
    assert list(_links(page)) == ["absent.md"]
    assert not (page.parent / "absent.md").exists()


def test_every_page_is_linked_from_another():
    linked = {(page.parent / link.partition("#")[0]).resolve() for page in PAGES_MD for link in _links(page)}
    assert {_name(page) for page in DOCS.rglob("*.md") if page not in linked} == set()


def test_every_image_is_shown_and_light():
    shown = {
        (page.parent / link).resolve() for page in PAGES_MD for link in _links(page) if link.endswith(".png")
    }
    assert set(IMAGES) == shown
    assert {_name(image): size for image in IMAGES if (size := image.stat().st_size) > 200_000} == {}


@pytest.mark.parametrize("guide", GUIDES, ids=_name)
def test_guides_follow_french_typography(guide):
    text = re.sub(r"\]\([^)]*\)", "]", _prose(guide))
    assert re.findall(r".{0,20}\w'\w.{0,20}", text) == []
    assert re.findall(r".{0,20}[^\s|:-][ \u00a0]?(?<!\u202f)[;!?»].{0,20}", text) == []
    assert re.findall(r".{0,20}\w[ \u00a0]:.{0,20}", text) == []
    assert re.findall(r".{0,20}«(?!\u202f).{0,20}", text) == []
