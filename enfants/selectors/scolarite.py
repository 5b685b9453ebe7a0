"""The school life of one child, as its page shows it: the child's words first, nothing compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format

from enfants.ecole import annee_scolaire
from enfants.enums import Justification, MomentAbsence
from enfants.models import (
    AbsenceScolaire,
    DocumentEnfant,
    Enfant,
    EtapeAssiduite,
    ExclusionScolaire,
    PlanScolaire,
    Scolarite,
    Stage,
    SuiviAssiduite,
    VoeuOrientation,
)
from enfants.regles_scolarite import LIT
from enfants.selectors.contrats import ContratVu, contrats_vus
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import decale_mois
from socle.outils.dates import aujourdhui
from villages.models import Affectation, Professionnel
from villages.selectors.ecrans import nom_de, par_nom

#: How far back absences are listed one by one.
MOIS_D_ABSENCES = 12


def jour_clair(jour: date) -> str:
    """« 1er novembre 2026 »."""
    return f"{'1er' if jour.day == 1 else jour.day} {date_format(jour, 'F Y')}"


def periode_claire(debut: date, fin: date | None) -> str:
    """« depuis le 1er septembre 2026 », « le 3 mars 2027 », « du … au … »."""
    if fin is None:
        return f"depuis le {jour_clair(debut)}"
    if fin == debut:
        return f"le {jour_clair(debut)}"
    return f"du {jour_clair(debut)} au {jour_clair(fin)}"


@dataclass(frozen=True)
class ScolariteVue:
    """One schooling in the words of the page."""

    scolarite: Scolarite
    referent: str

    @property
    def titre(self) -> str:
        """« CE2 B · École Jules-Verne »."""
        s = self.scolarite
        place = s.etablissement or s.mot_cadre
        return " · ".join(str(p) for p in (s.classe or s.mot_niveau, place) if p)

    @property
    def annee(self) -> str:
        return annee_scolaire(self.scolarite.debut)

    @property
    def dates(self) -> str:
        return periode_claire(self.scolarite.debut, self.scolarite.fin)

    @property
    def reperes(self) -> list[tuple[str, object]]:
        s = self.scolarite
        school = ", ".join(str(p) for p in (s.etablissement, s.ville) if p)
        pairs: list[tuple[str, object]] = [
            ("Établissement", school),
            ("Téléphone", s.telephone),
            ("Niveau", s.mot_niveau),
            ("Cadre", s.mot_cadre),
            ("Régime", s.mot_regime if s.instruit else ""),
            ("Adulte référent à l’école", s.referent_ecole),
            ("Référent au village", self.referent),
            ("Trajet", s.transport),
            ("Carnet de liaison signé par", s.carnet),
            ("Période", self.dates),
        ]
        return [(word, str(value)) for word, value in pairs if value]


@dataclass(frozen=True)
class PlanVu:
    """A plan, with the paper it stands on when the reader may open it."""

    plan: PlanScolaire
    papier: DocumentEnfant | None

    @property
    def dates(self) -> str:
        p = self.plan
        return periode_claire(p.debut, p.fin) + ("" if p.fin else ", sans date de fin notée")

    @property
    def etat(self) -> tuple[str, str]:
        """Kind of status and its words."""
        if self.plan.clos_le is not None:
            return "neutre", "Renouvelé ou arrêté"
        if self.plan.fin is not None and self.plan.fin < aujourdhui():
            return "attention", "À renouveler"
        return "fait", "En cours"


@dataclass(frozen=True)
class AbsenceVue:
    absence: AbsenceScolaire

    @property
    def quand(self) -> str:
        a = self.absence
        if a.moment == MomentAbsence.PLUSIEURS:
            return periode_claire(a.debut, a.fin)
        return f"{jour_clair(a.debut)}, {MomentAbsence(a.moment).label}"

    @property
    def genre(self) -> str:
        return "fait" if self.absence.justification == Justification.JUSTIFIEE else "info"


@dataclass(frozen=True)
class SuiviVu:
    suivi: SuiviAssiduite
    etapes: list[EtapeAssiduite]


@dataclass(frozen=True)
class VieScolaire:
    """Everything the page « Scolarité » shows."""

    actuelle: ScolariteVue | None
    autres: list[ScolariteVue]
    contrats: list[ContratVu]
    suivis: list[SuiviVu]
    absences: list[AbsenceVue]
    exclusions: list[ExclusionScolaire]
    plans: list[PlanVu]
    stages: list[Stage]
    voeux: list[VoeuOrientation]

    @property
    def objets(self) -> list[UUID]:
        shown: list[object] = [v.scolarite for v in [self.actuelle, *self.autres] if v]
        shown += [v.contrat for v in self.contrats]
        shown += [s.suivi for s in self.suivis] + [a.absence for a in self.absences]
        shown += [*self.exclusions, *(p.plan for p in self.plans), *self.stages, *self.voeux]
        return [row.pk for row in shown]  # type: ignore[attr-defined]

    @property
    def suivi_ouvert(self) -> SuiviVu | None:
        return next((s for s in self.suivis if s.suivi.clos_le is None), None)

    @property
    def contrat_en_vue(self) -> ContratVu | None:
        """The contract that runs, or the one prepared."""
        return next((c for c in self.contrats if not c.fini), None)

    @property
    def plans_en_cours(self) -> list[PlanVu]:
        return [p for p in self.plans if p.plan.clos_le is None]


def vie_scolaire(user: Utilisateur, enfant: Enfant) -> VieScolaire:
    """Read the school life of a child, in a number of queries that does not grow."""
    today = aujourdhui()
    schoolings = list(
        Scolarite.objects.visible_to(user, LIT)
        .filter(enfant=enfant)
        .select_related("referent")
        .order_by("-debut", "-id")
    )
    views = [ScolariteVue(s, nom_de(s.referent) if s.referent else "") for s in schoolings]
    current = next(
        (
            v
            for v in views
            if v.scolarite.debut <= today and (v.scolarite.fin is None or v.scolarite.fin >= today)
        ),
        None,
    )
    since = decale_mois(today, -MOIS_D_ABSENCES)
    absences = AbsenceScolaire.objects.visible_to(user, LIT).filter(enfant=enfant, fin__gte=since)
    return VieScolaire(
        current,
        [v for v in views if v is not current],
        contrats_vus(user, enfant),
        _suivis(user, enfant),
        [AbsenceVue(a) for a in absences.order_by("-debut", "-id")],
        list(ExclusionScolaire.objects.visible_to(user, LIT).filter(enfant=enfant).order_by("-debut", "-id")),
        _plans(user, enfant),
        list(Stage.objects.visible_to(user, LIT).filter(enfant=enfant).order_by("-debut", "-id")),
        list(
            VoeuOrientation.objects.visible_to(user, LIT).filter(enfant=enfant).order_by("-avant_le", "-id")
        ),
    )


def _suivis(user: Utilisateur, enfant: Enfant) -> list[SuiviVu]:
    steps: dict[UUID, list[EtapeAssiduite]] = {}
    for step in EtapeAssiduite.objects.visible_to(user, LIT).filter(enfant=enfant):
        steps.setdefault(step.suivi_id, []).append(step)
    rows = SuiviAssiduite.objects.visible_to(user, LIT).filter(enfant=enfant).order_by("-ouvert_le", "-id")
    return [SuiviVu(row, steps.get(row.pk, [])) for row in rows]


def _plans(user: Utilisateur, enfant: Enfant) -> list[PlanVu]:
    plans = list(PlanScolaire.objects.visible_to(user, LIT).filter(enfant=enfant).order_by("-debut", "-id"))
    papers = papiers_du_dossier(user, enfant, [p.document for p in plans if p.document])
    return [PlanVu(plan, papers.get(plan.document) if plan.document else None) for plan in plans]


def papiers_du_dossier(
    user: Utilisateur, enfant: Enfant, series: Iterable[UUID] | None = None
) -> dict[UUID, DocumentEnfant]:
    """Return the papers of the child this person may open, by series, the last version of each."""
    rows = DocumentEnfant.objects.readable_by(user).latest_versions().filter(enfant=enfant)
    if series is not None:
        rows = rows.filter(serie__in=list(series))
    return {row.serie: row for row in rows.order_by("-depose_le", "-id")}


def referents_possibles(enfant: Enfant) -> list[Professionnel]:
    """Return who works in the child's village today, by name: one of them follows the school life."""
    assigned = Affectation.objects.current().filter(village_id=enfant.village_id)
    people = Professionnel.objects.filter(pk__in=assigned.values("professionnel_id"))
    return par_nom(people)
