"""The pages of a runaway in the states real life puts them in: empty, refused, endless, over."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from protection.models import Fugue
from protection.models.fugue import DESCRIPTION
from protection.services.alertes import avancer
from protection.services.fugue import noter_retour
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from tests import factories
from tests.accessibility.test_incidents import ECRANS, NOM, TEXTE, Examen, ouvrir  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def _reveiller(examen: Examen, fugue: Fugue) -> None:
    """The chain of a runaway, nobody having opened, late, told to its end; then opened."""
    alerte = factories.creer_alerte(fugue)
    examen.voir("protection:fugue", fugue.pk, attendu="Personne n’a encore lu")
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=True):
        examen.voir("protection:fugue_alertes", fugue.pk, attendu="c’était le tour de")
    for tour in range(1, 5):
        avancer(alerte.le + timedelta(minutes=15 * tour))
    examen.voir("protection:fugue", fugue.pk, attendu="Tout le monde est prévenu")


@ECRANS
def test_the_alert_of_a_runaway_passes_every_gate_until_the_child_is_back(ouvrir, live_server, monde, ecran):  # noqa: F811
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    fugue = factories.creer_fugue(monde.lea, educatrice)
    alerte = factories.creer_alerte(fugue)
    garde = Examen(ouvrir(ecran, monde.personnes[Role.CADRE_ASTREINTE]), live_server.url)
    garde.voir("protection:alertes", attendu="un enfant n’est pas rentré")
    garde.voir("protection:alerte", alerte.pk, attendu="Ouvrir la fugue")
    garde.voir("protection:fugue", fugue.pk, attendu="Je m’en occupe")
    with acting_as(educatrice):
        noter_retour(acteur=educatrice, fugue=fugue, le=timezone.now(), par="", etat="")
    garde.voir("protection:alerte", alerte.pk, attendu="De retour")
    garde.voir("protection:fugue", fugue.pk, attendu="plus personne d’autre n’est prévenu")
    garde.voir("enfants:fiche", monde.noe.pk, attendu="L’enfant n’est pas rentré")
    garde.passe()


@ECRANS
def test_a_runaway_empty_refused_endless_and_over_passes_every_gate(ouvrir, live_server, monde, ecran):  # noqa: F811
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    examen = Examen(ouvrir(ecran, educatrice), live_server.url)
    examen.voir("protection:fugues", attendu="Aucune fugue")
    examen.voir("protection:nouvelle_fugue", attendu="Un danger ? Appelez d’abord")
    examen.refuser("protection:nouvelle_fugue", "Continuer")
    enfant = factories.creer_enfant(monde.village, NOM, NOM, maison=monde.tilleuls)
    fugue = factories.creer_fugue(
        enfant,
        educatrice,
        vue_ou="a" * 300,
        vue_par=NOM * 2,
        constatee_le=timezone.now() - timedelta(hours=30),
        vue_le=timezone.now() - timedelta(hours=31),
        **{nom: TEXTE[: 40 if nom == "telephone" else 300] for nom in DESCRIPTION},
    )
    examen.voir("protection:nouvelle_fugue", attendu="Déjà signalé")
    examen.voir("protection:fugue_quand", fugue.pk)
    examen.voir("enfants:fiche", fugue.enfant_id, attendu="Voir qui est prévenu")
    examen.voir("protection:fugue_signalement", fugue.pk)
    examen.page.get_by_label("Vêtements").fill(TEXTE[:900])
    expect(examen.page.get_by_text("Brouillon enregistré à")).to_be_visible()
    factories.completer_fugue(fugue, vetements=TEXTE[300:900])
    examen.voir("protection:fugue_signalement", fugue.pk, attendu="Quelqu’un a complété la fiche")
    examen.voir("protection:fugue_alertes", fugue.pk, attendu="En retard")
    for resume in examen.page.get_by_text("Heure, moyen, réponse").all():
        resume.click()
    examen.page.locator("#id_police_le").fill("2999-01-01")
    examen.refuser("protection:fugue_alertes", "C’est fait : le 17 (police, gendarmerie)")
    for qui in ("police", "ase", "parents"):
        factories.creer_alerte_fugue(
            fugue, educatrice, qui, interlocuteur=NOM * 2, precision=TEXTE, reference="9" * 60
        )
    examen.voir("protection:fugue", fugue.pk, attendu="Déclarer l’incident")
    _reveiller(examen, fugue)
    examen.voir("protection:fugue_imprimer", fugue.pk)
    examen.voir("protection:fugue_retour", fugue.pk)
    examen.page.get_by_label("Rentré le").fill("2999-01-01")
    examen.refuser("protection:fugue_retour", "Noter le retour")
    examen.voir("protection:fugue_entretien", fugue.pk)
    examen.refuser("protection:fugue_entretien", "Enregistrer")
    champs = dict.fromkeys(("paroles", "fuyait", "cherchait", "change"), TEXTE[:1500])
    factories.creer_entretien(fugue, educatrice, revele="oui", **champs)
    examen.voir("protection:fugue", fugue.pk, attendu="Ses mots")
    examen.voir("protection:fugue_alertes", fugue.pk)
    examen.voir("protection:fugues", attendu="De retour")
    examen.passe()
