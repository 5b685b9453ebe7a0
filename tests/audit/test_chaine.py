from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from socle.audit import chaine, scellement
from socle.audit.enums import MotifRupture
from socle.audit.models import EntreeAudit, LienAudit
from socle.audit.services import record
from socle.audit.tasks import seal_batch
from socle.audit.verification import verify
from tests.base import owner_connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sealed(lecture):
    """Ten sealed entries."""
    for _ in range(10):
        record("essai.lecture", objets=[uuid4()], enfants=[uuid4()])
    assert seal_batch() == 10


def as_owner(statement: str, *params: object) -> None:
    with owner_connection() as owner:
        assert owner.execute(statement, params).rowcount == 1


def rupture(**options):
    return verify(**options).rupture


def test_a_whole_chain_verifies_and_counts_its_links(sealed):
    result = verify()
    assert (result.liens, result.rupture, result.tardives) == (10, None, 0)
    assert list(LienAudit.objects.values_list("sequence", flat=True)) == list(range(1, 11))


def test_an_empty_journal_verifies():
    result = verify()
    assert (result.liens, result.tete.sequence, result.rupture) == (0, 0, None)


def test_sealing_again_adds_nothing(sealed):
    assert seal_batch() == 0
    assert LienAudit.objects.count() == 10


EDITS = {
    "id": "gen_random_uuid()",
    "horodatage": "horodatage + interval '1 microsecond'",
    "acteur_id": "gen_random_uuid()",
    "raison_systeme": "'autre'",
    "action": "'autre.action'",
    "libelle": "'a fait autre chose'",
    "categorie": "'psy'",
    "type_objet": "'autre'",
    "objets": "array_append(objets, gen_random_uuid())",
    "enfants": "'{}'",
    "but": "'autre'",
    "adresse": "'autre'",
    "requete": "'autre'",
}


def test_an_edited_row_is_found_whatever_the_column(lecture):
    for _ in EDITS:
        record("essai.lecture", objets=[uuid4()], enfants=[uuid4()])
    seal_batch()
    links = reversed(LienAudit.objects.all())
    for (column, value), link in zip(EDITS.items(), links, strict=True):
        as_owner(f"UPDATE audit_entreeaudit SET {column} = {value} WHERE id = %s", link.entree_id)
        found = rupture()
        expected = MotifRupture.LIGNE_SUPPRIMEE if column == "id" else MotifRupture.LIGNE_MODIFIEE
        assert (found.motif, found.sequence, found.entree_id) == (expected, link.sequence, link.entree_id), (
            column
        )


def test_every_column_of_an_entry_is_sealed_and_tried():
    assert (
        set(chaine.COLONNES) == set(EDITS) == {field.attname for field in EntreeAudit._meta.concrete_fields}
    )


def test_a_deleted_row_is_found(sealed):
    fourth = LienAudit.objects.get(sequence=4)
    as_owner("DELETE FROM audit_entreeaudit WHERE id = %s", fourth.entree_id)
    found = rupture()
    assert (found.motif, found.sequence) == (MotifRupture.LIGNE_SUPPRIMEE, 4)


def test_two_rows_that_exchange_their_links_are_found(sealed):
    second, third = LienAudit.objects.filter(sequence__in=(2, 3))
    with owner_connection() as owner:
        owner.execute("UPDATE audit_lienaudit SET entree_id = gen_random_uuid() WHERE sequence = 2;")
        owner.execute("UPDATE audit_lienaudit SET entree_id = %s WHERE sequence = 3", [second.entree_id])
        owner.execute("UPDATE audit_lienaudit SET entree_id = %s WHERE sequence = 2", [third.entree_id])
    assert rupture().motif == MotifRupture.LIGNE_MODIFIEE


@pytest.mark.parametrize(
    ("sequence", "motif"), [(1, MotifRupture.DEBUT_MANQUANT), (5, MotifRupture.LIEN_SUPPRIME)]
)
def test_a_deleted_link_is_found_even_once_its_row_has_been_sealed_again(sealed, sequence, motif):
    as_owner("DELETE FROM audit_lienaudit WHERE sequence = %s", sequence)
    assert seal_batch() == 1
    found = rupture()
    assert (found.motif, found.sequence) == (motif, sequence)


def test_a_deleted_link_and_row_closed_up_by_renumbering_are_found(sealed):
    fifth = LienAudit.objects.get(sequence=5)
    with owner_connection() as owner:
        owner.execute("DELETE FROM audit_entreeaudit WHERE id = %s", [fifth.entree_id])
        owner.execute("DELETE FROM audit_lienaudit WHERE sequence = 5")
        for sequence in range(6, 11):
            owner.execute(
                "UPDATE audit_lienaudit SET sequence = %s WHERE sequence = %s", [sequence - 1, sequence]
            )
    assert rupture().motif == MotifRupture.LIEN_MODIFIE


def test_an_edited_seal_is_found(sealed):
    as_owner("UPDATE audit_lienaudit SET hmac = decode(repeat('00', 32), 'hex') WHERE sequence = 6")
    assert rupture().motif == MotifRupture.LIGNE_MODIFIEE


def test_an_edited_sealing_date_is_found(sealed):
    as_owner("UPDATE audit_lienaudit SET scelle_le = scelle_le - interval '1 day' WHERE sequence = 6")
    assert rupture().motif == MotifRupture.LIGNE_MODIFIEE


def test_another_key_does_not_verify(sealed, settings):
    settings.CLE_AUDIT = "YXV0cmUtY2xlLWRlLXRlc3QtMDEyMzQ1Njc4OTAxMjM="
    assert rupture().motif == MotifRupture.LIGNE_MODIFIEE


def cut_tail(first: int) -> None:
    with owner_connection() as owner:
        owner.execute(
            "DELETE FROM audit_entreeaudit WHERE id IN "
            "(SELECT entree_id FROM audit_lienaudit WHERE sequence >= %s)",
            [first],
        )
        owner.execute("DELETE FROM audit_lienaudit WHERE sequence >= %s", [first])


def test_a_cut_tail_is_found_against_a_kept_head_and_only_then(sealed):
    kept = verify().tete
    cut_tail(8)
    assert rupture() is None
    found = rupture(kept=kept)
    assert (found.motif, found.sequence) == (MotifRupture.TETE_ABSENTE, 10)


def test_a_tail_cut_then_grown_again_is_found_against_a_kept_head(sealed):
    kept = verify().tete
    cut_tail(8)
    for _ in range(5):
        record("essai.lecture")
    assert rupture(kept=kept).motif == MotifRupture.TETE_DIFFERENTE


def test_a_kept_head_still_holds_when_the_chain_has_grown(sealed):
    kept = verify().tete
    record("essai.lecture")
    assert rupture(kept=kept) is None


def test_an_entry_left_unsealed_for_over_five_minutes_is_reported_once_and_sealed(lecture):
    entree = record("essai.lecture")
    as_owner("UPDATE audit_entreeaudit SET horodatage = horodatage - interval '6 minutes'")
    found = rupture()
    assert (found.motif, found.entree_id) == (MotifRupture.NON_SCELLEE, entree.pk)
    after = verify()
    assert (after.rupture, after.liens, after.tardives) == (None, 1, 1)


def test_an_entry_committed_late_is_linked_when_it_is_seen(lecture):
    """A slow transaction shows an entry older than those already sealed."""
    opened, sealed_meanwhile = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                record("essai.lecture")
                opened.set()
                assert sealed_meanwhile.wait(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(slow)
        assert opened.wait(10)
        quick = record("essai.lecture")
        assert seal_batch() == 1
        sealed_meanwhile.set()
        future.result(10)
    assert seal_batch() == 1
    order = list(LienAudit.objects.values_list("entree_id", flat=True))
    assert order[0] == quick.pk
    assert order[1] < quick.pk
    assert rupture() is None


def test_an_entry_older_than_the_quick_pass_looks_back_is_sealed_by_the_verification(sealed, lecture):
    EntreeAudit.objects.create(
        action="essai.lecture",
        libelle="a lu",
        categorie="journal",
        horodatage=timezone.now() - scellement.RECUL - timedelta(minutes=1),
    )
    assert seal_batch() == 0
    assert rupture().motif == MotifRupture.NON_SCELLEE
    assert (verify().liens, rupture()) == (11, None)


def test_eight_writers_and_two_sealers_make_one_chain_without_fork(lecture):
    writers, each = 8, 25
    start = threading.Barrier(writers + 2)
    over = threading.Event()

    def write() -> None:
        try:
            start.wait(10)
            for _ in range(each):
                with transaction.atomic():
                    record("essai.lecture", objets=[uuid4()])
        finally:
            connection.close()

    def seal() -> int:
        count = 0
        try:
            start.wait(10)
            while not over.is_set():
                count += seal_batch()
            return count
        finally:
            connection.close()

    with ThreadPoolExecutor(writers + 2) as pool:
        sealers = [pool.submit(seal) for _ in range(2)]
        for future in [pool.submit(write) for _ in range(writers)]:
            future.result(60)
        over.set()
        by_sealers = sum(future.result(60) for future in sealers)

    result = verify()
    assert result.rupture is None
    assert result.liens == writers * each == EntreeAudit.objects.count()
    assert by_sealers > 0
    precedents = list(LienAudit.objects.values_list("precedent", flat=True))
    assert len({bytes(precedent) for precedent in precedents}) == len(precedents)


def test_a_second_sealer_leaves_the_chain_to_the_first(lecture):
    record("essai.lecture")
    with owner_connection() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [scellement.VERROU])
        assert seal_batch() == 0
        other.execute("SELECT pg_advisory_unlock(%s)", [scellement.VERROU])
        assert seal_batch() == 1


def test_a_chain_longer_than_a_batch_and_than_a_page_is_sealed_and_verified_whole(lecture):
    links = scellement.LOT + 1
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_entreeaudit SELECT gen_random_uuid(), now(), gen_random_uuid(), '', "
            "'essai.lecture', 'a lu', 'journal', '', ARRAY[gen_random_uuid()], '{}', '', '', 'r' "
            "FROM generate_series(1, %s)",
            [links],
        )
    assert seal_batch() == links
    result = verify()
    assert (result.liens, result.rupture) == (links, None)


def run_command(*arguments: object) -> str:
    out = StringIO()
    call_command("verifier_audit", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_writes_a_head_and_accepts_it(sealed, tmp_path):
    head = tmp_path / "tete.json"
    assert run_command("--ecrire-tete", head) == "10 liens vérifiés, 0 purgés, tête au rang 10.\n"
    assert run_command("--tete", head) == "10 liens vérifiés, 0 purgés, tête au rang 10.\n"


def test_the_command_fails_with_the_first_broken_link_and_keeps_the_old_head(sealed, tmp_path):
    head = tmp_path / "tete.json"
    as_owner("DELETE FROM audit_lienaudit WHERE sequence = 5")
    with pytest.raises(CommandError, match=r"après 4 liens.*un lien a été supprimé\. Rang 5\.") as failure:
        run_command("--ecrire-tete", head)
    assert failure.value.returncode == 1
    assert not head.exists()
