"""« Je ne me sens pas en sécurité »: kept, told, walled from those it is about and from the house, answered."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from protection.echelle import LIT, LIT_MESSAGE, RANGS, lit_au
from protection.models import (
    AlerteAstreinte,
    AppelAstreinte,
    DeclarationEnCours,
    Incident,
    MessageDeSecurite,
    PersonneVisee,
    SuiteMessage,
)
from protection.services import messages as services
from protection.services.alertes import avancer
from protection.services.codes import AVIS_ALERTE
from socle.audit.models import EntreeAudit
from socle.echeances.etats import Etat
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.notifications.models import Avis
from socle.notifications.signals import message_de_securite, message_suivi
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.protection.astreinte import QUART, appels, dire, pro_de, pro_de_compte, tour_de_garde
from tests.saisie import client_de, saisir

pytestmark = pytest.mark.django_db

MOTS = "Canari-des-mots, j’ai peur quand la nuit vient."


@pytest.fixture
def garde(monde):
    return tour_de_garde(monde)


@pytest.fixture
def suivi():
    """What the sender hears back."""
    heard: list[tuple[object, str, object]] = []

    def listen(sender, message, etape, moment, compte, **kwargs):
        assert timezone.is_aware(moment)
        assert not kwargs.keys() - {"signal"}
        heard.append((message, etape, compte))

    message_suivi.connect(listen)
    yield heard
    message_suivi.disconnect(listen)


def envoyer(monde, *, message=None, de_qui=(), mots=MOTS):
    """Send the signal as the child's own account does, in its transaction."""
    message = message or nouvel_id()
    with acting_as(monde.personnes[Role.ENFANT]):
        message_de_securite.send(
            sender=object,
            enfant=monde.lea.pk,
            message=message,
            moment=timezone.now(),
            de_qui=tuple(pro.pk for pro in de_qui),
            mots=mots,
        )
    return message


def alerte_de(message) -> AlerteAstreinte:
    with acting_as_system(raison="test"):
        return AlerteAstreinte.objects.get(message=message)


# --- it arrives ---------------------------------------------------------------------------


def test_a_child_says_it_and_who_is_on_call_is_told_at_once(monde, garde, suivi):
    message = envoyer(monde)
    assert [compte for _, compte, _ in appels(alerte_de(message))] == [garde[1].pk]
    assert suivi == [(message, "prevenu", garde[1].pk)]
    with acting_as_system(raison="test"):
        row = MessageDeSecurite.objects.get(pk=message)
        assert (row.mots, row.niveau, row.enfant_id) == (MOTS, 1, monde.lea.pk)
        assert not Incident.objects.exists()
        entry = EntreeAudit.objects.get(action="messages.recu")
        assert (entry.acteur_id, entry.enfants) == (None, [])


def test_said_twice_it_is_one_message_and_one_alert(monde, garde):
    message = envoyer(monde)
    assert envoyer(monde, message=message, mots="Autre chose.") == message
    with acting_as_system(raison="test"):
        assert [row.mots for row in MessageDeSecurite.objects.all()] == [MOTS]
        assert AppelAstreinte.objects.count() == 1


def test_what_fails_on_arrival_undoes_the_sending_too(monde, garde):
    with pytest.raises(ValidationError), transaction.atomic():
        envoyer(monde, mots="a" * 9000)
    with acting_as_system(raison="test"):
        assert not MessageDeSecurite.objects.exists()
        assert not AlerteAstreinte.objects.exists()


def test_it_cannot_be_taken_back_into_nothing(monde, garde):
    envoyer(monde)
    for table in ("messagedesecurite", "personnevisee", "suitemessage"):
        for act in (f"UPDATE protection_{table} SET id = id", f"DELETE FROM protection_{table}"):
            with (
                acting_as_system(raison="test"),
                pytest.raises(Exception, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(act)


# --- who reads it -------------------------------------------------------------------------


@pytest.mark.parametrize("nomme", [None, *RANGS, Role.EDUCATEUR_FAMILIAL])
def test_object_rule_list_and_database_agree_for_every_role_message_and_person_named(monde, nomme):
    named = [pro_de(monde, nomme)] if nomme else []
    with acting_as_system(raison="test"):
        here = dire(monde.lea, timezone.now(), *named)
        there = dire(monde.malo, timezone.now(), *named)
        levels = {row.pk: row.niveau for row in (here, there)}
    alerts = {here.pk: alerte_de(here.pk), there.pk: alerte_de(there.pk)}
    for role, user in monde.personnes.items():
        rang = RANGS.get(role)
        expected = {
            row.pk
            for row in (here, there)
            if rang is not None
            and role is not nomme
            and lit_au(rang, levels[row.pk])
            and (rang >= 3 or row is here)
        }
        with acting_as(user):
            rows = MessageDeSecurite.objects.visible_to(user, LIT_MESSAGE)
            assert set(rows.values_list("pk", flat=True)) == expected, role
            with connection.cursor() as cursor:
                cursor.execute("SELECT id FROM protection_messagedesecurite")
                assert {row[0] for row in cursor.fetchall()} == expected, role
                cursor.execute("SELECT message_id FROM protection_alerteastreinte")
                assert {row[0] for row in cursor.fetchall()} == expected, role
                for table in ("personnevisee", "appelastreinte"):
                    cursor.execute(f"SELECT count(*) > 0 FROM protection_{table}")
                    assert cursor.fetchone()[0] is bool(expected), (role, table)
            found = AlerteAstreinte.objects.visible_to(user, LIT).values_list("message_id", flat=True)
            assert set(found) == expected, role
            for row in (here, there):
                assert user.has_perm(LIT_MESSAGE, row) is (row.pk in expected), role
                assert user.has_perm(LIT, alerts[row.pk]) is (row.pk in expected), role


@pytest.mark.parametrize(
    ("nommes", "niveau"),
    [
        ([], 1),
        ([Role.EDUCATEUR_FAMILIAL], 1),
        ([Role.CHEF_DE_SERVICE], 2),
        ([Role.CADRE_ASTREINTE], 2),
        ([Role.DIRECTEUR], 3),
        ([Role.REFERENT_PROTECTION], 4),
        ([Role.DIRECTEUR, Role.PRESIDENT], 3),
        (list(RANGS), 6),
    ],
)
def test_it_stands_above_everybody_it_is_about(monde, nommes, niveau):
    with acting_as_system(raison="test"):
        row = dire(monde.lea, timezone.now(), *(pro_de(monde, role) for role in nommes))
        assert row.niveau == niveau
        without_effect = PersonneVisee.objects.filter(message=row, sans_effet=True).count()
    # Nobody stands above the presidency: named, it is kept out by its rung, or keeps what is left to it.
    assert without_effect == int(Role.PRESIDENT in nommes)
    assert len(appels(alerte_de(row.pk))) >= 1


def test_whom_it_is_about_is_never_called_told_nor_shown_anything(monde, garde):
    directeur = monde.personnes[Role.DIRECTEUR]
    message = envoyer(monde, de_qui=[pro_de(monde, Role.DIRECTEUR)])
    alerte = alerte_de(message)
    for tour in range(1, 8):
        avancer(alerte.le + tour * QUART)
    assert {compte for _, compte, _ in appels(alerte)} == {monde.personnes[Role.REFERENT_PROTECTION].pk}
    with acting_as_system(raison="test"):
        assert not Avis.objects.filter(destinataire=directeur).exists()
        reference = MessageDeSecurite.objects.get(pk=message).reference
    client = client_de(directeur)
    for nom in ("alerte", "prendre_alerte", "suite_message", "declarer_depuis_message"):
        assert client.get(reverse(f"protection:{nom}", args=[alerte.pk])).status_code == 404
    for nom in ("protection:alertes", "villages:echeancier", "notifications:liste"):
        assert reference not in unescape(client.get(reverse(nom)).content.decode())


def test_the_house_of_the_child_never_sees_it_even_on_call(monde, garde):
    """The éducatrice of the house is first on the roster tonight: the second is woken."""
    factories.affecter(pro_de_compte(garde[1]), Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls)
    today = timezone.localdate()
    factories.creer_relais(pro_de_compte(garde[2]), monde.tilleuls, today, today)
    message = envoyer(monde)
    alerte = alerte_de(message)
    assert [compte for _, compte, _ in appels(alerte)] == [garde[3].pk]
    for user in (garde[1], garde[2], monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert client_de(user).get(reverse("protection:alerte", args=[alerte.pk])).status_code == 404
    with acting_as_system(raison="test"):
        told = set(Avis.objects.filter(code=AVIS_ALERTE).values_list("destinataire_id", flat=True))
    assert told == {garde[3].pk}


# --- it is read, answered, declared ---------------------------------------------------------


def test_reading_it_is_said_back_once_and_shows_the_words(monde, garde, suivi):
    named = pro_de(monde, Role.STAGIAIRE)
    message = envoyer(monde, de_qui=[named])
    client = client_de(garde[1])
    for _ in range(2):
        page = unescape(
            client.get(reverse("protection:alerte", args=[alerte_de(message).pk])).content.decode()
        )
    assert MOTS in page
    assert "Léa Martin" in page
    assert "Parle de Claire Renaud" in page
    assert [said for said in suivi if said[1] == "lu"] == [(message, "lu", garde[1].pk)]
    with acting_as_system(raison="test"):
        read = EntreeAudit.objects.filter(action="messages.lecture")
        assert {(e.acteur_id, tuple(e.enfants)) for e in read} == {(garde[1].pk, ())}


def test_what_is_done_and_answered_is_kept_in_words(monde, garde, suivi):
    message = envoyer(monde)
    alerte, client = alerte_de(message), client_de(garde[1])
    refused = saisir(client, "protection:suite_message", alerte.pk, fait=" ", reponse="")
    assert refused.status_code == 422
    done = saisir(
        client,
        "protection:suite_message",
        alerte.pk,
        fait="Je suis passée.",
        reponse="« Je t’ai lu, je reste là. »",
    )
    assert done.status_code == 302
    page = unescape(client.get(done.url).content.decode())
    assert "Je suis passée." in page
    assert "Je t’ai lu, je reste là." in page
    assert (message, "repondu", garde[1].pk) in suivi
    with acting_as_system(raison="test"):
        [row] = SuiteMessage.objects.all()
        assert (row.fait, row.repondu, row.par_id) == ("Je suis passée.", True, garde[1].pk)


def test_one_answers_in_one_s_own_name_and_nobody_else_does(monde, garde):
    message = envoyer(monde)
    with acting_as_system(raison="test"):
        row = MessageDeSecurite.objects.get(pk=message)
    stranger = monde.personnes[Role.PSYCHOLOGUE]
    with acting_as(stranger), pytest.raises(PermissionDenied):
        services.noter_suite(acteur=stranger, message=row, ident=nouvel_id(), fait="x", reponse="")
    with acting_as(garde[1]), pytest.raises(Exception, match="own name"), transaction.atomic():
        SuiteMessage(message=row, par=garde[2], le=timezone.now(), fait="x").save()


def test_a_declaration_begins_from_it_in_one_touch_and_once(monde, garde):
    message = envoyer(monde, de_qui=[pro_de(monde, Role.AIDE_FAMILIAL)])
    address = reverse("protection:declarer_depuis_message", args=[alerte_de(message).pk])
    client = client_de(garde[1])
    first, second = (client.post(address, {"envoi": str(nouvel_id())}) for _ in range(2))
    assert first.status_code == 302
    assert first.url == second.url
    ident = first.url.split("/")[-3]
    facts = client.get(reverse("protection:declarer_faits", args=[ident])).content.decode()
    assert MOTS in unescape(facts)
    who = unescape(client.get(reverse("protection:declarer_qui", args=[ident])).content.decode())
    assert f'value="e:{monde.lea.pk}" selected' in who
    assert f'value="p:{pro_de(monde, Role.AIDE_FAMILIAL).pk}" selected' in who
    assert 'value="mis_en_cause" selected' in who
    assert client.post(address, {"envoi": "pas-un-id"}).status_code in {302, 404}


def test_the_siege_begins_one_with_the_child_s_name_since_it_reads_no_file(monde, garde):
    message = envoyer(monde, de_qui=[pro_de(monde, Role.DIRECTEUR)])
    referent = monde.personnes[Role.REFERENT_PROTECTION]
    client = client_de(referent)
    sent = client.post(
        reverse("protection:declarer_depuis_message", args=[alerte_de(message).pk]),
        {"envoi": str(nouvel_id())},
    )
    assert sent.status_code == 302
    with acting_as(referent):
        [row] = DeclarationEnCours.objects.of(referent.pk)
        assert (row.contenu["qui"]["qui_0"], row.contenu["qui"]["nom_0"]) == (["autre"], ["Léa Martin"])


# --- its clock ------------------------------------------------------------------------------


def test_the_child_is_owed_an_answer_within_a_day(monde, garde):
    message = envoyer(monde)
    with acting_as_system(raison="test"):
        row = MessageDeSecurite.objects.get(pk=message)

    def state(hours: float):
        with acting_as(garde[1]):
            [one] = [
                e
                for e in echeances_de(garde[1], moment=row.recu_le + timedelta(hours=hours))
                if e.regle.code == "ASTR-02"
            ]
            return one.etat

    assert state(23.9) is not Etat.EN_RETARD
    assert state(24.1) is Etat.EN_RETARD
    with acting_as(garde[1]):
        services.noter_suite(acteur=garde[1], message=row, ident=nouvel_id(), fait="", reponse="Je suis là.")
    assert state(30) is Etat.FAIT


def test_nobody_else_has_that_clock(monde, garde):
    envoyer(monde)
    for role, user in monde.personnes.items():
        if role in RANGS and RANGS[role] <= 3 and role is not Role.CADRE_ASTREINTE:
            continue
        if role is Role.ENFANT:
            continue
        with acting_as(user):
            assert "ASTR-02" not in {e.regle.code for e in echeances_de(user)}, role
