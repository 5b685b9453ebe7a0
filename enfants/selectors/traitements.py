"""« Traitements du jour »: what is to be given in a house, what was, and by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from enfants.enums import EtatPrise, GraviteAllergie, Moment
from enfants.models import Absence, Allergie, Enfant, NoteMedicale, Prise, Sejour, Traitement
from enfants.moments import PLAGES, RECUL, duree_en_mots, est_ouvert, quand, retard
from enfants.selectors.auteurs import prenoms_par_compte
from enfants.selectors.maison import EnfantDuSoir, habitants, maisons_visibles
from enfants.selectors.si_besoin import SiBesoin, si_besoin_de
from socle.comptes.models import Utilisateur
from socle.outils.dates import jour_de_soiree
from socle.outils.texte import plier
from socle.ui.typographie import heure_en_lettres
from villages.models import Maison

#: The gravest first; one whose gravity nobody said stands before one called moderate.
_RANG: dict[str, int] = {
    GraviteAllergie.GRAVE: 0,
    GraviteAllergie.A_PRECISER: 1,
    GraviteAllergie.MODEREE: 2,
}
#: State of a dose → kind of status; the word and its pictogram go with the colour.
GENRES = {
    "donnee": "fait",
    "refusee": "attention",
    "non_donnee": "attention",
    "retard": "danger",
    "ouvert": "info",
    "attente": "neutre",
}


@dataclass
class Dose:
    """One dose of the day: a treatment at a moment, and what became of it."""

    traitement: Traitement
    nom: str
    jour: date
    moment: Moment
    maintenant: datetime
    prise: Prise | None = None
    auteur: str = ""
    mienne: bool = False
    peut_donner: bool = False

    @property
    def cle(self) -> str:
        return f"{self.traitement.pk}-{self.moment}"

    @property
    def etat(self) -> str:
        if self.prise is not None:
            return self.prise.etat
        if retard(self.jour, self.moment, self.maintenant):
            return "retard"
        return "ouvert" if est_ouvert(self.jour, self.moment, self.maintenant) else "attente"

    @property
    def genre(self) -> str:
        return GENRES[self.etat]

    @property
    def attend(self) -> bool:
        """Whether it is to be given now."""
        return self.etat in {"retard", "ouvert"}

    @property
    def mot(self) -> str:
        """The state in words."""
        if self.prise is not None:
            return EtatPrise(self.prise.etat).label.capitalize()
        if self.etat == "retard":
            return f"En retard de {duree_en_mots(retard(self.jour, self.moment, self.maintenant))}"
        return "À donner" if self.etat == "ouvert" else "Plus tard"

    @property
    def detail(self) -> str:
        """« à 22 h 50 par Claire, 20 minutes après l’heure », or why it was not given."""
        if self.prise is None:
            return quand(self.jour, self.moment)
        said = f"à {heure_en_lettres(self.prise.saisie_le)} par {self.auteur}"
        if self.prise.etat != EtatPrise.DONNEE:
            return " : ".join(p for p in (f"{self.prise.mot}, {said}", str(self.prise.precision)) if p)
        late = retard(self.jour, self.moment, self.prise.saisie_le)
        return f"{said}, {duree_en_mots(late)} après l’heure limite" if late else said

    @property
    def annulable(self) -> bool:
        return self.prise is not None and self.mienne and not self.prise.est_signee


@dataclass
class MomentDuJour:
    """The doses of one moment, in the order of names."""

    moment: Moment
    jour: date
    doses: list[Dose] = field(default_factory=list)

    @property
    def titre(self) -> str:
        return self.moment.label.capitalize()

    @property
    def icone(self) -> str:
        return PLAGES[self.moment].icone

    @property
    def quand(self) -> str:
        return quand(self.jour, self.moment)

    @property
    def reste(self) -> int:
        return sum(dose.attend for dose in self.doses)

    @property
    def fini(self) -> bool:
        return all(dose.prise is not None for dose in self.doses)


@dataclass
class JourneeDeSoins:
    """The doses of one house on one day; what absent children would have had is counted apart."""

    maison: Maison
    jour: date
    moments: list[MomentDuJour]
    absents: list[tuple[EnfantDuSoir, int]]
    si_besoin: list[SiBesoin] = field(default_factory=list)

    @property
    def en_cours(self) -> list[MomentDuJour]:
        return [m for m in self.moments if not m.fini]

    @property
    def finis(self) -> list[MomentDuJour]:
        return [m for m in self.moments if m.fini]

    @property
    def reste(self) -> int:
        return sum(m.reste for m in self.moments)

    @property
    def enfants(self) -> list[UUID]:
        found = [dose.traitement.enfant_id for m in self.moments for dose in m.doses]
        found += [one.traitement.enfant_id for one in self.si_besoin]
        return list(dict.fromkeys([*found, *(e.enfant.pk for e, _ in self.absents)]))


@dataclass(frozen=True)
class SoinsEnBref:
    """A house in a list: how many doses wait, no name is opened."""

    maison: Maison
    reste: int

    @property
    def phrase(self) -> str:
        if not self.reste:
            return "Rien à donner"
        return f"{self.reste} prise{'s' if self.reste > 1 else ''} à donner"


def journee_de_soins(
    user: Utilisateur, maison: Maison, jour: date, *, soir: list[EnfantDuSoir] | None = None
) -> JourneeDeSoins:
    """Read the day of a house, in a number of queries that does not grow."""
    soir = habitants(user, maison, jour) if soir is None else soir
    par_id = {e.enfant.pk: e for e in soir}
    traitements = _treatments(user, par_id, jour)
    away = _absences(user, {t.enfant_id for t in traitements}, jour)
    prises = _doses(user, traitements, jour)
    noms = prenoms_des_auteurs(prises.values())
    open_day = jour >= jour_de_soiree() - RECUL
    writes = {e for e in par_id if open_day and user.has_perm("ecrire_soin_quotidien", par_id[e].enfant)}
    now = timezone.now()
    moments = [MomentDuJour(moment, jour) for moment in Moment]
    missed: dict[UUID, int] = defaultdict(int)
    for traitement in sorted(traitements, key=lambda t: (plier(par_id[t.enfant_id].nom), plier(str(t.nom)))):
        for du_jour in moments:
            if du_jour.moment not in traitement.moments:
                continue
            prise = prises.get((traitement.pk, du_jour.moment))
            if prise is None and traitement.enfant_id in away:
                missed[traitement.enfant_id] += 1
                continue
            du_jour.doses.append(
                Dose(
                    traitement,
                    par_id[traitement.enfant_id].nom,
                    jour,
                    du_jour.moment,
                    now,
                    prise,
                    noms.get(prise.auteur_id, "") if prise else "",
                    prise is not None and prise.auteur_id == user.pk,
                    traitement.enfant_id in writes,
                )
            )
    for enfant_id, absence in away.items():
        par_id[enfant_id].absence = absence
    absents = [(par_id[enfant_id], count) for enfant_id, count in missed.items()]
    # On demand is about now: another day's page does not offer it.
    here = [t for t in traitements if t.enfant_id not in away] if jour == jour_de_soiree() else []
    return JourneeDeSoins(
        maison,
        jour,
        [m for m in moments if m.doses],
        sorted(absents, key=lambda a: plier(a[0].nom)),
        si_besoin_de(user, here, {pk: e.nom for pk, e in par_id.items()}, peuvent=writes),
    )


def une_dose(user: Utilisateur, traitement: Traitement, nom: str, jour: date, moment: Moment) -> Dose:
    """Read one dose, as the page of the day shows it."""
    prise = (
        Prise.objects.visible_to(user, "lire_soin_quotidien")
        .standing()
        .filter(traitement=traitement, jour=jour, moment=moment)
        .first()
    )
    auteur = prenoms_des_auteurs([prise]).get(prise.auteur_id, "") if prise else ""
    return Dose(
        traitement,
        nom,
        jour,
        moment,
        timezone.now(),
        prise,
        auteur,
        prise is not None and prise.auteur_id == user.pk,
        user.has_perm("ecrire_soin_quotidien", traitement),
    )


def soins_en_bref(user: Utilisateur, jour: date) -> list[SoinsEnBref]:
    """The houses one reaches with how many doses wait; in alphabetical order, never ranked."""
    houses = sorted(
        maisons_visibles(user, "lire_soin_quotidien").select_related("village"),
        key=lambda maison: (plier(maison.nom), maison.pk),
    )
    stays = Sejour.objects.current(jour).filter(maison__in=houses).order_by()
    house_of = dict(stays.values_list("enfant_id", "maison_id"))
    treatments = _treatments(user, house_of, jour)
    away = _absences(user, {t.enfant_id for t in treatments}, jour)
    noted = _doses(user, treatments, jour)
    now = timezone.now()
    waiting: dict[UUID, int] = defaultdict(int)
    for treatment in treatments:
        if treatment.enfant_id in away:
            continue
        waiting[house_of[treatment.enfant_id]] += sum(
            (treatment.pk, moment) not in noted and est_ouvert(jour, Moment(moment), now)
            for moment in treatment.moments
        )
    return [SoinsEnBref(house, waiting[house.pk]) for house in houses]


def allergies_de(user: Utilisateur, enfants: Iterable[UUID]) -> dict[UUID, list[Allergie]]:
    """Return the allergies of children, the gravest first: one query, and one for the keys."""
    found: dict[UUID, list[Allergie]] = defaultdict(list)
    rows = (
        Allergie.objects.visible_to(user, "lire_soin_quotidien").current().filter(enfant_id__in=set(enfants))
    )
    for allergie in rows.order_by():
        found[allergie.enfant_id].append(allergie)
    for allergies in found.values():
        allergies.sort(key=lambda a: (_RANG.get(str(a.gravite), len(_RANG)), plier(str(a.substance)), a.pk))
    return dict(found)


def maison_de(enfant: Enfant, jour: date) -> Maison | None:
    """Return the house where the child lives on a day."""
    sejour = Sejour.objects.current(jour).filter(enfant=enfant).select_related("maison").first()
    return sejour.maison if sejour else None


def prenoms_des_auteurs(prises: Iterable[Prise | NoteMedicale]) -> dict[UUID, str]:
    """Return by account the first name a dose or a note is signed with."""
    return prenoms_par_compte(prise.auteur_id for prise in prises)


def _treatments(user: Utilisateur, enfants: Iterable[UUID], jour: date) -> list[Traitement]:
    rows = Traitement.objects.visible_to(user, "lire_soin_quotidien").current(jour)
    return list(rows.filter(enfant_id__in=list(enfants)).order_by("id"))


def _absences(user: Utilisateur, enfants: set[UUID], jour: date) -> dict[UUID, Absence]:
    rows: QuerySet[Absence] = Absence.objects.visible_to(user, "lire_journal").current(jour)
    return {absence.enfant_id: absence for absence in rows.filter(enfant_id__in=enfants).order_by()}


def _doses(user: Utilisateur, treatments: list[Traitement], jour: date) -> dict[tuple[UUID, str], Prise]:
    rows = Prise.objects.visible_to(user, "lire_soin_quotidien").standing()
    found = rows.filter(traitement__in=treatments, jour=jour).order_by()
    return {(prise.traitement_id, prise.moment): prise for prise in found if prise.moment is not None}
