"""The council hears of incidents after their evaluation, in grouped form, released by two."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from protection.enums import EtatIncident
from protection.models import RestitutionConseil, RestitutionIncident
from protection.selectors.conseil import EVALUES, a_restituer
from protection.services import conseil
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.protection.test_echelle import professionnel
from tests.saisie import client_de, envoi_de, saisir

pytestmark = pytest.mark.django_db

TEXTE = "Canari-du-conseil. Deux adultes se relaient désormais à la sortie de l’école."


@pytest.fixture
def incident(monde):
    return evalue(monde)


def evalue(monde, etat: str = EtatIncident.ACCOMPAGNE):
    return factories.creer_incident(
        monde.village, declarant=monde.personnes[Role.EDUCATEUR_FAMILIAL], victimes=[monde.lea], etat=etat
    )


def prepared(user, village) -> RestitutionConseil:
    with acting_as(user):
        return conseil.preparer_restitution(acteur=user, village=village, texte=TEXTE, ident=nouvel_id())


def signed(user, restitution) -> None:
    with acting_as(user):
        conseil.signer_restitution(acteur=user, restitution=restitution)


@pytest.mark.parametrize("etat", [EtatIncident.RECU, EtatIncident.QUALIFIE, EtatIncident.ENQUETE])
def test_nothing_is_told_before_the_evaluation_is_over(monde, etat):
    evalue(monde, etat)
    directeur = monde.personnes[Role.DIRECTEUR]
    assert etat not in EVALUES
    with acting_as(directeur):
        assert a_restituer(directeur, monde.village.pk) == []
        with pytest.raises(ValidationError, match="rien de nouveau"):
            conseil.preparer_restitution(
                acteur=directeur, village=monde.village, texte=TEXTE, ident=nouvel_id()
            )


def test_two_persons_release_it_and_the_council_hears_it_once(monde, incident):
    directeur, chef = monde.personnes[Role.DIRECTEUR], monde.personnes[Role.CHEF_DE_SERVICE]
    first, second = client_de(directeur), client_de(chef)
    page = reverse("protection:conseil")
    assert "Un incident évalué" in unescape(first.get(page).content.decode())
    assert saisir(first, "protection:conseil_preparer", monde.village.pk, texte=TEXTE).status_code == 302
    with acting_as_system(raison="test"):
        row = RestitutionConseil.objects.get()
        assert [line.incident_id for line in RestitutionIncident.objects.all()] == [incident.pk]
    heard = {"instance": "cvs", "le": aujourdhui().isoformat()}
    assert saisir(first, "protection:conseil_rendre", row.pk, **heard).status_code == 422
    assert saisir(first, "protection:conseil_signer", row.pk).status_code == 302
    assert saisir(first, "protection:conseil_signer", row.pk).status_code == 422
    assert "Signer" in unescape(second.get(page).content.decode())
    assert saisir(second, "protection:conseil_signer", row.pk).status_code == 302
    assert saisir(second, "protection:conseil_rendre", row.pk, **heard).status_code == 302
    with acting_as_system(raison="test"):
        row.refresh_from_db()
        assert (row.signee_par_id, row.contresignee_par_id) == (directeur.pk, chef.pk)
        assert (row.entendue_par, row.rendue_le) == ("cvs", aujourdhui())
    assert "Un incident évalué" not in unescape(first.get(page).content.decode())


def test_the_database_refuses_one_signature_for_two_and_a_text_changed_once_signed(monde, incident):
    directeur = monde.personnes[Role.DIRECTEUR]
    row = factories.creer_restitution(incident, directeur)
    signed(directeur, row)
    for change in (
        {"contresignee_par": directeur, "contresignee_le": timezone.now()},
        {"contresignee_par": monde.personnes[Role.CHEF_DE_SERVICE], "contresignee_le": timezone.now()},
        {"rendue_le": aujourdhui(), "entendue_par": "cvs"},
        {"texte": "Autre chose."},
        {"signee_par": None},
    ):
        with acting_as(directeur):
            again = RestitutionConseil.objects.get(pk=row.pk)
            for field, value in change.items():
                setattr(again, field, value)
            with pytest.raises(DatabaseError), transaction.atomic():
                again.save()


def test_who_is_set_aside_from_one_of_them_neither_prepares_signs_nor_reads(monde, incident):
    chef, directeur = monde.personnes[Role.CHEF_DE_SERVICE], monde.personnes[Role.DIRECTEUR]
    factories.ecarter(incident, professionnel(monde, Role.CHEF_DE_SERVICE))
    with acting_as(chef), pytest.raises(ValidationError, match="rien de nouveau"):
        conseil.preparer_restitution(acteur=chef, village=monde.village, texte=TEXTE, ident=nouvel_id())
    row = prepared(directeur, monde.village)
    assert row.niveau == 2
    with acting_as(chef):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM protection_restitutionconseil")
            assert cursor.fetchone() == (0,)
        with pytest.raises(PermissionDenied):
            conseil.signer_restitution(acteur=chef, restitution=row)
    page = unescape(client_de(chef).get(reverse("protection:conseil")).content.decode())
    assert TEXTE not in page


def test_who_is_set_aside_after_it_was_written_reads_and_signs_it_no_more(monde, incident):
    chef, directeur = monde.personnes[Role.CHEF_DE_SERVICE], monde.personnes[Role.DIRECTEUR]
    row = prepared(chef, monde.village)
    factories.ecarter(incident, professionnel(monde, Role.CHEF_DE_SERVICE))
    with acting_as(chef):
        assert not RestitutionConseil.objects.exists()
        assert not RestitutionConseil.versions.exists()
        with pytest.raises(PermissionDenied):
            conseil.signer_restitution(acteur=chef, restitution=row)
    signed(directeur, row)
    with acting_as_system(raison="test"):
        row.refresh_from_db()
    assert row.signee_par_id == directeur.pk


def test_a_text_given_up_leaves_its_incidents_to_another(monde, incident):
    directeur = monde.personnes[Role.DIRECTEUR]
    row = prepared(directeur, monde.village)
    with acting_as(directeur):
        assert a_restituer(directeur, monde.village.pk) == []
        conseil.abandonner_restitution(acteur=directeur, restitution=row)
        assert a_restituer(directeur, monde.village.pk) == [incident]
        with pytest.raises(ValidationError, match="abandonné"):
            conseil.signer_restitution(acteur=directeur, restitution=row)


def test_a_text_sent_twice_is_written_once(monde, incident):
    client = client_de(monde.personnes[Role.DIRECTEUR])
    address = reverse("protection:conseil_preparer", args=[monde.village.pk])
    sent = {"envoi": envoi_de(client.get(address)), "texte": TEXTE}
    assert [client.post(address, sent).status_code for _ in range(2)] == [302, 302]
    with acting_as_system(raison="test"):
        assert RestitutionConseil.objects.count() == 1


def test_a_day_to_come_is_refused(monde, incident):
    directeur = monde.personnes[Role.DIRECTEUR]
    row = prepared(directeur, monde.village)
    signed(directeur, row)
    signed(monde.personnes[Role.CHEF_DE_SERVICE], row)
    with acting_as(directeur), pytest.raises(ValidationError, match="futur"):
        conseil.noter_restitution(
            acteur=directeur, restitution=row, instance="cvs", le=aujourdhui() + timedelta(days=1)
        )
