"""What the applications say: to whom, until when, and without a name."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from socle.comptes.models import DemandeReinitialisation
from socle.comptes.services import demander_reinitialisation, executer_reinitialisation
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.notifications.models import Avis
from socle.notifications.selectors import nombres_a_lire
from socle.notifications.services import notifier
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.fuites import sources
from tests.fuites.canaris import Cage
from tests.monde import Monde
from tests.saisie import client_de, envoi_de, saisir

PROPOSITION = "enfants.proposition_recue"
RECIT = {"titre": "Mon but", "mots": "J’ai couru.", "quand": "cet été"}


def told(code: str = PROPOSITION) -> set[str]:
    """Return the logins of those who were told and may still see it."""
    with acting_as_system(raison="test"):
        rows = Avis.objects.filter(code=code, retire_le__isnull=True)
        return set(rows.values_list("destinataire__identifiant", flat=True))


def propose(monde: Monde, **changes: str) -> None:
    lea = client_de(monde.personnes[Role.ENFANT])
    assert saisir(lea, "participation:proposer", **RECIT | changes).status_code == 302


@pytest.mark.django_db
def test_a_proposal_is_told_to_those_of_the_house_or_beside_the_child_who_may_write_it(monde):
    elsewhere = factories.creer_professionnel("erables@educatrice")
    factories.affecter(elsewhere, Role.EDUCATEUR_FAMILIAL, maison=monde.erables)
    denied = factories.creer_professionnel("tilleuls@refuse")
    factories.affecter(denied, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls)
    factories.refuser(denied.compte, monde.lea)
    propose(monde)
    assert told() == {
        f"{role.value}@tilleuls"
        for role in (Role.EDUCATEUR_FAMILIAL, Role.EDUCATEUR_SPECIALISE, Role.PSYCHOLOGUE)
    }


@pytest.mark.django_db
def test_when_nobody_of_the_house_may_write_it_the_village_is_told(monde):
    # Inès lives in a house nobody is assigned to.
    compte = factories.creer_utilisateur("lune-verte", nature="enfant")
    with acting_as_system(raison="test"):
        monde.ines.compte = compte
        monde.ines.save()
    assert saisir(client_de(compte), "participation:proposer", **RECIT).status_code == 302
    assert told() == {f"{role.value}@tilleuls" for role in (Role.CHEF_DE_SERVICE, Role.DIRECTEUR)}


@pytest.mark.django_db
def test_a_draft_is_told_to_nobody_and_what_the_child_takes_back_waits_for_nobody(monde):
    lea = client_de(monde.personnes[Role.ENFANT])
    envoi = envoi_de(lea.get(reverse("participation:proposer")))
    lea.post(reverse("participation:garder"), {"envoi": envoi, **RECIT})
    assert told() == set()
    lea.post(reverse("participation:proposer"), {"envoi": envoi, **RECIT})
    assert told() != set()
    lea.post(reverse("participation:reprendre", args=[envoi]))
    assert told() == set()


@pytest.mark.django_db
def test_once_one_adult_wrote_the_moment_the_others_are_no_longer_waited_for(monde):
    propose(monde)
    claire = client_de(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    with acting_as_system(raison="test"):
        objet = Avis.objects.filter(code=PROPOSITION).first().objet
    form = claire.get(reverse("enfants:ecrire_proposition", args=[objet]))
    today = aujourdhui().isoformat()
    sent = {"envoi": envoi_de(form), "jour": today, "titre": "Mon but", "paroles": "J’ai couru."}
    sent |= {"choix": "enfant", "avec": "Claire", "choisi_le": today, "version": 0}
    assert claire.post(reverse("enfants:ecrire_proposition", args=[objet]), sent).status_code == 302
    assert told() == set()


@pytest.mark.django_db
def test_a_reset_is_told_to_the_officer_with_it(monde):
    administrators = [
        factories.creer_personne(
            Role.ADMINISTRATEUR_TECHNIQUE, f"technique-{rang}", maison=monde.tilleuls, enfant=monde.lea
        )
        for rang in range(2)
    ]
    with acting_as(administrators[0]):
        demande = demander_reinitialisation(
            acteur=administrators[0],
            compte=monde.personnes[Role.INFIRMIER],
            portee=DemandeReinitialisation.Portee.MFA,
            motif=DemandeReinitialisation.Motif.TELEPHONE_PERDU,
        )
    assert told("villages.reinitialisation") == set()
    with acting_as(administrators[1]):
        executer_reinitialisation(acteur=administrators[1], demande=demande)
    assert told("villages.reinitialisation") == {"dpo@tilleuls"}


CANARIS = ["Mélisandre", "Loriot-Canarière", "Théodosie", "Vanderbrücke", "hippocampe", "tric-trac"]


@pytest.mark.django_db(transaction=True)
def test_no_name_is_in_a_notice_a_subject_a_mail_or_an_address(monde, par_courriel):
    educatrice = factories.creer_professionnel("educ", prenom="Théodosie", nom="Vanderbrücke").compte
    educatrice.email = "educ@exemple.org"
    educatrice.save()
    factories.affecter(educatrice.professionnel, Role.EDUCATEUR_FAMILIAL, maison=monde.tilleuls)
    enfant = factories.creer_enfant(monde.village, "Mélisandre", "Loriot-Canarière", maison=monde.tilleuls)
    with acting_as_system(raison="test"):
        enfant.compte = factories.creer_utilisateur("lune-verte", nature="enfant")
        enfant.save()
    words = {"titre": "Mon hippocampe", "mots": "On a joué au tric-trac.", "quand": "hier"}
    assert saisir(client_de(enfant.compte), "participation:proposer", **words).status_code == 302
    [job] = Tache.objects.filter(code="notifications.courriel")
    assert run_now(job.pk)
    assert len(mail.outbox) == 1

    client = client_de(educatrice)
    page = client.get(reverse("notifications:liste"))
    with acting_as(educatrice):
        avis = Avis.objects.get()
    opened = client.get(reverse("notifications:ouvrir", args=[avis.pk]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.systeme', 'test', false)")
        cursor.execute("SELECT string_agg(a::text, '') FROM notifications_avis a")
        rows = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('app.systeme', '', false)")
        cursor.execute("SELECT string_agg(t::text, '') FROM taches_tache t")
        queue = cursor.fetchone()[0]
    everything = sources.mails() | {
        "liste": page.content,
        "exchanges": sources.said(page) + sources.said(opened),
        "rows": rows.encode(),
        "queue": queue.encode(),
    }
    assert all(everything.values())
    cage = Cage(CANARIS, [])
    assert cage.echappes(everything) == set()
    # Where it leads, and behind the right to read it, they are.
    story = client.get(opened.url).content
    assert {canari for _, canari in cage.echappes({"story": story})} >= {"Mélisandre", "hippocampe"}


@pytest.mark.django_db
def test_what_is_told_of_an_unknown_account_is_told_to_nobody(monde):
    assert notifier(code=PROPOSITION, destinataires=[nouvel_id()], objet=nouvel_id()) == 0
    with acting_as(monde.personnes[Role.DPO]):
        assert nombres_a_lire(monde.personnes[Role.DPO]) == {}
