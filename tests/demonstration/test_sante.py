"""Care in the demo: whoever arrives, at whatever hour, finds doses given, refused, and left to give."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from enfants.enums import EtatPrise
from enfants.models import Allergie, NoteMedicale, Prise, RendezVous, Traitement, Vaccination
from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import jour_de_soiree


def test_care_is_alive_and_nothing_is_given_that_is_not_prescribed(acces: list[dict[str, Any]]) -> None:
    soir = jour_de_soiree()
    with acting_as_system(raison="test"):
        prises = list(Prise.objects.select_related("traitement"))
        assert {prise.jour for prise in prises} >= {soir - timedelta(days=days) for days in range(1, 6)}
        assert {prise.etat for prise in prises} == {EtatPrise.DONNEE, EtatPrise.REFUSEE}
        assert all(isinstance(prise.quoi, str) for prise in prises)
        noted = {(prise.traitement_id, prise.moment) for prise in prises if prise.jour == soir}
        due = {(t.pk, moment) for t in Traitement.objects.current(soir) for moment in t.moments}
        assert due - noted
        assert Allergie.objects.current().count() == 4
        assert RendezVous.objects.count() >= 5
        assert NoteMedicale.objects.filter(secret=True).count() == 1
        assert Vaccination.objects.count() > 20
