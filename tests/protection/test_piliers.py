"""The four pillars: figures of the incidents one handles, or counts of the association; never both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from protection.echelle import DERNIER, LIT, PREMIER, RANGS
from protection.models import Ecart, Incident
from protection.periodes import annee_de
from protection.petites_cellules import SEUIL
from protection.selectors.recueil import Recueil, incidents_comptes, lit_les_siens, recueil
from protection.selectors.suivi import suivi
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import CAPACITES, Capacite, Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.monde import Monde
from tests.saisie import client_de
from villages.models import Professionnel, Village

pytestmark = pytest.mark.django_db

#: A day of last year: its quarters are all over.
PASSE = timezone.now().replace(month=3, day=15, hour=10) - timedelta(days=365)


def professionnel(monde: Monde, role: Role) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=monde.personnes[role])


def chiffres(user: Utilisateur, annee: int | None = None) -> Recueil:
    with acting_as(user):
        villages = list(Village.objects.visible_to(user, "lire_piliers").order_by("nom"))
        year = annee_de(annee or aujourdhui().year, aujourdhui(), finis=not lit_les_siens(user))
        return recueil(user, year, villages, None)


def tableau(vue: Recueil, nom: str) -> dict[str, int | None]:
    found = next(t for t in vue.tableaux if t.nom == nom)
    return {c.classe: c.nombre for c in found.lignes if c.nombre != 0}


@pytest.mark.parametrize("niveau", range(PREMIER, DERNIER + 1))
def test_what_is_counted_is_what_is_listed_for_every_role_and_rung(monde, niveau):
    here, there, aside = (
        factories.creer_incident(v) for v in (monde.village, monde.autre_village, monde.village)
    )
    for role, user in monde.personnes.items():
        with acting_as_system(raison="test"):
            if role in RANGS:
                person = professionnel(monde, role)
                Ecart(incident=aside, professionnel=person, cause="conflit", depuis=aside.connu_le).save()
            for incident in (here, there, aside):
                incident.refresh_from_db()
                incident.niveau = niveau
                incident.save(update_fields=["niveau"])
        with acting_as(user):
            listed = set(Incident.objects.visible_to(user, LIT).values_list("pk", flat=True))
            with connection.cursor() as cursor:
                cursor.execute("SELECT incident FROM incidents_classes('-infinity', 'infinity')")
                assert {row[0] for row in cursor.fetchall()} == listed, role
        assert aside.pk not in listed


def test_the_wall_of_prevention_opens_to_who_reads_the_pillars(monde):
    for role, user in monde.personnes.items():
        with acting_as(user), connection.cursor() as cursor:
            cursor.execute("SELECT mes_villages_de_piliers()")
            found = set(cursor.fetchone()[0])
        if Capacite.LIRE_PILIERS not in CAPACITES[role]:
            assert found == set(), role
        elif role in {Role.CHEF_DE_SERVICE, Role.DIRECTEUR}:
            assert found == {monde.village.pk}, role
        else:
            assert found == {monde.village.pk, monde.autre_village.pk}, role


def test_a_director_set_aside_counts_without_that_incident_and_lists_without_it(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    kept = [factories.creer_incident(monde.village) for _ in range(3)]
    assert chiffres(directeur).total.nombre == 3
    factories.ecarter(kept[0], professionnel(monde, Role.DIRECTEUR))
    vue = chiffres(directeur)
    assert not vue.agregats
    assert vue.total.nombre == 2
    assert tableau(vue, "lieu") == {"maison": 2}
    with acting_as(directeur):
        villages = list(Village.objects.visible_to(directeur, "lire_piliers"))
        year = annee_de(aujourdhui().year, aujourdhui(), finis=False)
        behind = incidents_comptes(directeur, year, villages, "lieu", "maison")
        assert {i.pk for i in behind} == {i.pk for i in kept[1:]}
        assert suivi(directeur).etats[0].nombre == 2


def test_each_incident_counts_once_by_its_first_category_and_gravest_regime(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    incident = factories.creer_incident(monde.village)
    for regime, champs in (
        ("eig", {"categorie": 8}),
        ("eig", {"categorie": 10}),
        ("signalement", {}),
        ("plainte", {}),
    ):
        factories.creer_qualification(incident, directeur, regime, **champs)
    withdrawn = factories.creer_incident(monde.village)
    factories.creer_qualification(
        withdrawn, directeur, "ip", retiree_le=timezone.now(), motif_retrait="Par erreur."
    )
    vue = chiffres(directeur)
    assert tableau(vue, "categorie") == {"8": 1, "a_qualifier": 1}
    assert tableau(vue, "regime") == {"signalement": 1, "a_qualifier": 1}
    assert vue.total.nombre == 2


def test_the_hour_and_the_day_are_those_of_what_happened(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    monday = PASSE.date() - timedelta(days=PASSE.weekday())
    for heure in ("23:30", "05:59", "06:00", "18:00", None):
        factories.creer_incident(monde.village, connu_le=PASSE, survenu_le=monday, survenu_heure=heure)
    factories.creer_incident(monde.village, connu_le=PASSE)
    vue = chiffres(directeur, PASSE.year)
    assert tableau(vue, "tranche") == {"nuit": 2, "matin": 1, "soir": 1, "inconnu": 2}
    assert tableau(vue, "jour") == {"1": 5, "inconnu": 1}


def test_delays_are_told_from_step_to_step(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    factories.creer_incident(
        monde.village,
        declarant=monde.personnes[Role.EDUCATEUR_FAMILIAL],
        etat="qualifie",
        connu_le=timezone.now() - timedelta(hours=5, minutes=10),
    )
    first, second, third, fourth = chiffres(directeur).delais
    assert (first.mediane, first.neuf_dixiemes) == ("5 h", "5 h")
    assert second.mediane == "0 min"
    assert (third.mediane, fourth.mediane) == ("–", "–")


def beaucoup(village: Village, nombre: int, **champs: object) -> None:
    for _ in range(nombre):
        factories.creer_incident(village, **{"connu_le": PASSE} | champs)


def test_head_office_reads_counts_with_small_ones_hidden(monde):
    siege = monde.personnes[Role.SIEGE]
    beaucoup(monde.village, 9)
    beaucoup(monde.village, 2, lieu="ecole")
    beaucoup(monde.autre_village, 8)
    vue = chiffres(siege, PASSE.year)
    assert vue.agregats
    lieux = tableau(vue, "lieu")
    assert lieux["ecole"] is None
    assert lieux["maison"] is None, "the total less what is shown would give the small one back"
    page = client_de(siege).get(reverse("protection:recueil") + f"?annee={PASSE.year}").content.decode()
    assert "Les Collines" in page
    assert "caché" in page
    assert reverse("protection:incidents_du_chiffre") not in page


def test_head_office_hears_of_a_quarter_once_it_is_over(monde):
    siege = monde.personnes[Role.SIEGE]
    beaucoup(monde.village, SEUIL + 1, connu_le=timezone.now())
    assert chiffres(siege).total.nombre == 0


def test_whoever_handles_incidents_never_reads_the_association_s_counts_too(monde):
    """The difference between both would be the incident they are set aside from."""
    directeur = monde.personnes[Role.DIRECTEUR]
    factories.affecter(professionnel(monde, Role.DIRECTEUR), Role.SIEGE)
    beaucoup(monde.village, 6)
    with acting_as_system(raison="test"):
        one = Incident.objects.filter(village=monde.village).first()
    assert one is not None
    factories.ecarter(one, professionnel(monde, Role.DIRECTEUR))
    vue = chiffres(directeur, PASSE.year)
    assert not vue.agregats
    assert vue.total.nombre == 5


def test_the_list_behind_a_figure_is_empty_for_who_handles_none(monde):
    beaucoup(monde.village, 6, connu_le=timezone.now())
    president = monde.personnes[Role.PRESIDENT]
    page = client_de(president).get(reverse("protection:incidents_du_chiffre"))
    assert page.status_code == 200
    assert "Aucun incident" in page.content.decode()


def test_figures_cost_the_same_number_of_queries_whatever_the_number_of_incidents(monde):
    directeur = monde.personnes[Role.DIRECTEUR]

    def queries() -> int:
        with acting_as(directeur):
            villages = list(Village.objects.visible_to(directeur, "lire_piliers"))
            year = annee_de(aujourdhui().year, aujourdhui(), finis=False)
            with CaptureQueriesContext(connection) as found:
                recueil(directeur, year, villages, None)
        return len(found)

    factories.creer_incident(monde.village)
    assert queries() == 1
    for _ in range(29):
        factories.creer_incident(monde.village)
    assert queries() == 1


def test_follow_up_says_what_is_late_what_comes_back_and_what_was_learned(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    old = timezone.now() - timedelta(days=40)
    for _ in range(2):
        incident = factories.creer_incident(
            monde.village, maison=monde.tilleuls, victimes=[monde.lea], connu_le=old, constate_le=old
        )
        factories.creer_qualification(incident, directeur, "eig", categorie=10)
    action = factories.creer_action(incident, professionnel(monde, Role.CHEF_DE_SERVICE))
    with acting_as_system(raison="test"):
        action.pour_le = aujourdhui() - timedelta(days=1)
        action.save()
    with acting_as(directeur):
        vue = suivi(directeur)
        assert [a.pk for a in vue.actions] == [action.pk]
        assert {r.quoi for r in vue.recurrences} == {
            "Les Tilleuls",
            "Léa Martin",
            "10. comportement violent, manquement grave au règlement",
        }
        assert {i.pk for i, _ in vue.retards} == set(Incident.objects.values_list("pk", flat=True))
        assert [c.nombre for c in vue.ages] == [0, 0, 2, 0]
    page = client_de(directeur).get(reverse("protection:suivi")).content.decode()
    assert "Léa Martin" in page


def test_follow_up_of_head_office_names_nobody_and_hides_small_counts(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    for _ in range(2):
        incident = factories.creer_incident(monde.village, maison=monde.tilleuls, victimes=[monde.lea])
        factories.creer_qualification(incident, directeur, "eig", categorie=10)
    siege = monde.personnes[Role.SIEGE]
    with acting_as(siege):
        vue = suivi(siege)
    assert vue.agregats
    assert (vue.retards, vue.actions, vue.recurrences, vue.enseignements) == ([], [], [], [])
    assert vue.etats[0].nombre is None
    assert vue.comptes[-1].nombre is None, "one child twice"
    page = client_de(siege).get(reverse("protection:suivi")).content.decode()
    assert "Léa" not in page
    assert incident.reference not in page
