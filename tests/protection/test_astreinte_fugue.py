"""A runaway wakes the on-call chain: the first at once, nobody twice, nobody denied, nobody once the child is back."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from protection.echelle import LIT
from protection.enums import CanalAppel
from protection.models import AlerteAstreinte, AppelAstreinte, Fugue, LectureAlerte
from protection.querysets import DE_SERVICE
from protection.selectors.faits_fugue import delais_des_fugues
from protection.services import fugue as services
from protection.services.alertes import avancer, noter_lecture
from protection.services.codes import AVIS_ALERTE, AVIS_FUGUE, AVIS_RENTRE
from protection.services.relances import relancer
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Role
from socle.notifications.enums import EtatCourriel
from socle.notifications.models import Avis, Sms
from tests import factories
from tests.ensemble import together
from tests.notifications.passerelle import fausse_passerelle, regler
from tests.protection.astreinte import NUMEROS, QUART, appels, faire_partir, page_de, tour_de_garde
from tests.protection.test_fugue import la_fugue, signaler
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db


@pytest.fixture
def garde(monde):
    return tour_de_garde(monde)


@pytest.fixture
def educatrice(monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def alerte(monde, garde, educatrice):
    return factories.creer_alerte(factories.creer_fugue(monde.lea, educatrice))


def l_alerte() -> AlerteAstreinte:
    with acting_as_system(raison="test"):
        return AlerteAstreinte.objects.select_related("fugue").get()


def avertis(code: str) -> list:
    with acting_as_system(raison="test"):
        return sorted(
            Avis.objects.filter(code=code, retire_le=None).values_list("destinataire_id", flat=True)
        )


def qui(monde, *roles: Role) -> list:
    return sorted(monde.personnes[role].pk for role in roles)


def appeles(alerte) -> list:
    return [compte for _, compte, _ in appels(alerte)]


def rentrer(acteur, fugue) -> None:
    with acting_as(acteur):
        services.noter_retour(acteur=acteur, fugue=fugue, le=timezone.now(), par="Seule", etat="")


def page_de_la_fugue(user, fugue) -> str:
    answer = client_de(user).get(reverse("protection:fugue", args=[fugue.pk]))
    assert answer.status_code == 200
    return unescape(answer.content.decode()).replace("\u202f", " ").replace("\xa0", " ")


# --- woken -----------------------------------------------------------------------------


def test_it_wakes_the_first_at_once_and_tells_nobody_the_same_thing_twice(monde, garde, educatrice):
    signaler(client_de(educatrice), monde.lea)
    alerte = l_alerte()
    assert alerte.fugue == la_fugue()
    assert appels(alerte) == [(1, garde[1].pk, CanalAppel.ECRAN)]
    assert avertis(AVIS_ALERTE) == [garde[1].pk]
    assert avertis(AVIS_FUGUE) == qui(monde, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.REFERENT_PROTECTION)


def test_a_director_on_call_tonight_gets_the_alert_and_not_the_notice(monde, educatrice):
    with acting_as_system(raison="test"):
        pro = monde.personnes[Role.DIRECTEUR].professionnel
    factories.creer_astreinte(pro, monde.village, rang=0)
    signaler(client_de(educatrice), monde.lea)
    assert appeles(l_alerte()) == qui(monde, Role.DIRECTEUR)
    assert avertis(AVIS_FUGUE) == qui(monde, Role.CHEF_DE_SERVICE, Role.REFERENT_PROTECTION)


def test_without_a_roster_the_direction_gets_the_alert_and_the_siege_the_notice(monde, garde, educatrice):
    with acting_as_system(raison="test"):
        for compte in garde.values():
            compte.is_active = False
            compte.save()
    signaler(client_de(educatrice), monde.lea)
    assert sorted(appeles(l_alerte())) == qui(monde, Role.CHEF_DE_SERVICE, Role.DIRECTEUR)
    assert avertis(AVIS_FUGUE) == qui(monde, Role.REFERENT_PROTECTION)


def test_said_twice_it_wakes_once(monde, garde, educatrice):
    client = client_de(educatrice)
    envoi = str(envoi_de(client.get(reverse("protection:nouvelle_fugue"))))
    for _ in range(2):
        assert signaler(client, monde.lea, envoi=envoi).status_code == 302
    assert signaler(client, monde.lea).status_code == 422
    assert appeles(l_alerte()) == [garde[1].pk]


@pytest.mark.django_db(transaction=True)
def test_said_twice_at_the_same_moment_it_wakes_once(monde, garde, educatrice):
    client = client_de(educatrice)
    envoi = str(envoi_de(client.get(reverse("protection:nouvelle_fugue"))))
    sent = together(*[lambda: signaler(client_de(educatrice), monde.lea, envoi=envoi).status_code] * 3)
    assert sent == [302] * 3
    assert appeles(l_alerte()) == [garde[1].pk]


def test_who_is_first_on_call_and_says_it_wakes_nobody(monde, garde):
    signaler(client_de(garde[1]), monde.lea)
    alerte = l_alerte()
    assert appels(alerte) == []
    with acting_as_system(raison="test"):
        assert [lecture.par_id for lecture in LectureAlerte.objects.all()] == [garde[1].pk]
    assert avancer(alerte.le + QUART) == 0
    assert avertis(AVIS_FUGUE) == qui(monde, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.REFERENT_PROTECTION)


# --- up the chain ----------------------------------------------------------------------


def test_nobody_opens_in_time_and_it_goes_up_each_step_once(monde, garde, alerte):
    called = []
    for tour in range(1, 6):
        moment = alerte.le + tour * QUART
        avancer(moment)
        assert avancer(moment) == 0
        called.append({compte for etape, compte, _ in appels(alerte) if etape == tour + 1})
    direction = set(qui(monde, Role.CHEF_DE_SERVICE, Role.DIRECTEUR))
    assert called == [
        {garde[2].pk},
        {garde[3].pk},
        direction,
        set(qui(monde, Role.REFERENT_PROTECTION)),
        set(),
    ]


@pytest.mark.parametrize(
    "role", [Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.REFERENT_PROTECTION], ids=lambda role: role.value
)
def test_reading_the_page_of_the_runaway_opens_it_for_who_is_of_the_chain(monde, garde, alerte, role):
    page_de_la_fugue(monde.personnes[role], alerte.fugue)
    assert avancer(alerte.le + QUART) == 0
    assert appeles(alerte) == [garde[1].pk]


@pytest.mark.parametrize(
    "role",
    [Role.EDUCATEUR_FAMILIAL, Role.PSYCHOLOGUE, Role.INFIRMIER, Role.EDUCATEUR_SPECIALISE],
    ids=lambda role: role.value,
)
def test_the_house_and_the_team_read_it_and_open_nothing(monde, garde, alerte, role):
    user = monde.personnes[role]
    assert "Personne n’a encore lu" in page_de_la_fugue(user, alerte.fugue)
    client_de(user).get(reverse("protection:alerte", args=[alerte.pk]))
    with acting_as(user), pytest.raises(PermissionDenied):
        noter_lecture(acteur=user, alerte=alerte)
    assert avancer(alerte.le + QUART) == 1


def test_a_chef_de_service_who_reads_it_as_an_educator_of_another_village_opens_nothing(
    monde, garde, educatrice
):
    chef = factories.creer_professionnel("chef-ailleurs")
    factories.affecter(chef, Role.CHEF_DE_SERVICE, village=monde.autre_village)
    today = timezone.localdate()
    factories.creer_relais(chef, monde.tilleuls, today, today)
    alerte = factories.creer_alerte(factories.creer_fugue(monde.lea, educatrice))
    with acting_as_system(raison="test"):
        compte = chef.compte
    assert "Personne n’a encore lu" in page_de_la_fugue(compte, alerte.fugue)
    assert avancer(alerte.le + QUART) == 1


def test_seen_in_the_lists_is_not_opened(monde, garde, alerte):
    client = client_de(garde[1])
    page = unescape(client.get(reverse("protection:alertes")).content.decode())
    assert f"un enfant n’est pas rentré, fugue {alerte.fugue.reference}" in page
    client.get(reverse("protection:fugues"))
    assert avancer(alerte.le + QUART) == 1


def test_opened_from_the_message_it_leads_to_the_runaway_and_taking_charge_shows_there(
    monde, garde, alerte, educatrice
):
    page = page_de(garde[1], alerte)
    assert reverse("protection:fugue", args=[alerte.fugue_id]) in page
    assert "Léa" not in page
    assert avancer(alerte.le + QUART) == 0
    address = reverse("protection:prendre_alerte", args=[alerte.pk])
    assert address in page_de_la_fugue(garde[1], alerte.fugue)
    assert address not in page_de_la_fugue(educatrice, alerte.fugue)
    assert client_de(garde[1]).post(address).status_code == 302
    assert "Quelqu’un s’en occupe" in page_de_la_fugue(educatrice, alerte.fugue)


# --- shown -----------------------------------------------------------------------------


def test_who_said_it_sees_who_is_told_when_how_and_who_opened(monde, garde, educatrice):
    signaler(client_de(educatrice), monde.lea)
    alerte = l_alerte()
    page = page_de_la_fugue(educatrice, alerte.fugue)
    assert "Garde1 Astreinte" in page
    assert f"À {timezone.localtime(alerte.le):%-H h %M} : à l’écran seulement" in page
    assert "c’est le tour de Garde2 Astreinte" in page
    page_de(garde[1], alerte)
    page = page_de_la_fugue(educatrice, alerte.fugue)
    assert "Personne n’a encore lu" not in page
    assert "Ouvert à" in page
    third = client_de(educatrice).get(reverse("protection:fugue_alertes", args=[alerte.fugue_id]))
    assert "Garde1 Astreinte" in unescape(third.content.decode())


def test_the_clock_of_the_on_call_stops_when_somebody_opens_not_when_a_message_leaves(
    monde, garde, educatrice, alerte
):
    def clock():
        with acting_as(educatrice):
            found = delais_des_fugues(educatrice, [alerte.fugue])[alerte.fugue_id]
        return next(e for e in found if e.regle.code == "FUG-01")

    late = alerte.le + timedelta(minutes=30)
    assert not clock().close
    page_de(garde[1], alerte)
    assert clock().close
    relancer(late)
    with acting_as_system(raison="test"):
        reminders = Avis.objects.filter(code=AVIS_FUGUE).values_list("cle", flat=True)
        assert not [cle for cle in reminders if "FUG-01" in cle]


# --- the child is back -----------------------------------------------------------------


def test_the_child_is_back_before_the_next_step_and_the_chain_stops(monde, garde, educatrice):
    signaler(client_de(educatrice), monde.lea)
    alerte = l_alerte()
    rentrer(educatrice, alerte.fugue)
    assert avancer(alerte.le + 10 * QUART) == 0
    assert appeles(alerte) == [garde[1].pk]
    assert avertis(AVIS_ALERTE) == []
    told = qui(monde, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.REFERENT_PROTECTION)
    assert avertis(AVIS_RENTRE) == sorted([*told, garde[1].pk])
    page = page_de_la_fugue(educatrice, alerte.fugue)
    assert "L’enfant est rentré avant que quelqu’un lise" in page
    assert "c’était le tour" not in page
    assert "De retour" in page_de(garde[1], alerte)


@pytest.mark.django_db(transaction=True)
def test_the_return_while_the_next_one_is_being_told_leaves_no_message_behind(monde, garde, educatrice):
    fugue = factories.creer_fugue(monde.lea, educatrice)
    alerte = factories.creer_alerte(fugue)
    together(lambda: avancer(alerte.le + QUART), lambda: rentrer(educatrice, fugue))
    assert avertis(AVIS_ALERTE) == []
    assert avancer(alerte.le + 2 * QUART) == 0


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_tell_the_next_one_once(monde, garde, alerte):
    moment = alerte.le + QUART
    assert sorted(together(*[lambda: avancer(moment)] * 3)) == [0, 0, 1]
    assert appeles(alerte) == [garde[1].pk, garde[2].pk]


# --- by text message -------------------------------------------------------------------


@pytest.fixture
def passerelle(settings):
    with fausse_passerelle() as server:
        regler(settings, server.adresse)
        yield server


@pytest.mark.django_db(transaction=True)
def test_the_text_message_leaves_at_once_and_says_nothing(monde, garde, passerelle, educatrice):
    signaler(client_de(educatrice), monde.lea)
    assert appels(l_alerte()) == [(1, garde[1].pk, CanalAppel.SMS)]
    assert faire_partir() == [True]
    [recu] = passerelle.recus
    assert recu.document["to"] == "+33611111111"
    with acting_as_system(raison="test"):
        avis = Avis.objects.get(code=AVIS_ALERTE)
    assert recu.document["text"] == (
        f"Maison commune : une alerte vous attend. Ouvrez : https://maison.exemple/avis/{avis.pk}/"
    )
    assert "SMS envoyé" in page_de_la_fugue(educatrice, la_fugue())


@pytest.mark.django_db(transaction=True)
def test_a_message_that_waits_for_the_gateway_does_not_leave_once_the_child_is_back(
    monde, garde, passerelle, educatrice
):
    signaler(client_de(educatrice), monde.lea)
    passerelle.code = 503
    assert faire_partir() == [False]
    rentrer(educatrice, la_fugue())
    passerelle.code = 200
    with acting_as_system(raison="test"):
        Sms.objects.get()
    asked = len(passerelle.bruts)
    assert faire_partir() == [True]
    assert len(passerelle.bruts) == asked
    with acting_as_system(raison="test"):
        assert Sms.objects.get().etat == EtatCourriel.NON_DEMANDE
    assert "SMS retiré" in page_de_la_fugue(educatrice, la_fugue())


@pytest.mark.django_db(transaction=True)
def test_denied_the_child_before_the_message_leaves_it_does_not_leave(monde, garde, passerelle, alerte):
    factories.refuser(garde[1], monde.lea)
    assert faire_partir() == [True]
    assert passerelle.bruts == []


# --- who must not know -----------------------------------------------------------------


def test_who_is_denied_the_child_is_told_nothing_and_passed_over(monde, garde, educatrice):
    for user in (monde.personnes[Role.DIRECTEUR], garde[1]):
        factories.refuser(user, monde.lea)
    signaler(client_de(educatrice), monde.lea)
    alerte = l_alerte()
    for tour in range(1, 6):
        avancer(alerte.le + tour * QUART)
    others = qui(monde, Role.CHEF_DE_SERVICE, Role.REFERENT_PROTECTION)
    assert sorted(appeles(alerte)) == sorted([garde[2].pk, garde[3].pk, *others])
    rentrer(educatrice, alerte.fugue)
    for user in (monde.personnes[Role.DIRECTEUR], garde[1]):
        with acting_as_system(raison="test"):
            assert not Avis.objects.filter(destinataire=user).exists()
        for nom, ident in (("alerte", alerte.pk), ("fugue", alerte.fugue_id)):
            assert client_de(user).get(reverse(f"protection:{nom}", args=[ident])).status_code == 404


def test_opened_by_somebody_denied_the_child_since_it_is_not_opened(monde, garde, alerte, educatrice):
    page_de(garde[1], alerte)
    factories.refuser(garde[1], monde.lea)
    assert avancer(alerte.le + QUART) == 1
    assert "Garde1" not in page_de_la_fugue(educatrice, alerte.fugue)


@pytest.mark.parametrize("role", list(Role))
def test_object_rule_list_and_database_agree_for_every_role(monde, garde, educatrice, role):
    fugues = [factories.creer_fugue(enfant, educatrice) for enfant in (monde.lea, monde.ines, monde.malo)]
    over = factories.creer_fugue(factories.creer_enfant(monde.village, maison=monde.tilleuls), educatrice)
    fugues.append(over)
    alertes = {factories.creer_alerte(fugue).pk: fugue for fugue in fugues}
    factories.creer_entretien(over, educatrice)
    incident = factories.creer_alerte(factories.creer_incident(monde.village, danger="oui"))
    user = monde.personnes[role]
    with acting_as(user):
        reach = perimetre_de(user.pk)
        lues = set(Fugue.objects.visible_to(user, DE_SERVICE).values_list("pk", flat=True))
        expected = {pk for pk, fugue in alertes.items() if fugue.pk in lues}
        for table, champ in ((AlerteAstreinte, "pk"), (AppelAstreinte, "alerte_id")):
            listed = set(table.objects.visible_to(user, DE_SERVICE).values_list(champ, flat=True))
            assert listed == expected
            assert not listed & set(table.objects.visible_to(user, LIT).values_list(champ, flat=True))
            in_database = set(table.objects.values_list(champ, flat=True)) - {incident.pk}
            in_reach = {pk for pk, fugue in alertes.items() if fugue.enfant_id in reach.tous_les_enfants()}
            followed = expected if role is Role.REFERENT_PROTECTION else set()
            assert in_database == (set() if role is Role.ENFANT else in_reach | followed)
            rows = [row for row in table.objects.all() if row.categorie == "journal"]
            assert {getattr(row, champ) for row in rows if user.has_perm(DE_SERVICE, row)} == expected
            assert not any(user.has_perm(LIT, row) for row in rows)
        assert (incident.pk in {row.pk for row in AlerteAstreinte.objects.visible_to(user, LIT)}) is (
            role in {Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.REFERENT_PROTECTION}
        )
        assert not user.has_perm(DE_SERVICE, incident)


# --- journal, database -----------------------------------------------------------------


def test_no_name_in_the_journal_of_accesses_nor_in_a_job(monde, garde, educatrice):
    signaler(client_de(educatrice), monde.lea)
    avancer(l_alerte().le + QUART)
    with acting_as_system(raison="test"):
        journal = " ".join(str(value) for entry in EntreeAudit.objects.values() for value in entry.values())
        actions = list(EntreeAudit.objects.values_list("action", flat=True))
    assert actions.count("alertes.levee") == 1
    assert actions.count("alertes.appel") == 2
    for word in ("Léa", "Martin", "Garde1", "Garde2", *NUMEROS.values()):
        assert word not in journal


def test_the_database_refuses_an_alert_of_two_causes_or_a_second_one(monde, garde, alerte):
    incident = factories.creer_incident(monde.village)
    with acting_as_system(raison="test"):
        both = AlerteAstreinte(village=monde.village, le=alerte.le, fugue=alerte.fugue, incident=incident)
        none = AlerteAstreinte(village=monde.village, le=alerte.le)
        again = AlerteAstreinte(village=monde.village, le=alerte.le, fugue=alerte.fugue)
        for row in (both, none, again):
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save(force_insert=True)


def test_the_list_asks_as_many_questions_for_one_runaway_as_for_three(monde, garde, educatrice):
    client, address = client_de(garde[1]), reverse("protection:alertes")

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    factories.creer_alerte(factories.creer_fugue(monde.lea, educatrice))
    client.get(address)
    few = questions()
    for enfant in (monde.noe, monde.ines):
        factories.creer_alerte(factories.creer_fugue(enfant, educatrice))
    assert questions() == few


def test_who_notes_the_return_ends_it_from_the_screen_too(monde, garde, educatrice, alerte):
    saisir(
        client_de(educatrice), "protection:fugue_retour", alerte.fugue_id, le=timezone.localdate().isoformat()
    )
    assert avancer(alerte.le + QUART) == 0
    assert avertis(AVIS_ALERTE) == []
