"""Trainings on protection: noted by somebody else, held for so many months, by name for one's own staff only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from socle.echeances.calendrier import decale_mois
from socle.echeances.enums import Etat
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de, saisir
from villages.models import Formation, PresenceFormation, Professionnel
from villages.regles import FORMATION_A_L_ARRIVEE, FORMATION_A_REFAIRE
from villages.selectors.formations import a_noter, etats_par_village, formations_de_l_equipe, mes_formations
from villages.services.formations import enregistrer_formation, noter_presences, retirer_presence

pytestmark = pytest.mark.django_db


@pytest.fixture
def directeur(monde):
    return monde.personnes[Role.DIRECTEUR]


def professionnel(monde, role: Role) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=monde.personnes[role])


def etat_de(directeur, person) -> tuple[str, str]:
    with acting_as(directeur):
        line = next(row for row in formations_de_l_equipe(directeur) if row.professionnel.pk == person.pk)
        return line.etat, line.genre


def test_the_direction_keeps_a_session_and_notes_who_was_there(monde, directeur):
    educatrice = professionnel(monde, Role.EDUCATEUR_FAMILIAL)
    client = client_de(directeur)
    sent = saisir(
        client, "villages:nouvelle_formation", village=str(monde.village.pk), theme="reperer",
        le=aujourdhui().isoformat(), heures="3", validite="12", formateur="Anne Le Bihan",
    )  # fmt: skip
    assert sent.status_code == 302
    formation = Formation.objects.get()
    with acting_as(directeur):
        assert Formation.objects.get().formateur == "Anne Le Bihan"
    noted = saisir(client, "villages:formation", formation.pk, professionnels=[str(educatrice.pk)])
    assert noted.status_code == 302
    row = PresenceFormation.objects.get()
    assert (row.professionnel_id, row.notee_par_id) == (educatrice.pk, directeur.pk)
    assert etat_de(directeur, educatrice) == ("a_jour", "fait")


def test_nobody_notes_their_own_presence(monde, directeur):
    formation = factories.creer_formation(monde.village)
    mine = professionnel(monde, Role.DIRECTEUR)
    with acting_as(directeur):
        assert mine.pk not in {pk for pk, _ in a_noter(directeur, formation)}
        with pytest.raises(PermissionDenied):
            noter_presences(acteur=directeur, formation=formation, professionnels=[mine])
    with acting_as_system(raison="test"):
        assert not PresenceFormation.objects.exists()


def test_noted_twice_it_is_one_and_withdrawn_it_no_longer_counts(monde, directeur):
    formation = factories.creer_formation(monde.village)
    person = professionnel(monde, Role.AIDE_FAMILIAL)
    with acting_as(directeur):
        [row] = noter_presences(acteur=directeur, formation=formation, professionnels=[person])
        assert noter_presences(acteur=directeur, formation=formation, professionnels=[person]) == []
        retirer_presence(acteur=directeur, presence=row)
    assert etat_de(directeur, person)[0] == "jamais"


def test_before_the_day_nobody_was_there(monde, directeur):
    formation = factories.creer_formation(monde.village, le=aujourdhui() + timedelta(days=3))
    person = professionnel(monde, Role.AIDE_FAMILIAL)
    with acting_as(directeur), pytest.raises(ValidationError, match="pas encore eu lieu"):
        noter_presences(acteur=directeur, formation=formation, professionnels=[person])


def test_a_training_holds_for_its_months_and_other_themes_do_not_count(monde, directeur):
    person = professionnel(monde, Role.EDUCATEUR_FAMILIAL)
    factories.creer_formation(monde.village, person, theme="secours")
    assert etat_de(directeur, person)[0] == "jamais"
    factories.creer_formation(monde.village, person, le=decale_mois(aujourdhui(), -13))
    assert etat_de(directeur, person) == ("a_refaire", "danger")
    factories.creer_formation(monde.village, person, le=decale_mois(aujourdhui(), -13), validite=24)
    assert etat_de(directeur, person)[0] == "a_jour"


def test_its_clocks_run_from_the_first_day_then_from_the_last_training(monde, directeur):
    person = professionnel(monde, Role.EDUCATEUR_FAMILIAL)
    with acting_as(directeur):
        due = {e.fait.objet: e for e in echeances_de(directeur) if e.regle.code == FORMATION_A_L_ARRIVEE}
        start = aujourdhui() - timedelta(days=30)
        assert due[person.pk].jour == decale_mois(start, 1)
    factories.creer_formation(monde.village, person, le=decale_mois(aujourdhui(), -14))
    with acting_as(directeur):
        again = {e.fait.objet: e for e in echeances_de(directeur) if e.regle.code == FORMATION_A_REFAIRE}
        assert again[person.pk].etat is Etat.EN_RETARD


def test_the_direction_of_another_village_neither_reads_nor_notes(monde):
    other = factories.creer_personne(
        Role.DIRECTEUR, "directeur@riviere", maison=monde.sorbiers, enfant=monde.malo
    )
    person = professionnel(monde, Role.EDUCATEUR_FAMILIAL)
    formation = factories.creer_formation(monde.village)
    assert client_de(other).get(reverse("villages:formation", args=[formation.pk])).status_code == 404
    with acting_as(other):
        assert person.pk not in {row.professionnel.pk for row in formations_de_l_equipe(other)}
        with pytest.raises(PermissionDenied):
            noter_presences(acteur=other, formation=formation, professionnels=[person])
        with pytest.raises(PermissionDenied):
            enregistrer_formation(
                acteur=other,
                formation=Formation(village=monde.village, theme="droits", le=aujourdhui(), heures=2),
            )


def test_head_office_reads_counts_and_no_name_of_who_must_be_trained(monde):
    siege = monde.personnes[Role.SIEGE]
    with acting_as(siege):
        assert formations_de_l_equipe(siege) == []
        counts = etats_par_village([monde.village.pk])
        assert counts[monde.village.pk, "jamais"] > 4
    page = client_de(siege).get(reverse("protection:sensibilisation")).content.decode()
    assert "Les Collines" in page


def test_everybody_reads_their_own_trainings_and_nobody_else_s(monde):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    mine = factories.creer_formation(monde.village, professionnel(monde, Role.EDUCATEUR_FAMILIAL))
    factories.creer_formation(monde.village, professionnel(monde, Role.PSYCHOLOGUE), theme="ecoute")
    with acting_as(educatrice):
        assert [f.pk for f, _ in mes_formations(educatrice)] == [mine.pk]
    page = client_de(educatrice).get(reverse("villages:mes_formations")).content.decode()
    assert "Politique de protection" in page
    assert "recueillir" not in page.lower()
