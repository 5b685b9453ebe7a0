"""Prevention: a map a year, validated with the children's views; actions everybody reads; sessions without names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from protection.models import ActionPrevention, CarteDesRisques, Risque, SeanceEnfants
from protection.regles_piliers import ACTION_PREVUE, CARTE, MESURE
from protection.services.prevention import inscrire_risque, noter_seance, ouvrir_carte, valider_carte
from socle.echeances.enums import Etat
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de, saisir
from villages.models import Professionnel

pytestmark = pytest.mark.django_db


@pytest.fixture
def directeur(monde):
    return monde.personnes[Role.DIRECTEUR]


def professionnel(monde, role: Role) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=monde.personnes[role])


def test_a_map_is_opened_filled_validated_then_closed_to_new_risks(monde, directeur):
    client = client_de(directeur)
    year = aujourdhui().year
    assert saisir(client, "protection:ouvrir_carte", monde.village.pk, annee=year).status_code == 302
    with acting_as(directeur):
        carte = CarteDesRisques.objects.get()
        with pytest.raises(ValidationError, match="au moins un risque"):
            valider_carte(acteur=directeur, carte=carte, avis_enfants="Le couloir fait peur.")
    chef = professionnel(monde, Role.CHEF_DE_SERVICE)
    sent = saisir(
        client, "protection:risque", carte.pk, domaine="nuit", description="Le couloir est sombre.",
        vraisemblance="4", gravite="2", mesures="Des veilleuses.", responsable=str(chef.pk),
        pour_le=(aujourdhui() + timedelta(days=10)).isoformat(),
    )  # fmt: skip
    assert sent.status_code == 302
    assert saisir(client, "protection:valider_carte", carte.pk, avis_enfants="Trop noir.").status_code == 302
    page = client.get(reverse("protection:carte", args=[carte.pk])).content.decode()
    assert "À traiter d’abord" in page
    assert "Trop noir." in page
    with acting_as(directeur):
        row = Risque.objects.get()
        with pytest.raises(ValidationError, match="ne reçoit plus"):
            inscrire_risque(
                acteur=directeur,
                risque=Risque(
                    carte=carte, domaine="nuit", description="x", vraisemblance=1, gravite=1, mesures="y",
                    responsable=chef, pour_le=aujourdhui(),
                ),
            )  # fmt: skip
        with pytest.raises(ValidationError, match="déjà ouverte"):
            ouvrir_carte(acteur=directeur, carte=CarteDesRisques(village=monde.village, annee=year))
    done = saisir(client, "protection:mesure_prise", row.pk, le=aujourdhui().isoformat(), preuve="Facture.")
    assert done.status_code == 302
    assert "Facture." in client.get(reverse("protection:carte", args=[carte.pk])).content.decode()


def test_the_database_shows_a_map_to_its_village_and_to_head_office_only(monde):
    carte = factories.creer_carte(monde.village)
    factories.creer_risque(carte, professionnel(monde, Role.CHEF_DE_SERVICE))
    factories.creer_seance(monde.village, monde.personnes[Role.CHEF_DE_SERVICE])
    other = factories.creer_personne(
        Role.DIRECTEUR, "directeur@riviere", maison=monde.sorbiers, enfant=monde.malo
    )
    expected = {
        Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.REFERENT_PROTECTION, Role.SUPPLEANT_PROTECTION,
        Role.DIRECTION_GENERALE, Role.PRESIDENT, Role.SIEGE,
    }  # fmt: skip
    for role, user in [*monde.personnes.items(), (None, other)]:
        for table in ("cartedesrisques", "risque", "seanceenfants", "historicalrisque"):
            with acting_as(user), connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM protection_{table}")
                assert cursor.fetchone() == (int(role in expected),), (role, table)


def test_head_office_reads_maps_and_writes_none(monde):
    carte = factories.creer_carte(monde.village)
    siege = client_de(monde.personnes[Role.SIEGE])
    assert siege.get(reverse("protection:carte", args=[carte.pk])).status_code == 200
    assert siege.get(reverse("protection:risque", args=[carte.pk])).status_code == 404


def test_the_catalogue_is_read_by_the_team_and_kept_by_the_direction(monde, directeur):
    chef = professionnel(monde, Role.CHEF_DE_SERVICE)
    sent = saisir(
        client_de(directeur), "protection:prevoir_action", monde.village.pk, theme="ecrans", public="jeunes",
        texte="Soirée sans téléphone.", responsable=str(chef.pk), prevue_le=aujourdhui().isoformat(),
    )  # fmt: skip
    assert sent.status_code == 302
    action = ActionPrevention.objects.get()
    educatrice = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    page = educatrice.get(reverse("protection:actions")).content.decode()
    assert "Soirée sans téléphone." in page
    assert reverse("protection:action_menee", args=[action.pk]) not in page
    done = saisir(
        client_de(directeur),
        "protection:action_menee",
        action.pk,
        le=aujourdhui().isoformat(),
        bilan="Douze jeunes.",
    )
    assert done.status_code == 302
    assert "Douze jeunes." in educatrice.get(reverse("protection:actions")).content.decode()
    elsewhere = factories.creer_personne(
        Role.EDUCATEUR_FAMILIAL, "educ@riviere", maison=monde.sorbiers, enfant=monde.malo
    )
    assert "téléphone" not in client_de(elsewhere).get(reverse("protection:actions")).content.decode()


def test_a_session_keeps_how_many_came_and_could_name_no_child(monde, directeur):
    sent = saisir(
        client_de(directeur), "protection:seance", monde.village.pk, theme="droits",
        le=aujourdhui().isoformat(), ou=str(monde.tilleuls.pk), presents="6", retour="Ils connaissent le 119.",
    )  # fmt: skip
    assert sent.status_code == 302
    with acting_as(directeur):
        row = SeanceEnfants.objects.get()
        assert (row.presents, row.maison_id, row.notee_par_id) == (6, monde.tilleuls.pk, directeur.pk)
        assert not [f for f in SeanceEnfants._meta.get_fields() if f.name.startswith("enfant")]
        with pytest.raises(ValidationError, match="autre village"):
            noter_seance(
                acteur=directeur,
                seance=SeanceEnfants(
                    village=monde.village, maison=monde.sorbiers, theme="droits", le=aujourdhui(), presents=3
                ),
            )


def test_nobody_writes_prevention_of_another_village(monde, directeur):
    with acting_as(directeur), pytest.raises(PermissionDenied):
        ouvrir_carte(acteur=directeur, carte=CarteDesRisques(village=monde.autre_village, annee=2026))


def test_the_clocks_of_prevention_are_late_in_the_deadlines(monde, directeur):
    chef, yesterday = professionnel(monde, Role.CHEF_DE_SERVICE), aujourdhui() - timedelta(days=1)
    carte = factories.creer_carte(monde.village)
    factories.creer_risque(carte, chef, pour_le=yesterday)
    factories.creer_prevention(monde.village, chef, prevue_le=yesterday)
    with acting_as(directeur):
        late = {e.regle.code for e in echeances_de(directeur) if e.etat is Etat.EN_RETARD}
        assert {MESURE, ACTION_PREVUE} <= late
        assert CARTE in {e.regle.code for e in echeances_de(directeur)}
