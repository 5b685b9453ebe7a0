"""The papers of an incident: what they say, whom they do not name, who has them, and for how long."""

from __future__ import annotations

from datetime import date, time, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from protection.enums import CategorieEIG, DocumentIncident, IssueInformation, PublicSoutenu, RoleDansIncident
from protection.models import InformationParents, PersonneConcernee, RetourEnfant, Soutien
from protection.selectors.documents import MODELES
from protection.services.documents import demander_document
from socle.audit.models import EntreeAudit
from socle.documents.models import Document
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.taches.arguments import decode
from socle.taches.enums import EtatTache
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.saisie import client_de, saisir
from villages.models import Professionnel
from villages.selectors.ecrans import nom_de

pytestmark = pytest.mark.django_db

EIG, IP, SIGNALEMENT = DocumentIncident


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


def pro(compte) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=compte)


def nom(compte) -> str:
    with acting_as_system(raison="test"):
        return nom_de(Professionnel.objects.get(compte=compte))


def renommer(compte, prenom: str, nom: str) -> None:
    with acting_as_system(raison="test"):
        person = Professionnel.objects.get(compte=compte)
        person.prenom, person.nom = prenom, nom
        person.save()


def nommer(incident, role, **qui) -> None:
    with acting_as_system(raison="test"):
        PersonneConcernee(incident=incident, role=role, **qui).save()


@pytest.fixture
def incident(monde, educatrice, directeur):
    """Léa was pushed by her brother while Inès looked; her mother was there, and so was a psychologist."""
    chloe = monde.personnes[Role.PSYCHOLOGUE]
    renommer(chloe, "Chloé", "Dumas")
    renommer(educatrice, "Fatou", "Keita")
    made = factories.creer_incident(
        monde.village,
        declarant=educatrice,
        victimes=[monde.lea],
        maison=monde.tilleuls,
        lieu_precis="dans l’entrée",
        survenu_le=date(2026, 11, 20),
        survenu_heure=time(18, 5),
        faits="NOE a poussé Léa. D’après Inès Diallo, Noé Martin criait.",
        circonstances="Mme Carpentier était là, avec Chloé Dumas.",
        paroles="« Noé m’a poussée », dit Léa.",
        mesures="Fatou Keita a soigné Léa, au 12 rue des Lilas.",
        avis="Je pense que cela recommencera.",
    )
    nommer(made, RoleDansIncident.ENFANT_AUTEUR, enfant=monde.noe)
    nommer(made, RoleDansIncident.TEMOIN, enfant=monde.ines)
    nommer(made, RoleDansIncident.PRESENT, nom="Mme Carpentier, mère de Léa")
    nommer(made, RoleDansIncident.TEMOIN, professionnel=pro(chloe))
    factories.creer_qualification(made, directeur, "eig", categorie=CategorieEIG.VIOLENCE)
    factories.creer_qualification(made, directeur, "plainte")
    factories.creer_transmission(made, "crip", interlocuteur="Docteur Vasseur", objet="L’état de Noé.")
    factories.creer_action(made, pro(directeur))
    with acting_as_system(raison="test"):
        now = timezone.now()
        InformationParents(
            incident=made,
            issue=IssueInformation.DIFFEREE,
            le=now,
            decideur=directeur,
            motif="Le père de Noé est injoignable.",
        ).save()
        RetourEnfant(
            incident=made, enfant=monde.noe, mots="On protège tout le monde.", le=now, par=directeur
        ).save()
        Soutien(
            incident=made, public=PublicSoutenu.VICTIME, texte="Une écoute.", le=now, par=directeur
        ).save()
    return made


def demander(client, incident, document, noms="sans", signe="fonction"):
    champs = {"document": document.value, "noms": noms, "signe": signe}
    return saisir(client, "protection:imprimer", incident.pk, **champs)


def imprimer(client, incident, document, noms="sans", signe="fonction") -> Tache:
    response = demander(client, incident, document, noms, signe)
    assert response.status_code == 302, response.text
    tache = Tache.objects.latest("cree_le")
    run_now(tache.pk)
    tache.refresh_from_db()
    return tache


def fichier(client, tache):
    return client.get(reverse("protection:document_fichier", args=[tache.pk]))


def pages(response) -> list[str]:
    assert response.status_code == 200, response.content.decode()
    texts = (page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    return [" ".join(t.replace("\u00a0", " ").replace("\u202f", " ").split()) for t in texts]


def texte(user, incident, document, noms="sans") -> str:
    client = client_de(user)
    return " ".join(pages(fichier(client, imprimer(client, incident, document, noms))))


# --- what they say -----------------------------------------------------------------------------


def test_the_form_has_every_heading_of_the_arrete(incident, directeur):
    text = texte(directeur, incident, EIG)
    for words in (
        "Association d’essai", "Les Collines", "Numéro FINESS", "Personne à contacter", "Fonction direction",
        "vendredi 20 novembre 2026 vers 18 h 05", "Constaté", "Dans la maison, Les Tilleuls, dans l’entrée",
        "oui 10. comportement violent", "11. acte de malveillance", "Les faits", "Les circonstances",
        "Nombre de victimes 1", "Nombre de personnes exposées 3", "Pour les personnes prises en charge",
        "Pour le personnel", "Pour l’organisation", "Pour les biens", "Les mesures prises aussitôt",
        "La CRIP", "par téléphone", "On protège tout le monde.", "l’information est différée",
        "Revoir les tours de surveillance.", "Une écoute.", "Plainte", "répercussions médiatiques",
        "À compléter", "modèle 2, novembre 2026", "Document confidentiel",
    ):  # fmt: skip
        assert words in text, words
    # the responsible person of an action, and what the author thinks, are the association's own
    assert "recommencera" not in text


def test_the_letters_go_to_whom_the_law_says(incident, directeur):
    crip = texte(directeur, incident, IP)
    for words in ("cellule de recueil des informations préoccupantes", "L226-2-1", "Léa Martin, né(e) le 04/05/2017",
                  "L’information des parents", "« Un autre enfant (A) m’a poussée »"):  # fmt: skip
        assert words in crip, words
    court = texte(directeur, incident, SIGNALEMENT)
    for words in ("procureur de la République", "Copie : au président du conseil départemental", "L226-4 II"):
        assert words in court, words


@pytest.mark.parametrize("document", DocumentIncident)
def test_each_is_tagged_with_title_language_and_a_version_on_every_page(incident, directeur, document):
    client = client_de(directeur)
    response = fichier(client, imprimer(client, incident, document, signe="nom"))
    pdf = pikepdf.open(BytesIO(response.content))
    assert "/StructTreeRoot" in pdf.Root
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang).startswith("fr")
    assert str(pdf.docinfo["/Title"]) == MODELES[document].titre
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
    name = nom(directeur)
    for page in pages(response):
        assert MODELES[document].version in page
        # the watermark, and the foot
        assert page.count(name) >= 2
        assert f"{name} · " in page
    assert (
        response.headers["Content-Disposition"]
        == f'attachment; filename="{MODELES[document].fichier}-{aujourdhui()}.pdf"'
    )


def test_thirty_people_and_long_texts_run_over_pages(monde, incident, directeur):
    for rank in range(30):
        child = factories.creer_enfant(monde.village, f"Témoin{rank}", "Duval")
        nommer(incident, RoleDansIncident.TEMOIN, enfant=child)
    long = factories.creer_incident(
        monde.village, victimes=[monde.lea], faits="Il criait dans l’entrée. " * 300, paroles="Non.\n" * 400
    )
    assert "Un autre enfant (AF)" in texte(directeur, incident, EIG)
    client = client_de(directeur)
    found = pages(fichier(client, imprimer(client, long, SIGNALEMENT)))
    assert len(found) > 3
    assert all("modèle 2" in page for page in found)


# --- whom they do not name -----------------------------------------------------------------------


def test_others_are_called_by_the_same_words_everywhere(incident, directeur):
    text = texte(directeur, incident, EIG)
    for words in (
        "Un autre enfant (A) a poussé Léa. D’après un autre enfant (B), un autre enfant (A) criait.",
        "Une personne (T1, mère) était là, avec un professionnel (P1, psychologue).",
        "Un membre du personnel a soigné Léa, au [adresse non écrite].",
        "Un autre enfant (A) enfant qui a fait du mal", "Un autre enfant (B) témoin", "L’état d’un autre enfant (A).",
        "Le père d’un autre enfant (A) est injoignable.", "Léa Martin victime",
    ):  # fmt: skip
        assert words in text, words
    for name in ("Noé", "NOE", "Inès", "Diallo", "Carpentier", "Vasseur", "Dumas", "Keita", nom(directeur)):
        assert name not in text, name


@pytest.mark.parametrize("document", [IP, SIGNALEMENT])
def test_with_names_children_and_relatives_are_named_and_no_colleague_is(
    monde, incident, directeur, educatrice, document
):
    text = texte(directeur, incident, document, "avec")
    for name in ("Noé Martin", "Inès Diallo", "Mme Carpentier", "Docteur Vasseur"):
        assert name in text, name
    assert "Dumas" not in text
    assert "Keita" not in text
    assert "un professionnel (P1, psychologue)" in text


def test_with_names_who_is_implicated_is_named(monde, educatrice):
    hugo = factories.creer_professionnel("hugo")
    renommer(hugo.compte, "Hugo", "Lestrange")
    factories.affecter(hugo, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls)
    made = factories.creer_incident(
        monde.village, declarant=educatrice, victimes=[monde.lea], mis_en_cause=hugo, faits="Hugo a crié."
    )
    directeur = monde.personnes[Role.DIRECTEUR]
    assert "Hugo a crié." in texte(directeur, made, SIGNALEMENT, "avec")
    hidden = texte(directeur, made, SIGNALEMENT)
    assert "Un professionnel (P1, éducation familiale) a crié." in hidden
    assert "Lestrange" not in hidden


def test_the_form_is_never_printed_with_names(incident, directeur):
    client = client_de(directeur)
    answer = demander(client, incident, EIG, "avec")
    assert answer.status_code == 422
    assert "sans les noms des autres personnes" in answer.text
    assert not Tache.objects.exists()


@pytest.mark.parametrize("noms", ["sans", "avec"])
@pytest.mark.parametrize("document", DocumentIncident)
def test_who_declared_is_on_no_paper_nor_in_its_metadata(monde, educatrice, directeur, document, noms):
    renommer(educatrice, "Zéphyrine", "Quintefeuille")
    with acting_as_system(raison="test"):
        educatrice.identifiant = "zq.canari"
        educatrice.save()
    made = factories.creer_incident(
        monde.village,
        declarant=educatrice,
        victimes=[monde.lea],
        faits="Zéphyrine était là. quintefeuille zephyrine l’a vu.",
        mesures="Appel de Mme QUINTEFEUILLE à l’astreinte.",
    )
    nommer(made, RoleDansIncident.TEMOIN, professionnel=pro(educatrice))
    factories.creer_qualification(made, directeur, "eig", categorie=8)
    if document is EIG and noms == "avec":
        return
    client = client_de(directeur)
    response = fichier(client, imprimer(client, made, document, noms))
    text = " ".join(pages(response)).lower()
    for word in ("zéphyrine", "zephyrine", "quintefeuille", "zq.canari", str(educatrice.pk), "déclaré par"):
        assert word not in text, word
    for word in (b"Quintefeuille", b"zq.canari", str(educatrice.pk).encode()):
        assert word not in response.content


@pytest.mark.parametrize("document", DocumentIncident)
def test_a_paper_bears_a_function_a_village_and_a_number_unless_a_name_is_asked(
    incident, directeur, document
):
    client, name = client_de(directeur), nom(directeur)
    tache = imprimer(client, incident, document)
    number = decode(tache.parametres)["numero"].hex[-8:].upper()
    for page in pages(fichier(client, tache)):
        assert name not in page
        assert page.count(f"n° {number}") == 2
        assert "direction, Les Collines" in page
    signed = " ".join(pages(fichier(client, imprimer(client, incident, document, signe="nom"))))
    assert f"{name} · " in signed


def test_the_journal_says_whose_number_it_is(monde, incident, directeur):
    tache = imprimer(client_de(directeur), incident, IP)
    number = decode(tache.parametres)["numero"].hex[-8:].upper()
    dpo = client_de(monde.personnes[Role.DPO])
    page = dpo.get(reverse("villages:audit"), {"reference": number}).text
    assert "imprimé un incident" in page
    assert page.count(nom(directeur)) >= 2
    nobody = dpo.get(reverse("villages:audit"), {"reference": "0" * 8}).text
    assert "Aucune entrée" in nobody
    assert dpo.get(reverse("villages:audit"), {"reference": "x' OR 1"}).status_code == 422


def test_who_declared_prints_without_their_name_and_cannot_ask_for_it(monde, directeur):
    made = factories.creer_incident(monde.village, declarant=directeur, victimes=[monde.lea])
    client = client_de(directeur)
    page = client.get(reverse("protection:imprimer", args=[made.pk])).text
    assert "Votre nom n’y sera pas" in page
    assert 'name="signe"' not in page
    response = fichier(client, imprimer(client, made, IP, signe="nom"))
    assert nom(directeur) not in " ".join(pages(response))
    assert nom(directeur).encode() not in response.content
    with acting_as(directeur), pytest.raises(ValidationError):
        demander_document(acteur=directeur, incident=made, document=IP, noms=False, signe=True)


def test_no_address_is_printed(monde, incident, directeur):
    mere = factories.creer_proche(monde.lea, prenom="Nadia", nom="Carpentier")
    factories.proteger(mere, "7 impasse du Puits")
    home = factories.creer_incident(
        monde.village, victimes=[monde.lea], lieu="famille", lieu_precis="7 impasse du Puits",
        faits="Au 7, impasse du Puits, 69000 Lyon, il y a eu des cris.",
    )  # fmt: skip
    for text in (texte(directeur, incident, IP, "avec"), texte(directeur, home, IP, "avec")):
        for word in ("Lilas", "Puits", "69000"):
            assert word not in text, word
    assert "[adresse non écrite]" in text


# --- who has them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_validates_prints_and_nobody_else(monde, incident, role):
    client = client_de(monde.personnes[role])
    prints = role in {Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.REFERENT_PROTECTION}
    assert demander(client, incident, IP).status_code == (302 if prints else 404), role


@pytest.mark.parametrize("role", [Role.CHEF_DE_SERVICE, Role.DIRECTEUR])
def test_another_village_prints_nothing_of_this_one(monde, role):
    elsewhere = factories.creer_incident(monde.autre_village, victimes=[monde.malo])
    assert demander(client_de(monde.personnes[role]), elsewhere, IP).status_code == 404


def test_the_form_is_only_that_of_an_eig(monde, educatrice, directeur):
    made = factories.creer_incident(monde.village, declarant=educatrice, victimes=[monde.lea])
    client = client_de(directeur)
    page = client.get(reverse("protection:imprimer", args=[made.pk])).text
    assert EIG.value not in page
    assert demander(client, made, EIG).status_code == 422


def test_who_is_set_aside_meanwhile_gets_nothing(monde, incident):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    client = client_de(chef)
    done = imprimer(client, incident, IP)
    assert fichier(client, done).status_code == 200
    demander(client, incident, SIGNALEMENT)
    waiting = Tache.objects.latest("cree_le")
    factories.ecarter(incident, pro(chef))
    run_now(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.etat, waiting.erreur) == (EtatTache.ECHOUEE, "PermissionDenied")
    for nom in ("document", "document_fichier"):
        for tache in (done, waiting):
            assert client.get(reverse(f"protection:{nom}", args=[tache.pk])).status_code == 404


def test_nobody_but_who_asked_follows_or_fetches_it(monde, incident, directeur):
    tache = imprimer(client_de(directeur), incident, IP)
    other = client_de(monde.personnes[Role.REFERENT_PROTECTION])
    for nom in ("document", "document_fichier"):
        assert other.get(reverse(f"protection:{nom}", args=[tache.pk])).status_code == 404


def test_it_is_journalled_without_a_child_sealed_and_gone_after_a_day(incident, directeur, coffre):
    client = client_de(directeur)
    tache = imprimer(client, incident, IP)
    assert fichier(client, tache).status_code == 200
    with acting_as_system(raison="test"):
        entries = EntreeAudit.objects.filter(action__startswith="incidents.imp").order_by("id")
        numero = decode(tache.parametres)["numero"]
        assert [(e.action, e.but, e.objets, e.enfants, e.acteur_id) for e in entries] == [
            (code, IP.value, [incident.pk, numero], [], directeur.pk)
            for code in ("incidents.impression", "incidents.imprime", "incidents.impression_telechargee")
        ]
        printed = Document.objects.get()
        assert (printed.sujet_id, printed.enfant_id) == (incident.pk, None)
        Document.objects.filter(pk=printed.pk).update(expire_le=printed.cree_le - timedelta(seconds=1))
    [stored] = [path.read_bytes() for path in coffre.rglob("*") if path.is_file()]
    assert b"%PDF" not in stored
    gone = fichier(client, tache)
    assert (gone.status_code, "Ce document n’est plus là" in gone.text) == (410, True)


def test_it_is_followed_without_javascript_and_found_again(incident, directeur):
    client = client_de(directeur)
    adresse = reverse("protection:imprimer", args=[incident.pk])
    assert adresse in client.get(reverse("protection:incident", args=[incident.pk])).text
    url = demander(client, incident, IP).url
    waiting = client.get(url).text
    assert "Le document attend son tour" in waiting
    assert f'href="{url}"' in waiting
    run_now(Tache.objects.get().pk)
    done = client.get(url, headers={"HX-Request": "true"}).text
    assert "Télécharger le PDF" in done
    assert "<html" not in done
    assert url in client.get(adresse).text
