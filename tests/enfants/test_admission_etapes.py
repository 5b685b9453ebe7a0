"""An admission step by step: left and come back to, never half a child, never silently without a title."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from enfants.enums import Destinataire, NatureMesure, PieceRemise, TitreAnnonce
from enfants.models import Admission, Enfant, PreparationAdmission, Remise, Sejour
from enfants.selectors.admission import A_L_ARRIVEE, admissions_en_cours
from enfants.selectors.faits import faits_des_enfants
from enfants.services.admission import (
    annoncer_titre,
    completer_preparation,
    remettre,
    terminer_admission,
    vider_les_preparations,
)
from socle.echeances.enums import Etat
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

TIENNENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.IDENTITE)}
TOM = {"prenom": "Tom", "nom": "Petit", "date_naissance": "2018-03-02", "sexe": "garcon", "revision": 1}


def _preparations() -> list[PreparationAdmission]:
    with acting_as_system(raison="test"):
        return list(PreparationAdmission.objects.all())


def _children() -> int:
    with acting_as_system(raison="test"):
        return Enfant.objects.count()


@pytest.mark.parametrize("role", list(Role))
def test_two_pages_make_a_child_and_nothing_exists_before_the_second(monde, role):
    client, before = client_de(monde.personnes[role]), _children()
    first = saisir(client, "enfants:preparer_admission", **TOM)
    if role not in TIENNENT:
        assert first.status_code == 403
        assert _preparations() == []
        return
    assert (first.status_code, _children()) == (302, before)
    [prepared] = _preparations()
    champs = {
        "maison": monde.tilleuls.pk,
        "debut": aujourdhui().isoformat(),
        "venu_de": "sa tante",
        "revision": 1,
    }
    second = saisir(client, "enfants:recevoir", prepared.pk, **champs)
    assert (second.status_code, _children()) == (302, before + 1)
    page = client.get(second.url, follow=True).content.decode()
    assert "Admission de Tom" in page
    assert "Pas de séjour sans titre" in page
    with acting_as_system(raison="test"):
        prepared.refresh_from_db()
        assert prepared.contenu is None
        admission = Admission.objects.get()
        assert (admission.enfant_id, admission.venu_de) == (prepared.enfant_id, "sa tante")
    again = client.get(reverse("enfants:recevoir", args=[prepared.pk]))
    assert again.url == reverse("enfants:admission_de", args=[prepared.enfant_id])


def test_what_is_known_suffices_and_is_found_again(monde):
    client = client_de(monde.personnes[Role.SECRETARIAT])
    first = saisir(client, "enfants:preparer_admission", prenom="Tom", revision=1)
    assert first.status_code == 302
    assert "Le nom et la date de naissance" in client.get(first.url).content.decode()
    [prepared] = _preparations()
    champs = {"maison": monde.tilleuls.pk, "debut": aujourdhui().isoformat(), "revision": 1}
    before = _children()
    assert saisir(client, "enfants:recevoir", prepared.pk, **champs).status_code == 200
    assert _children() == before
    listed = client.get(reverse("enfants:admissions")).content.decode()
    assert "Tom" in listed
    colleague = client_de(monde.personnes[Role.DIRECTEUR])
    assert saisir(colleague, "enfants:preparation", prepared.pk, **TOM).status_code == 302
    assert saisir(client, "enfants:recevoir", prepared.pk, **champs | {"revision": 2}).status_code == 302
    assert _children() == before + 1


def test_a_stale_page_does_not_undo_a_colleague(monde):
    secretaire = monde.personnes[Role.SECRETARIAT]
    prepared = factories.creer_preparation(monde.village, secretaire)
    with acting_as(secretaire):
        completer_preparation(acteur=secretaire, preparation=prepared, contenu={"nom": "Grand"})
    client = client_de(secretaire)
    response = saisir(client, "enfants:preparation", prepared.pk, **TOM)
    assert response.status_code == 422
    assert "vient d’enregistrer une autre version" in response.content.decode()
    with acting_as(secretaire):
        prepared.refresh_from_db()
        assert prepared.contenu["nom"] == "Grand"


def test_given_up_it_is_emptied_and_gone(monde):
    prepared = factories.creer_preparation(monde.village, monde.personnes[Role.SECRETARIAT])
    client = client_de(monde.personnes[Role.SECRETARIAT])
    page = reverse("enfants:abandonner", args=[prepared.pk])
    assert "sera effacé" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    [kept] = _preparations()
    assert kept.contenu is None
    assert client.get(reverse("enfants:preparation", args=[prepared.pk])).status_code == 404
    assert client.post(page).status_code == 404


def test_after_a_month_it_is_over_and_emptied_whatever_the_worker_does(monde):
    old = factories.creer_preparation(monde.village, monde.personnes[Role.SECRETARIAT])
    new = factories.creer_preparation(monde.village, monde.personnes[Role.SECRETARIAT])
    with acting_as_system(raison="test"):
        old.cree_le = timezone.now() - timedelta(days=31)
        old.save()
    client = client_de(monde.personnes[Role.SECRETARIAT])
    assert client.get(reverse("enfants:preparation", args=[old.pk])).status_code == 404
    assert vider_les_preparations() == 1
    with acting_as_system(raison="test"):
        contents = dict(PreparationAdmission.objects.values_list("pk", "abandonnee_le"))
        assert contents[old.pk] is not None
        assert contents[new.pk] is None
        old.refresh_from_db()
        assert old.contenu is None


@pytest.mark.parametrize("role", sorted(TIENNENT))
def test_a_preparation_of_another_village_is_not_there(monde, role):
    elsewhere = factories.creer_preparation(monde.autre_village, monde.personnes[Role.SECRETARIAT])
    client = client_de(monde.personnes[role])
    for nom in ("enfants:preparation", "enfants:recevoir", "enfants:abandonner"):
        assert client.get(reverse(nom, args=[elsewhere.pk])).status_code == 404
    assert client.get(reverse("enfants:admissions")).content.decode().count("Tom") == 0
    with acting_as(monde.personnes[role]):
        assert not PreparationAdmission.objects.filter(pk=elsewhere.pk).exists()


# --- the steps --------------------------------------------------------------------------


def _steps(client, admission) -> str:
    return client.get(reverse("enfants:admission", args=[admission.pk])).content.decode()


def _complete(monde, enfant: Enfant, *, titre: bool = True) -> Admission:
    """An admission where nothing is missing."""
    admission = factories.creer_admission(enfant)
    if titre:
        factories.creer_mesure(enfant, NatureMesure.AE_ASE, fin=aujourdhui() + timedelta(days=100))
    factories.creer_interlocuteur(enfant)
    factories.creer_proche(enfant)
    for piece, recipients in A_L_ARRIVEE.items():
        for destinataire in recipients:
            factories.creer_remise(
                enfant, monde.personnes[Role.SECRETARIAT], piece=piece, destinataire=destinataire
            )
    return admission


def test_a_call_in_the_night_is_noted_and_the_stay_remains_without_a_title(monde):
    admission = _complete(monde, monde.lea, titre=False)
    client = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    now = timezone.localtime() - timedelta(minutes=5)
    champs = {
        "titre": TitreAnnonce.OPP_PARQUET, "par": "M. Rey, substitut de permanence",
        "le": now.date().isoformat(), "heure": f"{now:%H:%M}",
    }  # fmt: skip
    assert saisir(client, "enfants:annoncer_titre", admission.pk, **champs).status_code == 302
    page = _steps(client, admission)
    assert "M. Rey, substitut de permanence" in page
    assert "Écrit attendu" in page
    assert "Pas de séjour sans titre" in page
    assert client.post(reverse("enfants:terminer_admission", args=[admission.pk])).status_code == 302
    assert (
        "Il manque encore" in client.get(reverse("enfants:admission", args=[admission.pk])).content.decode()
    )
    with acting_as_system(raison="test"):
        assert Admission.objects.get().close_le is None
    factories.creer_mesure(monde.lea, NatureMesure.OPP_PARQUET)
    assert client.post(reverse("enfants:terminer_admission", args=[admission.pk])).status_code == 302
    assert "Pas de séjour sans titre" not in _steps(client, admission)
    with acting_as_system(raison="test"):
        closed = Admission.objects.get()
        assert (closed.close_le, closed.close_par) == (aujourdhui(), monde.personnes[Role.CHEF_DE_SERVICE])


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [({"par": ""}, "obligatoire"), ({"le": "2999-01-01"}, "dans le futur"), ({"heure": ""}, "obligatoire")],
)
def test_a_wrong_call_keeps_what_was_typed(monde, changes, phrase):
    admission = factories.creer_admission(monde.lea)
    champs = {"titre": "opp_juge", "par": "Mme Lenoir", "le": aujourdhui().isoformat(), "heure": "00:01"}
    client = client_de(monde.personnes[Role.SECRETARIAT])
    response = saisir(client, "enfants:annoncer_titre", admission.pk, **champs | changes)
    assert response.status_code == 422
    assert phrase in response.content.decode()
    with acting_as_system(raison="test"):
        assert Admission.objects.get().annonce_le is None


def test_a_call_to_come_is_refused(monde):
    admission, chef = factories.creer_admission(monde.lea), monde.personnes[Role.CHEF_DE_SERVICE]
    with acting_as(chef), pytest.raises(ValidationError, match="à venir"):
        annoncer_titre(
            acteur=chef, admission=admission, titre=TitreAnnonce.OPP_JUGE, par="Mme Lenoir",
            le=timezone.now() + timedelta(minutes=5),
        )  # fmt: skip


def test_siblings_are_known_or_said_to_be_unknown(monde):
    admission = factories.creer_admission(monde.ines)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    assert "Aucun frère ni sœur connu</" in _steps(client, admission)
    toggle = reverse("enfants:sans_fratrie", args=[admission.pk])
    assert client.post(toggle, {"sans": "oui"}).status_code == 302
    assert "Un frère ou une sœur est connu" in _steps(client, admission)
    with acting_as_system(raison="test"):
        assert Admission.objects.get().sans_fratrie
    client.post(toggle, {"sans": "non"})
    with acting_as_system(raison="test"):
        assert not Admission.objects.get().sans_fratrie


@pytest.mark.parametrize("role", list(Role))
def test_each_step_is_offered_to_who_holds_its_right(monde, role):
    admission = factories.creer_admission(monde.lea)
    elsewhere = factories.creer_admission(monde.malo)
    client = client_de(monde.personnes[role])
    response = client.get(reverse("enfants:admission", args=[admission.pk]))
    assert client.get(reverse("enfants:admission", args=[elsewhere.pk])).status_code == 404
    if not permet(role, Action.LIRE, Categorie.IDENTITE):
        assert response.status_code == 404
        return
    page = response.content.decode()
    holds = {Role.CHEF_DE_SERVICE, Role.DIRECTEUR}
    assert (reverse("enfants:nouvelle_mesure", args=[monde.lea.pk]) in page) == (role in holds)
    assert ("chef de service ou direction" in page) == (role not in holds)
    assert (reverse("enfants:annoncer_titre", args=[admission.pk]) in page) == (role in TIENNENT)


def test_the_list_says_what_is_missing_and_forgets_what_is_finished(monde):
    _complete(monde, monde.lea)
    factories.creer_admission(monde.malo)
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    factories.creer_admission(monde.ines)
    with acting_as(chef):
        found = {vue.nom: vue.manque for vue in admissions_en_cours(chef)}
    assert found["Léa Martin"] == []
    assert "Titre de placement" in found["Inès Diallo"]
    assert len(found) == 2
    client = client_de(chef)
    with acting_as(chef):
        terminer_admission(acteur=chef, admission=Admission.objects.get(enfant=monde.lea))
    page = client.get(reverse("enfants:admissions")).content.decode()
    assert "Léa Martin" not in page
    assert "Inès Diallo" in page


def test_the_list_costs_the_same_with_one_or_three_admissions(monde, django_assert_num_queries):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    client, page = client_de(chef), reverse("enfants:admissions")
    client.get(page)
    factories.creer_remise(monde.lea, chef)
    for enfants in ([monde.lea], [monde.noe, monde.ines]):
        for enfant in enfants:
            factories.creer_admission(enfant)
        with django_assert_num_queries(REQUETES):
            assert client.get(page).status_code == 200


REQUETES = 20


# --- what is handed over ----------------------------------------------------------------


def test_several_papers_to_two_people_are_noted_at_once_and_once(monde):
    admission = factories.creer_admission(monde.lea)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    adresse = reverse("enfants:noter_remise", args=[admission.pk])
    champs = {
        "envoi": envoi_de(client.get(adresse)), "pieces": ["livret", "charte"],
        "destinataires": ["enfant", "titulaire"], "facile_a_lire": "on", "le": aujourdhui().isoformat(),
        "precision": "",
    }  # fmt: skip
    assert [client.post(adresse, champs).status_code for _ in range(2)] == [302, 302]
    with acting_as_system(raison="test"):
        rows = {(r.piece, r.destinataire): r.facile_a_lire for r in Remise.objects.all()}
    assert rows == {
        ("livret", "enfant"): True, ("livret", "titulaire"): False,
        ("charte", "enfant"): True, ("charte", "titulaire"): False,
    }  # fmt: skip
    page = client.get(reverse("enfants:remises", args=[admission.pk])).content.decode()
    assert "version facile à lire" in page
    assert "Claire Renaud" in page


def test_what_is_agreed_says_with_whom_and_what_the_child_thinks(monde):
    admission = factories.creer_admission(monde.lea)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    champs = {"pieces": ["dipc"], "destinataires": ["titulaire"], "le": aujourdhui().isoformat()}
    refused = saisir(client, "enfants:noter_remise", admission.pk, **champs, precision="")
    assert refused.status_code == 422
    assert "l’avis de l’enfant" in refused.content.decode()
    told = {"precision": "Mme Martin, la référente ; Léa voudrait un chat."}
    assert saisir(client, "enfants:noter_remise", admission.pk, **champs, **told).status_code == 302


def test_an_educator_reads_what_is_handed_over_and_notes_nothing(monde):
    admission = factories.creer_admission(monde.lea)
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    client = client_de(educatrice)
    page = client.get(reverse("enfants:remises", args=[admission.pk]))
    assert page.status_code == 200
    assert "Noter ce qui est remis" not in page.content.decode()
    assert client.get(reverse("enfants:noter_remise", args=[admission.pk])).status_code == 404
    with acting_as(educatrice), pytest.raises(PermissionDenied):
        remettre(
            acteur=educatrice, sejour=Sejour.objects.select_related("enfant").get(enfant=monde.lea),
            lot=nouvel_id(), pieces=[PieceRemise.LIVRET], destinataires=[Destinataire.ENFANT], le=aujourdhui(),
        )  # fmt: skip


# --- deadlines --------------------------------------------------------------------------


def _deadlines(user, enfant) -> dict[str, Etat]:
    with acting_as(user):
        return {e.regle.code: e.etat for e in echeances_de(user, enfants=[enfant.pk])}


def _late(found: dict[str, Etat]) -> set[str]:
    """Rules of admission only: a child without school or visits is late elsewhere too."""
    return {code for code, etat in found.items() if etat is Etat.EN_RETARD and code.startswith("ADM")}


def test_the_rules_of_an_admission_follow_what_is_handed_over(monde):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    zoe = factories.creer_enfant(
        monde.village, "Zoé", "Petit", maison=monde.tilleuls, debut=aujourdhui() - timedelta(days=20)
    )
    factories.creer_mesure(zoe, NatureMesure.ACCUEIL_PROVISOIRE, fin=aujourdhui() + timedelta(days=300))
    assert "ADM-03" not in _deadlines(chef, zoe)
    factories.creer_admission(zoe, fin_prevue=aujourdhui() + timedelta(days=60))
    found = _deadlines(chef, zoe)
    late = _late(found)
    assert late == {"ADM-03", "ADM-04", "ADM-11", "ADM-12"}
    assert {"ADM-05", "ADM-06", "SEJ-TERME"} <= set(found)
    secretaire = monde.personnes[Role.SECRETARIAT]
    for piece, recipients in A_L_ARRIVEE.items():
        for destinataire in recipients:
            factories.creer_remise(zoe, secretaire, piece=piece, destinataire=destinataire)
    factories.creer_remise(zoe, secretaire, piece=PieceRemise.CONTRAT, destinataire="titulaire")
    found = _deadlines(chef, zoe)
    assert not _late(found)
    assert found["ADM-12"] is Etat.A_VENIR


def test_a_title_told_by_telephone_is_waited_for(monde):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    factories.creer_admission(
        monde.ines, titre_annonce=TitreAnnonce.OPP_PARQUET, annonce_par="M. Rey",
        annonce_le=timezone.now() - timedelta(hours=30),
    )  # fmt: skip
    with acting_as(chef):
        codes = {f.regle: f.fait_le for f in faits_des_enfants(chef, [monde.ines.pk])}
    assert codes["ADM-01-ECRIT"] is None
    assert "ADM-01" in codes
    mesure = factories.creer_mesure(monde.ines, NatureMesure.OPP_PARQUET, debut=date(2026, 1, 2))
    with acting_as(chef):
        codes = {f.regle: f.fait_le for f in faits_des_enfants(chef, [monde.ines.pk])}
    assert codes["ADM-01-ECRIT"] == mesure.decision_le
    assert "ADM-01" not in codes
