from __future__ import annotations

import json

import pytest
from django_htmx.middleware import HtmxDetails

from socle.ui.htmx import announce, focus_on, render_invalid, render_page


@pytest.fixture
def request_as(rf, anonyme):
    def build(**headers):
        request = anonyme(rf.get("/x/", headers=headers))
        request.htmx = HtmxDetails(request)
        return request

    return build


TEMPLATE = "tests/fragment.html"


@pytest.fixture(autouse=True)
def template(settings, tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / TEMPLATE).write_text(
        "<h1>Page</h1>{% partialdef bloc inline %}<p>Fragment {{ x }}</p>{% endpartialdef %}",
        encoding="utf-8",
    )
    templates = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**templates, "DIRS": [tmp_path]}]


def test_plain_visit_gets_the_page(request_as):
    response = render_page(request_as(), TEMPLATE, {"x": 1}, fragment="bloc")
    assert response.content.decode() == "<h1>Page</h1><p>Fragment 1</p>"


def test_htmx_gets_the_fragment_only(request_as):
    response = render_page(request_as(**{"HX-Request": "true"}), TEMPLATE, {"x": 1}, fragment="bloc")
    assert response.content.decode() == "<p>Fragment 1</p>"
    assert response.headers["Vary"] == "HX-Request"


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_visit_and_history_get_the_page(request_as, header):
    response = render_page(
        request_as(**{"HX-Request": "true", header: "true"}), TEMPLATE, {"x": 1}, fragment="bloc"
    )
    assert response.content.startswith(b"<h1>")


def test_refused_form_is_422_and_asks_for_the_focus_on_the_errors(request_as):
    response = render_invalid(request_as(**{"HX-Request": "true"}), TEMPLATE, {"x": 1}, fragment="bloc")
    assert response.status_code == 422
    assert json.loads(response.headers["HX-Trigger-After-Settle"]) == {"maison:focus": "#resume-erreurs"}


def test_focus_and_announcement_add_up(request_as):
    response = render_page(request_as(), TEMPLATE, {"x": 1}, fragment="bloc")
    announce(focus_on(response, "#titre"), "C’est enregistré.")
    header = response.headers["HX-Trigger-After-Settle"]
    assert header.isascii()
    assert json.loads(header) == {"maison:focus": "#titre", "maison:annonce": "C’est enregistré."}
