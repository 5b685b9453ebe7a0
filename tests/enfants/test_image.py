"""The right to one's image: everybody answers for each use, and one missing is a no."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enfants.enums import QualiteAccord, UsageImage
from enfants.models import DroitImage
from enfants.selectors.image import verdicts
from enfants.services.image import noter_accord
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.echeances.calendrier import decale_mois
from socle.echeances.enums import Etat
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

REQUETES = {"droits_image": 17, "publier": 17}
LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.IDENTITE)}
ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.IDENTITE)}


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def mere(monde):
    proche = factories.creer_proche(monde.lea, prenom="Marie", nom="Martin")
    factories.creer_autorite(monde.lea, proche)
    return proche


def champs(titulaire, **changes: object) -> dict[str, object]:
    return {
        "usage": "album", "personne": str(titulaire), "accorde": "oui", "mots": "Oui, mais pas celle où je pleure.",
        "debut": aujourdhui().isoformat(), "fin": "", "document": "",
    } | changes  # fmt: skip


def accords(enfant) -> list[DroitImage]:
    with acting_as_system(raison="test"):
        return list(DroitImage.objects.filter(enfant=enfant).order_by("debut", "id"))


def contre(monde, enfant, usage=UsageImage.ALBUM) -> list[str]:
    user = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(user):
        [verdict] = verdicts(user, [enfant], [usage])[enfant.pk]
        return verdict.contre


# --- who ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_keeps_identities_writes_answers_and_everybody_near_reads_yes_or_no(monde, mere, role):
    client = client_de(monde.personnes[role])
    assert saisir(client, "enfants:nouvel_accord", monde.malo.pk, **champs(monde.malo.pk)).status_code == 404
    written = saisir(client, "enfants:nouvel_accord", monde.lea.pk, **champs(mere.pk))
    assert written.status_code == (302 if role in ECRIVENT else 404)
    assert len(accords(monde.lea)) == (role in ECRIVENT)
    factories.creer_droit_image(monde.lea, usage="site", mots="Canarimots")
    page = client.get(reverse("enfants:droits_image", args=[monde.lea.pk]))
    assert page.status_code == (200 if role in LISENT else 404)
    assert ("Canarimots" in page.text) is (role in LISENT)


def test_the_same_role_in_another_village_meets_the_wall(monde, mere):
    row = factories.creer_droit_image(monde.lea, mere.pk)
    ailleurs = factories.creer_professionnel("chef-ailleurs")
    factories.affecter(ailleurs, Role.CHEF_DE_SERVICE, village=monde.autre_village)
    client = client_de(ailleurs.compte)
    for nom in ("droits_image", "nouvel_accord"):
        assert client.get(reverse(f"enfants:{nom}", args=[monde.lea.pk])).status_code == 404
    assert client.get(reverse("enfants:retirer_accord", args=[row.pk])).status_code == 404
    with acting_as(ailleurs.compte):
        assert not DroitImage.objects.filter(pk=row.pk).exists()
        with pytest.raises(PermissionDenied):
            noter_accord(acteur=ailleurs.compte, accord=row)
    posted = client.post(reverse("enfants:publier"), {"enfants": [str(monde.lea.pk)]})
    assert (posted.status_code, "pas dans votre liste" in posted.text) == (422, True)


# --- yes or no ------------------------------------------------------------------------------


def test_it_is_no_until_every_holder_and_the_child_have_agreed(monde, mere):
    assert contre(monde, monde.lea) == ["Un titulaire n’a pas répondu.", "L’enfant n’a pas donné son avis."]
    pere = factories.creer_proche(monde.lea, prenom="Paul", nom="Martin")
    factories.creer_autorite(monde.lea, pere)
    assert "2 titulaires n’ont pas répondu." in contre(monde, monde.lea)
    factories.creer_droit_image(monde.lea, mere.pk)
    factories.creer_droit_image(monde.lea)
    assert contre(monde, monde.lea) == ["Un titulaire n’a pas répondu."]
    factories.creer_droit_image(monde.lea, pere.pk)
    assert contre(monde, monde.lea) == []
    assert contre(monde, monde.lea, UsageImage.PRESSE) != []


def test_a_suspended_holder_is_not_waited_for_and_nobody_known_is_a_no(monde, mere):
    pere = factories.creer_proche(monde.lea, prenom="Paul", nom="Martin")
    factories.creer_autorite(monde.lea, pere, etat="suspendue")
    factories.creer_droit_image(monde.lea, mere.pk)
    factories.creer_droit_image(monde.lea)
    assert contre(monde, monde.lea) == []
    assert "Aucun titulaire de l’autorité parentale n’est inscrit." in contre(monde, monde.ines)


@pytest.mark.parametrize(
    ("change", "raison"),
    [
        ({"accorde": False}, "Un titulaire n’est pas d’accord."),
        ({"retire_le": aujourdhui()}, "Un titulaire n’a pas répondu."),
        ({"fin": aujourdhui()}, "Un titulaire n’a pas répondu."),
        ({"debut": aujourdhui() + timedelta(days=1)}, "Un titulaire n’a pas répondu."),
    ],
)
def test_a_no_a_withdrawal_and_an_end_are_a_no(monde, mere, change, raison):
    factories.creer_droit_image(monde.lea)
    factories.creer_droit_image(monde.lea, mere.pk, **change)
    assert contre(monde, monde.lea) == [raison]


def test_a_childs_no_is_a_no_and_a_small_child_is_not_waited_for(monde, mere):
    factories.creer_droit_image(monde.lea, mere.pk)
    factories.creer_droit_image(monde.lea, accorde=False)
    assert contre(monde, monde.lea) == ["L’enfant n’est pas d’accord."]
    petit = factories.creer_enfant(
        monde.village, "Tom", "Roy", naissance=decale_mois(aujourdhui(), -12 * 4), maison=monde.tilleuls
    )
    proche = factories.creer_proche(petit)
    factories.creer_autorite(petit, proche)
    factories.creer_droit_image(petit, proche.pk)
    assert contre(monde, petit) == []


def test_a_secret_place_keeps_the_picture_inside(monde, mere):
    for usage in (UsageImage.ALBUM, UsageImage.SITE):
        factories.creer_droit_image(monde.lea, mere.pk, usage)
        factories.creer_droit_image(monde.lea, usage=usage)
    factories.creer_mesure(monde.lea, lieu_secret=True, lieu_secret_pour="Le père")
    assert contre(monde, monde.lea) == []
    assert contre(monde, monde.lea, UsageImage.SITE) == ["Son lieu de vie est gardé secret."]


def test_at_eighteen_the_parents_agreement_falls_and_the_young_adult_answers_alone(monde):
    naissance = decale_mois(aujourdhui(), -12 * 18)
    ana = factories.creer_enfant(monde.village, "Ana", "Roy", naissance=naissance, maison=monde.tilleuls)
    proche = factories.creer_proche(ana)
    factories.creer_autorite(ana, proche)
    factories.creer_droit_image(ana, proche.pk)
    factories.creer_droit_image(ana)
    assert contre(monde, ana) == ["À 18 ans le jeune décide seul : il faut le lui redemander."]
    client = client_de(monde.personnes[Role.SECRETARIAT])
    page = client.get(reverse("enfants:nouvel_accord", args=[ana.pk])).text
    assert str(proche.pk) not in page
    assert saisir(client, "enfants:nouvel_accord", ana.pk, **champs(ana.pk)).status_code == 302
    assert contre(monde, ana) == []
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(chef), pytest.raises(ValidationError, match="majeur"):
        noter_accord(
            acteur=chef,
            accord=DroitImage(
                enfant=ana, usage="site", qualite=QualiteAccord.TITULAIRE, personne=proche.pk, nom="x",
                accorde=True, debut=aujourdhui(),
            ),
        )  # fmt: skip


# --- writing --------------------------------------------------------------------------------


def test_a_new_answer_ends_the_former_one_and_a_withdrawal_its_effect(monde, mere):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    factories.creer_droit_image(monde.lea)
    factories.creer_droit_image(monde.lea, mere.pk, accorde=False)
    assert saisir(client, "enfants:nouvel_accord", monde.lea.pk, **champs(mere.pk)).status_code == 302
    assert contre(monde, monde.lea) == []
    *_, former, latest = [row for row in accords(monde.lea) if row.personne == mere.pk]
    assert (former.fin, former.revision, latest.fin) == (aujourdhui(), 2, None)
    with acting_as_system(raison="test"):
        assert latest.nom == "Marie Martin"
    retrait = {"le": aujourdhui().isoformat(), "revision": 1}
    assert saisir(client, "enfants:retirer_accord", latest.pk, **retrait).status_code == 302
    assert contre(monde, monde.lea) == ["Un titulaire n’a pas répondu."]
    stale = saisir(client, "enfants:retirer_accord", latest.pk, **retrait)
    assert (stale.status_code, "vient d’enregistrer une autre version" in stale.text) == (422, True)


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"usage": ""}, "obligatoire"),
        ({"accorde": ""}, "Notez sa réponse"),
        ({"debut": "2999-01-01"}, "dans le futur"),
        ({"fin": "2020-01-01"}, "doit venir après la réponse"),
        ({"personne": "01a21998-9037-7481-ba5c-d77bcd6a1551"}, "choix"),
    ],
)
def test_a_wrong_answer_saves_nothing_and_keeps_what_was_typed(monde, mere, changes, phrase):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    page = saisir(client, "enfants:nouvel_accord", monde.lea.pk, **champs(mere.pk, **changes))
    assert page.status_code == 422
    assert phrase in page.text
    assert "pas celle où je pleure" in page.text
    assert accords(monde.lea) == []


def test_a_double_submit_writes_one_answer(monde, mere):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    adresse = reverse("enfants:nouvel_accord", args=[monde.lea.pk])
    data = champs(mere.pk, envoi=envoi_de(client.get(adresse)))
    assert [client.post(adresse, data).status_code for _ in range(2)] == [302, 302]
    assert len(accords(monde.lea)) == 1


def test_the_database_refuses_two_answers_at_once_another_childs_paper_and_who_speaks_for_another(monde):
    factories.creer_droit_image(monde.lea)
    papier = factories.creer_document(monde.noe)
    for wrong in (
        lambda: factories.creer_droit_image(monde.lea, debut=aujourdhui()),
        lambda: factories.creer_droit_image(monde.lea, usage="site", document=papier),
        lambda: factories.creer_droit_image(monde.lea, qualite="majeur", personne=monde.noe.pk),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    assert len(accords(monde.lea)) == 1


# --- several on one picture --------------------------------------------------------------------


def test_one_child_missing_makes_it_a_no_for_the_picture_and_says_who(monde, mere):
    factories.creer_droit_image(monde.lea, mere.pk)
    factories.creer_droit_image(monde.lea)
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    alone = client.post(reverse("enfants:publier"), {"enfants": [str(monde.lea.pk)]}).text
    album = alone[alone.index("Son album et son histoire") : alone.index("Site de l’association")]
    assert "Oui" in album
    both = client.post(reverse("enfants:publier"), {"enfants": [str(monde.lea.pk), str(monde.noe.pk)]}).text
    album = both[both.index("Son album et son histoire") : both.index("Site de l’association")]
    assert "Non" in album
    assert "Noé" in album
    assert "Léa" not in album
    assert client.post(reverse("enfants:publier"), {}).status_code == 422


def test_the_pages_cost_the_same_with_one_answer_and_with_three(monde, mere):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    adresse = reverse("enfants:droits_image", args=[monde.lea.pk])
    photo = reverse("enfants:publier")
    factories.creer_droit_image(monde.lea, mere.pk)
    client.get(adresse)
    for usages in ((), ("site", "film")):
        for usage in usages:
            factories.creer_droit_image(monde.lea, usage=usage)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(adresse).status_code == 200
        assert len(queries) == REQUETES["droits_image"]
        with CaptureQueriesContext(connection) as queries:
            assert client.post(photo, {"enfants": [str(monde.lea.pk), str(monde.noe.pk)]}).status_code == 200
        assert len(queries) == REQUETES["publier"]


def test_what_cannot_be_opened_is_a_no(monde, mere):
    factories.creer_droit_image(monde.lea, mere.pk)
    factories.perdre_la_cle(monde.lea.pk)
    page = client_de(monde.personnes[Role.CHEF_DE_SERVICE]).get(
        reverse("enfants:droits_image", args=[monde.lea.pk])
    )
    assert page.status_code == 200
    assert PHRASE_ILLISIBLE in page.text
    assert "Son âge ne peut pas être lu." in page.text


# --- deadlines ------------------------------------------------------------------------------


def _etats(user, enfant) -> dict[str, Etat]:
    with acting_as(user):
        return {
            e.regle.code: e.etat
            for e in echeances_de(user, enfants=[enfant.pk])
            if e.regle.code.startswith("IMG")
        }


def test_an_agreement_near_its_end_and_eighteen_are_told(monde, mere):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    assert _etats(chef, monde.lea) == {}
    factories.creer_droit_image(monde.lea, mere.pk, fin=aujourdhui() + timedelta(days=20))
    assert _etats(chef, monde.lea) == {"IMG-01": Etat.BIENTOT}
    ana = factories.creer_enfant(
        monde.village, "Ana", "Roy", naissance=decale_mois(aujourdhui(), -12 * 18 - 2), maison=monde.tilleuls
    )
    assert _etats(chef, ana) == {}
    factories.creer_droit_image(ana, debut=aujourdhui() - timedelta(days=200))
    assert _etats(chef, ana) == {"IMG-18": Etat.EN_RETARD}
    factories.creer_droit_image(ana, usage="site", qualite="majeur", debut=aujourdhui())
    assert _etats(chef, ana) == {"IMG-18": Etat.FAIT}
