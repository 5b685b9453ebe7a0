"""Declaring an incident: five pages, everything kept, sent once, and who declared told to nobody."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from protection.enums import EtatIncident, RoleDansIncident
from protection.models import (
    Declarant,
    DeclarationEnCours,
    Ecart,
    Incident,
    PersonneConcernee,
    Transmission,
)
from protection.services import declaration as services
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.identifiants import nouvel_id
from tests.saisie import client_de
from villages.models import Professionnel

pytestmark = pytest.mark.django_db

FAITS = "Canari-des-faits, il a été poussé dans l’escalier."
PAROLES = "« Canari-des-mots, j’ai eu peur. »"
AVIS = "Canari-avis, je crains que cela recommence."


@pytest.fixture
def educatrice(monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


def _professionnel(monde, role: Role) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=monde.personnes[role])


def _qui(monde, **autres: str) -> dict[str, str]:
    hier = timezone.localtime() - timedelta(hours=25)
    return {
        "page": "qui",
        "village": str(monde.village.pk),
        "maison": str(monde.tilleuls.pk),
        "lieu": "maison",
        "lieu_precis": "l’escalier",
        "survenu_le": hier.date().isoformat(),
        "survenu_heure": "18:30",
        "constate_le": hier.date().isoformat(),
        "constate_heure": hier.strftime("%H:%M"),
        "qui_0": f"e:{monde.lea.pk}",
        "role_0": "victime",
        "nom_0": "",
        "qui_1": "",
        "role_1": "",
        "nom_1": "",
        **autres,
    }


def _faits() -> dict[str, str]:
    return {"page": "faits", "faits": FAITS, "circonstances": "", "paroles": PAROLES, "avis": AVIS}


def _fait(**autres: str) -> dict[str, str]:
    return {"page": "fait", "mesures": "Restée près de lui.", **autres}


def commencer(client) -> str:
    """Answer the first page; return the id of the declaration."""
    ident = str(nouvel_id())
    response = client.post(reverse("protection:declarer"), {"envoi": ident, "danger": "non"})
    assert response.status_code == 302
    assert response.url == reverse("protection:declarer_qui", args=[ident])
    return ident


def remplir(client, monde, **qui: str) -> str:
    """Answer every page but the last; return the id."""
    ident = commencer(client)
    for page, champs in [("qui", _qui(monde, **qui)), ("faits", _faits()), ("fait", _fait())]:
        response = client.post(reverse(f"protection:declarer_{page}", args=[ident]), champs)
        assert response.status_code == 302, unescape(response.content.decode())
    return ident


def envoyer(client, ident: str):
    return client.post(reverse("protection:declarer_relire", args=[ident]))


def test_the_first_page_gives_the_numbers_and_the_chain_of_the_village(monde, educatrice):
    page = unescape(client_de(educatrice).get(reverse("protection:declarer")).content.decode())
    for numero in ("15", "17", "18", "112", "119"):
        assert f'href="tel:{numero}"' in page
    assert 'href="tel:0600000000"' in page
    assert page.index('href="tel:15"') < page.index('name="danger"')


def test_an_educatrice_declares_and_finds_it_sent(monde, educatrice):
    client = client_de(educatrice)
    ident = remplir(
        client,
        monde,
        qui_1=f"p:{_professionnel(monde, Role.STAGIAIRE).pk}",
        role_1="temoin",
        nom_1="",
    )
    relecture = unescape(client.get(reverse("protection:declarer_relire", args=[ident])).content.decode())
    for texte in (FAITS, PAROLES, AVIS, "Léa Martin", "l’escalier", "Restée près de lui."):
        assert texte in relecture
    response = envoyer(client, ident)
    assert response.url == reverse("protection:ma_declaration", args=[ident])
    page = unescape(client.get(response.url).content.decode())
    assert FAITS in page
    assert "C’est la direction du village qui la traite" in page
    with acting_as_system(raison="test"):
        incident = Incident.objects.get(pk=ident)
        assert (incident.faits, incident.paroles, incident.avis) == (FAITS, PAROLES, AVIS)
        assert (incident.etat, incident.niveau) == (EtatIncident.RECU, 1)
        assert incident.village_id == monde.village.pk
        people = PersonneConcernee.objects.filter(incident=incident).values_list("role", flat=True)
        assert set(people) == {"victime", "temoin"}
        assert Declarant.objects.get(incident=incident).compte_id == educatrice.pk
        assert not DeclarationEnCours.objects.exists()


def test_alerts_given_already_are_kept_with_their_hour(monde, educatrice):
    client = client_de(educatrice)
    ident = remplir(client, monde)
    jour = timezone.localdate() - timedelta(days=1)
    response = client.post(
        reverse("protection:declarer_fait", args=[ident]),
        _fait(
            alerte_samu="on",
            jour_samu=jour.isoformat(),
            heure_samu="18:40",
            canal_samu="telephone",
            qui_samu="Dr Petit",
        ),
    )
    assert response.status_code == 302
    envoyer(client, ident)
    with acting_as_system(raison="test"):
        [transmission] = Transmission.objects.all()
        assert (transmission.destinataire, transmission.canal) == ("samu", "telephone")
        assert timezone.localtime(transmission.le).strftime("%d %H:%M") == f"{jour:%d} 18:40"
        assert transmission.interlocuteur == "Dr Petit"
        assert transmission.par_id is None


def test_sent_twice_it_is_sent_once(monde, educatrice):
    client = client_de(educatrice)
    ident = remplir(client, monde)
    first, second = envoyer(client, ident), envoyer(client, ident)
    assert first.url == second.url == reverse("protection:ma_declaration", args=[ident])
    with acting_as_system(raison="test"):
        assert Incident.objects.count() == 1
        assert PersonneConcernee.objects.count() == 1


def test_the_first_page_sent_again_once_everything_is_sent_shows_what_was_sent(monde, educatrice):
    client = client_de(educatrice)
    ident = remplir(client, monde)
    envoyer(client, ident)
    again = client.post(reverse("protection:declarer"), {"envoi": ident, "danger": "oui"})
    assert again.url == reverse("protection:ma_declaration", args=[ident])
    with acting_as_system(raison="test"):
        assert not DeclarationEnCours.objects.exists()
        assert Incident.objects.get().danger == "non"


def test_the_id_of_something_else_begins_nothing(monde, educatrice):
    client = client_de(educatrice)
    response = client.post(reverse("protection:declarer"), {"envoi": str(monde.lea.pk), "danger": "non"})
    assert response.status_code == 404
    with acting_as_system(raison="test"):
        assert not DeclarationEnCours.objects.exists()


def test_neither_versions_nor_the_journal_say_who_declared(monde, educatrice):
    client = client_de(educatrice)
    envoyer(client, remplir(client, monde))
    with acting_as_system(raison="test"):
        versions = PersonneConcernee.versions.all()
        assert [version.history_user_id for version in versions] == [None]
        entries = list(EntreeAudit.objects.filter(action__startswith="incidents."))
        assert [(e.action, e.acteur_id, e.enfants) for e in entries] == [("incidents.declare", None, [])]


def test_what_is_typed_is_kept_even_wrong(monde, educatrice):
    client = client_de(educatrice)
    ident = commencer(client)
    address = reverse("protection:declarer_qui", args=[ident])
    response = client.post(address, _qui(monde, role_0="", lieu_precis="Canari-gardé"))
    assert response.status_code == 422
    assert "Dites son rôle" in unescape(response.content.decode())
    again = unescape(client.get(address).content.decode())
    assert "Canari-gardé" in again
    assert f'value="e:{monde.lea.pk}" selected' in again


def test_more_people_fit_without_script_and_nothing_typed_is_lost(monde, educatrice):
    client = client_de(educatrice)
    ident = commencer(client)
    response = client.post(
        reverse("protection:declarer_qui", args=[ident]),
        _qui(monde, ajouter="1", qui_1="autre", role_1="inconnu", nom_1="Canari-inconnu"),
    )
    page = unescape(response.content.decode())
    assert response.status_code == 200
    assert "Canari-inconnu" in page
    assert 'name="qui_4"' in page
    again = client.get(reverse("protection:declarer_qui", args=[ident])).content.decode()
    assert 'name="qui_4"' in again


def test_a_page_is_kept_by_itself_and_found_again(monde, educatrice):
    client = client_de(educatrice)
    ident = commencer(client)
    kept = client.post(reverse("protection:garder", args=[ident]), _faits(), headers={"HX-Request": "true"})
    assert "Brouillon enregistré à" in unescape(kept.content.decode())
    elsewhere = client_de(educatrice)
    assert ident in elsewhere.get(reverse("protection:declarer")).content.decode()
    assert FAITS in unescape(
        elsewhere.get(reverse("protection:declarer_faits", args=[ident])).content.decode()
    )


def test_an_incomplete_declaration_says_which_page(monde, educatrice):
    client = client_de(educatrice)
    ident = commencer(client)
    page = unescape(client.get(reverse("protection:declarer_relire", args=[ident])).content.decode())
    assert page.count("À compléter") == 2
    response = envoyer(client, ident)
    assert response.status_code == 422
    with acting_as_system(raison="test"):
        assert not Incident.objects.exists()


def test_what_one_writes_is_one_s_own_until_it_is_sent(monde, educatrice):
    client = client_de(educatrice)
    ident = remplir(client, monde)
    for role, user in monde.personnes.items():
        if user == educatrice:
            continue
        other = client_de(user)
        for page in ("danger", "qui", "faits", "fait", "relire"):
            response = other.get(reverse(f"protection:declarer_{page}", args=[ident]))
            assert response.status_code == 404, role
        with acting_as(user):
            assert not DeclarationEnCours.objects.exists()


def test_the_draft_goes_when_it_is_thrown_away(monde, educatrice):
    client = client_de(educatrice)
    ident = remplir(client, monde)
    stranger = client_de(monde.personnes[Role.DIRECTEUR])
    assert stranger.post(reverse("protection:jeter", args=[ident])).status_code == 404
    client.post(reverse("protection:jeter", args=[ident]))
    with acting_as_system(raison="test"):
        assert not DeclarationEnCours.objects.exists()


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.SIEGE, Role.DPO, Role.STAGIAIRE, Role.INFIRMIER])
def test_any_professional_declares(monde, role):
    client = client_de(monde.personnes[role])
    ident = commencer(client)
    champs = _qui(monde, qui_0="autre", role_0="victime", nom_0="Un petit garçon blond")
    for page, valeurs in [("qui", champs), ("faits", _faits()), ("fait", _fait())]:
        client.post(reverse(f"protection:declarer_{page}", args=[ident]), valeurs)
    assert envoyer(client, ident).status_code == 302
    with acting_as_system(raison="test"):
        assert Incident.objects.get(pk=ident).faits == FAITS


def test_a_child_s_account_and_an_outside_partner_do_not(monde):
    for role in (Role.ENFANT, Role.REFERENT_ASE):
        user = monde.personnes[role]
        assert client_de(user).get(reverse("protection:declarer")).status_code == 404
        with acting_as(user), pytest.raises(PermissionDenied):
            services.commencer(acteur=user, ident=nouvel_id(), valeurs={})


def test_one_names_nobody_and_no_place_out_of_reach(monde, educatrice):
    client = client_de(educatrice)
    ident = commencer(client)
    address = reverse("protection:declarer_qui", args=[ident])
    response = client.post(address, _qui(monde, qui_0=f"e:{monde.malo.pk}"))
    assert response.status_code == 422
    assert "Malo" not in response.content.decode()
    response = client.post(address, _qui(monde, village=str(monde.autre_village.pk)))
    assert response.status_code == 422


def test_an_educatrice_declares_against_her_director_who_sees_nothing(monde, educatrice):
    directeur = monde.personnes[Role.DIRECTEUR]
    client = client_de(educatrice)
    ident = remplir(
        client,
        monde,
        qui_1=f"p:{_professionnel(monde, Role.DIRECTEUR).pk}",
        role_1="mis_en_cause",
    )
    sent = client.get(envoyer(client, ident).url)
    assert "C’est le référent protection du siège qui la traite" in unescape(sent.content.decode())
    with acting_as_system(raison="test"):
        assert Incident.objects.get(pk=ident).niveau == 3
        assert Ecart.objects.get(incident=ident).professionnel == _professionnel(monde, Role.DIRECTEUR)
    # Neither the director, nor the chef de service who answers to the director.
    for role in (Role.DIRECTEUR, Role.CHEF_DE_SERVICE, Role.CADRE_ASTREINTE):
        other = client_de(monde.personnes[role])
        assert other.get(reverse("protection:incident", args=[ident])).status_code == 404
        assert ident not in other.get(reverse("protection:incidents")).content.decode()
    with acting_as(directeur):
        assert not Incident.objects.exists()
        assert not PersonneConcernee.objects.exists()
        assert not PersonneConcernee.versions.exists()
        assert not Declarant.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM protection_historicalecart")
            assert cursor.fetchone() == (0,)
    referent = client_de(monde.personnes[Role.REFERENT_PROTECTION])
    page = unescape(referent.get(reverse("protection:incident", args=[ident])).content.decode())
    assert FAITS in page
    assert "Léa Martin" in page


def test_who_declared_is_shown_by_a_named_act_only(monde, educatrice):
    client = client_de(educatrice)
    ident = remplir(client, monde)
    envoyer(client, ident)
    directeur = client_de(monde.personnes[Role.DIRECTEUR])
    nom = "Déclaré par Claire Renaud"
    assert nom not in directeur.get(reverse("protection:incident", args=[ident])).content.decode()
    shown = directeur.post(reverse("protection:declarant", args=[ident]))
    assert nom in unescape(shown.content.decode())
    with acting_as_system(raison="test"):
        entry = EntreeAudit.objects.get(action="incidents.declarant")
        assert entry.acteur_id == monde.personnes[Role.DIRECTEUR].pk
    on_call = client_de(monde.personnes[Role.CADRE_ASTREINTE])
    assert on_call.post(reverse("protection:declarant", args=[ident])).status_code == 404


def test_the_clock_is_shown_from_the_moment_it_was_seen(monde, educatrice):
    client = client_de(educatrice)
    ident = remplir(client, monde)
    page = unescape(client.get(reverse("protection:declarer_relire", args=[ident])).content.decode())
    assert "Le délai court" in page
    assert "en retard de 1 heure" in page


def test_a_page_costs_as_many_queries_with_one_and_three_people(monde, educatrice, django_assert_num_queries):
    client = client_de(educatrice)
    one, three = commencer(client), commencer(client)
    people = {f"qui_{r}": f"e:{e.pk}" for r, e in enumerate([monde.lea, monde.noe, monde.lea])}
    roles = {f"role_{r}": RoleDansIncident.PRESENT.value for r in range(3)}
    client.post(reverse("protection:declarer_qui", args=[one]), _qui(monde))
    client.post(reverse("protection:declarer_qui", args=[three]), _qui(monde, **people, **roles))
    for ident in (one, three):
        with django_assert_num_queries(REQUETES):
            client.get(reverse("protection:declarer_qui", args=[ident]))


REQUETES = 18
