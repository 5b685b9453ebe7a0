"""Gate 7: nothing leaves by mail or push, and the one calendar names nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail

from socle.habilitations.roles import Role
from tests.accessibility.catalogue import ADRESSES, SANS_PAGE, Catalogue

APPS = ("config", "socle", "villages", "enfants", "fratries", "projets", "participation", "protection")
ENVOI = re.compile(r"django\.core\.mail|send_mail\(|EmailMessage|email_user\(|text/calendar|pywebpush")
#: Where a calendar is made, and what proves that no name is in it.
CALENDRIER = {"enfants/views/agenda.py": "test_a_telephone_reads_hours_and_no_name"}


def sending_lines(source: str) -> list[str]:
    return [line.strip() for line in source.splitlines() if ENVOI.search(line)]


def test_no_code_sends_anything_but_the_calendar():
    found = {
        str(path.relative_to(settings.BASE_DIR)): lines
        for app in APPS
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if (lines := sending_lines(path.read_text(encoding="utf-8")))
    }
    assert found.keys() == CALENDRIER.keys()
    assert all("text/calendar" in line for lines in found.values() for line in lines)
    proofs = Path(settings.BASE_DIR, "tests/enfants/test_agenda.py").read_text(encoding="utf-8")
    assert all(f"def {test}(" in proofs for test in CALENDRIER.values())


@pytest.mark.parametrize(
    "planted", ["from django.core.mail import send_mail", "    user.email_user('Léa', '…')"]
)
def test_code_that_sends_is_caught(planted):
    assert sending_lines(planted)


@pytest.mark.django_db
def test_reading_everything_sends_nothing(monde):
    catalogue = Catalogue(monde)
    role = Role.EDUCATEUR_FAMILIAL
    for adresse in ADRESSES:
        if adresse.nom not in SANS_PAGE and (url := catalogue.url(adresse, role)):
            catalogue.client(role).get(url)
    assert mail.outbox == []
