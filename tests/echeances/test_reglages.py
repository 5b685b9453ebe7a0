"""An administrator changes a delay: dated, reasoned, kept, audited, and refused to anybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from socle.audit.models import EntreeAudit
from socle.echeances.calendrier import Delai
from socle.echeances.enums import Portion, Unite
from socle.echeances.models import ReglageDelai
from socle.echeances.regles import regle, regles
from socle.echeances.selectors import delais_de, reglages_en_vigueur
from socle.echeances.services import regler_delai
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import CAPACITES, Capacite, Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

REGLENT = {role for role in Role if Capacite.REGLER_ECHEANCES in CAPACITES[role]}


def champs(**changes: object) -> dict[str, object]:
    return {
        "portion": "delai", "quantite": 10, "unite": "semaine",
        "a_compter_du": aujourdhui().isoformat(), "motif": "Calendrier du tribunal.",
    } | changes  # fmt: skip


def en_vigueur(code: str, jour=None) -> Delai | None:
    return delais_de(regle(code), reglages_en_vigueur(jour)).delai


@pytest.mark.parametrize("role", list(Role))
def test_a_delay_is_changed_by_who_may_and_the_change_is_audited(monde, role):
    response = saisir(client_de(monde.personnes[role]), "villages:regler_delai", "JUD-07-TERME", **champs())
    allowed = role in REGLENT
    assert response.status_code == (302 if allowed else 404)
    assert en_vigueur("JUD-07-TERME") == Delai(10 if allowed else 8, Unite.SEMAINE)
    assert EntreeAudit.objects.filter(action="echeances.delai_regle").count() == allowed


def test_a_change_to_come_waits_for_its_day_and_the_former_lines_stay(monde):
    client = client_de(monde.personnes[Role.ADMINISTRATEUR_TECHNIQUE])
    saisir(client, "villages:regler_delai", "JUD-07-TERME", **champs())
    plus_tard = aujourdhui() + timedelta(days=30)
    saisir(
        client,
        "villages:regler_delai",
        "JUD-07-TERME",
        **champs(quantite=12, a_compter_du=plus_tard.isoformat(), motif="Nouvelle juridiction."),
    )
    assert en_vigueur("JUD-07-TERME") == Delai(10, Unite.SEMAINE)
    assert en_vigueur("JUD-07-TERME", plus_tard) == Delai(12, Unite.SEMAINE)
    page = client.get(reverse("villages:regles")).content.decode()
    assert "Calendrier du tribunal." in page
    assert "Nouvelle juridiction." in page
    assert "Délai changé ici" in page


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"motif": "   "}, "obligatoire"),
        ({"quantite": "-1"}, "supérieure ou égale à 0"),
        ({"quantite": "beaucoup"}, "nombre entier"),
        ({"a_compter_du": "2020-01-01"}, "ne change pas dans le passé"),
        ({"unite": "lune"}, "choix valide"),
    ],
)
def test_a_wrong_change_saves_nothing_and_keeps_what_was_typed(monde, changes, phrase):
    client = client_de(monde.personnes[Role.SIEGE])
    page = saisir(client, "villages:regler_delai", "JUD-07", **champs(**changes))
    assert page.status_code == 422
    assert phrase in page.content.decode()
    assert ("Calendrier du tribunal." in page.content.decode()) is ("motif" not in changes)
    assert not ReglageDelai.objects.exists()


def test_a_double_submit_changes_once(monde):
    client = client_de(monde.personnes[Role.SIEGE])
    adresse = reverse("villages:regler_delai", args=["JUD-07"])
    envoi = envoi_de(client.get(adresse))
    assert [client.post(adresse, champs(envoi=envoi)).status_code for _ in range(2)] == [302, 302]
    assert ReglageDelai.objects.count() == 1


def test_a_rule_whose_date_is_in_the_decision_has_no_delay_to_change(monde):
    client = client_de(monde.personnes[Role.SIEGE])
    for code in ("JUD-05", "AUT-08", "INCONNUE"):
        assert client.get(reverse("villages:regler_delai", args=[code])).status_code == 404


def test_the_service_asks_again(monde):
    for role, error in [(Role.DIRECTEUR, PermissionDenied), (Role.SIEGE, ValidationError)]:
        acteur = monde.personnes[role]
        with acting_as(acteur), pytest.raises(error):
            regler_delai(
                acteur=acteur, code="JUD-05", portion=Portion.DELAI, delai=Delai(1, Unite.MOIS),
                a_compter_du=aujourdhui(), motif="Essai", ident=nouvel_id(),
            )  # fmt: skip


def test_the_database_refuses_to_rewrite_or_to_change_without_reason(monde):
    acteur = monde.personnes[Role.SIEGE]
    line = ReglageDelai(
        regle="JUD-07", portion="delai", quantite=3, unite="mois", a_compter_du=aujourdhui(), motif="Convention",
        decide_par=acteur,
    )  # fmt: skip
    line.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        ReglageDelai.objects.filter(pk=line.pk).update(quantite=30)
    with pytest.raises(DatabaseError), transaction.atomic():
        line.delete()
    line.pk, line.motif = nouvel_id(), ""
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


def test_every_rule_is_shown_with_source_certainty_and_no_promise_of_advice(monde):
    page = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL]).get(reverse("villages:regles"))
    text = page.content.decode()
    assert "Ce n’est pas un avis juridique" in text
    assert len(regles()) >= 16
    for une in regles():
        assert f'id="{une.code}"' in text
        assert une.source
        assert une.certitude.value in {"V", "V09", "S", "M", "A"}
    assert reverse("villages:regler_delai", args=["JUD-07"]) not in text
