"""The pocket money of a whole house: one page, one sending, every line or none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enfants.argent import soldes
from enfants.enums import NatureMouvement
from enfants.forms.journal import prefixe
from enfants.models import MouvementArgent
from enfants.services.argent_semaine import donner_argent
from socle.audit.models import EntreeAudit
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui, jour_de_soiree
from socle.outils.declarations import Categorie
from tests import factories
from tests.ensemble import together
from tests.saisie import client_de, envoi_de

pytestmark = pytest.mark.django_db

REQUETES = 18
ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.PROJET)}


@pytest.fixture
def claire(monde):
    return client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])


def adresse(maison) -> str:
    return reverse("enfants:argent_semaine", args=[maison.pk])


def champs(*sommes: tuple[object, str], **changes: object) -> dict[str, object]:
    """What a browser sends: a sum for each child given, who is ticked unless ``enfants`` says otherwise."""
    return {
        "libelle": "Semaine 12",
        "jour": aujourdhui().isoformat(),
        "signature": "compte",
        "avec": "Claire",
        "enfants": [str(enfant.pk) for enfant, _ in sommes],
        **{f"{prefixe(enfant.pk)}-montant": somme for enfant, somme in sommes},
    } | changes


def payer(client: Client, maison, *sommes: tuple[object, str], **changes: object):
    page = client.get(adresse(maison))
    if page.status_code != 200:
        return page
    return client.post(adresse(maison), champs(*sommes, envoi=envoi_de(page), **changes))


def lignes(enfant) -> list[MouvementArgent]:
    with acting_as_system(raison="test"):
        return list(MouvementArgent.objects.filter(enfant=enfant).order_by("saisi_le", "id"))


def solde(enfant) -> Decimal:
    with acting_as_system(raison="test"):
        return soldes(MouvementArgent.objects.filter(enfant=enfant))["poche"]


def texte(page) -> str:
    return page.text.replace("\xa0", " ").replace("\u202f", " ")


def bloc(page, enfant) -> str:
    """The item of one child in the page."""
    found = [
        item
        for item in re.findall(r"<li.*?</li>\s*(?=<li|</ul>)", texte(page), re.S)
        if f'value="{enfant.pk}"' in item
    ]
    assert len(found) == 1
    return found[0]


def coche(page, enfant) -> bool:
    return bool(re.search(rf'value="{enfant.pk}"[^>]* checked', page.text))


# --- who ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_writes_the_project_pays_the_house(monde, role):
    client = client_de(monde.personnes[role])
    assert client.get(adresse(monde.sorbiers)).status_code == 404
    written = payer(client, monde.tilleuls, (monde.lea, "5"))
    assert written.status_code == (302 if role in ECRIVENT else 404)
    assert len(lignes(monde.lea)) == (role in ECRIVENT)


def test_the_same_role_of_another_house_meets_the_wall(monde):
    voisine = factories.creer_personne(
        Role.EDUCATEUR_FAMILIAL, "voisine@erables", maison=monde.erables, enfant=monde.ines
    )
    client = client_de(voisine)
    assert client.get(adresse(monde.tilleuls)).status_code == 404
    assert client.post(adresse(monde.tilleuls), champs((monde.lea, "5"))).status_code == 404
    with acting_as(voisine), pytest.raises(PermissionDenied):
        donner_argent(acteur=voisine, lignes=[MouvementArgent(enfant_id=monde.lea.pk, montant=Decimal(5))])
    assert lignes(monde.lea) == []


def test_a_child_of_another_house_is_not_paid_from_this_one(monde, claire):
    page = payer(claire, monde.tilleuls, (monde.lea, "5"), (monde.ines, "5"))
    assert page.status_code == 422
    assert "n’est plus dans cette maison" in page.text
    assert lignes(monde.lea) == lignes(monde.ines) == []


def test_a_child_refused_to_this_person_is_not_on_the_page(monde):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    assert "Noé" in client_de(educatrice).get(adresse(monde.tilleuls)).text
    factories.refuser(educatrice, monde.noe)
    page = client_de(educatrice).get(adresse(monde.tilleuls)).text
    assert "Léa" in page
    assert "Noé" not in page


# --- what is proposed -------------------------------------------------------------------------


def test_the_sum_of_last_time_is_proposed_else_what_is_due_by_the_week(monde, claire):
    avant = aujourdhui() - timedelta(days=8)
    factories.creer_mouvement(monde.lea, "6.50", jour=avant)
    factories.creer_mouvement(monde.lea, "2.00", NatureMouvement.DEPENSE, jour=avant)
    factories.creer_bareme(monde.village, age_min=0, age_max=17, montant="4.00")
    page = claire.get(adresse(monde.tilleuls))
    lea, noe = bloc(page, monde.lea), bloc(page, monde.noe)
    for words in (
        'value="6,50"',
        'Solde : <span class="sans-retour">4,50 €',
        "Dernière fois 6,50 €",
        "prévu 4,00 €",
    ):
        assert words in lea, words
    assert 'value="4,00"' in noe
    assert 'Solde : <span class="sans-retour">0,00 €' in noe
    assert coche(page, monde.lea)
    assert coche(page, monde.noe)


def test_an_undone_line_and_clothes_propose_nothing(monde, claire):
    avant = aujourdhui() - timedelta(days=8)
    row = factories.creer_mouvement(monde.lea, "99.00", jour=avant)
    factories.creer_mouvement(monde.lea, "99.00", NatureMouvement.CORRECTION, corrige=row, jour=avant)
    factories.creer_mouvement(monde.lea, "60.00", enveloppe="vetements", jour=avant)
    page = claire.get(adresse(monde.tilleuls))
    assert 'value="99' not in page.text
    assert 'value="60' not in page.text
    assert not coche(page, monde.lea)


def test_who_is_paid_by_the_month_is_not_ticked(monde, claire):
    for enfant in (monde.lea, monde.noe):
        factories.creer_mouvement(enfant, "25.00", jour=aujourdhui() - timedelta(days=8))
    assert coche(claire.get(adresse(monde.tilleuls)), monde.lea)
    factories.creer_bareme(monde.village, age_min=0, age_max=17, montant="25.00", periode="mois")
    page = claire.get(adresse(monde.tilleuls))
    assert "prévu 25,00 € par mois" in bloc(page, monde.lea)
    assert not coche(page, monde.lea)


def test_who_is_away_or_was_paid_this_week_is_told_and_not_ticked(monde, claire):
    factories.creer_mouvement(monde.noe, "3.00")
    factories.creer_mouvement(monde.lea, "5.00", jour=aujourdhui() - timedelta(days=8))
    assert coche(claire.get(adresse(monde.tilleuls)), monde.lea)
    factories.creer_absence(monde.lea, debut=jour_de_soiree())
    page = claire.get(adresse(monde.tilleuls))
    assert "ce soir" in bloc(page, monde.lea)
    assert "Déjà donné cette semaine" in bloc(page, monde.noe)
    assert not coche(page, monde.lea)
    assert not coche(page, monde.noe)


# --- saving -----------------------------------------------------------------------------------


def test_one_sending_writes_a_line_in_each_ledger_and_audits_each(monde, claire):
    answer = payer(claire, monde.tilleuls, (monde.lea, "5"), (monde.noe, "3,50"))
    assert answer.status_code == 302
    assert (solde(monde.lea), solde(monde.noe)) == (Decimal("5.00"), Decimal("3.50"))
    for enfant in (monde.lea, monde.noe):
        (row,) = lignes(enfant)
        with acting_as_system(raison="test"):
            assert (row.libelle, row.avec, row.jour) == ("Semaine 12", "Claire", aujourdhui())
            assert (row.nature, row.enveloppe, row.signature) == ("donne", "poche", "compte")
            assert row.auteur == monde.personnes[Role.EDUCATEUR_FAMILIAL]
        entries = EntreeAudit.objects.filter(action="argent.mouvement", objets=[row.pk], enfants=[enfant.pk])
        assert entries.count() == 1
    page = claire.get(adresse(monde.tilleuls))
    assert "au livre de 2 enfants" in page.text
    assert texte(page).count("Déjà donné cette semaine") == 2


def test_who_is_not_ticked_receives_nothing_whatever_was_typed(monde, claire):
    answer = payer(
        claire, monde.tilleuls, (monde.lea, "5"), (monde.noe, "beaucoup"), enfants=[str(monde.lea.pk)]
    )
    assert answer.status_code == 302
    assert (len(lignes(monde.lea)), len(lignes(monde.noe))) == (1, 0)


@pytest.mark.parametrize("somme", ["", "0", "-2", "cinq", "12345678"])
def test_one_wrong_sum_writes_no_line_and_stands_beside_its_child(monde, claire, somme):
    page = payer(claire, monde.tilleuls, (monde.lea, "7,25"), (monde.noe, somme), libelle="Canarilibelle")
    assert page.status_code == 422
    assert lignes(monde.lea) == lignes(monde.noe) == []
    assert f'id="id_{prefixe(monde.noe.pk)}-montant_error"' in bloc(page, monde.noe)
    assert "errorlist" not in bloc(page, monde.lea)
    assert 'value="7,25"' in bloc(page, monde.lea)
    assert "Canarilibelle" in page.text
    assert f'value="{somme}"' in bloc(page, monde.noe) or somme == ""
    assert "Somme pour Noé" in page.text
    assert coche(page, monde.lea)
    assert coche(page, monde.noe)


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"libelle": ""}, "obligatoire"),
        ({"jour": "2999-01-01"}, "dans le futur"),
        ({"signature": ""}, "Dites si le jeune a compté"),
        ({"enfants": []}, "Cochez au moins un enfant"),
    ],
)
def test_what_is_common_and_wrong_writes_no_line(monde, claire, changes, phrase):
    page = payer(claire, monde.tilleuls, (monde.lea, "7,25"), (monde.noe, "3"), **changes)
    assert page.status_code == 422
    assert phrase in texte(page)
    assert 'value="7,25"' in page.text
    assert lignes(monde.lea) == lignes(monde.noe) == []


def test_a_ledger_that_cannot_be_opened_stops_all_and_says_whose(monde, claire):
    factories.creer_mouvement(monde.noe, jour=aujourdhui() - timedelta(days=8))
    factories.perdre_la_cle(monde.noe.pk)
    page = claire.get(adresse(monde.tilleuls))
    assert PHRASE_ILLISIBLE in bloc(page, monde.noe)
    assert not coche(page, monde.noe)
    refused = payer(claire, monde.tilleuls, (monde.lea, "5"), (monde.noe, "5"))
    assert refused.status_code == 422
    assert "le solde n’est pas connu" in bloc(refused, monde.noe)
    assert lignes(monde.lea) == []


def test_a_child_paid_this_week_stops_all_until_unticked(monde, claire):
    factories.creer_mouvement(monde.noe, "3.00")
    page = payer(claire, monde.tilleuls, (monde.lea, "5"), (monde.noe, "5"))
    assert page.status_code == 422
    assert "A déjà reçu 3,00 €" in bloc(page, monde.noe)
    assert lignes(monde.lea) == []
    before = (aujourdhui() - timedelta(days=7)).isoformat()
    late = payer(claire, monde.tilleuls, (monde.lea, "5"), (monde.noe, "5"), jour=before)
    assert late.status_code == 302
    assert (solde(monde.lea), solde(monde.noe)) == (Decimal(5), Decimal(8))


def test_a_double_submit_pays_once(monde, claire):
    data = champs((monde.lea, "5"), (monde.noe, "3"), envoi=envoi_de(claire.get(adresse(monde.tilleuls))))
    assert [claire.post(adresse(monde.tilleuls), data).status_code for _ in range(2)] == [302, 302]
    assert (len(lignes(monde.lea)), len(lignes(monde.noe))) == (1, 1)


# --- the way there ----------------------------------------------------------------------------


def test_the_page_is_reached_from_the_house_and_from_a_ledger(monde, claire):
    for page in (reverse("enfants:ma_maison"), reverse("enfants:argent", args=[monde.lea.pk])):
        assert f'href="{adresse(monde.tilleuls)}"' in claire.get(page).text
    aide = client_de(monde.personnes[Role.AIDE_FAMILIAL])
    for page in (reverse("enfants:ma_maison"), reverse("enfants:argent", args=[monde.lea.pk])):
        answer = aide.get(page)
        assert answer.status_code == 200
        assert adresse(monde.tilleuls) not in answer.text


def test_the_page_costs_the_same_with_one_child_and_with_three(monde):
    voisine = factories.creer_personne(
        Role.EDUCATEUR_FAMILIAL, "voisine@erables", maison=monde.erables, enfant=monde.ines
    )
    client = client_de(voisine)
    factories.creer_mouvement(monde.ines)
    client.get(adresse(monde.erables))
    for prenoms in ((), ("Zoé", "Aya")):
        for prenom in prenoms:
            factories.creer_mouvement(factories.creer_enfant(monde.village, prenom, maison=monde.erables))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(adresse(monde.erables))
        assert page.text.count("Déjà donné cette semaine") == 1 + len(prenoms)
        assert len(queries) == REQUETES


# --- at once ----------------------------------------------------------------------------------


def _poster(client: Client, maison, data: dict) -> Callable[[], tuple[int, str]]:
    def act() -> tuple[int, str]:
        answer = client.post(adresse(maison), data)
        return answer.status_code, texte(answer)

    return act


@pytest.mark.django_db(transaction=True)
def test_two_people_paying_one_house_at_once_pay_it_once(monde, claire):
    chef = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    acts = []
    for client, sommes in (
        (claire, [(monde.lea, "5"), (monde.noe, "3")]),
        (chef, [(monde.noe, "3"), (monde.lea, "5")]),
    ):
        data = champs(*sommes, envoi=envoi_de(client.get(adresse(monde.tilleuls))))
        acts.append(_poster(client, monde.tilleuls, data))
    (accepted, _), (refused, page) = sorted(together(*acts))
    assert (accepted, refused) == (302, 422)
    assert page.count("A déjà reçu") == 4  # beside each sum, and in the summary
    assert (len(lignes(monde.lea)), len(lignes(monde.noe))) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_pays_once(monde, claire):
    data = champs((monde.lea, "5"), (monde.noe, "3"), envoi=envoi_de(claire.get(adresse(monde.tilleuls))))
    answers = together(*[_poster(claire, monde.tilleuls, data)] * 3)
    assert [status for status, _ in answers] == [302] * 3
    assert (len(lignes(monde.lea)), len(lignes(monde.noe))) == (1, 1)
