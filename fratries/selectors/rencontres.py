"""Meetings: what the rules of visiting rights give, merged with what people said of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from enfants.mentions import noms_distincts
from enfants.models import Enfant
from fratries.enums import Contact, DuFaitDe, EtatRencontre, GenreRencontre
from fratries.models import DroitVisite, LienFamilial, MembreFratrie, Proche, Rencontre
from fratries.rythmes import jours_de
from fratries.selectors.mots import lien_en_mot, nom_de
from fratries.selectors.situation import Situation, empechement, situations_de
from socle.chiffrement.values import PHRASE_ILLISIBLE
from socle.comptes.models import Utilisateur
from socle.outils.dates import aujourdhui
from socle.ui.typographie import heure_en_lettres

LIT = "lire_famille"
#: How long after its day a meeting nobody told is still asked about.
A_DIRE = timedelta(days=14)

#: Somebody whose tie to the child was taken back: nobody reads their name here any more.
RETIRE = "une personne retirée du dossier"

ICONES: dict[str, str] = {
    GenreRencontre.VISITE: "users-round",
    GenreRencontre.SORTIE: "footprints",
    GenreRencontre.HEBERGEMENT: "luggage",
    GenreRencontre.APPEL: "phone",
    GenreRencontre.VISIO: "video",
    GenreRencontre.COURRIER: "mail",
}
_ETATS = {
    EtatRencontre.PREVUE: ("info", "calendar-days"),
    EtatRencontre.TENUE: ("fait", "circle-check"),
    EtatRencontre.MANQUEE: ("attention", "circle-x"),
    EtatRencontre.ANNULEE: ("neutre", "circle-x"),
    EtatRencontre.DEPLACEE: ("neutre", "calendar-sync"),
}


def peut_constater(user: Utilisateur, enfant: Enfant) -> bool:
    """Whether the person may say what came of a child's meetings.

    Who writes the family; or who reads it and writes the child's evenings: what one saw that day is a
    fact of the house, rights and plans are not.
    """
    return user.has_perm("ecrire_famille", enfant) or (
        user.has_perm(LIT, enfant) and user.has_perm("ecrire_journal", enfant)
    )


@dataclass(frozen=True)
class RencontreVue:
    """One meeting as a list shows it: computed from a right, or told. It holds no address."""

    enfant: UUID
    nom: str
    jour: date
    genre: GenreRencontre
    avec: list[str]
    etat: EtatRencontre
    heure_debut: time | None = None
    heure_fin: time | None = None
    nuits: int = 0
    mediatisee: bool = False
    rencontre: Rencontre | None = None
    droit: DroitVisite | None = None
    prevue_le: date | None = None
    empechement: str = ""
    proches: list[UUID] = field(default_factory=list)

    @property
    def titre(self) -> str:
        """« Visite avec Nadia Carpentier (mère) »."""
        who = self.avec or ["quelqu’un"]
        names = who[0] if len(who) == 1 else f"{', '.join(who[:-1])} et {who[-1]}"
        return f"{str(self.genre.label).capitalize()} avec {names}"

    @property
    def horaire(self) -> str:
        """« de 14 h 00 à 17 h 00 », « 2 nuits »."""
        parts = []
        if self.heure_debut is not None:
            start = heure_en_lettres(self.heure_debut)
            end = self.heure_fin
            parts.append(f"de {start} à {heure_en_lettres(end)}" if end and not self.nuits else f"à {start}")
        if self.nuits:
            parts.append(f"{self.nuits} nuit{'s' if self.nuits > 1 else ''}")
        if self.mediatisee:
            parts.append("en présence d’un tiers")
        return ", ".join(parts)

    @property
    def statut(self) -> tuple[str, str, str]:
        """Kind, word and pictogram of what came of it."""
        if self.empechement:
            return "danger", "Contact interdit", "hand"
        if self.a_dire:
            return "attention", "À dire", "circle-question-mark"
        genre, icone = _ETATS[self.etat]
        word = str(self.etat.label).capitalize()
        if self.rencontre is not None and self.rencontre.du_fait_de:
            word += f" : {DuFaitDe(self.rencontre.du_fait_de).label}"
        return genre, word, icone

    @property
    def icone(self) -> str:
        return ICONES[self.genre]

    @property
    def a_dire(self) -> bool:
        """Whether its day has come and nobody said what came of it."""
        return self.etat is EtatRencontre.PREVUE and self.jour <= aujourdhui()

    @property
    def jour_iso(self) -> str:
        return (self.prevue_le or self.jour).isoformat()

    @property
    def adresse(self) -> str:
        """The page of the meeting, or of that day of its right; it names nobody."""
        if self.rencontre is not None:
            return reverse("fratries:rencontre", args=[self.rencontre.pk])
        page = reverse("fratries:occurrence", args=[self.droit.pk if self.droit is not None else ""])
        return f"{page}?jour={self.jour_iso}"


@dataclass(frozen=True)
class Entourage:
    """Names by id: relatives with what they are to each child, and siblings by their group."""

    proches: dict[UUID, Proche]
    mots: dict[tuple[UUID, UUID], str]
    membres: dict[UUID, str]

    def noms(self, enfant: UUID, proches: Iterable[UUID], membres: Iterable[UUID] = ()) -> list[str]:
        found = []
        for pk in proches:
            word = self.mots.get((enfant, pk), "")
            name = nom_de(self.proches[pk]) if pk in self.proches else RETIRE
            found.append(f"{name} ({word})" if word else name)
        return found + [self.membres.get(pk, RETIRE) for pk in membres]


def entourage_de(
    user: Utilisateur, proches: set[UUID], membres: set[UUID], enfants: Collection[UUID]
) -> Entourage:
    """Return the names this person may read: two queries and the keys."""
    ties = LienFamilial.objects.visible_to(user, LIT).filter(proche_id__in=proches, enfant_id__in=enfants)
    people: dict[UUID, Proche] = {}
    words: dict[tuple[UUID, UUID], str] = {}
    for tie in ties.select_related("proche").order_by("id"):
        people[tie.proche_id] = tie.proche
        if tie.enfant_id is not None:
            words[tie.enfant_id, tie.proche_id] = lien_en_mot(tie.nature, tie.proche.sexe)
    rows = MembreFratrie.objects.visible_to(user, "lire_identite").filter(pk__in=membres)
    return Entourage(people, words, {m.pk: str(m.prenom) or "Sans prénom connu" for m in rows})


def rencontres_entre(
    user: Utilisateur, enfants: Collection[UUID], debut: date, fin: date
) -> list[RencontreVue]:
    """Return every meeting of some children from a day to another, both included, in order.

    The days of the rights that give something, and the meetings told or planned one by one. Of a child
    whose family one may not read, nothing; of a place, nothing ever. Eight queries and the keys.
    """
    children = {e.pk: e for e in Enfant.objects.visible_to(user, LIT).filter(pk__in=list(enfants)).order_by()}
    if not children:
        return []
    rights = list(
        DroitVisite.objects.visible_to(user, LIT)
        .filter(
            Q(fin__isnull=True) | Q(fin__gte=debut),
            enfant_id__in=children,
            jour__isnull=False,
            debut__lte=fin,
        )
        .order_by("id")
    )
    told = list(
        Rencontre.objects.visible_to(user, LIT)
        .filter(
            Q(jour__gte=debut, jour__lte=fin) | Q(prevue_le__gte=debut, prevue_le__lte=fin),
            enfant_id__in=children,
        )
        .order_by("jour", "id")
    )
    if not rights and not told:
        return []
    names = noms_distincts(children.values())
    around = entourage_de(
        user,
        {r.proche_id for r in rights} | {pk for t in told for pk in t.proches},
        {pk for t in told for pk in t.membres},
        children,
    )
    situations = situations_de(list(children.values()))
    known = {(t.droit_id, t.prevue_le) for t in told}
    found = [
        _vue(t, names.get(t.enfant_id, PHRASE_ILLISIBLE), around, situations[t.enfant_id])
        for t in told
        if debut <= t.jour <= fin
    ]
    for right in rights:
        rythme = right.rythme
        for day in jours_de(rythme, debut, fin) if rythme is not None else []:
            if (right.pk, day) not in known and not empechement(right, day, situations[right.enfant_id]):
                found.append(_occurrence(right, day, names.get(right.enfant_id, PHRASE_ILLISIBLE), around))
    return sorted(found, key=_ordre)


def rencontre_vue(user: Utilisateur, rencontre: Rencontre) -> RencontreVue:
    """Return one meeting with the names this person may read."""
    around = entourage_de(user, set(rencontre.proches), set(rencontre.membres), [rencontre.enfant_id])
    situation = situations_de([rencontre.enfant])[rencontre.enfant_id]
    return _vue(rencontre, str(rencontre.enfant.prenom), around, situation)


def occurrence_vue(user: Utilisateur, droit: DroitVisite, jour: date) -> RencontreVue:
    """Return one day of a right, told or not, with why it gives nothing when it does not."""
    known = Rencontre.objects.visible_to(user, LIT).filter(droit=droit, prevue_le=jour).first()
    if known is not None:
        known.enfant = droit.enfant
        return rencontre_vue(user, known)
    around = entourage_de(user, {droit.proche_id}, set(), [droit.enfant_id])
    rythme = droit.rythme
    reason = empechement(droit, jour, situations_de([droit.enfant])[droit.enfant_id])
    if rythme is None or jours_de(rythme, jour, jour) != [jour]:
        reason = reason or "Ce droit ne prévoit rien ce jour-là."
    return _occurrence(droit, jour, str(droit.enfant.prenom), around, reason)


def a_dire(vues: Iterable[RencontreVue]) -> list[RencontreVue]:
    """Keep the meetings whose day has come and of which nobody said anything, oldest first."""
    return [vue for vue in vues if vue.a_dire]


def _vue(rencontre: Rencontre, nom: str, around: Entourage, situation: Situation) -> RencontreVue:
    reason = ""
    planned = rencontre.etat == EtatRencontre.PREVUE
    if planned and any(
        situation.contact(pk, rencontre.genre, rencontre.jour) == Contact.INTERDIT for pk in rencontre.proches
    ):
        reason = "Ce contact est maintenant interdit : la rencontre ne peut pas avoir lieu."
    return RencontreVue(
        enfant=rencontre.enfant_id,
        nom=nom,
        jour=rencontre.jour,
        genre=GenreRencontre(rencontre.genre),
        avec=around.noms(rencontre.enfant_id, rencontre.proches, rencontre.membres),
        etat=EtatRencontre(rencontre.etat),
        heure_debut=rencontre.heure_debut,
        heure_fin=rencontre.heure_fin,
        nuits=rencontre.nuits,
        mediatisee=rencontre.mediatisee,
        rencontre=rencontre,
        droit=None,
        prevue_le=rencontre.prevue_le,
        empechement=reason,
        proches=list(rencontre.proches),
    )


def _occurrence(
    droit: DroitVisite, jour: date, nom: str, around: Entourage, empechement: str = ""
) -> RencontreVue:
    return RencontreVue(
        enfant=droit.enfant_id,
        nom=nom,
        jour=jour,
        genre=GenreRencontre(droit.genre),
        avec=around.noms(droit.enfant_id, [droit.proche_id]),
        etat=EtatRencontre.PREVUE,
        heure_debut=droit.heure_debut,
        heure_fin=droit.heure_fin,
        nuits=droit.nuits,
        mediatisee=droit.mediatisee,
        droit=droit,
        prevue_le=jour,
        empechement=empechement,
        proches=[droit.proche_id],
    )


def _ordre(vue: RencontreVue) -> tuple[date, time, str, str]:
    return vue.jour, vue.heure_debut or time(), vue.nom, vue.titre
