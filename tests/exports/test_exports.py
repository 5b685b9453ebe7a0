"""Asked with a purpose, made with the rights of the moment, fetched once, secrets left out."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from enfants.enums import NatureMesure
from socle.audit.models import EntreeAudit
from socle.documents.models import Document
from socle.exports import registre
from socle.exports.models import CONSERVATION_DEMANDE, Export
from socle.exports.services import demander_export, effacer_les_anciens
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import CAPACITES, Capacite, Role
from socle.outils.dates import aujourdhui
from socle.taches.enums import EtatTache
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.saisie import client_de

pytestmark = pytest.mark.django_db

FINALITE = "Canarimotif pour le commissaire aux comptes"
EXPORTENT = {Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR}
#: Reading the rows of children with every column.
LIRE = 10


@pytest.fixture
def direction(monde):
    return client_de(monde.personnes[Role.DIRECTEUR])


def demander(client, liste="enfants", colonnes=("prenom", "nom"), filtres="", finalite=FINALITE):
    url = reverse("exports:demander", args=[liste]) + filtres
    envoi = client.get(url).context["form"]["envoi"].value()
    return client.post(url, {"envoi": envoi, "colonnes": list(colonnes), "finalite": finalite})


def exporter(client, **champs) -> Export:
    response = demander(client, **champs)
    assert response.status_code == 302, response.text
    run_now(Tache.objects.filter(code="exports.produire").latest("cree_le").pk)
    with acting_as_system(raison="test"):
        return Export.objects.latest("cree_le")


def telecharger(client, export):
    return client.post(reverse("exports:fichier", args=[export.pk]))


def lignes(response, feuille="Enfants") -> list[list[object]]:
    assert response.status_code == 200, response.status_code
    return [[c.value for c in row] for row in load_workbook(BytesIO(response.content))[feuille].rows]


def a_lire(response) -> str:
    return " ".join(str(row[0].value) for row in load_workbook(BytesIO(response.content))["À lire"].rows)


def tout(response) -> str:
    book = load_workbook(BytesIO(response.content))
    cells = [str(cell.value) for sheet in book for row in sheet.rows for cell in row]
    heads = [str(sheet.oddHeader.center.text) + str(sheet.oddFooter.left.text) for sheet in book]
    return " ".join([*cells, *heads, *book.sheetnames, str(response.headers)])


def test_a_list_leaves_with_the_columns_asked_and_the_children_of_the_perimeter(monde, direction):
    export = exporter(direction)
    response = telecharger(direction, export)
    assert lignes(response) == [
        ["Prénom", "Nom"], ["Inès", "Diallo"], ["Léa", "Martin"], ["Noé", "Martin"],
    ]  # fmt: skip
    assert "Malo" not in tout(response)
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="export-enfants-{aujourdhui()}.xlsx"'
    )
    assert "no-store" in response.headers["Cache-Control"]


def test_the_file_says_who_when_and_the_number_of_its_purpose_but_not_the_purpose(monde, direction):
    export = exporter(direction)
    response = telecharger(direction, export)
    text = tout(response)
    login = monde.personnes[Role.DIRECTEUR].identifiant
    assert text.count(f"Export {export.numero} · {login}") == 4
    assert f"Export {export.numero}, demandé par {login} le" in a_lire(response)
    assert "Canarimotif" not in text


@pytest.mark.parametrize("role", list(Role))
def test_only_who_answers_for_a_village_s_files_exports(monde, role):
    assert (Capacite.EXPORTER in CAPACITES[role]) == (role in EXPORTENT)
    client = client_de(monde.personnes[role])
    status = client.get(reverse("exports:demander", args=["enfants"])).status_code
    assert status == (200 if role in EXPORTENT else 404)
    page = client.get(reverse("enfants:liste"))
    assert (reverse("exports:demander", args=["enfants"]) in page.text) == (role in EXPORTENT)


def test_one_s_export_is_nobody_else_s(monde, direction):
    export = exporter(direction)
    chef = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    assert chef.get(reverse("exports:suivi", args=[export.pk])).status_code == 404
    assert telecharger(chef, export).status_code == 404
    with acting_as(monde.personnes[Role.CHEF_DE_SERVICE]):
        assert not Export.objects.exists()
    with acting_as(monde.personnes[Role.DIRECTEUR]):
        assert Export.objects.count() == 1
    assert telecharger(direction, export).status_code == 200


def test_a_file_is_fetched_once_then_opens_for_nobody(monde, direction, coffre):
    export = exporter(direction)
    page = direction.get(reverse("exports:suivi", args=[export.pk])).text
    assert "Télécharger le fichier" in page
    assert telecharger(direction, export).status_code == 200
    again = telecharger(direction, export)
    assert again.status_code == 410
    assert "Ce fichier a été téléchargé" in again.text
    with acting_as_system(raison="test"):
        assert Document.objects.get(pk=export.document_id).expire_le <= timezone.now()


def test_a_day_later_the_file_is_gone(monde, direction):
    export = exporter(direction)
    with acting_as_system(raison="test"):
        document = Document.objects.get(pk=export.document_id)
        assert timedelta(hours=23) < document.expire_le - timezone.now() <= timedelta(hours=24)
        document.expire_le = timezone.now()
        document.save(update_fields=["expire_le"])
    response = telecharger(direction, export)
    assert response.status_code == 410
    assert "gardé 24" in response.text
    with acting_as_system(raison="test"):
        assert Export.objects.get(pk=export.pk).telecharge_le is None


def _person(monde, *roles):
    person = factories.creer_professionnel("camille")
    duties = [factories.affecter(person, role, village=monde.village) for role in roles]
    return client_de(person.compte), duties, person.compte


def _end(duty):
    with acting_as_system(raison="test"):
        duty.fin = aujourdhui() - timedelta(days=1)
        duty.save()


def test_a_right_lost_before_the_job_makes_nothing(monde, coffre):
    client, [duty], _ = _person(monde, Role.SECRETARIAT)
    demander(client)
    _end(duty)
    tache = Tache.objects.get(code="exports.produire")
    run_now(tache.pk)
    tache.refresh_from_db()
    assert (tache.etat, tache.erreur) == (EtatTache.ECHOUEE, "PermissionDenied")
    assert not [path for path in coffre.rglob("*") if path.is_file()]


def test_a_right_lost_after_the_job_closes_the_file(monde):
    client, duties, _ = _person(monde, Role.SECRETARIAT, Role.INFIRMIER)
    export = exporter(client)
    _end(duties[0])
    assert telecharger(client, export).status_code == 404
    with acting_as_system(raison="test"):
        assert Export.objects.get(pk=export.pk).telecharge_le is None


def test_a_child_denied_after_the_job_closes_the_file(monde):
    client, _, compte = _person(monde, Role.SECRETARIAT)
    export = exporter(client)
    factories.refuser(compte, monde.lea)
    assert telecharger(client, export).status_code == 403
    second = telecharger(client, exporter(client))
    assert "Léa" not in tout(second)
    assert "Noé" in tout(second)


def test_one_exports_from_the_villages_where_one_may_only(monde):
    client, _, compte = _person(monde, Role.SECRETARIAT)
    factories.affecter(compte.professionnel, Role.INFIRMIER, village=monde.autre_village)
    assert "Malo" in client.get(reverse("enfants:liste")).text
    text = tout(telecharger(client, exporter(client)))
    assert "Léa" in text
    assert "Malo" not in text


def test_a_column_one_may_not_read_is_not_offered_and_refused(monde, monkeypatch):
    factories.creer_mesure(monde.lea, NatureMesure.AE_ASE)
    client, _, compte = _person(monde, Role.SECRETARIAT)
    rows = lignes(telecharger(client, exporter(client, colonnes=["prenom", "mesure"])))
    assert ["Léa", str(NatureMesure.AE_ASE.label)] in rows
    liste = registre.get("enfants")
    closed = registre.ColonneExport(code="secret", libelle="Secret", permission="lire_psy")
    monkeypatch.setitem(
        registre._listes, "enfants", type(liste)(**{**vars(liste), "colonnes": (*liste.colonnes, closed)})
    )
    assert "secret" not in client.get(reverse("exports:demander", args=["enfants"])).text.lower().split()
    response = demander(client, colonnes=["prenom", "secret"])
    assert response.status_code == 422
    assert "Cette colonne n’existe pas" in response.text
    with acting_as(compte), pytest.raises(PermissionDenied):
        demander_export(
            acteur=compte, liste=registre.get("enfants"), colonnes=["secret"], filtres={}, finalite=FINALITE
        )


def test_a_value_one_may_not_read_of_one_child_stays_empty(monde):
    factories.creer_mesure(monde.lea)
    factories.creer_mesure(monde.noe)
    person = factories.creer_professionnel("camille")
    factories.affecter(person, Role.SECRETARIAT, village=monde.village)
    client = client_de(person.compte)
    rows = lignes(telecharger(client, exporter(client, colonnes=["prenom", "mesure"])))
    assert all(row[1] for row in rows if row[0] in {"Léa", "Noé"})
    assert [row[1] for row in rows if row[0] == "Inès"] == [None]


# --- places and addresses kept secret -----------------------------------------------------


@pytest.mark.parametrize("colonne", ["maison", "village"])
@pytest.mark.parametrize("role", sorted(EXPORTENT))
def test_a_child_whose_place_is_secret_is_in_no_file_that_tells_places(monde, role, colonne):
    client = client_de(monde.personnes[role])
    assert "Léa" in tout(telecharger(client, exporter(client, colonnes=["prenom", colonne])))
    factories.creer_mesure(monde.lea, lieu_secret=True, lieu_secret_pour="Le père")
    response = telecharger(client, exporter(client, colonnes=["prenom", colonne]))
    assert "Léa" not in tout(response)
    assert "Noé" in tout(response)
    assert "1 enfant dont le lieu d’accueil est gardé secret n’y figure pas" in a_lire(response)
    plain = telecharger(client, exporter(client, colonnes=["prenom", "nom"]))
    assert "Léa" in tout(plain)
    assert not any(place in tout(plain) for place in ("Tilleuls", "Collines", "Érables"))


def test_nor_in_one_that_was_filtered_by_place(monde, direction):
    factories.creer_mesure(monde.lea, lieu_secret=True, lieu_secret_pour="Le père")
    response = telecharger(direction, exporter(direction, filtres=f"?maison={monde.tilleuls.pk}"))
    assert "Noé" in tout(response)
    assert "Léa" not in tout(response)
    assert "Tilleuls" not in tout(response)


def test_the_order_of_the_file_never_follows_the_houses(monde, direction):
    rows = lignes(telecharger(direction, exporter(direction, filtres="?tri=maison")))
    assert [row[1] for row in rows[1:]] == ["Diallo", "Martin", "Martin"]


@pytest.mark.parametrize("liste", ["enfants", "fratries", "echeances", "professionnels"])
def test_no_address_is_in_any_column_of_any_list(monde, direction, liste):
    mere = factories.creer_proche(monde.lea, adresse="9 quai Canariquai", telephone="0611223344")
    factories.creer_mesure(monde.lea, fin=aujourdhui() + timedelta(days=30), autorite="Canaritribunal")
    protegee = factories.creer_proche(monde.noe, prenom="Samia")
    factories.proteger(protegee, "12 allée Canarililas")
    columns = [colonne.code for colonne in registre.get(liste).colonnes]
    response = telecharger(direction, exporter(direction, liste=liste, colonnes=columns))
    assert len(lignes(response, registre.get(liste).titre)) > 1
    assert "Canari" not in tout(response)
    assert "0611223344" not in tout(response)
    assert mere.pk.hex not in tout(response)


# --- what is kept, journalled, erased ------------------------------------------------------


def test_asking_making_and_fetching_are_audited_with_ids_only(monde, direction):
    export = exporter(direction)
    telecharger(direction, export)
    acts = [f"exports.{act}.identite" for act in ("demande", "produit", "telecharge")]
    entries = [EntreeAudit.objects.get(action=act) for act in acts]
    assert {entry.acteur_id for entry in entries} == {monde.personnes[Role.DIRECTEUR].pk}
    assert all(entry.objets == [export.pk] for entry in entries)
    assert set(entries[1].enfants) == set(entries[2].enfants) == {monde.lea.pk, monde.noe.pk, monde.ines.pk}
    for entry in EntreeAudit.objects.all():
        assert "Canari" not in repr(vars(entry))


def test_neither_purpose_nor_names_are_in_clear_in_the_database_the_job_or_the_disk(monde, direction, coffre):
    export = exporter(direction)
    with connection.cursor() as cursor, acting_as_system(raison="test"):
        cursor.execute("SELECT e::text FROM exports_export e")
        [[row]] = cursor.fetchall()
    assert "Canari" not in row
    assert b"Canarimotif".hex() not in row
    assert "Canari" not in repr(vars(Tache.objects.get(code="exports.produire")))
    stored = [path.read_bytes() for path in coffre.rglob("*") if path.is_file()]
    assert len(stored) == 1
    assert b"PK\x03\x04" not in stored[0]
    with acting_as_system(raison="test"):
        assert Export.objects.get(pk=export.pk).finalite == FINALITE


def test_the_register_shows_every_purpose_to_who_reads_the_audit_journal(monde, direction):
    exporter(direction)
    page = client_de(monde.personnes[Role.DPO]).get(reverse("exports:registre")).text
    assert FINALITE in page
    assert monde.personnes[Role.DIRECTEUR].identifiant in page
    assert "pas téléchargé" in page
    assert "Léa" not in page
    assert EntreeAudit.objects.filter(action="exports.registre").count() == 1
    assert direction.get(reverse("exports:registre")).status_code == 403


def test_an_empty_register_says_so(monde):
    assert "Aucun export" in client_de(monde.personnes[Role.DPO]).get(reverse("exports:registre")).text


def test_a_request_is_erased_after_a_year(monde, direction):
    export = exporter(direction)
    with acting_as_system(raison="test"):
        assert effacer_les_anciens() == 0
        export.cree_le = timezone.now() - CONSERVATION_DEMANDE - timedelta(minutes=1)
        export.save(update_fields=["cree_le"])
        assert effacer_les_anciens() == 1
        assert not Export.objects.exists()


# --- the form ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"finalite": ""}, "un export a toujours une raison"),
        ({"finalite": "stats"}, "Dites-en un peu plus"),
        ({"finalite": "   "}, "un export a toujours une raison"),
        ({"colonnes": ()}, "Choisissez au moins une colonne"),
    ],
)
def test_a_request_without_purpose_or_column_says_why_and_keeps_what_was_typed(
    monde, direction, champs, phrase
):
    response = demander(direction, **{"colonnes": ("naissance",), **champs})
    assert response.status_code == 422
    assert phrase in response.text
    assert not Tache.objects.filter(code="exports.produire").exists()
    if "colonnes" not in champs:
        assert 'value="naissance"' in response.text
        assert response.text.count("checked") == 1


def test_the_service_refuses_it_too(monde):
    user = monde.personnes[Role.DIRECTEUR]
    liste = registre.get("enfants")
    with acting_as(user):
        for colonnes, finalite in ((["nom"], "  "), ([], FINALITE)):
            with pytest.raises(ValidationError):
                demander_export(acteur=user, liste=liste, colonnes=colonnes, filtres={}, finalite=finalite)


def test_the_same_form_sent_twice_is_one_export(monde, direction):
    url = reverse("exports:demander", args=["enfants"])
    data = {
        "envoi": direction.get(url).context["form"]["envoi"].value(), "colonnes": ["nom"],
        "finalite": FINALITE,
    }  # fmt: skip
    first, second = direction.post(url, data), direction.post(url, data)
    assert first.url == second.url
    assert Tache.objects.filter(code="exports.produire").count() == 1


def test_filters_come_along_and_unknown_ones_do_not(monde, direction):
    export = exporter(direction, filtres="?age=0-5&tri=-age&nom=Martin")
    assert export.filtres == {"age": "0-5", "tri": "-age"}
    assert len(lignes(telecharger(direction, export))) == 1
    assert "filtrée" in a_lire(telecharger(direction, exporter(direction, filtres="?age=6-10")))


def test_progress_is_followed_with_and_without_javascript(monde, direction):
    url = demander(direction).url
    page = direction.get(url).text
    assert "Le fichier attend son tour" in page
    assert 'data-hx-trigger="load delay:1s"' in page
    assert f'href="{url}"' in page
    run_now(Tache.objects.get(code="exports.produire").pk)
    done = direction.get(url, headers={"HX-Request": "true"}).text
    assert "Télécharger le fichier" in done
    assert "data-hx-trigger" not in done
    assert "<html" not in done


def test_an_unknown_list_is_not_there(monde, direction):
    assert direction.get(reverse("exports:demander", args=["secrets"])).status_code == 404
    assert direction.get(reverse("exports:fichier", args=[factories.nouvel_id()])).status_code == 405


@pytest.mark.parametrize("combien", [1, 3])
def test_reading_the_rows_costs_the_same_with_one_or_three_children(
    monde, django_assert_num_queries, combien
):
    for rang in range(combien):
        enfant = factories.creer_enfant(monde.autre_village, f"Enfant{rang}", "Roux", maison=monde.sorbiers)
        factories.creer_mesure(enfant)
    person = factories.creer_professionnel("camille")
    factories.affecter(person, Role.SECRETARIAT, village=monde.autre_village)
    liste = registre.get("enfants")
    columns = [colonne.code for colonne in liste.colonnes]
    with acting_as(person.compte), django_assert_num_queries(LIRE):
        rows = list(liste.lire(person.compte, registre.Demande({}, columns, {monde.autre_village.pk})))
    assert len(rows) == combien + 1
