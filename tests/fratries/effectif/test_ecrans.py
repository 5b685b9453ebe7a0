"""The screens of a roster: sent, followed, mended, imported, erased; nobody's but who sent it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from enfants.models import Enfant
from fratries.effectif.models import ColonnesRetenues, EffectifDepose
from fratries.enums import EtatEffectif
from fratries.tasks import effacer_effectifs
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.taches.enums import EtatTache
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests.fratries.effectif.classeur import JOUR, TITRES, enfant, fautif, texte, xlsx
from tests.saisie import client_de, envoi_de
from villages.models import Affectation

pytestmark = pytest.mark.django_db

ADRESSE = "fratries:effectif"


@pytest.fixture(autouse=True)
def aujourd_hui():
    with time_machine.travel(JOUR, tick=True):
        yield


@pytest.fixture
def secretaire(monde):
    return client_de(monde.personnes[Role.SECRETARIAT])


def envoyer(client, contenu, nom="effectif.xlsx", **champs):
    page = client.get(reverse(ADRESSE))
    data = {"envoi": envoi_de(page), "fichier": SimpleUploadedFile(nom, contenu), **champs}
    return client.post(reverse(ADRESSE), data)


def travailler() -> Tache:
    tache = Tache.objects.latest("cree_le")
    run_now(tache.pk)
    tache.refresh_from_db()
    return tache


def deposer(client, contenu) -> EffectifDepose:
    response = envoyer(client, contenu)
    assert response.status_code == 302, response.text
    assert travailler().etat == EtatTache.TERMINEE
    with acting_as_system(raison="test"):
        return EffectifDepose.objects.latest("cree_le")


def page(client, depot, nom="effectif_rapport"):
    return client.get(reverse(f"fratries:{nom}", args=[depot.pk]))


PETIT = xlsx(Enfants=[TITRES, enfant()])


def test_a_roster_is_read_first_then_imported_when_asked(monde, secretaire):
    depot = deposer(secretaire, PETIT)
    lu = page(secretaire, depot).text
    assert "Aucune faute" in lu
    assert "Importer tout le tableau" in lu
    with acting_as_system(raison="test"):
        assert Enfant.objects.count() == 4
    secretaire.post(reverse("fratries:effectif_importer", args=[depot.pk]))
    assert travailler().etat == EtatTache.TERMINEE
    assert "Tout est importé" in page(secretaire, depot).text
    with acting_as_system(raison="test"):
        assert Enfant.objects.count() == 5
        depot.refresh_from_db()
        assert (depot.etat, depot.contenu) == (EtatEffectif.IMPORTE, None)


def test_the_nurse_is_told_what_she_brings_and_that_nothing_of_this_file_can_be(monde, secretaire):
    dominique = client_de(monde.personnes[Role.INFIRMIER])
    adresse = reverse("fratries:effectif")
    assert "Vous reprenez les allergies" in dominique.get(adresse).text
    assert "Vous reprenez les allergies" not in secretaire.get(adresse).text
    shown = page(dominique, deposer(dominique, PETIT)).text
    assert "Rien à importer" in shown
    assert "n’a pas encore de dossier" in shown
    assert "Importer tout le tableau" not in shown


def test_remarks_are_read_before_one_imports(monde, secretaire):
    shown = page(secretaire, deposer(secretaire, texte([(*TITRES, "Allergies"), (*enfant(), "lait")]))).text
    assert shown.index("À savoir") < shown.index("Importer tout le tableau")


def test_faults_are_shown_with_place_value_and_what_to_do_and_nothing_is_offered(monde, secretaire):
    depot = deposer(secretaire, texte([TITRES, enfant(naissance="31/02/2015")]))
    shown = page(secretaire, depot).text
    assert "Enfants, ligne 2, Né(e) le" in shown
    assert "31/02/2015" in shown
    assert "Cette date n’existe pas" in shown
    assert "Importer tout le tableau" not in shown
    secretaire.post(reverse("fratries:effectif_importer", args=[depot.pk]))
    assert Tache.objects.count() == 1
    with acting_as_system(raison="test"):
        assert Enfant.objects.count() == 4


def test_the_faulty_workbook_is_told_whole_on_the_screen(monde, secretaire):
    depot = deposer(secretaire, fautif())
    shown = page(secretaire, depot).text
    assert "Enfants, ligne 20" in shown
    assert "Proches, ligne 4, Téléphone" in shown
    assert "99Z" in shown


def test_asked_twice_it_is_one_import(monde, secretaire):
    depot = deposer(secretaire, PETIT)
    for _ in range(2):
        secretaire.post(reverse("fratries:effectif_importer", args=[depot.pk]))
    assert Tache.objects.filter(code="fratries.effectif_importer").count() == 1


def test_sent_twice_one_form_is_one_roster(monde, secretaire):
    envoi = envoi_de(secretaire.get(reverse(ADRESSE)))
    for _ in range(2):
        data = {"envoi": envoi, "fichier": SimpleUploadedFile("a.csv", texte([TITRES, enfant()]))}
        assert secretaire.post(reverse(ADRESSE), data).status_code == 302
    with acting_as_system(raison="test"):
        assert EffectifDepose.objects.count() == 1


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"", "Ce fichier est vide."),
        (None, "Choisissez un fichier de 10"),
        (b"x" * 12_000_000, "Ce fichier dépasse 10"),
    ],
    ids=["vide", "rien", "trop gros"],
)
def test_what_cannot_be_taken_is_said_beside_the_field(monde, secretaire, contenu, phrase):
    champs = {"envoi": envoi_de(secretaire.get(reverse(ADRESSE)))}
    if contenu is not None:
        champs["fichier"] = SimpleUploadedFile("effectif.xlsx", contenu)
    response = secretaire.post(reverse(ADRESSE), champs)
    assert response.status_code == 422
    assert phrase in response.text
    with acting_as_system(raison="test"):
        assert not EffectifDepose.objects.exists()


def test_what_is_no_roster_is_said_on_the_report(monde, secretaire):
    depot = deposer(secretaire, b"%PDF-1.7 xx")
    assert "n’est pas un tableau" in page(secretaire, depot).text
    with acting_as_system(raison="test"):
        depot.refresh_from_db()
        assert depot.etat == EtatEffectif.REFUSE


def test_progress_is_followed_with_and_without_javascript(monde, secretaire):
    url = envoyer(secretaire, PETIT).url
    shown = secretaire.get(url).text
    assert "Le tableau attend son tour" in shown
    assert 'data-hx-trigger="load delay:1s"' in shown
    Tache.objects.update(etat=EtatTache.EN_COURS, avancement=42)
    fragment = secretaire.get(url, headers={"HX-Request": "true"}).text
    assert 'value="42"' in fragment
    assert "<html" not in fragment
    assert fragment.strip() in secretaire.get(url).text


def test_columns_are_said_read_again_and_remembered_for_everybody(monde, secretaire):
    titres = ["Famille", "Petit nom", "Né(e) le", "Maison", "Arrivé(e) le"]
    rangs = [titres, ["Aubry", "Zoé", "01/03/2015", "Les Tilleuls", "01/09/2020"]]
    depot = deposer(secretaire, xlsx(Enfants=rangs))
    assert "La colonne « Nom de naissance » manque." in page(secretaire, depot).text.replace(
        "\u202f", " "
    ).replace("\u00a0", " ")
    form = page(secretaire, depot, "effectif_colonnes")
    assert "Petit nom" in form.text
    said = {"c0-0": "nom", "c0-1": "prenom", "c0-2": "naissance", "c0-3": "maison", "c0-4": "arrivee"}
    response = secretaire.post(reverse("fratries:effectif_colonnes", args=[depot.pk]), said)
    assert response.status_code == 302
    assert travailler().etat == EtatTache.TERMINEE
    assert "Aucune faute" in page(secretaire, depot).text
    chef = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    assert "Aucune faute" in page(chef, deposer(chef, xlsx(Enfants=rangs))).text


def test_two_columns_for_one_thing_are_refused_and_what_was_said_stays(monde, secretaire):
    depot = deposer(secretaire, PETIT)
    said = {f"c0-{rank}": "nom" for rank in range(len(TITRES))}
    response = secretaire.post(reverse("fratries:effectif_colonnes", args=[depot.pk]), said)
    assert response.status_code == 422
    assert "Deux colonnes ne peuvent pas" in response.text
    assert response.text.count('value="nom" selected') == len(TITRES)
    with acting_as_system(raison="test"):
        assert not ColonnesRetenues.objects.exists()


@pytest.mark.parametrize("role", list(Role))
def test_a_roster_is_its_senders_alone(monde, role):
    auteur = client_de(monde.personnes[Role.SECRETARIAT])
    depot = deposer(auteur, PETIT)
    mine = role is Role.SECRETARIAT
    client = client_de(monde.personnes[role])
    assert page(client, depot).status_code == (200 if mine else 404)
    assert page(client, depot, "effectif_colonnes").status_code == (200 if mine else 404)
    if not mine:
        for nom in ("effectif_importer", "effectif_effacer"):
            assert client.post(reverse(f"fratries:{nom}", args=[depot.pk])).status_code == 404
    with acting_as(monde.personnes[role]):
        assert EffectifDepose.objects.filter(pk=depot.pk).exists() is mine


@pytest.mark.parametrize("role", list(Role))
def test_the_screen_is_for_those_who_keep_the_files(monde, role):
    allowed = role in {Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.INFIRMIER}
    client = client_de(monde.personnes[role])
    assert client.get(reverse(ADRESSE)).status_code == (200 if allowed else 403)


def test_rights_that_ended_meanwhile_import_nothing(monde, secretaire):
    depot = deposer(secretaire, PETIT)
    secretaire.post(reverse("fratries:effectif_importer", args=[depot.pk]))
    with acting_as_system(raison="test"):
        duty = Affectation.objects.get(professionnel__compte=monde.personnes[Role.SECRETARIAT])
        duty.fin = aujourdhui() - timedelta(days=1)
        duty.save()
    tache = travailler()
    assert (tache.etat, tache.erreur) == (EtatTache.ECHOUEE, "PermissionDenied")
    with acting_as_system(raison="test"):
        assert Enfant.objects.count() == 4


def test_after_a_day_it_is_gone_before_any_worker_says_so_and_then_erased(monde, secretaire):
    depot = deposer(secretaire, PETIT)
    with acting_as_system(raison="test"):
        EffectifDepose.objects.update(expire_le=timezone.now())
    assert page(secretaire, depot).status_code == 404
    assert effacer_effectifs() == 1
    with acting_as_system(raison="test"):
        assert not EffectifDepose.objects.exists()


def test_it_is_erased_at_once_when_asked(monde, secretaire):
    depot = deposer(secretaire, PETIT)
    assert secretaire.post(reverse("fratries:effectif_effacer", args=[depot.pk])).status_code == 302
    with acting_as_system(raison="test"):
        assert not EffectifDepose.objects.exists()
    acts = set(EntreeAudit.objects.filter(action__startswith="effectif.").values_list("action", flat=True))
    assert acts == {"effectif.depose", "effectif.lu", "effectif.efface"}


@pytest.mark.parametrize("rangs", [1, 3])
def test_the_report_costs_the_same_with_more_rows(monde, secretaire, rangs, django_assert_num_queries):
    lignes = [enfant(f"D-{n}", prenom=f"Zoé{n}", naissance="31/02/2015") for n in range(rangs)]
    depot = deposer(secretaire, xlsx(Enfants=[TITRES, *lignes]))
    page(secretaire, depot)
    with django_assert_num_queries(REQUETES_RAPPORT):
        page(secretaire, depot)


REQUETES_RAPPORT = 14


def test_a_job_holds_ids_and_nothing_else(monde, secretaire):
    depot = deposer(secretaire, PETIT)
    tache = Tache.objects.get()
    assert set(tache.parametres) == {"effectif", "demandeur"}
    assert str(depot.pk) in str(tache.parametres)
    assert "Zoé" not in repr(vars(tache))


@pytest.mark.parametrize("handler", ["", "django.core.files.uploadhandler.TemporaryFileUploadHandler"])
def test_a_big_file_needs_no_directory_for_temporary_files(monde, secretaire, tmp_path, settings, handler):
    """More than Django keeps in memory by default; with its other handler, the missing directory is met."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nulle-part")
    contenu = texte([TITRES, *[enfant(f"D-{n}", prenom=f"Zoé{n}") for n in range(40_000)]])
    assert len(contenu) > 2_600_000
    if not handler:
        assert envoyer(secretaire, contenu, nom="effectif.csv").status_code == 302
        return
    settings.FILE_UPLOAD_HANDLERS = [handler]
    with pytest.raises(FileNotFoundError):
        envoyer(secretaire, contenu, nom="effectif.csv")
