"""The first two accounts of an empty installation."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as
from villages.models import Association

pytestmark = pytest.mark.django_db

ARGUMENTS = {
    "association": "Les Villages d’essai",
    "siege": ["nadia.siege", "Nadia", "Bertin"],
    "administrateur": ["paul.admin", "Paul", "Morel"],
}


def _installer(**changes: object) -> str:
    out = StringIO()
    call_command("installer", **(ARGUMENTS | changes), stdout=out)
    return out.getvalue()


def test_an_empty_installation_gets_its_association_and_two_people_who_must_change_their_password():
    out = _installer()
    assert Association.objects.get().nom == "Les Villages d’essai"
    siege, admin = (Utilisateur.objects.get(identifiant=i) for i in ("nadia.siege", "paul.admin"))
    assert siege.mot_de_passe_provisoire
    assert admin.mot_de_passe_provisoire
    for compte in (siege, admin):
        password = re.search(rf"{compte.identifiant} : (\S+)", out)
        assert password
        assert compte.check_password(password[1])
    with acting_as(siege):
        assert siege.has_perm("affecter_direction")
        assert not siege.has_perm("lire_identite")
    with acting_as(admin):
        assert admin.has_perm("gerer_comptes")
        assert not admin.has_perm("affecter_direction")


def test_it_runs_once_and_leaves_nothing_of_a_refused_second_time():
    _installer()
    with pytest.raises(CommandError, match="déjà son association"):
        _installer(siege=["autre", "Autre", "Personne"])
    assert not Utilisateur.objects.filter(identifiant="autre").exists()


def test_one_person_does_not_hold_both_keys():
    with pytest.raises(CommandError, match="deux personnes"):
        _installer(administrateur=["nadia.siege", "Nadia", "Bertin"])
    assert not Association.objects.exists()
