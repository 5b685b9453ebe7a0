"""Figures on incidents: how many, of what, where, when, and how long each step takes.

Two readers. Who handles incidents has those of the incidents they handle, and the list behind each: the
database leaves out those they are set aside from, or which stand above their rung. Who handles none has
those of the association, counted as the system: counts only, small cells hidden with what protects them.
Never both for one person: the difference would tell of the incident they must not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS

from protection.echelle import JUSQU_AU_SIEGE, LIT, RANGS
from protection.enums import CategorieEIG, LieuIncident, Regime
from protection.models import Incident
from protection.periodes import Annee, annee_de, annees_offertes, libelle_trimestre
from protection.petites_cellules import SEUIL, TOTAL, Case, Publication, Variable, additionner, masquer
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.perimetre import perimetre_de
from socle.outils.dates import aujourdhui
from socle.ui.charts import Point
from villages.models import Village
from villages.selectors.formations import PILIERS_LUS

CACHE = "caché"
#: Beyond it a list is no list any more: one narrows the figure.
LISTE_MAX = 200
INCONNU, AUTRE, A_QUALIFIER = "inconnu", "autre", "a_qualifier"

TRANCHES = {
    "nuit": "nuit (22 h à 6 h)",
    "matin": "matin (6 h à 12 h)",
    "apres_midi": "midi à 18 h",
    "soir": "soir (18 h à 22 h)",
    INCONNU: "heure inconnue",
}
LIBELLES: dict[str, dict[str, str]] = {
    "categorie": {str(c.value): str(c.label) for c in CategorieEIG}
    | {AUTRE: "qualifié, pas un EIG", A_QUALIFIER: "pas encore qualifié"},
    "regime": {r.value: str(r.label) for r in Regime} | {A_QUALIFIER: "pas encore qualifié"},
    "lieu": {lieu.value: str(lieu.label) for lieu in LieuIncident},
    "tranche": TRANCHES,
    "jour": {str(rang + 1): str(WEEKDAYS[rang]) for rang in range(7)} | {INCONNU: "jour inconnu"},
}
TITRES = {
    "categorie": ("Par catégorie", "La première catégorie d’EIG retenue."),
    "regime": (
        "Par régime",
        "Le plus grave des régimes en vigueur, du signalement à la violation de données.",
    ),
    "lieu": ("Par genre de lieu", "Le lieu dit à la déclaration."),
    "tranche": ("Par heure", "L’heure où c’est arrivé, quand elle est connue."),
    "jour": ("Par jour de la semaine", "Le jour où c’est arrivé, quand il est connu."),
}
VARIABLES = tuple(
    Variable(nom, tuple(valeurs), par_lieu=nom == "categorie") for nom, valeurs in LIBELLES.items()
)

#: Classes of one incident, as the function of migration 0005 gives them; every variable holds each incident once.
CLASSES = """
SELECT incident, village, su, etat, protege, qualifie, transmis, clos,
  extract(quarter FROM su AT TIME ZONE %(zone)s)::int AS trimestre,
  extract(month FROM su AT TIME ZONE %(zone)s)::int AS mois,
  CASE WHEN categorie IS NOT NULL THEN categorie::text WHEN regime IS NULL THEN 'a_qualifier' ELSE 'autre' END
    AS categorie,
  COALESCE(regime, 'a_qualifier') AS regime, lieu,
  CASE WHEN heure IS NULL THEN 'inconnu' WHEN heure >= 22 OR heure < 6 THEN 'nuit' WHEN heure < 12 THEN 'matin'
       WHEN heure < 18 THEN 'apres_midi' ELSE 'soir' END AS tranche,
  COALESCE(jour::text, 'inconnu') AS jour
FROM incidents_classes(%(du)s, %(au)s)
WHERE (%(villages)s::uuid[] IS NULL OR village = ANY(%(villages)s::uuid[]))
"""
COMPTES = f"""
WITH c AS MATERIALIZED ({CLASSES})
SELECT 0 AS bloc, village, trimestre, mois, categorie, regime, lieu, tranche, jour, count(*) AS nombre,
       NULL::float8[] AS delais, NULL::bigint[] AS bases
FROM c GROUP BY GROUPING SETS ((village, trimestre, categorie), (trimestre, regime), (trimestre, lieu),
                               (trimestre, tranche), (trimestre, jour), (mois))
UNION ALL
SELECT 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, count(*),
       ARRAY[
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM protege - su)),
         percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM protege - su)),
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM qualifie - protege)),
         percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM qualifie - protege)),
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM transmis - qualifie)),
         percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM transmis - qualifie)),
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM clos - COALESCE(transmis, qualifie))),
         percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM clos - COALESCE(transmis, qualifie)))
       ],
       ARRAY[count(protege - su), count(qualifie - protege), count(transmis - qualifie),
             count(clos - COALESCE(transmis, qualifie))]
FROM c
"""  # noqa: S608 - constants only
ETAPES = ("de l’alerte à la protection", "de la protection à la qualification",
          "de la qualification à la transmission", "de la transmission à la clôture")  # fmt: skip


@dataclass(frozen=True)
class Chiffre:
    """One figure of a table; ``nombre`` is None when it is hidden. ``classe`` opens the list behind it."""

    libelle: str
    nombre: int | None
    classe: str = ""

    @property
    def en_clair(self) -> str:
        return CACHE if self.nombre is None else str(self.nombre)


@dataclass(frozen=True)
class TableauRecueil:
    """One way to class the incidents: its definition, its rows, and their total."""

    nom: str
    titre: str
    definition: str
    lignes: list[Chiffre]
    total: Chiffre

    @property
    def barres(self) -> list[Point]:
        return [Point(c.libelle, c.nombre, c.en_clair) for c in self.lignes]


@dataclass(frozen=True)
class DelaiEtape:
    """How long one step takes: half of the incidents go faster than ``mediane``, nine in ten than ``neuf_dixiemes``."""

    etape: str
    mediane: str
    neuf_dixiemes: str


@dataclass(frozen=True)
class Recueil:
    """Everything the page of figures shows."""

    annee: Annee
    agregats: bool
    total: Chiffre
    tableaux: list[TableauRecueil]
    delais: list[DelaiEtape]
    #: village × category: heading, then one row of figures for each class
    villages: list[str] = field(default_factory=list)
    croise: list[tuple[str, list[Chiffre]]] = field(default_factory=list)


def lit_les_siens(user: Utilisateur) -> bool:
    """Whether one's figures are those of the incidents one handles: who stands on one of the first three rungs.

    The upper rungs handle what has come up to them: theirs are the association's, like head office's.
    """
    return any(0 < RANGS.get(role, 0) <= JUSQU_AU_SIEGE for role in perimetre_de(user.pk).roles)


def demande_du_recueil(
    user: Utilisateur, choix: Mapping[str, str]
) -> tuple[Annee, list[Village], UUID | None]:
    """Return the year, the villages and the village asked for (``annee``, ``village``), when they are offered."""
    today = aujourdhui()
    asked = choix.get("annee", "")
    year = int(asked) if asked in {str(a) for a in annees_offertes(today)} else today.year
    villages = list(Village.objects.visible_to(user, PILIERS_LUS).order_by("nom", "pk"))
    village = next((v.pk for v in villages if str(v.pk) == choix.get("village")), None)
    return annee_de(year, today, finis=not lit_les_siens(user)), villages, village


def recueil(user: Utilisateur, annee: Annee, villages: Sequence[Village], village: UUID | None) -> Recueil:
    """Return the figures of a year, one's own or the association's; one query, whatever their number.

    ``village`` narrows one's own only: the association's have no filter to take a difference with.
    """
    if lit_les_siens(user):
        mine = [v for v in villages if village in {None, v.pk}]
        return _recueil(annee, _rows(annee, [v.pk for v in mine]), mine, agregats=False)
    with acting_as_system(raison="chiffres des incidents de l’association"):
        every = list(Village.objects.order_by("nom", "pk"))
        return _recueil(annee, _rows(annee, None), every, agregats=True)


def incidents_comptes(
    user: Utilisateur, annee: Annee, villages: Sequence[Village], axe: str, classe: str
) -> list[Incident]:
    """Return the incidents behind one figure, among those one handles; nothing for who handles none.

    ``axe`` is « mois » or the name of a variable; an unknown one is the whole year.
    """
    if not lit_les_siens(user):
        return []
    column = axe if axe in {*LIBELLES, "mois"} else ""
    where = f"WHERE {column}::text = %(classe)s" if column else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH c AS MATERIALIZED ({CLASSES}) SELECT incident FROM c {where} LIMIT {LISTE_MAX}",  # noqa: S608
            _parametres(annee, [v.pk for v in villages]) | {"classe": classe},
        )
        idents = [row[0] for row in cursor.fetchall()]
    rows = Incident.objects.visible_to(user, LIT).filter(pk__in=idents)
    return list(rows.select_related("village", "maison"))


def _rows(annee: Annee, villages: list[UUID] | None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(COMPTES, _parametres(annee, villages))
        return cursor.fetchall()


def _parametres(annee: Annee, villages: list[UUID] | None) -> dict[str, Any]:
    zone = timezone.get_current_timezone_name()
    return {"zone": zone, "du": annee.du, "au": annee.au, "villages": villages}


def _recueil(annee: Annee, rows: list[tuple], villages: Sequence[Village], *, agregats: bool) -> Recueil:
    faits: dict[Case, int] = {}
    months: dict[int, int] = {}
    delays: list[DelaiEtape] = []
    names = [v.nom for v in VARIABLES]
    for bloc, lieu, trimestre, mois, *classes, nombre, delais, bases in rows:
        if bloc:
            delays = _delays(delais, bases, seuil=SEUIL if agregats else 1)
        elif mois is not None:
            months[mois] = nombre
        else:
            nom, classe = next((n, c) for n, c in zip(names, classes, strict=True) if c is not None)
            faits[lieu or TOTAL, nom, classe, trimestre] = nombre
    places = [v.pk for v in villages] if len(villages) > 1 else []
    if not places:
        faits = _whole(faits)
    tables = additionner(places, VARIABLES, annee.trimestres or (1,), faits)
    published = masquer(tables) if agregats else Publication(tables.comptes, {})
    ensemble = tables.ensemble

    def chiffre(libelle: str, case: Case) -> Chiffre:
        return Chiffre(libelle, published[case], str(case[2]))

    total = chiffre("Total", (TOTAL, TOTAL, TOTAL, ensemble))
    found = [
        TableauRecueil(
            nom,
            *TITRES[nom],
            [chiffre(libelle, (TOTAL, nom, classe, ensemble)) for classe, libelle in LIBELLES[nom].items()],
            total,
        )
        for nom in names
    ]
    quarters = [chiffre(libelle_trimestre(t), (TOTAL, TOTAL, TOTAL, t)) for t in annee.trimestres]
    when = [
        Chiffre(str(MONTHS[m]), months.get(m, 0), str(m)) for m in range(1, 3 * len(annee.trimestres) + 1)
    ]
    found.insert(
        0,
        TableauRecueil(
            "trimestre" if agregats else "mois",
            "Par trimestre" if agregats else "Par mois",
            "Le jour où l’association l’a su.",
            quarters if agregats else when,
            total,
        ),
    )
    croise = [
        (libelle, [chiffre(libelle, (lieu, "categorie", classe, ensemble)) for lieu in [*places, TOTAL]])
        for classe, libelle in LIBELLES["categorie"].items()
    ] + [("Total", [chiffre("Total", (lieu, TOTAL, TOTAL, ensemble)) for lieu in [*places, TOTAL]])]
    return Recueil(
        annee,
        agregats,
        total,
        found,
        delays,
        [*(v.nom for v in villages), "Ensemble"] if places else [],
        croise if places else [],
    )


def _whole(faits: dict[Case, int]) -> dict[Case, int]:
    """Forget the village of each count."""
    found: dict[Case, int] = {}
    for (_, nom, classe, trimestre), nombre in faits.items():
        case = (TOTAL, nom, classe, trimestre)
        found[case] = found.get(case, 0) + nombre
    return found


def _delays(delais: list[float | None], bases: list[int], *, seuil: int) -> list[DelaiEtape]:
    """Tell each delay in words, when enough incidents went through the step."""
    lines = []
    for etape, base, median, ninth in zip(ETAPES, bases, delais[::2], delais[1::2], strict=True):
        if base < seuil or median is None or ninth is None:
            lines.append(DelaiEtape(etape, "–", "–"))
        else:
            lines.append(DelaiEtape(etape, duree(median), duree(ninth)))
    return lines


def duree(secondes: float) -> str:
    """« 3 h », « 2 jours »; what took less than a minute was written at once."""
    minutes = timedelta(seconds=max(secondes, 0)) // timedelta(minutes=1)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} jours"
