"""Daily care of a child: allergies first, treatments, appointments, landmarks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enfants.models import Allergie, Prise, RendezVous, RepereSante, Traitement
from enfants.services.soins import lever_allergie, prescrire
from socle.audit.models import EntreeAudit
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests import factories

pytestmark = pytest.mark.django_db

REQUETES = 19


@pytest.fixture
def claire(monde, connecter):
    return connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])


def ecrire(client, nom, pk, /, **champs):
    return client.post(
        reverse(f"enfants:{nom}", args=[pk]), {"envoi": str(nouvel_id()), "version": 0} | champs
    )


TRAITEMENT = {
    "nom": "Amoxicilline", "dose": "5 ml", "moments": ["matin", "soir"], "prescripteur": "Dr Morel",
    "consigne": "Agiter le flacon.",
}  # fmt: skip


def today(**delta) -> str:
    return (aujourdhui() + timedelta(**delta)).isoformat()


# --- allergies ------------------------------------------------------------------------------


def test_an_allergy_is_shown_at_the_top_of_the_file_and_in_the_house(monde, claire):
    saved = ecrire(
        claire,
        "nouvelle_allergie",
        monde.lea.pk,
        substance="arachide",
        gravite="grave",
        conduite="Stylo, 15.",
    )
    assert saved.status_code == 302
    fiche = claire.get(reverse("enfants:fiche", args=[monde.lea.pk])).content.decode()
    assert fiche.index("arachide (grave)") < fiche.index("Fil de vie")
    assert "Stylo, 15." in fiche
    assert "allergie\u00a0: arachide" in claire.get("/ma-maison/").content.decode()
    autre = claire.get(reverse("enfants:fiche", args=[monde.noe.pk])).content.decode()
    assert "arachide" not in autre


def test_the_secretariat_sees_no_allergy(monde, connecter):
    factories.creer_allergie(monde.lea)
    client = connecter(monde.personnes[Role.SECRETARIAT])
    assert "arachide" not in client.get(reverse("enfants:fiche", args=[monde.lea.pk])).content.decode()
    assert client.get(reverse("enfants:soins", args=[monde.lea.pk])).status_code == 404
    page = client.get(reverse("enfants:maison", args=[monde.tilleuls.pk])).content.decode()
    assert "Léa" in page
    assert "arachide" not in page


def test_a_lifted_allergy_leaves_every_screen(monde, claire):
    allergie = factories.creer_allergie(monde.lea)
    question = claire.get(reverse("enfants:lever_allergie", args=[allergie.pk]))
    assert "sur avis médical" in question.text
    assert claire.post(reverse("enfants:lever_allergie", args=[allergie.pk])).status_code == 302
    assert "arachide" not in claire.get(reverse("enfants:soins", args=[monde.lea.pk])).text
    assert claire.get(reverse("enfants:allergie", args=[allergie.pk])).status_code == 404


def test_a_stale_allergy_is_refused_and_what_was_typed_stays(monde, claire):
    allergie = factories.creer_allergie(monde.lea)
    first = ecrire(claire, "allergie", allergie.pk, substance="noix", gravite="moderee", version=1)
    assert first.status_code == 302
    second = ecrire(claire, "allergie", allergie.pk, substance="noisette", gravite="grave", version=1)
    assert second.status_code == 422
    assert "vient d’enregistrer une autre version" in second.text
    assert 'value="noisette"' in second.text
    with acting_as_system(raison="test"):
        assert Allergie.objects.get().substance == "noix"


# --- treatments -----------------------------------------------------------------------------


def test_a_treatment_is_written_once_from_its_prescription(monde, claire):
    sent = TRAITEMENT | {"envoi": str(nouvel_id()), "debut": today(), "fin": today(days=6)}
    answers = [ecrire(claire, "nouveau_traitement", monde.lea.pk, **sent).status_code for _ in range(2)]
    assert answers == [302, 302]
    with acting_as_system(raison="test"):
        assert Traitement.objects.get().moments == ["matin", "soir"]
    page = claire.get(reverse("enfants:soins", args=[monde.lea.pk])).text
    assert "matin et dîner" in page
    assert "prescrit par Dr Morel" in page


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"moments": []}, "Choisissez au moins un moment"),
        ({"nom": ""}, "Amoxicilline"),
        ({"fin": "2020-01-01"}, "Le dernier jour vient avant le premier"),
        ({"moments": ["minuit"]}, "Agiter le flacon."),
    ],
)
def test_a_treatment_refused_says_why_and_keeps_the_rest(monde, claire, champs, phrase):
    answer = ecrire(claire, "nouveau_traitement", monde.lea.pk, **(TRAITEMENT | {"debut": today()} | champs))
    assert answer.status_code == 422
    assert phrase in answer.text or "Agiter le flacon." in answer.text
    assert 'aria-invalid="true"' in answer.text
    with acting_as_system(raison="test"):
        assert not Traitement.objects.exists()


def test_changing_a_treatment_keeps_the_words_of_doses_given(monde, claire):
    traitement = factories.creer_traitement(monde.lea)
    factories.creer_prise(traitement, monde.personnes[Role.EDUCATEUR_FAMILIAL])
    changed = TRAITEMENT | {"nom": "Josamycine", "debut": today(days=-5), "version": 1}
    assert ecrire(claire, "traitement", traitement.pk, **changed).status_code == 302
    with acting_as_system(raison="test"):
        assert Prise.objects.get().quoi == "Amoxicilline, 1 comprimé"
        assert Traitement.objects.get().version == 2
        assert Traitement.versions.count() == 2
    assert ecrire(claire, "traitement", traitement.pk, **changed).status_code == 422


def test_a_treatment_does_not_end_before_a_dose_already_noted(monde, claire):
    traitement = factories.creer_traitement(monde.lea)
    factories.creer_prise(traitement, monde.personnes[Role.EDUCATEUR_FAMILIAL])
    ended = TRAITEMENT | {"debut": today(days=-5), "fin": today(days=-3), "version": 1}
    answer = ecrire(claire, "traitement", traitement.pk, **ended)
    assert (answer.status_code, "Une prise est déjà notée après ce jour" in answer.text) == (422, True)


# --- appointments, landmarks ----------------------------------------------------------------------


def test_an_appointment_is_told_to_the_house_two_days_before_then_done(monde, claire):
    demain = timezone.localtime() + timedelta(days=1)
    sent = {
        "jour": demain.strftime("%Y-%m-%dT16:30"), "objet": "Orthodontiste", "accompagnant": "Claire", "etat": "prevu",
    }  # fmt: skip
    assert ecrire(claire, "nouveau_rendez_vous", monde.lea.pk, **sent).status_code == 302
    house = claire.get("/ma-maison/").content.decode().replace("\u00a0", " ")
    assert "Léa : Orthodontiste (avec Claire)" in house
    assert "à 16 h 30" in house
    with acting_as_system(raison="test"):
        found = RendezVous.objects.get()
    done = ecrire(
        claire, "rendez_vous", found.pk, **(sent | {"etat": "fait", "suite": "Bagues.", "version": 1})
    )
    assert done.status_code == 302
    assert "Orthodontiste" not in claire.get("/ma-maison/").content.decode()
    page = claire.get(reverse("enfants:soins", args=[monde.lea.pk])).text
    assert "Bagues." in page
    stale = ecrire(claire, "rendez_vous", found.pk, **(sent | {"etat": "manque", "version": 1}))
    assert stale.status_code == 422


@pytest.mark.parametrize("jour", ["", "demain", "2999-01-01T10:00"])
def test_an_appointment_without_a_real_date_is_refused(monde, claire, jour):
    answer = ecrire(
        claire, "nouveau_rendez_vous", monde.lea.pk, jour=jour, objet="Orthodontiste", etat="prevu"
    )
    assert (answer.status_code, 'value="Orthodontiste"' in answer.text) == (422, True)


def test_landmarks_are_one_row_per_child(monde, claire):
    first = ecrire(claire, "reperes_sante", monde.lea.pk, poids="31,5", pese_le=today(), medecin="Dr Morel")
    assert first.status_code == 302
    assert "31,5 kg" in claire.get(reverse("enfants:soins", args=[monde.lea.pk])).text.replace("\u00a0", " ")
    stale = ecrire(claire, "reperes_sante", monde.lea.pk, poids="40")
    assert (stale.status_code, 'value="40' in stale.text) == (422, True)
    assert ecrire(claire, "reperes_sante", monde.lea.pk, poids="32", version=1).status_code == 302
    with acting_as_system(raison="test"):
        assert RepereSante.objects.get().version == 2


# --- who, and how much --------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_only_educateur_and_nurse_write(monde, connecter, role):
    client = connecter(monde.personnes[role])
    writes = role in {Role.EDUCATEUR_FAMILIAL, Role.INFIRMIER}
    answer = ecrire(client, "nouvelle_allergie", monde.lea.pk, substance="lait", gravite="moderee")
    assert answer.status_code == (302 if writes else 404)
    page = client.get(reverse("enfants:soins", args=[monde.lea.pk]))
    if page.status_code == 200:
        assert ("Ajouter une allergie" in page.text) is writes


@pytest.mark.parametrize("enfant", ["ines", "malo"])
def test_another_house_s_child_is_not_found(monde, claire, enfant):
    other = getattr(monde, enfant)
    traitement = factories.creer_traitement(other)
    assert claire.get(reverse("enfants:soins", args=[other.pk])).status_code == 404
    assert claire.get(reverse("enfants:traitement", args=[traitement.pk])).status_code == 404
    assert ecrire(claire, "nouvelle_allergie", other.pk, substance="lait", gravite="grave").status_code == 404
    with acting_as_system(raison="test"):
        assert not Allergie.objects.exists()


def test_services_ask_again(monde):
    aide = monde.personnes[Role.AIDE_FAMILIAL]
    allergie = factories.creer_allergie(monde.lea)
    with acting_as(aide):
        with pytest.raises(PermissionDenied):
            lever_allergie(acteur=aide, allergie=allergie)
        with pytest.raises(PermissionDenied):
            prescrire(acteur=aide, traitement=Traitement(enfant=monde.lea, moments=["soir"]))


def test_queries_do_not_grow(monde, claire):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    url = reverse("enfants:soins", args=[monde.lea.pk])

    def add() -> None:
        factories.creer_allergie(monde.lea)
        factories.creer_prise(factories.creer_traitement(monde.lea), educatrice)
        factories.creer_rendez_vous(monde.lea)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            claire.get(url)
        return len(queries)

    add()
    claire.get(url)
    one = count()
    add()
    add()
    assert count() == one == REQUETES


def test_the_panel_is_a_fragment_of_the_page(monde, claire):
    factories.creer_traitement(monde.lea, "Ventoline")
    fragment = claire.get(reverse("enfants:soins", args=[monde.lea.pk]), headers={"HX-Request": "true"}).text
    assert "Ventoline" in fragment
    assert "<html" not in fragment
    with acting_as_system(raison="test"):
        assert EntreeAudit.objects.filter(action="soins.lecture", enfants=[monde.lea.pk]).exists()


def test_a_lost_key_closes_the_words_and_every_page_stands(monde, claire, connecter):
    educatrice, infirmier = monde.personnes[Role.EDUCATEUR_FAMILIAL], monde.personnes[Role.INFIRMIER]
    traitement = factories.creer_traitement(monde.lea)
    factories.creer_prise(traitement, educatrice)
    factories.creer_allergie(monde.lea)
    factories.creer_rendez_vous(monde.lea)
    factories.creer_note_medicale(monde.lea, infirmier)
    factories.creer_vaccination(monde.lea, infirmier)
    factories.perdre_la_cle(monde.lea.pk)
    pages = [
        "/ma-maison/",
        reverse("enfants:traitements_du_jour", args=[monde.tilleuls.pk]),
        reverse("enfants:prise", args=[traitement.pk]),
        *(reverse(f"enfants:{nom}", args=[monde.lea.pk]) for nom in ("fiche", "soins", "fiche_urgence")),
        reverse("enfants:traitement", args=[traitement.pk]),
    ]
    assert {page: claire.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert PHRASE_ILLISIBLE in claire.get(reverse("enfants:soins", args=[monde.lea.pk])).text
    file = connecter(infirmier).get(reverse("enfants:sante", args=[monde.lea.pk]))
    assert (file.status_code, PHRASE_ILLISIBLE in file.text) == (200, True)
    given = claire.post(reverse("enfants:prise", args=[traitement.pk]), {"moment": "soir", "version": 1})
    assert (given.status_code, "ne peut pas être ouvert" in given.text) == (409, True)
