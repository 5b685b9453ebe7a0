"""Quarantine until clamd has spoken; what it calls dangerous never opens."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from config.env import read_address
from socle.audit.models import EntreeAudit
from socle.chiffrement.keys import current_scope
from socle.documents import coffre, depots
from socle.documents.balayage import REPENTIR, sweep_documents
from socle.documents.enums import EtatAnalyse
from socle.documents.errors import (
    AntivirusUnavailableError,
    QuarantinedDocumentError,
    UnavailableDocumentError,
)
from socle.documents.models import Document
from socle.documents.services import CODE_ANALYSE, analyser, open_stream, retirer
from socle.habilitations.contexte import acting_as_system
from socle.taches.enums import EtatTache
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.documents.conftest import lire, pdf, stocker
from tests.documents.faux_clamd import EICAR, faux_clamd
from tests.documents.test_balayage import age


@pytest.fixture
def clamd(settings):
    # A socket's path is short: the one pytest gives may not be.
    with tempfile.TemporaryDirectory() as directory, faux_clamd(Path(directory)) as peer:
        settings.CLAMD = peer.adresse
        yield peer


def reread(document: Document) -> Document:
    return Document.tous.get(pk=document.pk)


def test_without_an_antivirus_the_document_opens_and_says_so(systeme, enfant):
    document = stocker(enfant, pdf())
    assert document.get_analyse_display() == "non analysé : aucun antivirus n’est configuré"
    assert lire(document) == pdf()
    assert not Tache.objects.exists()


def test_a_document_waits_hidden_until_the_antivirus_has_looked_at_it(systeme, enfant, clamd):
    document = stocker(enfant, pdf(200_000))
    assert document.get_analyse_display() == "en cours d’analyse"
    assert not Document.objects.filter(pk=document.pk).exists()
    with pytest.raises(QuarantinedDocumentError):
        open_stream(document)
    tache = Tache.objects.get(code=CODE_ANALYSE)
    assert tache.parametres == {"document": {"uuid": str(document.pk)}}
    assert analyser(document.pk) == EtatAnalyse.SAIN
    assert clamd.recus == [pdf(200_000)]
    assert Document.objects.get(pk=document.pk).analyse_le is not None
    assert lire(reread(document)) == pdf(200_000)


def test_a_dangerous_file_is_refused_for_ever_and_audited(systeme, enfant, clamd):
    document = stocker(enfant, b"%PDF-1.7\n" + EICAR)
    assert analyser(document.pk) == EtatAnalyse.REFUSE
    assert reread(document).get_analyse_display() == "refusé : contenu dangereux"
    assert not Document.objects.filter(pk=document.pk).exists()
    with pytest.raises(QuarantinedDocumentError):
        open_stream(reread(document))
    entry = EntreeAudit.objects.get(action="documents.danger.scolarite")
    assert (entry.objets, entry.enfants) == ([document.pk], [enfant.pk])
    # Looked at once: a second job asks nobody.
    assert analyser(document.pk) == EtatAnalyse.REFUSE
    assert len(clamd.recus) == 1


def test_a_file_cut_over_two_chunks_is_seen_whole(systeme, enfant, clamd):
    content = pdf(coffre.MORCEAU - 20) + EICAR + b"x" * coffre.MORCEAU
    document = stocker(enfant, content)
    assert analyser(document.pk) == EtatAnalyse.REFUSE
    assert clamd.recus == [content]


def test_what_the_software_makes_itself_does_not_wait(systeme, enfant, clamd):
    document = stocker(enfant, pdf(), interne=True)
    assert document.analyse == EtatAnalyse.INTERNE
    assert lire(document)
    assert clamd.recus == []


@pytest.mark.parametrize(
    "answer",
    [b"", b"stream: Can't allocate memory ERROR\n", b"INSTREAM size limit exceeded. ERROR\n", b"quoi ?\n"],
)
def test_without_a_verdict_the_document_stays_in_quarantine(systeme, enfant, clamd, answer):
    clamd.reponse = answer
    document = stocker(enfant, pdf())
    with pytest.raises(AntivirusUnavailableError):
        analyser(document.pk)
    assert reread(document).analyse == EtatAnalyse.EN_COURS


def test_a_file_bigger_than_the_antivirus_takes_stays_in_quarantine(systeme, enfant, clamd):
    clamd.limite = 1000
    document = stocker(enfant, pdf(3_000_000))
    with pytest.raises(AntivirusUnavailableError):
        analyser(document.pk)
    assert reread(document).analyse == EtatAnalyse.EN_COURS


@pytest.mark.django_db(transaction=True)
def test_the_job_is_tried_again_once_the_antivirus_is_back(settings):
    enfant = factories.creer_enfant(factories.creer_village("Les Collines"), "Léa", "Martin")
    with tempfile.TemporaryDirectory() as directory:
        settings.CLAMD = f"unix://{directory}/clamd.ctl"
        with acting_as_system(raison="test"):
            document = stocker(enfant, pdf())
        tache = Tache.objects.get(code=CODE_ANALYSE)
        assert not run_now(tache.pk)
        tache.refresh_from_db()
        assert (tache.etat, tache.erreur) == (EtatTache.EN_ATTENTE, "AntivirusUnavailableError")
        with faux_clamd(Path(directory)) as clamd:
            assert run_now(tache.pk)
            assert clamd.recus == [pdf()]
    tache.refresh_from_db()
    assert tache.resultats == {"etat": "sain"}
    with acting_as_system(raison="test"):
        assert Document.objects.get(pk=document.pk).analyse == EtatAnalyse.SAIN


def test_a_withdrawn_or_closed_document_asks_nobody(systeme, enfant, clamd):
    withdrawn, closed = stocker(enfant, pdf()), stocker(enfant, pdf())
    retirer(withdrawn)
    assert analyser(withdrawn.pk) == EtatAnalyse.EN_COURS
    factories.perdre_la_cle(enfant.pk)
    current_scope().forget(enfant.pk)
    assert analyser(closed.pk) == EtatAnalyse.EN_COURS
    assert clamd.recus == []
    with pytest.raises(UnavailableDocumentError):
        open_stream(reread(withdrawn))


def test_the_command_asks_for_what_was_never_looked_at(systeme, enfant, clamd, settings):
    address, settings.CLAMD = settings.CLAMD, ""
    before = stocker(enfant, pdf())
    with pytest.raises(CommandError, match="MAISON_CLAMD"):
        call_command("analyser_documents", stdout=StringIO())
    settings.CLAMD = address
    stocker(enfant, pdf(), interne=True)
    out = StringIO()
    call_command("analyser_documents", stdout=out)
    assert out.getvalue() == "Documents à analyser\u202f: 1.\n"
    assert analyser(before.pk) == EtatAnalyse.SAIN


def test_the_sweep_keeps_what_waits_and_removes_what_is_dangerous(systeme, enfant, clamd):
    waiting, fresh, old = (stocker(enfant, b"%PDF-1.7\n" + EICAR) for _ in range(3))
    analyser(fresh.pk)
    analyser(old.pk)
    Document.tous.filter(pk=old.pk).update(analyse_le=timezone.now() - REPENTIR)
    for document in (waiting, fresh, old):
        age(depots.Repertoire().path_of(document.pk), timedelta(days=400))
    result = sweep_documents()
    assert (result.orphelins, result.retires) == (0, 1)
    assert [depots.Repertoire().path_of(d.pk).exists() for d in (waiting, fresh, old)] == [True, True, False]


def test_the_database_refuses_a_verdict_without_its_day(systeme, enfant):
    document = stocker(enfant, pdf())
    with pytest.raises(IntegrityError, match="document_analyse_datee"), transaction.atomic():
        Document.tous.filter(pk=document.pk).update(analyse=EtatAnalyse.SAIN)


@pytest.mark.parametrize("value", ["clamd", "http://clamd:3310", "unix:", "tcp:///run/x"])
def test_an_address_that_is_not_one_stops_the_program(monkeypatch, value):
    monkeypatch.setenv("MAISON_CLAMD", value)
    with pytest.raises(ImproperlyConfigured, match="MAISON_CLAMD"):
        read_address("MAISON_CLAMD", {"unix", "tcp"})


@pytest.mark.parametrize("value", ["", "unix:///run/clamav/clamd.ctl", "tcp://clamd:3310"])
def test_an_address_that_is_one_is_kept(monkeypatch, value):
    monkeypatch.setenv("MAISON_CLAMD", value)
    assert read_address("MAISON_CLAMD", {"unix", "tcp"}) == value
