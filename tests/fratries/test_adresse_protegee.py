"""A protected address: planted, then looked for in everything anybody may open."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from fratries.models import AdresseProtegee, Proche
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import CAPACITES, Capacite, Role
from tests import factories
from tests.architecture.test_roll_call import ADRESSES, COMPTES, _children, _de_l_incident, _place
from tests.saisie import client_de, saisir

pytestmark = pytest.mark.django_db

SECRET = "7 impasse du Ptérodactyle"
TELEPHONE = "06 98 76 54 32"
NOMMES = {role for role in Role if Capacite.ADRESSE_PROTEGEE in CAPACITES[role]}
CHAMPS = {"adresse": SECRET, "telephone": TELEPHONE, "motif": "Violences conjugales"}


@pytest.fixture
def mere(monde):
    proche = factories.creer_proche(monde.lea, monde.noe, telephone="06 11 22 33 44")
    factories.proteger(proche, SECRET)
    factories.creer_contact(monde.lea, proche, appeler="autorise")
    factories.creer_autorite(monde.lea, proche)
    return proche


def _raw_addresses() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM fratries_adresseprotegee")
        rows = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM fratries_historicaladresseprotegee")
        assert (cursor.fetchone()[0] > 0) == (rows > 0)
        return rows


@pytest.mark.parametrize("role", list(Role))
def test_the_wall_list_and_page_open_to_those_named_for_it(monde, mere, role):
    user = monde.personnes[role]
    with acting_as(user):
        assert _raw_addresses() == (role in NOMMES)
        assert AdresseProtegee.objects.open_to(user).count() == (role in NOMMES)
        assert not AdresseProtegee.objects.visible_to(user, "lire_famille").exists()
    page = client_de(user).get(reverse("fratries:adresse_protegee", args=[mere.pk]))
    assert page.status_code == (200 if role in NOMMES else 404)
    assert (SECRET in page.content.decode()) == (role in NOMMES)
    assert EntreeAudit.objects.filter(action="famille.adresse_protegee_lue").count() == (role in NOMMES)


def test_the_roles_of_the_wall_are_those_of_the_matrix(monde, mere):
    assert {Role.CHEF_DE_SERVICE, Role.DIRECTEUR} == NOMMES


#: The whole family, its contacts, its consents, one named for the address, one who reads the audit.
PROMENEURS = [
    Role.PSYCHOLOGUE,
    Role.AIDE_FAMILIAL,
    Role.INFIRMIER,
    Role.DIRECTEUR,
    Role.DPO,
]


@pytest.mark.parametrize("role", PROMENEURS)
def test_it_appears_on_no_other_page(monde, mere, role):
    """Every address of the site, with this relative wherever one is named."""
    client = client_de(monde.personnes[role])
    opened, made = 0, {}
    for adresse in ADRESSES:
        if adresse.nom in COMPTES or adresse.nom == "fratries:adresse_protegee":
            continue
        kwargs = {}
        for parameter in adresse.parametres:
            incident = _de_l_incident(monde, parameter, adresse.nom, elsewhere=False)
            if incident is not None:
                kwargs[parameter] = incident
                continue
            if parameter not in made:
                place = _place(monde, parameter, elsewhere=False)
                made[parameter] = (place or _children(monde, parameter, elsewhere=False))[0]
            kwargs[parameter] = made[parameter]
        if "proche_id" in kwargs:
            kwargs["proche_id"] = mere.pk
        response = client.get(reverse(adresse.nom, kwargs=kwargs))
        said = b"".join(response) if response.streaming else response.content
        assert SECRET.encode() not in said, adresse.nom
        opened += response.status_code == 200
    assert opened > 2
    assert SECRET not in "".join(f"{e.libelle} {e.adresse}" for e in EntreeAudit.objects.all())


def test_protecting_erases_the_open_address_from_the_record_and_its_versions(monde):
    proche = factories.creer_proche(monde.lea, adresse="3 rue Ouverte")
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    assert "3 rue Ouverte" in client.get(reverse("fratries:proche", args=[proche.pk])).content.decode()
    response = saisir(client, "fratries:adresse_protegee", proche.pk, **CHAMPS)
    assert response.status_code == 302
    page = client.get(reverse("fratries:proche", args=[proche.pk])).content.decode()
    assert "Protégée" in page
    assert SECRET not in page
    with acting_as_system(raison="test"):
        proche.refresh_from_db()
        assert (proche.adresse, proche.adresse_protegee) == (None, True)
        assert not hasattr(Proche.versions.model, "adresse")


def test_the_form_of_a_relative_neither_shows_nor_takes_an_address_once_protected(monde, mere):
    client = client_de(monde.personnes[Role.EDUCATEUR_SPECIALISE])
    page = client.get(reverse("fratries:modifier_proche", args=[mere.pk])).content.decode()
    assert 'name="adresse"' not in page
    sent = {"prenom": "Nadia", "sexe": "femme", "adresse": "Tapée quand même", "revision": "1"}
    assert saisir(client, "fratries:modifier_proche", mere.pk, **sent).status_code == 302
    with acting_as_system(raison="test"):
        mere.refresh_from_db()
        assert (mere.adresse, mere.adresse_protegee) == (None, True)


def test_the_database_refuses_an_open_and_a_protected_address_at_once(mere):
    with acting_as_system(raison="test"):
        mere.adresse = SECRET
        with pytest.raises(IntegrityError), transaction.atomic():
            mere.save()


def test_a_denial_on_one_child_of_the_family_closes_it(monde, mere):
    directeur = monde.personnes[Role.DIRECTEUR]
    factories.refuser(directeur, monde.noe)
    with acting_as(directeur):
        assert _raw_addresses() == 0
        assert not AdresseProtegee.objects.open_to(directeur).exists()
    client = client_de(directeur)
    assert client.get(reverse("fratries:proche", args=[mere.pk])).status_code == 200
    assert client.get(reverse("fratries:adresse_protegee", args=[mere.pk])).status_code == 404


def test_neither_break_glass_nor_another_village_opens_it(monde, mere):
    ailleurs = factories.creer_professionnel("direction-ailleurs")
    factories.affecter(ailleurs, Role.DIRECTEUR, village=monde.autre_village)
    factories.ouvrir_acces_exceptionnel(ailleurs.compte, monde.lea)
    with acting_as(ailleurs.compte):
        assert _raw_addresses() == 0
    client = client_de(ailleurs.compte)
    assert client.get(reverse("fratries:famille", args=[monde.lea.pk])).status_code == 200
    assert client.get(reverse("fratries:adresse_protegee", args=[mere.pk])).status_code == 404


def test_lifting_keeps_the_address_off_the_page_of_the_relative(monde, mere):
    client = client_de(monde.personnes[Role.DIRECTEUR])
    url = reverse("fratries:adresse_protegee", args=[mere.pk])
    assert client.post(url, {"lever": "oui"}).status_code == 302
    page = client.get(reverse("fratries:proche", args=[mere.pk])).content.decode()
    assert "Protégée" not in page
    assert SECRET not in page
    assert EntreeAudit.objects.filter(action="famille.adresse_levee", objets=[mere.pk]).exists()


def test_a_wrong_form_keeps_what_was_typed(monde, mere):
    client = client_de(monde.personnes[Role.DIRECTEUR])
    response = saisir(client, "fratries:adresse_protegee", mere.pk, **(CHAMPS | {"motif": ""}))
    assert response.status_code == 422
    assert "Dites pourquoi elle est protégée." in response.content.decode()
    assert SECRET in response.content.decode()
