"""Two villages, three houses, and one person per row of the matrix around one child."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from enfants.models import Enfant, NoteJournal
from fratries.models import Fratrie
from socle.comptes.models import Utilisateur
from socle.habilitations.roles import Role
from tests import factories
from tests.gabarit import Gabarit
from villages.models import Maison, Village


@dataclass
class Monde:
    """The small world most tests of rights stand in.

    ``lea`` lives in ``tilleuls``, her brother ``noe`` too; ``ines`` in ``erables`` (same
    village); ``malo`` in ``sorbiers``, in the other village. ``personnes`` stand around Léa.
    """

    village: Village
    autre_village: Village
    tilleuls: Maison
    erables: Maison
    sorbiers: Maison
    lea: Enfant
    noe: Enfant
    ines: Enfant
    malo: Enfant
    fratrie: Fratrie
    fratrie_ailleurs: Fratrie
    note: NoteJournal
    note_ailleurs: NoteJournal
    personnes: dict[Role, Utilisateur]

    @property
    def enfants(self) -> list[Enfant]:
        return [self.lea, self.noe, self.ines, self.malo]


@pytest.fixture(scope="session")
def gabarit_du_monde(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Gabarit[Monde]:
    with django_db_blocker.unblock():
        return Gabarit(construire)


@pytest.fixture
def monde(db: None, gabarit_du_monde: Gabarit[Monde]) -> Monde:
    return gabarit_du_monde.poser()


def construire() -> Monde:
    village, autre = factories.creer_village("Les Collines"), factories.creer_village("La Rivière")
    tilleuls = factories.creer_maison(village, "Les Tilleuls")
    erables = factories.creer_maison(village, "Les Érables")
    sorbiers = factories.creer_maison(autre, "Les Sorbiers")
    lea = factories.creer_enfant(village, "Léa", "Martin", maison=tilleuls)
    noe = factories.creer_enfant(village, "Noé", "Martin", maison=tilleuls)
    ines = factories.creer_enfant(village, "Inès", "Diallo", maison=erables)
    malo = factories.creer_enfant(autre, "Malo", "Le Goff", maison=sorbiers)
    personnes = {
        role: factories.creer_personne(role, f"{role.value}@tilleuls", maison=tilleuls, enfant=lea)
        for role in Role
    }
    auteur = personnes[Role.EDUCATEUR_FAMILIAL]
    return Monde(
        village=village,
        autre_village=autre,
        tilleuls=tilleuls,
        erables=erables,
        sorbiers=sorbiers,
        lea=lea,
        noe=noe,
        ines=ines,
        malo=malo,
        fratrie=factories.creer_fratrie(village, lea, noe),
        fratrie_ailleurs=factories.creer_fratrie(autre, malo),
        note=factories.creer_note(lea, tilleuls, auteur),
        note_ailleurs=factories.creer_note(malo, sorbiers, factories.creer_utilisateur("ailleurs")),
        personnes=personnes,
    )
