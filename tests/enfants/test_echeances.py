"""Deadlines of children: right with every worker dead, inside each reader's rights."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from enfants.enums import NatureMesure
from socle.audit.models import EntreeAudit
from socle.echeances.enums import Etat
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.saisie import client_de

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scolarises(monde):
    """Children who go to school: its own deadlines are elsewhere."""
    for enfant in monde.enfants:
        factories.creer_scolarite(enfant, debut=dans(-400))


def codes(user, enfant) -> dict[str, Etat]:
    with acting_as(user):
        return {e.regle.code: e.etat for e in echeances_de(user, enfants=[enfant.pk])}


def dans(jours: int) -> date:
    return aujourdhui() + timedelta(days=jours)


@pytest.fixture
def chef(monde):
    return monde.personnes[Role.CHEF_DE_SERVICE]


def test_a_child_without_a_title_is_late_from_the_day_they_came(monde, chef):
    assert codes(chef, monde.lea) == {"ADM-01": Etat.EN_RETARD}
    factories.creer_mesure(monde.lea)
    assert "ADM-01" not in codes(chef, monde.lea)


@pytest.mark.parametrize(
    ("nature", "champs", "attendu"),
    [
        (NatureMesure.OPP_PARQUET, {}, {"JUD-01"}),
        (NatureMesure.OPP_PARQUET, {"juge_saisi_le": dans(-99)}, {"JUD-01", "JUD-02"}),
        (NatureMesure.OPP_JUGE, {"fin": dans(20)}, {"JUD-03", "JUD-04"}),
        (NatureMesure.AE_ASE, {"fin": dans(20)}, {"JUD-05", "JUD-07", "JUD-07-TERME"}),
        (
            NatureMesure.AE_ASE,
            {"fin": dans(900), "longue_duree": True},
            {"JUD-05", "JUD-06", "JUD-07", "JUD-07-TERME"},
        ),
        (NatureMesure.AE_DIRECT, {"notifiee_le": dans(-3)}, {"JUD-07", "JUD-09"}),
        (NatureMesure.ACCUEIL_PROVISOIRE, {"fin": dans(20)}, {"ADMV-01"}),
        (NatureMesure.RECUEIL_URGENCE, {"fin": dans(1)}, {"ADMV-02"}),
        (NatureMesure.ACCUEIL_72H, {"fin": dans(1)}, {"ADMV-03"}),
        (NatureMesure.TUTELLE, {"fin": dans(20)}, {"MES-TERME"}),
        (NatureMesure.PUPILLE, {}, set()),
    ],
)
def test_each_kind_of_measure_starts_its_own_clocks(monde, chef, nature, champs, attendu):
    factories.creer_mesure(monde.lea, nature, **champs)
    assert set(codes(chef, monde.lea)) == attendu


def test_a_renewal_closes_the_term_and_a_lift_closes_everything(monde, chef):
    former = factories.creer_mesure(monde.lea, debut=dans(-500), fin=dans(-2))
    assert codes(chef, monde.lea)["JUD-05"] is Etat.EN_RETARD
    factories.creer_mesure(monde.lea, debut=dans(-2), fin=dans(300), precedente=former)
    with acting_as(chef):
        states = {
            (e.regle.code, e.fait.objet == former.pk): e.etat
            for e in echeances_de(chef, enfants=[monde.lea.pk])
        }
    assert states["JUD-05", True] is Etat.FAIT
    assert states["JUD-05", False] is Etat.A_VENIR
    factories.creer_mesure(monde.noe, fin=dans(3), levee_le=dans(-1))
    found = codes(chef, monde.noe)
    assert found.pop("ADM-01") is Etat.EN_RETARD
    assert set(found.values()) == {Etat.SANS_OBJET}


def test_the_report_is_counted_from_the_last_one_and_twice_a_year_before_three(monde, chef):
    bebe = factories.creer_enfant(
        monde.village, "Eva", "Roy", naissance=dans(-400), maison=monde.tilleuls, debut=dans(-300)
    )
    factories.creer_mesure(bebe, debut=dans(-300))
    assert codes(chef, bebe)["JUD-07-PETITS"] is Etat.EN_RETARD
    factories.creer_mesure(monde.lea, debut=dans(-500))
    assert codes(chef, monde.lea)["JUD-07"] is Etat.EN_RETARD
    factories.creer_mesure(monde.noe, debut=dans(-500), rapport_le=dans(-30))
    assert codes(chef, monde.noe)["JUD-07"] is Etat.A_VENIR


def test_a_report_sent_near_the_term_answers_for_it(monde, chef):
    factories.creer_mesure(monde.lea, fin=dans(20), rapport_le=dans(-10))
    factories.creer_mesure(monde.noe, fin=dans(20))
    assert codes(chef, monde.lea)["JUD-07-TERME"] is Etat.FAIT
    assert codes(chef, monde.noe)["JUD-07-TERME"] is Etat.EN_RETARD


def test_an_appeal_not_made_in_time_is_no_lateness(monde, chef):
    factories.creer_mesure(monde.lea, notifiee_le=dans(-50))
    assert codes(chef, monde.lea)["JUD-09"] is Etat.SANS_OBJET


@pytest.mark.parametrize("role", list(Role))
def test_the_list_holds_what_each_one_may_read(monde, role):
    """Clocks of measures to who reads the extract, majority to who reads the identity, none elsewhere."""
    ado = monde.lea
    ado_ne = date(aujourdhui().year - 17, 6, 15)
    factories.creer_mesure(monde.lea, fin=dans(-3))
    factories.creer_mesure(monde.malo, fin=dans(-3))
    grand = factories.creer_enfant(monde.village, "Ulysse", "Roy", naissance=ado_ne, maison=monde.tilleuls)
    user = monde.personnes[role]
    client = client_de(user)
    page = client.get(reverse("villages:echeancier"))
    reads = user.has_perm if page.status_code == 200 else (lambda *_: False)
    text = page.content.decode()
    with acting_as(user):
        extrait = reads("lire_justice_extrait", ado)
        identite = reads("lire_identite", grand)
    assert ("Terme de la mesure d’assistance éducative" in text) is extrait
    assert ("Majorité" in text and "Ulysse" in text) is identite
    assert "Malo" not in text


def test_the_same_role_elsewhere_and_a_denial_see_nothing(monde):
    factories.creer_mesure(monde.lea, fin=dans(-3))
    voisin = factories.creer_professionnel("voisin")
    factories.affecter(voisin, Role.EDUCATEUR_FAMILIAL, maison=monde.erables)
    page = client_de(voisin.compte).get(reverse("villages:echeancier")).content.decode()
    assert "Léa" not in page
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    factories.refuser(educatrice, monde.lea)
    page = client_de(educatrice).get(reverse("villages:echeancier")).content.decode()
    assert "Léa" not in page
    assert client_de(educatrice).get(reverse("enfants:echeances", args=[monde.lea.pk])).status_code == 404


def test_each_line_says_why_and_the_filters_stand_in_the_address(monde, chef):
    factories.creer_mesure(monde.lea, fin=dans(-3))
    factories.creer_mesure(monde.ines, NatureMesure.ACCUEIL_PROVISOIRE, fin=dans(12))
    client = client_de(chef)
    page = (
        client.get(reverse("villages:echeancier"))
        .content.decode()
        .replace("\xa0", " ")
        .replace("\u202f", " ")
    )
    for words in ("Attendu depuis 3 jours", "Dans 12 jours", "Pourquoi ?", "Texte lu [V]", "Date dépassée"):
        assert words in page
    seule = client.get(reverse("villages:echeancier"), {"regle": "ADMV-01"}).content.decode()
    resultats = seule[seule.index('id="resultats"') :]
    assert "Inès" in resultats
    assert "Léa" not in resultats
    maison = client.get(reverse("villages:echeancier"), {"maison": str(monde.tilleuls.pk)}).content.decode()
    assert "Inès" not in maison[maison.index('id="resultats"') :]
    vide = client.get(reverse("villages:echeancier"), {"etat": "bientot", "regle": "nimporte"})
    assert vide.status_code == 200
    entree = EntreeAudit.objects.filter(action="echeances.liste").latest("id")
    assert monde.malo.pk not in entree.enfants


def test_the_fragment_is_what_the_page_holds(monde, chef):
    factories.creer_mesure(monde.lea, fin=dans(-3))
    client = client_de(chef)
    page = client.get(reverse("villages:echeancier")).content.decode()
    fragment = client.get(reverse("villages:echeancier"), headers={"HX-Request": "true"}).content.decode()
    assert "<main" not in fragment
    assert " ".join(fragment.split()) in " ".join(page.split())


def test_what_is_near_or_late_stands_on_ma_maison(monde):
    factories.creer_mesure(monde.lea, fin=dans(1))
    factories.creer_mesure(monde.noe, fin=dans(40), rapport_le=dans(-1))
    page = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(reverse("enfants:ma_maison"))
    text = page.content.decode().replace("\xa0", " ")
    assert "Dans les 48 h, ou en retard" in text
    assert "Léa : Terme de la mesure" in text
    assert "Noé : Terme" not in text


REQUETES = 44


@pytest.mark.parametrize("combien", [1, 3])
def test_the_list_costs_the_same_with_one_or_three_children(monde, chef, combien, django_assert_num_queries):
    for enfant in [monde.lea, monde.noe, monde.ines][:combien]:
        factories.creer_mesure(enfant, fin=dans(3))
    client = client_de(chef)
    client.get("/ma-maison/")
    with django_assert_num_queries(REQUETES):
        client.get(reverse("villages:echeancier"))


# --- parcours -------------------------------------------------------------------------


def test_the_parcours_tells_stays_measures_and_absences_in_order(monde):
    factories.creer_mesure(monde.lea, debut=dans(-250), autorite="Tribunal de Canariville")
    absence = factories.creer_absence(monde.lea, debut=dans(-20), fin=dans(-15))
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        absence.nature = "hospitalisation"
        absence.save()
    page = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(
        reverse("enfants:parcours", args=[monde.lea.pk])
    )
    text = page.content.decode()
    contenu = text[text.index('aria-label="Parcours"') :]
    assert (
        contenu.index("Tribunal de Canariville")
        < contenu.index("Les Tilleuls")
        < contenu.index("Hospitalisation")
    )


def test_the_parcours_of_who_may_not_read_measures_holds_none(monde):
    factories.creer_mesure(monde.lea, debut=dans(-250), autorite="Tribunal de Canariville")
    page = client_de(monde.personnes[Role.INFIRMIER]).get(reverse("enfants:parcours", args=[monde.lea.pk]))
    assert "Les Tilleuls" in page.content.decode()
    assert "Canariville" not in page.content.decode()
