"""Keys live exactly as long as one transaction, come by pages, and follow its savepoints."""

from __future__ import annotations

import gc
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from socle.chiffrement.enums import NatureSujet, Raison
from socle.chiffrement.errors import KeyScopeError, KeyUnavailableError
from socle.chiffrement.keys import (
    ID_ASSOCIATION,
    SubjectKey,
    active_scope,
    cle_association,
    creer_cle,
    creer_cles,
    current_scope,
    key_scope,
)
from socle.chiffrement.models import CleSujet
from socle.chiffrement.values import Illisible
from socle.outils.identifiants import nouvel_id
from tests.chiffrement.bac.models import Note, Personne
from tests.chiffrement.fabriques import (
    destroy,
    fresh_keys,
    make_note,
    make_personne,
    open_transaction,
    rolled_back,
)


def test_outside_a_scope_nothing_is_opened_nor_sealed(db):
    with open_transaction():
        make_note(texte="soir")
    note = Note.objects.get()
    with pytest.raises(KeyScopeError):
        _ = note.texte
    note.texte = "nuit"
    with pytest.raises(KeyScopeError):
        note.save()
    with pytest.raises(KeyScopeError):
        creer_cle(nouvel_id(), NatureSujet.ENFANT)


@pytest.mark.django_db(transaction=True)
def test_a_scope_opens_inside_a_transaction_only():
    with pytest.raises(KeyScopeError), key_scope():
        pass
    assert active_scope.get() is None


@pytest.mark.parametrize("page", [1, 3, 50])
def test_the_keys_of_a_page_come_in_one_query(db, page):
    with open_transaction():
        for rang in range(page):
            make_note(make_personne(), texte=f"n° {rang}")
    with open_transaction(), CaptureQueriesContext(connection) as queries:
        notes = list(Note.objects.all())
        assert len({note.personne_id for note in notes}) == page
        assert sorted(note.texte for note in notes) == sorted(f"n° {rang}" for rang in range(page))
        assert [note.titre for note in notes] == [""] * page
    assert len(queries) == 2


def test_two_pages_and_their_joins_share_one_fetch_before_the_first_reading(db):
    with open_transaction():
        for rang in range(3):
            make_note(make_personne(nom=f"n° {rang}"), texte="soir")
    with open_transaction(), CaptureQueriesContext(connection) as queries:
        personnes, notes = list(Personne.objects.all()), list(Note.objects.select_related("personne"))
        versions = list(Note.versions.all())
        assert {p.nom for p in personnes} == {n.personne.nom for n in notes} == {"n° 0", "n° 1", "n° 2"}
        assert {version.texte for version in versions} == {"soir"}
    assert len(queries) == 4


def test_loading_without_reading_asks_for_no_key(db):
    with open_transaction():
        make_note(texte="soir")
    with open_transaction(), CaptureQueriesContext(connection) as queries:
        list(Note.objects.all())
    assert len(queries) == 1


def test_a_nested_scope_shares_the_keys_and_leaves_them_open(db):
    with open_transaction():
        note = make_note(texte="soir")
        outer = current_scope()
        with key_scope():
            assert current_scope() is outer
        assert Note.objects.get(pk=note.pk).texte == "soir"


def open_keys():
    """Every subject's key that the process holds open, wherever it is."""
    return [held for held in gc.get_objects() if type(held) is SubjectKey and held.aes is not None]


def test_no_key_is_left_anywhere_after_the_scope(db):
    with open_transaction():
        make_note(texte="soir")
    with open_transaction():
        note = Note.objects.get()
        assert note.texte == "soir"
        assert open_keys()
    assert note.__dict__["_ouverture"][0].aes is None
    assert not open_keys()
    with pytest.raises(KeyScopeError):
        current_scope()


def test_the_scope_closes_also_after_an_error(db):
    with rolled_back(), open_transaction():
        make_note(texte="soir")
        assert open_keys()
    assert active_scope.get() is None
    assert not open_keys()


def test_a_row_kept_from_one_scope_reads_the_state_of_the_next(db):
    with open_transaction():
        make_note(texte="soir", titre="T")
    with open_transaction():
        note = Note.objects.get()
        assert note.titre == "T"
    destroy(note.personne_id)
    with open_transaction():
        assert note.texte.raison == Raison.CLE_DETRUITE


def test_a_subject_has_one_key_for_ever(cles):
    sujet_id = make_personne().id
    with pytest.raises(IntegrityError), transaction.atomic():
        creer_cle(sujet_id, NatureSujet.ENFANT)
    destroy(sujet_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        creer_cle(sujet_id, NatureSujet.ENFANT)


def test_many_keys_are_created_in_one_query(cles):
    with CaptureQueriesContext(connection) as queries:
        creer_cles((nouvel_id(), NatureSujet.PROCHE) for _ in range(50))
    assert len(queries) == 1


def test_the_association_s_key_is_made_once(cles):
    assert cle_association() == cle_association() == ID_ASSOCIATION
    assert CleSujet.objects.get().nature == NatureSujet.ASSOCIATION


# --- savepoints ---------------------------------------------------------------------------


def test_a_key_of_a_rolled_back_savepoint_seals_nothing(cles):
    personne = Personne(nom="Zoé")
    with rolled_back():
        creer_cle(personne.id, NatureSujet.ENFANT)
        personne.save()
    personne._state.adding = True
    with pytest.raises(KeyUnavailableError), transaction.atomic():
        personne.save()
    creer_cle(personne.id, NatureSujet.ENFANT)
    personne.save()
    with fresh_keys():
        assert Personne.objects.get().nom == "Zoé"


def test_a_key_of_a_savepoint_kept_inside_one_rolled_back_seals_nothing(cles):
    personne = Personne(nom="Zoé")
    with rolled_back():
        with transaction.atomic():
            creer_cle(personne.id, NatureSujet.ENFANT)
        personne.save()
    personne._state.adding = True
    with pytest.raises(KeyUnavailableError), transaction.atomic():
        personne.save()


def test_a_key_of_a_kept_savepoint_goes_on_serving(cles):
    personne = Personne(nom="Zoé")
    with transaction.atomic():
        creer_cle(personne.id, NatureSujet.ENFANT)
        personne.save()
    with transaction.atomic():
        note = make_note(personne, texte="soir")
    with fresh_keys():
        assert Note.objects.get(pk=note.pk).texte == "soir"


# --- threads and tasks --------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_threads_reading_together_get_their_own_rows_right():
    with open_transaction():
        for rang in range(40):
            make_note(make_personne(nom=f"personne {rang}"), texte=f"texte {rang}", titre=f"titre {rang}")
    expected = {(f"personne {rang}", f"texte {rang}", f"titre {rang}", rang) for rang in range(40)}
    barrier = threading.Barrier(8)

    def read(_thread):
        try:
            barrier.wait(timeout=20)
            seen = []
            for _ in range(5):
                with open_transaction():
                    notes = list(Note.objects.select_related("personne"))
                    seen.append({(n.personne.nom, n.texte, n.titre, int(n.texte.split()[1])) for n in notes})
            return seen
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        for seen in pool.map(read, range(8)):
            assert seen == [expected] * 5


@pytest.mark.django_db(transaction=True)
def test_a_thread_has_no_key_of_another():
    with open_transaction():
        make_note(texte="soir")
    with open_transaction():
        note = Note.objects.get()
        assert note.titre == ""
        with ThreadPoolExecutor(1) as pool, pytest.raises(KeyScopeError):
            pool.submit(lambda: note.texte).result()


@pytest.mark.django_db(transaction=True)
def test_the_scope_follows_a_request_into_its_asynchronous_steps():
    """In a thread of its own: a browser test of the same process leaves its event loop in the first."""
    with open_transaction():
        make_note(texte="soir")

    async def step(note):
        return await sync_to_async(lambda: note.texte, thread_sensitive=True)()

    def request():
        try:
            with open_transaction():
                inside = async_to_sync(step)(Note.objects.get())
            with pytest.raises(KeyScopeError):
                async_to_sync(step)(Note.objects.get())
            return inside
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        assert pool.submit(request).result() == "soir"


@pytest.mark.django_db(transaction=True)
def test_a_destroyed_key_is_out_of_reach_of_an_open_process_at_its_next_transaction():
    """The other thread has its own connection, already open, and has read the value before."""
    with open_transaction():
        note = make_note(texte="soir")
    read_once, destroyed = threading.Event(), threading.Event()

    def process():
        try:
            with open_transaction():
                first = Note.objects.get().texte
            read_once.set()
            assert destroyed.wait(timeout=20)
            with open_transaction():
                rows = [*Note.objects.all(), *Note.versions.all()]
                return first, [row.texte for row in rows]
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(process)
        assert read_once.wait(timeout=20)
        destroy(note.personne_id)
        destroyed.set()
        first, values = reader.result(timeout=20)
    assert first == "soir"
    assert len(values) == 2
    assert all(isinstance(value, Illisible) and value.raison == Raison.CLE_DETRUITE for value in values)
