"""Who is woken on the last night of their duty answers for it until the morning."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from protection.models import LectureAlerte
from protection.services.alertes import avancer
from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import aujourdhui
from tests.nuit import a, il_est
from tests.protection.astreinte import QUART, appels, lever, page_de, pro_de_compte, tour_de_garde
from tests.saisie import client_de

pytestmark = pytest.mark.django_db


@pytest.fixture
def soir(monde):
    return aujourdhui()


@pytest.fixture
def garde(monde, soir):
    """Three people on call, of whom the night is the last."""
    people = tour_de_garde(monde)
    with acting_as_system(raison="test"):
        for compte in people.values():
            row = pro_de_compte(compte).astreintes.get()
            row.fin = soir
            row.save()
    return people


def test_called_five_minutes_before_midnight_one_opens_the_alert_afterwards_and_takes_charge(
    monde, garde, soir
):
    matin = soir + timedelta(days=1)
    with il_est(a(soir, "23:55")):
        alerte = lever(monde)
    assert [compte for _, compte, _ in appels(alerte)] == [garde[1].pk]
    page, take = (reverse(f"protection:{nom}", args=[alerte.pk]) for nom in ("alerte", "prendre_alerte"))
    with il_est(a(matin, "00:10")):
        assert "Je m’en occupe" in page_de(garde[1], alerte)
        assert client_de(garde[1]).post(take).status_code == 302
        assert avancer(a(matin, "00:10") + QUART) == 0
    with acting_as_system(raison="test"):
        rows = LectureAlerte.objects.filter(alerte=alerte).order_by("prise_en_charge")
        assert [(r.par_id, r.prise_en_charge) for r in rows] == [
            (garde[1].pk, False),
            (garde[1].pk, True),
        ]
    with il_est(a(matin, "05:01")):
        client = client_de(garde[1])
        assert client.get(page).status_code == 404
        assert client.post(take).status_code == 404


def test_after_five_the_chain_no_longer_calls_the_night(monde, garde, soir):
    matin = soir + timedelta(days=1)
    with il_est(a(soir, "23:55")):
        alerte = lever(monde)
    with il_est(a(matin, "05:01")):
        assert avancer(a(matin, "05:01")) > 0
    called = {compte for etape, compte, _ in appels(alerte) if etape == 2}
    assert called
    assert called.isdisjoint({compte.pk for compte in garde.values()})
