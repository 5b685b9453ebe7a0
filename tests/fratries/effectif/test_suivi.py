"""What a roster says of care, of who follows a child and of staff: kept once, by who may write it."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from enfants.models import Allergie, Enfant, Interlocuteur
from enfants.services.soins import lever_allergie
from fratries.effectif.colonnes import TABLES
from fratries.effectif.fautes import NomTable
from fratries.effectif.forms import ColonnesForm
from fratries.effectif.selectors import kept_aside
from fratries.effectif.services import importer_effectif
from fratries.effectif.vocabulaire import allergies_of
from socle.audit.models import EntreeAudit
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from tests.fratries.effectif.classeur import JOUR, TITRES, enfant, propre, xlsx
from tests.saisie import client_de, envoi_de
from villages.models import Association, Professionnel

pytestmark = pytest.mark.django_db

#: A roster of one child with everything that follows them.
LARGE = (*TITRES, "Sorti(e) le", "Département", "Référent ASE", "Allergies", "Droit à l’image")


@pytest.fixture(autouse=True)
def aujourd_hui():
    with time_machine.travel(JOUR, tick=True):
        yield


def tableau(departement="59", referent="Mme Roy", allergies="Arachide", *, depart=None, **kwargs) -> bytes:
    return xlsx(Enfants=[LARGE, (*enfant(**kwargs), depart, departement, referent, allergies, "non")])


def importer(contenu, acteur=None, *, simuler=False):
    with acting_as(acteur) if acteur else acting_as_system(raison="test"):
        return importer_effectif(acteur=acteur, contenu=contenu, simuler=simuler)


def zoe() -> Enfant:
    return next(e for e in Enfant.objects.all() if e.prenom == "Zoé")


def test_the_workbook_keeps_numbers_departments_allergies_and_addresses(db):
    with acting_as_system(raison="test"):
        Association(nom="Association d’essai").save()
    importer(propre())
    with acting_as_system(raison="test"):
        children = {e.numero_dossier: e for e in Enfant.objects.all()}
        assert len(children) == 27
        noe = children["D-1002"]
        assert noe.prenom == "Noé"
        allergie = Allergie.objects.get(enfant=noe)
        assert (allergie.substance, allergie.gravite) == ("Pénicilline", "a_preciser")
        assert allergie.conduite.startswith("Gravité et conduite à préciser.")
        person = Interlocuteur.objects.get(enfant=noe)
        assert (person.fonction, person.nom) == ("referent_ase", "Référent ASE secteur 3")
        assert person.service == "Aide sociale à l’enfance, département 62"
        assert (person.debut, person.fin) == (date(2020, 7, 24), None)
        addresses = {p.nom: p.courriel for p in Professionnel.objects.all()}
        assert (addresses["MÜLLER"], addresses["N’DIAYE"]) == (
            "prof1.1@village.example", "prof13.1@village.example",
        )  # fmt: skip


def test_a_dry_run_counts_them_and_writes_nothing(monde):
    rapport = importer(tableau(), simuler=True)
    assert {k: rapport.comptes[k] for k in ("numéros de dossier", "interlocuteurs", "allergies")} == {
        "numéros de dossier": (1, 0),
        "interlocuteurs": (1, 0),
        "allergies": (1, 0),
    }
    with acting_as_system(raison="test"):
        assert not Allergie.objects.exists()
        assert not Interlocuteur.objects.exists()


@pytest.mark.parametrize(
    ("role", "reprises"),
    [(Role.SECRETARIAT, 0), (Role.CHEF_DE_SERVICE, 0), (Role.DIRECTEUR, 0), (Role.INFIRMIER, 1)],
)
def test_allergies_are_for_who_writes_care_and_the_child_must_have_a_file(monde, role, reprises):
    importer(tableau(allergies=""), monde.personnes[Role.SECRETARIAT])
    rapport = importer(tableau(), monde.personnes[role])
    assert (rapport.fautes, rapport.ecrit) == ([], True)
    told = [a for a in rapport.avis if "pas reprises" in a.probleme]
    assert len(told) == 1 - reprises
    with acting_as_system(raison="test"):
        assert Allergie.objects.count() == reprises
        # who keeps the care adds nothing else
        assert Interlocuteur.objects.count() == 1
    if reprises:
        entry = EntreeAudit.objects.get(action="effectif.allergies")
        assert (entry.acteur_id, "Arachide" in repr(vars(entry))) == (monde.personnes[role].pk, False)


def test_the_nurse_opens_no_file_no_stay_and_no_siblings(monde):
    infirmier = monde.personnes[Role.INFIRMIER]
    with acting_as_system(raison="test"):
        before = Enfant.objects.count()
    rapport = importer(tableau(fratrie="F1"), infirmier)
    assert [a.probleme for a in rapport.avis] == [
        "Un enfant au moins n’a pas encore de dossier : rien de lui n’est repris."
    ]
    assert rapport.nouveaux == 0
    with acting_as_system(raison="test"):
        assert (Enfant.objects.count(), Allergie.objects.count()) == (before, 0)
    elsewhere = importer(tableau(maison="Les Sorbiers"), infirmier)
    assert [f.colonne for f in elsewhere.fautes] == ["Maison"]
    importer(tableau(), monde.personnes[Role.SECRETARIAT])
    # another stay and a sibling group are told by the file; they are not the nurse's to write
    again = importer(tableau(fratrie="F1", arrivee=date(2019, 1, 1)), infirmier)
    assert again.ecrit
    assert {k: v for k, v in again.comptes.items() if v[0]} == {"allergies": (1, 0)}


def test_twice_changes_nothing_and_a_lifted_allergy_stays_lifted(monde):
    importer(tableau(allergies="Arachide, pénicilline"))
    with acting_as_system(raison="test"):
        allergie = next(a for a in Allergie.objects.all() if a.substance == "Arachide")
    with acting_as(monde.personnes[Role.INFIRMIER]):
        lever_allergie(acteur=monde.personnes[Role.INFIRMIER], allergie=allergie)
    rapport = importer(tableau(allergies="ARACHIDE ; penicilline"))
    assert rapport.nouveaux == 0
    assert rapport.comptes["allergies"] == (0, 2)
    with acting_as_system(raison="test"):
        assert Allergie.objects.count() == 2
        assert Allergie.objects.filter(fin__isnull=False).count() == 1
        assert zoe().versions.count() == 1


@pytest.mark.parametrize(
    ("case", "attendu"),
    [
        ("Pénicilline", ["Pénicilline"]),
        ("Pénicilline, arachide / Penicilline", ["Pénicilline", "arachide"]),
        ("aucune", []),
        ("RAS", []),
        ("", []),
    ],
)
def test_a_cell_names_allergies(case, attendu):
    assert allergies_of(case) == attendu


@pytest.mark.parametrize("case", ["oui", "Inconnue", "a" * 121])
def test_an_allergy_that_says_nothing_is_a_fault(monde, case):
    rapport = importer(tableau(allergies=case))
    assert [(f.feuille, f.ligne, f.colonne, f.valeur) for f in rapport.fautes] == [
        ("Enfants", 2, "Allergies", case)
    ]
    assert rapport.fautes[0].que_faire.endswith(".")
    assert not rapport.ecrit


def test_a_number_completes_a_file_and_another_one_is_told_not_written(monde):
    importer(tableau(dossier=""))
    assert importer(tableau()).comptes["numéros de dossier"] == (1, 0)
    rapport = importer(tableau(dossier="D-9"))
    assert [(a.colonne, a.valeur) for a in rapport.avis] == [("N° dossier", "D-9")]
    with acting_as_system(raison="test"):
        child = zoe()
        assert child.numero_dossier == "D-1"
        assert child.versions.count() == 2


@pytest.mark.parametrize(
    ("departement", "referent", "attendu"),
    [
        ("1", "Mme Roy", ("referent_ase", "Mme Roy", "Aide sociale à l’enfance, département 01")),
        ("", "Mme Roy", ("referent_ase", "Mme Roy", "Aide sociale à l’enfance")),
        ("2a", "", ("autre", "Aide sociale à l’enfance", "département 2A")),
        ("", "", None),
    ],
)
def test_the_department_is_kept_with_who_follows_the_child(monde, departement, referent, attendu):
    importer(tableau(departement, referent))
    with acting_as_system(raison="test"):
        found = [(i.fonction, i.nom, i.service) for i in Interlocuteur.objects.all()]
    assert found == ([attendu] if attendu else [])
    assert importer(tableau(departement, referent)).nouveaux == 0


def test_another_referent_or_another_department_is_told_and_changes_nothing(monde):
    importer(tableau())
    autre = importer(tableau(referent="M. Sy"))
    ailleurs = importer(tableau("62"))
    assert [a.colonne for a in (*autre.avis, *ailleurs.avis)] == ["Référent ASE", "Département"]
    with acting_as_system(raison="test"):
        assert [i.nom for i in Interlocuteur.objects.all()] == ["Mme Roy"]


def test_nobody_follows_from_here_a_child_who_left(monde):
    importer(tableau(depart=date(2024, 1, 1)))
    with acting_as_system(raison="test"):
        assert Interlocuteur.objects.get().fin == date(2024, 1, 1)


EQUIPE = ("Nom", "Prénom", "Fonction", "Maison ou village", "Depuis le", "Courriel")


def equipe(courriel: str) -> bytes:
    return xlsx(
        Professionnels=[EQUIPE, ("Aubry", "Jeanne", "Infirmière", "Les Collines", "01/09/2024", courriel)]
    )


def test_an_address_completes_a_person_and_another_one_is_told(monde):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    importer(equipe(""), chef)
    assert importer(equipe("Jeanne@village.example"), chef).comptes["courriels"] == (1, 0)
    assert importer(equipe("jeanne@VILLAGE.example"), chef).comptes["courriels"] == (0, 1)
    rapport = importer(equipe("autre@village.example"), chef)
    assert [a.colonne for a in rapport.avis if a.colonne == "Courriel"] == ["Courriel"]
    with acting_as_system(raison="test"):
        assert [p.courriel for p in Professionnel.objects.all() if p.nom == "Aubry"] == [
            "Jeanne@village.example"
        ]


def test_who_gives_no_assignment_brings_the_team_twice_without_doubling_anybody(monde):
    """Nobody is assigned by the chief, and a specialist by nobody: they are known all the same."""
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    importer(equipe(""), chef)
    assert importer(equipe(""), chef).comptes["professionnels"] == (0, 1)
    with acting_as_system(raison="test"):
        assert [p.nom for p in Professionnel.objects.all()].count("Aubry") == 1


def test_who_does_not_keep_the_team_completes_nobody(monde):
    importer(equipe(""), monde.personnes[Role.CHEF_DE_SERVICE])
    rapport = importer(equipe("jeanne@village.example"), monde.personnes[Role.SECRETARIAT])
    assert "courriels" not in rapport.comptes
    with acting_as_system(raison="test"):
        assert {p.courriel for p in Professionnel.objects.all() if p.nom == "Aubry"} == {None}


def test_a_column_that_is_not_kept_says_why_on_both_pages(monde):
    rapport = importer(tableau(), simuler=True)
    (feuille, colonnes) = kept_aside(rapport)[0]
    assert (feuille, [titre for titre, _ in colonnes]) == ("Enfants", ["Droit à l’image"])
    form = ColonnesForm(rapport=rapport)
    helped = {field.label: field.help_text for field in form if field.help_text}
    assert list(helped) == ["Droit à l’image"]
    assert colonnes[0][1] in helped["Droit à l’image"]
    aside = {c.code for table in TABLES.values() for c in table.champs if c.non_repris}
    assert aside == {"telephone", "nom_usage", "image"}
    assert not TABLES[NomTable.PROCHES].champ("telephone").non_repris


def test_the_number_is_read_and_corrected_on_the_screen(monde):
    importer(tableau())
    client = client_de(monde.personnes[Role.SECRETARIAT])
    with acting_as_system(raison="test"):
        child = zoe()
    assert "D-1" in client.get(reverse("enfants:fiche", args=[child.pk])).content.decode()
    adresse = reverse("enfants:identite", args=[child.pk])
    page = client.get(adresse)
    initial = page.context["form"].initial
    assert initial["numero_dossier"] == "D-1"
    sent = initial | {"numero_dossier": "E-7", "envoi": envoi_de(page)}
    assert client.post(adresse, sent).status_code == 302
    with acting_as_system(raison="test"):
        assert zoe().numero_dossier == "E-7"


def test_the_address_is_read_and_corrected_on_the_screen(monde):
    chef = monde.personnes[Role.CHEF_DE_SERVICE]
    importer(equipe("jeanne@village.example"), chef)
    client = client_de(chef)
    with acting_as_system(raison="test"):
        person = next(p for p in Professionnel.objects.all() if p.nom == "Aubry")
    fiche = reverse("villages:professionnel", args=[person.pk])
    assert "jeanne@village.example" in client.get(fiche).content.decode()
    adresse = reverse("villages:modifier_professionnel", args=[person.pk])
    page = client.get(adresse)
    sent = page.context["form"].initial | {"envoi": envoi_de(page), "courriel": "pas une adresse"}
    refused = client.post(adresse, sent)
    assert refused.status_code == 422
    assert "ne ressemble pas à un courriel" in refused.content.decode()
    assert client.post(adresse, sent | {"courriel": ""}).status_code == 302
    assert "jeanne@village.example" not in client.get(fiche).content.decode()
