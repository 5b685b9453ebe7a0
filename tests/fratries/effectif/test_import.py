"""A roster brought in: whole or not at all, twice without change, by each within their rights."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from enfants.models import Allergie, Enfant, Interlocuteur, MesureProtection, Scolarite, Sejour
from fratries.effectif.formats.base import FichierRefuseError
from fratries.effectif.services import importer_effectif
from fratries.effectif.vocabulaire import level_and_frame
from fratries.models import (
    AutoriteParentale,
    Fratrie,
    LienFamilial,
    MembreFratrie,
    PersonneAutorisee,
    Proche,
)
from socle.audit.models import EntreeAudit
from socle.chiffrement.models import CleSujet
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from tests import factories
from tests.fratries.effectif.classeur import CLASSEURS, JOUR, TITRES, enfant, fautif, propre, texte, xlsx
from tests.fratries.effectif.fautes_plantees import PLANTEES, SUITES
from villages.models import Affectation, Association, Maison, Professionnel, Village

pytestmark = pytest.mark.django_db

MODELES = [
    Village, Maison, Professionnel, Affectation, Enfant, Sejour, Fratrie, MembreFratrie, MesureProtection,
    Proche, LienFamilial, AutoriteParentale, PersonneAutorisee, Scolarite, Allergie, Interlocuteur, CleSujet,
]  # fmt: skip


@pytest.fixture(autouse=True)
def aujourd_hui():
    with time_machine.travel(JOUR, tick=True):
        yield


@pytest.fixture
def association(db):
    with acting_as_system(raison="test"):
        found = Association(nom="Association d’essai")
        found.save()
    return found


def compter() -> dict[str, int]:
    with acting_as_system(raison="test"):
        return {modele.__name__: modele.objects.count() for modele in MODELES}


def importer(contenu, acteur=None, *, simuler=False):
    with acting_as(acteur) if acteur else acting_as_system(raison="test"):
        return importer_effectif(acteur=acteur, contenu=contenu, simuler=simuler)


def test_the_clean_workbook_comes_in_whole(association):
    rapport = importer(propre())
    assert rapport.fautes == []
    assert rapport.ecrit
    found = compter()
    assert {k: v for k, v in found.items() if k != "CleSujet"} == {
        "Village": 1,
        "Maison": 5,
        "Professionnel": 16,
        # two of the sixteen are with named children, whom the roster does not tell
        "Affectation": 14,
        "Enfant": 27,
        "Sejour": 27,
        "Fratrie": 11,
        "MembreFratrie": 27,
        "MesureProtection": 27,
        # thirty-nine rows, of which two name a father that a sister or a brother names too
        "Proche": 37,
        "LienFamilial": 39,
        "AutoriteParentale": 21,
        "PersonneAutorisee": 39,
        "Scolarite": 27,
        # to one thing each
        "Allergie": 12,
        "Interlocuteur": 27,
    }


def test_the_names_dates_and_siblings_are_those_of_the_workbook(association):
    importer(propre())
    with acting_as_system(raison="test"):
        children = {(e.prenom, e.nom): e for e in Enfant.objects.all()}
        noemie = children["Noémie", "DE LA HOUSSAYE"]
        assert (noemie.date_naissance, noemie.sexe) == (date(2006, 9, 8), "fille")
        stay = Sejour.objects.get(enfant=noemie)
        assert (stay.maison.nom, stay.debut, stay.fin) == ("Les Mésanges", date(2020, 7, 24), None)
        ilyes = children["Ilyès", "ÅSTRÖM"]
        group = MembreFratrie.objects.get(enfant=ilyes)
        assert (group.lien, group.prenom, group.annee_naissance) == ("demi", "Ilyès", 2018)
        assert {m.prenom for m in MembreFratrie.objects.filter(fratrie=group.fratrie_id)} == {
            "Éloïse", "Jules", "Ilyès",
        }  # fmt: skip
        assert set(Affectation.objects.values_list("role", flat=True)) == {
            "educateur_familial", "aide_familial", "directeur", "chef_de_service", "infirmier",
            "referent_participation",
        }  # fmt: skip


def test_the_school_and_class_become_the_schooling_of_today(association):
    importer(propre())
    with acting_as_system(raison="test"):
        children = {e.prenom: e for e in Enfant.objects.all()}
        noemie = Scolarite.objects.get(enfant=children["Noémie"])
        assert (noemie.etablissement, noemie.fin, noemie.instruit) == ("Lycée Jacques-Prévert", None, True)
        levels = {s.classe: s.niveau for s in Scolarite.objects.all()}
        assert levels == {"": "autre", "6e": "6e", "2de": "2de", "CM2": "cm2", "4e": "4e", "CP": "cp"}
        # from this year's rentrée at the earliest, from the arrival for who came since
        for schooling in Scolarite.objects.all():
            arrival = Sejour.objects.get(enfant=schooling.enfant_id).debut
            assert schooling.debut == max(arrival, date(2026, 9, 1))


@pytest.mark.parametrize(
    ("ecole", "classe", "attendu"),
    [
        ("Collège", "6e ULIS", ("6e", "ulis")),
        ("IME des Prés", "", ("autre", "ime")),
        ("Lycée", "Seconde pro", ("2de_pro", "ecole")),
        ("École", "CM1-CM2", ("cm1", "ecole")),
        ("École", "classe verte", ("autre", "ecole")),
    ],
)
def test_a_class_is_read_as_a_level_and_a_frame(ecole, classe, attendu):
    assert level_and_frame(ecole, classe) == attendu


@pytest.mark.parametrize(
    ("role", "reprises"), [(Role.SECRETARIAT, 1), (Role.CHEF_DE_SERVICE, 1), (Role.DIRECTEUR, 0)]
)
def test_who_does_not_write_school_brings_in_the_child_without_it(monde, role, reprises):
    rang = [*TITRES, "École", "Classe"], [*enfant(), "École des Prés", "CE1"]
    rapport = importer(xlsx(Enfants=rang), monde.personnes[role])
    assert rapport.ecrit
    assert [a.colonne for a in rapport.avis] == ([] if reprises else ["École"])
    assert compter()["Scolarite"] == reprises
    again = importer(xlsx(Enfants=rang), monde.personnes[Role.CHEF_DE_SERVICE])
    assert again.comptes["scolarités"] == ((0, 1) if reprises else (1, 0))
    assert compter()["Scolarite"] == 1


def test_twice_changes_nothing(association):
    importer(propre())
    before = compter()
    rapport = importer(propre())
    assert compter() == before
    assert rapport.nouveaux == 0
    assert rapport.comptes["enfants"] == (0, 27)
    assert rapport.comptes["affectations"] == (0, 14)
    assert rapport.comptes["allergies"] == (0, 12)
    assert rapport.comptes["interlocuteurs"] == (0, 27)
    assert rapport.comptes["numéros de dossier"] == (0, 27)
    assert rapport.comptes["courriels"] == (0, 16)


def test_the_faulty_workbook_leaves_nothing_and_tells_every_fault(association):
    before = compter()
    rapport = importer(fautif())
    assert compter() == before
    assert not rapport.ecrit
    found = {(f.feuille, f.ligne, f.colonne) for f in rapport.fautes}
    assert len(PLANTEES) == 23
    assert found == PLANTEES | SUITES
    assert len(rapport.fautes) == 26
    for faute in rapport.fautes:
        assert faute.probleme.endswith((".", ")."))
        assert faute.que_faire.endswith(".")


def test_a_fault_quotes_what_was_written(association):
    values = {(f.feuille, f.ligne): f.valeur for f in importer(fautif()).fautes}
    assert values["Enfants", 5] == "31/02/2015"
    assert values["Enfants", 9] == "G?"
    assert values["Maisons", 3] == "-4"
    assert values["Proches", 4] == "06 AB CD EF 01"


def test_a_dry_run_writes_nothing_and_says_what_would_be(association):
    before = compter()
    rapport = importer(propre(), simuler=True)
    assert compter() == before
    assert (rapport.comptes["enfants"], rapport.ecrit) == ((27, 0), False)


def test_a_constraint_met_halfway_leaves_nothing(association, monkeypatch):
    before = compter()
    original = Sejour.save

    def break_at_the_end(self, *args, **kwargs):
        if Sejour.objects.count() == 20:
            self.fin = self.debut
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Sejour, "save", break_at_the_end)
    with pytest.raises(Exception, match="sejour_dates_ordonnees"):
        importer(propre())
    assert compter() == before


def test_a_child_known_by_another_order_and_no_accent_is_the_same(monde):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    naissance = date(2017, 5, 4)
    rapport = importer(xlsx(Enfants=[TITRES, enfant(nom="LEA", prenom="martin", naissance=naissance)]), chef)
    assert rapport.comptes["enfants"] == (0, 1)
    assert [f.probleme for f in rapport.fautes] == ["Cet enfant a déjà un séjour enregistré à ces dates."]


def test_the_same_identity_elsewhere_is_told_to_the_access_journal_only(monde):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    rang = enfant(nom="Le Goff", prenom="Malo", naissance=date(2017, 5, 4))
    rapport = importer(xlsx(Enfants=[TITRES, rang]), chef)
    assert rapport.comptes["enfants"] == (1, 0)
    assert (rapport.fautes, rapport.avis) == ([], [])
    entry = EntreeAudit.objects.get(action="effectif.doublon_ailleurs")
    assert monde.malo.pk in entry.objets
    assert entry.acteur_id == chef.pk


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR])
def test_who_keeps_the_files_brings_children_in_their_village_only(monde, role):
    acteur = monde.personnes[role]
    before = compter()
    rapport = importer(xlsx(Enfants=[TITRES, enfant(maison="Les Sorbiers")]), acteur)
    assert [(f.colonne, f.ligne) for f in rapport.fautes] == [("Maison", 2)]
    assert compter() == before
    assert importer(xlsx(Enfants=[TITRES, enfant()]), acteur).ecrit
    with acting_as_system(raison="test"):
        version = Enfant.versions.model.objects.latest("history_date")
        assert version.history_user_id == acteur.pk


APPORTENT = {Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR, Role.INFIRMIER}


@pytest.mark.parametrize("role", [r for r in Role if r not in APPORTENT])
def test_nobody_else_brings_anything(monde, role):
    with pytest.raises(PermissionDenied):
        importer(xlsx(Enfants=[TITRES, enfant()]), monde.personnes[role])


MAISONS = [("Village", "Maison", "Places"), ("Les Collines", "La Source", 4)]
EQUIPE = [
    ("Nom", "Prénom", "Fonction", "Maison ou village", "Depuis le"),
    ("Aubry", "Jeanne", "Éducatrice familiale", "Les Tilleuls", "01/09/2024"),
    ("Petit", "Ali", "Directeur", "Les Collines", "01/09/2024"),
]


@pytest.mark.parametrize(
    ("role", "attendu"),
    [
        # houses, professionals, assignments, notices
        (Role.SECRETARIAT, (0, 0, 0, 3)),
        (Role.CHEF_DE_SERVICE, (1, 2, 0, 2)),
        (Role.DIRECTEUR, (1, 2, 1, 1)),
    ],
)
def test_the_matrix_decides_sheet_by_sheet(monde, role, attendu):
    before = compter()
    rapport = importer(xlsx(Maisons=MAISONS, Professionnels=EQUIPE), monde.personnes[role])
    after = compter()
    assert rapport.fautes == []
    assert (
        after["Maison"] - before["Maison"],
        after["Professionnel"] - before["Professionnel"],
        after["Affectation"] - before["Affectation"],
        len(rapport.avis),
    ) == attendu


def test_nobody_gives_themselves_a_right_by_a_file(monde):
    with acting_as_system(raison="test"):
        directeur = Professionnel.objects.get(compte=monde.personnes[Role.DIRECTEUR])
        directeur.prenom, directeur.nom = "Ada", "Unique"
        directeur.save()
    rangs = [EQUIPE[0], ("UNIQUE", "Ada", "Chef de service", "Les Collines", "01/09/2024")]
    before = compter()
    rapport = importer(xlsx(Professionnels=rangs), monde.personnes[Role.DIRECTEUR])
    assert compter() == before
    assert [a.probleme for a in rapport.avis] == ["Cette affectation ne se donne pas par vous."]


def test_two_stays_of_one_child_are_two_rows_under_one_number(monde):
    titres = (*TITRES, "Sorti(e) le")
    rangs = [
        titres,
        (*enfant(arrivee=date(2019, 1, 1)), date(2020, 1, 1)),
        (*enfant(arrivee=date(2020, 1, 1), maison="Les Érables"), None),
    ]
    assert importer(xlsx(Enfants=rangs), monde.personnes[Role.SECRETARIAT]).ecrit
    with acting_as_system(raison="test"):
        child = next(e for e in Enfant.objects.all() if e.prenom == "Zoé")
        assert Sejour.objects.filter(enfant=child).count() == 2


def test_a_house_over_its_places_is_told_and_written_with_a_reason(monde):
    factories.changer_places(monde.tilleuls, 2, date(2026, 10, 1))
    rapport = importer(texte([TITRES, enfant(arrivee=date(2026, 11, 1))]), monde.personnes[Role.SECRETARIAT])
    assert [a.colonne for a in rapport.avis] == ["Maison"]
    with acting_as_system(raison="test"):
        assert Sejour.objects.latest("id").motif_depassement.startswith("Repris du tableau")


def test_a_past_arrival_is_measured_against_the_places_of_its_day(monde):
    factories.changer_places(monde.tilleuls, 2, date(2026, 10, 20))
    rapport = importer(texte([TITRES, enfant(arrivee=date(2026, 10, 19))]), monde.personnes[Role.SECRETARIAT])
    assert rapport.avis == []


def test_a_sibling_comes_into_the_group_that_is_there(monde):
    naissance = date(2017, 5, 4)
    rangs = [
        (*TITRES[:6], "Arrivé(e) le", "Fratrie"),
        enfant(
            "D-1", "Martin", prenom="Léa", naissance=naissance, arrivee=monde_arrivee(monde), fratrie="F1"
        ),
        enfant("D-2", "Martin", prenom="Tom", naissance=date(2019, 1, 1), fratrie="F1"),
    ]
    rapport = importer(xlsx(Enfants=rangs), monde.personnes[Role.CHEF_DE_SERVICE])
    assert rapport.fautes == []
    with acting_as_system(raison="test"):
        members = {m.prenom for m in MembreFratrie.objects.filter(fratrie=monde.fratrie)}
    assert members == {"Léa", "Noé", "Tom"}


def monde_arrivee(monde) -> date:
    with acting_as_system(raison="test"):
        return Sejour.objects.get(enfant=monde.lea).debut


def test_the_audit_journal_has_the_ids_and_no_name(monde):
    acteur = monde.personnes[Role.SECRETARIAT]
    importer(xlsx(Enfants=[TITRES, enfant()]), acteur)
    entry = EntreeAudit.objects.get(action="effectif.dossiers")
    with acting_as_system(raison="test"):
        child = next(e for e in Enfant.objects.all() if e.prenom == "Zoé")
    assert (entry.enfants, entry.acteur_id) == ([child.pk], acteur.pk)
    assert "Zoé" not in repr(vars(entry))


def test_an_unknown_village_is_one_fault_and_its_houses_and_children_none(monde):
    maisons = [MAISONS[0], ("Les Colines", "La Source", 4), ("Les Colines", "Le Puits", 4)]
    feuilles = {"Maisons": maisons, "Enfants": [TITRES, enfant(maison="La Source")]}
    rapport = importer(xlsx(**feuilles), monde.personnes[Role.DIRECTEUR])
    assert [(f.feuille, f.ligne, f.colonne) for f in rapport.fautes] == [("Maisons", 2, "Village")]
    assert not rapport.ecrit


MESURES = [
    (
        "N° dossier",
        "Type de mesure",
        "Autorité",
        "Date de décision",
        "Début",
        "Fin",
        "Droit de visite",
        "Adresse secrète",
    ),
    (
        "D-1",
        "Accueil provisoire",
        "Conseil départemental",
        "01/02/2026",
        "01/03/2026",
        "01/02/2027",
        "Le samedi",
        "oui",
    ),
]
PROCHES = [
    ("N° dossier", "Lien", "Nom", "Prénom", "Autorité parentale", "Contact", "Téléphone"),
    ("D-1", "Mère", "Aubry", "Lou", "retirée", "interdit", "06 00 00 00 01"),
    ("D-1", "Père", "Aubry", "Max", "oui", "médiatisé", "06 00 00 00 02"),
    ("D-2", "Père", "AUBRY", "max", "oui", "oui", "06 00 00 00 03"),
]
FAMILLE = xlsx(
    Enfants=[TITRES, enfant(fratrie="F1"), enfant("D-2", prenom="Tom", fratrie="F1")],
    Mesures=MESURES,
    Proches=PROCHES,
)


@pytest.mark.parametrize(
    ("role", "attendu"),
    [
        # measures, relatives, notices about a whole sheet
        (Role.SECRETARIAT, (0, 0, 2)),
        (Role.CHEF_DE_SERVICE, (1, 2, 0)),
        (Role.DIRECTEUR, (1, 0, 1)),
    ],
)
def test_measures_and_relatives_are_for_who_writes_them(monde, role, attendu):
    rapport = importer(FAMILLE, monde.personnes[role])
    assert rapport.fautes == []
    whole = [a for a in rapport.avis if "la feuille est vérifiée" in a.probleme]
    with acting_as_system(raison="test"):
        assert (MesureProtection.objects.count(), Proche.objects.count(), len(whole)) == attendu


def test_what_a_roster_says_of_a_family_is_kept_at_its_narrowest(monde):
    importer(FAMILLE, monde.personnes[Role.CHEF_DE_SERVICE])
    with acting_as_system(raison="test"):
        mesure = MesureProtection.objects.get()
        assert (mesure.nature, mesure.autorite, mesure.lieu_secret) == (
            "accueil_provisoire", "Conseil départemental", True,
        )  # fmt: skip
        assert mesure.recit == "Droit de visite : Le samedi"
        mother, father = sorted(Proche.objects.all(), key=lambda p: p.prenom)
        assert (mother.sexe, father.sexe) == ("femme", "homme")
        assert father.telephone == "06 00 00 00 02 / 06 00 00 00 03"
        held = AutoriteParentale.objects.get(proche=mother)
        assert (held.etat, held.debut) == ("retiree", date(2020, 9, 1))
        forbidden = PersonneAutorisee.objects.get(proche=mother)
        assert (forbidden.appeler, forbidden.visiter, forbidden.chercher) == ("interdit",) * 3
        said = {(c.appeler, c.visiter, c.chercher) for c in PersonneAutorisee.objects.filter(proche=father)}
        # nobody may collect a child because a spreadsheet said « oui »
        assert said == {("non_precise", "accompagne", "non_precise"), ("autorise", "autorise", "non_precise")}


def test_a_family_twice_changes_nothing_and_a_new_sibling_joins_the_same_father(monde):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    importer(FAMILLE, chef)
    before = compter()
    rapport = importer(FAMILLE, chef)
    assert compter() == before
    assert (rapport.comptes["mesures"], rapport.comptes["proches"], rapport.nouveaux) == ((0, 1), (0, 3), 0)
    enfants = [TITRES, enfant(fratrie="F1"), enfant("D-3", prenom="Noa", fratrie="F1")]
    proches = [*PROCHES[:3], ("D-3", "Père", "Aubry", "Max", "oui", "oui", "06 00 00 00 02")]
    assert importer(xlsx(Enfants=enfants, Proches=proches), chef).ecrit
    after = compter()
    assert (after["Proche"] - before["Proche"], after["LienFamilial"] - before["LienFamilial"]) == (0, 1)


def test_a_young_adult_measure_is_held_to_its_ages(monde):
    rangs = [
        MESURES[0],
        ("D-1", "Accueil jeune majeur", "Département", "01/02/2026", "01/03/2026", "", "", ""),
    ]
    rapport = importer(xlsx(Enfants=[TITRES, enfant()], Mesures=rangs), monde.personnes[Role.CHEF_DE_SERVICE])
    assert [(f.ligne, f.colonne) for f in rapport.fautes] == [(2, "Début")]


# --- the command ------------------------------------------------------------------------


def test_the_command_imports_and_counts(association):
    sortie = StringIO()
    call_command("importer_effectif", str(CLASSEURS / "effectif.xlsx"), stdout=sortie)
    assert "enfants : 27 à créer, 0 déjà là" in sortie.getvalue()
    assert "Tout est importé." in sortie.getvalue()
    assert compter()["Enfant"] == 27


def test_the_command_simulates(association):
    sortie = StringIO()
    before = compter()
    call_command("importer_effectif", str(CLASSEURS / "effectif.xlsx"), "--simuler", stdout=sortie)
    assert "simulation" in sortie.getvalue()
    assert compter() == before


def test_the_command_lists_faults_and_fails(association):
    sortie = StringIO()
    with pytest.raises(CommandError, match="Rien n’est importé"):
        call_command("importer_effectif", str(CLASSEURS / "effectif-avec-erreurs.xlsx"), stdout=sortie)
    assert "Enfants, ligne 5, Né(e) le [31/02/2015] : Cette date n’existe pas" in sortie.getvalue()
    assert compter()["Enfant"] == 0


def test_the_command_acts_for_an_account_with_its_rights(monde, tmp_path):
    fichier = tmp_path / "effectif.csv"
    fichier.write_bytes(texte([TITRES, enfant()]))
    secretaire = monde.personnes[Role.SECRETARIAT]
    call_command("importer_effectif", str(fichier), compte=secretaire.identifiant, stdout=StringIO())
    assert EntreeAudit.objects.get(action="effectif.dossiers").acteur_id == secretaire.pk
    with pytest.raises(CommandError, match="aucun village"):
        call_command(
            "importer_effectif",
            str(fichier),
            compte=monde.personnes[Role.SIEGE].identifiant,
            stdout=StringIO(),
        )
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("importer_effectif", str(fichier), compte="personne", stdout=StringIO())


def test_what_is_no_roster_is_refused(monde):
    with pytest.raises(FichierRefuseError):
        importer(b"%PDF-1.7", monde.personnes[Role.SECRETARIAT])
