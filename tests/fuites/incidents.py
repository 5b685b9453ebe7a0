"""An incident declared in the evening, then handled to its closing: words planted in every sealed field of it.

``CANARIS`` are the words nobody may find in clear; ``assert_planted`` says that each sealed field holds some.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import Page, expect

from enfants.models import Enfant
from protection.models import (
    ActionIncident,
    ActionPrevention,
    AlerteAstreinte,
    CarteDesRisques,
    DeclarationEnCours,
    Ecart,
    Incident,
    PieceIncident,
    Qualification,
    RestitutionConseil,
    Risque,
)
from socle.chiffrement.sealing import SealedField
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.fuites import fugues
from tests.fuites.bureaux import Bureau
from tests.monde import Monde
from villages.models import Professionnel

LIEU = "Derrière la gloriette"
INCONNU = "Un monsieur au haut-de-forme pervenche"
FAITS = "Une bernache a mordu le tabouret."
CIRCONSTANCES = "Pendant le mikado géant."
PAROLES = "« La licorne a menti à ma tartelette. »"
AVIS = "Cela sent la naphtaline."
MESURES = "Cachés ensemble dans le pigeonnier."
REPONDU = "Madame Brindacier"
PIECE, OCTETS = "La girouette de la chapellerie", b"%PDF-1.7 partition pour ocarina"
EBAUCHE = "Il faudra parler de la contrebasse."
MOT_D_ETAPE = "Dormir près de la montgolfière."
MOT_DE_REGIME = "Au vu du sémaphore."
RETIRE = "Le sémaphore était éteint."
REFUSE = "Appel refusé par le standard de Pimprenelle."
TRANSMIS = "Lu mot à mot au sous-préfet d’Arlequinie."
AUX_PARENTS = "Dits autour d’une citronnade."
SOUTIEN = "Séances chez la conteuse de Brocéliande."
ACTION, RESULTAT = "Repeindre le portillon en garance.", "Portillon fermé au cadenas ottoman."
DIT, REPONDU_PAR_L_ENFANT = "On a cru ton histoire de baleineau.", "Je veux revoir mon édredon."
MIS_EN_CAUSE, REVENU = "Vu près du trébuchet.", "Il était à Valparaiso ce jour-là."
RETENU = "Ne plus confier la tyrolienne."
CONSTAT = "Il redort sous son parapluie indigo."
CONSIGNE = "Ne pas laisser seul avec le trombone."
CONFIE, AU_REFERENT = "Relire l’histoire du cerf-volant.", "Elle garde une moulinette de l’accueil."
AU_CONSEIL = "Les kermesses auront deux gardiens."
DIT_LA_NUIT = "Le croquemitaine remonte par la lucarne."
FAIT_LA_NUIT, REPONDU_LA_NUIT = (
    "Couché près de la grande escarboucle.",
    "Je garde ta lucarne jusqu’au potron-minet.",
)
RISQUE, MESURE_RISQUE = "Le ponton aux libellules craque.", "Une rampe en palissandre."
PREUVE, AVIS_ENFANTS = "Devis du ferronnier Abélard.", "« On veut voir les nénuphars. »"
PREVENU, SORTI = "Goûter contre les sarcasmes du tamanoir.", "Ils ont dessiné un axolotl."
SEANCE = "Ils réclament un phacochère."
CANARIS = [
    "gloriette", "pervenche", "haut-de-forme", "bernache", "tabouret", "mikado", "licorne", "tartelette",
    "naphtaline", "pigeonnier", "Brindacier", "contrebasse", "montgolfière", "sémaphore", "Pimprenelle",
    "Arlequinie", "citronnade", "Brocéliande", "garance", "ottoman", "baleineau", "édredon", "trébuchet",
    "Valparaiso", "tyrolienne", "parapluie", "trombone", "girouette", "chapellerie", "ocarina",
    "croquemitaine", "lucarne", "escarboucle", "potron-minet",
    "cerf-volant", "moulinette", "kermesses", "libellules", "palissandre",
    "Abélard", "nénuphars", "tamanoir", "axolotl", "phacochère",
]  # fmt: skip

#: Sealed, but its value is one of three words every page uses.
DE_LISTE_FERMEE = {"revele"}


def declarer(page: Page, monde: Monde, enfant: Enfant) -> None:
    """Declare page after page, refused once, sent; then begin another one and leave it."""
    page.goto(reverse("protection:declarer"))
    page.get_by_role("radio", name="Oui", exact=True).check()
    _continuer(page)
    page.get_by_role("radio", name="dans la maison", exact=True).check()
    page.get_by_label("Où exactement").fill(LIEU)
    page.locator("select[name=qui_0]").select_option(f"e:{enfant.pk}")
    page.locator("select[name=qui_1]").select_option("autre")
    page.locator("input[name=nom_1]").fill(INCONNU)
    page.locator("select[name=role_1]").select_option("inconnu")
    _continuer(page)
    expect(page.get_by_text("Dites son rôle").first).to_be_visible()
    expect(page.locator("input[name=nom_1]")).to_have_value(INCONNU)
    page.locator("select[name=role_0]").select_option("victime")
    _continuer(page)
    for nom, texte in (
        ("faits", FAITS),
        ("circonstances", CIRCONSTANCES),
        ("paroles", PAROLES),
        ("avis", AVIS),
    ):
        page.locator(f"textarea[name={nom}]").fill(texte)
    _joindre(page)
    page.get_by_role("button", name="Continuer la déclaration").click()
    page.get_by_label("Qu’avez-vous fait aussitôt ?").fill(MESURES)
    page.get_by_role("checkbox", name="Le 119").check()
    page.get_by_text("Quand, comment : Le 119").click()
    page.locator("input[name=qui_allo_119]").fill(REPONDU)
    _continuer(page)
    expect(page.locator("main")).to_contain_text(FAITS)
    page.get_by_role("button", name="Envoyer la déclaration").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ma déclaration")

    page.goto(reverse("protection:declarer"))
    page.get_by_role("radio", name="Non", exact=True).check()
    _continuer(page)
    page.goto(page.url.replace("/qui/", "/faits/"))
    with page.expect_response(lambda response: response.url.endswith("/garder/")):
        page.locator("textarea[name=faits]").fill(EBAUCHE)
    _joindre(page)
    page.goto(reverse("protection:mes_declarations"))


def _joindre(page: Page) -> None:
    """Join a document, from the page of the facts."""
    page.get_by_role("button", name="Ajouter une photo ou un document").click()
    page.locator("input[name=fichier]").set_input_files(
        {"name": "girouette.pdf", "mimeType": "application/pdf", "buffer": OCTETS}
    )
    page.get_by_label("Ce que c’est").fill(PIECE)
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_role("link", name=PIECE)).to_be_visible()


def _continuer(page: Page) -> None:
    page.get_by_role("button", name="Continuer").click()


def _acte(bureau: Bureau, nom: str, ident: UUID, *, attendu: int = 200, **champs: object) -> str:
    adresse = reverse(f"protection:{nom}", args=[ident])
    bureau.get(adresse)
    return bureau.post(adresse, {"envoi": str(nouvel_id())} | champs, attendu=attendu).decode()


def traiter(monde: Monde, enfant: Enfant, entendu: list[bytes]) -> None:
    """The direction handles it from end to end, the siège gives it back to somebody, the house reads."""
    direction, chef, siege, maison = (
        Bureau(monde, role, entendu)
        for role in (Role.DIRECTEUR, Role.CHEF_DE_SERVICE, Role.REFERENT_PROTECTION, Role.AIDE_FAMILIAL)
    )
    jour = aujourdhui().isoformat()
    with acting_as(direction.compte):
        [incident] = Incident.objects.all()
    with acting_as_system(raison="test"):
        nomme = Professionnel.objects.get(compte=monde.personnes[Role.STAGIAIRE])
    ident = incident.pk
    _acte(direction, "etape_protege", ident, de="recu", motif=MOT_D_ETAPE)
    _acte(direction, "qualifier", ident, regime="ip", categorie="", motif=MOT_DE_REGIME)
    _acte(direction, "qualifier", ident, regime="sauvegarde", categorie="", motif=MOT_DE_REGIME)
    parti = {
        "destinataire": "crip",
        "le": jour,
        "heure": "00:00",
        "interlocuteur": REPONDU,
        "objet": TRANSMIS,
    }
    refuse = parti | {"objet": REFUSE, "canal": "pigeon"}
    assert REFUSE in _acte(direction, "transmettre", ident, **refuse, attendu=422)
    _acte(direction, "transmettre", ident, **parti, canal="telephone")
    _acte(
        direction, "ajouter_piece", ident, nature="courrier", titre=PIECE,
        fichier=SimpleUploadedFile("girouette.pdf", OCTETS),
    )  # fmt: skip
    with acting_as(direction.compte):
        piece = PieceIncident.objects.filter(incident=incident).first()
    assert direction.get(reverse("protection:piece", args=[piece.pk])) == OCTETS
    with acting_as(direction.compte):
        regime = Qualification.objects.get(regime="ip")
    _acte(direction, "retirer_qualification", regime.pk, motif=RETIRE)
    _acte(direction, "consigne", ident, enfant=enfant.pk, texte=CONSIGNE)
    for depart, vers in (("protege", "qualifie"), ("qualifie", "enquete"), ("enquete", "accompagne")):
        _acte(direction, f"etape_{vers}", ident, de=depart, motif=MOT_D_ETAPE)
    _acte(direction, "informer_parents", ident, issue="differee", motif=AUX_PARENTS)
    _acte(direction, "soutenir", ident, public="victime", texte=SOUTIEN)
    _acte(direction, "etape_plan", ident, de="accompagne", motif=MOT_D_ETAPE)
    _acte(direction, "ecarter", ident, professionnel=nomme.pk, motif=MIS_EN_CAUSE)
    pour_le = (aujourdhui() + timedelta(days=9)).isoformat()
    _acte(direction, "action", ident, texte=ACTION, responsable=nomme.pk, pour_le=pour_le)
    with acting_as(direction.compte):
        ecart, action = Ecart.objects.get(), ActionIncident.objects.get()
    _acte(siege, "lever_ecart", ecart.pk, motif=REVENU)
    _acte(direction, "action_faite", action.pk, le=jour, resultat=RESULTAT)
    _acte(direction, "retour_enfant", ident, enfant=enfant.pk, mots=DIT, reponse=REPONDU_PAR_L_ENFANT)
    for bureau in (direction, chef):
        page = _acte(bureau, "cloturer", ident, motif=RETENU)
    assert "Faire le bilan" in page
    page = _acte(direction, "bilan", ident, mois=3, tenu_le=jour, constat=CONSTAT)
    for texte in (FAITS, PAROLES, AVIS, INCONNU, TRANSMIS, DIT, CONSTAT, CONSIGNE):
        assert texte in page
    direction.post(reverse("protection:declarant", args=[ident]), {})
    for adresse in (reverse("protection:incidents") + "?etat=clos", reverse("villages:echeancier")):
        direction.get(adresse)
    siege.get(reverse("protection:incident", args=[ident]))
    assert CONSIGNE in maison.get(reverse("protection:mes_consignes")).decode()
    assert CONSIGNE in maison.get(reverse("enfants:fiche", args=[enfant.pk])).decode()


def partager(monde: Monde, enfant: Enfant, entendu: list[bytes]) -> None:
    """A psychologist reads it, the ASE is told of the child, the council hears what two have signed."""
    direction, chef, psy = (
        Bureau(monde, role, entendu) for role in (Role.DIRECTEUR, Role.CHEF_DE_SERVICE, Role.PSYCHOLOGUE)
    )
    jour = aujourdhui().isoformat()
    with acting_as(direction.compte):
        incident = Incident.objects.order_by("id")[0]
    with acting_as_system(raison="test"):
        pro = Professionnel.objects.get(compte=psy.compte)
    assert CONFIE in _acte(direction, "confier", incident.pk, professionnel=pro.pk, motif=CONFIE)
    assert FAITS in psy.get(reverse("protection:incident", args=[incident.pk])).decode()
    _acte(
        direction, "transmettre", incident.pk, destinataire="ase", le=jour, heure="00:00", canal="courriel",
        objet=AU_REFERENT, enfant=enfant.pk,
    )  # fmt: skip
    assert AU_REFERENT in direction.get(reverse("protection:transmis", args=[enfant.pk])).decode()
    direction.get(reverse("protection:incidents_de", args=[enfant.pk]))
    assert AU_CONSEIL in _acte(direction, "conseil_preparer", incident.village_id, texte=AU_CONSEIL)
    with acting_as(direction.compte):
        texte = RestitutionConseil.objects.get()
    for bureau in (direction, chef):
        _acte(bureau, "conseil_signer", texte.pk)
    _acte(direction, "conseil_rendre", texte.pk, instance="cvs", le=jour)
    Bureau(monde, Role.SIEGE, entendu).get(reverse("protection:graves"))


def repondre_la_nuit(monde: Monde, enfant: Enfant, entendu: list[bytes]) -> None:
    """A child does not feel safe: who is on call reads it, takes charge, answers, begins a declaration."""
    message = factories.creer_message(enfant, mots=DIT_LA_NUIT)
    with acting_as_system(raison="test"):
        alerte = AlerteAstreinte.objects.get(message=message)
    garde = Bureau(monde, Role.CADRE_ASTREINTE, entendu)
    assert DIT_LA_NUIT in garde.get(reverse("protection:alerte", args=[alerte.pk])).decode()
    garde.post(reverse("protection:prendre_alerte", args=[alerte.pk]), {})
    page = _acte(garde, "suite_message", alerte.pk, fait=FAIT_LA_NUIT, reponse=REPONDU_LA_NUIT)
    assert FAIT_LA_NUIT in page
    assert REPONDU_LA_NUIT in page
    garde.get(reverse("protection:alertes"))
    garde.post(reverse("protection:declarer_depuis_message", args=[alerte.pk]), {"envoi": str(nouvel_id())})


def prevenir(monde: Monde, enfant: Enfant, entendu: list[bytes]) -> None:
    """The direction keeps the map of the year, an action and a session; the pages of the pillars are read."""
    direction, village = Bureau(monde, Role.DIRECTEUR, entendu), monde.village.pk
    today = aujourdhui()
    jour, bientot = today.isoformat(), (today + timedelta(days=9)).isoformat()
    with acting_as_system(raison="test"):
        nomme = str(Professionnel.objects.get(compte=monde.personnes[Role.STAGIAIRE]).pk)
    _acte(direction, "ouvrir_carte", village, annee=today.year)
    with acting_as(direction.compte):
        carte = CarteDesRisques.objects.get()
    _acte(
        direction, "risque", carte.pk, domaine="locaux", description=RISQUE, vraisemblance=2, gravite=3,
        mesures=MESURE_RISQUE, responsable=nomme, pour_le=bientot,
    )  # fmt: skip
    _acte(direction, "valider_carte", carte.pk, avis_enfants=AVIS_ENFANTS)
    with acting_as(direction.compte):
        risque = Risque.objects.get()
    assert PREUVE in _acte(direction, "mesure_prise", risque.pk, le=jour, preuve=PREUVE)
    _acte(
        direction, "prevoir_action", village, theme="harcelement", public="tous", texte=PREVENU,
        responsable=nomme, prevue_le=bientot,
    )  # fmt: skip
    with acting_as(direction.compte):
        action = ActionPrevention.objects.get()
    assert SORTI in _acte(direction, "action_menee", action.pk, le=jour, bilan=SORTI)
    assert SEANCE in _acte(
        direction, "seance", village, theme="ecrans", le=jour, ou="", presents=5, retour=SEANCE
    )
    for nom in ("piliers", "recueil", "suivi", "incidents_du_chiffre", "prevention", "actions"):
        direction.get(reverse(f"protection:{nom}"))


def assert_planted() -> None:
    """Every sealed field of the incidents and runaways holds a word planted: none is forgotten when one is added."""
    with acting_as_system(raison="test"):
        for model in apps.get_app_config("protection").get_models():
            if model.__name__.startswith("Historical"):
                continue
            rows = list(model._default_manager.all())
            for champ in model._meta.get_fields():
                if isinstance(champ, SealedField) and champ.name not in DE_LISTE_FERMEE:
                    written = " ".join(str(getattr(row, champ.name)) for row in rows)
                    assert any(mot in written for mot in (*CANARIS, *fugues.CANARIS)), (
                        f"{model.__name__}.{champ.name}"
                    )
        assert EBAUCHE in str([row.contenu for row in DeclarationEnCours.objects.all()])
