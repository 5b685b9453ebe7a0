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

from enfants.models import Brouillon, Enfant, NoteJournal, VersionNote
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
TRIBUNAL, CACHE_A, DECISION = (
    "Tribunal de Quincampoix",
    "Oncle Barnabé",
    "Visites suspendues depuis la kermesse.",
)
JUGE, LIGNE_DU_JUGE = "Hildegarde Zwingmann", "05 83 61 27 49"
DU_PARCOURS = [
    PRENOM, "Canarière", SOIREE, "ptérodactyle", "clafoutis", "Zébulon", "toboggan", "cormoran", MOTIF,
    "ornithologique", NOM_CHERCHE, PRO_PRENOM, PRO_NOM, TELEPHONE, TELEPHONE.replace(" ", ""), HUMEUR,
    "Quincampoix", "Barnabé", "kermesse", "Zwingmann", LIGNE_DU_JUGE,
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
    poser_la_mesure(promenade, enfant)
    return enfant


def poser_la_mesure(promenade: Promenade, enfant: Enfant) -> None:
    """A decision with a secret place, whom to call, then every page that reads them."""
    jour = aujourdhui().isoformat()
    mesure = {
        "envoi": str(nouvel_id()), "revision": 1, "nature": "ae_ase", "autorite": TRIBUNAL, "decision_le": jour,
        "debut": jour, "recit": DECISION, "lieu_secret": "on", "lieu_secret_pour": CACHE_A, "suspension": CACHE_A,
    }  # fmt: skip
    nouvelle = reverse("enfants:nouvelle_mesure", args=[enfant.pk])
    promenade.post(nouvelle, mesure | {"fin": "2999-01-01"}, 422)
    promenade.post(nouvelle, mesure, 302)
    juge = {
        "envoi": str(nouvel_id()), "revision": 1, "fonction": "juge", "nom": JUGE, "telephone": LIGNE_DU_JUGE,
        "debut": jour,
    }  # fmt: skip
    promenade.post(reverse("enfants:nouvel_interlocuteur", args=[enfant.pk]), juge, 302)
    lue = promenade.get(reverse("enfants:mesures", args=[enfant.pk]))
    assert CACHE_A in lue.content.decode()
    assert JUGE in promenade.get(reverse("enfants:interlocuteurs", args=[enfant.pk])).content.decode()
    for page in ("enfants:parcours", "enfants:echeances"):
        promenade.get(reverse(page, args=[enfant.pk]))
    promenade.get(reverse("villages:echeancier"))


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
        administrer(Promenade(entendu), monde)
    # What was planted is there to be found, sealed.
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        textes = [v.texte for v in VersionNote.objects.filter(enfant=enfant)]
        assert {SOIREE, RAPIDE, CORRECTION} <= {*textes, *(v.complement for v in VersionNote.objects.all())}
        assert Brouillon.objects.filter(enfant=enfant).count() >= 1
    with acting_as(monde.personnes[Role.DIRECTEUR]):
        assert PRO_NOM in [p.nom for p in Professionnel.objects.all()]
        assert TELEPHONE in [a.telephone for a in Astreinte.objects.all()]
    assert Tache.objects.get().etat == EtatTache.TERMINEE
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
