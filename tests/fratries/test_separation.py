"""The separation of siblings: who may write it, what is refused, who was told and when, and its reminder."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from enfants.models import Sejour
from fratries.enums import AutoriteSeparation, SuiteRevue
from fratries.models import MembreFratrie, RevueSeparation, Separation
from fratries.regles import LIT
from fratries.selectors.separation import delais_de_la_separation
from fratries.services import separation as services
from socle.audit.models import EntreeAudit
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.FAMILLE)}
#: The ASE officer of this small world is granted the identity only.
LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.FAMILLE)} - {Role.REFERENT_ASE}
MOTIF = "Motif-de-canari : ils se font peur."


def _cotes(fratrie, *sides: str) -> dict[str, str]:
    with acting_as_system(raison="test"):
        membres = list(fratrie.membres.order_by("id"))
    return {f"cote_{m.pk.hex}": side for m, side in zip(membres, sides, strict=True)}


def _champs(fratrie, **autres: str) -> dict[str, str]:
    return {
        **_cotes(fratrie, "1", "2"),
        "decidee_le": aujourdhui().isoformat(),
        "autorite": "ase",
        "decideur": "Mme Aubert, inspectrice",
        "confies_par_le_juge": "on",
        "motif": MOTIF,
        "parole": "« Je veux le voir le samedi. »",
        "plan_contacts": "Un samedi sur deux.",
        **autres,
    }


@pytest.fixture
def educateur(monde):
    return monde.personnes[Role.EDUCATEUR_SPECIALISE]


@pytest.mark.parametrize("role", list(Role))
def test_a_separation_is_recorded_by_those_who_write_the_family(monde, role):
    client = client_de(monde.personnes[role])
    response = saisir(client, "fratries:nouvelle_separation", monde.fratrie.pk, **_champs(monde.fratrie))
    assert response.status_code == (302 if role in ECRIVENT else 404)
    with acting_as_system(raison="test"):
        found = list(Separation.objects.all())
        assert [(s.motif, s.autorite, s.confies_par_le_juge) for s in found] == (
            [(MOTIF, "ase", True)] if role in ECRIVENT else []
        )


@pytest.mark.parametrize("role", list(Role))
def test_it_is_read_by_those_who_read_the_family_of_one_of_the_siblings(monde, role):
    factories.creer_separation(monde.fratrie, motif=MOTIF)
    ailleurs = factories.creer_separation(monde.fratrie_ailleurs, motif="Ailleurs")
    client = client_de(monde.personnes[role])
    page = client.get(reverse("fratries:separations", args=[monde.fratrie.pk]))
    assert page.status_code == (200 if role in LISENT else 404)
    assert ("Motif-de-canari" in page.content.decode()) == (role in LISENT)
    other = client.get(reverse("fratries:separations", args=[monde.fratrie_ailleurs.pk]))
    assert other.status_code == 404
    assert client.get(reverse("fratries:ase_prevenue", args=[ailleurs.pk])).status_code == 404


def test_the_same_role_in_the_house_of_neither_sibling_gets_404(monde):
    factories.creer_separation(monde.fratrie)
    voisin = factories.creer_personne(
        Role.EDUCATEUR_FAMILIAL, "voisin@erables", maison=monde.erables, enfant=monde.ines
    )
    page = client_de(voisin).get(reverse("fratries:separations", args=[monde.fratrie.pk]))
    assert page.status_code == 404


def test_it_is_audited_without_a_word_of_it(monde, educateur):
    saisir(client_de(educateur), "fratries:nouvelle_separation", monde.fratrie.pk, **_champs(monde.fratrie))
    with acting_as_system(raison="test"):
        entry = EntreeAudit.objects.get(action="separations.decidee")
        assert set(entry.enfants) == {monde.lea.pk, monde.noe.pk}
        assert MOTIF not in str(entry.__dict__)


@pytest.mark.parametrize("table", ["fratries_separation", "fratries_historicalseparation"])
def test_its_words_are_sealed_in_the_table_and_its_history(monde, table):
    separation = factories.creer_separation(
        monde.fratrie, motif=MOTIF, parole="Parole-de-canari", plan_contacts="Plan-de-canari"
    )
    with acting_as_system(raison="test"), connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {table} t")
        rows = [row[0] for row in cursor.fetchall()]
        assert len(rows) == 1
        assert str(separation.pk) in rows[0]
        for canari in ("canari", b"canari".hex()):
            assert canari not in rows[0]
        separation.refresh_from_db()
        assert (separation.motif, separation.parole) == (MOTIF, "Parole-de-canari")


def test_the_words_of_a_review_are_sealed(monde):
    revue = factories.creer_revue(factories.creer_separation(monde.fratrie), constat="Constat-de-canari")
    with acting_as_system(raison="test"), connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM fratries_revueseparation t")
        [row] = [row[0] for row in cursor.fetchall()]
        assert b"canari".hex() not in row
        revue.refresh_from_db()
        assert revue.constat == "Constat-de-canari"


# --- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"motif": ""}, "obligatoire"),
        ({"parole": ""}, "obligatoire"),
        ({"plan_contacts": ""}, "obligatoire"),
        ({"autorite": ""}, "obligatoire"),
        ({"decidee_le": "2999-01-01"}, "futur"),
        ({"heure": "25:00"}, "heure"),
        ({"motif": "x\x00"}, "U+0000"),
    ],
)
def test_a_wrong_separation_is_refused_and_what_was_typed_is_kept(monde, educateur, champs, phrase):
    sent = {**_champs(monde.fratrie, decideur="Mme Aubert"), **champs}
    response = saisir(client_de(educateur), "fratries:nouvelle_separation", monde.fratrie.pk, **sent)
    assert response.status_code == 422
    assert phrase in response.content.decode()
    assert "Mme Aubert" in response.content.decode()
    with acting_as_system(raison="test"):
        assert not Separation.objects.exists()


@pytest.mark.parametrize("sides", [("1", "1"), ("0", "2"), ("0", "0")])
def test_there_is_somebody_on_each_side(monde, educateur, sides):
    sent = {**_champs(monde.fratrie), **_cotes(monde.fratrie, *sides)}
    response = saisir(client_de(educateur), "fratries:nouvelle_separation", monde.fratrie.pk, **sent)
    assert response.status_code == 422
    assert "Mettez au moins un enfant de chaque côté" in response.content.decode()


def test_a_double_submit_makes_one_separation(monde, educateur):
    client = client_de(educateur)
    adresse = reverse("fratries:nouvelle_separation", args=[monde.fratrie.pk])
    sent = {"envoi": envoi_de(client.get(adresse)), **_champs(monde.fratrie)}
    assert [client.post(adresse, sent).status_code for _ in range(2)] == [302, 302]
    with acting_as_system(raison="test"):
        assert Separation.objects.count() == 1


def test_two_people_who_record_the_same_separation_make_one(monde, educateur):
    factories.creer_separation(monde.fratrie)
    sent = {**_champs(monde.fratrie), **_cotes(monde.fratrie, "2", "1")}
    response = saisir(client_de(educateur), "fratries:nouvelle_separation", monde.fratrie.pk, **sent)
    assert response.status_code == 422
    assert "déjà enregistrée" in response.content.decode()


@pytest.mark.parametrize(
    "champs",
    [
        {"premier_cote": []},
        {"ase_prevenue_le": timezone.now()},
        {"ase_canal": "telephone"},
        {"confies_par_le_juge": False, "juge_informe_le": date(2026, 1, 1)},
    ],
)
def test_the_database_refuses_what_does_not_hold(monde, champs):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.creer_separation(monde.fratrie, **champs)


def test_the_database_refuses_a_child_on_both_sides_or_of_another_group(monde):
    with acting_as_system(raison="test"):
        lea = MembreFratrie.objects.get(enfant=monde.lea)
        malo = MembreFratrie.objects.get(enfant=monde.malo)
    for other in (lea, malo):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.creer_separation(monde.fratrie, premier_cote=[lea.pk], second_cote=[other.pk])


def test_the_database_never_changes_a_review(monde):
    revue = factories.creer_revue(factories.creer_separation(monde.fratrie))
    with acting_as_system(raison="test"), pytest.raises(DatabaseError), transaction.atomic():
        RevueSeparation.objects.filter(pk=revue.pk).update(suite=SuiteRevue.REUNIR)


def test_a_service_refuses_a_child_of_another_group_and_whoever_does_not_write_the_family(monde, educateur):
    with acting_as_system(raison="test"):
        lea = MembreFratrie.objects.get(enfant=monde.lea)
        malo = MembreFratrie.objects.get(enfant=monde.malo)
    separation = Separation(
        fratrie=monde.fratrie,
        premier_cote=[lea.pk],
        second_cote=[malo.pk],
        autorite=AutoriteSeparation.ASE,
        decidee_le=timezone.now(),
        motif="m",
        parole="p",
        plan_contacts="c",
    )
    for person in (educateur, monde.personnes[Role.SECRETARIAT]):
        with acting_as(person), pytest.raises(PermissionDenied):
            services.decider_separation(acteur=person, separation=separation)


# --- who was told, and looking at it again ------------------------------------------------


def test_the_ase_then_the_judge_are_noted_and_the_page_says_so(monde, educateur):
    separation = factories.creer_separation(monde.fratrie)
    client = client_de(educateur)
    page = client.get(reverse("fratries:separations", args=[monde.fratrie.pk])).content.decode()
    assert "L’ASE est prévenue" in page or "L'ASE est prévenue" in page
    sent = {
        "le": aujourdhui().isoformat(),
        "heure": timezone.localtime().strftime("%H:%M"),
        "canal": "telephone",
        "par": "Fabrice L.",
    }
    assert saisir(client, "fratries:ase_prevenue", separation.pk, **sent).status_code == 302
    sent = {"le": aujourdhui().isoformat()}
    assert saisir(client, "fratries:juge_informe", separation.pk, **sent).status_code == 302
    page = client.get(reverse("fratries:separations", args=[monde.fratrie.pk])).content.decode()
    assert page.count("<span>Fait</span>") == 2
    assert "Fabrice L." in page
    assert reverse("fratries:ase_prevenue", args=[separation.pk]) not in page
    with acting_as_system(raison="test"):
        codes = set(EntreeAudit.objects.values_list("action", flat=True))
        assert {"separations.ase", "separations.juge", "separations.lecture"} <= codes


@pytest.mark.parametrize(
    ("adresse", "champ", "autres"),
    [
        ("fratries:ase_prevenue", "le", {"canal": "telephone", "par": "F."}),
        ("fratries:juge_informe", "le", {}),
        ("fratries:revue_separation", "tenue_le", {"constat": "c", "suite": "maintien"}),
        ("fratries:fin_separation", "le", {}),
    ],
)
def test_nothing_happens_before_the_decision_nor_tomorrow(monde, adresse, champ, autres):
    separation = factories.creer_separation(monde.fratrie)
    client = client_de(monde.personnes[Role.EDUCATEUR_SPECIALISE])
    for jours, phrase in [(-9, "avant la décision"), (9, "futur")]:
        sent = {champ: (aujourdhui() + timedelta(days=jours)).isoformat(), **autres}
        response = saisir(client, adresse, separation.pk, **sent)
        assert response.status_code == 422
        assert phrase in response.content.decode()


def test_the_judge_is_not_told_of_children_no_judge_entrusted(monde, educateur):
    separation = factories.creer_separation(monde.fratrie, confies_par_le_juge=False)
    with acting_as(educateur), pytest.raises(ValidationError, match="confié par un juge"):
        services.noter_juge_informe(acteur=educateur, separation=separation, le=aujourdhui())
    assert [e.regle.code for e in delais_de_la_separation(separation, [])] == ["FRAT-01", "FRAT-02"]


def test_a_review_is_added_once_a_day_and_none_after_the_end(monde, educateur):
    separation = factories.creer_separation(monde.fratrie)
    client = client_de(educateur)
    sent = {"tenue_le": aujourdhui().isoformat(), "constat": "Ils se voient.", "suite": "contacts"}
    assert saisir(client, "fratries:revue_separation", separation.pk, **sent).status_code == 302
    again = saisir(client, "fratries:revue_separation", separation.pk, **sent)
    assert again.status_code == 422
    assert "déjà enregistrée ce jour-là" in again.content.decode()
    assert (
        saisir(client, "fratries:fin_separation", separation.pk, le=aujourdhui().isoformat()).status_code
        == 302
    )
    sent["tenue_le"] = aujourdhui().isoformat()
    ended = saisir(client, "fratries:revue_separation", separation.pk, **sent)
    assert ended.status_code == 422
    assert "a pris fin" in ended.content.decode()
    page = client.get(reverse("fratries:separations", args=[monde.fratrie.pk])).content.decode()
    assert "Ils se voient." in page
    assert "Séparation terminée" in page


# --- clocks -------------------------------------------------------------------------------


def _le(*when: int) -> datetime:
    return datetime(*when, tzinfo=timezone.get_default_timezone())


def _etats(separation: Separation, revues: list, now: datetime) -> dict[str, tuple[str, str]]:
    found = delais_de_la_separation(separation, revues, now)
    return {e.regle.code: (e.genre, e.quand) for e in found}


def test_clocks_say_what_is_due_and_what_is_late(monde):
    separation = factories.creer_separation(monde.fratrie, decidee_le=_le(2026, 3, 10, 15, 0))
    same_day = _etats(separation, [], _le(2026, 3, 10, 20, 0))
    assert same_day["FRAT-01"] == ("attention", "Aujourd’hui")
    assert same_day["LIEU-02"] == ("attention", "Dans 43 heures")
    assert same_day["FRAT-02"] == ("neutre", "Dans 6 mois")
    assert _etats(separation, [], _le(2026, 3, 11, 0, 5))["FRAT-01"] == ("danger", "En retard de 1 jour")
    assert _etats(separation, [], _le(2026, 3, 12, 15, 0))["LIEU-02"][1] == "Dans moins d’une heure"
    # The duty is the ASE's: it is awaited, never our own fault.
    assert _etats(separation, [], _le(2026, 3, 12, 18, 1))["LIEU-02"] == (
        "attention",
        "Attendu depuis 3 heures",
    )
    late = _etats(separation, [], _le(2026, 9, 12, 8, 0))
    assert late["FRAT-02"] == ("danger", "En retard de 2 jours")


def test_a_review_puts_the_next_one_six_months_later(monde):
    separation = factories.creer_separation(monde.fratrie, decidee_le=_le(2026, 8, 31, 9, 0))
    due = {e.regle.code: e.jour for e in delais_de_la_separation(separation, [])}
    assert due["FRAT-02"] == date(2027, 2, 28)
    revue = factories.creer_revue(separation, date(2026, 11, 15))
    due = {e.regle.code: e.jour for e in delais_de_la_separation(separation, [revue])}
    assert due["FRAT-02"] == date(2027, 5, 15)


def test_a_decision_of_the_judge_needs_nobody_to_tell_the_judge(monde):
    separation = factories.creer_separation(monde.fratrie, autorite=AutoriteSeparation.JUGE)
    assert "LIEU-02" not in {e.regle.code for e in delais_de_la_separation(separation, [])}


@pytest.mark.parametrize("role", list(Role))
def test_deadlines_are_listed_to_who_reads_the_family_and_leave_once_done(monde, role):
    separation = factories.creer_separation(monde.fratrie)
    factories.creer_separation(monde.fratrie_ailleurs)
    user = monde.personnes[role]
    with acting_as(user):
        found = [(e.regle.code, e.fait.objet) for e in echeances_de(user) if e.regle.permission == LIT]
        of_noe = [
            e.fait.sujet for e in echeances_de(user, enfants=[monde.noe.pk]) if e.regle.code == "LIEU-02"
        ]
        of_ines = [e for e in echeances_de(user, enfants=[monde.ines.pk]) if e.regle.permission == LIT]
    expected = {(code, separation.pk) for code in ("FRAT-01", "FRAT-02", "LIEU-02")}
    assert set(found) == (expected if role in LISENT else set())
    assert len(found) == len(set(found))
    assert set(of_noe) <= {"Noé"}
    assert of_ines == []
    with acting_as_system(raison="test"):
        separation.fin = aujourdhui()
        separation.save()
    with acting_as(user):
        assert [e for e in echeances_de(user) if e.regle.permission == LIT] == []


# --- the reminder -------------------------------------------------------------------------

RAPPEL = "Ils vivent dans deux maisons"


def _separer(monde) -> None:
    with acting_as_system(raison="test"):
        stay = Sejour.objects.get(enfant=monde.noe)
        stay.maison = monde.erables
        stay.save()


def test_siblings_in_two_houses_of_a_village_bring_the_question_until_it_is_recorded(monde, educateur):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    adresses = [
        reverse("fratries:groupe", args=[monde.fratrie.pk]),
        reverse("fratries:separations", args=[monde.fratrie.pk]),
    ]
    assert all(RAPPEL not in client.get(adresse).content.decode() for adresse in adresses)
    _separer(monde)
    assert all(RAPPEL in client.get(adresse).content.decode() for adresse in adresses)
    separation = factories.creer_separation(monde.fratrie)
    assert all(RAPPEL not in client.get(adresse).content.decode() for adresse in adresses)
    with acting_as(educateur):
        services.mettre_fin(acteur=educateur, separation=separation, le=aujourdhui())
    assert all(RAPPEL in client.get(adresse).content.decode() for adresse in adresses)


def test_whoever_may_not_read_the_family_is_asked_nothing(monde):
    _separer(monde)
    page = client_de(monde.personnes[Role.SECRETARIAT]).get(
        reverse("fratries:groupe", args=[monde.fratrie.pk])
    )
    assert page.status_code == 200
    assert RAPPEL not in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_more_separations(monde, number, django_assert_num_queries):
    for _ in range(number):
        separation = factories.creer_separation(monde.fratrie)
        factories.creer_revue(separation)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    adresse = reverse("fratries:separations", args=[monde.fratrie.pk])
    client.get(adresse)
    with django_assert_num_queries(REQUETES_SEPARATIONS):
        page = client.get(adresse)
    assert len(re.findall("Pourquoi</h3>", page.content.decode())) == number


REQUETES_SEPARATIONS = 22


# --- how the plan of contacts is kept -----------------------------------------------------


def test_the_page_and_the_review_say_how_many_meetings_were_planned_and_held(monde, educateur):
    separation = factories.creer_separation(monde.fratrie, decidee_le=timezone.now() - timedelta(days=30))
    with acting_as_system(raison="test"):
        lea, noe = (MembreFratrie.objects.get(enfant=e) for e in (monde.lea, monde.noe))
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    adresse = reverse("fratries:separations", args=[monde.fratrie.pk])
    assert "aucune rencontre entre eux" in client.get(adresse).content.decode()
    today = aujourdhui()
    for jours, etat in ((40, "tenue"), (20, "tenue"), (10, "manquee"), (5, "tenue"), (-3, "prevue")):
        jour = today - timedelta(days=jours)
        factories.creer_rencontre(monde.lea, membres=[noe.pk], jour=jour, etat=etat)
        factories.creer_rencontre(monde.noe, membres=[lea.pk], jour=jour, etat=etat)
    expected = f"3 rencontres prévues, 2 tenues, la dernière le {today - timedelta(days=5):%d/%m/%Y}"
    for page in (adresse, reverse("fratries:revue_separation", args=[separation.pk])):
        text = client.get(page).content.decode().replace("\xa0", " ").replace("\u202f", " ")
        assert expected in text
