"""« Mon histoire » in the child's space: their moments and their people, what they propose, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from enfants.models import DroitImage, MomentHistoire, PropositionMoment
from enfants.services.propositions import (
    Recit,
    garder_proposition,
    proposer_moment,
    reprendre_proposition,
)
from socle.audit.models import EntreeAudit
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.comptes.sessions import CLE_ACTIVITE
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Mur
from socle.outils.identifiants import nouvel_id
from socle.ui.typographie import jour_en_toutes_lettres
from tests import factories
from tests.documents.photos import jpeg
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

REQUETES = 16
PAGE = "participation:mon_histoire"


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"


@pytest.fixture
def lea(monde) -> Client:
    """Léa, on her own account."""
    return client_de(monde.personnes[Role.ENFANT])


@pytest.fixture
def claire(monde) -> Client:
    return client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])


def page(client: Client) -> str:
    response = client.get(reverse(PAGE))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def propositions(enfant) -> list[PropositionMoment]:
    with acting_as_system(raison="test"):
        return list(PropositionMoment.objects.filter(enfant=enfant).order_by("modifiee_le"))


# --- what the child reads -------------------------------------------------------------------------


def test_a_child_reads_their_moments_and_their_people_in_their_own_words(monde, lea):
    factories.creer_moment(
        monde.lea, "Le second", jour=aujourdhui() - timedelta(days=10), paroles="C’était grand."
    )
    factories.creer_moment(monde.lea, "Le premier", jour=aujourdhui() - timedelta(days=900), choix="enfant")
    factories.creer_personne_ressource(
        monde.lea, nom="Kouamé", pourquoi="Il vient me voir jouer.", joindre="06 39 98 10 44"
    )
    text = page(lea)
    assert text.index("Le premier") < text.index("Le second")
    for words in ("C’était grand.", "Tu l’as choisi, avec Claire.", "Choisi ensemble, avec Claire.", "tu avais",
                  "mon parrain de foot", "Kouamé", "Il vient me voir jouer."):  # fmt: skip
        assert words in text, words
    assert "06 39 98 10 44" not in text
    assert EntreeAudit.objects.filter(action="histoire.lecture", enfants=[monde.lea.pk]).exists()


def test_an_empty_book_says_how_it_begins(monde, lea):
    text = page(lea)
    assert "Ton histoire commence quand tu veux" in text
    assert "Qui compte pour toi ?" in text
    assert reverse("participation:proposer") in text


def test_what_left_the_book_or_no_longer_counts_is_not_shown(monde, lea):
    factories.creer_moment(monde.lea, "Canariretiré", retire_le=aujourdhui())
    factories.creer_personne_ressource(monde.lea, "canaripartie", fin=aujourdhui())
    factories.creer_moment(monde.noe, "Canarifrère")
    factories.creer_moment(monde.lea, "Canarimoment")
    text = page(lea)
    assert "Canarimoment" in text
    for absent in ("Canariretiré", "canaripartie", "Canarifrère"):
        assert absent not in text


def test_another_child_is_a_mention(monde, lea):
    zoe = factories.creer_enfant(monde.village, "Zoé", "Roy", maison=monde.tilleuls)
    factories.creer_moment(monde.lea, texte=f"Avec @[{zoe.pk}].")
    assert "Avec un autre enfant." in page(lea)


def test_the_child_s_landing_page_leads_there_and_an_account_without_a_file_has_none(monde, lea):
    espace = reverse("participation:mon_espace")
    assert reverse(PAGE) in lea.get(espace).text
    orphelin = client_de(factories.creer_utilisateur("loutre-verte-27", nature="enfant"))
    assert reverse(PAGE) not in orphelin.get(espace).text
    assert orphelin.get(reverse(PAGE)).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ENFANT])
def test_for_an_adult_the_child_s_pages_do_not_exist(monde, role):
    row = factories.creer_proposition(monde.lea)
    moment = factories.creer_moment(monde.lea)
    client = client_de(monde.personnes[role])
    for adresse in (
        reverse(PAGE),
        reverse("participation:proposer"),
        reverse("participation:photo", args=[moment.pk]),
        reverse("participation:reprendre", args=[row.pk]),
    ):
        assert client.get(adresse).status_code in {403, 404}
        assert client.post(adresse).status_code in {403, 404, 405}
    assert propositions(monde.lea)[0].retiree_le is None


def test_another_child_meets_the_wall(monde):
    moment, row = factories.creer_moment(monde.lea), factories.creer_proposition(monde.lea)
    brother = factories.creer_personne(Role.ENFANT, "noe@tilleuls", maison=monde.tilleuls, enfant=monde.noe)
    client = client_de(brother)
    assert "Ma première dent" not in page(client)
    for nom in ("continuer", "reprendre"):
        assert client.get(reverse(f"participation:{nom}", args=[row.pk])).status_code == 404
    assert client.get(reverse("participation:photo", args=[moment.pk])).status_code == 404
    with acting_as(brother):
        assert not MomentHistoire.objects.exists()
        assert not PropositionMoment.objects.exists()


def test_what_cannot_be_opened_says_so(monde, lea):
    factories.creer_moment(monde.lea)
    factories.perdre_la_cle(monde.lea.pk)
    assert PHRASE_ILLISIBLE in page(lea)


def test_the_page_costs_the_same_with_one_of_each_and_with_three(monde, lea):
    for more in (1, 2):
        for _ in range(more):
            factories.creer_moment(monde.lea)
            factories.creer_personne_ressource(monde.lea)
            factories.creer_proposition(monde.lea)
        lea.get(reverse(PAGE))
        with CaptureQueriesContext(connection) as queries:
            page(lea)
        assert len(queries) == REQUETES


# --- nothing else of the file -----------------------------------------------------------------------


def _canary(monde) -> None:
    """Fill Léa's file with words that must not reach her."""
    auteur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    factories.creer_note(monde.lea, monde.tilleuls, auteur, "canari-journal")
    factories.creer_mesure(monde.lea, recit="canari-mesure", autorite="canari-tribunal")
    factories.creer_allergie(monde.lea, substance="canari-allergie")
    factories.creer_traitement(monde.lea, nom="canari-traitement")
    factories.creer_rendez_vous(monde.lea, objet="canari-rendez-vous")
    factories.creer_note_medicale(monde.lea, monde.personnes[Role.INFIRMIER], texte="canari-medical")
    factories.creer_rituels(monde.lea, effraie="canari-rituel")
    factories.creer_mouvement(monde.lea, libelle="canari-argent")
    factories.creer_proche(monde.lea, prenom="canari-proche", telephone="canari-telephone")
    factories.creer_interlocuteur(monde.lea, nom="canari-interlocuteur")
    factories.creer_document(monde.lea, titre="canari-document", categorie="projet")


def test_no_page_of_the_child_s_space_shows_anything_else_of_the_file(monde, lea, claire):
    _canary(monde)
    factories.creer_moment(monde.lea, "Mon moment")
    row = factories.creer_proposition(monde.lea, envoyee=False)
    seen = [reverse(f"participation:{nom}") for nom in ("mon_espace", "mon_histoire", "proposer")]
    seen += [reverse(f"participation:{nom}", args=[row.pk]) for nom in ("continuer", "reprendre")]
    for adresse in seen:
        text = lea.get(adresse).text
        for word in ("canari-", monde.village.nom, monde.tilleuls.nom, "Martin"):
            assert word not in text, (adresse, word)
    # The canaries are really there, for somebody else.
    assert "canari-allergie" in claire.get(reverse("enfants:soins", args=[monde.lea.pk])).text


def test_the_database_itself_shows_a_child_s_account_four_tables_and_no_more(monde):
    _canary(monde)
    factories.creer_moment(monde.lea)
    factories.creer_personne_ressource(monde.lea)
    factories.creer_proposition(monde.lea)
    walled = [
        model
        for model in apps.get_models()
        if getattr(getattr(model, "declaration", None), "mur", Mur.SANS) is not Mur.SANS
        and "." not in model._meta.db_table
    ]
    with acting_as_system(raison="test"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM enfants_notejournal")
        assert cursor.fetchone()[0]
    seen = set()
    with acting_as(monde.personnes[Role.ENFANT]), connection.cursor() as cursor:
        for model in walled:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(model._meta.db_table)}")
            if cursor.fetchone()[0]:
                seen.add(model._meta.db_table)
    assert seen == {
        "enfants_enfant",
        "enfants_momenthistoire",
        "enfants_personneressource",
        "enfants_propositionmoment",
    }


def test_the_walk_of_the_tables_sees_a_wall_that_is_missing(monde):
    """The gate itself: without the first wall's limit, the journal would be read by its subject."""
    with acting_as(monde.personnes[Role.ENFANT]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT enfant_id = ANY(mes_enfants()) FROM (SELECT %s::uuid) t(enfant_id)", [monde.lea.pk]
        )
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT count(*) FROM enfants_notejournal")
        assert cursor.fetchone() == (0,)


# --- photos -----------------------------------------------------------------------------------------


@pytest.fixture
def photo(monde, claire) -> MomentHistoire:
    """A moment with a picture of Léa and of Noé, everybody agreeing."""
    proche = factories.creer_proche(monde.lea, monde.noe, prenom="Marie", nom="Martin")
    for enfant in (monde.lea, monde.noe):
        factories.creer_autorite(enfant, proche)
        factories.creer_droit_image(enfant, proche.pk)
        factories.creer_droit_image(enfant)
    sent = {
        "jour": aujourdhui().isoformat(), "titre": "La mer", "choix": "ensemble", "avec": "Claire",
        "choisi_le": aujourdhui().isoformat(), "version": 0, "legende": "Nous deux",
        "fichier": SimpleUploadedFile("mer.jpg", jpeg(), content_type="image/jpeg"),
        "visibles": [str(monde.lea.pk), str(monde.noe.pk)],
    }  # fmt: skip
    assert saisir(claire, "enfants:nouveau_moment", monde.lea.pk, **sent).status_code == 302
    with acting_as_system(raison="test"):
        return MomentHistoire.objects.get(enfant=monde.lea)


def test_a_picture_everybody_agrees_to_is_shown(monde, lea, photo):
    adresse = reverse("participation:photo", args=[photo.pk])
    text = page(lea)
    assert f'src="{adresse}"' in text
    assert 'alt="Nous deux"' in text
    response = lea.get(adresse)
    assert Image.open(BytesIO(b"".join(response.streaming_content))).format == "JPEG"
    assert "no-store" in response["Cache-Control"]
    assert "Martin" not in response["Content-Disposition"]


def test_the_brother_s_parent_withdraws_and_the_picture_is_put_away(monde, lea, photo):
    with acting_as_system(raison="test"):
        row = DroitImage.objects.filter(enfant=monde.noe).first()
        row.retire_le = aujourdhui()
        row.save()
    text = page(lea)
    assert "<img" not in text
    assert "La photo est rangée" in text
    assert lea.get(reverse("participation:photo", args=[photo.pk])).status_code == 404


# --- proposing --------------------------------------------------------------------------------------


def champs(**changes: object) -> dict[str, object]:
    return {"titre": "Mon but", "mots": "J’ai couru.", "quand": "cet été"} | changes


def test_a_child_proposes_once_and_an_adult_writes_it_with_them(monde, lea, claire):
    adresse = reverse("participation:proposer")
    envoi = envoi_de(lea.get(adresse))
    assert [lea.post(adresse, champs(envoi=envoi)).status_code for _ in range(2)] == [302, 302]
    [row] = propositions(monde.lea)
    assert "Les adultes peuvent le lire" in page(lea)
    assert EntreeAudit.objects.filter(action="histoire.proposition", objets=[row.pk]).count() == 1

    staff = claire.get(reverse("enfants:histoire", args=[monde.lea.pk])).text
    for words in ("Proposé par Léa", "Mon but", "J’ai couru.", "cet été"):
        assert words in staff, words
    ecrire = reverse("enfants:ecrire_proposition", args=[row.pk])
    form = claire.get(ecrire)
    for words in ('value="Mon but"', "J’ai couru.", "cet été"):
        assert words in form.text, words
    sent = {
        "envoi": envoi_de(form), "jour": aujourdhui().isoformat(), "titre": "Mon but", "paroles": "J’ai couru.",
        "choix": "enfant", "avec": "Claire", "choisi_le": aujourdhui().isoformat(), "version": 0,
    }  # fmt: skip
    assert [claire.post(ecrire, sent).status_code for _ in range(2)] == [302, 302]
    with acting_as_system(raison="test"):
        [moment] = MomentHistoire.objects.filter(enfant=monde.lea)
        assert PropositionMoment.objects.get(pk=row.pk).moment_id == moment.pk
    assert "Proposé par" not in claire.get(reverse("enfants:histoire", args=[monde.lea.pk])).text
    assert "C’est dans ton histoire." in page(lea)
    assert claire.get(ecrire).status_code == 302


def test_without_a_title_nothing_is_sent_and_what_was_written_stays(monde, lea):
    response = saisir(lea, "participation:proposer", **champs(titre=""))
    assert response.status_code == 422
    assert "Donne un titre à ce moment." in response.text
    assert "J’ai couru." in response.text
    assert propositions(monde.lea) == []


def test_what_is_too_long_is_kept_and_said(monde, lea):
    long = "a" * 1500
    adresse = reverse("participation:proposer")
    envoi = envoi_de(lea.get(adresse))
    assert lea.post(reverse("participation:garder"), champs(envoi=envoi, mots=long)).status_code == 302
    assert lea.post(adresse, champs(envoi=envoi, mots=long)).status_code == 422
    [row] = propositions(monde.lea)
    assert row.proposee_le is None
    with acting_as_system(raison="test"):
        assert PropositionMoment.objects.get().mots == long


def test_what_no_book_could_hold_is_said_and_shown_again(monde, lea):
    envoi = envoi_de(lea.get(reverse("participation:proposer")))
    garder, sent = reverse("participation:garder"), champs(envoi=envoi, mots="a" * 10_001)
    whole = lea.post(garder, sent)
    assert (whole.status_code, "a" * 10_001 in whole.text) == (422, True)
    assert "trop long" in lea.post(garder, sent, headers={"HX-Request": "true"}).text
    assert propositions(monde.lea) == []


def test_what_is_being_written_is_kept_for_the_child_alone(monde, lea, claire):
    envoi = envoi_de(lea.get(reverse("participation:proposer")))
    garder = reverse("participation:garder")
    kept = lea.post(garder, champs(envoi=envoi, titre="", mots="canari-brouillon"))
    assert kept.url == reverse("participation:continuer", args=[envoi])
    fragment = lea.post(
        garder, champs(envoi=envoi, mots="canari-brouillon 2"), headers={"HX-Request": "true"}
    )
    assert "Gardé à" in fragment.text
    assert "<html" not in fragment.text
    assert "canari-brouillon 2" in lea.get(kept.url).text
    assert "À finir" in page(lea)
    assert "Tu as commencé à écrire" in lea.get(reverse("participation:proposer")).text
    assert "canari-brouillon" not in claire.get(reverse("enfants:histoire", args=[monde.lea.pk])).text
    for role in (Role.EDUCATEUR_FAMILIAL, Role.DIRECTEUR, Role.PSYCHOLOGUE):
        with acting_as(monde.personnes[role]):
            assert not PropositionMoment.objects.exists()
    assert lea.post(reverse("participation:proposer"), champs(envoi=envoi)).status_code == 302
    lea.post(garder, champs(envoi=envoi, mots="trop tard"))
    [row] = propositions(monde.lea)
    with acting_as_system(raison="test"):
        assert PropositionMoment.objects.get(pk=row.pk).mots == "J’ai couru."
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert PropositionMoment.objects.count() == 1


def test_a_draft_of_another_day_says_which(monde, lea):
    row = factories.creer_proposition(monde.lea, "Le feu de camp", envoyee=False)
    adresse = reverse("participation:continuer", args=[row.pk])
    assert "Gardé à" in lea.get(adresse).text
    when = timezone.now() - timedelta(days=2)
    old = factories.creer_proposition(monde.lea, "La mer", envoyee=False, modifiee_le=when)
    shown = lea.get(reverse("participation:continuer", args=[old.pk])).text
    assert f"Gardé {jour_en_toutes_lettres(when)} à" in shown


def test_a_long_proposal_is_folded_under_its_state_and_says_when_it_was(monde, lea):
    factories.creer_proposition(monde.lea, "Court", mots="Trois mots courts", quand="dimanche")
    shown = page(lea)
    assert "Lire ce que j’ai écrit" not in shown
    assert "dimanche" in shown
    factories.creer_proposition(monde.lea, "Long", mots="La rivière. " * 60)
    shown = page(lea)
    assert (
        shown.index("Long</h3>")
        < shown.rindex("Envoyé")
        < shown.index("Lire ce que j’ai écrit")
        < shown.index("La rivière.")
    )


def test_an_empty_page_is_not_kept(monde, lea):
    envoi = envoi_de(lea.get(reverse("participation:proposer")))
    sent = champs(envoi=envoi, titre=" ", mots="", quand="")
    assert lea.post(reverse("participation:garder"), sent).url == reverse("participation:proposer")
    assert lea.post(reverse("participation:garder"), {"envoi": "x"}).status_code == 404
    assert propositions(monde.lea) == []


def test_what_arrives_on_a_closed_session_is_kept(monde, lea):
    envoi = envoi_de(lea.get(reverse("participation:proposer")))
    session = lea.session
    session[CLE_ACTIVITE] = 0
    session.save()
    sent = lea.post(reverse("participation:proposer"), champs(envoi=envoi))
    assert "/compte/" in sent.url
    [row] = propositions(monde.lea)
    assert (row.pk, row.proposee_le) == (envoi, None)


def test_a_child_takes_back_what_is_not_yet_in_the_book(monde, lea, claire):
    row = factories.creer_proposition(monde.lea, "canari-repris")
    reprendre = reverse("participation:reprendre", args=[row.pk])
    assert "canari-repris" in claire.get(reverse("enfants:histoire", args=[monde.lea.pk])).text
    assert "Tu n'en veux plus" in lea.get(reprendre).text.replace("’", "'").replace("\u202f", " ")
    assert lea.post(reprendre).status_code == 302
    for client, adresse in ((lea, reverse(PAGE)), (claire, reverse("enfants:histoire", args=[monde.lea.pk]))):
        assert "canari-repris" not in client.get(adresse).text
    assert claire.get(reverse("enfants:ecrire_proposition", args=[row.pk])).status_code == 404
    with acting_as_system(raison="test"):
        assert PropositionMoment.objects.get(pk=row.pk).titre == "canari-repris"


def test_once_in_the_book_it_is_asked_of_an_adult(monde, lea):
    row = factories.creer_proposition(monde.lea, moment=factories.creer_moment(monde.lea))
    with acting_as(monde.personnes[Role.ENFANT]), pytest.raises(ValidationError, match="dis à un adulte"):
        reprendre_proposition(acteur=monde.personnes[Role.ENFANT], proposition=row)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ENFANT])
def test_nobody_proposes_in_a_child_s_name(monde, role):
    user = monde.personnes[role]
    recit = Recit("Un titre", "des mots", "")
    with acting_as(user):
        for acte in (proposer_moment, garder_proposition):
            with pytest.raises(PermissionDenied):
                acte(acteur=user, enfant=monde.lea, ident=nouvel_id(), recit=recit)
    assert propositions(monde.lea) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE enfants_propositionmoment SET mots = titre",
        "UPDATE enfants_propositionmoment SET retiree_le = now()",
        "UPDATE enfants_propositionmoment SET proposee_le = now() - interval '1 day'",
    ],
)
def test_the_database_keeps_a_child_s_words_from_every_adult(monde, statement):
    factories.creer_proposition(monde.lea)
    with (
        acting_as(monde.personnes[Role.DIRECTEUR]),
        pytest.raises(DatabaseError, match="child"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_keeps_what_was_sent_from_the_child_too_and_from_another_s_book(monde):
    row = factories.creer_proposition(monde.lea)
    other = factories.creer_moment(monde.noe)
    for user, values, words in (
        (monde.personnes[Role.ENFANT], {"modifiee_le": timezone.now()}, "never changed"),
        (monde.personnes[Role.EDUCATEUR_FAMILIAL], {"moment_id": other.pk}, "same child"),
    ):
        with acting_as(user), pytest.raises(DatabaseError, match=words), transaction.atomic():
            PropositionMoment.objects.filter(pk=row.pk).update(**values)
