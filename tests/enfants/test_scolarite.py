"""Schooling, plans, internships, wishes: who may, what is refused, and the deadlines that follow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from enfants.ecole import annee_scolaire, debut_de_l_instruction
from enfants.enums import CadreScolaire
from enfants.models import PlanScolaire, Scolarite, Stage, VoeuOrientation
from enfants.services.scolarite import noter_scolarite
from socle.audit.models import EntreeAudit
from socle.echeances.calendrier import decale_mois
from socle.echeances.enums import Etat
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.SCOLARITE)}
#: The ASE officer of this small world is granted the identity only.
LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.SCOLARITE)} - {Role.REFERENT_ASE}
PAROLE = "Canaricole : j’aime la bibliothèque."


def dans(jours: int) -> date:
    return aujourdhui() + timedelta(days=jours)


def champs(**changes: object) -> dict[str, object]:
    return {
        "parole": PAROLE, "cadre": "ecole", "niveau": "ce2", "classe": "CE2 B",
        "etablissement": "École Jules-Verne", "ville": "Sainte-Foy", "debut": aujourdhui().isoformat(),
        "regime": "demi_pension", "referent_ecole": "Mme Aubert", "version": 0,
    } | changes  # fmt: skip


def toutes(enfant) -> list[Scolarite]:
    """The schoolings of a child, opened, the oldest first."""
    with acting_as_system(raison="test"):
        found = list(Scolarite.objects.filter(enfant=enfant).order_by("debut"))
        for one in found:
            assert isinstance(one.parole + one.niveau + one.classe, str)
        return found


@pytest.fixture
def claire(monde):
    return client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])


@pytest.fixture
def secretaire(monde):
    return client_de(monde.personnes[Role.SECRETARIAT])


# --- who may --------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_school_is_written_by_those_who_write_it_and_read_by_those_who_read_it(monde, role):
    client = client_de(monde.personnes[role])
    assert saisir(client, "enfants:nouvelle_scolarite", monde.malo.pk, **champs()).status_code == 404
    written = saisir(client, "enfants:nouvelle_scolarite", monde.lea.pk, **champs())
    assert written.status_code == (302 if role in ECRIVENT else 404)
    assert [s.parole for s in toutes(monde.lea)] == ([PAROLE] if role in ECRIVENT else [])
    if role not in ECRIVENT:
        factories.creer_scolarite(monde.lea, parole=PAROLE)
    page = client.get(reverse("enfants:scolarite", args=[monde.lea.pk]))
    assert page.status_code == (200 if role in LISENT else 404)
    assert ("Canaricole" in page.content.decode()) is (role in LISENT)


def test_the_same_role_elsewhere_opens_nothing(monde):
    scolarite = factories.creer_scolarite(monde.lea)
    for role, lieu in (
        (Role.EDUCATEUR_FAMILIAL, {"maison": monde.erables}),
        (Role.EDUCATEUR_FAMILIAL, {"maison": monde.sorbiers}),
        (Role.CHEF_DE_SERVICE, {"village": monde.autre_village}),
    ):
        personne = factories.creer_professionnel(f"ailleurs-{role}-{lieu}")
        factories.affecter(personne, role, **lieu)
        client = client_de(personne.compte)
        for nom, pk in (
            ("scolarite", monde.lea.pk),
            ("nouvelle_scolarite", monde.lea.pk),
            ("modifier_scolarite", scolarite.pk),
        ):
            assert client.get(reverse(f"enfants:{nom}", args=[pk])).status_code == 404
        with acting_as(personne.compte), pytest.raises(PermissionDenied):
            noter_scolarite(acteur=personne.compte, scolarite=scolarite, version_lue=1)


def test_who_writes_elsewhere_and_reads_here_by_a_grant_does_not_write_here(monde):
    voisine = factories.creer_professionnel("voisine")
    factories.affecter(voisine, Role.EDUCATEUR_FAMILIAL, maison=monde.erables)
    for right in ("lire_identite", "lire_scolarite"):
        factories.accorder(voisine.compte, monde.lea, right)
    scolarite, contrat = factories.creer_scolarite(monde.lea), factories.creer_contrat(monde.lea)
    client = client_de(voisine.compte)
    page = client.get(reverse("enfants:scolarite", args=[monde.lea.pk])).content.decode()
    assert "École Jules-Verne" in page
    assert "Modifier" not in page
    for nom, pk in (
        ("modifier_scolarite", scolarite.pk),
        ("signer_contrat", contrat.pk),
        ("nouveau_plan", monde.lea.pk),
    ):
        assert client.get(reverse(f"enfants:{nom}", args=[pk])).status_code == 404
    assert client.get(reverse("enfants:nouveau_plan", args=[monde.ines.pk])).status_code == 200


def test_the_secretariat_writes_without_reading(monde, secretaire):
    ancienne = factories.creer_scolarite(monde.lea, parole=PAROLE, etablissement="École Canari")
    fiche = secretaire.get(reverse("enfants:fiche", args=[monde.lea.pk])).content.decode()
    assert reverse("enfants:scolarite_a_noter", args=[monde.lea.pk]) in fiche
    assert f'href="{reverse("enfants:scolarite", args=[monde.lea.pk])}"' not in fiche
    for nom in ("scolarite_a_noter", "nouvelle_scolarite", "nouveau_plan"):
        page = secretaire.get(reverse(f"enfants:{nom}", args=[monde.lea.pk]))
        assert page.status_code == 200
        assert "Canari" not in page.content.decode()
    assert secretaire.get(reverse("enfants:modifier_scolarite", args=[ancienne.pk])).status_code == 404
    written = saisir(secretaire, "enfants:nouvelle_scolarite", monde.lea.pk, **champs(niveau="cm1"))
    assert written.url == reverse("enfants:scolarite_a_noter", args=[monde.lea.pk])
    assert [(s.niveau, s.fin) for s in toutes(monde.lea)] == [("ce2", dans(-1)), ("cm1", None)]


def test_who_reads_finds_no_way_to_write(monde):
    factories.creer_scolarite(monde.lea)
    page = client_de(monde.personnes[Role.DIRECTEUR]).get(reverse("enfants:scolarite", args=[monde.lea.pk]))
    text = page.content.decode()
    assert "École Jules-Verne" in text
    assert "Modifier" not in text
    assert "Pas à l’école aujourd’hui" not in text


def test_reading_and_writing_are_journalled_without_a_word_of_them(monde, claire):
    saisir(claire, "enfants:nouvelle_scolarite", monde.lea.pk, **champs())
    claire.get(reverse("enfants:scolarite", args=[monde.lea.pk]))
    entries = EntreeAudit.objects.filter(action__startswith="scolarite.")
    assert set(entries.values_list("action", flat=True)) == {"scolarite.notee", "scolarite.lecture"}
    for entry in entries:
        assert entry.enfants == [monde.lea.pk]
        assert "Canaricole" not in str(entry.__dict__)


# --- schooling ------------------------------------------------------------------------


def test_a_new_school_closes_the_former_one_and_keeps_it(monde, claire):
    factories.creer_scolarite(monde.lea, etablissement="École des Prés", debut=dans(-300))
    saisir(claire, "enfants:nouvelle_scolarite", monde.lea.pk, **champs())
    former, current = toutes(monde.lea)
    assert (former.fin, current.fin) == (dans(-1), None)
    page = claire.get(reverse("enfants:scolarite", args=[monde.lea.pk])).content.decode()
    assert page.index("École Jules-Verne") < page.index("Avant, et après") < page.index("École des Prés")


def test_the_next_year_begins_with_what_does_not_change(monde, claire):
    factories.creer_scolarite(monde.lea, carnet="Claire, le soir", parole="Ancienne parole")
    page = claire.get(reverse("enfants:nouvelle_scolarite", args=[monde.lea.pk])).content.decode()
    assert "École Jules-Verne" in page
    assert "Claire, le soir" in page
    assert "Ancienne parole" not in page


def test_the_village_referent_is_somebody_of_the_village(monde, claire):
    page = claire.get(reverse("enfants:nouvelle_scolarite", args=[monde.lea.pk]))
    here = monde.personnes[Role.EDUCATEUR_FAMILIAL].professionnel
    assert str(here.pk) in page.content.decode()
    stranger = factories.creer_professionnel("d-ailleurs")
    factories.affecter(stranger, Role.EDUCATEUR_FAMILIAL, maison=monde.sorbiers)
    refused = saisir(claire, "enfants:nouvelle_scolarite", monde.lea.pk, **champs(referent=str(stranger.pk)))
    assert refused.status_code == 422
    saisir(claire, "enfants:nouvelle_scolarite", monde.lea.pk, **champs(referent=str(here.pk)))
    assert toutes(monde.lea)[0].referent_id == here.pk


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"niveau": ""}, "obligatoire"),
        ({"debut": "2012-01-01"}, "avant la naissance"),
        ({"fin": "2020-01-01"}, "La fin vient avant le début"),
        ({"parole": "x" * 2001}, "2000"),
        ({"debut": "2019-09-01"}, "déjà notée à ces dates"),
    ],
)
def test_a_wrong_schooling_saves_nothing_and_keeps_what_was_typed(monde, claire, changes, phrase):
    factories.creer_scolarite(monde.lea, debut=dans(-30))
    page = saisir(
        claire, "enfants:nouvelle_scolarite", monde.lea.pk, **champs(etablissement="Typée", **changes)
    )
    assert page.status_code == 422
    text = page.content.decode().replace("\xa0", " ").replace("\u202f", " ")
    assert phrase in text
    assert "Typée" in text
    assert len(toutes(monde.lea)) == 1


def test_the_database_allows_one_schooling_at_a_time(monde):
    factories.creer_scolarite(monde.lea, debut=dans(-30))
    with pytest.raises(IntegrityError, match="scolarite_une_seule_a_la_fois"), transaction.atomic():
        factories.creer_scolarite(monde.lea, debut=dans(-60), fin=dans(-30))
    factories.creer_scolarite(monde.lea, debut=dans(-60), fin=dans(-31))
    factories.creer_scolarite(monde.noe, debut=dans(-30))
    assert len(toutes(monde.lea)) == 2


def test_two_people_who_correct_at_once_do_not_undo_each_other(monde, claire):
    scolarite = factories.creer_scolarite(monde.lea)
    first = saisir(claire, "enfants:modifier_scolarite", scolarite.pk, **champs(version=1, classe="CE2 A"))
    assert first.status_code == 302
    stale = saisir(claire, "enfants:modifier_scolarite", scolarite.pk, **champs(version=1, classe="CE2 C"))
    assert stale.status_code == 422
    assert "relisez-la" in stale.content.decode()
    assert [(s.classe, s.version) for s in toutes(monde.lea)] == [("CE2 A", 2)]
    with acting_as_system(raison="test"):
        assert [v.classe for v in Scolarite.versions.order_by("history_date")] == ["CE2 B", "CE2 A"]


def test_a_form_sent_twice_enrols_once(monde, claire):
    url = reverse("enfants:nouvelle_scolarite", args=[monde.lea.pk])
    data = {"envoi": envoi_de(claire.get(url)), **champs()}
    assert [claire.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert len(toutes(monde.lea)) == 1


def test_what_the_school_is_lies_sealed_in_the_database(monde, claire):
    saisir(claire, "enfants:nouvelle_scolarite", monde.lea.pk, **champs(cadre="ulis"))
    with acting_as_system(raison="test"):
        [row] = Scolarite.objects.raw("SELECT * FROM enfants_scolarite")
        bytes_of_it = b"".join(bytes(v) for v in row.__dict__.values() if isinstance(v, bytes | memoryview))
    assert b"Jules-Verne" not in bytes_of_it
    assert b"ulis" not in bytes_of_it
    assert len(bytes_of_it) > 100


# --- instruction ----------------------------------------------------------------------


def codes(user, enfant) -> dict[str, Etat]:
    with acting_as(user):
        return {
            e.regle.code: e.etat
            for e in echeances_de(user, enfants=[enfant.pk])
            if e.regle.code.startswith(("SUI-05", "ECO"))
        }


def _ne_il_y_a(monde, prenom: str, mois: int):
    naissance = decale_mois(aujourdhui(), -mois)
    return factories.creer_enfant(monde.village, prenom, "Test", maison=monde.tilleuls, naissance=naissance)


def test_a_child_of_age_without_schooling_shows_in_the_deadlines(monde):
    claire = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    assert "SUI-05" in codes(claire, monde.lea)
    scolarite = factories.creer_scolarite(monde.lea)
    assert "SUI-05" not in codes(claire, monde.lea)
    with acting_as(claire):
        scolarite.cadre, scolarite.instruit = CadreScolaire.HORS_ECOLE, False
        scolarite.save()
    assert "SUI-05" in codes(claire, monde.lea)


def test_out_of_school_is_no_instruction(monde, claire):
    saisir(claire, "enfants:nouvelle_scolarite", monde.lea.pk, **champs(cadre="hors_ecole", niveau="autre"))
    assert toutes(monde.lea)[0].instruit is False
    assert "SUI-05" in codes(monde.personnes[Role.EDUCATEUR_FAMILIAL], monde.lea)


@pytest.mark.parametrize(
    ("mois", "code"), [(20, None), (12 * 10, "SUI-05"), (12 * 17, "SUI-05-16"), (12 * 18 + 2, None)]
)
def test_instruction_from_three_to_sixteen_then_training_to_eighteen(monde, mois, code):
    enfant = _ne_il_y_a(monde, f"Enfant{mois}", mois)
    found = set(codes(monde.personnes[Role.CHEF_DE_SERVICE], enfant))
    assert found == ({code} if code else set())


def test_a_child_who_left_is_not_asked_for(monde):
    with acting_as_system(raison="test"):
        stay = monde.lea.sejours.get()
        stay.fin = aujourdhui()
        stay.save()
    assert codes(monde.personnes[Role.CHEF_DE_SERVICE], monde.lea) == {}


def test_the_first_school_year_follows_from_the_year_of_birth_alone():
    assert debut_de_l_instruction(date(2020, 1, 2)) == debut_de_l_instruction(date(2020, 12, 30))
    assert debut_de_l_instruction(date(2020, 5, 4)) == date(2023, 9, 1)
    assert annee_scolaire(date(2026, 8, 31)) == "2026-2027"
    assert annee_scolaire(date(2026, 7, 1)) == "2025-2026"


def test_who_does_not_read_school_is_told_no_deadline_of_it(monde):
    assert codes(monde.personnes[Role.INFIRMIER], monde.lea) == {}


# --- plans ----------------------------------------------------------------------------


def plans(enfant) -> list[PlanScolaire]:
    with acting_as_system(raison="test"):
        return list(PlanScolaire.objects.filter(enfant=enfant).order_by("debut"))


def test_a_plan_warns_before_its_end_and_its_renewal_closes_it(monde, claire):
    user = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    factories.creer_scolarite(monde.lea)
    plan = factories.creer_plan(monde.lea, fin=dans(20))
    assert codes(user, monde.lea) == {"ECO-PLAN": Etat.BIENTOT}
    page = claire.get(reverse("enfants:renouveler_plan", args=[plan.pk])).content.decode()
    assert "Un tiers temps" in page
    renewed = saisir(
        claire, "enfants:renouveler_plan", plan.pk, nature="pap", amenagements="Un tiers temps.",
        debut=dans(0).isoformat(), fin=dans(365).isoformat(), version=1,
    )  # fmt: skip
    assert renewed.status_code == 302
    former, current = plans(monde.lea)
    assert (former.clos_le, current.clos_le) == (dans(0), None)
    assert codes(user, monde.lea) == {"ECO-PLAN": Etat.A_VENIR}
    again = saisir(
        claire, "enfants:renouveler_plan", plan.pk, nature="pap", amenagements="Encore.",
        debut=dans(0).isoformat(), version=2,
    )  # fmt: skip
    assert again.status_code == 422
    assert len(plans(monde.lea)) == 2


def test_a_plan_that_stops_leaves_the_deadlines_and_stays_in_the_file(monde, claire):
    factories.creer_scolarite(monde.lea)
    plan = factories.creer_plan(monde.lea)
    saisir(claire, "enfants:arreter_plan", plan.pk, le=dans(0).isoformat(), version=1)
    assert codes(monde.personnes[Role.EDUCATEUR_FAMILIAL], monde.lea) == {}
    page = claire.get(reverse("enfants:scolarite", args=[monde.lea.pk])).content.decode()
    assert "Un tiers temps" in page
    assert "Renouvelé ou arrêté" in page


def test_a_plan_shows_its_paper_to_who_may_open_it_only(monde, claire, settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    papier = factories.creer_document(monde.lea, categorie="medical", titre="PAI signé Canari")
    factories.creer_plan(monde.lea, nature="pai", document=papier.serie)
    adresse = reverse("enfants:document", args=[monde.lea.pk, papier.pk])
    url = reverse("enfants:scolarite", args=[monde.lea.pk])
    seen = client_de(monde.personnes[Role.PSYCHOLOGUE]).get(url).content.decode()
    assert adresse in seen
    assert "PAI signé Canari" in seen
    assert adresse not in claire.get(url).content.decode()
    # whoever edits the plan keeps its paper, read or not
    plan = plans(monde.lea)[0]
    saisir(claire, "enfants:modifier_plan", plan.pk, nature="pai", amenagements="Stylo au bureau.",
           debut=plan.debut.isoformat(), version=1)  # fmt: skip
    assert plans(monde.lea)[0].document == papier.serie


# --- internships and wishes -----------------------------------------------------------


def test_an_internship_is_noted_and_corrected(monde, claire):
    saisir(claire, "enfants:nouveau_stage", monde.lea.pk, nature="observation", lieu="La boulangerie",
           debut=dans(5).isoformat(), fin=dans(9).isoformat(), version=0)  # fmt: skip
    with acting_as_system(raison="test"):
        stage = Stage.objects.get(enfant=monde.lea)
    assert (
        "pas encore signée" in claire.get(reverse("enfants:scolarite", args=[monde.lea.pk])).content.decode()
    )
    saisir(claire, "enfants:modifier_stage", stage.pk, nature="observation", lieu="La boulangerie",
           debut=dans(5).isoformat(), fin=dans(3).isoformat(), version=1)  # fmt: skip
    with acting_as_system(raison="test"):
        stage.refresh_from_db()
        assert (stage.fin, stage.version) == (dans(9), 1)
    saisir(claire, "enfants:modifier_stage", stage.pk, nature="observation", lieu="La boulangerie",
           debut=dans(5).isoformat(), convention_par="La mère et le directeur", version=1)  # fmt: skip
    page = claire.get(reverse("enfants:scolarite", args=[monde.lea.pk])).content.decode()
    assert "Signé par La mère et le directeur" in page


def test_a_wish_is_in_the_young_persons_words_and_has_its_deadline(monde, claire):
    user = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    factories.creer_scolarite(monde.lea)
    url = "enfants:nouveau_voeu"
    assert saisir(claire, url, monde.lea.pk, demarche="Affelnet", version=0).status_code == 422
    saisir(
        claire,
        url,
        monde.lea.pk,
        parole="Je veux faire des gâteaux.",
        avant_le=dans(5).isoformat(),
        version=0,
    )
    assert codes(user, monde.lea) == {"ECO-VOEU": Etat.A_FAIRE}
    with acting_as_system(raison="test"):
        voeu = VoeuOrientation.objects.get(enfant=monde.lea)
    saisir(claire, "enfants:modifier_voeu", voeu.pk, parole="Je veux faire des gâteaux.",
           avant_le=dans(5).isoformat(), fait_le=dans(0).isoformat(), version=1)  # fmt: skip
    assert codes(user, monde.lea) == {}


# --- cost -----------------------------------------------------------------------------

REQUETES = 23


@pytest.mark.parametrize("combien", [1, 3])
def test_the_page_costs_the_same_with_one_or_three_of_everything(
    monde, claire, combien, django_assert_num_queries
):
    for rang in range(combien):
        start = dans(-30 - 100 * rang)
        factories.creer_scolarite(
            monde.lea, debut=start, fin=None if not rang else start + timedelta(days=50),
            referent=monde.personnes[Role.EDUCATEUR_FAMILIAL].professionnel,
        )  # fmt: skip
        factories.creer_plan(monde.lea)
        factories.creer_stage(monde.lea)
        factories.creer_voeu(monde.lea)
        factories.creer_absence_scolaire(monde.lea, jour=dans(-rang))
        factories.creer_exclusion(monde.lea)
        factories.creer_contrat(monde.lea, "enfant", etat="arrete")
    url = reverse("enfants:scolarite", args=[monde.lea.pk])
    claire.get(url)
    with django_assert_num_queries(REQUETES):
        claire.get(url)


def test_the_panel_is_a_part_of_the_page(monde, claire):
    factories.creer_scolarite(monde.lea, classe="CE2 Canari")
    panel = claire.get(reverse("enfants:scolarite", args=[monde.lea.pk]), headers={"HX-Request": "true"})
    text = panel.content.decode()
    assert "CE2 Canari" in text
    assert "<html" not in text
