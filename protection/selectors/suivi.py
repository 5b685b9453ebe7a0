"""Follow-up: what is late, what comes back, what was learned; one's own, or head office's counts.

As for the figures (``selectors.recueil``): who handles incidents reads theirs and the list behind; who
handles none reads counts of the association, small ones hidden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone

from protection.echelle import LIT
from protection.enums import CategorieEIG, EtatIncident, RoleDansIncident
from protection.models import (
    ActionIncident,
    BilanIncident,
    Cloture,
    Incident,
    PersonneConcernee,
    Qualification,
)
from protection.petites_cellules import SEUIL, TOTAL, Publication, Variable, additionner, masquer
from protection.querysets import IncidentQuerySet
from protection.regles import ACTION, BILANS
from protection.selectors.incidents import FINIS, echeances_des, noms_des_personnes
from protection.selectors.recueil import Chiffre, lit_les_siens
from socle.comptes.models import Utilisateur
from socle.echeances.enums import Etat
from socle.echeances.etats import Echeance
from socle.habilitations.contexte import acting_as_system
from socle.outils.dates import aujourdhui
from villages.models import Maison

#: How far back something « comes back ».
RECURRENCE = timedelta(days=365)
DERNIERS = 8
AGES = {"semaine": "moins d’une semaine", "mois": "moins d’un mois", "trimestre": "moins de trois mois",
        "plus": "trois mois et plus"}  # fmt: skip
ETATS = {e.value: str(e.label) for e in EtatIncident if e not in FINIS}


@dataclass(frozen=True)
class Recurrence:
    """The same again within twelve months: a category, a house or a child, and how many times."""

    quoi: str
    fois: int


@dataclass
class Suivi:
    """What the page shows; lists are empty for who only reads counts."""

    agregats: bool
    etats: list[Chiffre]
    ages: list[Chiffre]
    comptes: list[Chiffre]
    retards: list[tuple[Incident, Echeance]] = field(default_factory=list)
    actions: list[ActionIncident] = field(default_factory=list)
    bilans: list[tuple[Incident, Echeance]] = field(default_factory=list)
    recurrences: list[Recurrence] = field(default_factory=list)
    enseignements: list[Cloture] = field(default_factory=list)


def suivi(user: Utilisateur) -> Suivi:
    """Return one's own follow-up, or the counts of the association."""
    if lit_les_siens(user):
        return _own(user)
    with acting_as_system(raison="suivi de la protection dans l’association"):
        found = _counted(Incident.objects.all())
        states, ages = found.etats, found.ages
        tables = additionner((), (Variable("etat", tuple(ETATS)), Variable("age", tuple(AGES))), ("jour",), {
            **{(TOTAL, "etat", c.classe, "jour"): c.nombre or 0 for c in states},
            **{(TOTAL, "age", c.classe, "jour"): c.nombre or 0 for c in ages},
        })  # fmt: skip
        published = masquer(tables)
    return Suivi(
        agregats=True,
        etats=_masked(published, "etat", states),
        ages=_masked(published, "age", ages),
        comptes=[
            Chiffre(c.libelle, None if 0 < (c.nombre or 0) < SEUIL else c.nombre) for c in found.comptes
        ],
    )


def _masked(published: Publication, nom: str, chiffres: list[Chiffre]) -> list[Chiffre]:
    return [Chiffre(c.libelle, published[TOTAL, nom, c.classe, "jour"], c.classe) for c in chiffres]


def _own(user: Utilisateur) -> Suivi:
    rows = Incident.objects.visible_to(user, LIT)
    found = _counted(rows)
    found.actions = list(
        _late_actions(rows).select_related("incident", "incident__village").order_by("pour_le", "id")[:50]
    )
    found.recurrences = _named(user, rows)
    closings = Cloture.objects.filter(incident__in=rows.values("pk")).select_related("incident")
    found.enseignements = list(closings.order_by("-le", "-id")[:DERNIERS])
    return found


def _counted(rows: IncidentQuerySet) -> Suivi:
    """Count and list, for the incidents the caller gives."""
    now = timezone.now()
    kept = list(rows.exclude(etat=EtatIncident.REVU).select_related("village", "maison"))
    clocks = echeances_des(kept)
    opened = [incident for incident in kept if incident.etat not in FINIS]
    states, ages = Counter(i.etat for i in opened), Counter(_age(i.connu_le, now) for i in opened)
    late = [
        (incident, e)
        for incident in kept
        for e in clocks[incident.pk]
        if e.etat is Etat.EN_RETARD and e.regle.code != ACTION
    ]
    reviews = {*BILANS.values()}
    due = [(i, e) for i in kept for e in clocks[i.pk] if e.regle.code in reviews and not e.close]
    held = BilanIncident.objects.filter(incident__in=rows.values("pk")).count()
    times = _times(rows)
    return Suivi(
        agregats=False,
        etats=[Chiffre(label, states[code], code) for code, label in ETATS.items()],
        ages=[Chiffre(label, ages[code], code) for code, label in AGES.items()],
        comptes=[
            Chiffre(
                "incidents ouverts dont un délai est dépassé", len({i.pk for i, _ in late if i in opened})
            ),
            Chiffre("actions de plan en retard", _late_actions(rows).count()),
            Chiffre("bilans en retard", sum(e.etat is Etat.EN_RETARD for _, e in due)),
            Chiffre("bilans faits", held),
            Chiffre("catégories revenues en douze mois, dans un même village", len(times[0])),
            Chiffre("maisons concernées plus d’une fois en douze mois", len(times[1])),
            Chiffre("enfants concernés plus d’une fois en douze mois", len(times[2])),
        ],
        retards=[(i, e) for i, e in late if e.regle.code not in reviews],
        bilans=due,
    )


def _age(depuis: datetime, now: datetime) -> str:
    days = (now - depuis).days
    return "semaine" if days < 7 else "mois" if days < 30 else "trimestre" if days < 91 else "plus"


def _late_actions(rows: IncidentQuerySet) -> QuerySet[ActionIncident]:
    late = ActionIncident.objects.filter(faite_le__isnull=True, pour_le__lt=aujourdhui())
    return late.filter(incident__in=rows.values("pk"))


def _times(
    rows: IncidentQuerySet,
) -> tuple[dict[tuple[int, UUID], int], dict[UUID, int], dict[UUID, int]]:
    """Count what came back in twelve months: category in a village, house, child."""
    recent = rows.filter(connu_le__gte=timezone.now() - RECURRENCE)
    of_them = {"incident__in": recent.order_by().values("pk")}
    categories = Qualification.objects.filter(retiree_le__isnull=True, categorie__isnull=False, **of_them)
    children = PersonneConcernee.objects.filter(
        enfant__isnull=False, role__in=[RoleDansIncident.VICTIME, RoleDansIncident.ENFANT_AUTEUR], **of_them
    )
    by_category = categories.order_by().values("categorie", "incident__village_id")
    return (
        {
            (int(r["categorie"] or 0), r["incident__village_id"]): r["n"]
            for r in by_category.annotate(n=Count("incident", distinct=True)).filter(n__gt=1)
        },
        _several(
            recent.filter(maison__isnull=False).order_by().values("maison_id").annotate(n=Count("id")),
            "maison_id",
        ),
        _several(
            children.order_by().values("enfant_id").annotate(n=Count("incident", distinct=True)), "enfant_id"
        ),
    )


def _several(rows: Iterable[Mapping[str, Any]], key: str) -> dict[UUID, int]:
    return {row[key]: row["n"] for row in rows if row["n"] > 1}


def _named(user: Utilisateur, rows: IncidentQuerySet) -> list[Recurrence]:
    """Say what came back, the most often first; children named to who handles them."""
    categories, houses, children = _times(rows)
    names, _ = noms_des_personnes(user, children, ())
    places = dict(Maison.objects.filter(pk__in=houses).values_list("pk", "nom"))
    by_category: Counter[int] = Counter()
    for (categorie, _), times in categories.items():
        by_category[categorie] += times
    found = [
        *(Recurrence(str(CategorieEIG(c).label), n) for c, n in by_category.items()),
        *(Recurrence(places.get(pk, "une maison"), n) for pk, n in houses.items()),
        *(Recurrence(names.get(pk, "un enfant"), n) for pk, n in children.items()),
    ]
    return sorted(found, key=lambda r: (-r.fois, r.quoi))
