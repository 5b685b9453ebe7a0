"""Medicines on demand: the prescription's limits are held by the sentence, the service and the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enfants.models import Prise, Traitement
from enfants.selectors.papiers_contenu import feuille_de_la_semaine, fiche_d_urgence
from enfants.selectors.traitements import journee_de_soins
from enfants.services.prises import annuler_prise, donner_si_besoin
from enfants.si_besoin import attente
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui, jour_de_soiree
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.ensemble import together
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.SOIN_QUOTIDIEN)}
#: What a house pays for its medicines on demand: their doses, who gave them, and a key.
EN_PLUS = 3


@pytest.fixture
def claire(monde):
    return client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])


@pytest.fixture
def sirop(monde) -> Traitement:
    return factories.creer_si_besoin(monde.lea)


def adresse(traitement: Traitement) -> str:
    return reverse("enfants:si_besoin", args=[traitement.pk])


def prises(enfant) -> list[Prise]:
    with acting_as_system(raison="test"):
        return list(Prise.objects.standing().filter(enfant=enfant).order_by("saisie_le"))


def donner(monde, traitement: Traitement, role: Role = Role.EDUCATEUR_FAMILIAL) -> Prise:
    user = monde.personnes[role]
    with acting_as(user):
        return donner_si_besoin(
            acteur=user, traitement=traitement, ident=nouvel_id(), version_lue=1, pour="38,9 sous le bras"
        )


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


# --- the rule ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("il_y_a", "depuis"),
    [
        ([], None),
        ([6.0], None),
        ([5.99], 0.01),
        ([23, 17, 11], None),
        ([23, 17, 11, 6.5], 1),
        ([24.01, 18, 12, 6.5], None),
        ([20, 15, 10, 1], 5),
    ],
)
def test_the_maximum_and_the_time_between_two_say_from_when(il_y_a, depuis):
    now = timezone.now()
    given = [now - timedelta(hours=hours) for hours in il_y_a]
    found = attente(maximum=4, intervalle=6, donnees=given, maintenant=now)
    if depuis is None:
        assert found is None
        return
    assert found is not None
    assert abs(found.depuis - now - timedelta(hours=depuis)) < timedelta(seconds=1)
    assert "le médecin, ou le 15" in found.phrase


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_give_one_dose(monde, sirop):
    def give(role: Role) -> str:
        try:
            donner(monde, sirop, role)
        except ValidationError as erreur:
            return erreur.messages[0]
        return ""

    told = together(
        lambda: give(Role.EDUCATEUR_FAMILIAL),
        lambda: give(Role.INFIRMIER),
        lambda: give(Role.EDUCATEUR_FAMILIAL),
    )
    assert told.count("") == 1
    assert all("le médecin, ou le 15" in phrase for phrase in told if phrase)
    assert len(prises(monde.lea)) == 1


# --- who --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_writes_daily_care_gives_it(monde, sirop, role):
    client = client_de(monde.personnes[role])
    sent = saisir(client, "enfants:si_besoin", sirop.pk, pour="38,9", version=1)
    assert sent.status_code == (302 if role in ECRIVENT else 404)
    assert len(prises(monde.lea)) == (role in ECRIVENT)
    if role not in ECRIVENT:
        with acting_as(monde.personnes[role]), pytest.raises(PermissionDenied):
            donner(monde, sirop, role)


def test_another_house_and_a_treatment_at_fixed_times_are_not_there(monde, claire):
    ailleurs, fixe = factories.creer_si_besoin(monde.malo), factories.creer_traitement(monde.lea)
    assert claire.get(adresse(ailleurs)).status_code == 404
    assert claire.get(adresse(fixe)).status_code == 404
    demande = factories.creer_si_besoin(monde.lea)
    assert claire.get(reverse("enfants:prise", args=[demande.pk])).status_code == 404
    assert claire.get(reverse("enfants:non_donne", args=[demande.pk])).status_code == 404


# --- giving -----------------------------------------------------------------------------------------


def test_two_taps_note_it_once_with_why_and_who(monde, claire, sirop):
    house = reverse("enfants:traitements_du_jour", args=[monde.tilleuls.pk])
    first = plain(claire.get(house).text)
    for words in (
        "Si besoin",
        "Paracétamol 250 mg",
        "fièvre au-dessus de 38,5",
        "4 fois par 24 heures au plus, 6 heures entre deux",
    ):
        assert words in first, words
    assert adresse(sirop) in first
    page = claire.get(adresse(sirop))
    assert 'value="fièvre au-dessus de 38,5"' in page.text
    sent = {"envoi": envoi_de(page), "version": 1, "pour": "38,9 sous le bras"}
    assert [claire.post(adresse(sirop), sent).status_code for _ in range(2)] == [302, 302]
    [prise] = prises(monde.lea)
    assert (prise.moment, prise.etat, prise.auteur_id) == (
        None,
        "donnee",
        monde.personnes[Role.EDUCATEUR_FAMILIAL].pk,
    )
    after = plain(claire.get(house).text)
    assert "38,9 sous le bras" in after
    assert "il faut 6 heures entre deux" in after
    assert adresse(sirop) not in after
    assert EntreeAudit.objects.filter(action="soins.prise", objets=[prise.pk]).count() == 1
    assert "si besoin" in claire.get(reverse("enfants:soins", args=[monde.lea.pk])).text


def test_too_early_nothing_is_noted_and_the_sentence_says_whom_to_call(monde, claire, sirop):
    before = claire.get(adresse(sirop))
    donner(monde, sirop, Role.INFIRMIER)
    answer = claire.post(adresse(sirop), {"envoi": envoi_de(before), "version": 1, "pour": "38,9"})
    assert answer.status_code == 422
    text = plain(answer.text)
    assert "Ne le donnez pas maintenant" in text
    assert "Pas avant" in text
    assert "appelez le médecin, ou le 15" in text
    assert "Donné maintenant" not in text
    assert len(prises(monde.lea)) == 1


def test_beyond_the_maximum_nothing_is_noted(monde, claire):
    sirop = factories.creer_si_besoin(monde.lea, maximum=3, intervalle=4)
    auteur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    for hours in (20, 14, 8):
        factories.creer_prise(
            sirop,
            auteur,
            None,
            jour=jour_de_soiree() - timedelta(days=1),
            saisie_le=timezone.now() - timedelta(hours=hours),
        )
    text = plain(claire.get(adresse(sirop)).text)
    assert "Déjà donné 3 fois en 24 heures, le maximum prescrit" in text
    assert "Donné maintenant" not in text
    with pytest.raises(ValidationError, match="le maximum prescrit"):
        donner(monde, sirop)


def test_without_a_reason_nothing_is_noted(monde, claire, sirop):
    page = saisir(claire, "enfants:si_besoin", sirop.pk, version=1, pour="")
    assert (page.status_code, "Dites pourquoi vous le donnez." in page.text) == (422, True)
    assert prises(monde.lea) == []


def test_a_treatment_that_changed_is_read_again(monde, claire, sirop):
    page = claire.get(adresse(sirop))
    with acting_as_system(raison="test"):
        sirop.dose, sirop.version = "2 doses-poids", 2
        sirop.save()
    sent = {"envoi": envoi_de(page), "version": 1, "pour": "mal au ventre"}
    answer = claire.post(adresse(sirop), sent)
    for words in ("vient de changer", "2 doses-poids", "mal au ventre", 'name="version" value="2"'):
        assert words in answer.text, words
    assert prises(monde.lea) == []
    assert claire.post(adresse(sirop), sent | {"version": 2}).status_code == 302


def test_outside_its_days_it_is_not_given(monde):
    fini = factories.creer_si_besoin(
        monde.lea, debut=aujourdhui() - timedelta(days=30), fin=aujourdhui() - timedelta(days=9)
    )
    with pytest.raises(ValidationError, match="ne se donne plus"):
        donner(monde, fini)


def test_one_s_own_dose_is_taken_back_and_another_may_then_be_given(monde, claire, sirop):
    prise = donner(monde, sirop)
    annuler = reverse("enfants:annuler_prise", args=[prise.pk])
    assert annuler in claire.get(reverse("enfants:traitements_du_jour", args=[monde.tilleuls.pk])).text
    assert claire.get(annuler).status_code == 302
    assert len(prises(monde.lea)) == 1
    assert claire.post(annuler).status_code == 302
    assert prises(monde.lea) == []
    donner(monde, sirop)


def test_a_signed_dose_stays_and_the_page_says_so(monde, claire, sirop):
    auteur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    prise = factories.creer_prise(sirop, auteur, None, saisie_le=timezone.now() - timedelta(minutes=11))
    answer = claire.post(reverse("enfants:annuler_prise", args=[prise.pk]), follow=True)
    assert "Cette prise est signée" in plain(answer.text)
    assert len(prises(monde.lea)) == 1
    with acting_as(monde.personnes[Role.INFIRMIER]), pytest.raises(PermissionDenied):
        annuler_prise(acteur=monde.personnes[Role.INFIRMIER], prise=prise)


def test_the_other_medicines_of_the_day_are_shown_before_giving(monde, claire, sirop):
    autre = factories.creer_si_besoin(monde.lea, "Doliprane du sac")
    donner(monde, autre)
    assert "Doliprane du sac" in claire.get(adresse(sirop)).text


# --- the database -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heures", "moment"),
    [((3,), None), ((20, 14, 8), None), ((), "matin")],
    ids=["soon", "often", "moment"],
)
def test_the_database_refuses_what_the_prescription_does_not_allow(monde, heures, moment):
    sirop = factories.creer_si_besoin(monde.lea, maximum=3, intervalle=4)
    auteur = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    for hours in heures:
        factories.creer_prise(
            sirop,
            auteur,
            None,
            jour=jour_de_soiree() - timedelta(days=1),
            saisie_le=timezone.now() - timedelta(hours=hours),
        )
    with pytest.raises(IntegrityError, match=r"too early|no such dose"), transaction.atomic():
        factories.creer_prise(sirop, auteur, moment)
    assert len(prises(monde.lea)) == len(heures)


@pytest.mark.parametrize(
    "champs",
    [
        {"maximum": None},
        {"intervalle": None},
        {"intervalle": 0},
        {"maximum": 13},
        {"raison": None},
        {"moments": ["matin"]},
    ],
    ids=str,
)
def test_the_database_refuses_a_treatment_on_demand_without_its_limits(monde, champs):
    with pytest.raises(IntegrityError, match="traitement_moments_ou_si_besoin"), transaction.atomic():
        factories.creer_si_besoin(monde.lea, **champs)


def test_a_dose_at_a_fixed_time_still_needs_its_moment(monde):
    fixe = factories.creer_traitement(monde.lea)
    with pytest.raises(IntegrityError, match="no such dose"), transaction.atomic():
        factories.creer_prise(fixe, monde.personnes[Role.EDUCATEUR_FAMILIAL], None)


# --- prescribing ------------------------------------------------------------------------------------


def ordonnance(**changes: object) -> dict[str, object]:
    return {
        "nom": "Paracétamol", "dose": "1 sachet", "si_besoin": "on", "raison": "fièvre", "maximum": 4,
        "intervalle": 6, "debut": aujourdhui().isoformat(), "prescripteur": "Dr Morel", "version": 0,
    } | changes  # fmt: skip


def test_a_prescription_on_demand_is_written_and_corrected(monde, claire):
    assert saisir(claire, "enfants:nouveau_traitement", monde.lea.pk, **ordonnance()).status_code == 302
    with acting_as_system(raison="test"):
        row = Traitement.objects.get(enfant=monde.lea)
        assert (row.si_besoin, row.moments, row.maximum, row.intervalle, row.raison) == (
            True,
            [],
            4,
            6,
            "fièvre",
        )
    text = plain(claire.get(reverse("enfants:soins", args=[monde.lea.pk])).text)
    assert "si besoin : fièvre ; 4 fois par 24 heures au plus, 6 heures entre deux" in text
    changed = saisir(claire, "enfants:traitement", row.pk, **ordonnance(version=1, maximum=3))
    assert changed.status_code == 302
    fixed = ordonnance(version=2, moments=["matin"])
    del fixed["si_besoin"]
    assert saisir(claire, "enfants:traitement", row.pk, **fixed).status_code == 302
    with acting_as_system(raison="test"):
        row = Traitement.objects.get(pk=row.pk)
        assert (row.si_besoin, row.moments, row.maximum, row.raison) == (False, ["matin"], None, None)


def test_what_depends_on_the_kind_of_treatment_is_not_said_to_be_optional(monde, claire):
    page = claire.get(reverse("enfants:nouveau_traitement", args=[monde.lea.pk])).text
    for nom in ("raison", "maximum", "intervalle"):
        assert "(facultatif)" not in page.split(f'for="id_{nom}"')[1].split("</label>")[0]
    assert "(facultatif)" in page.split('for="id_consigne"')[1].split("</label>")[0]


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"raison": ""}, "Dites pour quoi il se donne"),
        ({"maximum": ""}, "Dites combien de fois en 24 heures"),
        ({"intervalle": ""}, "Dites combien d’heures attendre"),
        ({"intervalle": 25}, "Écrivez un nombre entier, de 1 à 24."),
        ({"maximum": "0"}, "Écrivez un nombre entier, de 1 à 12."),
        ({"maximum": "peu"}, "Écrivez un nombre entier, de 1 à 12."),
        ({"si_besoin": "", "moments": ["matin"]}, "Cochez cette case"),
        ({"si_besoin": "", "raison": "", "maximum": "", "intervalle": ""}, "Choisissez au moins un moment."),
    ],
)
def test_a_prescription_that_lacks_something_says_what(monde, claire, changes, phrase):
    page = saisir(claire, "enfants:nouveau_traitement", monde.lea.pk, **ordonnance(**changes))
    assert page.status_code == 422
    assert phrase in plain(page.text)
    assert 'value="Paracétamol"' in page.text


# --- the papers, the counts -------------------------------------------------------------------------


def test_the_sheet_of_the_week_and_the_emergency_page_tell_the_limits(monde, sirop):
    user = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    today = aujourdhui()
    with acting_as(user):
        content, _ = feuille_de_la_semaine(user, monde.tilleuls, today - timedelta(days=today.weekday()))
        [line] = content["enfants"][0]["lignes"]
        urgence = fiche_d_urgence(user, monde.lea)
    assert line["moment"] == "Si besoin"
    for text in (line["quoi"], urgence["traitements"][0][2]):
        for words in ("fièvre au-dessus de 38,5", "4 fois par 24 heures au plus, 6 heures entre deux"):
            assert words in plain(text), words


def test_another_day_and_an_absent_child_are_not_offered_it(monde, sirop):
    user = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    with acting_as(user):
        assert len(journee_de_soins(user, monde.tilleuls, jour_de_soiree()).si_besoin) == 1
        assert journee_de_soins(user, monde.tilleuls, jour_de_soiree() - timedelta(days=1)).si_besoin == []
    factories.creer_absence(monde.lea, debut=jour_de_soiree() - timedelta(days=1))
    with acting_as(user):
        assert journee_de_soins(user, monde.tilleuls, jour_de_soiree()).si_besoin == []


def test_the_house_pays_for_them_once_whatever_their_number(monde, claire):
    house = reverse("enfants:traitements_du_jour", args=[monde.tilleuls.pk])
    factories.creer_traitement(monde.lea)
    claire.get(house)
    counts = []
    for more in (0, 1, 2):
        for _ in range(more):
            prise = factories.creer_si_besoin(monde.lea)
            factories.creer_prise(prise, monde.personnes[Role.EDUCATEUR_FAMILIAL], None)
        with CaptureQueriesContext(connection) as queries:
            assert claire.get(house).status_code == 200
        counts.append(len(queries))
    assert counts == [counts[0], counts[0] + EN_PLUS, counts[0] + EN_PLUS]
