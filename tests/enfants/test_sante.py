"""The medical file: the nurse writes, the psychologist reads, a minor's secret stays with carers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enfants.models import NoteMedicale, Vaccination
from enfants.selectors.sante import injections_de, notes_de
from enfants.services.sante import changer_secret, ecrire_note_medicale
from enfants.vaccins import COHORTES, Valence, calendrier, cohorte_de, dans_n_mois
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests import factories

pytestmark = pytest.mark.django_db

REQUETES = 17
SECRET = "Confidence au centre de santé."


@pytest.fixture
def infirmiere(monde):
    return monde.personnes[Role.INFIRMIER]


@pytest.fixture
def dominique(infirmiere, connecter):
    return connecter(infirmiere)


@pytest.fixture
def secret(monde, infirmiere):
    factories.creer_note_medicale(monde.lea, infirmiere, "Otite traitée.")
    return factories.creer_note_medicale(monde.lea, infirmiere, SECRET, secret=True)


def lire(client, enfant):
    return client.get(reverse("enfants:sante", args=[enfant.pk]))


# --- writing ------------------------------------------------------------------------------------


def test_a_note_is_written_once_and_never_rewritten(monde, dominique):
    sent = {
        "envoi": str(nouvel_id()), "nature": "consultation", "jour": aujourdhui().isoformat(),
        "avec": "Dr Morel", "texte": "Otite droite.",
    }  # fmt: skip
    url = reverse("enfants:nouvelle_note_medicale", args=[monde.lea.pk])
    assert [dominique.post(url, sent).status_code for _ in range(2)] == [302, 302]
    page = lire(dominique, monde.lea).text
    assert page.count("Otite droite.") == 1
    assert "Dr Morel" in page
    with acting_as_system(raison="test"):
        note = NoteMedicale.objects.get()
        note.texte = "Autre chose."
        with pytest.raises((InternalError, ProgrammingError), match="never rewritten"), transaction.atomic():
            note.save()


def test_an_empty_note_says_so_and_keeps_the_rest(monde, dominique):
    url = reverse("enfants:nouvelle_note_medicale", args=[monde.lea.pk])
    answer = dominique.post(
        url, {"envoi": str(nouvel_id()), "nature": "note", "avec": "Dr Morel", "texte": ""}
    )
    assert answer.status_code == 422
    assert 'value="Dr Morel"' in answer.text
    with acting_as_system(raison="test"):
        assert not NoteMedicale.objects.exists()


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"valences": []}, "Choisissez au moins une maladie"),
        ({"jour": "2010-01-01"}, "avant la naissance"),
        ({"jour": "2999-01-01"}, "dans le futur"),
    ],
)
def test_a_vaccination_that_cannot_be_is_refused_in_words(monde, dominique, champs, phrase):
    sent = {
        "envoi": str(nouvel_id()), "valences": ["ror"], "jour": aujourdhui().isoformat(), "lot": "AB12",
    }  # fmt: skip
    answer = dominique.post(reverse("enfants:nouvelle_vaccination", args=[monde.lea.pk]), sent | champs)
    assert (answer.status_code, phrase in answer.text, 'value="AB12"' in answer.text) == (422, True, True)
    with acting_as_system(raison="test"):
        assert not Vaccination.objects.exists()


def test_a_vaccination_fills_the_calendar(monde, dominique):
    url = reverse("enfants:nouvelle_vaccination", args=[monde.lea.pk])
    sent = {
        "envoi": str(nouvel_id()), "valences": ["dtp", "coqueluche"], "jour": "2017-07-10", "produit": "Hexa",
        "lot": "AB12",
    }  # fmt: skip
    assert [dominique.post(url, sent).status_code for _ in range(2)] == [302, 302]
    page = lire(dominique, monde.lea).text
    assert "10 juillet 2017" in page
    assert "Hexa, lot AB12" in page
    assert "À vérifier" in page
    with acting_as_system(raison="test"):
        assert Vaccination.objects.count() == 1


# --- the minor's secret -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_the_file_and_who_reads_the_secret(monde, connecter, secret, role):
    answer = lire(connecter(monde.personnes[role]), monde.lea)
    reads = role in {Role.INFIRMIER, Role.PSYCHOLOGUE}
    assert answer.status_code == (200 if reads else 404)
    assert ("Otite traitée." in answer.content.decode()) is reads
    carer = role is Role.INFIRMIER
    assert (SECRET in answer.content.decode()) is carer
    assert ("Secret demandé par le mineur" in answer.content.decode()) is carer


def test_a_granted_right_and_a_break_glass_open_no_secret(monde, connecter, secret):
    partner = factories.creer_utilisateur("partenaire", nature="partenaire")
    factories.accorder(partner, monde.lea, "lire_medical")
    cadre = factories.creer_professionnel("cadre")
    factories.affecter(cadre, Role.EDUCATEUR_FAMILIAL, maison=monde.erables)
    factories.ouvrir_acces_exceptionnel(cadre.compte, monde.lea)
    for person in (partner, cadre.compte):
        text = lire(connecter(person), monde.lea).content.decode()
        assert "Otite traitée." in text
        assert SECRET not in text
        assert "Secret demandé" not in text
        with acting_as(person):
            assert [n.texte for n in NoteMedicale.objects.visible_to(person, "lire_medical")] == [
                "Otite traitée."
            ]


def test_a_secret_is_asked_then_lifted_after_a_question(monde, dominique, infirmiere):
    note = factories.creer_note_medicale(monde.lea, infirmiere)
    url = reverse("enfants:secret_note_medicale", args=[note.pk])
    assert "ne sortira sur aucun papier" in dominique.get(url).text
    for _ in range(2):
        assert dominique.post(f"{url}?secret=1").status_code == 302
    assert "Secret demandé par le mineur" in lire(dominique, monde.lea).text
    assert dominique.post(f"{url}?secret=0").status_code == 302
    assert "Ne sort sur aucun papier" not in lire(dominique, monde.lea).text
    with acting_as_system(raison="test"):
        acts = EntreeAudit.objects.filter(action__startswith="sante.secret").order_by("id")
        assert [entry.action for entry in acts] == ["sante.secret_pose", "sante.secret_leve"]


def test_what_is_communicable_holds_no_secret_even_for_the_nurse(monde, infirmiere, secret):
    factories.creer_vaccination(monde.lea, infirmiere, "hpv", secret=True)
    factories.creer_vaccination(monde.lea, infirmiere, "ror")
    with acting_as(infirmiere):
        assert len(notes_de(infirmiere, monde.lea)) == 2
        assert [n.texte for n in notes_de(infirmiere, monde.lea, communicable=True)] == ["Otite traitée."]
        assert [v.valences for v in injections_de(infirmiere, monde.lea, communicable=True)] == [["ror"]]


def test_the_psychologist_writes_nothing_and_lifts_no_secret(monde, connecter, secret):
    psychologue = monde.personnes[Role.PSYCHOLOGUE]
    client = connecter(psychologue)
    assert client.post(reverse("enfants:secret_note_medicale", args=[secret.pk])).status_code == 404
    assert client.get(reverse("enfants:nouvelle_note_medicale", args=[monde.lea.pk])).status_code == 404
    with acting_as(psychologue):
        with pytest.raises(PermissionDenied):
            changer_secret(acteur=psychologue, fiche=secret, secret=False)
        with pytest.raises(PermissionDenied):
            ecrire_note_medicale(acteur=psychologue, note=NoteMedicale(enfant=monde.lea))


@pytest.mark.parametrize("enfant", ["malo"])
def test_the_nurse_of_another_village_gets_404(monde, dominique, enfant):
    assert lire(dominique, getattr(monde, enfant)).status_code == 404
    assert lire(dominique, monde.ines).status_code == 200


def test_queries_do_not_grow(monde, dominique, infirmiere):
    def add() -> None:
        factories.creer_note_medicale(monde.lea, infirmiere)
        factories.creer_vaccination(monde.lea, infirmiere)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            lire(dominique, monde.lea)
        return len(queries)

    add()
    lire(dominique, monde.lea)
    one = count()
    add()
    add()
    assert count() == one == REQUETES


# --- the calendar ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("naissance", "obligatoires"),
    [
        (date(2012, 6, 1), {"dtp"}),
        (date(2017, 12, 31), {"dtp"}),
        (date(2018, 1, 1), {"dtp", "coqueluche", "hib", "hepatite_b", "pneumocoque", "ror", "meningo_c"}),
        (
            date(2025, 1, 1),
            {"dtp", "coqueluche", "hib", "hepatite_b", "pneumocoque", "ror", "meningo_b", "meningo_acwy"},
        ),
    ],
)
def test_each_cohort_has_its_own_obligations(naissance, obligatoires):
    assert cohorte_de(naissance).obligatoires == obligatoires
    doses = calendrier(naissance, [], naissance)
    assert {dose.valence for dose in doses if dose.obligatoire} == obligatoires


def test_every_cohort_says_its_source_and_its_certainty():
    assert [c.nes_du for c in COHORTES] == sorted(c.nes_du for c in COHORTES)
    for cohorte in COHORTES:
        assert cohorte.source
        assert cohorte.certitude in {"V", "S", "M"}
        assert cohorte.verifie_le.year >= 2026
        assert set(cohorte.obligatoires) <= set(cohorte.ages)


def test_doses_are_noted_to_check_or_to_come():
    born = date(2020, 3, 31)
    doses = calendrier(
        born, [(date(2020, 6, 2), ["dtp"]), (date(2020, 8, 1), ["meningo_acwy"])], date(2021, 1, 1)
    )
    by = {(d.valence, d.rang): d for d in doses}
    assert by[Valence.DTP, 1].etat == "Notée"
    assert by[Valence.DTP, 2].etat == "À vérifier"
    assert by[Valence.DTP, 4].etat == "À venir"
    assert by[Valence.MENINGO_C, 1].faite_le == date(2020, 8, 1)


def test_months_are_counted_by_the_calendar():
    assert dans_n_mois(date(2020, 3, 31), 11) == date(2021, 2, 28)
    assert dans_n_mois(date(2020, 12, 31), 2) == date(2021, 2, 28)
    assert dans_n_mois(date(2019, 2, 28), 12) == date(2020, 2, 28)
    assert dans_n_mois(date(2020, 5, 31), 1) - date(2020, 5, 31) == timedelta(days=30)
