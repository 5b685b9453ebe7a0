"""Asked with a purpose, made with the rights of the moment, fetched once, secrets left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

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
from tests.exports.fichiers import FINALITE, a_lire, demander, exporter, lignes, telecharger, tout
from tests.saisie import client_de

pytestmark = pytest.mark.django_db

EXPORTENT = {Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR}
#: Reading the rows of children with every column.
LIRE = 10


@pytest.fixture
def direction(monde):
    return client_de(monde.personnes[Role.DIRECTEUR])


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
