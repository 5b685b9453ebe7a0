"""Carrying out a plan: who follows a child outside, and allergies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from enfants.enums import FonctionInterlocuteur, GraviteAllergie
from enfants.models import Allergie, Enfant, Interlocuteur
from fratries.effectif.ecriture_famille import ORIGINE
from fratries.effectif.existant import batches
from fratries.effectif.plan import EnfantPrevu
from socle.audit.services import record
from socle.outils.dates import aujourdhui

#: Shown with the allergy wherever it is read, until somebody who knows writes better.
CONDUITE = f"Gravité et conduite à préciser. {ORIGINE}"


def write_numbers(lot: Iterable[EnfantPrevu]) -> None:
    """Give their number to children whose file was open without one: one version more of each."""
    missing = {child.ident: child.dossier for child in lot if child.connu and child.numero_a_noter}
    for enfant in Enfant.objects.filter(pk__in=list(missing)).order_by():
        enfant.numero_dossier = missing[enfant.pk]
        enfant.save()


def write_follow_up(enfants: Iterable[EnfantPrevu]) -> None:
    """Write référents and allergies; a roster tells a state, so they hold from the first arrival on."""
    for lot in batches(enfants):
        _referents([child for child in lot if child.interlocuteur])
        _allergies([child for child in lot if child.allergies])


def _referents(lot: list[EnfantPrevu]) -> None:
    made: list[UUID] = []
    for child in lot:
        prevu = child.interlocuteur
        if prevu is None:
            continue
        person = Interlocuteur(
            enfant_id=child.ident,
            fonction=FonctionInterlocuteur.REFERENT_ASE if prevu.nomme else FonctionInterlocuteur.AUTRE,
            nom=prevu.nom,
            service=prevu.service,
            debut=min(debut for debut, _ in child.periodes),
            fin=_gone(child),
        )
        person.save(force_insert=True)
        made.append(person.pk)
    if made:
        enfants = [child.ident for child in lot]
        record("effectif.interlocuteurs", objets=made, enfants=enfants, type_objet="enfants.Interlocuteur")


def _gone(child: EnfantPrevu) -> date | None:
    """The last day of who left already: nobody follows them from here any more."""
    ends = [fin for _, fin in child.periodes if fin is not None and fin <= aujourdhui()]
    return max(ends) if len(ends) == len(child.periodes) else None


def _allergies(lot: list[EnfantPrevu]) -> None:
    made: list[UUID] = []
    for child in lot:
        for substance in child.allergies:
            allergie = Allergie(
                enfant_id=child.ident,
                substance=substance,
                gravite=GraviteAllergie.A_PRECISER,
                conduite=CONDUITE,
            )
            allergie.save(force_insert=True)
            made.append(allergie.pk)
    if made:
        enfants = [child.ident for child in lot]
        record("effectif.allergies", objets=made, enfants=enfants, type_objet="enfants.Allergie")
