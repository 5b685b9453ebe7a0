"""Photos and documents of an incident: joined, sent, filed, opened; by whom, and by nobody else."""

from __future__ import annotations

import logging
import tempfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from PIL import Image

from protection.enums import DocumentIncident
from protection.forms.pieces import PREUVES
from protection.models import Declarant, DeclarationEnCours, Incident, PieceDeclaration, PieceIncident
from protection.services import declaration as declaration_services
from protection.services.pieces import PIECES_AU_PLUS
from socle.audit.models import EntreeAudit
from socle.documents.balayage import sweep_documents
from socle.documents.enums import EtatAnalyse
from socle.documents.models import Document
from socle.documents.services import CODE_ANALYSE
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.identifiants import nouvel_id
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.base import owner_connection
from tests.documents.conftest import pdf
from tests.documents.faux_clamd import EICAR, faux_clamd
from tests.documents.photos import APPAREIL, LIEU, jpeg
from tests.fuites.sources import tables
from tests.protection.test_declaration import commencer, envoyer, remplir
from tests.protection.test_documents import imprimer, pages
from tests.saisie import client_de, envoi_de, saisir
from villages.models import Professionnel

pytestmark = pytest.mark.django_db

CANARI_TITRE = "La cafetière capucine renversée"
CANARI_OCTETS = b"%PDF-1.7 canari-bergamote-octets"
TRAITENT = {Role.CADRE_ASTREINTE, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.REFERENT_PROTECTION}


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def educatrice(monde):
    return monde.personnes[Role.EDUCATEUR_FAMILIAL]


@pytest.fixture
def directeur(monde):
    return monde.personnes[Role.DIRECTEUR]


@pytest.fixture
def incident(monde, educatrice) -> Incident:
    return factories.creer_incident(monde.village, declarant=educatrice, victimes=[monde.lea])


def fichiers(coffre: Path) -> list[Path]:
    return [path for path in coffre.rglob("*") if path.is_file()]


def un_pdf(contenu: bytes | None = None, nom: str = "mot.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, pdf() if contenu is None else contenu)


def joindre(client, ident, **champs):
    """Open the page of the pieces of a declaration, and send one."""
    given = {"titre": "", "fichier": un_pdf()} | champs
    return saisir(client, "protection:declarer_pieces", ident, **given)


def ouvrir(client, nom: str, ident) -> tuple[int, bytes]:
    response = client.get(reverse(f"protection:{nom}", args=[ident]))
    return response.status_code, b"".join(response) if response.status_code == 200 else b""


def ecarte(monde, incident, role) -> None:
    with acting_as_system(raison="test"):
        pro = Professionnel.objects.get(compte=monde.personnes[role])
    factories.ecarter(incident, pro)


# --- joined to a declaration -------------------------------------------------------------------


def test_a_piece_joined_to_a_declaration_reaches_who_handles_it_and_names_nobody(
    monde, educatrice, directeur
):
    client = client_de(educatrice)
    ident = remplir(client, monde)
    response = joindre(client, ident, titre=CANARI_TITRE)
    assert response.url == reverse("protection:declarer_pieces", args=[ident])
    assert CANARI_TITRE in client.get(response.url).text
    assert CANARI_TITRE in client.get(reverse("protection:declarer_relire", args=[ident])).text
    [piece] = _rows(PieceDeclaration)
    assert ouvrir(client, "piece_du_brouillon", piece.pk) == (200, pdf())
    envoyer(client, ident)
    assert not _rows(PieceDeclaration)
    [sent] = _rows(PieceIncident)
    assert (sent.pk, sent.par_id, sent.declaree, str(sent.incident_id)) == (piece.pk, None, True, ident)
    page = client_de(directeur).get(reverse("protection:incident", args=[ident])).text
    assert CANARI_TITRE in page
    assert "jointe à la déclaration" in page
    assert ouvrir(client_de(directeur), "piece", sent.pk) == (200, pdf())
    mine = client.get(reverse("protection:ma_declaration", args=[ident])).text
    assert CANARI_TITRE in mine
    assert ouvrir(client, "ma_piece", sent.pk) == (200, pdf())
    assert ouvrir(client, "piece", sent.pk)[0] == 404
    with acting_as_system(raison="test"):
        entries = EntreeAudit.objects.filter(action__contains="incident").exclude(acteur_id=directeur.pk)
        assert {entry.acteur_id for entry in entries} == {None}
        assert Document.objects.get().auteur_id is None


def _rows(model) -> list:
    with acting_as_system(raison="test"):
        return list(model.objects.all())


def test_the_third_page_keeps_what_is_typed_and_leads_to_the_pieces(monde, educatrice):
    client = client_de(educatrice)
    ident = commencer(client)
    adresse = reverse("protection:declarer_faits", args=[ident])
    assert "Ajouter une photo ou un document" in client.get(adresse).text
    response = client.post(adresse, {"page": "faits", "faits": "", "avis": "Déjà tapé.", "aller": "pieces"})
    assert response.url == reverse("protection:declarer_pieces", args=[ident])
    assert "Déjà tapé." in client.get(adresse).text


def test_going_on_with_a_file_chosen_adds_it(monde, educatrice):
    client = client_de(educatrice)
    ident = commencer(client)
    suite = reverse("protection:declarer_fait", args=[ident])
    assert joindre(client, ident, fichier="", suite="1").url == suite
    assert not _rows(PieceDeclaration)
    assert joindre(client, ident, fichier="", titre="Un mot sans fichier", suite="1").status_code == 422
    assert joindre(client, ident, suite="1").url == suite
    assert len(_rows(PieceDeclaration)) == 1


def test_a_photo_loses_where_and_with_what_it_was_taken(monde, educatrice, directeur, incident):
    client = client_de(educatrice)
    ident = remplir(client, monde)
    joindre(client, ident, fichier="", photo=SimpleUploadedFile("IMG_1.jpg", jpeg(3)))
    envoyer(client, ident)
    [piece] = _rows(PieceIncident)
    assert piece.nature == "photo"
    response = client_de(directeur).get(reverse("protection:piece", args=[piece.pk]))
    body = b"".join(response.streaming_content)
    assert LIEU.encode() not in body
    assert APPAREIL.encode() not in body
    assert Image.open(BytesIO(body)).size == (48, 32)
    assert response.headers["Content-Disposition"].startswith('inline; filename="piece-')
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response.headers["Cache-Control"]


def test_sent_twice_it_is_joined_once(monde, educatrice, coffre):
    client = client_de(educatrice)
    ident = commencer(client)
    adresse = reverse("protection:declarer_pieces", args=[ident])
    envoi = envoi_de(client.get(adresse))
    for _ in range(2):
        response = client.post(adresse, {"envoi": envoi, "titre": "", "fichier": un_pdf()})
        assert response.status_code == 302
    assert len(_rows(PieceDeclaration)) == 1
    assert len(fichiers(coffre)) == 1


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"MZ\x90\x00 programme", "n’est pas accepté"),
        (b"", "Ce fichier est vide"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(monde, educatrice, coffre, contenu, dit):
    client = client_de(educatrice)
    ident = commencer(client)
    response = joindre(client, ident, titre="Gardé", fichier=un_pdf(contenu, "virus.exe"))
    assert response.status_code == 422
    assert "Gardé" in response.text
    assert not _rows(PieceDeclaration)
    assert not fichiers(coffre)


def test_a_declaration_carries_so_many_and_no_more(monde, educatrice):
    brouillon = factories.creer_declaration_en_cours(educatrice)
    for _ in range(PIECES_AU_PLUS):
        factories.creer_piece_en_cours(brouillon)
    response = joindre(client_de(educatrice), brouillon.pk)
    assert response.status_code == 422
    assert f"{PIECES_AU_PLUS} pièces au plus" in response.text
    assert len(_rows(PieceDeclaration)) == PIECES_AU_PLUS


def test_nobody_else_lists_opens_or_removes_the_pieces_of_a_draft(monde, educatrice):
    brouillon = factories.creer_declaration_en_cours(educatrice)
    piece = factories.creer_piece_en_cours(brouillon)
    for role, user in monde.personnes.items():
        if user == educatrice:
            continue
        client = client_de(user)
        for nom, ident in (("declarer_pieces", brouillon.pk), ("piece_du_brouillon", piece.pk)):
            assert client.get(reverse(f"protection:{nom}", args=[ident])).status_code == 404, role
        adresse = reverse("protection:retirer_du_brouillon", args=[piece.pk])
        assert client.post(adresse).status_code == 404, role
        adresse = reverse("protection:declarer_pieces", args=[brouillon.pk])
        assert client.post(adresse, {"envoi": nouvel_id(), "fichier": un_pdf()}).status_code == 404, role
        with acting_as(user), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM protection_piecedeclaration")
            assert cursor.fetchone() == (0,), role
    assert len(_rows(PieceDeclaration)) == 1


def test_what_is_removed_or_thrown_away_is_destroyed(
    monde, educatrice, coffre, django_capture_on_commit_callbacks
):
    client = client_de(educatrice)
    ident = commencer(client)
    joindre(client, ident)
    joindre(client, ident)
    first, second = _rows(PieceDeclaration)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("protection:retirer_du_brouillon", args=[first.pk]))
    assert [piece.pk for piece in _rows(PieceDeclaration)] == [second.pk]
    assert [path.name for path in fichiers(coffre)] == [second.fichier_id.hex]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("protection:jeter", args=[ident]))
    assert not _rows(PieceDeclaration)
    assert not _rows(DeclarationEnCours)
    assert not fichiers(coffre)
    with acting_as_system(raison="test"):
        for document in Document.tous.all():
            assert (document.cle_fichier, document.nom_fichier) == ("", "")
            assert document.retire_le is not None


def test_ciphertext_that_the_disk_kept_is_swept(monde, educatrice, coffre):
    """The callbacks of the commit never ran: the process was killed just after it."""
    brouillon = factories.creer_declaration_en_cours(educatrice)
    factories.creer_piece_en_cours(brouillon)
    client_de(educatrice).post(reverse("protection:jeter", args=[brouillon.pk]))
    assert len(fichiers(coffre)) == 1
    with acting_as_system(raison="test"):
        assert sweep_documents().retires == 1
    assert not fichiers(coffre)


def test_a_sending_that_fails_loses_nothing(monde, educatrice, coffre):
    client = client_de(educatrice)
    ident = remplir(client, monde)
    joindre(client, ident, titre=CANARI_TITRE)
    [kept] = _rows(PieceDeclaration)

    with acting_as(educatrice):
        brouillon = DeclarationEnCours.objects.get(pk=ident)
        recit = declaration_services.Recit(
            village=monde.village, maison=None, danger="non", lieu="maison",
            constate_le=brouillon.commencee_le, faits="Il est tombé.",
        )  # fmt: skip
    with acting_as(educatrice), transaction.atomic():
        declaration_services.declarer_incident(acteur=educatrice, ident=brouillon.pk, recit=recit)
        transaction.set_rollback(True)
    assert not _rows(PieceIncident)
    # another browser, signed in anew
    again = client_de(educatrice)
    assert CANARI_TITRE in again.get(reverse("protection:declarer_pieces", args=[ident])).text
    assert ouvrir(again, "piece_du_brouillon", kept.pk) == (200, pdf())
    envoyer(again, ident)
    assert [piece.pk for piece in _rows(PieceIncident)] == [kept.pk]


def test_a_photo_sent_on_a_session_that_has_just_closed_is_kept(monde, educatrice, settings):
    client = client_de(educatrice)
    ident = commencer(client)
    adresse = reverse("protection:declarer_pieces", args=[ident])
    envoi = envoi_de(client.get(adresse))
    with time_machine.travel(timezone.now() + timedelta(seconds=settings.SESSION_INACTIVITE + 1)):
        answer = client.post(adresse, {"envoi": envoi, "titre": CANARI_TITRE, "fichier": un_pdf()})
    assert "/compte/" in answer.url
    assert CANARI_TITRE in client_de(educatrice).get(adresse).text


def test_a_piece_is_not_joined_to_what_is_sent(monde, educatrice, incident):
    response = client_de(educatrice).post(
        reverse("protection:declarer_pieces", args=[incident.pk]), {"envoi": nouvel_id(), "fichier": un_pdf()}
    )
    assert response.url == reverse("protection:ma_declaration", args=[incident.pk])
    assert not _rows(PieceIncident)


# --- filed by who handles it ---------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_roll_call_of_filing_listing_and_opening(monde, incident, role):
    piece = factories.creer_piece(incident, titre=CANARI_TITRE)
    transmission = factories.creer_transmission(incident)
    client = client_de(monde.personnes[role])
    handles = role in TRAITENT
    page = client.get(reverse("protection:incident", args=[incident.pk]))
    assert (page.status_code == 200, CANARI_TITRE in page.text) == (handles, handles)
    assert ouvrir(client, "piece", piece.pk)[0] == (200 if handles else 404)
    filed = saisir(
        client, "protection:ajouter_piece", incident.pk, nature="courrier", titre="", fichier=un_pdf()
    )
    assert filed.status_code == (302 if handles else 404)
    proof = saisir(client, "protection:preuve", transmission.pk, nature="accuse", titre="", fichier=un_pdf())
    assert proof.status_code == (302 if handles else 404)
    assert len(_rows(PieceIncident)) == (3 if handles else 1)
    assert ouvrir(client, "ma_piece", piece.pk)[0] == (200 if role is Role.EDUCATEUR_FAMILIAL else 404)


def test_a_piece_says_what_it_is_when_and_by_whom(monde, incident, directeur):
    client = client_de(directeur)
    saisir(
        client,
        "protection:ajouter_piece",
        incident.pk,
        nature="courrier",
        titre=CANARI_TITRE,
        fichier=un_pdf(),
    )
    page = client.get(reverse("protection:incident", args=[incident.pk])).text
    for words in (CANARI_TITRE, "Courrier", "non analysée", "par "):
        assert words in page
    with acting_as_system(raison="test"):
        [entry] = EntreeAudit.objects.filter(action="incidents.piece")
        assert (entry.acteur_id, entry.objets, entry.enfants) == (directeur.pk, [incident.pk], [])


def test_filed_twice_it_is_filed_once(incident, directeur, coffre):
    client = client_de(directeur)
    adresse = reverse("protection:ajouter_piece", args=[incident.pk])
    envoi = envoi_de(client.get(adresse))
    for _ in range(2):
        champs = {"envoi": envoi, "nature": "photo", "titre": "", "fichier": un_pdf()}
        assert client.post(adresse, champs).status_code == 302
    assert len(_rows(PieceIncident)) == len(fichiers(coffre)) == 1


def test_every_opening_is_journalled_and_asks_the_right_again(monde, incident):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    piece = factories.creer_piece(incident)
    client = client_de(chef)
    assert ouvrir(client, "piece", piece.pk)[0] == 200
    with acting_as_system(raison="test"):
        [entry] = EntreeAudit.objects.filter(action="incidents.piece_lue")
        assert (entry.acteur_id, entry.objets, entry.enfants) == (chef.pk, [incident.pk], [])
    ecarte(monde, incident, Role.CHEF_DE_SERVICE)
    assert ouvrir(client, "piece", piece.pk)[0] == 404


def test_a_director_set_aside_reaches_no_piece_by_any_address(monde, incident, directeur):
    piece = factories.creer_piece(incident, titre=CANARI_TITRE)
    transmission = factories.creer_transmission(incident)
    ecarte(monde, incident, Role.DIRECTEUR)
    client = client_de(directeur)
    idents = {"piece_id": piece.pk, "incident_id": incident.pk, "transmission_id": transmission.pk}
    walked = []
    for pattern in get_resolver("protection.urls").url_patterns:
        needed = set(pattern.pattern.converters)
        if needed and needed <= set(idents):
            adresse = reverse(f"protection:{pattern.name}", kwargs={nom: idents[nom] for nom in needed})
            if client.get(adresse).status_code == 405:
                assert client.post(adresse).status_code == 404, pattern.name
            else:
                assert client.get(adresse).status_code == 404, pattern.name
            walked.append(pattern.name)
    assert {"piece", "ma_piece", "ajouter_piece", "preuve", "incident"} <= set(walked)
    # The file has an address nowhere: by its own id, the papers of a child do not know it.
    for nom in ("document", "telecharger_document"):
        adresse = reverse(f"enfants:{nom}", args=[monde.lea.pk, piece.fichier_id])
        assert client.get(adresse).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("documents:document", args=[piece.fichier_id])
    with acting_as(directeur), connection.cursor() as cursor:
        for table in ("protection_pieceincident", "protection_piecedeclaration", "documents_document"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_the_wall_says_the_same_as_the_list_for_every_role(monde, incident, educatrice, directeur):
    declared = factories.creer_piece(incident)
    filed = factories.creer_piece(incident, directeur)
    elsewhere = factories.creer_piece(factories.creer_incident(monde.autre_village))
    for role, user in monde.personnes.items():
        expected = {declared.pk, filed.pk} if role in TRAITENT else set()
        if role is Role.REFERENT_PROTECTION:
            expected |= {elsewhere.pk}
        with acting_as(user):
            listed = PieceIncident.objects.visible_to(user, "lire_incident_affecte")
            assert set(listed.values_list("pk", flat=True)) == expected, role
            for piece in (declared, filed, elsewhere):
                assert user.has_perm("lire_incident_affecte", piece) is (piece.pk in expected), role
            with connection.cursor() as cursor:
                cursor.execute("SELECT id FROM protection_pieceincident")
                mine = {declared.pk} if user == educatrice else set()
                assert {row[0] for row in cursor.fetchall()} == expected | mine, role


def test_who_declared_and_is_set_aside_loses_their_pieces_too(monde, incident, educatrice):
    piece = factories.creer_piece(incident)
    assert ouvrir(client_de(educatrice), "ma_piece", piece.pk)[0] == 200
    ecarte(monde, incident, Role.EDUCATEUR_FAMILIAL)
    assert ouvrir(client_de(educatrice), "ma_piece", piece.pk)[0] == 404


def test_what_was_added_since_is_not_shown_to_who_declared(incident, educatrice, directeur):
    factories.creer_piece(incident, directeur, titre="Réponse de la CRIP")
    page = client_de(educatrice).get(reverse("protection:ma_declaration", args=[incident.pk])).text
    assert "Réponse de la CRIP" not in page
    assert "Ce que vous avez joint" not in page


# --- the database refuses -------------------------------------------------------------------------


def test_the_database_keeps_a_file_in_its_incident(monde, incident, directeur):
    other = factories.creer_incident(monde.village)
    piece = factories.creer_piece(incident)
    foreign = factories.creer_transmission(other)
    with acting_as_system(raison="test"):
        document = factories.creer_piece(incident).fichier
        stray = {"nature": "photo", "ajoutee_le": piece.ajoutee_le, "par": directeur}
        for champs in (
            {"incident": other, "fichier": document},
            {"incident": incident, "fichier": document, "transmission": foreign},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                PieceIncident(**stray, **champs).save(force_insert=True)
        for change in ({"par": directeur, "declaree": False}, {"nature": "photo"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                PieceIncident.objects.filter(pk=piece.pk).update(**change)


def test_the_database_lets_nobody_file_in_anothers_name_nor_in_anothers_draft(
    monde, incident, educatrice, directeur
):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as_system(raison="test"):
        document = factories.creer_piece(incident).fichier_id
    brouillon = factories.creer_declaration_en_cours(educatrice)
    mine = factories.creer_piece_en_cours(brouillon)
    common = {"nature": "photo", "ajoutee_le": mine.ajoutee_le}
    with acting_as(directeur):
        with pytest.raises(DatabaseError), transaction.atomic():
            PieceIncident(incident=incident, par=chef, fichier_id=document, **common).save(force_insert=True)
        with pytest.raises(DatabaseError), transaction.atomic():
            PieceDeclaration(
                brouillon=brouillon, auteur=directeur, fichier_id=mine.fichier_id, **common
            ).save(force_insert=True)


# --- proofs ---------------------------------------------------------------------------------------


def test_a_transmission_carries_its_proof_from_the_start(incident, directeur):
    client = client_de(directeur)
    response = saisir(
        client, "protection:transmettre", incident.pk, destinataire="crip", le="2026-01-02", heure="10:00",
        canal="courrier", interlocuteur="", objet="", nature_preuve="recommande", fichier=un_pdf(),
    )  # fmt: skip
    assert response.status_code == 302, response.text
    [proof] = _rows(PieceIncident)
    with acting_as_system(raison="test"):
        assert proof.transmission.destinataire == "crip"
    page = client.get(reverse("protection:incident", args=[incident.pk])).text
    assert "Preuve classée" in page
    assert page.count(reverse("protection:piece", args=[proof.pk])) == 2


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"nature_preuve": "accuse"}, "Choisissez le fichier de la preuve."),
        ({"fichier": b"%PDF-1.7 preuve"}, "Dites ce qu’est cette preuve."),
        ({"nature_preuve": "accuse", "fichier": b"MZ\x90"}, "accepté"),
    ],
)
def test_a_proof_that_is_not_one_keeps_the_transmission_from_being_recorded(incident, directeur, champs, dit):
    if isinstance(champs.get("fichier"), bytes):
        champs = champs | {"fichier": un_pdf(champs["fichier"], "preuve.pdf")}
    response = saisir(
        client_de(directeur), "protection:transmettre", incident.pk, destinataire="crip", le="2026-01-02",
        heure="10:00", canal="courrier", interlocuteur="", objet="Ce qui est tapé reste", **champs,
    )  # fmt: skip
    assert response.status_code == 422
    assert dit in response.text
    assert "Ce qui est tapé reste" in response.text
    with acting_as_system(raison="test"):
        assert not incident.transmissions.exists()
    assert not _rows(PieceIncident)


def test_a_proof_comes_later_and_is_of_a_kind_that_proves(incident, directeur):
    transmission = factories.creer_transmission(incident)
    client = client_de(directeur)
    adresse = reverse("protection:preuve", args=[transmission.pk])
    page = client.get(adresse).text
    assert [f'value="{nature.value}"' in page for nature in PREUVES] == [True] * len(PREUVES)
    assert (
        saisir(client, "protection:preuve", transmission.pk, nature="document", fichier=un_pdf()).status_code
        == 422
    )
    assert (
        saisir(client, "protection:preuve", transmission.pk, nature="accuse", fichier=un_pdf()).status_code
        == 302
    )
    assert "Preuve classée" in client.get(reverse("protection:incident", args=[incident.pk])).text


# --- sealed, looked at, printed ----------------------------------------------------------------------


def test_the_antivirus_keeps_it_closed_until_it_has_spoken(monde, incident, directeur, settings):
    client = client_de(directeur)
    with tempfile.TemporaryDirectory() as directory, faux_clamd(Path(directory)) as clamd:
        settings.CLAMD = clamd.adresse
        saisir(client, "protection:ajouter_piece", incident.pk, nature="photo", titre="A", fichier=un_pdf())
        saisir(
            client, "protection:ajouter_piece", incident.pk, nature="photo", titre="B",
            fichier=un_pdf(b"%PDF-1.7 " + EICAR),
        )  # fmt: skip
        clean, infected = _rows(PieceIncident)
        adresse = reverse("protection:incident", args=[incident.pk])
        assert client.get(adresse).text.count("En cours d’analyse") == 2
        for piece in (clean, infected):
            response = client.get(reverse("protection:piece", args=[piece.pk]))
            assert (response.status_code, "antivirus" in response.text) == (410, True)
        for tache in Tache.objects.filter(code=CODE_ANALYSE):
            run_now(tache.pk)
    page = client.get(adresse).text
    assert "Refusée" in page
    assert ouvrir(client, "piece", clean.pk)[0] == 200
    assert client.get(reverse("protection:piece", args=[infected.pk])).status_code == 410
    with acting_as_system(raison="test"):
        assert Document.tous.get(pk=infected.fichier_id).analyse == EtatAnalyse.REFUSE


@pytest.mark.django_db(transaction=True)
def test_its_words_and_its_bytes_are_in_clear_nowhere(monde, educatrice, directeur, coffre, caplog):
    caplog.set_level(logging.DEBUG)
    client = client_de(educatrice)
    ident = remplir(client, monde)
    joindre(client, ident, titre=CANARI_TITRE, fichier=un_pdf(CANARI_OCTETS, "capucine.pdf"))
    kept = commencer(client)
    joindre(client, kept, titre=CANARI_TITRE, fichier=un_pdf(CANARI_OCTETS, "capucine.pdf"))
    envoyer(client, ident)
    handler = client_de(directeur)
    assert CANARI_TITRE in handler.get(reverse("protection:incident", args=[ident])).text
    [piece] = _rows(PieceIncident)
    assert ouvrir(handler, "piece", piece.pk) == (200, CANARI_OCTETS)
    with owner_connection() as owner:
        sources = tables(owner)
    sources |= {f"store {path.name}": path.read_bytes() for path in fichiers(coffre)}
    sources["log"] = caplog.text.encode()
    assert len(fichiers(coffre)) == 2
    for word in (b"capucine", b"bergamote"):
        # the database writes bytes in hexadecimal
        for form in (word, word.hex().encode()):
            assert [where for where, content in sources.items() if form in content] == []


def test_papers_list_the_pieces_by_title_and_day_without_third_parties(monde, incident, directeur):
    factories.creer_piece(incident, titre="Le dessin de Noé Martin", nature="photo")
    with acting_as_system(raison="test"):
        incident.personnes.create(role="enfant_auteur", enfant=monde.noe)
    client = client_de(directeur)
    tache = imprimer(client, incident, DocumentIncident.INFORMATION_PREOCCUPANTE)
    response = client.get(reverse("protection:document_fichier", args=[tache.pk]))
    text = " ".join(pages(response))
    assert "Pièces jointes" in text
    assert "Le dessin d’un autre enfant (A)" in text
    assert "Noé" not in text
    assert b"%PDF-1.7 piece" not in response.content
    with acting_as_system(raison="test"):
        assert Declarant.objects.filter(incident=incident).exists()
