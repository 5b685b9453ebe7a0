"""What the organisation's screens show: a village tonight, its people, its on-call roster."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format

from socle.chiffrement.values import PHRASE_ILLISIBLE, Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.roles import PERIMETRES, ROLES_DU_SIEGE, Capacite, Perimetre, Role
from socle.outils.dates import aujourdhui
from socle.outils.texte import plier
from villages.accueil import accueil
from villages.models import Affectation, Astreinte, Maison, Professionnel, Relais, Village
from villages.selectors.places import Places, places_des_maisons

#: How far ahead a page tells what is planned.
ENSUITE = timedelta(days=14)


def nom_de(professionnel: Professionnel) -> str:
    """Return « Claire Renaud », or the sentence that says the name cannot be opened."""
    prenom, nom = professionnel.prenom, professionnel.nom
    if isinstance(prenom, Illisible) or isinstance(nom, Illisible):
        return PHRASE_ILLISIBLE
    return f"{prenom} {nom}"


def par_nom(people: Iterable[Professionnel]) -> list[Professionnel]:
    """Sort by surname then first name; made here, since names are sealed."""
    return sorted(people, key=lambda p: (plier(f"{p.nom} {p.prenom}"), p.pk))


@dataclass(frozen=True)
class LigneRelais:
    """A relay now or soon."""

    relais: Relais
    nom: str
    en_cours: bool


@dataclass
class MaisonVue:
    """One house of the village page."""

    maison: Maison
    occupation: int
    places: int
    #: « 6 places à partir du 1 janvier 2027 »
    places_prevues: list[str] = field(default_factory=list)
    equipe: list[tuple[str, str]] = field(default_factory=list)
    relais: list[LigneRelais] = field(default_factory=list)

    @property
    def fermee(self) -> bool:
        return self.maison.fermee_le is not None and self.maison.fermee_le <= aujourdhui()

    @property
    def etat(self) -> str:
        if self.fermee:
            return "Fermée"
        if self.maison.ouverte_le is not None and self.maison.ouverte_le > aujourdhui():
            return "Pas encore ouverte"
        libres = self.places - self.occupation
        if libres < 0:
            return f"{-libres} au-delà des places"
        return (
            "Complète"
            if libres == 0
            else f"{libres} place{'s' if libres > 1 else ''} libre{'s' if libres > 1 else ''}"
        )

    @property
    def genre(self) -> str:
        if self.fermee:
            return "neutre"
        return "attention" if self.occupation > self.places else "info"


@dataclass(frozen=True)
class LigneAstreinte:
    """One line of the roster."""

    astreinte: Astreinte
    nom: str
    en_cours: bool


@dataclass
class VillageVu:
    """A village tonight: houses, team, who is on call."""

    village: Village
    maisons: list[MaisonVue]
    equipe: list[tuple[str, list[str]]]
    maintenant: list[LigneAstreinte]
    ensuite: list[LigneAstreinte]


def village_vu(village: Village) -> VillageVu:
    """Read the whole page, in a number of queries that does not grow with the houses."""
    today = aujourdhui()
    # The database may sort accents last; people do not.
    maisons = sorted(Maison.objects.filter(village=village), key=lambda maison: plier(maison.nom))
    affectations = _with_people(Affectation.objects.current().filter(village=village))
    relais = _with_people(
        Relais.objects.not_over()
        .filter(maison__village=village, debut__lte=today + ENSUITE)
        .order_by("debut", "id")
    )
    occupation = accueil().occupation([maison.pk for maison in maisons])
    places = places_des_maisons([maison.pk for maison in maisons])
    vues = {
        m.pk: MaisonVue(
            m, occupation.get(m.pk, 0), places.le(m.pk, today), places_prevues(places, m.pk, today)
        )
        for m in maisons
    }
    equipe: dict[str, set[str]] = {}
    for affectation in affectations:
        role, nom = Role(affectation.role), nom_de(affectation.professionnel)
        if affectation.maison_id is not None:
            vues[affectation.maison_id].equipe.append((nom, str(role.label)))
        else:
            equipe.setdefault(str(role), set()).add(nom)
    for un in relais:
        vues[un.maison_id].relais.append(LigneRelais(un, nom_de(un.professionnel), un.debut <= today))
    lignes = roster(village, jusqu_au=today + ENSUITE)
    return VillageVu(
        village,
        list(vues.values()),
        [(str(role.label), sorted(equipe[role], key=plier)) for role in Role if role in equipe],
        [ligne for ligne in lignes if ligne.en_cours],
        [ligne for ligne in lignes if not ligne.en_cours],
    )


def places_prevues(places: Places, maison: UUID, jour: date) -> list[str]:
    """Say the numbers of places that will hold later."""
    return [
        f"{nombre} place{'s' if nombre > 1 else ''} à partir du {date_format(day, 'j F Y')}"
        for day in places.changements(maison, jour, None)
        for nombre in [places.le(maison, day)]
    ]


def roster(village: Village, *, jusqu_au: date | None = None) -> list[LigneAstreinte]:
    """Return the on-call duties in force and to come, in order."""
    today = aujourdhui()
    found = Astreinte.objects.not_over().filter(village=village).order_by("debut", "rang", "id")
    if jusqu_au is not None:
        found = found.filter(debut__lte=jusqu_au)
    return [LigneAstreinte(a, nom_de(a.professionnel), a.debut <= today) for a in _with_people(found)]


def _with_people(rows: QuerySet) -> QuerySet:
    return rows.select_related("professionnel")


@dataclass
class ProfessionnelVu:
    """A person in the list: their name, what they do today, and the codes and places to filter by."""

    professionnel: Professionnel
    nom: str
    roles: list[str] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    lieux: dict[str, str] = field(default_factory=dict)


def professionnels_vus(people: Collection[Professionnel]) -> list[ProfessionnelVu]:
    """Return people in alphabetical order with their roles today: one query more."""
    vus = {p.pk: ProfessionnelVu(p, nom_de(p)) for p in par_nom(people)}
    current = (
        Affectation.objects.current().filter(professionnel_id__in=vus).select_related("village", "maison")
    )
    for affectation in current.order_by("debut", "id"):
        vu = vus[affectation.professionnel_id]
        if (said := lieu_et_role(affectation)) not in vu.roles:
            vu.roles.append(said)
        vu.codes.add(affectation.role)
        vu.lieux |= {str(p.pk): p.nom for p in (affectation.village, affectation.maison) if p is not None}
    return list(vus.values())


def lieu_et_role(affectation: Affectation) -> str:
    """Return « éducateur familial, Les Tilleuls » : the role, and its house or its village."""
    lieu = affectation.maison or affectation.village
    label = str(Role(affectation.role).label)
    return f"{label}, {lieu.nom}" if lieu is not None else label


@dataclass(frozen=True)
class LigneAffectation:
    """One assignment on a person's page."""

    affectation: Affectation
    titre: str
    enfant: str
    passee: bool
    future: bool
    peut_terminer: bool


def affectations_vues(user: Utilisateur, professionnel: Professionnel) -> list[LigneAffectation]:
    """Return a person's assignments, the current ones first.

    A child of reference is named to whoever may read their identity, and to nobody else.
    """
    today = aujourdhui()
    rows = list(professionnel.affectations.select_related("village", "maison").order_by("-debut", "-id"))
    prenoms = accueil().prenoms(user, {row.enfant_id for row in rows if row.enfant_id})
    lignes = [
        LigneAffectation(
            affectation=row,
            titre=lieu_et_role(row),
            enfant=_enfant(row.enfant_id, prenoms),
            passee=row.fin is not None and row.fin < today,
            future=row.debut > today,
            peut_terminer=_may_end(user, row),
        )
        for row in rows
    ]
    return sorted(lignes, key=lambda ligne: ligne.passee)


def _enfant(ident: UUID | None, prenoms: Mapping[UUID, str]) -> str:
    return "" if ident is None else prenoms.get(ident, "un enfant")


def _may_end(user: Utilisateur, affectation: Affectation) -> bool:
    if affectation.role in ROLES_DU_SIEGE:
        return user.has_perm(Capacite.AFFECTER_DIRECTION)
    return user.has_perm(Capacite.AFFECTER, affectation)


def roles_a_donner(user: Utilisateur) -> list[Role]:
    """Return the roles this person may give by an assignment."""
    ailleurs = {Perimetre.ASTREINTE, Perimetre.EXCEPTION, Perimetre.SOI}
    siege, direction = user.has_perm(Capacite.AFFECTER_DIRECTION), user.has_perm(Capacite.AFFECTER)
    return [
        role
        for role in Role
        if PERIMETRES[role] not in ailleurs and (siege if role in ROLES_DU_SIEGE else direction)
    ]
