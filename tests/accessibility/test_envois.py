"""Gate 7: nothing leaves by push, and the mails and the calendar name nobody."""

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
#: Where a mail is written and handed over, and what proves that no name is in it.
COURRIEL = {
    "socle/notifications/envoi.py": "test_no_name_is_in_a_notice_a_subject_a_mail_or_an_address",
    "socle/notifications/facteur.py": "test_no_name_is_in_a_notice_a_subject_a_mail_or_an_address",
}


def sending_lines(source: str) -> list[str]:
    return [line.strip() for line in source.splitlines() if ENVOI.search(line)]


def test_no_code_sends_anything_but_the_calendar_and_the_notices():
    found = {
        str(path.relative_to(settings.BASE_DIR)): lines
        for app in APPS
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if (lines := sending_lines(path.read_text(encoding="utf-8")))
    }
    assert found.keys() == CALENDRIER.keys() | COURRIEL.keys()
    assert all("text/calendar" in line for path in CALENDRIER for line in found[path])
    for file, tests in (
        ("tests/enfants/test_agenda.py", CALENDRIER.values()),
        ("tests/notifications/test_origines.py", COURRIEL.values()),
    ):
        proofs = Path(settings.BASE_DIR, file).read_text(encoding="utf-8")
        assert all(f"def {test}(" in proofs for test in tests)


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
