"""The family around a child: who reads which part, what is written, what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from fratries.models import LienFamilial, PersonneAutorisee, Proche
from socle.audit.models import EntreeAudit
from socle.chiffrement.models import CleSujet
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Reserve, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.FAMILLE)}
#: A référent ASE reads what a dated grant names; the world's has identity alone.
LISENT -= {Role.REFERENT_ASE}
CONTACTS = LISENT | {r for r in Role if permet(r, Action.LIRE, Categorie.FAMILLE, Reserve.CONTACTS)} - {
    Role.REFERENT_ASE
}
CONSENTEMENTS = LISENT | {
    r for r in Role if permet(r, Action.LIRE, Categorie.FAMILLE, Reserve.CONSENTEMENTS)
} - {Role.REFERENT_ASE}
ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.FAMILLE)}
PROCHE = {"prenom": "Nadia", "nature": "parent", "certitude": "etablie", "sexe": "femme"}


@pytest.fixture
def famille(monde):
    """Léa's mother, and her uncle who must not approach."""
    mere = factories.creer_proche(monde.lea, monde.noe, telephone="06 11 22 33 44", annee_naissance=1988)
    oncle = factories.creer_proche(monde.lea, prenom="Gaétan", nature="oncle_tante", sexe="homme")
    factories.creer_contact(monde.lea, oncle, consigne="Ne pas ouvrir, appeler l’astreinte.")
    factories.creer_contact(monde.lea, mere, appeler="autorise", visiter="accompagne", chercher="non_precise")
    factories.creer_autorite(monde.lea, mere)
    return mere, oncle


def texte(client, nom, *args):
    response = client.get(reverse(f"fratries:{nom}", args=args))
    return response.content.decode() if response.status_code == 200 else ""


@pytest.mark.parametrize("role", list(Role))
def test_each_part_of_the_family_opens_to_its_readers_only(monde, famille, role):
    client = client_de(monde.personnes[role])
    mere, _ = famille
    parts = {"famille": LISENT, "genogramme": LISENT, "contacts": CONTACTS, "qui_decide": CONSENTEMENTS}
    for nom, readers in parts.items():
        shown = texte(client, nom, monde.lea.pk)
        assert ("Nadia" in shown) == (role in readers), nom
        assert texte(client, nom, monde.malo.pk) == ""
    assert ("Nadia" in texte(client, "proche", mere.pk)) == (role in LISENT)


@pytest.mark.parametrize("role", list(Role))
def test_forbidden_contacts_stand_first_on_the_fiche_for_whoever_holds_the_contacts(monde, famille, role):
    page = client_de(monde.personnes[role]).get(reverse("enfants:fiche", args=[monde.lea.pk]))
    text = page.content.decode()
    assert ("Gaétan" in text) == (role in CONTACTS)
    if role in CONTACTS:
        sentence = "Gaétan (oncle) ne doit ni appeler, ni rendre visite, ni venir chercher"
        assert text.index(sentence) < text.index('aria-label="Dossier de l’enfant"')
        alert = EntreeAudit.objects.get(action="famille.alerte")
        assert (alert.enfants, alert.acteur_id) == ([monde.lea.pk], monde.personnes[role].pk)


def test_a_reader_of_contacts_reads_neither_ties_nor_birth_nor_authority(monde, famille):
    client = client_de(monde.personnes[Role.CADRE_ASTREINTE])
    shown = texte(client, "contacts", monde.lea.pk)
    assert shown.index("Gaétan") < shown.index("Nadia")
    assert "06 11 22 33 44" in shown
    assert "Ne pas ouvrir, appeler l’astreinte." in shown
    assert "1988" not in shown
    assert reverse("fratries:proche", args=[famille[0].pk]) not in shown


def test_a_reader_of_consents_reads_no_contact(monde, famille):
    client = client_de(monde.personnes[Role.INFIRMIER])
    shown = texte(client, "qui_decide", monde.lea.pk)
    assert "Nadia" in shown
    assert "Gaétan" not in shown


def test_over_or_still_to_come_is_no_alert(monde, famille):
    autre = factories.creer_proche(monde.lea, prenom="Ludovic", nature="ami")
    hier, demain = aujourdhui() - timedelta(days=1), aujourdhui() + timedelta(days=1)
    factories.creer_contact(monde.lea, autre, fin=hier)
    factories.creer_contact(monde.lea, autre, debut=demain)
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    fiche = client.get(reverse("enfants:fiche", args=[monde.lea.pk])).content.decode()
    assert "Gaétan" in fiche
    assert "Ludovic" not in fiche
    assert "Ludovic" in texte(client, "contacts", monde.lea.pk)


def test_break_glass_shows_who_must_not_approach(monde, famille):
    garde = factories.creer_professionnel("garde-ailleurs")
    factories.affecter(garde, Role.EDUCATEUR_FAMILIAL, maison=monde.sorbiers)
    factories.ouvrir_acces_exceptionnel(garde.compte, monde.lea)
    fiche = client_de(garde.compte).get(reverse("enfants:fiche", args=[monde.lea.pk]))
    assert "Gaétan" in fiche.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_a_relative_is_recorded_by_those_who_write_the_family(monde, role):
    client = client_de(monde.personnes[role])
    allowed = role in ECRIVENT
    response = saisir(client, "fratries:nouveau_proche", monde.lea.pk, **PROCHE)
    assert response.status_code == (302 if allowed else 404)
    assert saisir(client, "fratries:nouveau_proche", monde.malo.pk, **PROCHE).status_code == 404
    with acting_as_system(raison="test"):
        found = [(p.prenom, p.village_id, p.liens.get().enfant_id) for p in Proche.objects.all()]
        assert found == ([("Nadia", monde.village.pk, monde.lea.pk)] if allowed else [])
        assert CleSujet.objects.filter(nature="proche").count() == allowed


def test_a_double_submit_makes_one_relative(monde):
    client = client_de(monde.personnes[Role.PSYCHOLOGUE])
    adresse = reverse("fratries:nouveau_proche", args=[monde.lea.pk])
    champs = {"envoi": envoi_de(client.get(adresse)), **PROCHE}
    assert [client.post(adresse, champs).status_code for _ in range(2)] == [302, 302]
    with acting_as_system(raison="test"):
        assert Proche.objects.count() == LienFamilial.objects.count() == 1


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"prenom": ""}, "Indiquez le prénom"),
        ({"annee_naissance": "3000"}, "pas possible"),
        ({"annee_naissance": "1990", "annee_deces": "1980"}, "avant la naissance"),
        ({"annee_naissance": "vers 80"}, "Écrivez une année"),
        ({"nature": "mariage"}, "choix"),
    ],
)
def test_a_wrong_relative_is_refused_and_what_was_typed_is_kept(monde, champs, phrase):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    sent = PROCHE | {"precision": "Vient le samedi."} | champs
    response = saisir(client, "fratries:nouveau_proche", monde.lea.pk, **sent)
    assert response.status_code == 422
    assert phrase in response.content.decode()
    assert "Vient le samedi." in response.content.decode()
    with acting_as_system(raison="test"):
        assert not Proche.objects.exists()
        assert not CleSujet.objects.filter(nature="proche").exists()


def test_a_mother_recorded_for_a_brother_is_tied_without_being_typed_again(monde):
    mere = factories.creer_proche(monde.noe)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    champs = {"proche": mere.pk, "nature": "parent", "certitude": "declaree"}
    assert saisir(client, "fratries:rattacher_proche", monde.lea.pk, **champs).status_code == 302
    assert "Nadia" in texte(client_de(monde.personnes[Role.PSYCHOLOGUE]), "famille", monde.lea.pk)
    # Who follows Léa alone could not have: Noé's relatives are not theirs to see.
    autre = factories.creer_proche(monde.noe, prenom="Ailleurs")
    psy = client_de(monde.personnes[Role.PSYCHOLOGUE])
    refused = saisir(psy, "fratries:rattacher_proche", monde.lea.pk, **(champs | {"proche": autre.pk}))
    assert refused.status_code == 422
    # Nor is a neighbour's mother offered, although the chef de service reaches her.
    factories.creer_proche(monde.ines, prenom="Voisine")
    offered = client.get(reverse("fratries:rattacher_proche", args=[monde.lea.pk])).content.decode()
    assert "Ailleurs" in offered
    assert "Voisine" not in offered


def test_the_wall_follows_the_ties_not_the_village(monde, famille):
    mere, _ = famille
    directeur = monde.personnes[Role.DIRECTEUR]
    factories.refuser(directeur, monde.lea)
    with acting_as(directeur), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM fratries_proche")
        assert {row[0] for row in cursor.fetchall()} == {mere.pk}  # through Noé
        cursor.execute("SELECT id FROM fratries_historicalproche")
        assert {row[0] for row in cursor.fetchall()} == {mere.pk}


def test_a_tie_taken_back_opens_nothing_any_more(monde):
    oncle = factories.creer_proche(monde.lea, prenom="Gaétan", nature="oncle_tante")
    contact = factories.creer_contact(monde.lea, oncle)
    lien = factories.lien_entre(oncle, monde.lea)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    refused = saisir(client, "fratries:retirer_lien", lien.pk, confirme="on")
    assert "Mettez d’abord fin" in refused.content.decode()
    fin = {"fin": (aujourdhui() - timedelta(days=1)).isoformat()}
    assert saisir(client, "fratries:terminer_contact", contact.pk, **fin).status_code == 302
    assert saisir(client, "fratries:retirer_lien", lien.pk).status_code == 422
    assert saisir(client, "fratries:retirer_lien", lien.pk, confirme="on").status_code == 302
    assert texte(client, "proche", oncle.pk) == ""
    assert "Gaétan" not in texte(client, "famille", monde.lea.pk)
    with acting_as(monde.personnes[Role.CHEF_DE_SERVICE]):
        assert not Proche.objects.exists()


def test_ties_between_relatives_are_recorded_once(monde, famille):
    mere, oncle = famille
    client = client_de(monde.personnes[Role.EDUCATEUR_SPECIALISE])
    champs = {"cible": f"proche-{mere.pk}", "nature": "fratrie", "certitude": "etablie"}
    assert saisir(client, "fratries:nouveau_lien", oncle.pk, **champs).status_code == 302
    shown = texte(client, "proche", oncle.pk)
    tante = factories.creer_proche(monde.ines, prenom="Awa", nature="oncle_tante")
    assert "Frère de Nadia" in shown
    assert "Oncle de Léa" in shown
    assert "Tante d’Inès" in texte(client_de(monde.personnes[Role.CHEF_DE_SERVICE]), "proche", tante.pk)
    again = saisir(client, "fratries:nouveau_lien", mere.pk, **(champs | {"cible": f"proche-{oncle.pk}"}))
    assert "Un lien les unit déjà" in again.content.decode()


def test_a_tie_is_corrected_and_its_dates_stand_in_order(monde, famille):
    lien = factories.lien_entre(famille[1], monde.lea)
    client = client_de(monde.personnes[Role.EDUCATEUR_SPECIALISE])
    champs = {"nature": "beau_parent", "certitude": "supposee", "debut": "2020-05-01", "fin": "2019-01-01"}
    wrong = saisir(client, "fratries:modifier_lien", lien.pk, **champs)
    assert "La fin vient avant le début" in wrong.content.decode()
    assert saisir(client, "fratries:modifier_lien", lien.pk, **(champs | {"fin": ""})).status_code == 302
    assert "lien supposé" in texte(client, "famille", monde.lea.pk)


def test_a_new_decision_ends_the_former_the_day_before(monde, famille):
    mere, _ = famille
    client = client_de(monde.personnes[Role.EDUCATEUR_SPECIALISE])
    champs = {
        "proche": mere.pk, "appeler": "interdit", "visiter": "interdit", "chercher": "interdit",
        "debut": aujourdhui().isoformat(), "decision": "Ordonnance",
    }  # fmt: skip
    assert saisir(client, "fratries:fixer_contacts", monde.lea.pk, **champs).status_code == 302
    with acting_as_system(raison="test"):
        ends = list(
            PersonneAutorisee.objects.filter(proche=mere).order_by("debut").values_list("fin", flat=True)
        )
    assert ends == [aujourdhui() - timedelta(days=1), None]
    again = saisir(client, "fratries:fixer_contacts", monde.lea.pk, **champs)
    assert "Une autre décision commence ce jour-là" in again.content.decode()


def test_contacts_that_say_nothing_are_refused(monde, famille):
    client = client_de(monde.personnes[Role.EDUCATEUR_SPECIALISE])
    champs = dict.fromkeys(("appeler", "visiter", "chercher"), "non_precise")
    champs |= {"proche": famille[0].pk, "debut": aujourdhui().isoformat(), "decision": "Personne"}
    response = saisir(client, "fratries:fixer_contacts", monde.lea.pk, **champs)
    assert response.status_code == 422
    assert "Dites au moins une chose" in response.content.decode()


def _refused_by_the_database(act) -> bool:
    with acting_as_system(raison="test"):
        try:
            with transaction.atomic():
                act()
        except IntegrityError:
            return True
    return False


def test_the_database_refuses_what_must_never_be(monde, famille):
    mere, oncle = famille
    today = aujourdhui()
    impossible = {
        "two decisions at once": lambda: factories.creer_contact(monde.lea, mere, debut=today),
        "contacts that say nothing": lambda: factories.creer_contact(
            monde.noe, mere, **dict.fromkeys(("appeler", "visiter", "chercher"), "non_precise")
        ),
        "an end before the beginning": lambda: factories.creer_contact(
            monde.noe, mere, fin=today - timedelta(days=400)
        ),
        "two states of one authority": lambda: factories.creer_autorite(monde.lea, mere, debut=today),
        "a parent without a name": lambda: factories.creer_autorite(monde.lea, None),
        "a tie to oneself": lambda: factories.lier(mere, "fratrie", autre=mere),
        "a tie to nobody": lambda: factories.lier(mere, "fratrie"),
        "a tie to two people": lambda: factories.lier(mere, "fratrie", autre=oncle, enfant=monde.ines),
        "the same tie twice": lambda: factories.lier(mere, "tiers", enfant=monde.lea),
        "a union with a child": lambda: factories.lier(mere, "mariage", enfant=monde.ines),
    }
    assert {name for name, act in impossible.items() if not _refused_by_the_database(act)} == set()


def test_a_lost_key_closes_a_name_and_leaves_the_page(monde, famille):
    factories.perdre_la_cle(famille[0].pk)
    client = client_de(monde.personnes[Role.DIRECTEUR])
    shown = texte(client, "famille", monde.lea.pk)
    assert PHRASE_ILLISIBLE in shown
    assert "Gaétan" in shown
    assert PHRASE_ILLISIBLE in texte(client, "genogramme", monde.lea.pk)


@pytest.mark.parametrize("nom", ["famille", "contacts", "qui_decide"])
def test_the_panel_is_a_piece_of_the_page(monde, famille, nom):
    client = client_de(monde.personnes[Role.DIRECTEUR])
    url = reverse(f"fratries:{nom}", args=[monde.lea.pk])
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.strip() in client.get(url).content.decode()


REQUETES = {"famille": 21, "contacts": 15, "qui_decide": 14, "genogramme": 19}


@pytest.mark.parametrize("nom", sorted(REQUETES))
@pytest.mark.parametrize("more", [0, 3])
def test_a_page_costs_the_same_with_more_relatives(monde, famille, nom, more, django_assert_num_queries):
    for rank in range(more):
        proche = factories.creer_proche(monde.lea, monde.noe, prenom=f"P{rank}", nature="parent")
        factories.creer_contact(monde.lea, proche)
        factories.creer_autorite(monde.lea, proche)
    client = client_de(monde.personnes[Role.DIRECTEUR])
    texte(client, nom, monde.lea.pk)
    with django_assert_num_queries(REQUETES[nom]):
        assert "Nadia" in texte(client, nom, monde.lea.pk)


def test_a_stale_page_of_a_relative_shows_both_versions(monde):
    mere = factories.creer_proche(monde.lea, prenom="Nadia", nom="Avant")
    un, autre = (client_de(monde.personnes[r]) for r in (Role.CHEF_DE_SERVICE, Role.PSYCHOLOGUE))
    adresse = reverse("fratries:modifier_proche", args=[mere.pk])
    sent = {"envoi": str(envoi_de(un.get(adresse))), "prenom": "Nadia", "nom": "La mienne", "revision": "1"}
    other = {"prenom": "Nadia", "nom": "La sienne", "revision": "1"}
    assert saisir(autre, "fratries:modifier_proche", mere.pk, **other).status_code == 302
    page = un.post(adresse, sent)
    assert page.status_code == 422
    assert "La sienne" in page.content.decode()
    assert "La mienne" in page.content.decode()
    with acting_as_system(raison="test"):
        mere.refresh_from_db()
        assert (mere.nom, mere.revision) == ("La sienne", 2)
    assert un.post(adresse, {**sent, "revision": "2"}).status_code == 302
    with acting_as_system(raison="test"):
        mere.refresh_from_db()
        assert (mere.nom, mere.revision) == ("La mienne", 3)
