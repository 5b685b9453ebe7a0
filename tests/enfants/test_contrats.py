"""The contract about school: four answers, no beginning without the child's, a review in each one's words."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from enfants.enums import EtatContrat, PartieContrat
from enfants.models import ContratEducatif, SignatureContrat
from enfants.services.contrats import commencer_contrat
from socle.audit.models import EntreeAudit
from socle.echeances.selectors import echeances_de
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

EN_PREPARATION, EN_COURS, REVU = EtatContrat.PREPARATION, EtatContrat.EN_COURS, EtatContrat.REVU


def dans(jours: int) -> date:
    return aujourdhui() + timedelta(days=jours)


def champs(**changes: object) -> dict[str, object]:
    return {
        "parole": "Je veux arriver à lire.", "objectifs": "- Lire dix minutes\n\nLever la main\n",
        "aides": "Claire, le soir.", "debut": dans(0).isoformat(), "fin": dans(90).isoformat(), "version": 0,
    } | changes  # fmt: skip


def contrats(enfant) -> list[ContratEducatif]:
    with acting_as_system(raison="test"):
        found = list(ContratEducatif.objects.filter(enfant=enfant).order_by("debut", "id"))
        for one in found:
            assert isinstance((one.objectifs, one.suites, one.parole), tuple)
        return found


def page_de(client, contrat) -> str:
    return client.get(reverse("enfants:contrat", args=[contrat.pk])).content.decode()


def repondre(client, contrat, partie: str, **autres: object):
    sent = {
        "partie": partie,
        "reponse": "signe",
        "nom": f"Nom {partie}",
        "le": dans(0).isoformat(),
        "version": 1,
    }
    return saisir(client, "enfants:signer_contrat", contrat.pk, **(sent | autres))


@pytest.fixture
def claire(monde):
    return client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])


def test_a_contract_lives_from_the_childs_words_to_the_next_programme(monde, claire):
    saisir(claire, "enfants:nouveau_contrat", monde.lea.pk, **champs())
    [contrat] = contrats(monde.lea)
    assert (contrat.etat, contrat.objectifs) == (EN_PREPARATION, ["Lire dix minutes", "Lever la main"])
    for partie in PartieContrat.values:
        assert repondre(claire, contrat, partie).status_code == 302
    saisir(claire, "enfants:commencer_contrat", contrat.pk, version=1)
    assert contrats(monde.lea)[0].etat == EN_COURS
    reviewed = saisir(
        claire, "enfants:revoir_contrat", contrat.pk, le=dans(0).isoformat(), version=2,
        bilan_enfant="Je lis tout seul.", bilan_ecole="Il ose.", suite_0="garde", suite_1="atteint",
    )  # fmt: skip
    assert reviewed.status_code == 302
    [contrat] = contrats(monde.lea)
    assert (contrat.etat, contrat.suites) == (REVU, ["garde", "atteint"])
    page = page_de(claire, contrat)
    assert page.index("arriver à lire") < page.index("Je lis tout seul") < page.index("Il ose.")
    suivant = claire.get(reverse("enfants:programme_suivant", args=[contrat.pk])).content.decode()
    assert "Lire dix minutes" in suivant
    assert "Lever la main" not in suivant
    assert "arriver à lire" not in suivant
    saisir(claire, "enfants:programme_suivant", contrat.pk, **champs(objectifs="Lire vingt minutes"))
    former, nouveau = sorted(contrats(monde.lea), key=lambda c: c.etat != REVU)
    assert nouveau.precedent_id == former.pk
    assert "Programme suivant" not in page_de(claire, former)


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_and_who_writes(monde, role):
    contrat = factories.creer_contrat(monde.lea, parole="Mots-de-canari")
    client = client_de(monde.personnes[role])
    lit = role in {Role.EDUCATEUR_FAMILIAL, Role.AIDE_FAMILIAL, Role.STAGIAIRE, Role.EDUCATEUR_SPECIALISE,
                   Role.PSYCHOLOGUE, Role.CHEF_DE_SERVICE, Role.DIRECTEUR}  # fmt: skip
    ecrit = role in {Role.EDUCATEUR_FAMILIAL, Role.EDUCATEUR_SPECIALISE, Role.CHEF_DE_SERVICE}
    page = client.get(reverse("enfants:contrat", args=[contrat.pk]))
    assert page.status_code == (200 if lit else 404)
    assert ("Mots-de-canari" in page.content.decode()) is lit
    assert ("Recueillir une réponse" in page.content.decode()) is ecrit
    assert repondre(client, contrat, "enfant").status_code == (302 if ecrit else 404)


def test_the_same_role_in_another_house_gets_404(monde):
    contrat = factories.creer_contrat(monde.ines)
    client = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    for nom in ("contrat", "modifier_contrat", "signer_contrat", "revoir_contrat", "papier_contrat"):
        assert client.get(reverse(f"enfants:{nom}", args=[contrat.pk])).status_code == 404
    user = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    with acting_as(user), pytest.raises(PermissionDenied):
        commencer_contrat(acteur=user, contrat=contrat, version_lue=1)


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"parole": ""}, "obligatoire"),
        ({"objectifs": " \n- \n"}, "de un à 8 objectifs"),
        ({"objectifs": "\n".join("abcdefghi")}, "de un à 8 objectifs"),
        ({"objectifs": "x" * 301}, "300 caractères"),
        ({"fin": "2020-01-01"}, "La fin vient avant le début"),
    ],
)
def test_a_wrong_contract_saves_nothing_and_keeps_what_was_typed(monde, claire, changes, phrase):
    sent = champs(aides="Aide tapée", **changes)
    page = saisir(claire, "enfants:nouveau_contrat", monde.lea.pk, **sent)
    assert page.status_code == 422
    text = page.content.decode().replace("\xa0", " ")
    assert phrase in text
    assert "Aide tapée" in text
    assert contrats(monde.lea) == []


def test_it_never_begins_without_the_childs_agreement(monde, claire):
    contrat = factories.creer_contrat(monde.lea, "famille", "ecole", "village")
    begin = {"version": 1}
    missing = saisir(claire, "enfants:commencer_contrat", contrat.pk, **begin)
    assert "Il manque la réponse de" in missing.content.decode().replace("\xa0", " ")
    refused = repondre(claire, contrat, "enfant", reponse="refus", raison="")
    assert "Écrivez pourquoi" in refused.content.decode()
    repondre(claire, contrat, "enfant", reponse="refus", raison="C’est trop pour moi.")
    no = saisir(claire, "enfants:commencer_contrat", contrat.pk, **begin)
    assert no.status_code == 422
    assert "Sans l’accord de l’enfant" in no.content.decode()
    assert "C’est trop pour moi." in page_de(claire, contrat)
    repondre(claire, contrat, "enfant")
    assert saisir(claire, "enfants:commencer_contrat", contrat.pk, **begin).status_code == 302
    assert EntreeAudit.objects.filter(action="scolarite.contrat_refuse").count() == 1


def test_a_family_that_refuses_is_heard_and_does_not_stop_it(monde, claire):
    contrat = factories.creer_contrat(monde.lea, "enfant", "ecole", "village")
    repondre(claire, contrat, "famille", reponse="refus", raison="Le père n’est pas d’accord.")
    assert saisir(claire, "enfants:commencer_contrat", contrat.pk, version=1).status_code == 302


def test_what_was_signed_cannot_be_reworded(monde, claire):
    contrat = factories.creer_contrat(monde.lea, "enfant")
    assert "Modifier" not in page_de(claire, contrat)
    page = saisir(claire, "enfants:modifier_contrat", contrat.pk, **champs(version=1))
    assert page.status_code == 422
    assert "déjà signé" in page.content.decode().replace("\xa0", " ")
    with acting_as_system(raison="test"):
        row = ContratEducatif.objects.get(pk=contrat.pk)
        row.objectifs = ["Autre chose"]
        with pytest.raises(DatabaseError, match="what was signed"), transaction.atomic():
            row.save()
        signature = SignatureContrat.objects.get(contrat=contrat)
        signature.nom = "Quelqu’un d’autre"
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            signature.save()


def test_a_contract_that_is_over_is_never_changed(monde, claire):
    contrat = factories.creer_contrat(monde.lea, etat="arrete", arret="Il a déménagé.")
    with acting_as_system(raison="test"):
        row = ContratEducatif.objects.get(pk=contrat.pk)
        row.arret = "Autre raison"
        with pytest.raises(DatabaseError, match="is over"), transaction.atomic():
            row.save()
    assert saisir(claire, "enfants:arreter_contrat", contrat.pk, raison="x", version=1).status_code == 422


def test_an_unsigned_contract_is_reworded_and_a_stale_page_refused(monde, claire):
    contrat = factories.creer_contrat(monde.lea)
    assert saisir(claire, "enfants:modifier_contrat", contrat.pk, **champs(version=1)).status_code == 302
    stale = saisir(claire, "enfants:modifier_contrat", contrat.pk, **champs(version=1, aides="Périmée"))
    assert stale.status_code == 422
    [found] = contrats(monde.lea)
    assert found.objectifs == ["Lire dix minutes", "Lever la main"]
    with acting_as_system(raison="test"):
        assert ContratEducatif.versions.filter(id=contrat.pk).count() == 2


def test_one_at_a_time(monde, claire):
    factories.creer_contrat_en_cours(monde.lea)
    with pytest.raises(IntegrityError, match="contrat_un_seul_en_cours"), transaction.atomic():
        factories.creer_contrat_en_cours(monde.lea)
    saisir(claire, "enfants:nouveau_contrat", monde.lea.pk, **champs())
    second = saisir(claire, "enfants:nouveau_contrat", monde.lea.pk, **champs())
    assert second.status_code == 422
    assert len(contrats(monde.lea)) == 2


def test_a_signature_belongs_to_the_child_of_its_contract(monde):
    contrat = factories.creer_contrat(monde.lea)
    signature = SignatureContrat(contrat=contrat, enfant=monde.noe, partie="enfant", le=dans(0))
    with acting_as_system(raison="test"), pytest.raises(IntegrityError, match="signature_du_meme_enfant"):
        signature.save()


def test_the_review_begins_with_the_child_and_answers_every_line(monde, claire):
    contrat = factories.creer_contrat_en_cours(monde.lea)
    url, sent = (
        "enfants:revoir_contrat",
        {"le": dans(0).isoformat(), "version": 1, "bilan_ecole": "Bien tapé"},
    )
    silent = saisir(claire, url, contrat.pk, suite_0="garde", suite_1="garde", **sent)
    partial = saisir(claire, url, contrat.pk, bilan_enfant="Bof", suite_0="garde", **sent)
    for page in (silent, partial):
        assert page.status_code == 422
        assert "Bien tapé" in page.content.decode()
    assert contrats(monde.lea)[0].etat == EN_COURS
    ready = factories.creer_contrat(monde.noe)
    assert claire.get(reverse(url, args=[ready.pk])).status_code == 302


def test_a_form_sent_twice_signs_once(monde, claire):
    contrat = factories.creer_contrat(monde.lea)
    url = reverse("enfants:signer_contrat", args=[contrat.pk])
    data = {"envoi": envoi_de(claire.get(url)), "partie": "enfant", "reponse": "signe",
            "le": dans(0).isoformat(), "version": 1}  # fmt: skip
    assert [claire.post(url, data).status_code for _ in range(2)] == [302, 302]
    with acting_as_system(raison="test"):
        assert SignatureContrat.objects.filter(contrat=contrat).count() == 1


def test_its_end_is_a_deadline_until_it_is_reviewed(monde):
    user = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    factories.creer_contrat_en_cours(monde.lea, fin=dans(3))
    with acting_as(user):
        found = [e for e in echeances_de(user, enfants=[monde.lea.pk]) if e.regle.code == "ECO-CONTRAT"]
    assert [e.jour for e in found] == [dans(3)]


# --- on paper -------------------------------------------------------------------------


def _papier(client, contrat, settings, tmp_path):
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    url = reverse("enfants:papier_contrat", args=[contrat.pk])
    assert client.post(url, {"envoi": str(nouvel_id())}).status_code == 302
    tache = Tache.objects.latest("cree_le")
    run_now(tache.pk)
    return client.get(reverse("enfants:papier_document", args=[tache.pk])), tache


def test_it_is_printed_on_one_tagged_page_without_the_name_of_the_school(monde, claire, settings, tmp_path):
    factories.creer_scolarite(monde.lea, etablissement="École Canari")
    contrat = factories.creer_contrat(monde.lea, "enfant")
    response, tache = _papier(claire, contrat, settings, tmp_path)
    reader = PdfReader(BytesIO(response.content))
    text = " ".join(" ".join(p.extract_text() for p in reader.pages).replace("\xa0", " ").split())
    assert len(reader.pages) == 1
    for words in (
        "Léa Martin",
        "Je veux lire un livre",
        "Lever la main",
        "Signé le",
        "Document confidentiel",
    ):
        assert words in text, words
    assert "Canari" not in text
    pdf = pikepdf.open(BytesIO(response.content))
    assert "/StructTreeRoot" in pdf.Root
    assert str(pdf.Root.Lang).startswith("fr")
    other = client_de(monde.personnes[Role.CHEF_DE_SERVICE])
    assert other.get(reverse("enfants:papier", args=[tache.pk])).status_code == 404


def test_it_stays_one_page_with_everything_at_its_longest(monde, claire, settings, tmp_path):
    long = "des mots qui disent beaucoup de choses " * 51
    contrat = factories.creer_contrat(
        monde.lea, *PartieContrat.values, etat="revu", revu_le=dans(0), parole=long, aides=long,
        objectifs=[f"{n} " + "objectif interminable " * 13 for n in range(8)], suites=["garde"] * 8,
        bilan_enfant=long, bilan_famille=long, bilan_ecole=long, bilan_village=long,
    )  # fmt: skip
    response, _ = _papier(claire, contrat, settings, tmp_path)
    reader = PdfReader(BytesIO(response.content))
    assert len(reader.pages) == 1
    assert "suite dans le dossier" in " ".join(reader.pages[0].extract_text().split())
