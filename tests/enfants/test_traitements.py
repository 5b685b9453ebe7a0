"""« Traitements du jour »: two taps, one dose, a reason when not given, ten minutes to undo."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enfants.enums import EtatPrise, Moment, RaisonPrise
from enfants.models import Prise, Traitement
from enfants.services.prises import (
    PriseDejaNoteeError,
    PriseSigneeError,
    TraitementChangeError,
    annuler_prise,
    noter_prise,
)
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui, jour_de_soiree
from tests import factories
from tests.connexion import ouvrir_session

pytestmark = pytest.mark.django_db

REQUETES = 20
#: Nine in the evening in Paris, in winter.
SOIR = datetime(2027, 1, 12, 20, 0, tzinfo=UTC)


@pytest.fixture
def claire(monde, connecter):
    return connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])


@pytest.fixture
def traitement(monde):
    return factories.creer_traitement(
        monde.lea, "Ventoline", Moment.MATIN, Moment.SOIR, Moment.COUCHER, dose="2 bouffées",
        debut=aujourdhui() - timedelta(days=400),
    )  # fmt: skip


def page(client, monde, **parametres) -> str:
    response = client.get(reverse("enfants:traitements_du_jour", args=[monde.tilleuls.pk]), parametres)
    assert response.status_code == 200
    return response.content.decode()


def corps(traitement, moment=Moment.SOIR, **champs):
    return {"jour": jour_de_soiree().isoformat(), "moment": moment, "version": traitement.version} | champs


def donner(client, traitement, moment=Moment.SOIR, **options):
    return client.post(reverse("enfants:prise", args=[traitement.pk]), corps(traitement, moment), **options)


def prises() -> list[Prise]:
    """Every dose, its sealed words opened."""
    with acting_as_system(raison="test"):
        found = list(Prise.objects.order_by("saisie_le"))
        assert all(isinstance(f"{p.quoi}{p.raison}{p.precision}", str) for p in found)
        return found


# --- the page ----------------------------------------------------------------------------


def test_the_day_is_laid_out_by_moment_and_says_what_is_late(monde, claire, traitement):
    with time_machine.travel(SOIR, tick=False):
        text = page(connecter_a_nouveau(claire, monde), monde)
    assert text.index("moment-matin") < text.index("moment-soir") < text.index("moment-coucher")
    assert "En retard de 11 heures" in text
    assert "En retard de 30 minutes" in text
    assert "vers 20 h 30" in text.replace("\u00a0", " ")
    assert "2 bouffées" in text
    assert "3 prises à donner" in text


def connecter_a_nouveau(client, monde):
    """A session opened at the hour one travels to."""
    ouvrir_session(client, monde.personnes[Role.EDUCATEUR_FAMILIAL])
    return client


@pytest.mark.parametrize(
    ("heure", "mot"),
    [(17, "Plus tard"), (18, "Donner"), (20, "En retard de 1 minute"), (21, "En retard de 1 heure")],
)
def test_a_dose_waits_then_is_to_be_given_then_is_late(monde, claire, heure, mot):
    factories.creer_traitement(monde.lea, "Sirop", Moment.SOIR, debut=aujourdhui() - timedelta(days=400))
    minute = 0 if heure == 17 else 30
    with time_machine.travel(datetime(2027, 1, 12, heure - 1, minute, 59, tzinfo=UTC), tick=False):
        text = page(connecter_a_nouveau(claire, monde), monde)
    assert mot in text
    assert ("statut-danger" in text) is mot.startswith("En retard")


def test_after_midnight_the_evening_goes_on(monde, claire, traitement):
    with time_machine.travel(datetime(2027, 1, 12, 0, 30, tzinfo=UTC), tick=False):
        client = connecter_a_nouveau(claire, monde)
        assert "lundi 11 janvier" in page(client, monde).replace("\u00a0", " ")
        assert donner(client, traitement, Moment.COUCHER).status_code == 302
        assert [str(p.jour) for p in prises()] == ["2027-01-11"]
        assert "3 heures après l’heure limite" in page(client, monde)


def test_an_absent_child_is_shown_apart(monde, claire, traitement):
    factories.creer_traitement(monde.noe, "Sirop", Moment.SOIR)
    factories.creer_absence(monde.lea, debut=jour_de_soiree(), fin=aujourdhui() + timedelta(days=3))
    text = page(claire, monde)
    assert "Pas à la maison" in text
    assert "3 prises à donner là-bas" in text
    assert "Ventoline" not in text
    assert "Sirop" in text


def test_treatments_ended_or_to_come_and_other_houses_are_not_there(monde, claire):
    today = jour_de_soiree()
    factories.creer_traitement(monde.lea, "Fini", fin=today - timedelta(days=1))
    factories.creer_traitement(monde.lea, "Dernierjour", fin=today)
    factories.creer_traitement(monde.lea, "Futur", debut=today + timedelta(days=1))
    factories.creer_traitement(monde.ines, "Voisine")
    text = page(claire, monde)
    assert [nom in text for nom in ("Fini", "Dernierjour", "Futur", "Voisine")] == [False, True, False, False]


def test_an_empty_house_says_how_to_begin(monde, claire):
    assert "Aucun traitement ce jour-là" in page(claire, monde)


def test_queries_do_not_grow_with_the_doses(monde, claire):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(claire, monde)
        return len(queries)

    first = factories.creer_traitement(monde.lea, "Un")
    factories.creer_prise(first, educatrice)
    page(claire, monde)
    one = count()
    for enfant in (monde.lea, monde.noe):
        more = factories.creer_traitement(enfant, "Deux", Moment.MATIN, Moment.MIDI, Moment.SOIR)
        factories.creer_prise(more, educatrice)
    assert count() == one == REQUETES


def test_reading_is_audited_with_ids_only(monde, claire, traitement):
    page(claire, monde)
    with acting_as_system(raison="test"):
        entree = EntreeAudit.objects.get(action="soins.traitements_du_jour")
    assert entree.enfants == [monde.lea.pk]


# --- two taps ----------------------------------------------------------------------------


def test_the_first_tap_asks_and_the_second_notes(monde, claire, traitement):
    factories.creer_allergie(monde.lea, "pénicilline")
    url = reverse("enfants:prise", args=[traitement.pk])
    question = claire.get(url, {"jour": jour_de_soiree().isoformat(), "moment": "soir"})
    assert "Oui, c’est donné" in question.text
    assert "Allergie : pénicilline" in question.text.replace("\u00a0", " ")
    assert prises() == []
    answer = donner(claire, traitement)
    assert answer.status_code == 302
    assert answer.url.endswith(f"#dose-{traitement.pk}-soir")
    [prise] = prises()
    assert (prise.etat, prise.moment, prise.quoi) == ("donnee", "soir", "Ventoline, 2 bouffées")
    assert prise.auteur_id == monde.personnes[Role.EDUCATEUR_FAMILIAL].pk
    assert "Donné" in page(claire, monde)
    with acting_as_system(raison="test"):
        assert EntreeAudit.objects.get(action="soins.prise").objets == [prise.pk]


def test_htmx_gets_the_card_alone_announced(monde, claire, traitement):
    url = reverse("enfants:prise", args=[traitement.pk])
    question = claire.get(url, corps(traitement), headers={"HX-Request": "true"})
    assert "<html" not in question.text
    assert question.text.strip().startswith("<li")
    answer = donner(claire, traitement, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Donné" in answer.text
    assert "Annuler" in answer.text
    assert "maison:annonce" in answer.headers["HX-Trigger-After-Settle"]
    assert "Léa" not in answer.headers["HX-Trigger-After-Settle"]


def test_a_double_submit_notes_one_dose(monde, claire, traitement):
    assert [donner(claire, traitement).status_code for _ in range(2)] == [302, 302]
    assert len(prises()) == 1


def test_a_second_person_is_told_not_to_give_it_again(monde, claire, traitement, connecter):
    donner(claire, traitement)
    infirmier = connecter(monde.personnes[Role.INFIRMIER])
    answer = donner(infirmier, traitement)
    assert answer.status_code == 409
    assert "Déjà noté" in answer.text
    assert "Ne le donnez pas une seconde fois" in answer.text
    fragment = donner(infirmier, traitement, headers={"HX-Request": "true"})
    assert (fragment.status_code, "Déjà noté" in fragment.text) == (422, True)
    assert len(prises()) == 1


def test_a_treatment_changed_meanwhile_is_read_again(monde, claire, traitement):
    with acting_as_system(raison="test"):
        traitement.dose, traitement.version = "4 bouffées", 2
        traitement.save()
    assert traitement.version == 2
    stale = claire.post(reverse("enfants:prise", args=[traitement.pk]), corps(traitement, version=1))
    assert stale.status_code == 409
    assert "Ce traitement vient de changer" in stale.text
    assert "4 bouffées" in stale.text
    assert prises() == []
    assert donner(claire, traitement).status_code == 302
    assert prises()[0].quoi == "Ventoline, 4 bouffées"


@pytest.mark.parametrize(
    "champs", [{"moment": "midi"}, {"moment": "minuit"}, {"jour": "hier"}, {"version": "beaucoup"}]
)
def test_a_dose_that_does_not_exist_is_not_found(monde, claire, traitement, champs):
    answer = claire.post(reverse("enfants:prise", args=[traitement.pk]), corps(traitement) | champs)
    assert answer.status_code == 404
    assert prises() == []


@pytest.mark.parametrize(("jours", "phrase"), [(1, "dans le futur"), (-2, "trop ancienne")])
def test_days_out_of_reach_are_refused_in_words(monde, claire, traitement, jours, phrase):
    jour = (jour_de_soiree() + timedelta(days=jours)).isoformat()
    answer = claire.post(reverse("enfants:prise", args=[traitement.pk]), corps(traitement, jour=jour))
    assert answer.status_code == 409
    assert phrase in answer.text
    assert prises() == []


def test_yesterday_s_dose_may_still_be_noted(monde, claire, traitement):
    hier = (jour_de_soiree() - timedelta(days=1)).isoformat()
    text = page(claire, monde, jour=hier)
    assert "Traitements de la veille" in text
    assert f"?jour={hier}&amp;moment=soir" in text
    avant = page(claire, monde, jour=(jour_de_soiree() - timedelta(days=2)).isoformat())
    assert "Ventoline" in avant
    assert "Donner" not in avant
    answer = claire.post(reverse("enfants:prise", args=[traitement.pk]), corps(traitement, jour=hier))
    assert answer.status_code == 302
    assert f"?jour={hier}" in answer.url


# --- not given ----------------------------------------------------------------------------


def test_not_given_needs_a_reason_and_keeps_what_was_typed(monde, claire, traitement):
    url = reverse("enfants:non_donne", args=[traitement.pk])
    assert "Pourquoi ?" in claire.get(url, corps(traitement)).text.replace("\u202f", " ")
    answer = claire.post(url, corps(traitement, precision="Il dormait déjà."))
    assert answer.status_code == 422
    assert "Choisissez une raison" in answer.text
    assert "Il dormait déjà." in answer.text
    other = claire.post(url, corps(traitement, raison="autre"))
    assert (other.status_code, "Dites en quelques mots" in other.text) == (422, True)
    assert prises() == []
    assert claire.post(url, corps(traitement, raison="refus", precision="A craché.")).status_code == 302
    [prise] = prises()
    assert (prise.etat, prise.raison, prise.precision) == ("refusee", "refus", "A craché.")
    text = page(claire, monde)
    assert "l’enfant a refusé" in text
    assert "A craché." in text


# --- ten minutes --------------------------------------------------------------------------


def test_a_dose_is_taken_back_within_ten_minutes_then_noted_again(monde, claire, traitement):
    donner(claire, traitement)
    [prise] = prises()
    assert claire.post(reverse("enfants:annuler_prise", args=[prise.pk])).status_code == 302
    assert "Donné<" not in page(claire, monde)
    donner(claire, traitement)
    assert [p.annulee_le is None for p in prises()] == [False, True]


def test_after_ten_minutes_it_is_signed(monde, claire, traitement):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    old = timezone.now() - timedelta(minutes=11)
    prise = factories.creer_prise(traitement, educatrice, Moment.SOIR, saisie_le=old)
    assert "Annuler" not in page(claire, monde)
    answer = claire.post(reverse("enfants:annuler_prise", args=[prise.pk]))
    assert answer.status_code == 409
    assert "Cette prise est signée" in answer.text
    with acting_as(educatrice), pytest.raises(PriseSigneeError):
        annuler_prise(acteur=educatrice, prise=prise)
    prise.annulee_le = timezone.now()
    refused = pytest.raises((InternalError, ProgrammingError), match="signed")
    with acting_as_system(raison="test"), refused, transaction.atomic():
        prise.save(update_fields=["annulee_le"])


def test_nobody_takes_back_somebody_else_s_dose(monde, traitement, connecter):
    prise = factories.creer_prise(traitement, monde.personnes[Role.INFIRMIER], Moment.SOIR)
    client = connecter(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    assert client.post(reverse("enfants:annuler_prise", args=[prise.pk])).status_code == 404
    assert prises()[0].annulee_le is None


# --- what the database refuses ----------------------------------------------------------------


def test_the_database_allows_one_standing_dose_per_moment(monde, traitement):
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    factories.creer_prise(traitement, educatrice)
    with pytest.raises(IntegrityError, match="prise_une_par_moment"), transaction.atomic():
        factories.creer_prise(traitement, educatrice)


@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"etat": EtatPrise.REFUSEE}, "prise_non_donnee_avec_raison"),
        ({"raison": RaisonPrise.REFUS}, "prise_non_donnee_avec_raison"),
        ({"jour": aujourdhui() - timedelta(days=999)}, "no such dose"),
    ],
)
def test_the_database_refuses_a_dose_that_makes_no_sense(monde, traitement, champs, contrainte):
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        factories.creer_prise(traitement, monde.personnes[Role.EDUCATEUR_FAMILIAL], **champs)


def test_the_facts_of_a_dose_are_frozen(monde, traitement):
    prise = factories.creer_prise(traitement, monde.personnes[Role.EDUCATEUR_FAMILIAL])
    prise.moment = Moment.COUCHER
    with (
        acting_as_system(raison="test"),
        pytest.raises((InternalError, ProgrammingError), match="never changed"),
        transaction.atomic(),
    ):
        prise.save()


@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"fin": aujourdhui() - timedelta(days=30)}, "traitement_dates_ordonnees"),
        ({"moments": []}, "traitement_moments_ou_si_besoin"),
        ({"moments": ["minuit"]}, "traitement_moments_connus"),
    ],
)
def test_the_database_refuses_a_treatment_that_makes_no_sense(monde, traitement, champs, contrainte):
    for champ, valeur in champs.items():
        setattr(traitement, champ, valeur)
    traitement.debut = aujourdhui()
    with (
        acting_as_system(raison="test"),
        pytest.raises(IntegrityError, match=contrainte),
        transaction.atomic(),
    ):
        traitement.save()


# --- who ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_and_who_gives(monde, connecter, traitement, role):
    client = connecter(monde.personnes[role])
    reads = role in {
        Role.EDUCATEUR_FAMILIAL, Role.AIDE_FAMILIAL, Role.STAGIAIRE, Role.EDUCATEUR_SPECIALISE, Role.PSYCHOLOGUE,
        Role.INFIRMIER, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.CADRE_ASTREINTE,
    }  # fmt: skip
    gives = role in {Role.EDUCATEUR_FAMILIAL, Role.INFIRMIER}
    answer = client.get(reverse("enfants:traitements_du_jour", args=[monde.tilleuls.pk]))
    assert answer.status_code == (200 if reads else 404)
    assert ("Ventoline" in answer.content.decode()) is reads
    assert (reverse("enfants:prise", args=[traitement.pk]) in answer.content.decode()) is gives
    assert donner(client, traitement).status_code == (302 if gives else 404)
    assert len(prises()) == int(gives)


@pytest.mark.parametrize("ailleurs", ["erables", "sorbiers"])
def test_the_educator_of_another_house_gives_nothing(monde, connecter, traitement, ailleurs):
    hugo = factories.creer_professionnel("hugo")
    factories.affecter(hugo, Role.EDUCATEUR_FAMILIAL, maison=getattr(monde, ailleurs))
    client = connecter(hugo.compte)
    assert client.get(reverse("enfants:traitements_du_jour", args=[monde.tilleuls.pk])).status_code == 404
    assert donner(client, traitement).status_code == 404
    with acting_as(hugo.compte):
        assert not Traitement.objects.filter(pk=traitement.pk).exists()


def test_the_nurse_sees_every_house_with_what_waits(monde, connecter, traitement):
    client = connecter(monde.personnes[Role.INFIRMIER])
    text = client.get(reverse("enfants:mes_traitements")).content.decode()
    assert text.index("Les Érables") < text.index("Les Tilleuls")
    assert "Les Sorbiers" not in text
    assert "Rien à donner" in text


def test_one_house_leads_straight_to_it(monde, claire):
    answer = claire.get(reverse("enfants:mes_traitements"))
    assert answer.url == reverse("enfants:traitements_du_jour", args=[monde.tilleuls.pk])


def test_the_service_asks_again(monde, traitement):
    aide = monde.personnes[Role.AIDE_FAMILIAL]
    with acting_as(aide), pytest.raises(PermissionDenied):
        noter_prise(
            acteur=aide, traitement=traitement, jour=jour_de_soiree(), moment=Moment.SOIR, version_lue=1
        )
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    with acting_as(educatrice), pytest.raises(TraitementChangeError):
        noter_prise(
            acteur=educatrice, traitement=traitement, jour=jour_de_soiree(), moment=Moment.SOIR, version_lue=7
        )


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_note_one_dose(monde, traitement):
    people = [monde.personnes[Role.EDUCATEUR_FAMILIAL], monde.personnes[Role.INFIRMIER]]
    barrier, told = threading.Barrier(2), []

    def give(person) -> None:
        try:
            barrier.wait()
            with acting_as(person):
                noter_prise(
                    acteur=person,
                    traitement=traitement,
                    jour=jour_de_soiree(),
                    moment=Moment.SOIR,
                    version_lue=1,
                )
            told.append("noté")
        except PriseDejaNoteeError:
            told.append("déjà")
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["déjà", "noté"]
    assert len(prises()) == 1
