"""The demo: complete, the same every day, sealed, and loaded once."""

from __future__ import annotations

import base64
import stat
from collections import Counter
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from deploy.demonstration.recit.banque import moments, sections
from deploy.demonstration.recit.grammaire import mention
from enfants.enums import CategorieDocument, NatureAbsence
from enfants.models import (
    Absence,
    AccordEnfant,
    DocumentEnfant,
    Enfant,
    FicheRituels,
    LectureNote,
    MesureProtection,
    NoteJournal,
    Sejour,
    VersionNote,
)
from fratries.enums import LienFratrie
from fratries.models import AdresseProtegee, Fratrie, MembreFratrie, PersonneAutorisee
from fratries.selectors.famille import contacts_de, famille_de
from fratries.selectors.genogramme import arbre_de
from fratries.selectors.separation import separations_vues
from protection.models import AlerteAstreinte
from socle.chiffrement.models import CleSujet
from socle.comptes.models import Utilisateur
from socle.documents.services import open_stream
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import age_revolu, aujourdhui
from tests.base import owner_connection, vider
from tests.connexion import code_totp
from tests.saisie import client_de
from villages.models import Affectation, Astreinte, Maison, Professionnel, Relais, Village

Acces = list[dict[str, Any]]


def _comptage() -> dict[str, int]:
    with acting_as_system(raison="test"):
        models = (Village, Maison, Professionnel, Affectation, Enfant, Sejour, Absence, Fratrie, NoteJournal)
        return {model.__name__: model.objects.count() for model in models}


def _histoire() -> list[tuple[object, ...]]:
    """Everything that is told, without identifiers: names of mentioned children in their place."""
    with acting_as_system(raison="test"):
        enfants = {enfant.pk: enfant for enfant in Enfant.objects.all()}
        names = {mention(pk): f"@{enfant.prenom}" for pk, enfant in enfants.items()}
        told = []
        for version in VersionNote.objects.select_related("note").order_by("ecrite_le", "id"):
            texte = version.texte
            for token, name in names.items():
                texte = texte.replace(token, name)
            told.append(
                (
                    version.note.jour,
                    enfants[version.enfant_id].prenom,
                    version.numero,
                    texte,
                    version.complement,
                    version.humeur,
                    tuple(version.themes),
                )
            )
        return sorted(told, key=str)


def test_two_villages_eight_houses_thirty_four_children(acces: Acces) -> None:
    comptage = _comptage()
    assert (comptage["Village"], comptage["Maison"], comptage["Enfant"]) == (2, 8, 34)
    assert 18 <= comptage["Professionnel"] <= 28
    assert 2_700 <= comptage["NoteJournal"] <= 3_300


def test_papers_are_filed_in_each_category_and_open(acces: Acces) -> None:
    with acting_as_system(raison="test"):
        papers = list(DocumentEnfant.objects.select_related("fichier"))
        assert {paper.categorie for paper in papers} == set(CategorieDocument.values) - {"soin_quotidien"}
        assert max(paper.numero for paper in papers) == 2
        starts = {next(open_stream(paper.fichier))[:4] for paper in papers}
    assert starts == {b"%PDF", b"\x89PNG"}


def test_a_blended_family_a_forbidden_contact_and_a_protected_address(acces: Acces) -> None:
    chef = Utilisateur.objects.get(identifiant="fabrice.leconte")
    with acting_as(chef):
        inaya = next(e for e in Enfant.objects.all() if e.prenom == "Inaya")
        contacts = contacts_de(chef, inaya)
        assert contacts[0].ligne.startswith(
            "Luc Besson (beau-père) ne doit ni appeler, ni rendre visite, ni venir chercher"
        )
        assert len(famille_de(chef, inaya)) == 12
        tree = arbre_de(chef, inaya)
        assert {p.nom for p in tree.personnes.values()} >= {"Inaya", "Marie-Lou", "Yanis", "Sami Benali"}
        assert len(set(tree.generations().values())) == 3
        assert AdresseProtegee.objects.open_to(chef).count() == 1
        assert PersonneAutorisee.objects.count() >= 10


def test_one_separation_waits_for_the_judge_to_be_told(acces: Acces) -> None:
    chef = Utilisateur.objects.get(identifiant="fabrice.leconte")
    with acting_as(chef):
        found = [vue for f in Fratrie.objects.all() for vue in separations_vues(chef, f)]
        assert [vue.titre for vue in found] == ["Bilal · Sirine"]
        etats = {delai.regle.code: delai.quand for delai in found[0].delais}
        assert etats["FRAT-01"] == "Fait"
        assert etats["LIEU-02"].startswith("Attendu depuis")


def test_loading_again_changes_nothing(acces: Acces, tmp_path: Path) -> None:
    before = _comptage()
    sortie, fichier = StringIO(), tmp_path / "encore.json"
    call_command("charger_demo", comptes=fichier, stdout=sortie)
    assert _comptage() == before
    assert "rien n’a été changé" in sortie.getvalue()
    assert not fichier.exists()


@pytest.mark.django_db(transaction=True)
def test_same_day_same_story_whatever_the_identifiers(tmp_path: Path) -> None:
    call_command("charger_demo", stdout=StringIO())
    with acting_as_system(raison="test"):
        premiers = set(Enfant.objects.values_list("id", flat=True))
    premiere = _histoire()
    vider()
    call_command("charger_demo", stdout=StringIO())
    with acting_as_system(raison="test"):
        assert not premiers & set(Enfant.objects.values_list("id", flat=True))
    assert _histoire() == premiere


def test_every_child_has_a_key_a_stay_and_notes_that_open(acces: Acces) -> None:
    with acting_as_system(raison="test"):
        for enfant in Enfant.objects.all():
            assert CleSujet.objects.filter(pk=enfant.pk, nature="enfant").exists()
            assert Sejour.objects.current().filter(enfant=enfant).count() == 1
            versions = list(VersionNote.objects.filter(enfant=enfant).order_by("-ecrite_le")[:5])
            assert versions
            assert all(isinstance(version.texte, str) for version in versions)
            assert isinstance(enfant.prenom, str)
            assert enfant.empreinte


def test_children_are_the_ones_that_are_hard_to_get_right(acces: Acces) -> None:
    with acting_as_system(raison="test"):
        today = aujourdhui()
        enfants = list(Enfant.objects.all())
        ages = [age_revolu(enfant.date_naissance, today) for enfant in enfants]
        prenoms = {enfant.prenom for enfant in enfants}
        assert max(ages) == 19
        assert min(ages) == 3
        assert {"Jean-Baptiste", "Inês", "Émile", "Lou-Anne"} <= prenoms
        assert any("’" in enfant.nom for enfant in enfants)
        assert Sejour.objects.filter(debut__gt=today - timedelta(days=7)).count() == 1
        naissances = Counter((enfant.nom, enfant.date_naissance) for enfant in enfants)
        assert naissances.most_common(1)[0][1] == 2, "twins"
        liens = set(MembreFratrie.objects.values_list("lien", flat=True))
        assert {LienFratrie.GERMAIN, LienFratrie.DEMI, LienFratrie.A_NAITRE} <= liens
        assert MembreFratrie.objects.filter(ailleurs=True, enfant=None).exists()
        villages = [
            {membre.enfant.village_id for membre in fratrie.membres.exclude(enfant=None)}
            for fratrie in Fratrie.objects.all()
        ]
        assert any(len(places) == 2 for places in villages), "brother and sister in two villages"


def test_claire_has_four_children_tonight_and_nothing_written_yet(acces: Acces) -> None:
    claire = Utilisateur.objects.get(identifiant=acces[0]["identifiant"])
    assert acces[0]["perimetre"] == "Les Tilleuls"
    with acting_as(claire):
        maison = Maison.objects.get(nom="Les Tilleuls")
        ici = Enfant.objects.visible_to(claire, "ecrire_journal").living_in(maison.pk)
        absents = set(Absence.objects.current().values_list("enfant_id", flat=True))
        assert len([enfant for enfant in ici if enfant.pk not in absents]) == 4
        assert not NoteJournal.objects.filter(maison=maison, jour=aujourdhui()).exists()
        recentes = NoteJournal.objects.filter(maison=maison).exclude(auteur=claire).order_by("-jour")[:3]
        assert not LectureNote.objects.filter(note__in=list(recentes), lecteur=claire).exists()


def test_every_child_has_a_measure_one_term_is_past_and_one_is_near(acces: Acces) -> None:
    with acting_as_system(raison="test"):
        today = aujourdhui()
        for enfant in Enfant.objects.all():
            assert enfant.mesures.exists()
            assert enfant.interlocuteurs.exists()
        mesures = MesureProtection.objects.all()
        renewed = set(mesures.exclude(precedente=None).values_list("precedente_id", flat=True))
        assert renewed
        last = [mesure for mesure in mesures if mesure.pk not in renewed]
        assert [m for m in last if m.fin is not None and m.fin < today]
        assert [m for m in last if m.fin is not None and today <= m.fin <= today + timedelta(days=2)]
        assert MesureProtection.objects.current().filter(lieu_secret=True).exists()
        assert len({m.nature for m in mesures}) >= 5


def test_absences_relay_and_roster_are_in_force(acces: Acces) -> None:
    with acting_as_system(raison="test"):
        natures = set(Absence.objects.current().values_list("nature", flat=True))
        assert {NatureAbsence.HEBERGEMENT, NatureAbsence.INTERNAT, NatureAbsence.HOSPITALISATION} <= natures
        assert Relais.objects.current().filter(dit_aux_enfants=True).count() == 1
        for village in Village.objects.all():
            assert Astreinte.objects.current().filter(village=village, rang=1).count() == 1


def test_one_account_per_row_of_the_matrix_in_a_private_file(acces: Acces, fichier_des_acces: Path) -> None:
    assert stat.S_IMODE(fichier_des_acces.stat().st_mode) == 0o600
    assert {ligne["role"] for ligne in acces} == {role.value for role in Role}
    for ligne in acces:
        assert set(ligne) == {"identifiant", "mot_de_passe", "totp_secret", "role", "perimetre"}
        compte = Utilisateur.objects.get(identifiant=ligne["identifiant"])
        assert compte.check_password(ligne["mot_de_passe"])
        assert (ligne["totp_secret"] is None) == compte.est_enfant
        sealed = [a.data["secret"] for a in Authenticator.objects.filter(user=compte)]
        assert ligne["totp_secret"] not in sealed
    assert len({ligne["mot_de_passe"] for ligne in acces}) == len(acces)


def test_claire_signs_in_with_what_the_file_says(acces: Acces) -> None:
    client, ligne = Client(), acces[0]
    client.post(reverse("account_login"), {"login": ligne["identifiant"], "password": ligne["mot_de_passe"]})
    response = client.post(reverse("mfa_authenticate"), {"code": code_totp(ligne["totp_secret"])})
    assert response.status_code == 302
    assert client.session.get("_auth_user_id")


def test_the_ase_officer_reads_what_the_matrix_grants_and_not_the_journal(acces: Acces) -> None:
    ligne = next(ligne for ligne in acces if ligne["role"] == Role.REFERENT_ASE)
    officer = Utilisateur.objects.get(identifiant=ligne["identifiant"])
    with acting_as(officer):
        assert Enfant.objects.visible_to(officer, "lire_identite").count() == 3
        assert not NoteJournal.objects.visible_to(officer, "lire_journal").exists()
    with acting_as_system(raison="test"):
        granted = AccordEnfant.objects.filter(user=officer)
        assert not granted.filter(permission__codename="lire_journal").exists()
        assert {(a.fin - a.debut).days for a in granted} == {settings.ACCORD_DUREE_MAX_JOURS}


def test_every_house_with_a_relay_has_rituals_to_read(acces: Acces) -> None:
    with acting_as_system(raison="test"):
        for relay in Relais.objects.select_related("maison"):
            stays = Sejour.objects.current().filter(maison=relay.maison)
            assert FicheRituels.objects.filter(enfant__in=stays.values("enfant")).exists(), relay.maison.nom


def test_corrections_shared_texts_mentions_and_evenings_without_event(acces: Acces) -> None:
    with acting_as_system(raison="test"):
        versions = list(VersionNote.objects.select_related("note"))
        corrigees = [version for version in versions if version.numero == 2]
        assert len(corrigees) > 10
        assert all(version.motif and version.note.version == 2 for version in corrigees)
        partages = Counter((v.note.lot, v.texte) for v in versions if v.texte and v.numero == 1)
        assert sum(1 for nombre in partages.values() if nombre > 1) > 20
        assert sum(1 for version in versions if "@[" in version.texte) > 100
        assert sum(1 for version in versions if version.rien_de_particulier) > 100
        assert NoteJournal.objects.filter(importante=True).count() > 20
        assert NoteJournal.objects.filter(annulee_le__isnull=False).exists()
        assert NoteJournal.objects.filter(nature="note_rapide").count() > 50
        textes = Counter(version.texte for version in versions if version.texte)
        assert len(textes) > 0.6 * sum(textes.values()), "the journal repeats itself"


def test_sentences_agree_and_leave_nothing_to_fill_in(acces: Acces) -> None:
    with acting_as_system(raison="test"):
        for version in VersionNote.objects.all():
            clair = version.texte + version.complement
            assert "{" not in clair
            assert "  " not in clair
            assert " !" not in clair, "a plain space before « ! »"


def _dump() -> bytes:
    """Return every table the owner can read, as COPY writes it."""
    with owner_connection() as owner:
        tables = [
            row[0]
            for row in owner.execute(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
                "WHERE schemaname IN ('public', 'cles')"
            )
        ]
        found = bytearray()
        for table in tables:
            with owner.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                for piece in copy:
                    found += piece
        return bytes(found)


def _formes(mot: str) -> list[bytes]:
    """Return a word as a dump could show it: as is, in hexadecimal, in base64 at any offset."""
    octets = mot.encode()
    formes = [octets, octets.hex().encode()]
    for decalage in range(3):
        code = base64.b64encode(b"\x00" * decalage + octets)
        formes.append(code[4 if decalage else 0 : -4])
    return [forme for forme in formes if len(forme) >= 5]


CANARIS = [
    "Nguyen-Lambert", "Le Guennec", "Ferreira da Silva", "Dubois-Vasseur", "Marie-Lou", "Jean-Baptiste",
    "Gwenaëlle", "Chassagne", "Kowalski", "appendicite", "pâte à fixer", "grand-mère maternelle",
    "Soirée calme", "06 99 00 00 10", "travailleuse sociale",
]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_every_table_shows_not_one_word_of_it() -> None:
    call_command("charger_demo", stdout=StringIO())
    dump = _dump()
    assert len(dump) > 1_000_000
    for canari in CANARIS:
        for forme in _formes(canari):
            assert forme not in dump, f"{canari} is in the clear"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("forme", [0, 1, 2, 3, 4])
def test_the_search_finds_a_planted_word_in_each_form(forme: int) -> None:
    mot = "Nguyen-Lambert"
    plante = [
        mot,
        mot.encode().hex(),
        *(base64.b64encode(b"\x00" * n + mot.encode()).decode() for n in range(3)),
    ][forme]
    with owner_connection() as owner:
        owner.execute("CREATE TABLE plante (clair text)")
        try:
            owner.execute("INSERT INTO plante VALUES (%s)", [plante])
            assert any(cherche in _dump() for cherche in _formes(mot))
        finally:
            owner.execute("DROP TABLE plante")


def test_every_written_moment_belongs_to_a_child_of_the_demo(acces: Acces) -> None:
    with acting_as_system(raison="test"):
        prenoms = {enfant.prenom for enfant in Enfant.objects.all()}
    assert set(moments()) <= prenoms
    assert len(sections("phrases.txt")) == 9


def test_one_alert_of_the_night_was_lived_and_reads_as_such(acces: Acces) -> None:
    with acting_as_system(raison="test"):
        alerte = AlerteAstreinte.objects.get()
        roster = [call.astreinte.rang for call in alerte.appels.select_related("astreinte")]
        readers = list(alerte.lectures.values_list("par__identifiant", "prise_en_charge"))
    assert roster == [1, 2]
    assert readers == [("fabrice.leconte", False), ("fabrice.leconte", True)]
    client = client_de(Utilisateur.objects.get(identifiant="veronique.saunier"))
    page = client.get(reverse("protection:alertes")).text
    assert "Quelqu’un s’en occupe" in page
    assert page.count("SMS envoyé") == 2
    incident = client.get(reverse("protection:incident", args=[alerte.incident_id])).text
    assert "Fabrice Leconte" in incident
    assert "Olivier Chassagne" in incident
    assert "Aucun SMS ne part" not in incident
