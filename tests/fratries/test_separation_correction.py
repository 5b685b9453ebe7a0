"""A separation corrected or annulled: who may, what moves with it, what stays, and what is refused."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from enfants.models import Sejour
from fratries.enums import CanalASE
from fratries.models import MembreFratrie, RevueSeparation, Separation
from fratries.regles import LIT
from fratries.selectors.separation import delais_de_la_separation
from fratries.services import separation as actes
from fratries.services import separation_correction as services
from socle.audit.models import EntreeAudit
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.saisie import client_de, saisir

pytestmark = pytest.mark.django_db

ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.FAMILLE)}
RAISON = "Raison-de-canari : le jour du jugement avait été mal lu."


def _le(*when: int) -> datetime:
    return datetime(*when, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def educateur(monde):
    return monde.personnes[Role.EDUCATEUR_SPECIALISE]


@pytest.fixture
def separation(monde):
    return factories.creer_separation(
        monde.fratrie, decidee_le=_le(2026, 3, 10, 15, 0), decideur="Mme Aubert", motif="Ancien motif."
    )


SCELLES = (
    "decideur", "motif", "parole", "plan_contacts", "ase_prevenue_par", "annulation_motif", "correction_motif",
)  # fmt: skip


def _relue(separation) -> Separation:
    """Read it again, opened: outside the acting context its words stay readable."""
    with acting_as_system(raison="test"):
        read = Separation.objects.get(pk=separation.pk)
        for nom in SCELLES:
            getattr(read, nom)
        return read


def _champs(separation, **autres: object) -> dict[str, object]:
    """What the form shows, as a browser sends it back."""
    sides = dict.fromkeys(separation.premier_cote, "1") | dict.fromkeys(separation.second_cote, "2")
    local = timezone.localtime(separation.decidee_le)
    sent: dict[str, object] = {
        "envoi": str(nouvel_id()),
        "revision": separation.revision,
        **{f"cote_{pk.hex}": side for pk, side in sides.items()},
        "decidee_le": local.date().isoformat(),
        "heure": local.strftime("%H:%M"),
        "autorite": separation.autorite,
        "decideur": separation.decideur,
        "confies_par_le_juge": "on",
        "motif": separation.motif,
        "parole": separation.parole,
        "plan_contacts": separation.plan_contacts,
        "correction_motif": RAISON,
    }
    told = separation.ase_prevenue_le
    if told is not None:
        told = timezone.localtime(told)
        sent |= {
            "ase_prevenue_le": told.date().isoformat(),
            "ase_heure": told.strftime("%H:%M"),
            "ase_canal": separation.ase_canal,
            "ase_prevenue_par": separation.ase_prevenue_par,
        }
    for nom in ("juge_informe_le", "fin"):
        if getattr(separation, nom) is not None:
            sent[nom] = getattr(separation, nom).isoformat()
    return {**sent, **autres}


def _corriger(client, separation, **autres: object):
    adresse = reverse("fratries:corriger_separation", args=[separation.pk])
    return client.post(adresse, _champs(separation, **autres))


def _page(user, monde) -> str:
    page = client_de(user).get(reverse("fratries:separations", args=[monde.fratrie.pk]))
    assert page.status_code == 200
    return page.content.decode().replace("\xa0", " ").replace("\u202f", " ")


# --- who ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("acte", ["corriger", "annuler"])
def test_it_is_corrected_and_annulled_by_those_who_record_one(monde, separation, role, acte):
    client = client_de(monde.personnes[role])
    adresse = reverse(f"fratries:{acte}_separation", args=[separation.pk])
    assert client.get(adresse).status_code == (200 if role in ECRIVENT else 404)
    sent = {
        "corriger": _champs(separation, motif="Nouveau motif."),
        "annuler": {"envoi": str(nouvel_id()), "revision": 1, "motif": RAISON},
    }
    assert client.post(adresse, sent[acte]).status_code == (302 if role in ECRIVENT else 404)
    read = _relue(separation)
    assert (read.revision == 2) == (role in ECRIVENT)
    assert (read.annulee_le is not None) == (role in ECRIVENT and acte == "annuler")


@pytest.mark.parametrize("acte", ["corriger", "annuler"])
def test_another_village_and_another_house_get_404(monde, separation, acte):
    ailleurs = factories.creer_separation(monde.fratrie_ailleurs)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    assert client.get(reverse(f"fratries:{acte}_separation", args=[ailleurs.pk])).status_code == 404
    voisin = factories.creer_personne(
        Role.EDUCATEUR_SPECIALISE, "voisin@erables", maison=monde.erables, enfant=monde.ines
    )
    adresse = reverse(f"fratries:{acte}_separation", args=[separation.pk])
    assert client_de(voisin).get(adresse).status_code == 404


def test_the_services_refuse_whoever_does_not_write_the_family(monde, separation):
    secretariat = monde.personnes[Role.SECRETARIAT]
    for act in (services.corriger_separation, services.annuler_separation):
        read = _relue(separation)
        with acting_as(secretariat), pytest.raises(PermissionDenied):
            act(acteur=secretariat, separation=read, motif=RAISON)


def test_a_child_of_another_group_is_never_put_on_a_side(monde, separation, educateur):
    with acting_as_system(raison="test"):
        malo = MembreFratrie.objects.get(enfant=monde.malo)
    separation.second_cote = [malo.pk]
    with acting_as(educateur), pytest.raises(PermissionDenied):
        services.corriger_separation(acteur=educateur, separation=separation, motif=RAISON)


# --- what moves, what stays ----------------------------------------------------------------


def _delais(separation, now: datetime) -> dict[str, tuple[str, str]]:
    read = _relue(separation)
    with acting_as_system(raison="test"):
        reviews = list(RevueSeparation.objects.filter(separation=read))
    return {e.regle.code: (e.genre, e.quand) for e in delais_de_la_separation(read, reviews, now)}


def test_the_three_clocks_follow_the_corrected_date(monde, separation, educateur):
    now = _le(2026, 3, 12, 18, 0)
    assert _delais(separation, now) == {
        "FRAT-01": ("danger", "En retard de 2 jours"),
        "LIEU-02": ("attention", "Attendu depuis 3 heures"),
        "FRAT-02": ("neutre", "Dans 5 mois"),
    }
    response = _corriger(client_de(educateur), separation, decidee_le="2026-03-12", heure="09:00")
    assert response.status_code == 302
    assert _delais(separation, now)["FRAT-01"] == ("attention", "Aujourd’hui")
    assert _delais(separation, now)["LIEU-02"] == ("attention", "Dans 39 heures")
    assert _delais(separation, _le(2026, 9, 11, 8, 0))["FRAT-02"][1] == "Demain"
    with acting_as(educateur):
        dues = {e.regle.code: e.fait.depart for e in echeances_de(educateur) if e.regle.permission == LIT}
    assert dues["FRAT-02"] == date(2026, 3, 12)


def test_the_judge_s_clock_stops_when_the_judge_decided_after_all(monde, separation, educateur):
    assert "LIEU-02" in _delais(separation, timezone.now())
    assert _corriger(client_de(educateur), separation, autorite="juge").status_code == 302
    assert "LIEU-02" not in _delais(separation, timezone.now())


def test_proofs_already_recorded_are_not_lost(monde, educateur):
    told = _le(2026, 3, 12, 17, 5)
    separation = factories.creer_separation(
        monde.fratrie,
        decidee_le=_le(2026, 3, 10, 15, 0),
        ase_prevenue_le=told,
        ase_canal=CanalASE.TELEPHONE,
        ase_prevenue_par="Fabrice L.",
        juge_informe_le=date(2026, 3, 13),
    )
    factories.creer_revue(separation, date(2026, 6, 1))
    assert _corriger(client_de(educateur), separation, decidee_le="2026-03-12").status_code == 302
    read = _relue(separation)
    assert (read.ase_prevenue_le, read.ase_canal, read.ase_prevenue_par, read.juge_informe_le) == (
        told,
        "telephone",
        "Fabrice L.",
        date(2026, 3, 13),
    )
    delais = _delais(separation, _le(2026, 3, 20, 8, 0))
    assert delais["FRAT-01"][0] == delais["LIEU-02"][0] == "fait"
    with acting_as_system(raison="test"):
        assert RevueSeparation.objects.filter(separation=separation).count() == 1


def test_a_proof_noted_wrongly_is_corrected_with_the_decision(monde, educateur):
    separation = factories.creer_separation(
        monde.fratrie,
        decidee_le=_le(2026, 3, 10, 15, 0),
        ase_prevenue_le=_le(2026, 3, 10, 16, 0),
        ase_canal=CanalASE.TELEPHONE,
        ase_prevenue_par="Fabrice L.",
    )
    client = client_de(educateur)
    refused = _corriger(client, separation, decidee_le="2026-03-11")
    assert refused.status_code == 422
    assert "avant la décision" in refused.content.decode()
    both = {"decidee_le": "2026-03-11", "ase_prevenue_le": "2026-03-11", "ase_canal": "courriel"}
    assert _corriger(client, separation, **both).status_code == 302
    read = _relue(separation)
    assert (read.ase_prevenue_le, read.ase_canal) == (_le(2026, 3, 11, 16, 0), "courriel")
    assert _corriger(client, read, ase_prevenue_le="").status_code == 302
    read = _relue(separation)
    assert (read.ase_prevenue_le, read.ase_canal, read.ase_prevenue_par) == (None, "", "")


def test_an_end_noted_wrongly_is_taken_back(monde, educateur):
    separation = factories.creer_separation(
        monde.fratrie, decidee_le=_le(2026, 3, 10, 15, 0), fin=date(2026, 5, 1)
    )
    assert _corriger(client_de(educateur), separation, fin="").status_code == 302
    assert _relue(separation).fin is None
    assert "Séparation terminée" not in _page(educateur, monde)


def test_the_page_says_who_corrected_what_and_why_to_those_who_read_it(monde, separation, educateur):
    before = _page(educateur, monde)
    assert "Versions précédentes" not in before
    sent = {"motif": "Nouveau motif.", "decidee_le": "2026-03-12"}
    assert _corriger(client_de(educateur), separation, **sent).status_code == 302
    for role in (Role.EDUCATEUR_SPECIALISE, Role.DIRECTEUR):
        page = _page(monde.personnes[role], monde)
        former = page[page.index("<span>Versions précédentes</span>") :]
        for said in (RAISON, "Avant : Ancien motif.", "Après : Nouveau motif.", "10 mars 2026 à 15 h 00"):
            assert said in former
        assert "Ce que les enfants en disent" not in former
    with acting_as_system(raison="test"):
        person = educateur.professionnel
        entry = EntreeAudit.objects.get(action="separations.corrigee")
        assert set(entry.enfants) == {monde.lea.pk, monde.noe.pk}
        assert RAISON not in str(entry.__dict__)
        assert f"{person.prenom} {person.nom}" in former


def test_the_reason_belongs_to_the_correction_alone(monde, separation, educateur):
    assert _corriger(client_de(educateur), separation, motif="Nouveau motif.").status_code == 302
    with acting_as(educateur):
        actes.noter_juge_informe(acteur=educateur, separation=separation, le=aujourdhui())
    page = _page(educateur, monde)
    assert page.count("Raison :") == 1
    assert "Avant : rien" in page
    with acting_as_system(raison="test"):
        assert list(
            Separation.versions.filter(id=separation.pk)
            .order_by("history_date", "history_id")
            .values_list("revision", flat=True)
        ) == [1, 2, 3]


@pytest.mark.parametrize("table", ["fratries_separation", "fratries_historicalseparation"])
def test_reasons_are_sealed_in_the_table_and_its_history(monde, separation, educateur, table):
    assert _corriger(client_de(educateur), separation, motif="Nouveau motif.").status_code == 302
    read = _relue(separation)
    assert read.correction_motif == RAISON
    with acting_as(educateur):
        services.annuler_separation(acteur=educateur, separation=read, motif="Annulation-de-canari")
    assert _relue(separation).annulation_motif == "Annulation-de-canari"
    with acting_as_system(raison="test"), connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {table} t")
        rows = [row[0] for row in cursor.fetchall()]
    assert rows
    for row in rows:
        assert "canari" not in row
        assert b"canari".hex() not in row


# --- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"correction_motif": ""}, "obligatoire"),
        ({"motif": ""}, "obligatoire"),
        ({"decidee_le": "2999-01-01"}, "futur"),
        ({}, "rien changé"),
    ],
)
def test_a_wrong_correction_is_refused_and_what_was_typed_is_kept(
    monde, separation, educateur, champs, phrase
):
    response = _corriger(client_de(educateur), separation, **champs)
    assert response.status_code == 422
    page = response.content.decode()
    assert phrase in page
    assert "Mme Aubert" in page
    assert _relue(separation).revision == 1


def test_the_decision_never_comes_after_a_review_of_it(monde, separation, educateur):
    factories.creer_revue(separation, date(2026, 3, 11))
    response = _corriger(client_de(educateur), separation, decidee_le="2026-03-12")
    assert response.status_code == 422
    assert "Une revue est enregistrée le 11 mars 2026" in response.content.decode()


def test_a_judge_already_told_keeps_the_children_entrusted(monde, educateur):
    separation = factories.creer_separation(
        monde.fratrie, decidee_le=_le(2026, 3, 10, 15, 0), juge_informe_le=date(2026, 3, 11)
    )
    response = _corriger(client_de(educateur), separation, confies_par_le_juge="")
    assert response.status_code == 422
    assert "Le juge a été informé le 11 mars 2026" in response.content.decode()


def test_reopening_does_not_make_the_same_separation_twice(monde, educateur):
    ended = factories.creer_separation(
        monde.fratrie, decidee_le=_le(2026, 3, 10, 15, 0), fin=date(2026, 5, 1)
    )
    factories.creer_separation(monde.fratrie)
    response = _corriger(client_de(educateur), ended, fin="")
    assert response.status_code == 422
    assert "déjà enregistrée" in response.content.decode()


# --- two people, two sendings ---------------------------------------------------------------


@pytest.mark.parametrize("acte", ["corriger", "annuler"])
def test_a_stale_page_shows_what_the_other_person_saved_and_keeps_what_was_typed(
    monde, separation, educateur, acte
):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    stale = _champs(separation, decideur="Mon décideur", correction_motif=RAISON, motif="Mon motif")
    assert _corriger(client_de(chef), separation, parole="« Parole corrigée. »").status_code == 302
    adresse = reverse(f"fratries:{acte}_separation", args=[separation.pk])
    sent = {"corriger": stale, "annuler": {"envoi": stale["envoi"], "revision": 1, "motif": "Mon motif"}}
    client = client_de(educateur)
    response = client.post(adresse, sent[acte])
    page = response.content.decode().replace("\u202f", " ")
    assert response.status_code == 422
    assert "Quelqu’un a enregistré autre chose" in page
    other = page[page.index("autre personne a enregistré") : page.index("Ce que vous avez écrit")]
    assert "« Parole corrigée. »" in other
    assert "Ancien motif" not in other
    assert "Mon motif" in page
    assert 'name="revision" value="2"' in page
    assert _relue(separation).revision == 2
    assert client.post(adresse, {**sent[acte], "revision": 2}).status_code == 302


def test_a_proof_noted_while_one_corrects_is_shown_then_kept(monde, separation, educateur):
    stale = _champs(separation, motif="Mon motif")
    with acting_as(educateur):
        actes.noter_ase_prevenue(
            acteur=educateur,
            separation=separation,
            le=_le(2026, 3, 10, 16, 0),
            canal="telephone",
            par="F. L.",
        )
    adresse = reverse("fratries:corriger_separation", args=[separation.pk])
    client = client_de(educateur)
    response = client.post(adresse, stale)
    assert response.status_code == 422
    assert "par F. L." in response.content.decode()
    assert client.post(adresse, {**stale, "revision": 2}).status_code == 302
    read = _relue(separation)
    assert (read.motif, read.ase_prevenue_le) == ("Mon motif", _le(2026, 3, 10, 16, 0))


@pytest.mark.parametrize("acte", ["corriger", "annuler"])
def test_a_double_submit_makes_one_version(monde, separation, educateur, acte):
    client = client_de(educateur)
    adresse = reverse(f"fratries:{acte}_separation", args=[separation.pk])
    sent = _champs(separation, motif="Mon motif", decidee_le="2026-03-11")
    if acte == "annuler":
        sent = {"envoi": sent["envoi"], "revision": 1, "motif": RAISON}
    assert [client.post(adresse, sent).status_code for _ in range(2)] == [302, 302]
    with acting_as_system(raison="test"):
        assert Separation.versions.filter(id=separation.pk).count() == 2
        assert (
            EntreeAudit.objects.filter(action__in=["separations.corrigee", "separations.annulee"]).count()
            == 1
        )


# --- annulled -------------------------------------------------------------------------------


def _annuler(user, separation) -> Separation:
    with acting_as(user):
        return services.annuler_separation(acteur=user, separation=separation, motif=RAISON)


def test_an_annulled_separation_stays_readable_and_counts_nowhere(monde, separation, educateur):
    with acting_as_system(raison="test"):
        stay = Sejour.objects.get(enfant=monde.noe)
        stay.maison = monde.erables
        stay.save()
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    assert "Ils vivent dans deux maisons" not in _page(chef, monde)
    with acting_as(chef):
        assert [e for e in echeances_de(chef) if e.regle.permission == LIT]
    _annuler(educateur, separation)
    page = _page(chef, monde)
    assert "Annulée : n’a pas eu lieu" in page
    assert RAISON in page
    assert "Ancien motif." in page
    # They live apart and nothing says why any more: the question is asked again.
    assert "Ils vivent dans deux maisons" in page
    for said in (
        "Prévenir l’ASE",
        "Depuis la décision",
        reverse("fratries:fin_separation", args=[separation.pk]),
    ):
        assert said not in page
    assert reverse("fratries:corriger_separation", args=[separation.pk]) not in page
    with acting_as(chef):
        assert [e for e in echeances_de(chef) if e.regle.permission == LIT] == []
    assert delais_de_la_separation(_relue(separation), []) == []


def test_the_same_children_may_be_separated_after_all(monde, separation, educateur):
    _annuler(educateur, separation)
    with acting_as(educateur):
        actes.decider_separation(
            acteur=educateur,
            separation=Separation(
                fratrie=monde.fratrie,
                premier_cote=separation.premier_cote,
                second_cote=separation.second_cote,
                autorite="ase",
                decidee_le=timezone.now(),
                motif="m",
                parole="p",
                plan_contacts="c",
            ),
        )
    assert _page(educateur, monde).count("Pourquoi</h3>") == 2


@pytest.mark.parametrize(
    ("adresse", "champs"),
    [
        ("ase_prevenue", {"le": "2026-03-10", "canal": "telephone", "par": "F."}),
        ("juge_informe", {"le": "2026-03-11"}),
        ("revue_separation", {"tenue_le": "2026-03-11", "constat": "c", "suite": "maintien"}),
        ("fin_separation", {"le": "2026-03-11"}),
        ("annuler_separation", {"revision": 2, "motif": "Encore."}),
    ],
)
def test_nothing_more_is_written_on_it(monde, separation, educateur, adresse, champs):
    _annuler(educateur, separation)
    response = saisir(client_de(educateur), f"fratries:{adresse}", separation.pk, **champs)
    assert response.status_code == 422
    assert "est annulée" in response.content.decode()


def test_it_is_not_corrected_any_more(monde, separation, educateur):
    annulled = _annuler(educateur, separation)
    response = _corriger(client_de(educateur), annulled, motif="Mon motif")
    assert response.status_code == 422
    assert "est annulée" in response.content.decode()


def test_a_reason_is_asked(monde, separation, educateur):
    with acting_as(educateur), pytest.raises(ValidationError, match="Dites pourquoi"):
        services.annuler_separation(acteur=educateur, separation=separation, motif="  ")
    assert _relue(separation).annulee_le is None


def test_the_database_closes_what_was_annulled(monde, separation, educateur):
    annulled = _annuler(educateur, separation)
    with acting_as_system(raison="test"):
        for nom, value in (("annulee_le", None), ("decidee_le", timezone.now()), ("fin", aujourdhui())):
            read = _relue(annulled)
            setattr(read, nom, value)
            with pytest.raises(IntegrityError), transaction.atomic():
                read.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        factories.creer_revue(annulled, aujourdhui() - timedelta(days=1))


#: One for the versions, two for who wrote them and their keys, beside what the page costs without.
REQUETES = 24


# --- cost -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_more_corrections(monde, educateur, number, django_assert_num_queries):
    for _ in range(number):
        separation = factories.creer_separation(monde.fratrie)
        for motif in ("Un.", "Deux.")[: 1 if number == 1 else 2]:
            separation.motif = motif
            with acting_as(educateur):
                separation = services.corriger_separation(
                    acteur=educateur, separation=separation, motif=RAISON
                )
        separation.fin = aujourdhui()
        with acting_as_system(raison="test"):
            separation.save()
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    adresse = reverse("fratries:separations", args=[monde.fratrie.pk])
    client.get(adresse)
    with django_assert_num_queries(REQUETES):
        page = client.get(adresse)
    assert len(re.findall("<span>Versions précédentes</span>", page.content.decode())) == number
