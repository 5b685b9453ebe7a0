"""What the writing pages of the journal show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enfants import mentions
from enfants.models import Brouillon, BrouillonCorrection, Enfant, NoteJournal, Sejour, VersionNote
from enfants.selectors.maison import EnfantDuSoir, completer, habitants
from socle.chiffrement.values import PHRASE_ILLISIBLE, Illisible
from socle.comptes.models import Utilisateur
from socle.outils.texte import plier
from villages.models import Maison, Professionnel


@dataclass
class PageDuJournal:
    """The children of a house one may write about, and one's drafts of that day."""

    maison: Maison
    jour: date
    enfants: list[EnfantDuSoir]
    brouillons: dict[UUID, dict[str, Any]]
    brouillon_du: datetime | None
    #: Drafts that do not open: the page says so, and nothing takes their place unasked.
    fermes: dict[UUID, Illisible]


def page_du_journal(
    user: Utilisateur, maison: Maison, jour: date, *, postes: Iterable[UUID] = ()
) -> PageDuJournal:
    """Read the page; ``postes`` are children a form still shows though they may have left the house."""
    soir = habitants(user, maison, jour)
    manquants = set(postes) - {e.enfant.pk for e in soir}
    if manquants:
        partis = Enfant.objects.visible_to(user, "lire_identite").filter(pk__in=manquants)
        soir += [EnfantDuSoir(enfant, str(enfant.prenom)) for enfant in partis]
    soir = [e for e in soir if user.has_perm("ecrire_journal", e.enfant)]
    completer(user, soir, jour)
    noms = {e.enfant.pk: e.nom for e in soir}
    rows = list(Brouillon.objects.visible_to(user, "ecrire_journal").filter(jour=jour, enfant_id__in=noms))
    brouillons = {b.enfant_id: b for b in rows if not isinstance(b.contenu, Illisible)}
    return PageDuJournal(
        maison,
        jour,
        soir,
        {pk: _relu(b.contenu, noms) for pk, b in brouillons.items()},
        max((b.modifie_le for b in brouillons.values()), default=None),
        {b.enfant_id: b.contenu for b in rows if isinstance(b.contenu, Illisible)},
    )


def _relu(contenu: dict[str, Any], noms: dict[UUID, str]) -> dict[str, Any]:
    return contenu | {champ: mentions.relire(contenu[champ], noms) for champ in ("commun", "texte")}


@dataclass
class NoteAffichee:
    """One note as its reader sees it, with its latest words."""

    note: NoteJournal
    version: VersionNote
    texte: str | Illisible
    complement: str | Illisible
    auteur: str = ""

    @property
    def enfant(self) -> Enfant:
        return self.note.enfant


def afficher(note: NoteJournal, version: VersionNote) -> NoteAffichee:
    """Set the words of a version as this child's file shows them."""
    enfant = note.enfant
    texte, complement = (
        mentions.lire(champ, dossier=enfant.pk, prenom=enfant.prenom)
        for champ in (version.texte, version.complement)
    )
    return NoteAffichee(note, version, texte, complement)


def notes_de_l_envoi(user: Utilisateur, lot: UUID) -> list[NoteAffichee]:
    """Notes one has just written together, taken back or not, in the children's alphabetical order."""
    versions = (
        VersionNote.objects.visible_to(user, "lire_journal")
        .filter(note__lot=lot, note__auteur=user, numero=1)
        .select_related("note", "note__enfant", "note__maison")
    )
    affichees = [afficher(version.note, version) for version in versions]
    return sorted(affichees, key=lambda a: (str(a.enfant.prenom), a.note.pk))


def versions_de(note: NoteJournal) -> list[NoteAffichee]:
    """Every version of a note with its author, latest first."""
    versions = list(VersionNote.objects.filter(note=note).order_by("-numero"))
    noms = noms_des_auteurs(version.auteur_id for version in versions)
    affichees = [afficher(note, version) for version in versions]
    for affichee in affichees:
        affichee.auteur = noms.get(affichee.version.auteur_id, "Une personne partie")
    return affichees


def correction_en_cours(user: Utilisateur, note: NoteJournal) -> BrouillonCorrection | None:
    """Return one's draft of a correction of this note, which may not open."""
    brouillons = BrouillonCorrection.objects.visible_to(user, "ecrire_journal")
    found: BrouillonCorrection | None = brouillons.filter(auteur=user, note=note).first()
    return found


def enfants_a_qui_ecrire(user: Utilisateur) -> list[tuple[Maison, list[tuple[Enfant, str]]]]:
    """Children one may write about today, by house then by name."""
    sejours = (
        Sejour.objects.visible_to(user, "lire_identite")
        .current()
        .filter(enfant__in=Enfant.objects.visible_to(user, "ecrire_journal"))
        .select_related("enfant", "maison")
        .order_by("id")
    )
    maisons: dict[UUID, tuple[Maison, list[Enfant]]] = {}
    for sejour in sejours:
        maisons.setdefault(sejour.maison_id, (sejour.maison, []))[1].append(sejour.enfant)
    groupes = []
    for maison, enfants in sorted(maisons.values(), key=lambda groupe: (plier(groupe[0].nom), groupe[0].pk)):
        noms = mentions.noms_distincts(enfants)
        paires = [(enfant, noms.get(enfant.pk, PHRASE_ILLISIBLE)) for enfant in enfants]
        groupes.append((maison, sorted(paires, key=lambda paire: (plier(paire[1]), paire[0].pk))))
    return groupes


def noms_des_auteurs(comptes: Iterable[UUID]) -> dict[UUID, str]:
    """First name and initial of the professionals behind accounts."""
    rows = Professionnel.objects.filter(compte_id__in=set(comptes))
    return {
        p.compte_id: str(p.prenom) if isinstance(p.nom, Illisible) else f"{p.prenom} {p.nom[:1]}."
        for p in rows
        if p.compte_id is not None
    }


def noms_de_la_maison(
    acteur: Utilisateur, maison: Maison, jour: date, *, en_plus: set[UUID] | None = None
) -> dict[UUID, str]:
    """Return the names a text of this house may hold: who lives there, and who it already names."""
    visibles = Enfant.objects.visible_to(acteur, "lire_identite")
    habitants = visibles.living_in(maison.pk, jour)
    return mentions.noms_distincts(habitants | visibles.filter(pk__in=en_plus) if en_plus else habitants)
