"""A child is not back: said once, followed by whoever is on duty, ended by the return; the incident stays apart."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from enfants.enums import NatureAbsence
from enfants.models import Absence
from protection.models import (
    AlerteFugue,
    DeclarationEnCours,
    EntretienDeRetour,
    Fugue,
    Incident,
    Transmission,
)
from protection.querysets import DE_SERVICE
from protection.selectors.faits_fugue import delais_des_fugues
from protection.services import fugue as services
from protection.services.codes import AVIS_ALERTE, AVIS_FUGUE, AVIS_RENTRE
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Action, Role, permet
from socle.notifications.models import Avis
from socle.outils.dates import jour_de_soiree
from socle.outils.declarations import Categorie
from tests import factories
from tests.documents.photos import jpeg
from tests.saisie import client_de, envoi_de, saisir
from villages.models import Professionnel

pytestmark = pytest.mark.django_db

LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.JOURNAL)}
MOTS = ("Canari-blouson", "Canari-gare", "Canari-insuline", "Canari-cousin", "Canari-portail")


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def educatrice(monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def fugue(monde, educatrice):
    return factories.creer_fugue(monde.lea, educatrice)


def signaler(client, qui, **champs):
    moment = timezone.localtime() - timedelta(minutes=40)
    return saisir(
        client,
        "protection:nouvelle_fugue",
        **{
            "enfant": str(qui.pk),
            "vue_le": moment.date().isoformat(),
            "vue_heure": f"{moment:%H:%M}",
            "vue_ou": MOTS[4],
            "vue_par": "Noé",
            "constatee_le": timezone.localdate().isoformat(),
            "constatee_heure": "",
        }
        | champs,
    )


def presents(monde) -> set:
    with acting_as_system(raison="test"):
        away = Absence.objects.current(jour_de_soiree()).values_list("enfant_id", flat=True)
        return {monde.lea.pk, monde.noe.pk} - set(away)


def la_fugue() -> Fugue:
    with acting_as_system(raison="test"):
        return Fugue.objects.get()


# --- said ------------------------------------------------------------------------------


def test_the_first_page_opens_the_runaway_and_the_absence_of_tonight(monde, educatrice):
    response = signaler(client_de(educatrice), monde.lea)
    fugue = la_fugue()
    assert response.url == reverse("protection:fugue_signalement", args=[fugue.pk])
    assert (fugue.enfant_id, fugue.maison_id, fugue.village_id) == (
        monde.lea.pk,
        monde.tilleuls.pk,
        monde.village.pk,
    )
    assert presents(monde) == {monde.noe.pk}
    with acting_as_system(raison="test"):
        assert fugue.absence.nature == NatureAbsence.FUGUE


def test_sent_twice_it_is_one_and_a_second_one_leads_to_the_first(monde, educatrice):
    client = client_de(educatrice)
    envoi = str(envoi_de(client.get(reverse("protection:nouvelle_fugue"))))
    for _ in range(2):
        assert signaler(client, monde.lea, envoi=envoi).status_code == 302
    again = signaler(client, monde.lea, vue_ou="Vu près du canal")
    assert again.status_code == 422
    page = unescape(again.content.decode())
    assert "déjà signalée" in page
    assert "Vu près du canal" in page
    assert reverse("protection:fugue", args=[la_fugue().pk]) in page


def test_a_child_away_on_a_visit_runs_away_from_there_and_the_visit_stays(monde, educatrice):
    with acting_as_system(raison="test"):
        Absence(enfant=monde.lea, nature=NatureAbsence.VISITE, debut=jour_de_soiree()).save()
    assert signaler(client_de(educatrice), monde.lea).status_code == 302
    fugue = la_fugue()
    assert fugue.absence_id is None
    with acting_as_system(raison="test"):
        assert Absence.objects.get(enfant=monde.lea).nature == NatureAbsence.VISITE


@pytest.mark.parametrize(
    ("champs", "mot"),
    [
        ({"constatee_heure": "23:59", "constatee_le": "2999-01-01"}, "futur"),
        ({"vue_le": "", "vue_heure": ""}, "Donnez ce jour"),
        ({"enfant": ""}, "Choisissez qui"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(monde, educatrice, champs, mot):
    response = signaler(client_de(educatrice), monde.lea, **champs)
    assert response.status_code == 422
    assert mot in unescape(response.content.decode())


def test_seen_after_being_missed_is_refused(monde, educatrice):
    now = timezone.now()
    fugue = Fugue(enfant_id=monde.lea.pk, vue_le=now, constatee_le=now - timedelta(minutes=5))
    with acting_as(educatrice), pytest.raises(ValidationError, match="avant qu’on remarque"):
        services.signaler_fugue(acteur=educatrice, fugue=fugue)


# --- who -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_object_rule_list_and_database_agree_for_every_role_and_child(monde, educatrice, role):
    rows = [factories.creer_fugue(enfant, educatrice) for enfant in monde.enfants]
    rows[0] = factories.creer_fugue(factories.creer_enfant(monde.village, maison=monde.tilleuls), educatrice)
    closed = factories.creer_fugue(factories.creer_enfant(monde.village, maison=monde.tilleuls), educatrice)
    factories.creer_alerte_fugue(closed, educatrice)
    factories.creer_entretien(closed, educatrice)
    rows.append(closed)
    user = monde.personnes[role]
    with acting_as(user):
        reach = perimetre_de(user.pk)
        siege = role is Role.REFERENT_PROTECTION
        followed = {row.pk for row in rows if siege and row.entretien_le is None}
        listed = set(Fugue.objects.visible_to(user, DE_SERVICE).values_list("pk", flat=True))
        assert {row.pk for row in rows if user.has_perm(DE_SERVICE, row)} == listed & {r.pk for r in rows}
        in_reach = reach.tous_les_enfants()
        in_database = set(Fugue.objects.values_list("pk", flat=True))
        every = {row.pk: row.enfant_id for row in rows}
        assert in_database & set(every) == (
            {pk for pk, enfant in every.items() if enfant in in_reach} | followed
            if role is not Role.ENFANT
            else set()
        )
        assert listed <= in_database
        alerts = set(AlerteFugue.objects.values_list("fugue_id", flat=True))
        assert alerts == in_database & {closed.pk}
        assert set(EntretienDeRetour.objects.values_list("fugue_id", flat=True)) == alerts
        assert (closed.pk in listed) is (role in LISENT and closed.enfant_id in in_reach)


@pytest.mark.parametrize("role", list(Role))
def test_whoever_is_on_duty_acts_the_siege_reads_and_the_others_find_nothing(monde, fugue, role):
    client = client_de(monde.personnes[role])
    page = client.get(reverse("protection:fugue", args=[fugue.pk]))
    assert page.status_code == (200 if role in LISENT | {Role.REFERENT_PROTECTION} else 404)
    done = saisir(
        client,
        "protection:fugue_alertes",
        fugue.pk,
        destinataire="police",
        le=timezone.localdate().isoformat(),
        canal="telephone",
    )
    assert done.status_code == (302 if role in LISENT else 404)
    with acting_as_system(raison="test"):
        assert AlerteFugue.objects.count() == (role in LISENT)


def test_a_relay_tonight_acts_and_one_of_the_day_before_yesterday_no_longer(monde, fugue):
    person = factories.creer_professionnel("relais")
    today = timezone.localdate()
    factories.creer_relais(person, monde.tilleuls, today, today)
    with acting_as_system(raison="test"):
        user = Professionnel.objects.get(pk=person.pk).compte
    address = reverse("protection:fugue_alertes", args=[fugue.pk])
    assert client_de(user).get(address).status_code == 200
    other = factories.creer_professionnel("avant-hier")
    factories.creer_relais(other, monde.tilleuls, today - timedelta(days=3), today - timedelta(days=2))
    with acting_as_system(raison="test"):
        before = Professionnel.objects.get(pk=other.pk).compte
    assert client_de(before).get(address).status_code == 404


def test_a_break_glass_reads_and_writes_nothing(monde, fugue):
    user = monde.personnes[Role.PSYCHOLOGUE]
    elsewhere = factories.creer_fugue(monde.ines, user)
    factories.ouvrir_acces_exceptionnel(user, monde.ines)
    client = client_de(user)
    assert client.get(reverse("protection:fugue", args=[elsewhere.pk])).status_code == 200
    assert client.get(reverse("protection:fugue_alertes", args=[elsewhere.pk])).status_code == 404
    with acting_as(user), pytest.raises(PermissionDenied):
        services.noter_retour(acteur=user, fugue=elsewhere, le=timezone.now(), par="", etat="")


def test_the_siege_follows_until_the_interview_is_held(monde, educatrice, fugue):
    client = client_de(monde.personnes[Role.REFERENT_PROTECTION])
    address = reverse("protection:fugue", args=[fugue.pk])
    page = client.get(address)
    assert "Léa Martin" in unescape(page.content.decode())
    factories.creer_entretien(fugue, educatrice)
    assert client.get(address).status_code == 404


def test_the_database_refuses_a_row_about_another_child(monde, educatrice, fugue):
    with acting_as(educatrice):
        row = AlerteFugue(
            fugue=fugue,
            enfant_id=monde.noe.pk,
            destinataire="ase",
            le=timezone.now(),
            canal="telephone",
            par=educatrice,
        )
        with pytest.raises(DatabaseError, match="about its child"), transaction.atomic():
            row.save()


# --- told ------------------------------------------------------------------------------


def test_direction_and_siege_are_told_without_a_name_and_the_on_call_is_woken(monde, educatrice):
    signaler(client_de(educatrice), monde.lea)

    def told(code: str) -> set[Role]:
        with acting_as_system(raison="test"):
            accounts = {avis.destinataire_id for avis in Avis.objects.filter(code=code)}
        return {role for role, user in monde.personnes.items() if user.pk in accounts}

    assert told(AVIS_FUGUE) == {Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.REFERENT_PROTECTION}
    assert told(AVIS_ALERTE) == {Role.CADRE_ASTREINTE}


def test_the_house_sees_it_on_arrival_and_on_the_child_s_page(monde, fugue):
    client = client_de(monde.personnes[Role.AIDE_FAMILIAL])
    page = unescape(client.get(reverse("enfants:ma_maison"), follow=True).content.decode())
    assert "Voyez qui est prévenu, et ce qui reste à faire." in page
    assert reverse("protection:nouvelle_fugue") in page
    fiche = unescape(client.get(reverse("enfants:fiche", args=[monde.lea.pk])).content.decode())
    assert "Voir qui est prévenu" in fiche
    led = client.get(reverse("protection:fugue_de", args=[monde.lea.pk]))
    assert led.url == reverse("protection:fugue", args=[fugue.pk])


SIGNALER = "L’enfant n’est pas rentré"


@pytest.mark.parametrize("role", sorted(LISENT))
def test_the_child_s_page_leads_who_is_on_duty_to_the_first_page_until_it_is_said(monde, role):
    client = client_de(monde.personnes[role])
    fiche = reverse("enfants:fiche", args=[monde.lea.pk])
    page = unescape(client.get(fiche).content.decode())
    assert SIGNALER in page
    led = client.get(reverse("protection:fugue_de", args=[monde.lea.pk]), follow=True)
    assert f'<option value="{monde.lea.pk}" selected>' in led.content.decode()
    factories.creer_fugue(monde.lea, monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page = unescape(client.get(fiche).content.decode())
    assert SIGNALER not in page
    assert "Voir qui est prévenu" in page


def test_the_child_s_page_shows_no_such_link_to_who_reads_it_without_being_on_duty(monde):
    user = monde.personnes[Role.PSYCHOLOGUE]
    factories.ouvrir_acces_exceptionnel(user, monde.ines)
    for reader, enfant in ((user, monde.ines), (monde.personnes[Role.SECRETARIAT], monde.lea)):
        page = client_de(reader).get(reverse("enfants:fiche", args=[enfant.pk]))
        assert page.status_code == 200
        assert reverse("protection:fugue_de", args=[enfant.pk]) not in page.content.decode()


def test_the_second_page_keeps_what_is_known_and_the_photo(monde, educatrice, fugue):
    client, nom = client_de(educatrice), "protection:fugue_signalement"
    photo = SimpleUploadedFile("lea.jpg", jpeg(1), content_type="image/jpeg")
    response = saisir(client, nom, fugue.pk, vetements=MOTS[0], lieux=MOTS[1], photo=photo)
    assert response.url == reverse("protection:fugue_alertes", args=[fugue.pk])
    shown = client.get(reverse("protection:fugue_photo", args=[fugue.pk]))
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    again = saisir(client, nom, fugue.pk, vetements=MOTS[0], lieux="", soin=MOTS[2])
    assert again.status_code == 302
    page = unescape(client.get(reverse("protection:fugue", args=[fugue.pk])).content.decode())
    assert MOTS[0] in page
    assert MOTS[2] in page
    assert MOTS[1] not in page
    assert "Photo jointe" in page


# --- the return ------------------------------------------------------------------------


def test_the_return_ends_the_absence_and_tells_who_was_told(monde, educatrice):
    client = client_de(educatrice)
    signaler(client, monde.lea)
    fugue = la_fugue()
    response = saisir(
        client,
        "protection:fugue_retour",
        fugue.pk,
        le=timezone.localdate().isoformat(),
        par="Seule",
        etat="Froid.",
    )
    assert response.url == reverse("protection:fugue_alertes", args=[fugue.pk])
    assert presents(monde) == {monde.lea.pk, monde.noe.pk}
    with acting_as_system(raison="test"):
        assert Avis.objects.filter(code=AVIS_RENTRE).exists()
        assert not Avis.objects.filter(code=AVIS_FUGUE, retire_le__isnull=True).exists()
    with acting_as(educatrice), pytest.raises(ValidationError, match="déjà noté"):
        services.noter_retour(acteur=educatrice, fugue=fugue, le=timezone.now(), par="", etat="")


def test_the_interview_is_written_once_after_the_return_with_the_words_apart(monde, educatrice, fugue):
    client = client_de(educatrice)
    champs = {
        "le": timezone.localdate().isoformat(),
        "paroles": "« Canari-paroles. »",
        "change": "Un appel chaque soir.",
        "revele": "oui",
    }
    before = saisir(client, "protection:fugue_entretien", fugue.pk, **champs)
    assert before.status_code == 422
    saisir(client, "protection:fugue_retour", fugue.pk, le=timezone.localdate().isoformat())
    assert saisir(client, "protection:fugue_entretien", fugue.pk, **champs).status_code == 302
    assert saisir(client, "protection:fugue_entretien", fugue.pk, **champs).status_code == 422
    page = unescape(client.get(reverse("protection:fugue", args=[fugue.pk])).content.decode())
    assert '<blockquote class="paroles">« Canari-paroles. »</blockquote>' in page
    assert "est à déclarer" in page


def test_a_child_who_ran_away_again_is_another_runaway(monde, educatrice, fugue):
    client = client_de(educatrice)
    saisir(client, "protection:fugue_retour", fugue.pk, le=timezone.localdate().isoformat())
    assert signaler(client, monde.lea).status_code == 302
    with acting_as_system(raison="test"):
        assert Fugue.objects.filter(enfant=monde.lea).count() == 2


# --- the incident ----------------------------------------------------------------------


@pytest.fixture
def declaree(monde, educatrice, fugue):
    """The police was told, the educator has sent the declaration that began from the runaway."""
    factories.creer_alerte_fugue(fugue, educatrice, reference="PV-2026-77")
    client = client_de(educatrice)
    begun = client.post(reverse("protection:fugue_declarer", args=[fugue.pk]))
    again = client.post(reverse("protection:fugue_declarer", args=[fugue.pk]))
    assert begun.url == again.url
    page = unescape(client.get(begun.url).content.decode())
    assert "PV-2026-77" in page
    assert "À compléter" not in page
    with acting_as_system(raison="test"):
        assert not Incident.objects.exists()
        assert DeclarationEnCours.objects.count() == 1
    assert client.post(begun.url).status_code == 302
    with acting_as_system(raison="test"):
        return Incident.objects.get()


def test_the_declaration_begins_with_the_facts_and_the_link_is_kept(monde, fugue, declaree):
    with acting_as_system(raison="test"):
        fugue.refresh_from_db()
        assert fugue.incident_id == declaree.pk
        assert declaree.personnes.get().enfant_id == monde.lea.pk
        assert [t.destinataire for t in Transmission.objects.filter(incident=declaree)] == ["police"]


def test_the_runaway_shows_the_incident_to_who_reads_it_and_to_nobody_else(monde, fugue, declaree):
    address = reverse("protection:fugue", args=[fugue.pk])

    def page(role):
        return unescape(client_de(monde.personnes[role]).get(address).content.decode())

    leads = reverse("protection:incident", args=[declaree.pk])
    assert leads in page(Role.DIRECTEUR)
    assert reverse("protection:ma_declaration", args=[declaree.pk]) in page(Role.EDUCATEUR_FAMILIAL)
    assert str(declaree.pk) not in page(Role.AIDE_FAMILIAL)
    with acting_as_system(raison="test"):
        chef = Professionnel.objects.get(compte=monde.personnes[Role.CHEF_DE_SERVICE])
    factories.ecarter(declaree, chef)
    aside, aide = page(Role.CHEF_DE_SERVICE), page(Role.AIDE_FAMILIAL)
    assert str(declaree.pk) not in aside
    assert declaree.reference not in aside
    # For who is set aside there is no incident: the page offers to declare, as to whoever never heard of one.
    assert "Déclarer l’incident" in aside
    assert "Déclarer l’incident" in aide
    user = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(user):
        [clock] = [e for e in delais_des_fugues(user, [fugue])[fugue.pk] if e.regle.code == "FUG-09"]
        assert not clock.close


# --- canaries --------------------------------------------------------------------------


def test_no_word_and_no_name_in_the_journal_of_accesses(monde, educatrice):
    client = client_de(educatrice)
    signaler(client, monde.lea)
    fugue = la_fugue()
    saisir(client, "protection:fugue_signalement", fugue.pk, soin=MOTS[2], personnes=MOTS[3])
    client.get(reverse("protection:fugue", args=[fugue.pk]))
    with acting_as_system(raison="test"):
        journal = " ".join(str(value) for entry in EntreeAudit.objects.values() for value in entry.values())
        assert {e.action for e in EntreeAudit.objects.all()} >= {
            "fugues.ouverte",
            "fugues.completee",
            "fugues.lecture",
        }
    for word in (*MOTS, "Léa", "Martin"):
        assert word not in journal
    assert "Léa" not in reverse("protection:fugue", args=[fugue.pk]) + repr(fugue)
