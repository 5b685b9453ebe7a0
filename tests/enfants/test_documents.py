"""Papers of a child: who files, who reads, versions, what a download says."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from enfants.enums import CategorieDocument
from enfants.models import DocumentEnfant
from enfants.selectors.documents import papers_read, shelves_of
from enfants.services.documents import deposer_document, remplacer_document, retirer_document
from socle.audit.models import EntreeAudit
from socle.comptes.models import Utilisateur
from socle.documents import coffre, depots
from socle.documents.enums import EtatAnalyse
from socle.documents.errors import TamperedDocumentError
from socle.documents.models import Document
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import MATRICE, Action, Droit, Role
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from socle.ui.typographie import typographie
from tests import factories
from tests.documents.conftest import pdf, stocker
from tests.documents.photos import LIEU, jpeg

pytestmark = pytest.mark.django_db

LISTE = 15
C = CategorieDocument
PIECES = Role.CHEF_DE_SERVICE, Role.DIRECTEUR


@pytest.fixture(autouse=True)
def coffre_a_part(settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def cheffe(monde, connecter) -> Client:
    return connecter(monde.personnes[Role.CHEF_DE_SERVICE])


def saisie(categorie: str = C.SCOLARITE, contenu: bytes | None = None, nom: str = "bulletin.pdf", **champs):
    return {
        "envoi": str(nouvel_id()),
        "categorie": str(categorie),
        "titre": "Bulletin du premier trimestre",
        "date_document": (aujourdhui() - timedelta(days=3)).isoformat(),
        "fichier": SimpleUploadedFile(nom, pdf() if contenu is None else contenu),
        **champs,
    }


def adresse(nom: str, enfant, document=None) -> str:
    ids = [enfant.pk] if document is None else [enfant.pk, getattr(document, "pk", document)]
    return reverse(f"enfants:{nom}", args=ids)


def deposer(client: Client, enfant, **champs):
    return client.post(adresse("deposer_document", enfant), saisie(**champs), follow=True)


def fichiers(directory) -> list:
    return [path for path in directory.rglob("*") if path.is_file()]


# --- filing and opening ------------------------------------------------------------------


def test_a_paper_filed_by_the_house_is_listed_and_opened(monde, connecter):
    educatrice = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page = deposer(educatrice, monde.lea).text
    assert "Le document est déposé." in page
    assert "Bulletin du premier trimestre" in page
    assert "non analysé" in page
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        document = DocumentEnfant.objects.get(enfant=monde.lea)
    response = educatrice.get(adresse("telecharger_document", monde.lea, document))
    assert b"".join(response.streaming_content) == pdf()


def test_a_download_names_nobody_and_may_run_nothing(monde, cheffe):
    document = factories.creer_document(monde.lea, nom="Léa Martin.pdf", date_document=aujourdhui())
    response = cheffe.get(adresse("telecharger_document", monde.lea, document), HTTP_ACCEPT_ENCODING="gzip")
    assert response.headers["Content-Disposition"] == f'attachment; filename="identite-{aujourdhui()}.pdf"'
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response.headers["Cache-Control"]
    body = b"".join(response.streaming_content)
    assert response.headers["Content-Length"] == str(len(body))
    assert "Content-Encoding" not in response.headers


def test_a_photo_is_shown_without_its_place(monde, cheffe):
    deposer(cheffe, monde.lea, photo=SimpleUploadedFile("IMG_1.jpg", jpeg(3)), fichier="")
    with acting_as_system(raison="test"):
        document = DocumentEnfant.objects.get(enfant=monde.lea)
    response = cheffe.get(adresse("telecharger_document", monde.lea, document))
    body = b"".join(response.streaming_content)
    assert LIEU.encode() not in body
    assert Image.open(BytesIO(body)).getexif()[0x0112] == 3
    assert response.headers["Content-Disposition"].startswith("inline; ")
    assert response.headers["Content-Type"] == "image/jpeg"


def test_filing_reading_the_list_opening_and_withdrawing_are_audited(monde, cheffe):
    deposer(cheffe, monde.lea)
    with acting_as_system(raison="test"):
        document = DocumentEnfant.objects.get(enfant=monde.lea)
    b"".join(cheffe.get(adresse("telecharger_document", monde.lea, document)).streaming_content)
    cheffe.post(adresse("retirer_document", monde.lea, document), {"envoi": nouvel_id(), "motif": "Erreur"})
    acts = ["documents.depot.scolarite", "enfants.documents", "documents.lecture.scolarite"]
    for code in [*acts, "documents.retrait.scolarite"]:
        entry = EntreeAudit.objects.filter(action=code).first()
        assert entry.enfants == [monde.lea.pk]
        assert entry.acteur_id == monde.personnes[Role.CHEF_DE_SERVICE].pk
    assert not any("Bulletin" in repr(vars(entry)) for entry in EntreeAudit.objects.all())


def test_neither_title_nor_content_nor_name_is_readable_anywhere(monde, cheffe, coffre_a_part):
    deposer(cheffe, monde.lea, titre="Canarititre", contenu=pdf() + b"Canaricontenu", nom="Canarinom.pdf")
    with connection.cursor() as cursor, acting_as_system(raison="test"):
        cursor.execute(
            "SELECT row_to_json(e)::text || row_to_json(d)::text FROM enfants_documentenfant e "
            "JOIN documents_document d ON d.id = e.fichier_id"
        )
        [(row,)] = cursor.fetchall()
    [stored] = fichiers(coffre_a_part)
    assert str(monde.lea.pk) in row
    for canari in (b"Canarititre", b"Canaricontenu", b"Canarinom"):
        assert canari.decode() not in row
        assert canari.hex() not in row
        assert canari not in stored.read_bytes()


# --- each category its own right ------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reads_the_categories_of_its_row_and_no_other(monde, role):
    papers = {c: factories.creer_document(monde.lea, c.label, categorie=c) for c in C}
    user = monde.personnes[role]
    if role is Role.REFERENT_ASE:
        factories.accorder(user, monde.lea, "lire_scolarite")
        expected = {C.IDENTITE, C.SCOLARITE}
    else:
        expected = {c for c in C if Droit(Action.LIRE) in MATRICE[role].get(c.value, frozenset())}
    with acting_as(user):
        readable = DocumentEnfant.objects.readable_by(user)
        assert {C(d.categorie) for d in readable} == expected
        for categorie, paper in papers.items():
            permission = f"lire_{categorie}"
            listed = DocumentEnfant.objects.visible_to(user, permission)
            assert set(listed) == ({paper} if categorie in expected else set())
            assert user.has_perm(permission, paper) == (categorie in expected)
            # The right on one category says nothing of a paper of another.
            assert not any(user.has_perm(f"lire_{c}", paper) for c in C if c is not categorie)


def test_the_page_opens_each_paper_to_who_reads_its_category_only(monde, connecter):
    piece = factories.creer_document(monde.lea, "Jugement", categorie=C.JUSTICE_PIECES)
    ordonnance = factories.creer_document(monde.lea, "Ordonnance", categorie=C.MEDICAL)
    seen = {
        role: {
            name
            for name, paper in (("piece", piece), ("ordonnance", ordonnance))
            if connecter(monde.personnes[role])
            .get(adresse("telecharger_document", monde.lea, paper))
            .status_code
            == 200
        }
        for role in (Role.EDUCATEUR_FAMILIAL, Role.INFIRMIER, Role.PSYCHOLOGUE, Role.SECRETARIAT, *PIECES)
    }
    assert seen == {
        Role.EDUCATEUR_FAMILIAL: set(),
        Role.INFIRMIER: {"ordonnance"},
        Role.PSYCHOLOGUE: {"piece", "ordonnance"},
        Role.SECRETARIAT: set(),
        Role.CHEF_DE_SERVICE: {"piece"},
        Role.DIRECTEUR: {"piece"},
    }
    page = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(adresse("documents", monde.lea)).text
    assert "Jugement" not in page
    assert "Ordonnance" not in page


def test_the_secretariat_files_a_piece_of_justice_without_reading_it(monde, connecter):
    secretaire = connecter(monde.personnes[Role.SECRETARIAT])
    assert 'value="justice_pieces"' in secretaire.get(adresse("deposer_document", monde.lea)).text
    page = deposer(secretaire, monde.lea, categorie=C.JUSTICE_PIECES, titre="Jugement").text
    assert "Vous ne pouvez pas le relire." in page
    assert "Jugement" not in page
    with acting_as(monde.personnes[Role.DIRECTEUR]):
        [piece] = DocumentEnfant.objects.all()
    for name in ("document", "telecharger_document", "remplacer_document", "retirer_document"):
        assert secretaire.get(adresse(name, monde.lea, piece)).status_code == 404
    with acting_as(monde.personnes[Role.SECRETARIAT]), pytest.raises(PermissionDenied):
        retirer_document(acteur=monde.personnes[Role.SECRETARIAT], document=piece, motif="x")


def test_a_category_one_may_not_write_is_neither_offered_nor_taken(monde, connecter):
    educatrice = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page = educatrice.get(adresse("deposer_document", monde.lea)).text
    offered = [c for c in C if f'value="{c}"' in page]
    assert offered == [C.SCOLARITE, C.SOIN_QUOTIDIEN, C.PROJET]
    response = deposer(educatrice, monde.lea, categorie=C.MEDICAL)
    assert response.status_code == 422
    user = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    with acting_as(user), pytest.raises(PermissionDenied):
        file_paper(user, monde.lea, categorie=C.MEDICAL)
    with acting_as_system(raison="test"):
        assert not DocumentEnfant.objects.exists()


def test_who_writes_nothing_finds_no_door(monde, connecter):
    for role in (Role.STAGIAIRE, Role.AIDE_FAMILIAL, Role.CADRE_ASTREINTE):
        client = connecter(monde.personnes[role])
        assert client.get(adresse("deposer_document", monde.lea)).status_code == 404
        assert adresse("deposer_document", monde.lea) not in client.get(adresse("documents", monde.lea)).text


def test_another_house_another_village_another_child_gets_404(monde, connecter):
    document = factories.creer_document(monde.lea)
    foreign = factories.creer_document(monde.ines)
    other = factories.creer_professionnel("autre-maison")
    factories.affecter(other, Role.EDUCATEUR_FAMILIAL, maison=monde.erables)
    elsewhere = factories.creer_professionnel("autre-village")
    factories.affecter(elsewhere, Role.DIRECTEUR, village=monde.autre_village)
    for client in (connecter(other.compte), connecter(elsewhere.compte)):
        for name in ("document", "telecharger_document"):
            assert client.get(adresse(name, monde.lea, document)).status_code == 404
        assert client.get(adresse("documents", monde.lea)).status_code == 404
    # A paper is opened through its own child's address.
    chef = connecter(monde.personnes[Role.CHEF_DE_SERVICE])
    assert chef.get(adresse("telecharger_document", monde.lea, foreign)).status_code == 404
    assert chef.get(adresse("telecharger_document", monde.ines, foreign)).status_code == 200


def test_object_rule_list_and_wall_agree_for_everybody(monde):
    for enfant in (monde.lea, monde.ines, monde.malo):
        for categorie in C:
            factories.creer_document(enfant, categorie=categorie)
    with acting_as_system(raison="test"):
        everything = list(DocumentEnfant.objects.all())
        files = list(Document.objects.all())
    seen = 0
    for user in Utilisateur.objects.all():
        with acting_as(user):
            by_wall = set(DocumentEnfant.objects.values_list("pk", flat=True))
            for categorie in C:
                permission = f"lire_{categorie}"
                listed = set(DocumentEnfant.objects.visible_to(user, permission).values_list("pk", flat=True))
                assert listed == {d.pk for d in everything if user.has_perm(permission, d)} <= by_wall
                stored = set(Document.objects.visible_to(user, permission).values_list("pk", flat=True))
                assert stored == {d.pk for d in files if user.has_perm(permission, d)}
                seen += len(listed)
    assert seen > 60


# --- versions ----------------------------------------------------------------------------


def file_paper(user, enfant, **champs):
    given = {
        "ident": nouvel_id(), "categorie": C.SCOLARITE, "titre": "Bulletin", "date_document": None,
        "fichier": SimpleUploadedFile("a.pdf", pdf()),
    }  # fmt: skip
    return deposer_document(acteur=user, enfant=enfant, **(given | champs))


def replace_paper(user, document, **champs):
    given = {
        "ident": nouvel_id(), "titre": "Bulletin signé", "date_document": None,
        "fichier": SimpleUploadedFile("a.pdf", pdf(2000)),
    }  # fmt: skip
    return remplacer_document(acteur=user, document=document, **(given | champs))


def test_a_new_version_replaces_and_the_former_stays_readable(monde, cheffe):
    deposer(cheffe, monde.lea)
    with acting_as_system(raison="test"):
        first = DocumentEnfant.objects.get()
    form = cheffe.get(adresse("remplacer_document", monde.lea, first))
    assert 'value="Bulletin du premier trimestre"' in form.text
    data = saisie(titre="Bulletin signé", contenu=pdf(3000))
    page = cheffe.post(adresse("remplacer_document", monde.lea, first), data, follow=True).text
    assert "La nouvelle version est déposée." in page
    assert "Version 2" in page
    assert "Version 1" in page
    liste = cheffe.get(adresse("documents", monde.lea)).text
    assert "Bulletin signé" in liste
    assert "version 2" in liste
    assert "Bulletin du premier trimestre" not in liste
    old = cheffe.get(adresse("telecharger_document", monde.lea, first))
    assert b"".join(old.streaming_content) == pdf()
    new = cheffe.get(adresse("telecharger_document", monde.lea, data["envoi"]))
    assert b"".join(new.streaming_content) == pdf(3000)


def test_two_people_who_replace_the_same_version_the_second_is_told(monde, cheffe, coffre_a_part):
    user = monde.personnes[Role.DIRECTEUR]
    document = factories.creer_document(monde.lea)
    with acting_as(user):
        replace_paper(user, document)
    before = len(fichiers(coffre_a_part))
    response = cheffe.post(adresse("remplacer_document", monde.lea, document), saisie(titre="Autre"))
    assert response.status_code == 422
    assert "Une version plus récente vient d’être déposée." in response.text
    assert 'value="Autre"' in response.text
    assert len(fichiers(coffre_a_part)) == before


def test_a_withdrawn_paper_opens_for_nobody_and_leaves_the_list(monde, cheffe):
    deposer(cheffe, monde.lea)
    with acting_as_system(raison="test"):
        document = DocumentEnfant.objects.get()
    refused = cheffe.post(
        adresse("retirer_document", monde.lea, document), {"envoi": nouvel_id(), "motif": ""}
    )
    assert refused.status_code == 422
    cheffe.post(adresse("retirer_document", monde.lea, document), {"envoi": nouvel_id(), "motif": "Erreur"})
    assert "Bulletin" not in cheffe.get(adresse("documents", monde.lea)).text
    gone = cheffe.get(adresse("telecharger_document", monde.lea, document))
    assert gone.status_code == 410
    assert "n’est plus là" in gone.text
    assert "retiré le" in cheffe.get(adresse("document", monde.lea, document)).text
    assert cheffe.get(adresse("remplacer_document", monde.lea, document)).status_code == 404
    user = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(user):
        assert Document.objects.get(pk=document.fichier_id).motif_retrait == "Erreur"
        with pytest.raises(ValidationError, match="retiré"):
            replace_paper(user, document)


# --- the database first ---------------------------------------------------------------------


def insert(enfant, fichier: Document, **champs) -> None:
    ident = nouvel_id()
    given = {
        "id": ident, "enfant": enfant, "categorie": fichier.categorie, "serie": ident, "titre": "x",
        "auteur_id": fichier.auteur_id or factories.creer_utilisateur(f"a-{ident}").pk,
        "depose_le": fichier.cree_le, "fichier": fichier,
    }  # fmt: skip
    with transaction.atomic():
        DocumentEnfant(**(given | champs)).save(force_insert=True)


def spare_file(enfant, categorie: C = C.IDENTITE) -> Document:
    """Return a stored file of a child which no paper holds."""
    return stocker(enfant, pdf(), categorie=Categorie(categorie))


def test_the_database_keeps_a_paper_in_one_file_and_one_category(monde):
    first = factories.creer_document(monde.lea)
    with acting_as_system(raison="test"):
        faults = [
            (monde.lea, spare_file(monde.ines), {}),
            (monde.lea, spare_file(monde.lea), {"categorie": C.SCOLARITE}),
            (monde.lea, spare_file(monde.lea, C.SCOLARITE), {"serie": first.serie, "numero": 2}),
            (monde.ines, spare_file(monde.ines), {"serie": first.serie, "numero": 2}),
            (monde.lea, spare_file(monde.lea), {"serie": first.serie, "numero": 3}),
        ]
        for enfant, fichier, champs in faults:
            with pytest.raises(IntegrityError, match="one file and one category"):
                insert(enfant, fichier, **champs)
        with pytest.raises(IntegrityError, match="document_numero_unique"):
            insert(monde.lea, spare_file(monde.lea), serie=first.serie, numero=1)
        insert(monde.lea, spare_file(monde.lea), serie=first.serie, numero=2)


def test_the_database_refuses_a_category_no_paper_has(monde):
    with acting_as_system(raison="test"), pytest.raises(IntegrityError, match="document_categorie_connue"):
        insert(monde.lea, stocker(monde.lea, pdf(), categorie=Categorie.PSY))


def test_a_filed_paper_is_never_changed(monde):
    document = factories.creer_document(monde.lea)
    for change in (
        lambda: DocumentEnfant.objects.filter(pk=document.pk).update(categorie=C.PROJET),
        lambda: DocumentEnfant.objects.filter(pk=document.pk).delete(),
    ):
        with acting_as_system(raison="test"), pytest.raises(ProgrammingError), transaction.atomic():
            change()


# --- forms -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"fichier": ""}, "Choisissez un fichier, ou prenez une photo."),
        ({"contenu": b""}, "Ce fichier est vide."),
        ({"contenu": b"MZ programme", "nom": "bulletin.pdf"}, "Ce type de fichier n’est pas accepté."),
        ({"contenu": jpeg()[:200], "nom": "photo.jpg"}, "Cette image est incomplète"),
        ({"contenu": b"\x00\x00\x00\x18ftypheic", "nom": "photo.heic"}, "Le plus compatible"),
        ({"categorie": ""}, "Choisissez où classer ce document."),
        ({"date_document": (aujourdhui() + timedelta(days=2)).isoformat()}, "Cette date est dans le futur."),
    ],
)
def test_a_refused_paper_says_what_to_do_and_keeps_what_was_typed(
    monde, cheffe, coffre_a_part, champs, phrase
):
    response = deposer(cheffe, monde.lea, titre="Mon titre à moi", **champs)
    assert response.status_code == 422
    assert phrase in response.text
    assert 'value="Mon titre à moi"' in response.text
    assert fichiers(coffre_a_part) == []
    with acting_as_system(raison="test"):
        assert not Document.tous.exists()


def test_a_file_too_big_is_told_beside_its_field(monde, cheffe, settings, coffre_a_part):
    settings.DOCUMENTS_TAILLE_MAX_MIO = 1
    response = deposer(cheffe, monde.lea, contenu=pdf(1024 * 1024 + 1), titre="Mon titre à moi")
    assert response.status_code == 422
    assert "Le fichier dépasse 1\u202fMio" in response.text
    assert 'value="Mon titre à moi"' in response.text
    assert fichiers(coffre_a_part) == []


def test_photo_and_file_at_once_are_told_apart(monde, cheffe):
    response = deposer(cheffe, monde.lea, photo=SimpleUploadedFile("i.jpg", jpeg()))
    assert "pas les deux" in response.text


def test_the_camera_is_offered_without_heic(monde, cheffe):
    page = cheffe.get(adresse("deposer_document", monde.lea)).text
    assert 'name="photo"' in page
    assert 'capture="environment"' in page
    assert 'accept="image/jpeg"' in page
    assert "heic" not in page


def test_a_double_submit_keeps_one_paper_and_one_file(monde, cheffe, coffre_a_part):
    envoi = str(nouvel_id())
    for _ in range(2):
        page = deposer(cheffe, monde.lea, envoi=envoi).text
        assert "Le document est déposé." in page
    with acting_as_system(raison="test"):
        assert DocumentEnfant.objects.count() == 1
    assert len(fichiers(coffre_a_part)) == 1


def test_the_tampered_end_of_a_file_never_arrives_whole(monde, cheffe):
    document = factories.creer_document(monde.lea, contenu=pdf(3 * coffre.MORCEAU))
    path = depots.Repertoire().path_of(document.fichier_id)
    sealed = bytearray(path.read_bytes())
    sealed[-1] ^= 1
    path.write_bytes(sealed)
    response = cheffe.get(adresse("telecharger_document", monde.lea, document))
    received: list[bytes] = []
    with pytest.raises(TamperedDocumentError):
        received.extend(response.streaming_content)
    assert len(b"".join(received)) < int(response.headers["Content-Length"])


# --- quarantine, search, empty state, cost -------------------------------------------------------


def test_what_waits_for_the_antivirus_is_shown_in_words_and_does_not_open(monde, cheffe):
    document = factories.creer_document(monde.lea)
    for etat, mots in (
        (EtatAnalyse.EN_COURS, "en cours d’analyse"),
        (EtatAnalyse.REFUSE, typographie("refusé : contenu dangereux")),
    ):
        with acting_as_system(raison="test"):
            moment = document.depose_le if etat is EtatAnalyse.REFUSE else None
            Document.tous.filter(pk=document.fichier_id).update(analyse=etat, analyse_le=moment)
        assert mots in cheffe.get(adresse("documents", monde.lea)).text
        page = cheffe.get(adresse("document", monde.lea, document)).text
        assert mots in page
        assert adresse("telecharger_document", monde.lea, document) not in page
        closed = cheffe.get(adresse("telecharger_document", monde.lea, document))
        assert closed.status_code == 410
        assert "antivirus" in closed.text
    with acting_as_system(raison="test"):
        Document.tous.filter(pk=document.fichier_id).update(
            analyse=EtatAnalyse.SAIN, analyse_le=document.depose_le
        )
    page = cheffe.get(adresse("document", monde.lea, document)).text
    assert "analysé le" in page
    assert adresse("telecharger_document", monde.lea, document) in page


def test_titles_are_searched_without_accents_and_never_in_the_address(monde, cheffe):
    factories.creer_document(monde.lea, "Jugement d’assistance éducative")
    factories.creer_document(monde.lea, "Carte de bibliothèque")
    found = cheffe.post(adresse("documents", monde.lea), {"q": "educative"})
    assert "assistance éducative" in found.text
    assert "bibliothèque" not in found.text
    assert "1 document trouvé" in found.text
    assert "educative" not in found.wsgi_request.get_full_path()
    none = cheffe.post(adresse("documents", monde.lea), {"q": "zèbre"})
    assert "Ces mots n’y sont pas" in none.text


def test_an_unreadable_title_is_shown_as_such_and_not_found(monde, cheffe):
    factories.creer_document(monde.lea, "Carte")
    factories.perdre_la_cle(monde.lea.pk)
    assert cheffe.get(adresse("documents", monde.lea)).status_code == 200
    assert "Ces mots n’y sont pas" in cheffe.post(adresse("documents", monde.lea), {"q": "carte"}).text


def test_the_empty_state_says_what_to_do(monde, cheffe, connecter):
    page = cheffe.get(adresse("documents", monde.lea)).text
    assert "Aucun document pour le moment" in page
    assert "déposez un fichier, ou prenez le papier en photo" in page
    page = connecter(monde.personnes[Role.STAGIAIRE]).get(adresse("documents", monde.lea)).text
    assert "Rien n’est classé dans ce que vous pouvez lire." in page


@pytest.mark.parametrize("combien", [1, 3])
def test_the_list_costs_the_same_whatever_the_number(monde, cheffe, django_assert_num_queries, combien):
    auteur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    for rang in range(combien):
        factories.creer_document(monde.lea, f"Papier {rang}", auteur=auteur, categorie=list(C)[rang])
    with django_assert_num_queries(LISTE):
        cheffe.get(adresse("documents", monde.lea))


def test_the_fragment_is_the_page(monde, cheffe):
    factories.creer_document(monde.lea, "Carte d’identité")
    page = cheffe.get(adresse("documents", monde.lea)).text
    fragment = cheffe.get(adresse("documents", monde.lea), HTTP_HX_REQUEST="true").text
    assert "<html" not in fragment
    start, end = fragment.index("rayon-identite"), fragment.index("Vous lisez ici")
    assert fragment[start:end] in page


def test_papers_come_by_category_the_last_filed_first(monde):
    for titre, categorie in (("A", C.PROJET), ("B", C.IDENTITE), ("C", C.PROJET)):
        factories.creer_document(monde.lea, titre, categorie=categorie)
    user = monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(user):
        shelves = [
            (r.categorie, [lu.document.titre for lu in r.documents])
            for r in shelves_of(papers_read(user, monde.lea))
        ]
    assert shelves == [(C.IDENTITE, ["B"]), (C.PROJET, ["C", "A"])]
