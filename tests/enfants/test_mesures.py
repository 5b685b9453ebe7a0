"""Measures and the people outside: who may, what the law bounds, what two people at once do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from enfants.enums import NatureMesure
from enfants.mesures import EFFETS
from enfants.models import Interlocuteur, MesureProtection
from enfants.services.mesures import enregistrer_mesure, lever_mesure
from socle.audit.models import EntreeAudit
from socle.echeances.calendrier import decale_mois
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Reserve, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.JUSTICE_PIECES)}
LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.JUSTICE_EXTRAIT)} - {Role.REFERENT_ASE}
CLASSENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.JUSTICE_PIECES, Reserve.CLASSEMENT)}


def champs(**changes: object) -> dict[str, object]:
    today = aujourdhui()
    return {
        "nature": "ae_ase", "autorite": "Tribunal de Canariville", "decision_le": today.isoformat(),
        "debut": today.isoformat(), "fin": decale_mois(today, 12).isoformat(), "revision": 1,
        "recit": "Visites le mercredi.",
    } | changes  # fmt: skip


def mesures(enfant) -> list[MesureProtection]:
    with acting_as_system(raison="test"):
        return list(MesureProtection.objects.filter(enfant=enfant).order_by("debut", "id"))


@pytest.mark.parametrize("role", list(Role))
def test_a_measure_is_written_by_who_holds_the_pieces_and_read_by_who_reads_the_extract(monde, role):
    client = client_de(monde.personnes[role])
    assert saisir(client, "enfants:nouvelle_mesure", monde.malo.pk, **champs()).status_code == 404
    written = saisir(client, "enfants:nouvelle_mesure", monde.lea.pk, **champs())
    assert written.status_code == (302 if role in ECRIVENT else 404)
    assert len(mesures(monde.lea)) == (role in ECRIVENT)
    factories.creer_mesure(monde.lea, autorite="Canariautorité")
    page = client.get(reverse("enfants:mesures", args=[monde.lea.pk]))
    assert page.status_code == (200 if role in LISENT else 404)
    assert ("Canariautorité" in page.content.decode()) is (role in LISENT)


def test_the_same_role_in_another_village_changes_nothing(monde):
    ailleurs = factories.creer_professionnel("chef-ailleurs")
    factories.affecter(ailleurs, Role.CHEF_DE_SERVICE, village=monde.autre_village)
    mesure = factories.creer_mesure(monde.lea)
    client = client_de(ailleurs.compte)
    for nom in ("modifier_mesure", "renouveler_mesure", "lever_mesure", "rapport_mesure"):
        assert client.get(reverse(f"enfants:{nom}", args=[mesure.pk])).status_code == 404
    with acting_as(ailleurs.compte), pytest.raises(PermissionDenied):
        lever_mesure(acteur=ailleurs.compte, mesure=mesure, le=aujourdhui())


def test_somebody_let_in_by_a_grant_reads_and_never_writes(monde):
    partenaire = factories.creer_utilisateur("partenaire", nature="partenaire")
    factories.accorder(partenaire, monde.lea, "lire_identite")
    factories.accorder(partenaire, monde.lea, "lire_justice_extrait")
    mesure = factories.creer_mesure(monde.lea)
    client = client_de(partenaire)
    assert client.get(reverse("enfants:mesures", args=[monde.lea.pk])).status_code == 200
    assert client.get(reverse("enfants:modifier_mesure", args=[mesure.pk])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"nature": ""}, "obligatoire"),
        ({"decision_le": "2999-01-01"}, "dans le futur"),
        ({"fin": "2020-01-01"}, "Le terme vient avant le début"),
        ({"notifiee_le": "2020-01-01"}, "avant la décision"),
        ({"debut": "2010-01-01", "decision_le": "2010-01-01", "fin": ""}, "avant la naissance"),
        ({"nature": "accueil_72h", "fin": ""}, "Un terme est nécessaire : 3 jours au plus"),
        ({"nature": "tutelle", "longue_duree": "on"}, "pas de durée plus longue"),
        ({"nature": "jeune_majeur"}, "commence à 18 ans"),
        ({"lieu_secret": "on"}, "Dites à qui le lieu est caché"),
        (
            {"nature": "accueil_provisoire", "lieu_secret": "on", "lieu_secret_pour": "Le père"},
            "Seul un juge",
        ),
        ({"recit": "x" * 4001}, "4000"),
    ],
)
def test_a_wrong_measure_saves_nothing_and_keeps_what_was_typed(monde, changes, phrase):
    page = saisir(
        client_de(monde.personnes[Role.DIRECTEUR]),
        "enfants:nouvelle_mesure",
        monde.lea.pk,
        **champs(**changes),
    )
    assert page.status_code == 422
    assert phrase in page.content.decode().replace("\xa0", " ").replace("\u202f", " ")
    assert "Tribunal de Canariville" in page.content.decode()
    assert mesures(monde.lea) == []


@pytest.mark.parametrize(
    ("nature", "mois"),
    [("ae_ase", 24), ("ae_direct", 24), ("accueil_provisoire", 12), ("opp_juge", 12)],
)
def test_the_longest_term_the_law_allows_is_accepted_and_one_day_more_refused(monde, nature, mois):
    limite = decale_mois(aujourdhui(), mois)
    client = client_de(monde.personnes[Role.DIRECTEUR])
    longer = champs(nature=nature, fin=(limite + timedelta(days=1)).isoformat(), confirme="on")
    page = saisir(client, "enfants:nouvelle_mesure", monde.lea.pk, **longer)
    assert page.status_code == 422
    assert "La loi ne permet pas plus de" in page.content.decode()
    exact = champs(nature=nature, fin=limite.isoformat(), confirme="on")
    assert saisir(client, "enfants:nouvelle_mesure", monde.lea.pk, **exact).status_code == 302


def test_beyond_two_years_the_judge_must_have_said_so(monde):
    fin = decale_mois(aujourdhui(), 60).isoformat()
    done = saisir(
        client_de(monde.personnes[Role.DIRECTEUR]),
        "enfants:nouvelle_mesure",
        monde.lea.pk,
        **champs(fin=fin, longue_duree="on"),
    )
    assert done.status_code == 302


def test_something_unusual_is_said_once_and_saved_when_confirmed(monde):
    factories.creer_mesure(monde.lea, fin=aujourdhui() + timedelta(days=300))
    client = client_de(monde.personnes[Role.DIRECTEUR])
    asked = saisir(client, "enfants:nouvelle_mesure", monde.lea.pk, **champs())
    assert asked.status_code == 422
    assert "Une autre mesure est déjà en vigueur" in asked.content.decode()
    assert "enregistrer quand même" in asked.content.decode()
    assert len(mesures(monde.lea)) == 1
    assert saisir(client, "enfants:nouvelle_mesure", monde.lea.pk, **champs(confirme="on")).status_code == 302
    assert len(mesures(monde.lea)) == 2


def test_a_term_after_eighteen_is_said(monde):
    ado = factories.creer_enfant(
        monde.village, "Ana", "Roy", naissance=decale_mois(aujourdhui(), -12 * 17), maison=monde.erables
    )
    page = saisir(
        client_de(monde.personnes[Role.DIRECTEUR]),
        "enfants:nouvelle_mesure",
        ado.pk,
        **champs(fin=decale_mois(aujourdhui(), 20).isoformat()),
    )
    assert page.status_code == 422
    assert "la mesure prendra fin à la majorité" in page.content.decode()


def test_a_double_submit_records_one_measure(monde):
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    adresse = reverse("enfants:nouvelle_mesure", args=[monde.lea.pk])
    data = champs(envoi=envoi_de(client.get(adresse)))
    assert [client.post(adresse, data).status_code for _ in range(2)] == [302, 302]
    assert len(mesures(monde.lea)) == 1


@pytest.mark.parametrize("nom", ["modifier_mesure", "lever_mesure", "rapport_mesure"])
def test_a_stale_page_does_not_undo_what_somebody_else_wrote(monde, nom):
    mesure = factories.creer_mesure(monde.lea, fin=aujourdhui() + timedelta(days=60))
    un, autre = (client_de(monde.personnes[r]) for r in (Role.CHEF_DE_SERVICE, Role.DIRECTEUR))
    adresse = reverse(f"enfants:{nom}", args=[mesure.pk])
    envoi = envoi_de(un.get(adresse))
    saisir(autre, "enfants:modifier_mesure", mesure.pk, **champs(autorite="Corrigée entre-temps"))
    page = un.post(adresse, champs(envoi=envoi, le=aujourdhui().isoformat()))
    assert page.status_code == 422
    assert "vient d’enregistrer une autre version" in page.content.decode()
    [kept] = mesures(monde.lea)
    with acting_as_system(raison="test"):
        assert kept.autorite == "Corrigée entre-temps"
    assert (kept.revision, kept.levee_le, kept.rapport_le) == (2, None, None)


def test_renewing_makes_a_chain_that_never_forks(monde):
    former = factories.creer_mesure(
        monde.lea, fin=aujourdhui() + timedelta(days=5), autorite="Tribunal d’avant"
    )
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    page = client.get(reverse("enfants:renouveler_mesure", args=[former.pk])).content.decode()
    assert "Tribunal d’avant" in page
    debut = aujourdhui() + timedelta(days=5)
    following = champs(debut=debut.isoformat(), fin=decale_mois(debut, 12).isoformat())
    assert saisir(client, "enfants:renouveler_mesure", former.pk, **following).status_code == 302
    first, second = mesures(monde.lea)
    assert second.precedente_id == first.pk
    again = saisir(client, "enfants:renouveler_mesure", former.pk, **following, confirme="on")
    assert again.status_code == 422
    assert "déjà renouvelée" in again.content.decode()


def test_lifting_ends_it_that_day_and_is_audited(monde):
    mesure = factories.creer_mesure(monde.lea, fin=aujourdhui() + timedelta(days=60))
    client = client_de(monde.personnes[Role.DIRECTEUR])
    tot = (mesure.debut - timedelta(days=1)).isoformat()
    refused = saisir(client, "enfants:lever_mesure", mesure.pk, le=tot, revision=1)
    assert "n’avait pas commencé" in refused.content.decode()
    le = aujourdhui().isoformat()
    assert saisir(client, "enfants:lever_mesure", mesure.pk, le=le, revision=1).status_code == 302
    [lifted] = mesures(monde.lea)
    assert not lifted.en_vigueur()
    assert lifted.en_vigueur(aujourdhui() - timedelta(days=1))
    entree = EntreeAudit.objects.get(action="enfants.mesure_levee")
    assert (entree.objets, entree.enfants) == ([mesure.pk], [monde.lea.pk])


@pytest.mark.parametrize(
    "faute",
    [
        {"fin": date(2025, 1, 1)},
        {"levee_le": date(2025, 1, 1)},
        {"notifiee_le": date(2025, 1, 1)},
        {"nature": NatureMesure.ACCUEIL_72H},
    ],
    ids=lambda f: next(iter(f)),
)
def test_the_database_refuses_dates_out_of_order(monde, faute):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.creer_mesure(monde.lea, **({"debut": date(2026, 1, 1)} | faute))


def test_the_database_holds_a_renewal_to_the_same_child_and_to_one(monde):
    former = factories.creer_mesure(monde.lea)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.creer_mesure(monde.noe, precedente=former)
    factories.creer_mesure(monde.lea, precedente=former)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.creer_mesure(monde.lea, precedente=former)


def test_a_correction_keeps_the_former_words_in_the_versions(monde):
    mesure = factories.creer_mesure(monde.lea, recit="Avant")
    acteur = monde.personnes[Role.DIRECTEUR]
    with acting_as(acteur):
        mesure.recit = "Après"
        enregistrer_mesure(acteur=acteur, mesure=mesure)
        told = [version.recit for version in mesure.versions.order_by("history_date", "history_id")]
    assert told == ["Avant", "Après"]


def test_each_kind_says_what_it_changes_with_source_and_certainty():
    assert set(EFFETS) == set(NatureMesure)
    for effets in EFFETS.values():
        assert effets.usuels
        assert effets.importants
        assert effets.source


def test_the_page_tells_the_suspension_and_the_effects(monde):
    factories.creer_mesure(monde.lea, suspension="Le père de Léa")
    page = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(
        reverse("enfants:mesures", args=[monde.lea.pk])
    )
    text = page.content.decode()
    assert "Le père de Léa" in text
    assert "378-2" in text
    assert "Ce que cette mesure change" in text
    assert reverse("enfants:nouvelle_mesure", args=[monde.lea.pk]) not in text


REQUETES = 14


@pytest.mark.parametrize("combien", [1, 3])
def test_the_page_costs_the_same_with_one_or_three_measures(monde, combien, django_assert_num_queries):
    for rang in range(combien):
        factories.creer_mesure(monde.lea, debut=date(2024, 1 + rang, 1), recit="Texte")
    client = client_de(monde.personnes[Role.DIRECTEUR])
    client.get("/ma-maison/")
    with django_assert_num_queries(REQUETES):
        client.get(reverse("enfants:mesures", args=[monde.lea.pk]))


# --- people outside -------------------------------------------------------------------


def contact(**changes: object) -> dict[str, object]:
    return {
        "fonction": "referent_ase", "nom": "Mme Canaribert", "telephone": "01 02 03 04 05", "revision": 1,
        "debut": aujourdhui().isoformat(),
    } | changes  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_contacts_are_kept_by_who_files_the_pieces(monde, role):
    client = client_de(monde.personnes[role])
    assert saisir(client, "enfants:nouvel_interlocuteur", monde.malo.pk, **contact()).status_code == 404
    response = saisir(client, "enfants:nouvel_interlocuteur", monde.lea.pk, **contact())
    assert response.status_code == (302 if role in CLASSENT else 404)
    with acting_as_system(raison="test"):
        assert Interlocuteur.objects.filter(enfant=monde.lea).count() == (role in CLASSENT)
    page = client.get(reverse("enfants:interlocuteurs", args=[monde.lea.pk]))
    assert page.status_code == (200 if role in LISENT else 404)


def test_a_contact_who_left_stands_apart_and_a_wrong_one_is_refused(monde):
    ancien = factories.creer_interlocuteur(monde.lea, "M. Ancien", fin=aujourdhui() - timedelta(days=1))
    factories.creer_interlocuteur(monde.lea, "Mme Actuelle")
    client = client_de(monde.personnes[Role.SECRETARIAT])
    page = client.get(reverse("enfants:interlocuteurs", args=[monde.lea.pk])).content.decode()
    assert page.index("Mme Actuelle") < page.index("Avant, ou à venir") < page.index("M. Ancien")
    wrong = saisir(
        client,
        "enfants:modifier_interlocuteur",
        ancien.pk,
        **contact(courriel="pas une adresse", fin="2020-01-01"),
    )
    assert wrong.status_code == 422
    assert "ne ressemble pas à un courriel" in wrong.content.decode()
    assert "Mme Canaribert" in wrong.content.decode()


def test_a_stale_contact_is_refused(monde):
    person = factories.creer_interlocuteur(monde.lea)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    assert saisir(client, "enfants:modifier_interlocuteur", person.pk, **contact()).status_code == 302
    page = saisir(client, "enfants:modifier_interlocuteur", person.pk, **contact(nom="Mme Tardive"))
    assert page.status_code == 422
    assert "vient d’enregistrer une autre version" in page.content.decode()
