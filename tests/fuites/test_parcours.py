"""An evening and its administration in real browsers, with canaries planted: nothing of them is found in clear.

What is searched is all that is left behind: the database as rows and as ``pg_dump``, the sealed files,
the sessions, the logs, Redis, the mails, the exchanges, and the browsers' own profiles.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as reglages
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserType, Page, expect

from enfants.models import Brouillon, BrouillonCorrection, Enfant, NoteJournal, VersionNote
from socle.documents.models import Document
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.taches.enums import EtatTache
from socle.taches.execution import run_now
from socle.taches.models import Tache
from tests import factories
from tests.base import owner_connection
from tests.fuites import bureaux, fugues, incidents, sources
from tests.fuites.canaris import Cage
from tests.fuites.navigateur import Navigateurs, Profil, en_cache, historique
from tests.monde import Monde
from villages.models import Professionnel

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
INACHEVE = "Taffetassière"
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
    "ornithologique", NOM_CHERCHE, INACHEVE, HUMEUR, *bureaux.CANARIS, *incidents.CANARIS,
    *fugues.CANARIS,
]  # fmt: skip


@pytest.fixture
def coffre(settings, tmp_path: Path) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


@pytest.fixture
def owner() -> Iterator[psycopg.Connection]:
    with owner_connection() as opened:
        yield opened


@pytest.fixture
def navigateurs(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path, live_server
) -> Iterator[Navigateurs]:
    """The browsers of several people; those left open are closed."""
    lancer = partial(browser_type.launch_persistent_context, **browser_type_launch_args)
    navigateurs = Navigateurs(lancer, tmp_path / "profils", live_server.url)
    yield navigateurs
    navigateurs.fermer()


def ouvrir_le_dossier(profil: Profil, monde: Monde) -> Enfant:
    """A direction receives a child, corrects who it is, looks for them, then leaves on a form half filled."""
    profil.entrer(monde.personnes[Role.DIRECTEUR])
    page = profil.page
    page.goto(reverse("enfants:accueillir"))
    page.get_by_label("Prénom").fill(PRENOM)
    page.get_by_label("Nom", exact=True).fill("Provisoire")
    page.get_by_label("Date de naissance").fill(NAISSANCE.isoformat())
    page.locator('select[name="maison"]').select_option(str(monde.tilleuls.pk))
    page.locator('input[name="debut"]').fill((aujourdhui() - timedelta(days=40)).isoformat())
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(PRENOM)
    with acting_as(monde.personnes[Role.DIRECTEUR]):
        [enfant] = [e for e in Enfant.objects.all() if e.prenom == PRENOM]
    identite = reverse("enfants:identite", args=[enfant.pk])
    page.goto(identite)
    page.get_by_label("Nom", exact=True).fill(NOM)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("main")).to_contain_text("enregistré")
    page.goto(reverse("enfants:liste"))
    page.get_by_role("searchbox").fill(NOM_CHERCHE)
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#resultats")).to_contain_text(PRENOM)
    page.goto(reverse("enfants:fiche", args=[enfant.pk]))
    expect(page.locator("main")).to_contain_text(PRENOM)
    page.goto(identite)
    page.get_by_label("Nom", exact=True).fill(INACHEVE)
    return enfant


def ecrire_la_soiree(profil: Profil, monde: Monde, enfant: Enfant) -> None:
    """Sign in, write, take back, correct, read, search, print, declare, leave a draft, sign out."""
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    profil.entrer(educatrice)
    page = profil.page
    journal = reverse("enfants:journal", args=[monde.tilleuls.pk])
    page.goto(journal)
    note = page.get_by_label(f"Note pour {PRENOM}", exact=True)
    with brouillon_garde(page):
        note.fill(BROUILLON)
    note.fill(SOIREE)
    page.get_by_role("group", name=f"Comment va {PRENOM} ?").locator(f'[value="{HUMEUR}"]').check(force=True)
    page.get_by_text("Un texte pour plusieurs enfants").click()
    page.get_by_label("Texte commun").fill(COMMUN)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est enregistré")
    page.goto(f"{reverse('enfants:note_rapide')}?enfant={enfant.pk}")
    page.get_by_label("Ce qui s’est passé").fill(RAPIDE)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("button", name="Annuler cette note").click()
    expect(page.get_by_text("La note est annulée.")).to_be_visible()
    corriger(page, monde, enfant)
    etre_refuse(page)
    for adresse in ("fiche", "sejours", "fil"):
        page.goto(reverse(f"enfants:{adresse}", args=[enfant.pk]))
        expect(page.get_by_role("heading", level=1)).to_contain_text(PRENOM)
    page.get_by_label("Chercher un mot").fill(RECHERCHE)
    page.get_by_role("button", name="Chercher", exact=True).click()
    expect(page.locator("#resultats")).to_contain_text(RECHERCHE)
    page.goto("/relais/")
    imprimer(page, enfant)
    incidents.declarer(page, monde, enfant)
    # A draft that stays, and the way back once signed out.
    page.goto(journal)
    with brouillon_garde(page):
        page.get_by_label(f"Note pour {PRENOM}", exact=True).fill(BROUILLON)
    page.goto(reverse("enfants:fiche", args=[enfant.pk]))
    profil.sortir()
    page.go_back()
    expect(page.locator('input[name="login"]')).to_be_visible()


def etre_refuse(page: Page) -> None:
    """Write to nobody: what was typed is shown again, and kept nowhere but in the page."""
    page.goto(reverse("enfants:note_rapide"))
    page.get_by_label("Ce qui s’est passé").fill(RAPIDE)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_label("Ce qui s’est passé")).to_have_value(RAPIDE)
    expect(page.locator("main")).to_contain_text("Choisissez au moins un enfant.")


@contextmanager
def brouillon_garde(page: Page) -> Iterator[None]:
    """Type in the block, then wait until the page has had it kept by itself."""
    with page.expect_response(lambda reponse: reponse.url.endswith("/brouillon/")) as reponse:
        yield
    assert "Brouillon enregistré à" in reponse.value.text()


def corriger(page: Page, monde: Monde, enfant: Enfant) -> None:
    """Correct a note of the day before, which is signed; the words wait in a draft meanwhile."""
    hier = timezone.now() - timedelta(days=1)
    signee = factories.creer_note(
        enfant, monde.tilleuls, monde.personnes[Role.EDUCATEUR_FAMILIAL], SOIREE, jour=hier.date(),
        ecrite_le=hier, humeur=HUMEUR,
    )  # fmt: skip
    page.goto(reverse("enfants:corriger_note", args=[signee.pk]))
    with brouillon_garde(page):
        page.get_by_label("Note", exact=True).fill(CORRECTION)
        page.get_by_label("Pourquoi cette correction").fill(MOTIF)
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        assert BrouillonCorrection.objects.get().contenu["motif"] == MOTIF
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Version 2")).to_be_visible()


def imprimer(page: Page, enfant: Enfant) -> None:
    """Have the PDF made and refuse to put it on the disk: that is for who clicks to decide."""
    page.goto(reverse("enfants:impression", args=[enfant.pk]))
    page.locator('input[name="du"]').fill((aujourdhui() - timedelta(days=7)).isoformat())
    page.locator('input[name="au"]').fill(aujourdhui().isoformat())
    page.get_by_role("button", name="Préparer le document").click()
    expect(page.get_by_role("heading", name="Votre document")).to_be_visible()
    assert run_now(Tache.objects.latest("cree_le").pk)
    lien = page.get_by_role("link", name="Télécharger le PDF")
    expect(lien).to_be_visible()
    document = page.context.request.get(str(lien.get_attribute("href")))
    assert document.body().startswith(b"%PDF")
    with page.expect_download() as telechargement:
        lien.click()
    assert telechargement.value.failure()


def test_nothing_planted_by_an_evening_is_found_anywhere_in_clear(monde, coffre, owner, navigateurs):
    with sources.every_log() as traces:
        enfant = ouvrir_le_dossier(navigateurs.ouvrir("direction"), monde)
        ecrire_la_soiree(navigateurs.ouvrir("educatrice"), monde, enfant)
        gens = (
            incidents.traiter,
            incidents.partager,
            incidents.prevenir,
            incidents.repondre_la_nuit,
            fugues.suivre,
        )
        for acte in (*bureaux.ACTES, *gens):
            acte(monde, enfant, navigateurs.entendu)
        navigateurs.fermer()
    # What was planted is there to be found, sealed.
    incidents.assert_planted()
    with acting_as(monde.personnes[Role.EDUCATEUR_FAMILIAL]):
        versions = VersionNote.objects.filter(enfant=enfant)
        assert {COMMUN, SOIREE, RAPIDE, CORRECTION} <= {t for v in versions for t in (v.texte, v.complement)}
        assert MOTIF in {v.motif for v in versions}
        assert BROUILLON in [b.contenu["texte"] for b in Brouillon.objects.filter(enfant=enfant)]
        assert NoteJournal.objects.filter(enfant=enfant, annulee_le__isnull=False).count() == 1
    with acting_as(monde.personnes[Role.DIRECTEUR]):
        assert (Enfant.objects.get(pk=enfant.pk).nom, enfant.date_naissance) == (NOM, NAISSANCE)
    assert {tache.etat for tache in Tache.objects.all()} == {EtatTache.TERMINEE}
    assert Document.objects.exists() or list(coffre.rglob("*"))

    lieux = {
        **sources.tables(owner),
        **sources.dump(),
        **sources.sessions(),
        **sources.files(coffre),
        **sources.queue(reglages.REDIS_URL),
        **sources.mails(),
        "traces montrées": "\n".join(traces.shown).encode(),
        "traces brutes": "\n".join(traces.raw).encode(),
        "échanges": b"\n".join(navigateurs.entendu),
    }
    profils = sources.files(navigateurs.dossier)
    # Every place was really looked into.
    for debut in ("table cles.", "pg_dump", "session ", "fichier ", "redis "):
        assert any(lieu.startswith(debut) for lieu in lieux), debut
    assert b"enfants_brouilloncorrection" in lieux["pg_dump"]
    assert lieux["traces brutes"].count(b"django.db.backends") > 200
    assert lieux["échanges"].count(b"no-store") > 30
    for nom in ("direction", "educatrice"):
        visitees = [adresse for adresse, _ in historique(navigateurs.dossier / nom)]
        assert any(f"/enfants/{enfant.pk}/" in adresse for adresse in visitees)
        assert list((navigateurs.dossier / nom / "Default" / "Sessions").iterdir())
        gardees = en_cache(navigateurs.dossier / nom)
        assert any(adresse.startswith("/static/") for adresse in gardees)
        assert not {adresse for adresse in gardees if not adresse.startswith(("/static/", "/favicon"))}
    assert not [lieu for lieu, octets in profils.items() if b"%PDF-1" in octets]

    assert Cage(DU_PARCOURS, [NAISSANCE]).echappes(lieux | profils) == set()


def test_control_a_clear_column_a_clear_file_a_trace_and_a_profile_are_found(monde, coffre, owner, tmp_path):
    profils = tmp_path / "profils"
    cage = Cage([PRENOM, bureaux.TELEPHONE, incidents.FAITS], [NAISSANCE])
    for fichier in (
        coffre / "note.txt",
        profils / "direction" / "Default" / "Session Storage" / "000003.log",
    ):
        fichier.parent.mkdir(parents=True)
        fichier.write_text(f"pour {PRENOM}", encoding="utf-16-le")
    owner.execute("CREATE TABLE fuite (id int, prenom text, naissance date, scelle bytea, faits text)")
    try:
        owner.execute(
            "INSERT INTO fuite VALUES (1, %s, %s, %s, %s)",
            [PRENOM, NAISSANCE, bureaux.TELEPHONE.encode(), incidents.FAITS],
        )
        with sources.every_log() as traces:
            Professionnel.objects.filter(compte__identifiant=PRENOM).first()
        lieux = {
            **sources.tables(owner),
            **sources.dump(),
            **sources.files(coffre),
            **sources.files(profils),
            "traces": "\n".join(traces.raw).encode(),
        }
    finally:
        owner.execute("DROP TABLE fuite")
    assert cage.echappes(lieux) == {
        *((f"table public.fuite ({f})", canari) for f in ("text", "binary") for canari in cage.formes),
        *(("pg_dump", canari) for canari in cage.formes),
        ("fichier note.txt", PRENOM),
        ("fichier direction/Default/Session Storage/000003.log", PRENOM),
        ("traces", PRENOM),
    }


def test_control_what_a_browser_keeps_by_itself_is_found(monde, navigateurs):
    """Web storage, history, session: a word left there is found; so is a refused form's without script."""
    ouvert = navigateurs.ouvrir("avec-script")
    ouvert.page.goto("/compte/login/")
    ouvert.page.evaluate("mot => { localStorage.setItem('nom', mot); document.title = mot; }", PRENOM)
    sans_script = navigateurs.ouvrir("sans-script", java_script_enabled=False)
    sans_script.entrer(monde.personnes[Role.EDUCATEUR_FAMILIAL])
    etre_refuse(sans_script.page)
    navigateurs.fermer()
    trouves = Cage([PRENOM, "toboggan"], []).echappes(sources.files(navigateurs.dossier))
    lieux = {(lieu.removeprefix("fichier ").split("/")[2], canari) for lieu, canari in trouves}
    assert {("Local Storage", PRENOM), ("History", PRENOM), ("Sessions", "toboggan")} <= lieux
