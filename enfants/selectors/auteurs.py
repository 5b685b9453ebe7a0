"""Who wrote: the name a professional goes by, and the words of the role they held that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enfants.models import NoteJournal
from socle.chiffrement.values import Illisible
from socle.habilitations.roles import Role
from socle.outils.dates import jour_de_soiree
from villages.models import Affectation, Professionnel, Relais

#: Words of a function beside a first name; they do not guess a gender nobody recorded.
FONCTIONS: dict[Role, str] = {
    Role.EDUCATEUR_FAMILIAL: "éducation familiale",
    Role.AIDE_FAMILIAL: "aide familiale",
    Role.STAGIAIRE: "stagiaire",
    Role.EDUCATEUR_SPECIALISE: "éducation spécialisée",
    Role.PSYCHOLOGUE: "psychologue",
    Role.INFIRMIER: "infirmerie",
    Role.SECRETARIAT: "secrétariat",
    Role.CHEF_DE_SERVICE: "chefferie de service",
    Role.DIRECTEUR: "direction",
}


@dataclass(frozen=True)
class Signature:
    """A name (or what stays closed of it) and a function, empty when none is known that day."""

    prenom: str | Illisible
    nom: str | Illisible
    fonction: str = ""

    def __str__(self) -> str:
        return f"{self.prenom}, {self.fonction}" if self.fonction else str(self.prenom)

    @property
    def complete(self) -> str:
        """First name, last name and function, for paper."""
        return ", ".join(part for part in (f"{self.prenom} {self.nom}", self.fonction) if part)


INCONNU = Signature("Une personne qui n’est plus là", "")


def people_of(comptes: Iterable[UUID]) -> dict[UUID, Professionnel]:
    """Return the professionals behind accounts: one query, and one for their keys when read."""
    found = Professionnel.objects.filter(compte_id__in=set(comptes)).order_by()
    return {person.compte_id: person for person in found if person.compte_id is not None}


def prenoms_par_compte(comptes: Iterable[UUID]) -> dict[UUID, str]:
    """Return by account the first name a line is signed with; one query, and one for the keys."""
    accounts = set(comptes)
    named = {
        account: str(person.prenom)
        for account, person in people_of(accounts).items()
        if not isinstance(person.prenom, Illisible)
    }
    return {account: named.get(account, "un compte sans nom") for account in accounts}


def _covers(row: Affectation | Relais, day: date) -> bool:
    return row.debut <= day and (row.fin is None or row.fin >= day)


def signatures_of(notes: Iterable[NoteJournal]) -> dict[UUID, Signature]:
    """Return the signature of each note by note id: three queries whatever the number of notes."""
    notes = list(notes)
    people = people_of(note.auteur_id for note in notes)
    ids = [person.pk for person in people.values()]
    relays: dict[UUID, list[Relais]] = {}
    for relay in Relais.objects.begun().filter(professionnel_id__in=ids).order_by("debut", "id"):
        relays.setdefault(relay.professionnel_id, []).append(relay)
    duties: dict[UUID, list[Affectation]] = {}
    for duty in Affectation.objects.filter(professionnel_id__in=ids).order_by("debut", "id"):
        duties.setdefault(duty.professionnel_id, []).append(duty)
    found = {}
    for note in notes:
        person = people.get(note.auteur_id)
        if person is None:
            found[note.pk] = INCONNU
            continue
        fonction = _function(note, relays.get(person.pk, []), duties.get(person.pk, []))
        found[note.pk] = Signature(person.prenom, person.nom, fonction)
    return found


def _function(note: NoteJournal, relays: list[Relais], duties: list[Affectation]) -> str:
    # A replacement's last night goes on after midnight, whatever day they give the note.
    days = (note.jour, jour_de_soiree(note.ecrite_le))
    here = (relay for relay in relays if relay.maison_id == note.maison_id)
    if any(_covers(relay, day) for relay in here for day in days):
        return "en relais"
    held = [duty for duty in duties if _covers(duty, note.jour)]
    # The narrowest assignment around the note says best why this person wrote it.
    held.sort(key=lambda duty: (duty.maison_id != note.maison_id, duty.enfant_id != note.enfant_id))
    return FONCTIONS.get(Role(held[0].role), "") if held else ""
