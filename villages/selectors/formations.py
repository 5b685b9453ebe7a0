"""Who is trained on protection and until when, by name for one's own staff, counted for head office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import decale_mois
from socle.echeances.etats import Echeance, calculer
from socle.echeances.regles import Fait, regle
from socle.echeances.selectors import delais_de, reglages_en_vigueur
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui
from villages.enums import THEMES_DUS
from villages.models import Affectation, Formation, PresenceFormation, Professionnel, Relais, Village
from villages.regles import FORMATION_A_L_ARRIVEE, FORMATION_A_REFAIRE, PILIERS_TENUS
from villages.selectors.ecrans import nom_de, par_nom

PILIERS_LUS = "lire_piliers"
A_JOUR, A_REFAIRE, JAMAIS = "a_jour", "a_refaire", "jamais"
ETATS = {A_JOUR: "à jour", A_REFAIRE: "à refaire", JAMAIS: "jamais formé"}


@dataclass(frozen=True)
class LigneFormation:
    """One person at work: the training that holds the longest, until when, and what is due."""

    professionnel: Professionnel
    nom: str
    jusqu_au: date | None
    echeance: Echeance

    @property
    def etat(self) -> str:
        return etat_de(self.jusqu_au)

    @property
    def genre(self) -> str:
        return "fait" if self.echeance.genre == "neutre" else self.echeance.genre

    @property
    def en_clair(self) -> str:
        if self.jusqu_au is None:
            return "Jamais formé" if self.echeance.genre == "danger" else self.echeance.quand
        return "À jour" if self.echeance.genre == "neutre" else self.echeance.quand


def etat_de(jusqu_au: date | None) -> str:
    """Return in which of the three states somebody stands today."""
    if jusqu_au is None:
        return JAMAIS
    return A_JOUR if jusqu_au >= aujourdhui() else A_REFAIRE


def suit_par_nom(user: Utilisateur) -> bool:
    """Whether one reads names: of the villages one leads, never of the whole association."""
    return bool(perimetre_de(user.pk).villages(Capacite.LIRE_PILIERS))


def formations_de_l_equipe(user: Utilisateur) -> list[LigneFormation]:
    """Return the people at work in one's villages, the most pressing first."""
    if not suit_par_nom(user):
        return []
    now, settings = timezone.now(), reglages_en_vigueur()
    lines = []
    for person, start, until in _team(user, PILIERS_LUS):
        fait = _fait(person, start, until)
        une = regle(fait.regle)
        lines.append(
            LigneFormation(person, fait.sujet, until, calculer(une, fait, delais_de(une, settings), now))
        )
    return sorted(lines, key=lambda ligne: ligne.echeance.jour)


def etats_par_village(villages: Collection[UUID]) -> Counter[tuple[UUID, str]]:
    """Count the people at work by village and state; somebody at work in two counts in one of them."""
    where: dict[UUID, UUID] = {}
    rows = Affectation.objects.current().filter(village__in=villages).order_by("-debut", "-id")
    where.update(rows.values_list("professionnel_id", "village_id"))
    until = _until(where)
    return Counter((village, etat_de(until.get(person))) for person, village in where.items())


def faits_de_formation(user: Utilisateur, enfants: Collection[UUID] | None) -> Iterator[Fait]:
    """Read what is due by the people of one's villages; nothing of a child, nothing for the whole association."""
    if enfants is not None or not user.has_perm(PILIERS_TENUS) or not suit_par_nom(user):
        return
    for person, start, until in _team(user, PILIERS_TENUS):
        yield _fait(person, start, until)


def _fait(person: Professionnel, start: date, until: date | None) -> Fait:
    common = {"objet": person.pk, "sujet": nom_de(person), "adresse": reverse("villages:formations")}
    if until is None:
        return Fait(regle=FORMATION_A_L_ARRIVEE, depart=start, **common)  # type: ignore[arg-type]
    return Fait(regle=FORMATION_A_REFAIRE, terme=until, **common)  # type: ignore[arg-type]


def _team(user: Utilisateur, permission: str) -> list[tuple[Professionnel, date, date | None]]:
    villages = perimetre_de(user.pk).villages(Capacite(permission)) or set()
    starts: dict[UUID, date] = {}
    rows = [
        *Affectation.objects.current().filter(village__in=villages).values_list("professionnel_id", "debut"),
        *Relais.objects.current()
        .filter(maison__village__in=villages)
        .values_list("professionnel_id", "debut"),
    ]
    for pk, debut in rows:
        starts[pk] = min(debut, starts.get(pk, debut))
    people = par_nom(Professionnel.objects.filter(pk__in=starts).order_by("id"))
    until = _until(starts)
    return [(person, starts[person.pk], until.get(person.pk)) for person in people]


def _until(people: Mapping[UUID, object] | Collection[UUID]) -> dict[UUID, date]:
    """Return until when each one's trainings that are owed hold."""
    held = PresenceFormation.objects.in_force().filter(
        professionnel__in=list(people), formation__theme__in=THEMES_DUS, formation__le__lte=aujourdhui()
    )
    found: dict[UUID, date] = {}
    for pk, le, validite in held.order_by().values_list(
        "professionnel_id", "formation__le", "formation__validite"
    ):
        until = decale_mois(le, validite)
        found[pk] = max(until, found.get(pk, until))
    return found


@dataclass(frozen=True)
class LigneSeance:
    """One session of training, and how many were there."""

    formation: Formation
    lieu: str
    presents: int


def seances_de_formation(user: Utilisateur) -> list[LigneSeance]:
    """Return the sessions of one's villages and of the association, the latest first."""
    rows = list(Formation.objects.visible_to(user, PILIERS_LUS).select_related("village")[:50])
    there = Counter(
        PresenceFormation.objects.in_force()
        .filter(formation__in=rows)
        .order_by()
        .values_list("formation_id", flat=True)
    )
    return [LigneSeance(f, f.village.nom if f.village else "Toute l’association", there[f.pk]) for f in rows]


def mes_formations(user: Utilisateur) -> list[tuple[Formation, date]]:
    """Return one's own trainings, and until when each holds."""
    rows = PresenceFormation.objects.in_force().filter(professionnel__compte=user)
    found = Formation.objects.filter(pk__in=rows.values("formation_id")).select_related("village")
    return [(formation, decale_mois(formation.le, formation.validite)) for formation in found]


def presents(user: Utilisateur, formation: Formation) -> list[tuple[PresenceFormation, str]]:
    """Return who was there, as far as one answers for them, by name."""
    rows = PresenceFormation.objects.visible_to(user, PILIERS_TENUS).in_force()
    held = {
        row.professionnel_id: row for row in rows.filter(formation=formation).select_related("professionnel")
    }
    people = par_nom(Professionnel.objects.filter(pk__in=held).order_by("id"))
    return [(held[person.pk], nom_de(person)) for person in people]


def a_noter(user: Utilisateur, formation: Formation) -> list[tuple[UUID, str]]:
    """Return the people at work whose presence one may note: never one's own."""
    at_work = Affectation.objects.current().values("professionnel_id")
    there = PresenceFormation.objects.in_force().filter(formation=formation).values("professionnel_id")
    seen = Professionnel.objects.visible_to(user, PILIERS_TENUS).filter(pk__in=at_work).exclude(pk__in=there)
    if formation.village_id:
        seen = seen.filter(
            pk__in=Affectation.objects.current()
            .filter(village=formation.village_id)
            .values("professionnel_id")
        )
    return [(p.pk, nom_de(p)) for p in par_nom(seen.order_by("id")) if p.compte_id != user.pk]


def villages_tenus(user: Utilisateur) -> list[Village]:
    """Return the villages where one keeps trainings and prevention."""
    return list(Village.objects.visible_to(user, PILIERS_TENUS).order_by("nom", "pk"))
