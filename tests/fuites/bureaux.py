"""What others do around that evening, without a browser: each plants words of its own in a child's file.

An act checks that what it planted is there to be read; ``CANARIS`` are the words nobody may find in clear.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from enfants.models import DocumentEnfant, Enfant, NoteMedicale, Prise, Traitement
from fratries.models import AdresseProtegee, MembreFratrie, Proche, Separation
from socle.exports.models import Export
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests.connexion import ouvrir_session
from tests.fuites import sources
from tests.monde import Monde
from villages.models import Astreinte, Professionnel

PRO_PRENOM, PRO_NOM = "Théodosie", "Vanderbrücke"
TELEPHONE = "06 77 41 93 85"
PAPIER, NOM_DU_FICHIER = "Certificat de baleinier", "Goélette.txt"
LIGNE = "Le harponneur porte un caban vermillon."
PROCHE, NOM_PROCHE, TELEPHONE_PROCHE = "Philomèle", "Tamarinier", "06 39 98 77 11"
ADRESSE = "9 venelle du Mandrill, Canarville"
ALLERGENE, CONDUITE = "Topinambour-Canari", "Appeler le docteur Cacatoès"
MEDICAMENT, DOSE, PRESCRIPTEUR = "Galvanoxine", "trois pipettes bleues", "Docteur Perruchet"
PRECISION = "A recraché derrière le paravent."
ORTHO, ACCOMPAGNANT = "Orthoptiste Mandragore", "Philiberte"
A_SAVOIR = "Craint les sirènes de pompiers bretons."
CONSULTATION = "Entretien sur la valériane."
SECRET_DU_MINEUR = "Confidence au planning de Mésopotamie."
LOT_DU_VACCIN = "KZQ-7741-CANARI"
TRIBUNAL, CACHE_A = "Tribunal de Quincampoix", "Oncle Barnabé"
DECISION = "Visites suspendues depuis la kermesse."
SEPARES_AUSSI, MAL_LU = "Une rixe au boulodrome.", "Le jugement était plié en huit."
JAMAIS_EU_LIEU = "La juge a changé d’avis au petit matin."
SEPARES_PARCE_QUE, ILS_DISENT = "Une rixe à la pétanque.", "Il me manque, mon hippocampe."
ILS_SE_VOIENT, INSPECTRICE, CONSTAT = "Un goûter à Zanzibar-sur-Loue.", "Pélagie", "Ils jouent au tric-trac."
FINALITE = "Louer un dirigeable à Carabosse."
JUGE, LIGNE_DU_JUGE = "Hildegarde Zwingmann", "05 83 61 27 49"
CANARIS = [
    PRO_PRENOM, PRO_NOM, TELEPHONE, TELEPHONE.replace(" ", ""), PAPIER, "baleinier", "Goélette", LIGNE, "vermillon",
    PROCHE, NOM_PROCHE, TELEPHONE_PROCHE, "Mandrill", "mandrill", "Canarville",
    ALLERGENE, "Topinambour", "Cacatoès", MEDICAMENT, DOSE, "Perruchet", "paravent", "Mandragore", ACCOMPAGNANT,
    "sirènes", "valériane", SECRET_DU_MINEUR, "Mésopotamie", LOT_DU_VACCIN,
    "boulodrome", "plié en huit", "petit matin", "pétanque", "hippocampe", "Zanzibar", INSPECTRICE, "tric-trac",
    "Quincampoix", "Barnabé", "kermesse", "Zwingmann", LIGNE_DU_JUGE,
    "dirigeable", "Carabosse",
]  # fmt: skip


class Bureau:
    """Somebody whose session stays open; every exchange is noted as a proxy would."""

    def __init__(self, monde: Monde, role: Role, entendu: list[bytes]) -> None:
        self.compte = monde.personnes[role]
        self._client, self._entendu = Client(), entendu
        ouvrir_session(self._client, self.compte)

    def _note(self, reponse: HttpResponse, attendu: int = 200) -> bytes:
        self._entendu.append(sources.said(reponse))
        contenu = b"".join(reponse)
        assert reponse.status_code == attendu, contenu.decode()
        return contenu

    def get(self, adresse: str) -> bytes:
        return self._note(self._client.get(adresse))

    def post(self, adresse: str, donnees: dict[str, Any], *, attendu: int = 200) -> bytes:
        return self._note(self._client.post(adresse, donnees, follow=True), attendu)

    def ecrire(self, nom: str, ident: object, /, **champs: object) -> None:
        """Send the form of one page of a child's file."""
        self.post(reverse(f"enfants:{nom}", args=[ident]), {"envoi": str(nouvel_id()), "version": 0} | champs)

    def imprimer(self, nom: str, ident: object, /, **champs: object) -> None:
        """Ask for a paper, have it made, fetch it."""
        self.post(reverse(f"enfants:{nom}", args=[ident]), {"envoi": str(nouvel_id())} | champs)
        tache = Tache.objects.latest("cree_le")
        assert run_now(tache.pk)
        assert self.get(reverse("enfants:papier_document", args=[tache.pk])).startswith(b"%PDF")


def administrer(monde: Monde, enfant: Enfant, entendu: list[bytes]) -> None:
    """The direction makes a professional and puts somebody on call."""
    direction = Bureau(monde, Role.DIRECTEUR, entendu)
    nouveau = {"envoi": str(nouvel_id()), "prenom": PRO_PRENOM, "nom": PRO_NOM}
    direction.post(reverse("villages:nouveau_professionnel"), nouveau)
    with acting_as(direction.compte):
        cadre = Professionnel.objects.get(compte=monde.personnes[Role.CHEF_DE_SERVICE])
    astreinte = {
        "envoi": str(nouvel_id()), "professionnel": str(cadre.pk), "rang": 3, "telephone": TELEPHONE,
        "debut": aujourdhui().isoformat(), "fin": (aujourdhui() + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    direction.post(reverse("villages:nouvelle_astreinte", args=[monde.village.pk]), astreinte)
    direction.get(reverse("villages:astreintes", args=[monde.village.pk]))
    direction.get(reverse("villages:professionnels"))
    with acting_as(direction.compte):
        assert PRO_NOM in [p.nom for p in Professionnel.objects.all()]
        assert TELEPHONE in [a.telephone for a in Astreinte.objects.all()]


def classer_un_papier(monde: Monde, enfant: Enfant, entendu: list[bytes]) -> None:
    """A file comes in, is found by its title and goes out."""
    educatrice = Bureau(monde, Role.EDUCATEUR_FAMILIAL, entendu)
    papier = {
        "envoi": str(nouvel_id()), "categorie": "scolarite", "titre": PAPIER,
        # Big enough to leave memory while it arrives.
        "fichier": SimpleUploadedFile(NOM_DU_FICHIER, f"{LIGNE}\n".encode() * 50_000),
    }  # fmt: skip
    educatrice.post(reverse("enfants:deposer_document", args=[enfant.pk]), papier)
    educatrice.post(reverse("enfants:documents", args=[enfant.pk]), {"q": "baleinier"})
    recu = educatrice.get(reverse("enfants:telecharger_document", args=[enfant.pk, papier["envoi"]]))
    assert LIGNE.encode() in recu
    with acting_as(educatrice.compte):
        assert DocumentEnfant.objects.get(enfant=enfant).titre == PAPIER


def poser_la_mesure(monde: Monde, enfant: Enfant, entendu: list[bytes]) -> None:
    """A decision with a secret place, whom to call, then every page that reads them."""
    direction = Bureau(monde, Role.DIRECTEUR, entendu)
    jour = aujourdhui().isoformat()
    mesure = {
        "envoi": str(nouvel_id()), "revision": 1, "nature": "ae_ase", "autorite": TRIBUNAL, "decision_le": jour,
        "debut": jour, "recit": DECISION, "lieu_secret": "on", "lieu_secret_pour": CACHE_A, "suspension": CACHE_A,
    }  # fmt: skip
    nouvelle = reverse("enfants:nouvelle_mesure", args=[enfant.pk])
    direction.post(nouvelle, mesure | {"fin": "2999-01-01"}, attendu=422)
    direction.post(nouvelle, mesure)
    juge = {
        "envoi": str(nouvel_id()), "revision": 1, "fonction": "juge", "nom": JUGE, "telephone": LIGNE_DU_JUGE,
        "debut": jour,
    }  # fmt: skip
    direction.post(reverse("enfants:nouvel_interlocuteur", args=[enfant.pk]), juge)
    assert CACHE_A in direction.get(reverse("enfants:mesures", args=[enfant.pk])).decode()
    assert JUGE in direction.get(reverse("enfants:interlocuteurs", args=[enfant.pk])).decode()
    for page in ("enfants:parcours", "enfants:echeances"):
        direction.get(reverse(page, args=[enfant.pk]))
    direction.get(reverse("villages:echeancier"))


def inscrire_la_famille(monde: Monde, enfant: Enfant, entendu: list[bytes]) -> None:
    """The chef de service records a relative, protects their address, forbids them, draws the family."""
    chef = Bureau(monde, Role.CHEF_DE_SERVICE, entendu)
    proche = {
        "envoi": str(nouvel_id()), "prenom": PROCHE, "nom": NOM_PROCHE, "sexe": "femme", "nature": "parent",
        "certitude": "etablie", "telephone": TELEPHONE_PROCHE, "adresse": "Provisoire",
    }  # fmt: skip
    chef.post(reverse("fratries:nouveau_proche", args=[enfant.pk]), proche)
    protegee = reverse("fratries:adresse_protegee", args=[proche["envoi"]])
    chef.post(protegee, {"envoi": str(nouvel_id()), "adresse": ADRESSE, "motif": "Menaces du mandrill"})
    chef.get(protegee)
    contact = {
        "envoi": str(nouvel_id()), "proche": proche["envoi"], "appeler": "interdit", "visiter": "interdit",
        "chercher": "interdit", "debut": aujourdhui().isoformat(), "decision": "Juge au mandrill",
    }  # fmt: skip
    chef.post(reverse("fratries:fixer_contacts", args=[enfant.pk]), contact)
    for page in ("famille", "contacts", "qui_decide", "genogramme"):
        chef.get(reverse(f"fratries:{page}", args=[enfant.pk]))
    assert PROCHE in chef.get(reverse("enfants:fiche", args=[enfant.pk])).decode()
    with acting_as(chef.compte):
        assert [a.adresse for a in AdresseProtegee.objects.all()] == [ADRESSE]
        assert PROCHE in [p.prenom for p in Proche.objects.all()]


def separer_une_fratrie(monde: Monde, enfant: Enfant, entendu: list[bytes]) -> None:
    """Where to receive siblings is asked; the separation of two is decided, told, looked at again."""
    chef = Bureau(monde, Role.CHEF_DE_SERVICE, entendu)
    jour = aujourdhui().isoformat()
    demande = {
        "village": monde.village.pk, "du": jour, "dispositifs": ["familiale"], "ecart": 8, "deplacements": 2,
        "fratrie_1": monde.fratrie.pk, "ages_2": "4 F",
    }  # fmt: skip
    assert "Ensemble" in chef.post(reverse("fratries:ou_accueillir"), demande).decode()
    with acting_as(chef.compte):
        ici, la = (m.pk.hex for m in MembreFratrie.objects.filter(fratrie=monde.fratrie).order_by("id"))
    separation = {
        "envoi": str(nouvel_id()), f"cote_{ici}": "1", f"cote_{la}": "2", "decidee_le": jour, "autorite": "ase",
        "confies_par_le_juge": "on", "motif": SEPARES_PARCE_QUE, "parole": ILS_DISENT,
        "plan_contacts": ILS_SE_VOIENT, "decideur": INSPECTRICE,
    }  # fmt: skip
    nouvelle = reverse("fratries:nouvelle_separation", args=[monde.fratrie.pk])
    chef.post(nouvelle, separation | {"decidee_le": "2999-01-01"}, attendu=422)
    chef.post(nouvelle, separation)
    ase = {"envoi": str(nouvel_id()), "le": jour, "canal": "telephone", "par": INSPECTRICE}
    chef.post(reverse("fratries:ase_prevenue", args=[separation["envoi"]]), ase)
    revue = {"envoi": str(nouvel_id()), "tenue_le": jour, "constat": CONSTAT, "suite": "maintien"}
    page = chef.post(reverse("fratries:revue_separation", args=[separation["envoi"]]), revue).decode()
    assert SEPARES_PARCE_QUE in page
    assert CONSTAT in page
    corrigee = separation | {
        "envoi": str(nouvel_id()), "revision": 2, "motif": SEPARES_AUSSI, "correction_motif": MAL_LU,
        "ase_prevenue_le": jour, "ase_canal": "telephone", "ase_prevenue_par": INSPECTRICE,
    }  # fmt: skip
    chef.post(
        reverse("fratries:corriger_separation", args=[separation["envoi"]]),
        corrigee | {"revision": 1},
        attendu=422,
    )
    page = chef.post(reverse("fratries:corriger_separation", args=[separation["envoi"]]), corrigee).decode()
    for said in (MAL_LU, SEPARES_PARCE_QUE, SEPARES_AUSSI):
        assert said in page
    annulation = {"envoi": str(nouvel_id()), "revision": 3, "motif": JAMAIS_EU_LIEU}
    page = chef.post(reverse("fratries:annuler_separation", args=[separation["envoi"]]), annulation).decode()
    assert JAMAIS_EU_LIEU in page
    with acting_as(chef.compte):
        assert Separation.objects.get().parole == ILS_DISENT


def chercher_et_exporter(monde: Monde, enfant: Enfant, entendu: list[bytes]) -> None:
    """The chef de service finds the relative by a name with a letter gone wrong, then takes a list out."""
    chef = Bureau(monde, Role.CHEF_DE_SERVICE, entendu)
    page = chef.post(reverse("ui:recherche"), {"q": f"{PROCHE} {NOM_PROCHE[:-1]}x"}).decode()
    assert PROCHE in page
    assert "une lettre d’écart" in page
    demande = {"envoi": str(nouvel_id()), "colonnes": ["prenom", "nom", "maison"], "finalite": FINALITE}
    chef.post(reverse("exports:demander", args=["enfants"]) + "?age=6-10", demande)
    tache = Tache.objects.latest("cree_le")
    assert run_now(tache.pk)
    assert chef.post(reverse("exports:fichier", args=[demande["envoi"]]), {}).startswith(b"PK")
    with acting_as(chef.compte):
        assert Export.objects.get(pk=demande["envoi"]).finalite == FINALITE


def soigner(monde: Monde, enfant: Enfant, entendu: list[bytes]) -> None:
    """The house notes care, gives and does not give; the nurse writes, and keeps a secret."""
    educatrice = Bureau(monde, Role.EDUCATEUR_FAMILIAL, entendu)
    jour = aujourdhui().isoformat()
    educatrice.ecrire("nouvelle_allergie", enfant.pk, substance=ALLERGENE, gravite="grave", conduite=CONDUITE)
    educatrice.ecrire(
        "nouveau_traitement", enfant.pk, nom=MEDICAMENT, dose=DOSE, moments=["soir", "coucher"],
        debut=(aujourdhui() - timedelta(days=3)).isoformat(), prescripteur=PRESCRIPTEUR,
    )  # fmt: skip
    educatrice.ecrire("reperes_sante", enfant.pk, poids="27,4", a_savoir=A_SAVOIR)
    rendez_vous = {"jour": f"{jour}T23:30", "objet": ORTHO, "accompagnant": ACCOMPAGNANT, "etat": "prevu"}
    educatrice.ecrire("nouveau_rendez_vous", enfant.pk, **rendez_vous)
    with acting_as(educatrice.compte):
        traitement = Traitement.objects.get(enfant=enfant)
    educatrice.get(reverse("enfants:prise", args=[traitement.pk]))
    educatrice.post(reverse("enfants:prise", args=[traitement.pk]), {"moment": "soir", "version": 1})
    refus = {"moment": "coucher", "version": 1, "raison": "refus", "precision": PRECISION}
    educatrice.post(reverse("enfants:non_donne", args=[traitement.pk]), refus | {"raison": ""}, attendu=422)
    educatrice.post(reverse("enfants:non_donne", args=[traitement.pk]), refus)
    educatrice.get(reverse("enfants:traitements_du_jour", args=[monde.tilleuls.pk]))
    educatrice.get(reverse("enfants:soins", args=[enfant.pk]))
    educatrice.get("/ma-maison/")
    educatrice.imprimer("fiche_urgence", enfant.pk)
    educatrice.imprimer("feuille_soins", monde.tilleuls.pk, semaine=jour)
    infirmiere = Bureau(monde, Role.INFIRMIER, entendu)
    note = {"nature": "consultation", "jour": jour}
    infirmiere.ecrire("nouvelle_note_medicale", enfant.pk, texte=CONSULTATION, **note)
    infirmiere.ecrire("nouvelle_note_medicale", enfant.pk, texte=SECRET_DU_MINEUR, secret="on", **note)
    infirmiere.ecrire("nouvelle_vaccination", enfant.pk, valences=["hpv"], jour=jour, lot=LOT_DU_VACCIN)
    assert SECRET_DU_MINEUR in infirmiere.get(reverse("enfants:sante", args=[enfant.pk])).decode()
    infirmiere.imprimer("carnet", enfant.pk)
    with acting_as(educatrice.compte):
        assert Prise.objects.get(enfant=enfant, moment="coucher").precision == PRECISION
    with acting_as(infirmiere.compte):
        assert SECRET_DU_MINEUR in [n.texte for n in NoteMedicale.objects.filter(enfant=enfant)]


ACTES: list[Callable[[Monde, Enfant, list[bytes]], None]] = [
    administrer,
    classer_un_papier,
    poser_la_mesure,
    inscrire_la_famille,
    separer_une_fratrie,
    chercher_et_exporter,
    soigner,
]
