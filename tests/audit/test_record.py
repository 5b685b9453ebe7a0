from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction

from socle.audit import registry
from socle.audit.enums import Redaction
from socle.audit.models import EntreeAudit
from socle.audit.registry import ActionAudit, UnregisteredActionError
from socle.audit.services import record, record_apart
from socle.outils.acteur import PERSONNE, Acteur, acteur_courant
from socle.outils.declarations import Categorie
from tests.base import owner_connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def acteur():
    acteur = Acteur(id=uuid4(), requete="req1")
    token = acteur_courant.set(acteur)
    yield acteur
    acteur_courant.reset(token)


def test_an_entry_keeps_who_what_and_the_frozen_sentence(lecture, acteur):
    objet, enfant = uuid4(), uuid4()

    record(
        "essai.lecture", objets=[objet, objet], enfants=[enfant], type_objet="enfants.Note", but="inspection"
    )

    entree = EntreeAudit.objects.get()
    assert entree.acteur_id == acteur.id
    assert entree.raison_systeme == ""
    assert entree.requete == "req1"
    assert entree.libelle == "a lu le journal d’essai"
    assert entree.categorie == "journal"
    assert entree.objets == [objet]
    assert entree.enfants == [enfant]
    assert entree.type_objet == "enfants.note"
    assert entree.but == "inspection"


def test_a_system_act_is_recorded_with_its_reason_and_no_account(lecture):
    token = acteur_courant.set(Acteur(id=None, raison="rappel des échéances"))
    try:
        entree = record("essai.lecture")
    finally:
        acteur_courant.reset(token)
    assert entree.acteur_id is None
    assert entree.raison_systeme == "rappel des échéances"


def test_an_unregistered_action_is_refused_and_writes_nothing(acteur):
    with pytest.raises(UnregisteredActionError):
        record("essai.inconnue")
    assert not EntreeAudit.objects.exists()


@pytest.mark.parametrize("but", ["Léa m’a dit", "autre"])
def test_a_purpose_the_action_does_not_declare_is_refused(lecture, acteur, but):
    with pytest.raises(ValueError, match="purpose"):
        record("essai.lecture", but=but)


def test_a_type_that_is_not_a_model_label_is_refused(lecture, acteur):
    with pytest.raises(ValueError, match="model label"):
        record("essai.lecture", type_objet="note de Léa")


def test_the_database_itself_refuses_free_text_in_codes(lecture):
    with pytest.raises(IntegrityError), transaction.atomic():
        EntreeAudit.objects.create(action="essai.lecture", libelle="x", categorie="journal", but="pour Léa")


def test_an_entry_disappears_with_the_transaction_it_records(lecture, acteur):
    def write_and_fail() -> None:
        with transaction.atomic():
            record("essai.lecture")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert not EntreeAudit.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entreeaudit SET action = 'x'",
        "DELETE FROM audit_entreeaudit",
        "TRUNCATE audit_entreeaudit",
        "UPDATE audit_lienaudit SET sequence = 1",
        "DELETE FROM audit_lienaudit",
        "INSERT INTO audit_pointdecontroleaudit VALUES (1, '', 1, now(), now(), '')",
    ],
)
def test_the_application_role_can_neither_rewrite_nor_delete(lecture, acteur, statement):
    record("essai.lecture")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_trigger_holds_even_when_the_rights_were_granted_by_mistake():
    tables = ["audit_entreeaudit", "audit_lienaudit", "audit_pointdecontroleaudit"]
    with owner_connection() as owner:
        owner.execute(f"GRANT UPDATE, DELETE, TRUNCATE ON {', '.join(tables)} TO {settings.ROLE_APPLICATION}")
        try:
            for table in tables:
                for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
                    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
                        connection.cursor().execute(statement)
        finally:
            owner.execute(
                f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(tables)} FROM {settings.ROLE_APPLICATION}"
            )


@pytest.mark.django_db(transaction=True)
def test_the_owner_is_spared_or_purge_and_flush_would_break(lecture, acteur):
    record("essai.lecture")
    with owner_connection() as owner:
        assert owner.execute("DELETE FROM audit_entreeaudit").rowcount == 1


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_written_apart_with_the_url_name_only():
    objet = uuid4()
    record_apart("acces.refus", acteur=PERSONNE, adresse="enfants:fiche", objets=[objet])
    entree = EntreeAudit.objects.get()
    assert (entree.adresse, entree.objets, entree.enfants) == ("enfants:fiche", [objet], [])


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_not_written_inside_the_transaction_that_will_be_rolled_back():
    with pytest.raises(RuntimeError), transaction.atomic():
        record_apart("acces.refus", acteur=PERSONNE, adresse="enfants:fiche")


def test_an_address_as_typed_is_refused():
    with pytest.raises(ValueError, match="name of a URL"):
        record_apart("acces.refus", acteur=PERSONNE, adresse="/enfants/?q=Léa")


def test_a_code_cannot_be_registered_with_two_meanings(lecture):
    assert registry.register(lecture) is lecture
    with pytest.raises(ValueError, match="twice"):
        registry.register(ActionAudit(code="essai.lecture", phrase="autre", categorie=Categorie.JOURNAL))


@pytest.mark.parametrize("code", ["", "Lecture", "a b", "a..b", "é", "a" * 65])
def test_a_code_that_is_not_dotted_words_is_refused(code):
    with pytest.raises(ValueError, match="audit code"):
        ActionAudit(code=code, phrase="a lu", categorie=Categorie.JOURNAL, redaction=Redaction.AUCUNE)
