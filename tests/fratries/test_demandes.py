"""Requests to receive siblings: written down, looked into, answered with a reason, leading to admissions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from enfants.models import Enfant, PreparationAdmission
from enfants.selectors.destruction import atteint
from fratries.enums import EtatDemande
from fratries.models import DemandeAccueil
from fratries.selectors.demande import demande_vue, demandes_vues, enfants_de
from fratries.services.demande import preparer_l_accueil, repondre
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.values import Illisible
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

TIENNENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.IDENTITE)}
CHAMPS = {
    "revision": 1, "recue_le": "", "departement": "Indre-et-Loire", "demandeur": "Mme Aubert, ASE",
    "souhaitee_le": "", "ou_ils_sont": "Une pouponnière.", "situation": "Leur mère est hospitalisée.",
    "prenom_1": "Tom", "nom_1": "Petit", "naissance_1": "02/03/2018", "sexe_1": "garcon",
    "besoins_1": "Une veilleuse.", "prenom_2": "Zoé", "naissance_2": "2021", "sexe_2": "fille",
}  # fmt: skip


def _send(client, **changes: object):
    page = client.get(reverse("fratries:nouvelle_demande"))
    if page.status_code != 200:
        return page
    text = page.content.decode()
    idents = {f"ident_{n}": text.split(f'name="ident_{n}" value="')[1].split('"')[0] for n in range(1, 7)}
    sent = {**CHAMPS, **idents, "envoi": envoi_de(page), "recue_le": aujourdhui().isoformat(), **changes}
    return client.post(reverse("fratries:nouvelle_demande"), sent)


def _all() -> list[DemandeAccueil]:
    with acting_as_system(raison="test"):
        return list(DemandeAccueil.objects.all())


@pytest.mark.parametrize("role", list(Role))
def test_a_request_is_written_down_by_who_keeps_the_files(monde, role):
    client = client_de(monde.personnes[role])
    response = _send(client)
    assert response.status_code == (302 if role in TIENNENT else 403)
    found = _all()
    assert len(found) == (role in TIENNENT)
    if found:
        page = client.get(response.url).content.decode()
        for words in (
            "Tom Petit",
            "naissance le 2 mars 2018",
            "naissance en 2021",
            "Une veilleuse.",
            "Mme Aubert",
        ):
            assert words in page
        assert found[0].recue_par == monde.personnes[role]
    assert client.get(reverse("fratries:demandes")).status_code == (200 if role in TIENNENT else 403)


@pytest.mark.parametrize("role", sorted(TIENNENT))
def test_a_request_to_another_village_is_not_there(monde, role):
    elsewhere = factories.creer_demande(monde.autre_village, monde.personnes[Role.SECRETARIAT])
    client = client_de(monde.personnes[role])
    names = [
        "demande",
        "modifier_demande",
        "repondre_demande",
        "reponse_dite",
        "etudier_demande",
        "preparer_accueil",
    ]
    for nom in names:
        assert client.get(reverse(f"fratries:{nom}", args=[elsewhere.pk])).status_code == 404
    assert "Tom" not in client.get(reverse("fratries:demandes")).content.decode()
    with acting_as(monde.personnes[role]):
        assert not DemandeAccueil.objects.exists()


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"prenom_1": "", "nom_1": "", "naissance_1": "", "besoins_1": "", "prenom_2": "", "naissance_2": ""},
         "au moins un prénom"),
        ({"prenom_1": ""}, "ou « inconnu »"),
        ({"naissance_1": "31/02/2018"}, "une date comme"),
        ({"naissance_2": "2999"}, "pas possible"),
        ({"recue_le": "2999-01-01"}, "dans le futur"),
        ({"demandeur": ""}, "obligatoire"),
    ],
)  # fmt: skip
def test_a_wrong_request_saves_nothing_and_keeps_what_was_typed(monde, changes, phrase):
    response = _send(client_de(monde.personnes[Role.SECRETARIAT]), **changes)
    assert response.status_code == 422
    page = response.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert phrase in page
    assert "Leur mère est hospitalisée." in page
    assert _all() == []


def test_sent_twice_it_is_one_and_a_stale_page_undoes_nobody(monde):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    first = _send(client)
    [made] = _all()
    assert _send(client, envoi=made.pk).url == first.url
    [made] = _all()
    modifier = reverse("fratries:modifier_demande", args=[made.pk])
    shown = client.get(modifier).content.decode()
    assert "02/03/2018" in shown
    ids = {f"ident_{n}": shown.split(f'name="ident_{n}" value="')[1].split('"')[0] for n in range(1, 7)}
    sent = {**CHAMPS, **ids, "envoi": made.pk, "recue_le": aujourdhui().isoformat(), "departement": "Loiret"}
    assert client.post(modifier, sent).status_code == 302
    stale = client.post(modifier, sent | {"departement": "Cher"})
    assert stale.status_code == 422
    assert "vient d’enregistrer une autre version" in stale.content.decode()
    assert [d.departement for d in _all()] == ["Loiret"]


def test_an_answer_has_its_author_its_reason_and_is_given_once(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    made, client = factories.creer_demande(monde.village, directeur), client_de(directeur)
    champs = {"revision": 1, "etat": "refusee", "le": aujourdhui().isoformat()}
    assert saisir(client, "fratries:repondre_demande", made.pk, **champs, motif="").status_code == 422
    assert (
        saisir(client, "fratries:repondre_demande", made.pk, **champs, motif="Aucune maison.").status_code
        == 302
    )
    page = client.get(reverse("fratries:demande", args=[made.pk])).content.decode()
    assert "Aucune maison." in page
    assert "Claire Renaud" in page
    again = champs | {"revision": 2, "motif": "Encore."}
    refused = saisir(client, "fratries:repondre_demande", made.pk, **again)
    assert "a déjà sa réponse" in refused.content.decode()
    told = {"revision": 2, "a": "Mme Aubert, par téléphone", "le": aujourdhui().isoformat()}
    assert saisir(client, "fratries:reponse_dite", made.pk, **told).status_code == 302
    assert (
        "Mme Aubert, par téléphone"
        in client.get(reverse("fratries:demande", args=[made.pk])).content.decode()
    )
    assert client.get(reverse("fratries:modifier_demande", args=[made.pk])).status_code == 302


def test_an_answer_before_the_request_is_refused(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    made = factories.creer_demande(monde.village, directeur)
    with acting_as(directeur), pytest.raises(ValidationError, match="trop tôt"):
        repondre(
            acteur=directeur, demande=made, etat=EtatDemande.REFUSEE,
            le=made.recue_le - timedelta(days=1), motif="Non.",
        )  # fmt: skip


def test_an_accepted_request_leads_to_the_admission_of_each_child(monde):
    secretaire = monde.personnes[Role.SECRETARIAT]
    wished = aujourdhui() + timedelta(days=9)
    made = factories.creer_demande(monde.village, secretaire, souhaitee_le=wished)
    client, page = client_de(secretaire), reverse("fratries:demande", args=[made.pk])
    with acting_as(secretaire):
        tom = enfants_de(made)[0]
        with pytest.raises(ValidationError, match="Acceptez"):
            preparer_l_accueil(acteur=secretaire, demande=made, enfant=tom)
    assert "Préparer l’accueil" not in client.get(page).content.decode()
    champs = {
        "revision": 1,
        "etat": "acceptee",
        "le": aujourdhui().isoformat(),
        "motif": "Une maison les garde.",
    }
    saisir(client, "fratries:repondre_demande", made.pk, **champs)
    assert "Préparer l’accueil" in client.get(page).content.decode()
    start = reverse("fratries:preparer_accueil", args=[made.pk])
    first = client.post(start, {"enfant": str(tom.ident)})
    assert client.post(start, {"enfant": str(tom.ident)}).url == first.url
    assert client.post(start, {"enfant": str(made.pk)}).status_code == 404
    assert "2018-03-02" in client.get(first.url).content.decode()
    entree = {"maison": monde.tilleuls.pk, "debut": aujourdhui().isoformat(), "revision": 1}
    shown = client.get(reverse("enfants:recevoir", args=[tom.ident])).content.decode()
    assert wished.isoformat() in shown
    assert "Une pouponnière et une famille" in shown
    done = saisir(client, "enfants:recevoir", tom.ident, **entree)
    assert done.status_code == 302
    shown = client.get(page).content.decode()
    assert "Accueilli" in shown
    with acting_as_system(raison="test"):
        prepared = PreparationAdmission.objects.get()
        assert Enfant.objects.get(pk=prepared.enfant_id).nom == "Petit"
    assert reverse("enfants:admission_de", args=[prepared.enfant_id]) in shown


def test_where_to_receive_them_starts_from_what_the_request_says(monde):
    secretaire = monde.personnes[Role.SECRETARIAT]
    made = factories.creer_demande(monde.village, secretaire, souhaitee_le=aujourdhui() + timedelta(days=12))
    client, adresse = client_de(secretaire), reverse("fratries:ou_accueillir")
    page = client.get(adresse, {"demande": str(made.pk)}).content.decode()
    with acting_as(secretaire):
        tom, zoe = enfants_de(made)
    assert f"{tom.age} G, {zoe.age} F" in page
    assert (aujourdhui() + timedelta(days=12)).isoformat() in page
    assert reverse("fratries:demande", args=[made.pk]) in page
    elsewhere = factories.creer_demande(monde.autre_village, secretaire)
    for wanted in (str(elsewhere.pk), "n’importe quoi"):
        blank = client.get(adresse, {"demande": wanted}).content.decode()
        assert f"{tom.age} G, {zoe.age} F" not in blank


def test_states_are_filters_and_two_years_later_it_is_to_be_destroyed(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    long_ago = aujourdhui() - timedelta(days=800)
    factories.creer_demande(monde.village, directeur)
    old = factories.creer_demande(
        monde.village, directeur, recue_le=long_ago, etat=EtatDemande.SANS_SUITE, reponse_le=long_ago,
        reponse_par=directeur, reponse_motif="Retour chez leur tante.",
    )  # fmt: skip
    client = client_de(directeur)
    assert client.get(reverse("fratries:demandes")).content.decode().count("Tom, Zoé") == 1
    shown = client.get(reverse("fratries:demandes"), {"etat": "sans_suite"}).content.decode()
    assert "Deux ans passés" in shown
    assert "Aucune demande dans cet état" in client.get(
        reverse("fratries:demandes"), {"etat": "acceptee"}
    ).content.decode()  # fmt: skip
    with acting_as(directeur):
        assert atteint(directeur, NatureSujet.ACCUEIL, old.pk)
        elsewhere = factories.creer_demande(monde.autre_village, directeur)
        assert not atteint(directeur, NatureSujet.ACCUEIL, elsewhere.pk)


def test_a_request_that_cannot_be_opened_any_more_says_so(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    made = factories.creer_demande(monde.village, directeur)
    factories.perdre_la_cle(made.pk)
    with acting_as(directeur):
        vue = demande_vue(directeur, DemandeAccueil.objects.get(pk=made.pk))
        assert isinstance(vue.demande.enfants, Illisible)
        assert "Tom" not in vue.titre


def test_the_list_costs_the_same_with_one_or_three_requests(monde, django_assert_num_queries):
    directeur = monde.personnes[Role.DIRECTEUR]
    for number in (1, 2):
        for _ in range(number):
            factories.creer_demande(monde.village, directeur)
        with acting_as(directeur), django_assert_num_queries(8):
            assert all(vue.titre == "Tom, Zoé" for vue in demandes_vues(directeur))
