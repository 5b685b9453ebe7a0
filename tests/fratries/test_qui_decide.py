"""« Qui décide ? »: the answer, its reason and its source, by who holds authority today."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from fratries.actes import ACTES, PAR_CODE, Regime, Regle
from fratries.enums import EtatAutorite, NatureTitulaire
from fratries.models import AutoriteParentale
from fratries.selectors.decision import LIBELLES_CERTITUDE, Titulaire, reponse
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de, saisir


def titulaire(nom, *, nature=NatureTitulaire.PARENT, etat=EtatAutorite.EXERCEE) -> Titulaire:
    return Titulaire(AutoriteParentale(nature=nature, etat=etat), nom, "")


MERE, PERE = titulaire("Nadia"), titulaire("Farid")
ENFANT = date(aujourdhui().year - 9, 1, 1)


def qui(code, *titulaires, regime=Regime.JUGE, naissance=ENFANT):
    return reponse(PAR_CODE[code], titulaires=titulaires, regime=regime, naissance=naissance)


@pytest.mark.parametrize("acte", ACTES, ids=lambda a: a.code)
def test_every_act_has_a_reason_a_source_and_a_certainty(acte):
    assert acte.raison.endswith(".")
    assert acte.source
    assert acte.certitude in LIBELLES_CERTITUDE
    answer = qui(acte.code, MERE, PERE)
    assert answer.qui
    assert (answer.qui == "La maison") == (acte.regle is Regle.USUEL)


def test_codes_are_unique_and_the_acts_people_ask_about_are_there():
    assert len(PAR_CODE) == len(ACTES)
    assert set(PAR_CODE) >= {
        "sortie", "coiffeur", "operation", "carte_identite", "religion", "changement_ecole", "photo",
        "psychotherapie", "contraception",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "titulaires", "attendu"),
    [
        ("coiffeur", [], "La maison"),
        ("sortie", [MERE, PERE], "La maison"),
        ("operation", [MERE, PERE], "Nadia et Farid"),
        ("operation", [MERE], "Nadia"),
        ("operation", [], "Demandez au service gardien"),
        ("carte_identite", [MERE, PERE], "Nadia ou Farid, l’un des deux suffit"),
        ("carte_identite", [MERE], "Nadia"),
        ("contraception", [MERE, PERE], "Le jeune, avec le soignant"),
        ("urgence", [], "Le médecin"),
    ],
)
def test_who_decides_by_act_and_holders(code, titulaires, attendu):
    assert qui(code, *titulaires).qui == attendu


@pytest.mark.parametrize("etat", [EtatAutorite.SUSPENDUE, EtatAutorite.RETIREE, EtatAutorite.DELEGUEE])
def test_a_holder_who_no_longer_exercises_is_not_asked_and_it_is_said(etat):
    answer = qui("operation", MERE, titulaire("Luc", etat=etat))
    assert answer.qui == "Nadia"
    assert f"Ne pas demander à Luc : autorité {etat.label}." in answer.reserves
    assert qui("operation", titulaire("Luc", etat=etat)).qui == "Demandez au service gardien"


def test_a_guardian_decides_instead_of_the_parents():
    tuteur = titulaire("Le Département", nature=NatureTitulaire.SERVICE)
    assert qui("religion", tuteur, regime=Regime.TUTELLE).qui == "Le Département"
    assert qui("religion", MERE, tuteur, regime=Regime.TUTELLE).qui == "Le Département"


def test_limits_are_told_with_the_answer():
    partielle = titulaire("Farid", etat=EtatAutorite.LIMITEE)
    partielle.autorite.limites = "Pas de sortie du territoire"
    answer = qui("sortie_territoire", MERE, partielle)
    assert "Farid : Pas de sortie du territoire" in answer.reserves


def test_the_judge_is_named_only_when_a_judge_entrusted_the_child():
    assert any("juge des enfants" in r for r in qui("operation", MERE).reserves)
    assert not any("juge" in r for r in qui("operation", MERE, regime=Regime.ACCORD).reserves)


def test_a_grown_up_decides_alone():
    majeur = date(aujourdhui().year - 19, 1, 1)
    assert {qui(acte.code, MERE, naissance=majeur).qui for acte in ACTES} == {"Le jeune, seul"}


@pytest.mark.django_db
def test_the_page_answers_by_address_without_naming_anyone_in_it(monde):
    mere = factories.creer_proche(monde.lea)
    factories.creer_autorite(monde.lea, mere)
    client = client_de(monde.personnes[Role.INFIRMIER])
    url = reverse("fratries:qui_decide", args=[monde.lea.pk])
    page = client.get(url, {"acte": "operation", "regime": "juge"}).content.decode()
    assert '<p class="reponse-qui">Nadia</p>' in page
    assert "L1111-4" in page
    assert "reponse-qui" not in client.get(url).content.decode()
    assert "reponse-qui" not in client.get(url, {"acte": "inconnu"}).content.decode()


@pytest.mark.django_db
def test_an_authority_suspended_from_a_day_ends_the_former_one_the_day_before(monde):
    mere = factories.creer_proche(monde.lea)
    factories.creer_autorite(monde.lea, mere)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    champs = {
        "proche": mere.pk, "nature": "parent", "etat": "suspendue", "debut": aujourdhui().isoformat(),
        "decision": "De plein droit, poursuites en cours",
    }  # fmt: skip
    assert saisir(client, "fratries:nouvelle_autorite", monde.lea.pk, **champs).status_code == 302
    with acting_as_system(raison="test"):
        states = list(AutoriteParentale.objects.order_by("debut").values_list("etat", "fin"))
        last = AutoriteParentale.objects.get(etat="suspendue")
    assert [etat for etat, _ in states] == ["exercee", "suspendue"]
    assert states[0][1] is not None
    again = saisir(client, "fratries:nouvelle_autorite", monde.lea.pk, **champs)
    assert "Un autre état commence ce jour-là" in again.content.decode()
    corrected = champs | {"etat": "retiree", "limites": "Jugement du 3 mars"}
    assert saisir(client, "fratries:modifier_autorite", last.pk, **corrected).status_code == 302
    page = client.get(reverse("fratries:qui_decide", args=[monde.lea.pk])).content.decode()
    assert "Retirée" in page
    assert "Jugement du 3 mars" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"nature": "parent"}, "Choisissez la personne."),
        ({"nature": "service"}, "Indiquez le service."),
        ({"nature": "service", "organisme": "Le Département", "fin": "1990-01-01"}, "avant le début"),
    ],
)
def test_an_authority_without_a_holder_is_refused(monde, champs, phrase):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    sent = {"etat": "exercee", "debut": "2020-01-01", "limites": "Gardé."} | champs
    response = saisir(client, "fratries:nouvelle_autorite", monde.lea.pk, **sent)
    assert response.status_code == 422
    assert phrase in response.content.decode()
    assert "Gardé." in response.content.decode()
