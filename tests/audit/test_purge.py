from __future__ import annotations

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from config.env import read_database
from socle.audit.enums import MotifRupture
from socle.audit.models import EntreeAudit, LienAudit, PointDeControleAudit
from socle.audit.purge import BrokenChainError, TooRecentError, purge
from socle.audit.services import record
from socle.audit.tasks import seal_batch
from socle.audit.verification import verify
from tests.base import owner_connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner_role(db):
    """Serve as the owner, as MAISON_BASE=proprietaire does."""
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    owner = read_database("DATABASE_OWNER_URL")
    connection.close()
    connection.settings_dict.update(USER=owner["USER"], PASSWORD=owner["PASSWORD"])
    yield
    connection.close()
    connection.settings_dict.update(before)


def write_entry(*, days_ago: int) -> EntreeAudit:
    return EntreeAudit.objects.create(
        action="essai.lecture",
        libelle="a lu",
        categorie="journal",
        objets=[uuid4()],
        horodatage=timezone.now() - timedelta(days=days_ago),
    )


@pytest.fixture
def old_and_new(lecture):
    """Six old entries then three of today, sealed."""
    for _ in range(6):
        write_entry(days_ago=500)
    for _ in range(3):
        record("essai.lecture")
    assert seal_batch() == 9


def a_year_ago():
    return timezone.now() - timedelta(days=400)


def broken() -> MotifRupture | None:
    rupture = verify().rupture
    return rupture.motif if rupture else None


def test_a_purge_removes_the_old_and_the_chain_still_verifies(old_and_new, owner_role):
    result = purge(avant=a_year_ago())

    assert (result.nombre, result.sequence) == (6, 6)
    point = PointDeControleAudit.objects.get()
    assert (point.sequence, point.nombre) == (6, 6)
    after = verify()
    assert after.rupture is None
    assert (after.liens, after.purgees) == (4, 6)
    assert EntreeAudit.objects.latest("horodatage").action == "audit.purge"


def test_two_purges_follow_each_other(old_and_new, owner_role):
    purge(avant=a_year_ago())
    with owner_connection() as owner:
        owner.execute("TRUNCATE audit_entreeaudit, audit_lienaudit")
    for _ in range(4):
        write_entry(days_ago=450)
    seal_batch()
    assert (purge(avant=a_year_ago()).nombre, verify().rupture) == (4, None)
    assert list(PointDeControleAudit.objects.values_list("sequence", flat=True)) == [6, 10]


def test_nothing_old_means_nothing_purged_and_no_checkpoint(lecture, owner_role):
    record("essai.lecture")
    assert purge(avant=a_year_ago()).nombre == 0
    assert not PointDeControleAudit.objects.exists()


def test_a_purge_stops_at_the_first_entry_that_must_stay(lecture, owner_role):
    write_entry(days_ago=500)
    seal_batch()
    record("essai.lecture")
    seal_batch()
    late = write_entry(days_ago=450)
    seal_batch()
    verify()
    assert purge(avant=a_year_ago()).nombre == 1
    assert EntreeAudit.objects.filter(pk=late.pk).exists()


def test_entries_younger_than_the_legal_duration_are_never_purged(old_and_new, owner_role, settings):
    with pytest.raises(TooRecentError):
        purge(avant=timezone.now() - timedelta(days=300))
    settings.AUDIT_CONSERVATION_MOIS = 36
    with pytest.raises(TooRecentError):
        purge(avant=a_year_ago())
    assert LienAudit.objects.count() == 9


def test_a_broken_chain_is_not_purged_for_it_is_evidence(old_and_new, owner_role):
    with owner_connection() as owner:
        owner.execute("DELETE FROM audit_lienaudit WHERE sequence = 2")
    with pytest.raises(BrokenChainError):
        purge(avant=a_year_ago())
    assert EntreeAudit.objects.count() == 9


@pytest.mark.parametrize(
    ("fault", "motif"),
    [
        ("UPDATE audit_pointdecontroleaudit SET nombre = 5", MotifRupture.POINT_DE_CONTROLE),
        ("UPDATE audit_pointdecontroleaudit SET hmac = sceau", MotifRupture.POINT_DE_CONTROLE),
        (
            "UPDATE audit_pointdecontroleaudit SET avant = avant + interval '1 day'",
            MotifRupture.POINT_DE_CONTROLE,
        ),
        ("DELETE FROM audit_pointdecontroleaudit", MotifRupture.DEBUT_MANQUANT),
    ],
)
def test_a_forged_or_missing_checkpoint_is_found(old_and_new, owner_role, fault, motif):
    purge(avant=a_year_ago())
    with owner_connection() as owner:
        owner.execute(fault)
    assert broken() == motif


def test_a_beginning_cut_under_an_invented_checkpoint_is_found(old_and_new, owner_role):
    with owner_connection() as owner:
        owner.execute(
            "INSERT INTO audit_pointdecontroleaudit SELECT sequence, hmac, 6, now(), now(), hmac "
            "FROM audit_lienaudit WHERE sequence = 6"
        )
        owner.execute("DELETE FROM audit_lienaudit WHERE sequence <= 6")
    assert broken() == MotifRupture.POINT_DE_CONTROLE


def test_a_head_kept_before_the_purge_still_holds(old_and_new, owner_role):
    kept = verify().tete
    purge(avant=a_year_ago())
    assert verify(kept=kept).rupture is None


def run_command(avant: str) -> str:
    out = StringIO()
    call_command("purger_audit", "--avant", avant, stdout=out)
    return out.getvalue()


def test_the_command_purges_as_the_owner(old_and_new, owner_role):
    said = run_command(a_year_ago().date().isoformat())
    assert said == "6 entrées purgées, la chaîne reprend après le rang 6.\n"


def test_the_command_refuses_the_application_role(old_and_new):
    with pytest.raises(CommandError, match="MAISON_BASE=proprietaire"):
        run_command(a_year_ago().date().isoformat())
    assert EntreeAudit.objects.count() == 9


def test_the_command_says_how_a_date_is_written(owner_role):
    for avant in ("hier", "2020-02-31", "01/02/2020", ""):
        with pytest.raises(CommandError, match="AAAA-MM-JJ"):
            run_command(avant)


def test_the_command_says_until_when_the_journal_is_kept(old_and_new, owner_role):
    with pytest.raises(CommandError, match="se garde 12 mois"):
        run_command(timezone.localdate().isoformat())
