"""The tables of the four pillars leave as their pages show them, to who reads them: a hidden cell stays hidden."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from protection.petites_cellules import SEUIL
from protection.selectors.recueil import CACHE, LIBELLES, TITRES, demande_du_recueil, recueil
from protection.selectors.suivi import suivi
from socle.audit.models import EntreeAudit
from socle.exports import registre
from socle.exports.services import demander_export
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import CAPACITES, Capacite, Role
from socle.outils.dates import aujourdhui
from tests import factories
from tests.exports.fichiers import FINALITE, a_lire, demander, exporter, lignes, telecharger, tout
from tests.saisie import client_de
from villages.models import Professionnel, Village

pytestmark = pytest.mark.django_db

PILIERS = ["sensibilisation", "prevention", "recueil", "suivi"]
COLONNES = ("tableau", "quoi", "lieu", "valeur", "periode")
#: A day of last year: its quarters are all over.
PASSE = timezone.now().replace(month=3, day=15, hour=10) - timedelta(days=365)


def classeur(client, liste: str, filtres: str = "") -> list[list[object]]:
    """Ask for a table and read it: its rows, without their heading."""
    response = telecharger(client, exporter(client, liste=liste, colonnes=COLONNES, filtres=filtres))
    rows = lignes(response, registre.get(liste).titre)
    assert rows[0] == ["Tableau", "Quoi", "Où", "Nombre", "Période"]
    return rows[1:]


def professionnel(monde, role: Role) -> Professionnel:
    with acting_as_system(raison="test"):
        return Professionnel.objects.get(compte=monde.personnes[role])


def annee_chargee(monde) -> str:
    """Fill last year so that head office has small cells, and others that would give them back."""
    for village, nombre, champs in (
        (monde.village, 9, {}),
        (monde.village, 2, {"lieu": "ecole"}),
        (monde.autre_village, 8, {}),
    ):
        for _ in range(nombre):
            factories.creer_incident(village, connu_le=PASSE, **champs)
    return f"?annee={PASSE.year}"


# --- who ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_a_page_and_only_they_take_its_table_away(monde, role):
    client, reads = client_de(monde.personnes[role]), Capacite.LIRE_PILIERS in CAPACITES[role]
    for liste in PILIERS:
        page = client.get(reverse(f"protection:{liste}"))
        address = reverse("exports:demander", args=[liste])
        assert (page.status_code == 200, address in page.text) == (reads, reads)
        assert client.get(address).status_code == (200 if reads else 404)
        asked = client.post(address, {"colonnes": COLONNES, "finalite": FINALITE})
        assert asked.status_code == (422 if reads else 404), "without the form’s own id nothing is made"
        with acting_as(monde.personnes[role]):
            if not reads:
                with pytest.raises(PermissionDenied):
                    demander_export(
                        acteur=monde.personnes[role],
                        liste=registre.get(liste),
                        colonnes=COLONNES,
                        filtres={},
                        finalite=FINALITE,
                    )


def test_reading_the_pillars_takes_no_other_list_away(monde):
    for role in (Role.SIEGE, Role.REFERENT_PROTECTION, Role.PRESIDENT, Role.DIRECTION_GENERALE):
        client = client_de(monde.personnes[role])
        for liste in ("enfants", "professionnels", "echeances", "fratries"):
            assert client.get(reverse("exports:demander", args=[liste])).status_code == 404


def test_the_secretary_who_exports_children_exports_no_figure(monde):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    assert client.get(reverse("exports:demander", args=["enfants"])).status_code == 200
    assert client.get(reverse("exports:demander", args=["recueil"])).status_code == 404


# --- what -----------------------------------------------------------------------------


def test_every_figure_of_the_page_leaves_with_the_same_word_and_no_small_one(monde):
    siege = monde.personnes[Role.SIEGE]
    filtres = annee_chargee(monde)
    rows = classeur(client_de(siege), "recueil", filtres)
    with acting_as(siege):
        vue = recueil(siege, *demande_du_recueil(siege, {"annee": str(PASSE.year)}))
    for tableau in vue.tableaux:
        said = {str(q).lower(): str(n) for t, q, _, n, _ in rows if t == tableau.titre}
        shown = {c.libelle.lower(): c.en_clair for c in [*tableau.lignes, tableau.total]}
        assert said == shown
    crossed = {(q, lieu): str(n) for t, q, lieu, n, _ in rows if t == "Par village et par catégorie"}
    assert len(crossed) == len(vue.croise) * len(vue.villages)
    for libelle, chiffres in vue.croise:
        for lieu, chiffre in zip(vue.villages, chiffres, strict=True):
            assert crossed[libelle[:1].upper() + libelle[1:], lieu] == chiffre.en_clair
    values = [n for *_, n, _ in rows]
    assert CACHE in values
    assert not [n for n in values if isinstance(n, int) and 0 < n < SEUIL]
    assert {p for *_, p in rows} == {str(PASSE.year)}


def test_a_hidden_cell_never_leaves_with_its_number(monde):
    """Eleven of one village, two of them at school: neither number is anywhere in the file."""
    client = client_de(monde.personnes[Role.SIEGE])
    filtres = annee_chargee(monde)
    rows = classeur(client, "recueil", filtres)
    school = LIBELLES["lieu"]["ecole"]
    ecole = [n for t, q, _, n, _ in rows if t == TITRES["lieu"][0] and str(q).lower() == school.lower()]
    assert ecole == [CACHE]
    page = unescape(client.get(reverse("protection:recueil") + filtres).text)
    assert page.count(f">{CACHE}<") >= sum(n == CACHE for *_, n, _ in rows) > 1


def test_the_follow_up_of_head_office_hides_the_same_cells(monde):
    for _ in range(2):
        factories.creer_incident(monde.village, maison=monde.tilleuls, victimes=[monde.lea])
    siege = monde.personnes[Role.SIEGE]
    rows = classeur(client_de(siege), "suivi")
    with acting_as(siege):
        vue = suivi(siege)
    shown = [c.en_clair for c in [*vue.comptes, *vue.etats, *vue.ages]]
    assert [str(n) for *_, n, _ in rows] == shown
    assert CACHE in shown
    assert not [n for *_, n, _ in rows if isinstance(n, int) and 0 < n < SEUIL]


def test_a_direction_takes_the_figures_of_its_village_for_the_year_asked(monde):
    factories.creer_incident(monde.village)
    factories.creer_incident(monde.village, connu_le=PASSE)
    factories.creer_incident(monde.autre_village)
    client = client_de(monde.personnes[Role.DIRECTEUR])
    rows = classeur(client, "recueil")
    totals = {t: n for t, q, _, n, _ in rows if q == "Total"}
    assert totals["Par mois"] == 1
    past = classeur(client, "recueil", f"?annee={PASSE.year}")
    assert {t: n for t, q, _, n, _ in past if q == "Total"} == totals
    assert {p for *_, p in past} == {str(PASSE.year)}
    assert monde.autre_village.nom not in str(rows)


def test_one_village_of_the_referent_is_one_village_of_the_file(monde):
    factories.creer_incident(monde.village)
    factories.creer_incident(monde.autre_village)
    client = client_de(monde.personnes[Role.REFERENT_PROTECTION])
    rows = classeur(client, "recueil", f"?village={monde.autre_village.pk}")
    assert {lieu for _, _, lieu, _, _ in rows} == {monde.autre_village.nom}
    assert next(n for t, q, _, n, _ in rows if (t, q) == ("Par mois", "Total")) == 1


def test_a_head_office_s_file_is_narrowed_to_no_village(monde):
    filtres = annee_chargee(monde)
    client = client_de(monde.personnes[Role.SIEGE])
    whole = classeur(client, "recueil", filtres)
    narrowed = classeur(client, "recueil", f"{filtres}&village={monde.village.pk}")
    assert [n for *_, n, _ in narrowed] == [n for *_, n, _ in whole]


def test_prevention_and_awareness_leave_with_maps_actions_and_sessions(monde):
    directeur = professionnel(monde, Role.DIRECTEUR)
    carte = factories.creer_carte(monde.village)
    factories.creer_risque(carte, directeur)
    factories.creer_prevention(monde.village, directeur)
    factories.creer_prevention(monde.autre_village, directeur)
    factories.creer_seance(monde.village, monde.personnes[Role.CHEF_DE_SERVICE])
    client = client_de(monde.personnes[Role.DIRECTEUR])
    rows = classeur(client, "prevention")
    title = f"Carte des risques de {aujourdhui().year}"
    assert [r[1:4] for r in rows if r[0] == title] == [
        ["État", monde.village.nom, "à valider"],
        ["Risques", monde.village.nom, 1],
        ["Mesures en retard", monde.village.nom, 0],
    ]
    assert [r[2] for r in rows if r[0] == "Actions de prévention"] == [monde.village.nom]
    trained = classeur(client, "sensibilisation")
    assert len([r for r in trained if r[0] == "Séances avec les enfants, nombre d’enfants"]) == 1
    assert {r[2] for r in trained if r[0] == "L’équipe formée à la protection"} == {monde.village.nom}


@pytest.mark.parametrize("liste", PILIERS)
@pytest.mark.parametrize("role", [Role.DIRECTEUR, Role.SIEGE])
def test_no_name_no_reference_and_no_free_text_leaves(monde, liste, role):
    directeur = monde.personnes[Role.DIRECTEUR]
    old = timezone.now() - timedelta(days=40)
    for _ in range(2):
        incident = factories.creer_incident(
            monde.village, maison=monde.tilleuls, victimes=[monde.lea], connu_le=old, faits="Canarifaits"
        )
        factories.creer_qualification(incident, directeur, "eig", categorie=10)
    carte = factories.creer_carte(monde.village)
    factories.creer_risque(carte, professionnel(monde, Role.DIRECTEUR), description="Canaririsque")
    factories.creer_prevention(monde.village, professionnel(monde, Role.DIRECTEUR), texte="Canariaction")
    factories.creer_seance(monde.village, monde.personnes[Role.CHEF_DE_SERVICE], retour="Canariretour")
    client = client_de(monde.personnes[role])
    said = tout(telecharger(client, exporter(client, liste=liste, colonnes=COLONNES)))
    for word in ("Canari", "Léa", "Martin", "Renaud", incident.reference):
        assert word not in said


def test_a_village_named_as_a_formula_is_only_a_text(monde):
    with acting_as_system(raison="test"):
        village = Village.objects.get(pk=monde.village.pk)
        village.nom = "=1+1"
        village.save()
    rows = classeur(client_de(monde.personnes[Role.DIRECTEUR]), "prevention")
    assert {r[2] for r in rows} == {"'=1+1"}


# --- what is said of it, and when it opens no more -----------------------------------------


def test_the_first_sheet_says_what_hidden_means_and_the_journal_who_took_what(monde):
    client = client_de(monde.personnes[Role.SIEGE])
    export = exporter(client, liste="recueil", colonnes=COLONNES)
    assert "caché" in a_lire(telecharger(client, export))
    acts = [f"exports.{act}.incident" for act in ("demande", "produit", "telecharge")]
    entries = [EntreeAudit.objects.get(action=act) for act in acts]
    assert {(e.acteur_id, tuple(e.objets)) for e in entries} == {
        (monde.personnes[Role.SIEGE].pk, (export.pk,))
    }
    page = client_de(monde.personnes[Role.DPO]).get(reverse("exports:registre")).text
    assert "Recueil" in page
    assert FINALITE in page


@pytest.mark.parametrize("liste", ["recueil", "suivi"])
def test_set_aside_between_the_making_and_the_fetching_one_fetches_nothing(monde, liste):
    one = factories.creer_incident(monde.village)
    factories.creer_incident(monde.village)
    client = client_de(monde.personnes[Role.DIRECTEUR])
    export = exporter(client, liste=liste, colonnes=COLONNES)
    factories.ecarter(one, professionnel(monde, Role.DIRECTEUR))
    assert telecharger(client, export).status_code in {403, 404}
    rows = classeur(client, "recueil")
    assert next(n for t, q, _, n, _ in rows if (t, q) == ("Par mois", "Total")) == 1


def test_a_year_that_is_not_offered_is_the_present_one(monde):
    client = client_de(monde.personnes[Role.SIEGE])
    assert demander(client, "recueil", COLONNES, "?annee=1999").status_code == 302
    rows = classeur(client, "recueil", "?annee=1999")
    assert all(str(p).startswith(str(aujourdhui().year)) for *_, p in rows)
