"""House rules of templates, on every template of every app."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

APPS = ["socle", "villages", "enfants", "fratries", "projets", "participation", "protection"]
TEMPLATES = sorted(path for app in APPS for path in Path(app).glob("**/templates/**/*.html"))
SHEETS = sorted(path for app in APPS for path in Path(app).glob("**/static/**/*.css"))
SOURCES = [*TEMPLATES, *sorted(path for app in APPS for path in Path(app).glob("**/*.py"))]

#: Read by Django or allauth under a name nothing of ours writes.
OVERRIDES = ("django/", "account/", "mfa/", "usersessions/", "429.html")


def name_of(path: Path) -> str:
    return path.as_posix().split("/templates/", 1)[1]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_has_no_inline_script_or_style(path):
    source = path.read_text(encoding="utf-8")  # a block of JSON is data: no browser runs it
    assert (
        re.findall(
            r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>|<style\b|\sstyle=|\son[a-z]+=|javascript:",
            source,
        )
        == []
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_writes_htmx_attributes_as_data(path):
    source = path.read_text(encoding="utf-8")
    assert re.findall(r"(?<![-\w])hx-[a-z-]+=|hx-on|js:", source.replace("htmx-", "")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_types_plain_characters(path):
    """Narrow spaces come from the loader and the filter; check marks and arrows are pictograms."""
    source = path.read_text(encoding="utf-8")
    assert [character for character in source if character in "\u202f\u00a0✓✔→←✗✘"] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_form_has_a_method_and_an_action(path):
    forms = re.findall(r"<form\b[^>]*>", path.read_text(encoding="utf-8"))
    assert [form for form in forms if "method=" not in form or "action=" not in form] == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.is_relative_to("socle/ui")], ids=name_of)
def test_every_class_of_the_interface_has_a_rule(path):
    sheets = "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    ruled = set(re.findall(r"\.([a-z][a-z0-9-]*)", sheets))
    source = re.sub(r"\{\{.*?\}\}", "?", re.sub(r"\{%.*?%\}", " ", path.read_text(encoding="utf-8")))
    names = {name for names in re.findall(r'class="([^"]*)"', source) for name in names.split()}
    used = {name for name in names if "?" not in name}  # a name completed by a variable is not known here
    assert used - ruled == set()


def test_every_template_is_used():
    everything = {path: path.read_text(encoding="utf-8") for path in SOURCES}
    unused = [
        name_of(path)
        for path in TEMPLATES
        if not name_of(path).startswith(OVERRIDES)
        and not any(name_of(path) in text for other, text in everything.items() if other != path)
    ]
    assert unused == sorted(WAITING_FOR_THEIR_FIRST_SCREEN & set(unused))


#: Pages that upper apps extend: the base of a confirmation page, shown by its own test.
WAITING_FOR_THEIR_FIRST_SCREEN = {"ui/confirmation.html"}


def test_every_component_is_on_the_styleguide(client, db):
    """Each component's main class appears on one of the two styleguide pages."""
    shown = (client.get("/styleguide/").content + client.get("/styleguide/enfant/").content).decode()
    elsewhere = {"panneaux"}  # needs a child and a registered panel: see test_panels
    missing = []
    for path in Path("socle/ui/templates/ui/composants").glob("*.html"):
        classes = re.findall(r'class="([a-z0-9-]+)', path.read_text(encoding="utf-8"))
        if path.stem not in elsewhere and classes and classes[0] not in shown:
            missing.append(path.stem)
    assert missing == []
