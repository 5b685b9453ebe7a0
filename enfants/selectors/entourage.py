"""Who counts for a child, and the sheet of the evenings of a house, as their pages show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format

from enfants.models import Enfant, FicheRituels, PersonneRessource
from enfants.selectors.auteurs import prenoms_par_compte
from enfants.selectors.maison import EnfantDuSoir, completer, habitants
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
from villages.models import Maison

LIT_PERSONNES = "lire_projet"
LIT_RITUELS = "lire_soin_quotidien"
#: Headings of the sheet in the order of the evening: words and pictogram.
RITUELS: dict[str, tuple[str, str]] = {
    "coucher": ("Pour s’endormir", "bed"),
    "nuit": ("Veilleuse, porte, nuit", "moon"),
    "doudou": ("Doudou", "rabbit"),
    "bain": ("Bain et toilette", "bath"),
    "repas": ("Repas", "utensils"),
    "apaise": ("Ce qui apaise", "heart-handshake"),
    "effraie": ("Ce qui fait peur", "cloud-lightning"),
    "mots": ("Les mots de la maison", "message-circle"),
    "matin": ("Le matin", "sunrise"),
}


def jour_dit(day: date) -> str:
    """« 3 mars 2026 »."""
    return date_format(day, "j F Y")


@dataclass(frozen=True)
class PersonneVue:
    """Somebody who counts, in the words of the child's page."""

    personne: PersonneRessource
    auteur: str

    @property
    def origine(self) -> str:
        """Who wrote down what the child said, and when; the last time the question was asked."""
        row = self.personne
        said = f"dit le {jour_dit(row.dit_le)}, noté par {self.auteur}"
        if row.fin is not None:
            return f"{said} · plus important depuis le {jour_dit(row.fin)}"
        if row.reposee_le > row.dit_le:
            return f"{said} · toujours important le {jour_dit(row.reposee_le)}"
        return said


@dataclass(frozen=True)
class LigneRituel:
    """One heading of the sheet with what was written under it."""

    titre: str
    icone: str
    texte: str


@dataclass(frozen=True)
class FicheVue:
    """The sheet of one child, its empty headings left out."""

    fiche: FicheRituels
    relue_par: str

    @property
    def lignes(self) -> list[LigneRituel]:
        lines = (
            LigneRituel(titre, icone, str(getattr(self.fiche, champ)))
            for champ, (titre, icone) in RITUELS.items()
        )
        return [line for line in lines if line.texte]

    @property
    def relue(self) -> str:
        return f"relu le {jour_dit(self.fiche.relue_le)} par {self.relue_par}"


@dataclass(frozen=True)
class SoireeDeLEnfant:
    """One child of the house tonight: the sheet, and who counts for them."""

    soir: EnfantDuSoir
    fiche: FicheVue | None
    personnes: list[PersonneRessource]


def personnes_de(user: Utilisateur, enfant: Enfant) -> list[PersonneVue]:
    """Return who counts for a child, and who did, in the order they were said."""
    rows = list(PersonneRessource.objects.visible_to(user, LIT_PERSONNES).filter(enfant=enfant))
    noms = prenoms_par_compte(row.note_par_id for row in rows)
    return [PersonneVue(row, noms[row.note_par_id]) for row in rows]


def fiches_de(user: Utilisateur, enfants: Collection[UUID]) -> dict[UUID, FicheVue]:
    """Return the sheets of some children by child: two queries, and the keys."""
    rows = list(FicheRituels.objects.visible_to(user, LIT_RITUELS).filter(enfant_id__in=enfants))
    noms = prenoms_par_compte(row.relue_par_id for row in rows)
    return {row.enfant_id: FicheVue(row, noms[row.relue_par_id]) for row in rows}


def soiree_de(user: Utilisateur, maison: Maison) -> list[SoireeDeLEnfant]:
    """Return the children of the house tonight with their sheets; who is away comes last."""
    soir = habitants(user, maison, aujourdhui())
    completer(user, soir, aujourdhui())
    ids = [e.enfant.pk for e in soir]
    sheets = fiches_de(user, ids)
    people: dict[UUID, list[PersonneRessource]] = {}
    for row in PersonneRessource.objects.visible_to(user, LIT_PERSONNES).current().filter(enfant_id__in=ids):
        people.setdefault(row.enfant_id, []).append(row)
    found = [SoireeDeLEnfant(e, sheets.get(e.enfant.pk), people.get(e.enfant.pk, [])) for e in soir]
    return sorted(found, key=lambda s: not s.soir.present)
