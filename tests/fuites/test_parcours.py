"""An evening and its administration, with canaries planted: nothing of them is found anywhere in clear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as reglages
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enfants.models import (
    Brouillon,
    Enfant,
    NoteJournal,
    NoteMedicale,
    Prise,
    Traitement,
    Vaccination,
    VersionNote,
)
from socle.documents.models import Document
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from socle.taches.enums import EtatTache
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.conftest import owner_connection
from tests.connexion import ajouter_totp, ouvrir_session, se_connecter
from tests.enfants.saisie import adresse, adresse_brouillon, bloc, saisie
from tests.fuites import sources
from tests.fuites.canaris import Cage
from tests.monde import Monde
from villages.models import Astreinte, Professionnel

pytestmark = pytest.mark.django_db(transaction=True)

PRENOM, NOM = "Mélisandre", "Loriot-Canarière"
NAISSANCE = date(2014, 3, 27)
SOIREE = "A confié qu’un ptérodactyle lui rend visite."
COMMUN = "Tous ont goûté le clafoutis aux mirabelles."
BROUILLON = "Ébauche : il faut rappeler l’orthophoniste Zébulon."
RAPIDE = "Chute sans gravité près du toboggan cramoisi."
CORRECTION = "Le ptérodactyle était un cormoran huppé."
MOTIF = "Méprise ornithologique"
RECHERCHE = "ptérodactyle"
NOM_CHERCHE = "canariere"
PRO_PRENOM, PRO_NOM = "Théodosie", "Vanderbrücke"
TELEPHONE = "06 77 41 93 85"
HUMEUR = "en_colere"
ALLERGENE, CONDUITE = "Topinambour-Canari", "Appeler le docteur Cacatoès"
MEDICAMENT, DOSE, PRESCRIPTEUR = "Galvanoxine", "trois pipettes bleues", "Docteur Perruchet"
PRECISION = "A recraché derrière le paravent."
ORTHO, ACCOMPAGNANT = "Orthoptiste Mandragore", "Philiberte"
A_SAVOIR = "Craint les sirènes de pompiers bretons."
CONSULTATION = "Entretien sur la valériane."
SECRET_DU_MINEUR = "Confidence au planning de Mésopotamie."
LOT_DU_VACCIN = "KZQ-7741-CANARI"
DU_PARCOURS = [
    PRENOM, "Canarière", SOIREE, "ptérodactyle", "clafoutis", "Zébulon", "toboggan", "cormoran", MOTIF,
    "ornithologique", NOM_CHERCHE, PRO_PRENOM, PRO_NOM, TELEPHONE, TELEPHONE.replace(" ", ""), HUMEUR,
    ALLERGENE, "Topinambour", "Cacatoès", MEDICAMENT, DOSE, "Perruchet", "paravent", "Mandragore", ACCOMPAGNANT,
    "sirènes", "valériane", SECRET_DU_MINEUR, "Mésopotamie", LOT_DU_VACCIN,
]  # fmt: skip


class Promenade:
    """One person's client, every exchange of which is noted."""

    def __init__(self, entendu: list[bytes]) -> None:
        self.client, self.entendu = Client(), entendu

    def note(self, response: HttpResponse, *attendus: int) -> HttpResponse:
        self.entendu.append(sources.said(response))
        assert response.status_code in (attendus or (200, 302)), (
            response.status_code,
            response.content.decode(),
        )
        return response

    def get(self, adresse: str, *attendus: int, **options: Any) -> HttpResponse:
        return self.note(self.client.get(adresse, **options), *attendus)

    def post(self, adresse: str, donnees: dict[str, Any], *attendus: int, **options: Any) -> HttpResponse:
        return self.note(self.client.post(adresse, donnees, **options), *attendus)


@pytest.fixture
def coffre(settings, tmp_path: Path) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def owner() -> Iterator[psycopg.Connection]:
    with owner_connection() as opened:
        yield opened


def ouvrir_le_dossier(promenade: Promenade, monde: Monde) -> Enfant:
    """A direction receives a child, then corrects who it is."""
    ouvrir_session(promenade.client, monde.personnes[Role.DIRECTEUR])
    arrivee = {
        "envoi": str(nouvel_id()), "prenom": PRENOM, "nom": "Provisoire", "date_naissance": NAISSANCE.isoformat(),
        "maison": str(monde.tilleuls.pk), "debut": (aujourdhui() - timedelta(days=40)).isoformat(),
    }  # fmt: skip
    promenade.post(reverse("enfants:accueillir"), arrivee, follow=True)
    with acting_as(monde.personnes[Role.DIRECTEUR]):
        enfant = Enfant.objects.get(pk=arrivee["envoi"])
    identite = {
        "envoi": str(nouvel_id()),
        "prenom": PRENOM,
        "nom": NOM,
        "date_naissance": NAISSANCE.strftime("%d/%m/%Y"),
    }
    promenade.post(reverse("enfants:identite", args=[enfant.pk]), identite, 302)
    promenade.get(reverse("enfants:identite", args=[enfant.pk]))
    return enfant


def ecrire_la_soiree(promenade: Promenade, monde: Monde, enfant: Enfant) -> None:
    """Sign in by the doors, write, take back, correct, read, search, print, sign out."""
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    secret = ajouter_totp(educatrice)
    promenade.note(se_connecter(promenade.client, educatrice.identifiant, secret))
    promenade.get("/ma-maison/")
    promenade.get(adresse(monde.tilleuls))
    ebauche = saisie(enfant, monde.lea) | bloc(enfant, texte=BROUILLON, humeur=HUMEUR)
    promenade.post(adresse_brouillon(monde.tilleuls), ebauche, HTTP_HX_REQUEST="true")
    soir = saisie(enfant, monde.lea, commun=COMMUN) | bloc(enfant, texte=SOIREE, humeur=HUMEUR)
    promenade.post(adresse(monde.tilleuls), soir | {"lot": ebauche["lot"]}, follow=True)
    rapide = {
        "lot": str(nouvel_id()), "jour": aujourdhui().isoformat(), "enfants": [str(enfant.pk)], "texte": RAPIDE,
    }  # fmt: skip
    promenade.post(reverse("enfants:note_rapide"), rapide, follow=True)
    with acting_as(educatrice):
        reprise = NoteJournal.objects.get(lot=rapide["lot"])
    promenade.post(reverse("enfants:annuler_note", args=[reprise.pk]), {}, follow=True)
    hier = timezone.now() - timedelta(days=1)
    signee = factories.creer_note(
        enfant, monde.tilleuls, educatrice, SOIREE, jour=hier.date(), ecrite_le=hier, humeur=HUMEUR
    )
    correction = {"version": 1, "texte": CORRECTION, "motif": MOTIF, "humeur": HUMEUR}
    promenade.post(reverse("enfants:corriger_note", args=[signee.pk]), correction, follow=True)
    promenade.get(reverse("enfants:note", args=[signee.pk]))
    # Something refused is shown again with what was typed, and kept nowhere.
    futur = {"jour": (aujourdhui() + timedelta(days=2)).isoformat()}
    promenade.post(adresse(monde.tilleuls), soir | futur, 422)
    for adresse_lue in ("enfants:fiche", "enfants:fil", "enfants:sejours", "fratries:fratrie"):
        promenade.get(reverse(adresse_lue, args=[enfant.pk]), 200, 404)
    trouve = promenade.post(reverse("enfants:fil", args=[enfant.pk]), {"q": RECHERCHE})
    assert RECHERCHE in trouve.content.decode()
    promenade.post(reverse("enfants:liste"), {"q": NOM_CHERCHE})
    promenade.get("/relais/")
    periode = {"du": (aujourdhui() - timedelta(days=7)).isoformat(), "au": aujourdhui().isoformat()}
    promenade.post(reverse("enfants:impression", args=[enfant.pk]), periode)
    tache = Tache.objects.latest("cree_le")
    assert run_now(tache.pk)
    promenade.get(reverse("enfants:impression_suivi", args=[enfant.pk, tache.pk]))
    document = promenade.get(reverse("enfants:impression_document", args=[enfant.pk, tache.pk]))
    assert b"".join(document).startswith(b"%PDF")
    promenade.get("/introuvable/", 404)
    # A draft that stays, and a session left open by its side.
    promenade.post(adresse_brouillon(monde.tilleuls), saisie(enfant) | bloc(enfant, texte=BROUILLON), 302)
    promenade.post(reverse("account_logout"), {})


def soigner(promenade: Promenade, monde: Monde, enfant: Enfant) -> None:
    """The house notes care, gives and does not give; the nurse writes, and keeps a secret."""

    def ecrire(nom: str, ident: object, /, **champs: object) -> None:
        envoi = {"envoi": str(nouvel_id()), "version": 0} | champs
        promenade.post(reverse(f"enfants:{nom}", args=[ident]), envoi, 302)

    ouvrir_session(promenade.client, monde.personnes[Role.EDUCATEUR_FAMILIAL])
    jour = aujourdhui().isoformat()
    ecrire("nouvelle_allergie", enfant.pk, substance=ALLERGENE, gravite="grave", conduite=CONDUITE)
    ecrire(
        "nouveau_traitement", enfant.pk, nom=MEDICAMENT, dose=DOSE, moments=["soir", "coucher"],
        debut=(aujourdhui() - timedelta(days=3)).isoformat(), prescripteur=PRESCRIPTEUR,
    )  # fmt: skip
    ecrire("reperes_sante", enfant.pk, poids="27,4", a_savoir=A_SAVOIR)
    ecrire(
        "nouveau_rendez_vous",
        enfant.pk,
        jour=f"{jour}T23:30",
        objet=ORTHO,
        accompagnant=ACCOMPAGNANT,
        etat="prevu",
    )
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        traitement = Traitement.objects.get(enfant=enfant)
    promenade.get(reverse("enfants:prise", args=[traitement.pk]))
    promenade.post(reverse("enfants:prise", args=[traitement.pk]), {"moment": "soir", "version": 1}, 302)
    refus = {"moment": "coucher", "version": 1, "raison": "refus", "precision": PRECISION}
    promenade.post(reverse("enfants:non_donne", args=[traitement.pk]), refus | {"raison": ""}, 422)
    promenade.post(reverse("enfants:non_donne", args=[traitement.pk]), refus, 302)
    promenade.get(reverse("enfants:traitements_du_jour", args=[monde.tilleuls.pk]))
    promenade.get(reverse("enfants:soins", args=[enfant.pk]))
    promenade.get("/ma-maison/")
    imprimer(promenade, "fiche_urgence", enfant.pk)
    imprimer(promenade, "feuille_soins", monde.tilleuls.pk, semaine=jour)
    ouvrir_session(promenade.client, monde.personnes[Role.INFIRMIER])
    note = {"nature": "consultation", "jour": jour}
    ecrire("nouvelle_note_medicale", enfant.pk, texte=CONSULTATION, **note)
    ecrire("nouvelle_note_medicale", enfant.pk, texte=SECRET_DU_MINEUR, secret="on", **note)
    ecrire("nouvelle_vaccination", enfant.pk, valences=["hpv"], jour=jour, lot=LOT_DU_VACCIN)
    assert SECRET_DU_MINEUR in promenade.get(reverse("enfants:sante", args=[enfant.pk])).content.decode()
    imprimer(promenade, "carnet", enfant.pk)
    promenade.post(reverse("account_logout"), {})


def imprimer(promenade: Promenade, nom: str, ident: object, /, **champs: object) -> None:
    """Ask for a paper, make it, fetch it."""
    envoi = {"envoi": str(nouvel_id())} | champs
    promenade.post(reverse(f"enfants:{nom}", args=[ident]), envoi, 302)
    tache = Tache.objects.latest("cree_le")
    assert run_now(tache.pk)
    assert promenade.get(reverse("enfants:papier_document", args=[tache.pk])).content.startswith(b"%PDF")


def administrer(promenade: Promenade, monde: Monde) -> None:
    """The direction makes a professional and puts somebody on call; the session stays open."""
    ouvrir_session(promenade.client, monde.personnes[Role.DIRECTEUR])
    nouveau = {"envoi": str(nouvel_id()), "prenom": PRO_PRENOM, "nom": PRO_NOM}
    promenade.post(reverse("villages:nouveau_professionnel"), nouveau, follow=True)
    with acting_as(monde.personnes[Role.DIRECTEUR]):
        cadre = Professionnel.objects.get(compte=monde.personnes[Role.CHEF_DE_SERVICE])
    astreinte = {
        "envoi": str(nouvel_id()), "professionnel": str(cadre.pk), "rang": 3, "telephone": TELEPHONE,
        "debut": aujourdhui().isoformat(), "fin": (aujourdhui() + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    promenade.post(reverse("villages:nouvelle_astreinte", args=[monde.village.pk]), astreinte, follow=True)
    promenade.get(reverse("villages:astreintes", args=[monde.village.pk]))
    promenade.get(reverse("villages:professionnels"))


def test_nothing_planted_by_an_evening_is_found_anywhere_in_clear(monde, coffre, owner):
    cage = Cage(DU_PARCOURS, [NAISSANCE])
    entendu: list[bytes] = []
    with sources.every_log() as traces, CaptureQueriesContext(connection) as requetes:
        enfant = ouvrir_le_dossier(Promenade(entendu), monde)
        ecrire_la_soiree(Promenade(entendu), monde, enfant)
        soigner(Promenade(entendu), monde, enfant)
        administrer(Promenade(entendu), monde)
    # What was planted is there to be found, sealed.
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        textes = [v.texte for v in VersionNote.objects.filter(enfant=enfant)]
        assert {SOIREE, RAPIDE, CORRECTION} <= {*textes, *(v.complement for v in VersionNote.objects.all())}
        assert Brouillon.objects.filter(enfant=enfant).count() >= 1
    with acting_as(monde.personnes[Role.DIRECTEUR]):
        assert PRO_NOM in [p.nom for p in Professionnel.objects.all()]
        assert TELEPHONE in [a.telephone for a in Astreinte.objects.all()]
    with acting_as(monde.personnes[Role.INFIRMIER]):
        assert Prise.objects.get(enfant=enfant, moment="coucher").precision == PRECISION
        assert SECRET_DU_MINEUR in [n.texte for n in NoteMedicale.objects.filter(enfant=enfant)]
        assert Vaccination.objects.get(enfant=enfant).lot == LOT_DU_VACCIN
    assert {tache.etat for tache in Tache.objects.all()} == {EtatTache.TERMINEE}
    assert Document.objects.exists() or list(coffre.rglob("*"))

    lieux = {
        **sources.tables(owner),
        **sources.sessions(),
        **sources.files(coffre),
        **sources.queue(reglages.REDIS_URL),
        **sources.mails(),
        "traces montrées": "\n".join(traces.shown).encode(),
        "traces brutes": "\n".join(traces.raw).encode(),
        "SQL": "\n".join(requete["sql"] for requete in requetes).encode(),
        "échanges": b"\n".join(entendu),
    }
    assert any(lieu.startswith("table cles.") for lieu in lieux)
    assert any(lieu.startswith("session ") for lieu in lieux)
    assert any(lieu.startswith("fichier ") for lieu in lieux)
    assert len(requetes) > 200
    assert "django.db.backends" in lieux["traces brutes"].decode()
    assert cage.echappes(lieux) == set()


def test_control_a_clear_column_a_clear_file_a_trace_and_a_queue_are_found(monde, coffre, owner):
    cage = Cage([PRENOM, TELEPHONE], [NAISSANCE])
    coffre.mkdir()
    (coffre / "note.txt").write_text(f"pour {PRENOM}", encoding="utf-8")
    owner.execute("CREATE TABLE fuite (id int, prenom text, naissance date, scelle bytea)")
    try:
        owner.execute("INSERT INTO fuite VALUES (1, %s, %s, %s)", [PRENOM, NAISSANCE, TELEPHONE.encode()])
        with sources.every_log() as traces, CaptureQueriesContext(connection) as requetes:
            Professionnel.objects.filter(compte__identifiant=PRENOM).first()
        lieux = {
            **sources.tables(owner),
            **sources.files(coffre),
            "traces": "\n".join(traces.raw).encode(),
            "SQL": "\n".join(requete["sql"] for requete in requetes).encode(),
        }
    finally:
        owner.execute("DROP TABLE fuite")
    assert cage.echappes(lieux) == {
        ("table public.fuite (text)", PRENOM),
        ("table public.fuite (binary)", PRENOM),
        ("table public.fuite (text)", TELEPHONE),
        ("table public.fuite (binary)", TELEPHONE),
        ("table public.fuite (text)", NAISSANCE.isoformat()),
        ("table public.fuite (binary)", NAISSANCE.isoformat()),
        ("fichier note.txt", PRENOM),
        ("traces", PRENOM),
        ("SQL", PRENOM),
    }
