"""Who counts for a child in the child's words, asked again, closed and never deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enfants.models import PersonneRessource
from enfants.services.entourage import noter_personne, reposer_la_question
from socle.audit.models import EntreeAudit
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.echeances.enums import Etat
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

REQUETES = 15
LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.PROJET)} - {Role.REFERENT_ASE}
ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.PROJET)}


def champs(**changes: object) -> dict[str, object]:
    return {
        "mots": "mon parrain de foot", "nom": "Jean Kouyaté", "pourquoi": "Il vient me voir jouer.",
        "joindre": "06 39 98 10 44", "dit_le": aujourdhui().isoformat(), "de_lui": "on", "version": 0,
    } | changes  # fmt: skip


def lignes(enfant) -> list[PersonneRessource]:
    with acting_as_system(raison="test"):
        return list(PersonneRessource.objects.filter(enfant=enfant).order_by("dit_le", "id"))


@pytest.mark.parametrize("role", list(Role))
def test_who_holds_the_project_writes_what_the_child_says_and_who_reads_it_reads(monde, role):
    client = client_de(monde.personnes[role])
    assert saisir(client, "enfants:nouvelle_personne", monde.malo.pk, **champs()).status_code == 404
    written = saisir(client, "enfants:nouvelle_personne", monde.lea.pk, **champs())
    assert written.status_code == (302 if role in ECRIVENT else 404)
    assert len(lignes(monde.lea)) == (role in ECRIVENT)
    factories.creer_personne_ressource(monde.lea, "ma canarivoisine")
    page = client.get(reverse("enfants:personnes", args=[monde.lea.pk]))
    assert page.status_code == (200 if role in LISENT else 404)
    assert ("ma canarivoisine" in page.text) is (role in LISENT)


def test_the_same_role_in_another_house_or_village_sees_and_changes_nothing(monde):
    row = factories.creer_personne_ressource(monde.lea)
    for house in (monde.erables, monde.sorbiers):
        ailleurs = factories.creer_personne(
            Role.EDUCATEUR_FAMILIAL, f"ailleurs-{house.nom}", maison=house, enfant=monde.malo
        )
        client = client_de(ailleurs)
        assert client.get(reverse("enfants:personnes", args=[monde.lea.pk])).status_code == 404
        for nom in ("modifier_personne", "reposer_personne"):
            assert client.get(reverse(f"enfants:{nom}", args=[row.pk])).status_code == 404
        with acting_as(ailleurs):
            assert not PersonneRessource.objects.filter(pk=row.pk).exists()
            with pytest.raises(PermissionDenied):
                noter_personne(acteur=ailleurs, personne=row, version_lue=1)


def test_what_was_written_is_shown_with_who_noted_it_and_journalled(monde):
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    saisir(client, "enfants:nouvelle_personne", monde.lea.pk, **champs())
    page = client.get(reverse("enfants:personnes", args=[monde.lea.pk])).text
    for words in ("mon parrain de foot", "Jean Kouyaté", "Il vient me voir jouer.", "06 39 98 10 44"):
        assert words in page
    [row] = lignes(monde.lea)
    assert row.note_par_id == monde.personnes[Role.EDUCATEUR_FAMILIAL].pk
    entries = EntreeAudit.objects.filter(action="entourage.lecture", enfants__contains=[monde.lea.pk])
    assert entries.filter(objets__contains=[row.pk]).exists()
    assert EntreeAudit.objects.filter(action="entourage.personne", objets__contains=[row.pk]).count() == 1


def test_it_stands_before_everything_else_on_the_page_of_the_child(monde):
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page = client.get(reverse("enfants:fiche", args=[monde.lea.pk])).text
    aside = page[page.index('aria-label="Repères"') :]
    assert aside.index(reverse("enfants:personnes", args=[monde.lea.pk])) < aside.index(
        reverse("enfants:sejours", args=[monde.lea.pk])
    )


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"mots": ""}, "obligatoire"),
        ({"de_lui": ""}, "ce que l’enfant a dit lui-même"),
        ({"dit_le": "2999-01-01"}, "dans le futur"),
        ({"pourquoi": "x" * 1001}, "1000"),
    ],
)
def test_a_wrong_line_saves_nothing_and_keeps_what_was_typed(monde, changes, phrase):
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page = saisir(client, "enfants:nouvelle_personne", monde.lea.pk, **champs(**changes))
    assert page.status_code == 422
    assert phrase in page.text.replace("\xa0", " ").replace("\u202f", " ")
    assert "Jean Kouyaté" in page.text
    assert lignes(monde.lea) == []


def test_a_double_submit_writes_one_line(monde):
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    adresse = reverse("enfants:nouvelle_personne", args=[monde.lea.pk])
    data = champs(envoi=envoi_de(client.get(adresse)))
    assert [client.post(adresse, data).status_code for _ in range(2)] == [302, 302]
    assert len(lignes(monde.lea)) == 1


@pytest.mark.parametrize("nom", ["modifier_personne", "reposer_personne"])
def test_a_stale_page_does_not_undo_what_somebody_else_wrote(monde, nom):
    row = factories.creer_personne_ressource(monde.lea)
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    assert (
        saisir(client, "enfants:modifier_personne", row.pk, **champs(mots="Mamie Jo", version=1)).status_code
        == 302
    )
    page = saisir(
        client, f"enfants:{nom}", row.pk, **champs(version=1, toujours="non", le=aujourdhui().isoformat())
    )
    assert page.status_code == 422
    assert "vient d’enregistrer une autre version" in page.text
    [kept] = lignes(monde.lea)
    with acting_as_system(raison="test"):
        assert (kept.mots, kept.fin, kept.version) == ("Mamie Jo", None, 2)
        assert [version.mots for version in kept.versions.order_by("history_date")] == [
            "mon parrain de foot",
            "Mamie Jo",
        ]


def test_yes_dates_the_answer_and_no_closes_the_line_with_the_childs_words(monde):
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    row = factories.creer_personne_ressource(monde.lea)
    today = aujourdhui().isoformat()
    assert (
        saisir(client, "enfants:reposer_personne", row.pk, toujours="oui", le=today, version=1).status_code
        == 302
    )
    assert "toujours important le" in client.get(reverse("enfants:personnes", args=[monde.lea.pk])).text
    closed = saisir(
        client,
        "enfants:reposer_personne",
        row.pk,
        toujours="non",
        le=today,
        mots="On s’est fâchés.",
        version=2,
    )
    assert closed.status_code == 302
    page = client.get(reverse("enfants:personnes", args=[monde.lea.pk])).text
    assert page.index("Avant") < page.index("On s’est fâchés.")
    assert (
        "On s’est fâchés."
        not in client.get(
            reverse("enfants:personnes", args=[monde.lea.pk]), headers={"HX-Request": "true"}
        ).text
    )
    for nom in ("modifier_personne", "reposer_personne"):
        assert client.get(reverse(f"enfants:{nom}", args=[row.pk])).status_code == 404


def test_an_answer_before_the_last_one_or_to_come_is_refused(monde):
    educateur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    row = factories.creer_personne_ressource(monde.lea, dit_le=aujourdhui() - timedelta(days=3))
    for le in (aujourdhui() - timedelta(days=4), aujourdhui() + timedelta(days=1)):
        with acting_as(educateur), pytest.raises(ValidationError):
            reposer_la_question(acteur=educateur, personne=row, le=le, toujours="oui", mots="", version_lue=1)
    assert lignes(monde.lea)[0].version == 1


def test_the_database_neither_changes_a_closed_line_nor_deletes_any(monde):
    row = factories.creer_personne_ressource(monde.lea, fin=aujourdhui())
    open_row = factories.creer_personne_ressource(monde.lea, "Mamie Jo")
    with acting_as_system(raison="test"):
        with pytest.raises(DatabaseError, match="closed line"), transaction.atomic():
            _sql("UPDATE enfants_personneressource SET version = 9 WHERE id = %s", row.pk)
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            _sql(
                "UPDATE enfants_personneressource SET enfant_id = %s WHERE id = %s", monde.noe.pk, open_row.pk
            )
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            _sql("DELETE FROM enfants_personneressource WHERE id = %s", open_row.pk)
    assert len(lignes(monde.lea)) == 2


def _sql(query: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def test_the_page_costs_the_same_with_one_line_and_with_three(monde):
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    adresse = reverse("enfants:personnes", args=[monde.lea.pk])
    factories.creer_personne_ressource(monde.lea)
    client.get(adresse)
    for more in (0, 2):
        for rank in range(more):
            factories.creer_personne_ressource(monde.lea, f"quelqu’un {rank}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(adresse).status_code == 200
        assert len(queries) == REQUETES


def test_what_cannot_be_opened_says_so(monde):
    factories.creer_personne_ressource(monde.lea)
    factories.perdre_la_cle(monde.lea.pk)
    page = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(
        reverse("enfants:personnes", args=[monde.lea.pk])
    )
    assert page.status_code == 200
    assert PHRASE_ILLISIBLE in page.text


def test_nobody_named_yet_says_what_to_do(monde):
    page = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(
        reverse("enfants:personnes", args=[monde.lea.pk])
    )
    assert "Demandez-lui qui compte" in page.text


@pytest.mark.parametrize(("jours", "etat"), [(10, Etat.A_VENIR), (170, Etat.BIENTOT), (200, Etat.EN_RETARD)])
def test_the_question_comes_back_every_six_months(monde, jours, etat):
    educateur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    factories.creer_personne_ressource(monde.lea, "Mamie Jo", dit_le=aujourdhui() - timedelta(days=5))
    factories.creer_personne_ressource(monde.lea, dit_le=aujourdhui() - timedelta(days=jours))
    with acting_as(educateur):
        [due] = [e for e in echeances_de(user=educateur, enfants=[monde.lea.pk]) if e.regle.code == "VIE-01"]
        assert due.etat == etat
    secretariat = monde.personnes[Role.SECRETARIAT]
    with acting_as(secretariat):
        assert [
            e for e in echeances_de(user=secretariat, enfants=[monde.lea.pk]) if e.regle.code == "VIE-01"
        ] == []
