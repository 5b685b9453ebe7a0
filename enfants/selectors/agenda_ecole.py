"""Days of the school life a house must be ready for, in the agenda and on « Ma maison »."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import CharField, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from enfants.enums import EtatContrat
from enfants.models import ContratEducatif, PlanScolaire, Scolarite, Stage, SuiviAssiduite
from socle.ui.agenda import Demande, Evenement

LIT = "lire_scolarite"


@dataclass(frozen=True)
class _Mots:
    """What a day says: on the page after the child's name, and to a telephone, which is told less.

    Neither names a school, a plan's kind or a reason to follow a child: the page of a house is read
    by a table, and a kind of plan tells a disability.
    """

    phrase: str
    neutre: str
    icone: str


_MOTS: dict[str, _Mots] = {
    "rentree": _Mots("rentrée", "Rentrée", "backpack"),
    "fin": _Mots("dernier jour d’école ou de formation", "Dernier jour d’école", "school"),
    "contrat": _Mots("le contrat éducatif commence", "À faire pour l’école", "handshake"),
    "revue": _Mots("contrat éducatif à revoir ensemble", "À faire pour l’école", "handshake"),
    "plan": _Mots("plan scolaire à renouveler", "À faire pour l’école", "school"),
    "suivi": _Mots("point sur la présence à l’école", "À faire pour l’école", "calendar-check"),
    "stage": _Mots("stage", "Stage", "briefcase"),
}


def ecole(demande: Demande) -> Iterator[Evenement]:
    """Yield first and last days of school, internships, and the days something is due with the school.

    One query for the seven kinds, and nothing opened: every date of it stands in clear. What is over
    for good is left out: a plan renewed, a contract seen again or stopped, a follow-up closed.
    """
    for kind, ident, enfant, jour, fin in _jours(demande):
        mots = _MOTS[kind]
        yield Evenement(
            cle=f"ecole-{kind}-{ident}",
            jour=jour,
            jusqu_au=fin,
            icone=mots.icone,
            phrase=f"{demande.noms[enfant]} : {mots.phrase}",
            neutre=mots.neutre,
            adresse=reverse("enfants:scolarite", args=[enfant]),
            enfants=(enfant,),
        )


def _jours(demande: Demande) -> QuerySet[Scolarite, tuple[str, UUID, UUID, date, date | None]]:
    """Return kind, record, child, day and, for what lasts, last day."""
    user, days = demande.user, (demande.debut, demande.fin)
    schoolings = Scolarite.objects.visible_to(user, LIT).filter(instruit=True)
    contracts = ContratEducatif.objects.visible_to(user, LIT)
    open_contracts = contracts.filter(etat__in=[EtatContrat.PREPARATION, EtatContrat.EN_COURS])
    plans = PlanScolaire.objects.visible_to(user, LIT).standing()
    follow_ups = SuiviAssiduite.objects.visible_to(user, LIT).standing()
    internships = Stage.objects.visible_to(user, LIT).filter(
        Q(fin__isnull=True, debut__gte=demande.debut) | Q(fin__gte=demande.debut), debut__lte=demande.fin
    )
    first, *others = [
        _lus(demande, kind, day, rows)
        for kind, day, rows in [
            ("rentree", "debut", schoolings.filter(debut__range=days)),
            ("fin", "fin", schoolings.filter(fin__range=days)),
            ("contrat", "debut", open_contracts.filter(debut__range=days)),
            ("revue", "fin", contracts.filter(etat=EtatContrat.EN_COURS, fin__range=days)),
            ("plan", "fin", plans.filter(fin__range=days)),
            ("suivi", "prochaine_le", follow_ups.filter(prochaine_le__range=days)),
            ("stage", "debut", internships),
        ]
    ]
    return first.union(*others, all=True)


def _lus(demande: Demande, kind: str, day: str, rows: QuerySet) -> QuerySet:
    # Cast, for a union takes a bare NULL for a text.
    last = F("fin") if kind == "stage" else Cast(Value(None), DateField())
    return (
        rows.filter(enfant_id__in=demande.enfants)
        .order_by()
        .annotate(sorte=Value(kind, output_field=CharField()), jour=F(day), dernier=last)
        .values_list("sorte", "pk", "enfant_id", "jour", "dernier")
    )
