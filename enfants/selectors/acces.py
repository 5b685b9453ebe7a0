"""« Qui peut voir ce dossier ? » and the exceptions of a child's file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from enfants.models import AccesExceptionnel, AccordEnfant, Enfant, RefusEnfant, Sejour
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.libelles import (
    LIBELLES_ACTIONS,
    LIBELLES_CATEGORIES,
    LIBELLES_RESERVES,
    droits_par_action,
)
from socle.habilitations.perimetre import HORS_BRIS_DE_GLACE, perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.habilitations.roles import MATRICE, PERIMETRES, Action, Capacite, Droit, Perimetre, Role
from socle.outils.dates import aujourdhui
from socle.outils.declarations import Categorie
from socle.outils.texte import plier
from socle.ui.typographie import heure_en_lettres
from villages.enums import NatureTitre
from villages.models import Maison, Village
from villages.selectors import Titre, noms_des_comptes, titres_sur


class Groupe(StrEnum):
    """Why a person is near a child, in the order of the page."""

    MAISON = "Dans sa maison"
    REFERENCE = "Autour de l’enfant"
    VILLAGE = "Au village"
    EXCEPTION = "Par exception"
    SOI = "L’enfant"


@dataclass
class Lecteur:
    """One person who reaches the child today: why, and what is open to them."""

    compte: UUID
    nom: str
    groupe: Groupe
    raisons: list[str]
    droits: list[tuple[str, str]]


@dataclass
class _Dossier:
    """What is gathered about one account before it is worded."""

    groupes: set[Groupe] = field(default_factory=set)
    raisons: list[str] = field(default_factory=list)
    droits: dict[Categorie, set[Droit]] = field(default_factory=lambda: defaultdict(set))

    def add(self, groupe: Groupe, raison: str) -> None:
        self.groupes.add(groupe)
        self.raisons.append(raison)

    def add_role(self, role: Role) -> None:
        for categorie, droits in MATRICE[role].items():
            self.droits[categorie] |= droits


_GROUPES = {
    Perimetre.MAISON: Groupe.MAISON,
    Perimetre.REFERENCE: Groupe.REFERENCE,
    Perimetre.VILLAGE: Groupe.VILLAGE,
    Perimetre.ASTREINTE: Groupe.VILLAGE,
}


def lecteurs_de(enfant_id: UUID) -> list[Lecteur]:
    """Return every account that reaches one child today, by group then by name.

    The inverse of the reach of a person, computed as a named system act: the page shows people
    the reader has no right over. A denied person is absent, and nothing says why. The caller has
    checked that the reader may ask about this child.
    """
    with acting_as_system(raison="qui peut voir ce dossier"):
        village_id, compte_id = Enfant.objects.values_list("village_id", "compte_id").get(pk=enfant_id)
        maison_id = (
            Sejour.objects.current().filter(enfant_id=enfant_id).values_list("maison_id", flat=True).first()
        )
        found: dict[UUID, _Dossier] = defaultdict(_Dossier)
        _add_titles(found, titres_sur(enfant_id, village_id, maison_id))
        _add_exceptions(found, enfant_id)
        if compte_id is not None:
            found[compte_id].add(Groupe.SOI, "son propre dossier")
            found[compte_id].add_role(Role.ENFANT)
        refused = set(
            RefusEnfant.objects.current()
            .filter(enfant_id=enfant_id)
            .order_by()
            .values_list("utilisateur_id", flat=True)
        )
        logins = dict(
            Utilisateur.objects.filter(pk__in=set(found) - refused, is_active=True).values_list(
                "id", "identifiant"
            )
        )
        names = noms_des_comptes(logins)
    order = list(Groupe)
    readers = [
        Lecteur(
            compte=compte,
            nom="L’enfant" if compte == compte_id else names.get(compte, login),
            groupe=min(found[compte].groupes, key=order.index),
            raisons=found[compte].raisons,
            droits=droits_par_action(found[compte].droits),
        )
        for compte, login in logins.items()
    ]
    return sorted(readers, key=lambda r: (order.index(r.groupe), plier(r.nom), r.compte))


def _add_titles(found: dict[UUID, _Dossier], titres: list[Titre]) -> None:
    maisons = dict(
        Maison.objects.filter(pk__in={t.portee.maison for t in titres if t.portee.maison}).values_list(
            "id", "nom"
        )
    )
    villages = dict(
        Village.objects.filter(pk__in={t.portee.lieu for t in titres if t.portee.lieu}).values_list(
            "id", "nom"
        )
    )
    for titre in sorted(titres, key=lambda t: t.debut):
        portee = titre.portee
        person = found[titre.compte]
        if portee.maison:
            place = maisons[portee.maison]
        elif portee.enfant:
            place = "enfant de référence"
        else:
            place = villages[portee.lieu] if portee.lieu else ""
        person.add(_GROUPES[PERIMETRES[portee.role]], _reason(titre, place))
        person.add_role(portee.role)


def _reason(titre: Titre, place: str) -> str:
    if titre.nature is NatureTitre.RELAIS and titre.fin is not None:
        return f"relais ({place}), du {_day(titre.debut)} au {_day(titre.fin)}, nuit comprise"
    if titre.nature is NatureTitre.ASTREINTE and titre.fin is not None:
        return f"cadre d’astreinte ({place}), du {_day(titre.debut)} au {_day(titre.fin)}, nuit comprise"
    until = f", jusqu’au {_day(titre.fin)}" if titre.fin else ""
    return f"{titre.portee.role.label} ({place}), depuis le {_day(titre.debut)}{until}"


def _add_exceptions(found: dict[UUID, _Dossier], enfant_id: UUID) -> None:
    accords = AccordEnfant.objects.current().filter(content_object_id=enfant_id).order_by("fin", "id")
    ends: dict[UUID, date] = {}
    for compte, codename, fin in accords.values_list("user_id", "permission__codename", "fin"):
        action, categorie, reserve = parse_permission(codename).on_category()
        found[compte].droits[categorie].add(Droit(action, reserve))
        ends[compte] = fin
    for compte, fin in ends.items():
        found[compte].add(Groupe.EXCEPTION, f"accord donné jusqu’au {_day(fin)}")
    now = timezone.now()
    opened = AccesExceptionnel.objects.filter(enfant_id=enfant_id, ouvert_le__lte=now, expire_le__gt=now)
    for compte, expire in opened.order_by("expire_le").values_list("utilisateur_id", "expire_le"):
        found[compte].add(Groupe.EXCEPTION, f"accès exceptionnel ouvert jusqu’au {_moment(expire)}")
        for categorie in set(LIBELLES_CATEGORIES) - HORS_BRIS_DE_GLACE:
            found[compte].droits[categorie].add(Droit(Action.LIRE))


def _day(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {date_format(day, 'F Y')}"


def _moment(moment: datetime) -> str:
    return f"{_day(timezone.localtime(moment).date())} à {heure_en_lettres(moment)}"


# --- exceptions -----------------------------------------------------------------------


def enfants_administres(user: Utilisateur, capacite: Capacite) -> QuerySet[Enfant]:
    """Children of one's perimeter whose file is held by a village where one has the capacity."""
    reach = perimetre_de(user.pk)
    children = Enfant.objects.filter(pk__in=reach.tous_les_enfants())
    villages = reach.villages(capacite)
    return children if villages is None else children.filter(village_id__in=villages)


def administre(user: Utilisateur, enfant: Enfant, capacite: Capacite) -> bool:
    """Whether a child one already sees is among those; makes no query of its own."""
    reach = perimetre_de(user.pk)
    villages = reach.villages(capacite)
    held = villages is None or enfant.village_id in villages
    return held and enfant.pk in reach.tous_les_enfants()


@dataclass(frozen=True)
class LigneException:
    """A grant or a denial as the page lists it; ``en_cours`` also counts what is still to come."""

    objet: AccordEnfant | RefusEnfant
    personne: str
    auteur: str
    quoi: str
    en_cours: bool


def accords_de(enfant: Enfant) -> list[LigneException]:
    """Return the grants on one child, latest first; over ones included: the history is kept."""
    rows = (
        AccordEnfant.objects.filter(content_object=enfant)
        .select_related("user", "permission", "accorde_par")
        .order_by("-fin", "-id")
    )
    accords = list(rows)
    names = _names(person for a in accords for person in (a.user, a.accorde_par))
    today = aujourdhui()
    return [
        LigneException(
            a, names[a.user_id], names[a.accorde_par_id], mot_du_droit(a.permission.codename), a.fin >= today
        )
        for a in accords
    ]


def refus_de(enfant: Enfant) -> list[LigneException]:
    """Return the denials on one child, latest first."""
    refus = list(
        RefusEnfant.objects.filter(enfant=enfant)
        .select_related("utilisateur", "pose_par")
        .order_by("-debut", "-id")
    )
    names = _names(person for r in refus for person in (r.utilisateur, r.pose_par))
    today = aujourdhui()
    return [
        LigneException(r, names[r.utilisateur_id], names[r.pose_par_id], "", r.fin is None or r.fin >= today)
        for r in refus
    ]


def mot_du_droit(codename: str) -> str:
    """« lit : famille » for ``lire_famille``; the part alone when only a part is opened."""
    action, categorie, reserve = parse_permission(codename).on_category()
    label = LIBELLES_CATEGORIES[categorie]
    part = f" ({LIBELLES_RESERVES[reserve]})" if reserve else ""
    return f"{LIBELLES_ACTIONS[action]} : {label[0].lower()}{label[1:]}{part}"


def _names(people: Iterable[Utilisateur]) -> dict[UUID, str]:
    logins = {person.pk: person.identifiant for person in people}
    return logins | noms_des_comptes(logins)
