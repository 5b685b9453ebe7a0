"""Authorisations asked for: of whom, reminded, answered, put to the judge; nothing lost on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from fratries.models import DemandeAutorisation, EtapeAutorisation
from fratries.services import autorisations as services
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Action, Reserve, Role, permet
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from tests import factories
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

ECRIVENT = {r for r in Role if permet(r, Action.ECRIRE, Categorie.FAMILLE)}
LISENT = {r for r in Role if permet(r, Action.LIRE, Categorie.FAMILLE, Reserve.CONSENTEMENTS)} - {
    Role.REFERENT_ASE
}


def dans(jours: int):
    return aujourdhui() + timedelta(days=jours)


@pytest.fixture
def mere(monde):
    mere = factories.creer_proche(monde.lea, monde.noe, prenom="Nadia", nom="Carpentier")
    factories.creer_autorite(monde.lea, mere)
    return mere


@pytest.fixture
def chef(monde):
    return monde.personnes[Role.CHEF_DE_SERVICE]


def demandes(enfant) -> list[DemandeAutorisation]:
    with acting_as_system(raison="test"):
        return list(DemandeAutorisation.objects.filter(enfant=enfant).order_by("id"))


def champs(mere, **autres: object) -> dict[str, object]:
    return {
        "acte": "operation",
        "objet": "Objet-canari : les amygdales.",
        "demandee_a": "titulaires",
        "proches": [str(mere.pk)],
        "demandee_le": aujourdhui().isoformat(),
        "canal": "courriel",
        "souhaitee_le": dans(10).isoformat(),
        **autres,
    }


def test_one_tap_from_who_decides_opens_a_prefilled_request(monde, mere, chef):
    client = client_de(chef)
    page = client.get(
        reverse("fratries:qui_decide", args=[monde.lea.pk]), {"acte": "operation", "regime": "juge"}
    )
    address = f"{reverse('fratries:nouvelle_autorisation', args=[monde.lea.pk])}?acte=operation"
    assert address in page.content.decode()
    form = client.get(address).content.decode()
    assert '<option value="operation" selected>' in form
    assert f'value="{mere.pk}"' in form
    assert form.split(f'value="{mere.pk}"')[1].split(">")[0].count("checked") == 1
    usual = client.get(
        reverse("fratries:qui_decide", args=[monde.lea.pk]), {"acte": "coiffeur", "regime": "juge"}
    )
    assert "Demander cette autorisation" not in usual.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_who_asks_and_who_reads(monde, mere, role):
    client = client_de(monde.personnes[role])
    saisir(client, "fratries:nouvelle_autorisation", monde.lea.pk, **champs(mere))
    assert len(demandes(monde.lea)) == (role in ECRIVENT)
    factories.creer_autorisation(monde.lea, mere, objet="Objet-lu")
    page = client.get(reverse("fratries:autorisations", args=[monde.lea.pk]))
    assert ("Une opération programmée" in page.content.decode()) == (role in LISENT)


def test_the_same_role_in_another_house_or_village_gets_404(monde, mere):
    demande = factories.creer_autorisation(monde.lea, mere)
    for maison, enfant in ((monde.erables, monde.ines), (monde.sorbiers, monde.malo)):
        voisin = factories.creer_personne(
            Role.EDUCATEUR_FAMILIAL, f"voisin@{maison.pk}", maison=maison, enfant=enfant
        )
        client = client_de(voisin)
        for adresse in (
            reverse("fratries:autorisation", args=[demande.pk]),
            reverse("fratries:autorisations", args=[monde.lea.pk]),
        ):
            assert client.get(adresse).status_code == 404
    ici = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    assert ici.get(reverse("fratries:autorisation", args=[demande.pk])).status_code == 200


def test_asked_for_two_children_at_once_and_once(monde, mere, chef):
    client = client_de(chef)
    adresse = reverse("fratries:nouvelle_autorisation", args=[monde.lea.pk])
    sent = champs(mere, autres=[str(monde.noe.pk)], envoi=envoi_de(client.get(adresse)))
    assert [client.post(adresse, sent).status_code for _ in range(2)] == [302, 302]
    assert [len(demandes(e)) for e in (monde.lea, monde.noe)] == [1, 1]
    with acting_as_system(raison="test"):
        entry = EntreeAudit.objects.get(action="autorisations.demandee")
        assert set(entry.enfants) == {monde.lea.pk, monde.noe.pk}
        assert "canari" not in str(entry.__dict__)
        with connection.cursor() as cursor:
            cursor.execute("SELECT t::text FROM fratries_demandeautorisation t")
            assert b"canari".hex() not in "".join(row[0] for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("autres", "phrase"),
    [
        ({"acte": "", "objet": ""}, "Choisissez un acte"),
        ({"proches": []}, "Choisissez à qui"),
        ({"demandee_a": "ase"}, "Nommez le service"),
        ({"souhaitee_le": dans(-3).isoformat()}, "avant la demande"),
        ({"demandee_le": dans(3).isoformat()}, "dans le futur"),
    ],
)
def test_a_wrong_request_is_refused_and_what_was_typed_is_kept(monde, mere, chef, autres, phrase):
    sent = champs(mere) | autres
    page = saisir(client_de(chef), "fratries:nouvelle_autorisation", monde.lea.pk, **sent)
    assert page.status_code == 422
    assert phrase in page.content.decode()
    assert ("Objet-canari" in page.content.decode()) == bool(sent["objet"])
    assert demandes(monde.lea) == []


def test_from_the_request_to_the_judge_each_step_is_there(monde, mere, chef):
    demande = factories.creer_autorisation(monde.lea, mere)
    client = client_de(chef)
    step = {
        "faite_le": aujourdhui().isoformat(),
        "canal": "telephone",
        "par": "Fabrice L.",
        "texte": "Message.",
    }
    for nom in ("relancer", "informer_parents"):
        assert saisir(client, f"fratries:{nom}", demande.pk, **step).status_code == 302
    early = saisir(
        client, "fratries:saisir_juge", demande.pk, le=aujourdhui().isoformat(), motif="m", revision=1
    )
    assert "après un refus ou sans réponse" in early.content.decode()
    answer = {"reponse": "silence", "repondue_le": aujourdhui().isoformat(), "revision": "1"}
    assert saisir(client, "fratries:reponse_autorisation", demande.pk, **answer).status_code == 302
    assert saisir(
        client, "fratries:saisir_juge", demande.pk, le=aujourdhui().isoformat(), motif="Silence.", revision=2
    ).status_code == 302  # fmt: skip
    waiting = client.get(reverse("fratries:autorisations_en_attente")).content.decode()
    assert "Le juge est saisi" in waiting
    said = {
        "reponse": "autorise",
        "le": aujourdhui().isoformat(),
        "reference": "Ordonnance 12",
        "revision": 3,
    }
    assert saisir(client, "fratries:decision_juge", demande.pk, **said).status_code == 302
    page = client.get(reverse("fratries:autorisation", args=[demande.pk])).content.decode()
    for words in ("Le juge autorise l’acte", "Ordonnance 12", "Fabrice L.", "Silence."):
        assert words in page
    assert (
        "Le juge est saisi" not in client.get(reverse("fratries:autorisations_en_attente")).content.decode()
    )


def test_closed_requests_are_folded_and_leave_the_list_of_what_is_awaited(monde, mere, chef):
    factories.creer_autorisation(monde.lea, mere, acte="piercing")
    factories.creer_autorisation(monde.lea, mere, acte="banque", reponse="oui", repondue_le=aujourdhui())
    client = client_de(chef)
    page = client.get(reverse("fratries:autorisations", args=[monde.lea.pk])).content.decode()
    assert page.index("Un piercing") < page.index("Demandes closes") < page.index("Ouvrir un livret")
    waiting = client.get(reverse("fratries:autorisations_en_attente")).content.decode()
    assert "Un piercing" in waiting
    assert "Ouvrir un livret" not in waiting


def test_the_awaited_ones_of_another_village_are_not_there(monde, mere):
    factories.creer_autorisation(monde.lea, mere)
    ailleurs = factories.creer_personne(
        Role.CHEF_DE_SERVICE, "chef@riviere", maison=monde.sorbiers, enfant=monde.malo
    )
    page = client_de(ailleurs).get(reverse("fratries:autorisations_en_attente"))
    assert page.status_code == 200
    assert "Une opération" not in page.content.decode()


def test_conditions_are_written_and_a_reminder_after_the_answer_is_refused(monde, mere, chef):
    demande = factories.creer_autorisation(monde.lea, mere)
    client = client_de(chef)
    answer = {"reponse": "conditions", "repondue_le": aujourdhui().isoformat(), "revision": "1"}
    refused = saisir(client, "fratries:reponse_autorisation", demande.pk, **answer)
    assert "Écrivez les conditions" in refused.content.decode()
    answer["conditions"] = "En sa présence."
    assert saisir(client, "fratries:reponse_autorisation", demande.pk, **answer).status_code == 302
    step = {"faite_le": aujourdhui().isoformat(), "canal": "telephone", "par": "Fabrice L."}
    late = saisir(client, "fratries:relancer", demande.pk, **step)
    assert "déjà sa réponse" in late.content.decode()


def test_two_answers_at_once_are_shown_together(monde, mere, chef):
    demande = factories.creer_autorisation(monde.lea, mere)
    un, autre = client_de(chef), client_de(monde.personnes[Role.PSYCHOLOGUE])
    adresse = reverse("fratries:reponse_autorisation", args=[demande.pk])
    sent = {"envoi": envoi_de(un.get(adresse)), "repondue_le": aujourdhui().isoformat(), "revision": "1"}
    saisir(
        autre, "fratries:reponse_autorisation", demande.pk, reponse="non", conditions="Elle a peur.",
        repondue_le=aujourdhui().isoformat(), revision="1",
    )  # fmt: skip
    page = un.post(adresse, {**sent, "reponse": "oui", "conditions": "D’accord."})
    assert page.status_code == 422
    assert "Elle a peur." in page.content.decode()
    assert "D’accord." in page.content.decode()
    assert demandes(monde.lea)[0].reponse == "non"


def test_the_judge_is_never_seized_of_what_was_asked_of_a_judge(monde, chef):
    demande = factories.creer_autorisation(
        monde.lea, demandee_a="juge", destinataire="Tribunal", reponse="non", repondue_le=aujourdhui()
    )
    with acting_as(chef), pytest.raises(ValidationError):
        services.saisir_juge(acteur=chef, demande=demande, le=aujourdhui(), motif="m")


@pytest.mark.parametrize(
    "champs_faux",
    [
        {"reponse": "oui"},
        {"repondue_le": aujourdhui()},
        {"juge_saisi_le": aujourdhui()},
        {"reponse": "oui", "repondue_le": aujourdhui(), "juge_saisi_le": aujourdhui()},
        {"juge_reponse": "autorise", "juge_repondu_le": aujourdhui()},
        {"souhaitee_le": dans(-30)},
    ],
)
def test_the_database_refuses_what_does_not_hold(monde, mere, champs_faux):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.creer_autorisation(monde.lea, mere, **champs_faux)


def test_the_database_never_changes_a_step(monde, mere):
    relance = factories.creer_relance(factories.creer_autorisation(monde.lea, mere))
    with acting_as_system(raison="test"), pytest.raises(DatabaseError), transaction.atomic():
        EtapeAutorisation.objects.filter(pk=relance.pk).update(faite_le=dans(0))


@pytest.mark.parametrize("combien", [1, 3])
def test_the_list_costs_the_same_with_one_or_three(monde, mere, chef, combien, django_assert_num_queries):
    for enfant in [monde.lea, monde.noe, monde.ines][:combien]:
        proche = factories.creer_proche(enfant)
        factories.creer_relance(factories.creer_autorisation(enfant, proche))
    client = client_de(chef)
    client.get("/ma-maison/")
    with django_assert_num_queries(REQUETES):
        client.get(reverse("fratries:autorisations_en_attente"))


REQUETES = 16
