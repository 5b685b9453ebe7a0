from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.template import Context, Template

from socle.ui import alertes, gestes, navigation, panels
from socle.ui.alertes import Alerte, SourceAlertes
from socle.ui.gestes import Geste
from socle.ui.navigation import Entree, Zone, links_for
from socle.ui.panels import Panneau, panels_for

ENFANT = SimpleNamespace(pk=UUID("01900000-0000-7000-8000-000000000001"))


class Lecteur:
    """Someone who holds exactly the permissions given."""

    is_authenticated = True

    def __init__(self, *permissions: str) -> None:
        self.permissions = permissions

    def has_perm(self, permission: str, objet: object = None) -> bool:
        return objet is ENFANT and permission in self.permissions


@pytest.fixture(autouse=True)
def empty_registries(monkeypatch) -> None:
    monkeypatch.setattr(navigation, "_entrees", {})
    monkeypatch.setattr(panels, "_panneaux", {})
    monkeypatch.setattr(alertes, "_sources", {})
    monkeypatch.setattr(gestes, "_gestes", {})


def entree(url: str, ordre: int, **options) -> Entree:
    return Entree(
        **{
            "libelle": url,
            "icone": "house",
            "url": url,
            "ordre": ordre,
            "visible": lambda request: True,
            **options,
        }
    )


def panneau(code: str, ordre: int, permission: str, **options) -> Panneau:
    return Panneau(
        code=code,
        titre=f"Panneau {code}",
        icone="house",
        ordre=ordre,
        permission=permission,
        url="panneau_essai",
        **options,
    )


def source(code: str, ordre: int, permission: str, *lignes: str) -> SourceAlertes:
    return SourceAlertes(
        code=code,
        ordre=ordre,
        permission=permission,
        lire=lambda request, objet: [Alerte(titre=f"Alerte {code}", lignes=lignes)] if lignes else [],
        url="panneau_essai",
        libelle=f"Voir {code}",
    )


def test_navigation_shows_what_the_predicate_lets_through_in_order(rf):
    navigation.register(entree("ui:aide", 20))
    navigation.register(entree("ui:preferences", 10, court="Préf."))
    navigation.register(entree("ui:styleguide", 5, visible=lambda request: False))
    navigation.register(entree("ui:accessibilite", 1, zone=Zone.COMPTE))
    links = links_for(rf.get("/aide/"), Zone.PRINCIPALE)
    assert [(link.adresse, link.court, link.actif) for link in links] == [
        ("/preferences/", "Préf.", False),
        ("/aide/", "ui:aide", True),
    ]


def test_only_the_closest_entry_is_current(rf):
    navigation.register(entree("ui:styleguide", 1))
    navigation.register(entree("ui:styleguide_enfant", 2))
    links = links_for(rf.get("/styleguide/enfant/"), Zone.PRINCIPALE)
    assert [link.actif for link in links] == [False, True]


def test_two_entries_may_not_lead_to_the_same_place():
    navigation.register(entree("ui:aide", 1))
    with pytest.raises(ValueError, match="registered twice"):
        navigation.register(entree("ui:aide", 2))


def test_panels_are_those_the_reader_may_open_in_order(rf):
    panels.register(panneau("projet", 20, "projets.lire_projet"))
    panels.register(panneau("parole", 10, "participation.lire_parole"))
    panels.register(panneau("psy", 1, "enfants.lire_psy"))
    request = rf.get("/")
    request.user = Lecteur("projets.lire_projet", "participation.lire_parole")
    assert [panel.code for panel in panels_for(request, ENFANT)] == ["parole", "projet"]


def test_two_panels_may_not_have_the_same_code():
    panels.register(panneau("projet", 20, "a.b"))
    with pytest.raises(ValueError, match="registered twice"):
        panels.register(panneau("projet", 20, "a.c"))


@pytest.mark.urls("tests.ui.urls_panneaux")
def test_panel_is_a_fragment_with_a_plain_link(rf):
    panels.register(panneau("projet", 20, "projets.lire_projet", sur_fiche=True))
    panels.register(panneau("besoins", 30, "projets.lire_projet"))
    panels.register(panneau("psy", 1, "enfants.lire_psy", sur_fiche=True))
    request = rf.get("/")
    request.user = Lecteur("projets.lire_projet")
    html = Template("{% load ui %}{% panneaux enfant %}").render(
        Context({"request": request, "enfant": ENFANT})
    )
    adresse = f"/panneaux/{ENFANT.pk}/"
    assert f'<a href="{adresse}">Panneau projet</a>' in html
    assert f'data-hx-get="{adresse}"' in html
    assert "psy" not in html
    assert "besoins" not in html


def alerted(rf, *permissions: str) -> str:
    request = rf.get("/")
    request.user = Lecteur(*permissions)
    return Template("{% load ui %}{% alertes enfant %}").render(
        Context({"request": request, "enfant": ENFANT})
    )


@pytest.mark.urls("tests.ui.urls_panneaux")
def test_alerts_are_those_the_reader_may_see_in_order(rf):
    alertes.register(source("soins", 20, "enfants.lire_soin_quotidien", "Arachide"))
    alertes.register(source("contacts", 10, "enfants.lire_famille_contacts", "Un oncle", "Un <voisin>"))
    alertes.register(source("psy", 1, "enfants.lire_psy", "Jamais"))
    html = alerted(rf, "enfants.lire_soin_quotidien", "enfants.lire_famille_contacts")
    order = ["Alerte contacts", "Un oncle", "Un &lt;voisin&gt;", "Voir contacts", "Alerte soins"]
    assert [html.index(words) for words in order] == sorted(html.index(words) for words in order)
    assert html.count(f'href="/panneaux/{ENFANT.pk}/"') == 2
    assert "Jamais" not in html


@pytest.mark.urls("tests.ui.urls_panneaux")
def test_nothing_to_say_shows_nothing(rf):
    alertes.register(source("soins", 20, "enfants.lire_soin_quotidien"))
    assert alerted(rf, "enfants.lire_soin_quotidien").strip() == ""


def test_two_alert_sources_may_not_have_the_same_code():
    alertes.register(source("soins", 20, "enfants.lire_soin_quotidien"))
    with pytest.raises(ValueError, match="registered twice"):
        alertes.register(source("soins", 20, "enfants.lire_psy"))


def geste(ordre: int, **options) -> Geste:
    base = {"libelle": f"Geste {ordre}", "icone": "house", "url": "panneau_essai", "ordre": ordre}
    return Geste(**base | {"visible": lambda request, objet: objet is ENFANT} | options)


@pytest.mark.urls("tests.ui.urls_panneaux")
def test_gestures_are_links_for_who_may_have_to_do_them(rf):
    gestes.register(geste(20))
    shown = Template("{% load ui %}{% gestes enfant %}")
    html = shown.render(Context({"request": rf.get("/"), "enfant": ENFANT}))
    assert f'href="/panneaux/{ENFANT.pk}/"' in html
    assert "Geste 20" in html
    other = SimpleNamespace(pk=ENFANT.pk)
    assert "Geste" not in shown.render(Context({"request": rf.get("/"), "enfant": other}))


def test_two_gestures_may_not_lead_to_the_same_place():
    gestes.register(geste(20))
    with pytest.raises(ValueError, match="registered twice"):
        gestes.register(geste(30))
