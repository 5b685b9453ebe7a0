"""« Ma maison » : who is there tonight, what is still to be written, what is coming."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from enfants.ecole import debut_de_l_instruction
from enfants.enums import NatureAbsence, NatureNote, Sexe
from enfants.mentions import noms_distincts
from enfants.models import Absence, Allergie, Enfant, NoteJournal, Sejour
from enfants.selectors.agenda import anniversaires
from enfants.selectors.lieu import lieux_caches
from socle.chiffrement.values import PHRASE_ILLISIBLE, Illisible
from socle.comptes.models import Utilisateur
from socle.echeances.etats import Echeance
from socle.echeances.selectors import dans_les, echeances_de
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.habilitations.roles import permet
from socle.outils.dates import age_revolu, aujourdhui
from socle.outils.texte import plier
from socle.ui.agenda import Demande, Evenement, read_events, record_shown
from villages.models import Maison, Professionnel

#: How far « À venir » looks, and how early a birthday is told.
A_VENIR = timedelta(days=2)
ANNIVERSAIRES = timedelta(days=7)
#: How long after its day a meeting nobody told is still asked about.
A_DIRE = timedelta(days=14)
#: An appointment is still shown for a while after its hour.
PASSE = timedelta(hours=2)


@dataclass
class EnfantDuSoir:
    """One child of the house on one evening."""

    enfant: Enfant
    nom: str
    absence: Absence | None = None
    note: bool = False
    allergies: list[str] = field(default_factory=list)

    @property
    def present(self) -> bool:
        return self.absence is None

    @property
    def age(self) -> str:
        naissance = self.enfant.date_naissance
        if isinstance(naissance, Illisible):
            return ""
        ans = age_revolu(naissance, aujourdhui())
        return f"{ans} an{'s' if ans > 1 else ''}" if ans else "moins d’un an"

    @property
    def mot_absence(self) -> str:
        """« Absente », « Absent »; empty when the child is there."""
        if self.absence is None:
            return ""
        return {Sexe.FILLE: "Absente", Sexe.GARCON: "Absent"}.get(self.enfant.sexe, "Absent(e)")

    @property
    def detail(self) -> str:
        """Age, what the child is allergic to, and why they are away."""
        nature = NatureAbsence(self.absence.nature).label if self.absence else ""
        allergies = f"allergie : {', '.join(self.allergies)}" if self.allergies else ""
        return " · ".join(part for part in (self.age, allergies, nature) if part)


@dataclass
class MaisonDuSoir:
    """One house on one evening, as one person may see it."""

    maison: Maison
    jour: date
    enfants: list[EnfantDuSoir]
    journal_lisible: bool
    a_venir: list[Evenement] = field(default_factory=list)
    a_dire: list[Evenement] = field(default_factory=list)
    echeances: list[Echeance] = field(default_factory=list)

    @property
    def cle(self) -> str:
        """The house, in an address."""
        return str(self.maison.pk)

    @property
    def presents(self) -> list[EnfantDuSoir]:
        return [e for e in self.enfants if e.present]

    @property
    def absents(self) -> list[EnfantDuSoir]:
        return [e for e in self.enfants if not e.present]

    @property
    def a_ecrire(self) -> list[EnfantDuSoir]:
        return [e for e in self.presents if not e.note]


@dataclass(frozen=True)
class MaisonEnBref:
    """A house in a list: counts only, no name is opened."""

    maison: Maison
    presents: int
    a_ecrire: int

    @property
    def phrase(self) -> str:
        return f"{self.a_ecrire} note{'s' if self.a_ecrire > 1 else ''} à écrire"


def ecoliers_a_noter(user: Utilisateur, enfants: Iterable[EnfantDuSoir]) -> set[UUID]:
    """Return the children of school age whose absence from school this person may note: no query."""
    writable = perimetre_de(user.pk).enfants(parse_permission("ecrire_scolarite"))
    today = aujourdhui()
    return {
        e.enfant.pk
        for e in enfants
        if e.enfant.pk in writable
        and (
            isinstance(e.enfant.date_naissance, Illisible)
            or debut_de_l_instruction(e.enfant.date_naissance) <= today
        )
    }


def maisons_visibles(user: Utilisateur, permission: str, *, jour: date | None = None) -> QuerySet[Maison]:
    """Open houses in which the person holds a permission on children: theirs, their villages',
    and those where a child entrusted to them by name lives.
    """
    parsed = parse_permission(permission)
    if parsed.action is None or parsed.categorie is None or not user.is_active:
        return Maison.objects.none()
    reach = perimetre_de(user.pk)
    miennes = {
        p.maison for p in reach.portees if p.maison and permet(p.role, parsed.action, parsed.categorie)
    }
    villages = reach.villages_de_dossier(parsed)
    regle = Q(pk__in=miennes) | Q(village_id__in=villages)
    par_nom = reach.enfants(parsed)
    par_nom -= lieux_caches(user, par_nom)
    if par_nom:
        sejours = Sejour.objects.current(jour).filter(enfant_id__in=par_nom, maison_id=OuterRef("pk"))
        regle |= Q(Exists(sejours))
    return Maison.objects.filter(regle, fermee_le__isnull=True).order_by("nom")


def prenom_de(user: Utilisateur) -> str:
    """Return how to greet the person; empty when they have no name here or it cannot be opened."""
    professionnel = Professionnel.objects.filter(compte_id=user.pk).first()
    if professionnel is None or isinstance(professionnel.prenom, Illisible):
        return ""
    return professionnel.prenom


def habitants(user: Utilisateur, maison: Maison, jour: date) -> list[EnfantDuSoir]:
    """Children who live in the house that night and whom the person may see, in alphabetical order.

    Somebody let in for two children of one house is not shown there the one whose place is kept from them.
    """
    visibles = list(Enfant.objects.visible_to(user, "lire_identite").living_in(maison.pk, jour))
    caches = lieux_caches(user, [enfant.pk for enfant in visibles])
    enfants = [enfant for enfant in visibles if enfant.pk not in caches]
    noms = noms_distincts(enfants)
    soir = [EnfantDuSoir(enfant, noms.get(enfant.pk, PHRASE_ILLISIBLE)) for enfant in enfants]
    return sorted(soir, key=lambda e: (plier(e.nom), e.enfant.pk))


def completer(user: Utilisateur, soir: list[EnfantDuSoir], jour: date) -> None:
    """Say who is away that night and who has a note."""
    dire_les_absences(user, soir, jour)
    par_id = {e.enfant.pk: e for e in soir}
    for enfant_id in _notes_du_soir(user, par_id.keys(), jour):
        par_id[enfant_id].note = True


def dire_les_absences(user: Utilisateur, soir: list[EnfantDuSoir], jour: date) -> None:
    """Say who is away that night."""
    par_id = {e.enfant.pk: e for e in soir}
    absences = Absence.objects.visible_to(user, "lire_journal").current(jour).filter(enfant_id__in=par_id)
    for absence in absences.order_by("debut", "id"):
        par_id[absence.enfant_id].absence = absence


def maison_du_soir(user: Utilisateur, maison: Maison, jour: date) -> MaisonDuSoir:
    """Everything « Ma maison » shows of one house, in a number of queries that does not grow."""
    lisible = user.has_perm("lire_journal")
    soir = habitants(user, maison, jour)
    page = MaisonDuSoir(maison, jour, soir, lisible)
    if lisible:
        completer(user, soir, jour)
    _allergies(user, soir)
    page.a_dire, page.a_venir = _agenda(user, maison, soir, jour)
    if soir:
        page.echeances = dans_les(echeances_de(user, enfants=[e.enfant.pk for e in soir]), A_VENIR)
    return page


def maisons_en_bref(user: Utilisateur, maisons: QuerySet[Maison], jour: date) -> list[MaisonEnBref]:
    """The houses of a list with how many are there and how many notes are missing.

    In alphabetical order, accents apart: never ranked.
    """
    liste = sorted(maisons, key=lambda maison: (plier(maison.nom), maison.pk))
    visibles = perimetre_de(user.pk).enfants(parse_permission("lire_journal"))
    visibles -= lieux_caches(user, visibles)
    sejours = Sejour.objects.current(jour).filter(maison__in=liste, enfant_id__in=visibles).order_by()
    maison_de = dict(sejours.values_list("enfant_id", "maison_id"))
    absents = set(
        Absence.objects.visible_to(user, "lire_journal")
        .current(jour)
        .filter(enfant_id__in=maison_de)
        .order_by()
        .values_list("enfant_id", flat=True)
    )
    notes = _notes_du_soir(user, maison_de.keys(), jour)
    presents: dict[UUID, int] = defaultdict(int)
    manquantes: dict[UUID, int] = defaultdict(int)
    for enfant_id, maison_id in maison_de.items():
        if enfant_id not in absents:
            presents[maison_id] += 1
            manquantes[maison_id] += enfant_id not in notes
    return [MaisonEnBref(m, presents[m.pk], manquantes[m.pk]) for m in liste]


# --- inside ---------------------------------------------------------------------------


def _notes_du_soir(user: Utilisateur, enfants: object, jour: date) -> set[UUID]:
    notes = NoteJournal.objects.visible_to(user, "lire_journal").standing()
    return set(
        notes.filter(enfant_id__in=list(enfants), jour=jour, nature=NatureNote.JOURNAL_DU_SOIR)  # type: ignore[call-overload]
        .order_by()
        .values_list("enfant_id", flat=True)
    )


def _allergies(user: Utilisateur, soir: list[EnfantDuSoir]) -> None:
    par_id = {e.enfant.pk: e for e in soir}
    rows = Allergie.objects.visible_to(user, "lire_soin_quotidien").current()
    for allergie in rows.filter(enfant_id__in=par_id).order_by("id"):
        par_id[allergie.enfant_id].allergies.append(str(allergie.substance))


def _agenda(
    user: Utilisateur, maison: Maison, soir: list[EnfantDuSoir], jour: date
) -> tuple[list[Evenement], list[Evenement]]:
    """What somebody must still say of the last days, and what comes within two, with the week's birthdays."""
    demande = Demande(
        user=user,
        enfants={e.enfant.pk: e.enfant for e in soir},
        noms={e.enfant.pk: e.nom for e in soir},
        maisons=frozenset([maison.pk]),
        debut=jour - A_DIRE,
        fin=jour + A_VENIR,
    )
    recent = timezone.localtime() - PASSE
    shown = [
        (source, event)
        for source, event in read_events(demande)
        if event.a_dire or (_is_coming(event, jour, recent) and event.jusqu_au is None)
    ]
    record_shown(shown)
    later = replace(demande, debut=demande.fin + timedelta(days=1), fin=jour + ANNIVERSAIRES)
    coming = [event for _, event in shown if not event.a_dire]
    return (
        [event for _, event in shown if event.a_dire],
        coming + sorted(anniversaires(later), key=lambda event: event.ordre),
    )


def _is_coming(event: Evenement, jour: date, recent: datetime) -> bool:
    if event.jour < jour or event.issue:
        return False
    return event.heure is None or timezone.make_aware(datetime.combine(event.jour, event.heure)) >= recent
