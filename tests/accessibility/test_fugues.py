"""The pages of a runaway in the states real life puts them in: empty, refused, endless, over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from protection.models.fugue import DESCRIPTION
from socle.habilitations.roles import Role
from tests import factories
from tests.accessibility.test_incidents import ECRANS, NOM, TEXTE, Examen, ouvrir  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


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
    examen.voir("protection:fugue_signalement", fugue.pk)
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
