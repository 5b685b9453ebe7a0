"""Who is named on a paper about an incident, and by which words the others stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase
from uuid import UUID

from django.db.models import Q

from enfants.models import Enfant
from enfants.selectors.auteurs import FONCTIONS
from protection.caviardage import Caviardage
from protection.enums import RoleDansIncident
from protection.models import Incident, PersonneConcernee
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Role
from socle.outils.texte import mots_plies
from villages.models import Affectation, Astreinte, Professionnel, Relais
from villages.selectors.ecrans import nom_de

#: What a staff member whom the incident does not name becomes, whoever declared it being one of them.
DU_PERSONNEL = "un membre du personnel"
#: « mère » in « la mère de Léa »: who a person is to a child, said without their name.
_LIENS = {
    "mere": "mère", "maman": "mère", "pere": "père", "papa": "père", "parent": "parent", "parents": "parents",
    "frere": "frère", "soeur": "sœur", "oncle": "oncle", "tante": "tante", "cousin": "cousin", "cousine": "cousine",
    "voisin": "voisin", "voisine": "voisine", "ami": "ami", "amie": "amie", "professeur": "professeur",
    "enseignant": "enseignant", "enseignante": "enseignante", "chauffeur": "chauffeur", "animateur": "animateur",
    "animatrice": "animatrice", "educateur": "éducateur", "educatrice": "éducatrice",
}  # fmt: skip


@dataclass(frozen=True)
class Designation:
    """Somebody as a paper calls them; ``naissance`` only where they are named."""

    mots: str
    role: str
    naissance: str = ""


@dataclass(frozen=True)
class Personnes:
    """The people of one incident as one paper names them, and what it takes out of texts."""

    designations: list[Designation]
    enfants: dict[UUID, str]
    caviarder: Caviardage
    victimes: int
    exposees: int


def designer(user: Utilisateur, incident: Incident, *, noms: bool) -> Personnes:
    """Return how a paper names people; ``noms``: every child, relative and implicated person by name.

    Victims are always named, other professionals never: were only who declared left out, their absence
    would tell (CASF L313-24, certainty V09). A child this reader is denied is named on no paper of theirs.
    Names are read as the system, for these ids and the village's staff alone.
    """
    rows = list(PersonneConcernee.objects.filter(incident=incident))
    denied = perimetre_de(user.pk).exceptions.refus
    with acting_as_system(raison="noms des personnes d’un incident"):
        recorded = {r.professionnel_id for r in rows if r.professionnel_id}
        children = {e.pk: e for e in Enfant.objects.filter(pk__in={r.enfant_id for r in rows if r.enfant_id})}
        staff = {p.pk: p for p in _staff(incident, recorded)}
        functions = _functions(incident, recorded)
        nommer = _Nommer(children, staff, functions, denied, noms)
        return nommer(rows)


class _Nommer:
    """One paper's choice of words; it meets people in the order they were recorded."""

    def __init__(
        self,
        children: dict[UUID, Enfant],
        staff: dict[UUID, Professionnel],
        functions: dict[UUID, str],
        denied: Iterable[UUID],
        noms: bool,
    ) -> None:
        self.children, self.staff, self.functions = children, staff, functions
        self.denied, self.noms = set(denied), noms
        self.caviarder = Caviardage()
        self.mots: dict[UUID, str] = {}
        self.nommes: set[UUID] = set()
        self.autres_enfants = self.professionnels = self.tiers = 0

    def __call__(self, rows: list[PersonneConcernee]) -> Personnes:
        # Who is named first: a name that is kept is kept for everybody who bears it.
        self._keep(rows)
        designations = [self._designate(row) for row in rows]
        recorded = {row.professionnel_id for row in rows}
        for pk, pro in self.staff.items():
            if pk not in recorded:
                self._hide(pro, DU_PERSONNEL, prudent=True)
        return Personnes(
            designations=designations,
            enfants=self.mots,
            caviarder=self.caviarder,
            victimes=sum(row.role == RoleDansIncident.VICTIME for row in rows),
            exposees=sum(row.role in {RoleDansIncident.TEMOIN, RoleDansIncident.PRESENT} for row in rows),
        )

    def _keep(self, rows: list[PersonneConcernee]) -> None:
        victims = {row.enfant_id for row in rows if row.role == RoleDansIncident.VICTIME}
        accused = {row.professionnel_id for row in rows if row.role == RoleDansIncident.MIS_EN_CAUSE}
        for pk, child in self.children.items():
            if pk not in self.denied and (self.noms or pk in victims):
                self._name(child, f"{child.prenom} {child.nom}")
        for pk, pro in self.staff.items():
            if self.noms and pk in accused:
                self._name(pro, nom_de(pro))
        for row in rows:
            if self.noms and not row.enfant_id and not row.professionnel_id:
                self.caviarder.garder(str(row.nom), "")

    def _name(self, somebody: Enfant | Professionnel, mots: str) -> None:
        self.nommes.add(somebody.pk)
        self.mots[somebody.pk] = mots
        self.caviarder.garder(str(somebody.prenom), str(somebody.nom))

    def _hide(self, somebody: Enfant | Professionnel, mots: str, *, prudent: bool = False) -> None:
        # The sentence that says a name cannot be opened is nobody's name.
        if not isinstance(somebody.prenom, Illisible) and not isinstance(somebody.nom, Illisible):
            self.caviarder.cacher(str(somebody.prenom), str(somebody.nom), mots, prudent=prudent)

    def _designate(self, row: PersonneConcernee) -> Designation:
        role = str(row.get_role_display())
        if row.enfant_id:
            return self._child(self.children[row.enfant_id], role)
        if row.professionnel_id:
            return self._professional(self.staff[row.professionnel_id], role)
        return Designation(self._somebody(row), role)

    def _child(self, child: Enfant, role: str) -> Designation:
        if child.pk not in self.mots:
            self.mots[child.pk] = f"un autre enfant ({_letter(self.autres_enfants)})"
            self.autres_enfants += 1
            self._hide(child, self.mots[child.pk])
        birth = child.date_naissance
        known = child.pk in self.nommes and isinstance(birth, date)
        return Designation(self.mots[child.pk], role, f"{birth:%d/%m/%Y}" if known else "")

    def _professional(self, pro: Professionnel, role: str) -> Designation:
        if pro.pk not in self.mots:
            self.professionnels += 1
            function = self.functions.get(pro.pk, "")
            inside = ", ".join(part for part in (f"P{self.professionnels}", function) if part)
            self.mots[pro.pk] = f"un professionnel ({inside})"
            self._hide(pro, self.mots[pro.pk])
        return Designation(self.mots[pro.pk], role)

    def _somebody(self, row: PersonneConcernee) -> str:
        said = str(row.nom).strip()
        if not said:
            return "on ne sait pas qui"
        if self.noms:
            return said
        self.tiers += 1
        link = next((_LIENS[mot] for mot in mots_plies(said) if mot in _LIENS), "")
        mots = f"une personne ({', '.join(part for part in (f'T{self.tiers}', link) if part)})"
        self.caviarder.cacher_texte(said, mots)
        return mots


def _letter(rank: int) -> str:
    """A to Z, then AA, AB…: thirty children may be in it."""
    head, tail = divmod(rank, 26)
    return (ascii_uppercase[head - 1] if head else "") + ascii_uppercase[tail]


def _staff(incident: Incident, recorded: set[UUID]) -> Iterable[Professionnel]:
    """Return who works or worked in the village or for the association: who declared is one of them."""
    village = incident.village_id
    assigned = Affectation.objects.filter(Q(village=village) | Q(village__isnull=True))
    relieving = Relais.objects.filter(maison__village=village)
    on_call = Astreinte.objects.filter(village=village)
    known = Q(pk__in=recorded)
    for rows in (assigned, relieving, on_call):
        known |= Q(pk__in=rows.order_by().values("professionnel_id"))
    return Professionnel.objects.filter(known).order_by("id")


def _functions(incident: Incident, recorded: set[UUID]) -> dict[UUID, str]:
    """Return what each did when the village knew, the latest assignment first."""
    day = incident.connu_le.date()
    rows = Affectation.objects.filter(
        Q(fin__isnull=True) | Q(fin__gte=day), professionnel__in=recorded, debut__lte=day
    )
    found: dict[UUID, str] = {}
    for pk, role in rows.order_by("-debut", "-id").values_list("professionnel_id", "role"):
        found.setdefault(pk, fonction_de(Role(role)))
    return found


def fonction_de(role: Role) -> str:
    """Return the words of a function, which do not guess a gender."""
    return FONCTIONS.get(role, str(role.label))
