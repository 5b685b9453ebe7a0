"""« Ma maison » : who is there tonight, what is still to be written, what is coming."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from enfants.enums import EtatRendezVous, NatureAbsence, NatureNote, Sexe
from enfants.mentions import noms_distincts
from enfants.models import Absence, Allergie, Enfant, NoteJournal, RendezVous, Sejour
from enfants.selectors.evenements import Evenement, evenements_d_ailleurs
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
from socle.ui.typographie import heure_en_lettres
from villages.models import Maison, Professionnel, Relais

#: How far « À venir » looks, and how early a birthday is told.
A_VENIR = timedelta(days=2)
ANNIVERSAIRES = timedelta(days=7)


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
    anniversaires: list[Evenement] = field(default_factory=list)
    echeances: list[Echeance] = field(default_factory=list)

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
    """Children who live in the house that night and whom the person may see, in alphabetical order."""
    visibles = Enfant.objects.visible_to(user, "lire_identite").living_in(maison.pk, jour)
    enfants = list(visibles)
    noms = noms_distincts(enfants)
    soir = [EnfantDuSoir(enfant, noms.get(enfant.pk, PHRASE_ILLISIBLE)) for enfant in enfants]
    return sorted(soir, key=lambda e: (plier(e.nom), e.enfant.pk))


def completer(user: Utilisateur, soir: list[EnfantDuSoir], jour: date) -> list[Absence]:
    """Say who is away that night and who has a note; return every absence of the next two days."""
    par_id = {e.enfant.pk: e for e in soir}
    absences = list(
        Absence.objects.visible_to(user, "lire_journal")
        .filter(Q(fin__isnull=True) | Q(fin__gt=jour), enfant_id__in=par_id, debut__lte=jour + A_VENIR)
        .order_by("debut", "id")
    )
    for absence in absences:
        if absence.debut <= jour:
            par_id[absence.enfant_id].absence = absence
    for enfant_id in _notes_du_soir(user, par_id.keys(), jour):
        par_id[enfant_id].note = True
    return absences


def maison_du_soir(user: Utilisateur, maison: Maison, jour: date) -> MaisonDuSoir:
    """Everything « Ma maison » shows of one house, in a number of queries that does not grow."""
    lisible = user.has_perm("lire_journal")
    soir = habitants(user, maison, jour)
    page = MaisonDuSoir(maison, jour, soir, lisible)
    absences = completer(user, soir, jour) if lisible else []
    _allergies(user, soir)
    ailleurs = evenements_d_ailleurs(user, {e.enfant.pk: e.nom for e in soir}, jour, jour + A_VENIR)
    page.a_dire = sorted((e for e in ailleurs if e.a_dire), key=lambda e: (e.quand, plier(e.phrase)))
    page.a_venir = sorted(
        [
            *(e for e in ailleurs if not e.a_dire),
            *_mouvements(user, maison, jour),
            *_absences_a_venir(soir, absences, jour),
            *_rendez_vous(user, soir, jour),
            *_relais(maison, jour),
        ],
        key=lambda e: (e.quand, plier(e.phrase)),
    )
    page.anniversaires = _anniversaires(soir, jour)
    if soir:
        page.echeances = dans_les(echeances_de(user, enfants=[e.enfant.pk for e in soir]), A_VENIR)
    return page


def maisons_en_bref(user: Utilisateur, maisons: QuerySet[Maison], jour: date) -> list[MaisonEnBref]:
    """The houses of a list with how many are there and how many notes are missing.

    In alphabetical order, accents apart: never ranked.
    """
    liste = sorted(maisons, key=lambda maison: (plier(maison.nom), maison.pk))
    visibles = perimetre_de(user.pk).enfants(parse_permission("lire_journal"))
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


def _mouvements(user: Utilisateur, maison: Maison, jour: date) -> list[Evenement]:
    """Arrivals and departures of the next two days, of children the person already reaches."""
    horizon = jour + A_VENIR
    sejours = (
        Sejour.objects.visible_to(user, "lire_identite")
        .filter(Q(debut__gt=jour, debut__lte=horizon) | Q(fin__gt=jour, fin__lte=horizon), maison=maison)
        .select_related("enfant")
        .order_by("debut", "id")
    )
    found = []
    for sejour in sejours:
        prenom = sejour.enfant.prenom
        if sejour.debut > jour:
            found.append(Evenement(sejour.debut, "door-open", f"Arrivée : {prenom}"))
        if sejour.fin is not None and sejour.fin <= horizon:
            found.append(Evenement(sejour.fin, "door-closed", f"Départ : {prenom}"))
    return found


def _absences_a_venir(soir: list[EnfantDuSoir], absences: list[Absence], jour: date) -> list[Evenement]:
    noms = {e.enfant.pk: e.nom for e in soir}
    found = []
    for absence in absences:
        nom, nature = noms[absence.enfant_id], NatureAbsence(absence.nature).label
        if absence.debut > jour:
            found.append(Evenement(absence.debut, "luggage", f"{nom} s’absente : {nature}"))
        elif absence.fin is not None and absence.fin <= jour + A_VENIR:
            found.append(Evenement(absence.fin, "house", f"{nom} revient : {nature}"))
    return found


def _allergies(user: Utilisateur, soir: list[EnfantDuSoir]) -> None:
    par_id = {e.enfant.pk: e for e in soir}
    rows = Allergie.objects.visible_to(user, "lire_soin_quotidien").current()
    for allergie in rows.filter(enfant_id__in=par_id).order_by("id"):
        par_id[allergie.enfant_id].allergies.append(str(allergie.substance))


def _rendez_vous(user: Utilisateur, soir: list[EnfantDuSoir], jour: date) -> list[Evenement]:
    """Medical appointments from the evening's day to two days later."""
    noms = {e.enfant.pk: e.nom for e in soir}
    debut = timezone.make_aware(datetime.combine(jour, time()))
    rows = RendezVous.objects.visible_to(user, "lire_soin_quotidien").filter(
        enfant_id__in=noms,
        etat=EtatRendezVous.PREVU,
        le__gte=max(debut, timezone.now() - timedelta(hours=2)),
        le__lt=debut + A_VENIR + timedelta(days=1),
    )
    found = []
    for un in rows.order_by("le", "id"):
        quand = timezone.localtime(un.le)
        avec = f" (avec {un.accompagnant})" if un.accompagnant else ""
        phrase = f"{noms[un.enfant_id]} : {un.objet} à {heure_en_lettres(quand)}{avec}"
        found.append(Evenement(quand.date(), "stethoscope", phrase))
    return found


def _relais(maison: Maison, jour: date) -> list[Evenement]:
    """Relays that begin or end within two days: who will be there."""
    horizon = jour + A_VENIR
    relais = (
        Relais.objects.filter(maison=maison, debut__lte=horizon, fin__gte=jour, arrete_le__isnull=True)
        .select_related("professionnel")
        .order_by("debut", "id")
    )
    found = []
    for un in relais:
        prenom = un.professionnel.prenom
        if un.debut > jour:
            found.append(Evenement(un.debut, "refresh-cw", f"Relais : {prenom} arrive"))
        elif un.fin <= horizon:
            found.append(Evenement(un.fin, "refresh-cw", f"Fin du relais de {prenom}"))
    return found


def _anniversaires(soir: list[EnfantDuSoir], jour: date) -> list[Evenement]:
    found = []
    for e in soir:
        naissance = e.enfant.date_naissance
        if isinstance(naissance, Illisible):
            continue
        for ecart in range(ANNIVERSAIRES.days + 1):
            quand = jour + timedelta(days=ecart)
            if (quand.month, quand.day) == _fete(naissance, quand.year):
                ans = quand.year - naissance.year
                found.append(Evenement(quand, "cake", f"{e.nom} aura {ans} an{'s' if ans > 1 else ''}"))
    return sorted(found, key=lambda e: (e.quand, plier(e.phrase)))


def _fete(naissance: date, annee: int) -> tuple[int, int]:
    """Day a birthday is kept; someone born on 29 February keeps it on 1 March in a common year."""
    try:
        naissance.replace(year=annee)
    except ValueError:
        return 3, 1
    return naissance.month, naissance.day
