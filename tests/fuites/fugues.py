"""A runaway said in the evening, printed, over: words planted in every sealed field of it.

``CANARIS`` are the words nobody may find in clear.
"""

from __future__ import annotations

from django.urls import reverse

from enfants.models import Enfant
from protection.models import Fugue
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests.fuites.bureaux import Bureau
from tests.monde import Monde

VU_OU, VU_PAR = "Sous la tonnelle de Samarcande", "Le glacier Barnabé"
DESCRIPTION = {
    "signalement": "Une mèche fuchsia.",
    "vetements": "Houppelande en tweed.",
    "emporte": "Un banjo dans sa valise.",
    "telephone": "06 48 15 16 23",
    "transport": "Une draisine à vapeur.",
    "lieux": "Le planétarium de Carcassonne.",
    "personnes": "La trapéziste Rosalinde.",
    "soin": "Une gorgée de belladone.",
    "risques": "Menaces du marchand de chouquettes.",
}
#: What is only being typed: the draft that is left holds it too.
EN_COURS = "Elle imite le ouistiti."
REPONDU, NUMERO, DIT = "Brigadier Tourterelle", "PV-OCARINA-88", "Lu depuis la cabine du funiculaire."
RAMENE, ETAT = "Par le zeppelin mandarine.", "Couverte de confettis."
AVEC, PAROLES = "Autour d’une nougatine", "« Je cherchais mon alpaga. »"
FUYAIT, CHERCHAIT, CHANGE = (
    "Les cornemuses du dortoir.",
    "Une lettre de Zanzibar.",
    "Un baldaquin en organdi.",
)
CANARIS = [
    "Samarcande", "Barnabé", "fuchsia", "Houppelande", "banjo", "06 48 15 16 23", "draisine", "planétarium",
    "Rosalinde", "belladone", "chouquettes", "Tourterelle", "OCARINA", "funiculaire", "zeppelin",
    "confettis", "ouistiti", "nougatine", "alpaga", "cornemuses", "Zanzibar", "organdi",
]  # fmt: skip


def suivre(monde: Monde, enfant: Enfant, entendu: list[bytes]) -> None:
    """Say it, complete it, tell the police, print, note the return and the interview."""
    maison = Bureau(monde, Role.EDUCATEUR_FAMILIAL, entendu)
    jour = aujourdhui().isoformat()
    quand = {"vue_le": jour, "vue_heure": "00:00", "constatee_le": jour, "vue_ou": VU_OU, "vue_par": VU_PAR}
    maison.post(reverse("protection:nouvelle_fugue"), _envoi() | quand | {"enfant": str(enfant.pk)})
    with acting_as(maison.compte):
        ident = Fugue.objects.get(enfant=enfant).pk
    tape = {nom: f"{mots} {EN_COURS}" for nom, mots in DESCRIPTION.items()}
    maison.post(reverse("protection:garder_signalement", args=[ident]), _envoi() | tape)
    assert EN_COURS in maison.get(reverse("protection:fugue_signalement", args=[ident])).decode()
    maison.post(reverse("protection:fugue_signalement", args=[ident]), _envoi() | DESCRIPTION)
    maison.post(reverse("protection:garder_signalement", args=[ident]), _envoi() | tape)
    appel = {
        "le": jour,
        "canal": "telephone",
        "interlocuteur": REPONDU,
        "reference": NUMERO,
        "precision": DIT,
    }
    maison.post(
        reverse("protection:fugue_alertes", args=[ident]), _envoi() | appel | {"destinataire": "police"}
    )
    maison.post(reverse("protection:fugue_imprimer", args=[ident]), {})
    tache = Tache.objects.latest("cree_le")
    assert run_now(tache.pk)
    assert maison.get(reverse("protection:fugue_fiche_fichier", args=[tache.pk])).startswith(b"%PDF")
    for role in (Role.DIRECTEUR, Role.REFERENT_PROTECTION):
        bureau = Bureau(monde, role, entendu)
        assert VU_OU in bureau.get(reverse("protection:fugue", args=[ident])).decode()
    retour = {"le": jour, "par": RAMENE, "etat": ETAT}
    maison.post(reverse("protection:fugue_retour", args=[ident]), _envoi() | retour)
    entretien = {
        "le": jour, "avec": AVEC, "paroles": PAROLES, "fuyait": FUYAIT, "cherchait": CHERCHAIT, "change": CHANGE,
        "revele": "non",
    }  # fmt: skip
    maison.post(reverse("protection:fugue_entretien", args=[ident]), _envoi() | entretien)
    page = maison.get(reverse("protection:fugue", args=[ident])).decode()
    for texte in (*DESCRIPTION.values(), VU_OU, REPONDU, NUMERO, DIT, RAMENE, ETAT, PAROLES, CHANGE):
        assert texte in page


def _envoi() -> dict[str, str]:
    return {"envoi": str(nouvel_id())}
