"""« Qui peut voir ce dossier ? » and exceptions: who, why, and never by oneself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enfants.models import AccordEnfant, Enfant, RefusEnfant, Sejour
from enfants.selectors.acces import lecteurs_de
from enfants.services.acces import accorder, lever_refus, refuser, terminer_accord
from socle.audit.models import EntreeAudit
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.habilitations.roles import Action, Role
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.monde import Monde

pytestmark = pytest.mark.django_db

JOUR = timedelta(days=1)


@pytest.fixture
def monde_complique(monde: Monde) -> Monde:
    """Add around the four children what makes the question hard: past, future, denied, granted."""
    today = aujourdhui()
    ancienne = factories.creer_professionnel("ancienne")
    factories.affecter(
        ancienne, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls, debut=today - 90 * JOUR, fin=today - JOUR
    )
    future = factories.creer_professionnel("future")
    factories.affecter(future, Role.DIRECTEUR, village=monde.village, debut=today + JOUR)
    remplacante = factories.creer_professionnel("remplacante", prenom="Aïcha", nom="Benali")
    factories.creer_relais(remplacante, monde.erables, today, today + 3 * JOUR)
    partie = factories.creer_professionnel("partie")
    factories.affecter(partie, Role.CHEF_DE_SERVICE, village=monde.village)
    Utilisateur.objects.filter(pk=partie.compte_id).update(is_active=False)
    refusee = factories.creer_professionnel("refusee", prenom="Odile", nom="Interdit")
    factories.affecter(refusee, Role.PSYCHOLOGUE, enfant=monde.lea)
    factories.refuser(refusee.compte, monde.lea)
    factories.refuser(monde.personnes[Role.INFIRMIER], monde.ines, fin=today - JOUR)
    partenaire = factories.creer_utilisateur("orthophoniste", nature="partenaire")
    factories.accorder(partenaire, monde.noe, "lire_scolarite")
    perime = factories.creer_utilisateur("perime", nature="partenaire")
    factories.accorder(perime, monde.noe, "lire_scolarite", debut=today - 20 * JOUR, jours=10)
    urgence = factories.creer_professionnel("urgence")
    factories.ouvrir_acces_exceptionnel(urgence.compte, monde.malo)
    finie = factories.creer_professionnel("finie")
    factories.ouvrir_acces_exceptionnel(finie.compte, monde.malo, duree=timedelta(seconds=1))
    with acting_as_system(raison="test"):
        sejour = Sejour.objects.get(enfant=monde.noe)
        sejour.fin = today
        sejour.save()
    return monde


def test_the_answer_is_the_inverse_of_every_reach(monde_complique):
    users = list(Utilisateur.objects.filter(is_active=True))
    with acting_as_system(raison="test"):
        expected = {e.pk: {u.pk for u in users if _reaches(u, e)} for e in monde_complique.enfants}
    for enfant in monde_complique.enfants:
        with acting_as(monde_complique.personnes[Role.DIRECTEUR]):
            assert {lecteur.compte for lecteur in lecteurs_de(enfant.pk)} == expected[enfant.pk]
    assert sum(len(found) for found in expected.values()) > 20


def _reaches(user: Utilisateur, enfant: Enfant) -> bool:
    return enfant.pk in perimetre_de(user.pk).tous_les_enfants()


def test_the_rights_it_words_are_those_the_person_holds(monde_complique):
    """« Lit » lists a category exactly when the object rule opens it whole."""
    categories = {
        "identité": Categorie.IDENTITE,
        "journal": Categorie.JOURNAL,
        "scolarité": Categorie.SCOLARITE,
        "médical": Categorie.MEDICAL,
        "psychologue": Categorie.PSY,
    }
    seen = 0
    for enfant in monde_complique.enfants:
        with acting_as_system(raison="test"):
            for lecteur in lecteurs_de(enfant.pk):
                words = dict(lecteur.droits).get("Lit", "").split(", ")
                for word, categorie in categories.items():
                    permission = parse_permission(f"{Action.LIRE}_{categorie}")
                    holds = enfant.pk in perimetre_de(lecteur.compte).enfants(permission)
                    assert (word in words) == holds, (lecteur, word)
                    seen += holds
    assert seen > 40


def test_the_page_says_why_and_until_when(monde_complique, connecter):
    client = connecter(monde_complique.personnes[Role.DIRECTEUR])
    page = client.get(reverse("enfants:qui_peut_voir", args=[monde_complique.ines.pk])).content.decode()
    assert "Relais (Les Érables)" in page
    assert "Aïcha Benali" in page
    page = client.get(reverse("enfants:qui_peut_voir", args=[monde_complique.lea.pk])).content.decode()
    assert "Éducateur familial (Les Tilleuls), depuis le" in page
    assert "Cadre d’astreinte" in page
    assert "Odile" not in page
    assert "refus" not in page.lower().replace("accords et refus", "")
    entree = EntreeAudit.objects.filter(action="acces.lecture").first()
    assert entree.enfants == [monde_complique.lea.pk]


def test_the_page_costs_the_same_with_more_people(monde, connecter):
    client = connecter(monde.personnes[Role.CHEF_DE_SERVICE])
    url = reverse("enfants:qui_peut_voir", args=[monde.lea.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        assert client.get(url).status_code == 200
    for rank in range(3):
        pro = factories.creer_professionnel(f"stagiaire{rank}")
        factories.affecter(pro, Role.STAGIAIRE, maison=monde.tilleuls)
        factories.accorder(pro.compte, monde.lea, "lire_famille")
    with CaptureQueriesContext(connection) as many:
        assert client.get(url).status_code == 200
    assert len(many) == len(few)


def test_an_educator_does_not_open_the_page(monde, connecter):
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    assert client.get(reverse("enfants:qui_peut_voir", args=[monde.lea.pk])).status_code == 404


# --- grants ---------------------------------------------------------------------------


def _grant(monde: Monde, compte: Utilisateur, **changes) -> list[AccordEnfant]:
    directeur = monde.personnes[Role.DIRECTEUR]
    values = {
        "acteur": directeur,
        "enfant": monde.lea,
        "compte": compte,
        "droits": ["lire_scolarite"],
        "debut": aujourdhui(),
        "fin": aujourdhui() + 30 * JOUR,
        "motif": "Suivi par une orthophoniste",
    }
    values |= changes
    with acting_as(values["acteur"]):
        return accorder(**values)


def _orthophoniste() -> Utilisateur:
    return factories.creer_utilisateur("orthophoniste", nature="partenaire")


def test_a_grant_opens_what_it_says_for_its_dates_and_no_more(monde):
    compte = _orthophoniste()
    _grant(monde, compte)
    with acting_as(compte):
        assert compte.has_perm("lire_scolarite", monde.lea)
        assert compte.has_perm("lire_identite", monde.lea)
        assert not compte.has_perm("ecrire_scolarite", monde.lea)
        assert not compte.has_perm("lire_journal", monde.lea)
        assert not compte.has_perm("lire_scolarite", monde.noe)


def test_a_future_grant_opens_nothing_yet(monde):
    compte = _orthophoniste()
    _grant(monde, compte, debut=aujourdhui() + JOUR)
    with acting_as(compte):
        assert not compte.has_perm("lire_identite", monde.lea)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fin": aujourdhui() + 400 * JOUR}, "fin"),
        ({"fin": aujourdhui() - JOUR}, "fin"),
        ({"debut": aujourdhui() - JOUR}, "debut"),
        ({"motif": "  "}, "motif"),
    ],
    ids=["too long", "before its start", "in the past", "no reason"],
)
def test_a_grant_out_of_bounds_is_refused(monde, changes, field):
    with pytest.raises(ValidationError) as error:
        _grant(monde, _orthophoniste(), **changes)
    assert field in error.value.message_dict


def test_nobody_grants_themselves_nor_an_account_they_created_nor_a_child(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    cree = factories.creer_utilisateur("cree", cree_par=directeur)
    for compte in (directeur, cree, monde.personnes[Role.ENFANT]):
        with pytest.raises(ValidationError):
            _grant(monde, compte)
    assert AccordEnfant.objects.count() == 0


def test_a_walled_category_is_never_granted(monde):
    for droit in ("lire_psy", "lire_incident", "lire_parole", "ecrire_medical"):
        with pytest.raises(PermissionDenied):
            _grant(monde, _orthophoniste_unique(), droits=[droit])


def _orthophoniste_unique() -> Utilisateur:
    return factories.creer_utilisateur(f"ortho-{Utilisateur.objects.count()}", nature="partenaire")


def test_only_the_direction_of_the_village_grants(monde):
    compte = _orthophoniste()
    for role in set(Role) - {Role.DIRECTEUR}:
        with pytest.raises(PermissionDenied):
            _grant(monde, compte, acteur=monde.personnes[role])
    with pytest.raises(PermissionDenied):
        _grant(monde, compte, enfant=monde.malo)


def test_ending_a_grant_closes_the_file_at_once_and_keeps_its_history(monde):
    directeur, compte = monde.personnes[Role.DIRECTEUR], _orthophoniste()
    accords = _grant(monde, compte)
    with acting_as(directeur):
        for accord in accords:
            terminer_accord(acteur=directeur, accord=accord)
            assert accord.versions.count() == 2
            assert {version.fin for version in accord.versions.all()} == {
                aujourdhui() + 30 * JOUR,
                aujourdhui() - JOUR,
            }
        with pytest.raises(ValidationError):
            terminer_accord(acteur=directeur, accord=accords[0])
    with acting_as(compte):
        assert not compte.has_perm("lire_identite", monde.lea)


# --- denials --------------------------------------------------------------------------


def test_a_denial_shuts_at_once_and_lifting_it_opens_again(monde):
    directeur, educatrice = monde.personnes[Role.DIRECTEUR], monde.personnes[Role.EDUCATEUR_FAMILIAL]
    with acting_as(directeur):
        refus = refuser(acteur=directeur, enfant=monde.lea, compte=educatrice, motif="Lien de parenté")
    with acting_as(educatrice):
        assert not educatrice.has_perm("lire_identite", monde.lea)
        assert educatrice.has_perm("lire_identite", monde.noe)
        assert not RefusEnfant.objects.exists()
    with acting_as(directeur):
        with pytest.raises(ValidationError):
            refuser(acteur=directeur, enfant=monde.lea, compte=educatrice, motif="Encore")
        lever_refus(acteur=directeur, refus=refus)
    with acting_as(educatrice):
        assert educatrice.has_perm("lire_identite", monde.lea)


def test_nobody_denies_themselves_nor_lifts_their_own_denial(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    with acting_as(directeur), pytest.raises(ValidationError):
        refuser(acteur=directeur, enfant=monde.lea, compte=directeur, motif="Conflit")
    refus = factories.refuser(directeur, monde.lea)
    with acting_as(directeur), pytest.raises(PermissionDenied):
        lever_refus(acteur=directeur, refus=refus)


def test_nobody_lifts_the_denial_of_an_account_they_created(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    cree = factories.creer_utilisateur("cree", cree_par=directeur)
    refus = factories.refuser(cree, monde.lea)
    with acting_as(directeur), pytest.raises(ValidationError):
        lever_refus(acteur=directeur, refus=refus)


# --- pages ----------------------------------------------------------------------------


def test_the_direction_grants_then_ends_on_the_pages(monde, connecter):
    compte, client = _orthophoniste(), connecter(monde.personnes[Role.DIRECTEUR])
    data = {
        "identifiant": "orthophoniste",
        "droits": ["lire_scolarite"],
        "debut": aujourdhui().isoformat(),
        "fin": (aujourdhui() + 10 * JOUR).isoformat(),
        "motif": "Bilan de langage",
    }
    response = client.post(reverse("enfants:accorder", args=[monde.lea.pk]), data, follow=True)
    page = response.content.decode()
    assert "orthophoniste" in page
    assert "Lit : scolarité" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert "Bilan de langage" in page
    with acting_as_system(raison="test"):
        accord = AccordEnfant.objects.filter(user=compte).first()
    url = reverse("enfants:fin_accord", args=[accord.pk])
    assert "Mettre fin" in client.get(url).content.decode()
    assert "L’accord est terminé" in client.post(url, follow=True).content.decode()


def test_an_unknown_login_keeps_what_was_typed(monde, connecter):
    client = connecter(monde.personnes[Role.DIRECTEUR])
    data = {"identifiant": "personne", "motif": "Lien de parenté"}
    response = client.post(reverse("enfants:refuser", args=[monde.lea.pk]), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Aucun compte ouvert ne porte exactement cet identifiant" in page
    assert "Lien de parenté" in page


def test_a_bound_refused_by_the_service_is_said_beside_its_field(monde, connecter):
    _orthophoniste()
    client = connecter(monde.personnes[Role.DIRECTEUR])
    data = {
        "identifiant": "orthophoniste",
        "debut": aujourdhui().isoformat(),
        "fin": (aujourdhui() + 300 * JOUR).isoformat(),
        "motif": "Bilan",
    }
    response = client.post(reverse("enfants:accorder", args=[monde.lea.pk]), data)
    assert response.status_code == 422
    assert "Un accord dure 183 jours au plus" in response.content.decode()


def test_exceptions_are_shown_to_the_capacity_only(monde, connecter):
    factories.accorder(_orthophoniste(), monde.lea, "lire_scolarite")
    url = reverse("enfants:exceptions", args=[monde.lea.pk])
    allowed = {role for role, user in monde.personnes.items() if connecter(user).get(url).status_code == 200}
    assert allowed == {Role.DIRECTEUR}


def test_the_reason_is_sealed(monde):
    _grant(monde, _orthophoniste(), motif="ORTHOPHONIECANARI")
    with connection.cursor() as cursor, acting_as_system(raison="test"):
        cursor.execute("SELECT motif FROM enfants_accordenfant")
        stored = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert stored
    assert b"CANARI" not in stored
