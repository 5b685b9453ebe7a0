"""The register of entries and exits: a line with each movement, no gap, no change."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO, StringIO

import psycopg
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from enfants.enums import Destination, NatureInscription, NatureMesure
from enfants.models import Depart, Enfant, MouvementRegistre, Sejour
from enfants.selectors.registre import registre_de
from enfants.services import accueillir, admettre, annuler_depart, changer_de_maison, terminer_sejour
from enfants.services.registre import SANS_TITRE, inscrire_reprise, rectifier
from enfants.services.registre_papier import ouvrir_registre, produire_registre
from socle.audit.models import EntreeAudit
from socle.chiffrement.models import NatureSujet
from socle.chiffrement.services import (
    DELAI,
    demander_destruction,
    executer_destructions,
    valider_destruction,
)
from socle.habilitations.contexte import acting_as, acting_as_system
from socle.habilitations.roles import Role
from socle.outils.dates import aujourdhui
from socle.outils.identifiants import nouvel_id
from tests import factories
from tests.base import owner_connection
from tests.ensemble import together
from tests.saisie import client_de, saisir

pytestmark = pytest.mark.django_db


def _lines(village) -> list[MouvementRegistre]:
    with acting_as_system(raison="test"):
        return list(MouvementRegistre.objects.filter(village=village).order_by("numero"))


def _told(village) -> list[tuple[int, str, date]]:
    return [(m.numero, m.nature, m.jour) for m in _lines(village)]


def _chef(monde):
    return monde.personnes[Role.CHEF_DE_SERVICE]


def _enters(monde, enfant, *, debut=None, venu_de="sa famille") -> Sejour:
    with acting_as(_chef(monde)):
        return accueillir(
            acteur=_chef(monde),
            enfant=enfant,
            maison=monde.erables,
            debut=debut or aujourdhui(),
            venu_de=venu_de,
        )


def _leaves(monde, sejour: Sejour, fin: date, **champs: object) -> Depart:
    with acting_as(_chef(monde)):
        known = Sejour.objects.select_related("maison", "enfant").get(pk=sejour.pk)
        depart = Depart(
            **{"sejour": known, "destination": Destination.FAMILLE, "motif": "Mainlevée.", **champs}
        )
        return terminer_sejour(acteur=_chef(monde), depart=depart, fin=fin)


def test_an_admission_and_a_departure_write_their_line_a_move_writes_none(monde):
    debut = aujourdhui() - timedelta(days=5)
    tom = factories.creer_enfant(monde.village, "Tom", "Petit")
    factories.creer_mesure(tom, NatureMesure.OPP_PARQUET, debut=debut)
    sejour = _enters(monde, tom, debut=debut)
    with acting_as(_chef(monde)):
        moved = changer_de_maison(
            acteur=_chef(monde), sejour=Sejour.objects.select_related("enfant").get(pk=sejour.pk),
            maison=monde.tilleuls, debut=debut + timedelta(days=2),
        )  # fmt: skip
    _leaves(monde, moved, aujourdhui(), precision="chez sa mère, à Tours")
    assert _told(monde.village) == [
        (1, NatureInscription.ENTREE, debut),
        (2, NatureInscription.SORTIE, aujourdhui()),
    ]
    entry, leaving = _lines(monde.village)
    with acting_as(_chef(monde)):
        assert (entry.nom, entry.prenom, entry.lieu) == ("Petit", "Tom", "sa famille")
        assert entry.titre == f"ordonnance de placement provisoire du procureur, décision du {debut:%d/%m/%Y}"
        assert leaving.lieu == "retour en famille : chez sa mère, à Tours"
    assert entry.ecrit_par_id == _chef(monde).pk


def test_an_entry_without_a_title_says_so(monde):
    _enters(monde, factories.creer_enfant(monde.village, "Tom", "Petit"))
    [line] = _lines(monde.village)
    with acting_as(_chef(monde)):
        assert line.titre == SANS_TITRE


def test_what_is_rolled_back_leaves_no_gap(monde):
    with transaction.atomic():
        _enters(monde, factories.creer_enfant(monde.village, "Tom", "Petit"))
        assert len(_lines(monde.village)) == 1
        transaction.set_rollback(True)
    _enters(monde, factories.creer_enfant(monde.village, "Zoé", "Petit"))
    assert [n for n, _, _ in _told(monde.village)] == [1]


def test_each_village_has_its_own_numbers(monde):
    factories.creer_inscription(monde.lea)
    factories.creer_inscription(monde.ines)
    factories.creer_inscription(monde.malo)
    assert [m.numero for m in _lines(monde.village)] == [1, 2]
    assert [m.numero for m in _lines(monde.autre_village)] == [1]


def test_a_departure_that_changes_its_date_then_is_given_up_is_told_by_new_lines(monde):
    tom = factories.creer_enfant(monde.village, "Tom", "Petit")
    sejour = _enters(monde, tom)
    soon, later = aujourdhui() + timedelta(days=10), aujourdhui() + timedelta(days=20)
    _leaves(monde, sejour, soon)
    depart = _leaves(monde, sejour, later)
    assert _told(monde.village)[1:] == [
        (2, NatureInscription.SORTIE, soon),
        (3, NatureInscription.RECTIFICATION, later),
    ]
    with acting_as(_chef(monde)):
        depart = Depart.objects.select_related("sejour__maison").get(pk=depart.pk)
        annuler_depart(acteur=_chef(monde), depart=depart, motif="Le juge a reporté sa décision.")
        assert Sejour.objects.get(pk=sejour.pk).fin is None
    _, _, third, last = _lines(monde.village)
    assert (last.nature, last.corrige_id, last.sans_effet) == (
        NatureInscription.RECTIFICATION,
        third.pk,
        True,
    )
    _leaves(monde, sejour, soon)
    assert _told(monde.village)[-1] == (5, NatureInscription.SORTIE, soon)


def test_a_line_is_corrected_once_by_a_line_that_names_it(monde):
    line = factories.creer_inscription(monde.lea)
    chef = _chef(monde)
    changed = {"acteur": chef, "jour": line.jour, "lieu": "une pouponnière", "motif": "Le lieu était faux."}
    with acting_as(chef):
        line = MouvementRegistre.objects.select_related("sejour").get(pk=line.pk)
        made = rectifier(mouvement=line, **changed)
        assert (made.numero, made.corrige_id, made.lieu) == (2, line.pk, "une pouponnière")
        with pytest.raises(ValidationError, match="déjà rectifiée"):
            rectifier(mouvement=line, **changed)
        with pytest.raises(ValidationError, match="rectifié, et pourquoi"):
            rectifier(mouvement=made, **changed | {"motif": " "})


@pytest.mark.parametrize(
    "sql", ["UPDATE enfants_mouvementregistre SET numero = 9", "DELETE FROM enfants_mouvementregistre"]
)
def test_the_application_may_neither_change_nor_remove_a_line(monde, sql):
    factories.creer_inscription(monde.lea)
    with acting_as_system(raison="test"):
        _refused(sql, "permission denied")
    assert [m.numero for m in _lines(monde.village)] == [1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "sql", ["UPDATE enfants_mouvementregistre SET numero = 9", "DELETE FROM enfants_mouvementregistre"]
)
def test_not_even_the_owner_changes_or_removes_a_line(monde, sql):
    factories.creer_inscription(monde.lea)
    with (
        owner_connection() as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed"),
    ):
        owner.execute(sql)
    assert [m.numero for m in _lines(monde.village)] == [1]


def _refused(sql: str, words: str) -> None:
    with pytest.raises(DatabaseError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_a_gap_and_a_line_about_another_stay(monde):
    line = factories.creer_inscription(monde.lea)
    with acting_as_system(raison="test"):
        common = {"village": monde.village, "nature": NatureInscription.ENTREE, "jour": aujourdhui(),
                  "prenom": "Léa", "nom": "Martin"}  # fmt: skip
        for changes in (
            {"numero": 3, "enfant": monde.lea, "sejour_id": line.sejour_id},
            {"numero": 2, "enfant": monde.noe, "sejour_id": line.sejour_id},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                MouvementRegistre(**common | changes).save(force_insert=True)
        MouvementRegistre(**common | {"numero": 2, "enfant": monde.lea, "sejour_id": line.sejour_id}).save(
            force_insert=True
        )
    assert [m.numero for m in _lines(monde.village)] == [1, 2]


def test_stays_taken_over_are_written_once_moves_left_out(monde):
    first = aujourdhui() - timedelta(days=100)
    with acting_as_system(raison="test"):
        tom = factories.creer_enfant(monde.village, "Tom", "Petit")
        stays = [
            Sejour(enfant=tom, maison=monde.tilleuls, debut=first, fin=first + timedelta(days=10)),
            Sejour(
                enfant=tom,
                maison=monde.erables,
                debut=first + timedelta(days=10),
                fin=first + timedelta(days=20),
            ),
            Sejour(enfant=tom, maison=monde.erables, debut=first + timedelta(days=40)),
        ]
        for stay in stays:
            stay.save()
        assert inscrire_reprise(acteur=None, sejours=stays) == 3
        assert inscrire_reprise(acteur=None, sejours=stays) == 0
    assert [(n, j) for _, n, j in _told(monde.village)] == [
        (NatureInscription.ENTREE, first),
        (NatureInscription.SORTIE, first + timedelta(days=20)),
        (NatureInscription.ENTREE, first + timedelta(days=40)),
    ]


def test_the_command_writes_what_the_registers_lack_and_nothing_the_second_time(monde):
    """An installation older than its registers: four children are there, no line is."""
    out = StringIO()
    call_command("ouvrir_registres", stdout=out)
    assert [numero for numero, _, _ in _told(monde.village)] == [1, 2, 3]
    assert len(_told(monde.autre_village)) == 1
    call_command("ouvrir_registres", stdout=out)
    assert out.getvalue() == "4 lignes écrites.\n0 ligne écrite.\n"
    with acting_as_system(raison="test"):
        places = {line.lieu for line in MouvementRegistre.objects.all()}
    assert places == {"Repris du registre relié"}


# --- who reads it ---------------------------------------------------------------------

TIENNENT = {Role.SECRETARIAT, Role.CHEF_DE_SERVICE, Role.DIRECTEUR}


@pytest.mark.parametrize("role", list(Role))
def test_the_register_is_read_by_who_keeps_the_files_of_the_village(monde, role):
    for enfant in monde.enfants:
        factories.creer_inscription(enfant)
    response = client_de(monde.personnes[role]).get(reverse("enfants:registre"))
    if role not in TIENNENT:
        assert response.status_code == 403
        return
    page = response.content.decode()
    assert "Martin Léa" in page
    assert "Diallo Inès" in page
    assert "Le Goff" not in page
    entree = EntreeAudit.objects.filter(action="registre.lecture").latest("horodatage")
    assert set(entree.enfants) == {monde.lea.pk, monde.noe.pk, monde.ines.pk}


def test_a_year_is_chosen_and_another_village_is_no_choice(monde):
    old = aujourdhui().replace(month=1, day=5) - timedelta(days=400)
    ancien = factories.creer_enfant(monde.village, "Ancien", "Dupré", maison=monde.tilleuls, debut=old)
    factories.creer_inscription(ancien)
    factories.creer_inscription(monde.malo)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    assert "Dupré Ancien" in client.get(reverse("enfants:registre"), {"annee": old.year}).content.decode()
    assert "Dupré" not in client.get(reverse("enfants:registre"), {"annee": old.year - 1}).content.decode()
    elsewhere = client.get(reverse("enfants:registre"), {"village": monde.autre_village.pk, "annee": "x"})
    assert "Le Goff" not in elsewhere.content.decode()


def test_a_denied_child_is_not_shown_and_the_register_says_it_is_incomplete(monde):
    directeur = monde.personnes[Role.DIRECTEUR]
    factories.creer_inscription(monde.lea)
    factories.creer_inscription(monde.ines)
    page = client_de(directeur).get(reverse("enfants:registre")).content.decode()
    assert "Martin Léa" in page
    factories.refuser(directeur, monde.lea)
    page = client_de(directeur).get(reverse("enfants:registre")).content.decode()
    assert "Martin" not in page
    assert "1\u00a0ligne concerne" in page.replace("\u202f", "\u00a0") or "1 ligne concerne" in page
    with acting_as(directeur):
        assert not MouvementRegistre.objects.filter(enfant=monde.lea).exists()


def test_the_register_asks_as_many_queries_for_one_line_as_for_three(monde, django_assert_num_queries):
    chef = _chef(monde)
    for enfants in ([monde.lea], [monde.noe, monde.ines]):
        for enfant in enfants:
            factories.creer_inscription(enfant)
        with acting_as(chef), django_assert_num_queries(9):
            found = registre_de(chef, monde.village, None)
            assert [ligne.identite for ligne in found.lignes]


def test_a_rectification_is_typed_and_refused_beside_its_field(monde):
    line = factories.creer_inscription(monde.lea)
    client = client_de(monde.personnes[Role.SECRETARIAT])
    champs = {"jour": line.jour.isoformat(), "lieu": "une pouponnière", "motif": ""}
    refused = saisir(client, "enfants:rectifier_mouvement", line.pk, **champs)
    assert refused.status_code == 422
    assert "une pouponnière" in refused.content.decode()
    assert (
        saisir(client, "enfants:rectifier_mouvement", line.pk, **champs | {"motif": "Faux."}).status_code
        == 302
    )
    page = client.get(reverse("enfants:registre")).content.decode()
    assert "Rectification de la ligne 1" in page
    assert "Rectifiée par la ligne 2" in page
    elsewhere = factories.creer_inscription(monde.malo)
    assert client.get(reverse("enfants:rectifier_mouvement", args=[elsewhere.pk])).status_code == 404


# --- paper, erasure -------------------------------------------------------------------


def test_the_paper_is_tagged_and_opened_by_who_keeps_the_register_only(monde):
    line = factories.creer_inscription(monde.lea)
    chef = _chef(monde)
    with acting_as(chef):
        document = produire_registre(acteur=chef, village_id=monde.village.pk, annee=line.jour.year)
        nom, pdf = ouvrir_registre(acteur=chef, village=monde.village, ident=document.pk)
    assert nom == f"registre-entrees-sorties-{line.jour.year}.pdf"
    assert b"StructTreeRoot" in BytesIO(pdf).getvalue()
    educatrice = monde.personnes[Role.EDUCATEUR_FAMILIAL]
    with acting_as(educatrice), pytest.raises(PermissionDenied):
        ouvrir_registre(acteur=educatrice, village=monde.village, ident=document.pk)
    with acting_as(chef), pytest.raises(PermissionDenied):
        produire_registre(acteur=chef, village_id=monde.autre_village.pk, annee=line.jour.year)


def test_once_the_key_is_destroyed_the_line_remains_without_its_name(monde):
    factories.creer_inscription(monde.lea)
    with acting_as_system(raison="test"):
        demande = demander_destruction(
            acteur_id=nouvel_id(), sujet_id=monde.lea.pk, nature=NatureSujet.ENFANT, motif="Fin",
            visa_archives="AD-1", conservation_verifiee=True,
        )  # fmt: skip
        valider_destruction(acteur_id=nouvel_id(), demande_id=demande.pk)
    with time_machine.travel(timezone.now() + DELAI + timedelta(minutes=1), tick=False):
        assert executer_destructions() == [monde.lea.pk]
    chef = _chef(monde)
    with acting_as(chef):
        [line] = registre_de(chef, monde.village, None).lignes
        assert (line.mouvement.numero, line.mouvement.nature) == (1, NatureInscription.ENTREE)
        assert "Martin" not in line.identite


@pytest.mark.django_db(transaction=True)
def test_two_movements_at_the_very_same_moment_take_two_numbers_in_a_row(monde):
    chef, directeur = _chef(monde), monde.personnes[Role.DIRECTEUR]
    enfants = [factories.creer_enfant(monde.village, f"Tom{n}", "Petit") for n in range(20)]
    maisons = [factories.creer_maison(monde.village, nom, places=20) for nom in ("Les Lilas", "Les Ormes")]

    def enter(personne, found, maison):
        for enfant in found:
            with acting_as(personne):
                accueillir(acteur=personne, enfant=enfant, maison=maison, debut=aujourdhui())
        return True

    together(
        lambda: enter(chef, enfants[:10], maisons[0]), lambda: enter(directeur, enfants[10:], maisons[1])
    )
    assert [m.numero for m in _lines(monde.village)] == list(range(1, 21))


def test_a_child_received_on_the_page_is_in_the_register(monde):
    secretaire = monde.personnes[Role.SECRETARIAT]
    with acting_as(secretaire):
        enfant = Enfant(village=monde.village, prenom="Zoé", nom="Petit", date_naissance=date(2019, 2, 3))
        admettre(
            acteur=secretaire, enfant=enfant, maison=monde.tilleuls, debut=aujourdhui(), venu_de="sa tante"
        )
    [line] = _lines(monde.village)
    assert (line.numero, line.enfant_id, line.ecrit_par_id) == (1, enfant.pk, secretaire.pk)
