"""Reading the journal: for the page of the data-protection officer, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from socle.audit import registry
from socle.audit.enums import Redaction
from socle.audit.models import EntreeAudit
from socle.outils.declarations import Categorie

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Filtre:
    """What to look for; each given value narrows. ``jusqu_au`` is included.

    ``reference``: the eight last digits of an object, as a paper that left bears them. ``masques``: the
    objects whose authors are kept from the reader (``registry.objets_masques``).
    """

    acteur_id: UUID | None = None
    enfant_id: UUID | None = None
    action: str = ""
    categorie: Categorie | None = None
    depuis: date | None = None
    jusqu_au: date | None = None
    reference: str = ""
    masques: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class PageAudit:
    """A page of entries and the identifier to ask the next one with, None at the end."""

    entrees: list[EntreeAudit]
    suivante: UUID | None


def redaction(entree: EntreeAudit) -> Redaction:
    """Return what must not be shown of ``entree``; everything, when its action has disappeared."""
    try:
        return registry.get(entree.action).redaction
    except registry.UnregisteredActionError:
        return Redaction.TOUT


def _codes_showing(*, acteur: bool = False, enfants: bool = False) -> list[str]:
    return [
        action.code
        for action in registry.actions()
        if not (acteur and action.redaction.masque_acteur)
        and not (enfants and action.redaction.masque_enfants)
    ]


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def entrees(filtre: Filtre) -> QuerySet[EntreeAudit]:
    """Return the entries that match, latest first.

    Filtering by person, or by object, leaves out the actions whose author is not shown, and by child those
    whose children are not shown: the answer would otherwise say what the sentence hides.
    """
    where = Q()
    if filtre.acteur_id:
        where &= Q(acteur_id=filtre.acteur_id, action__in=_codes_showing(acteur=True))
    if filtre.enfant_id:
        where &= Q(enfants__contains=[filtre.enfant_id], action__in=_codes_showing(enfants=True))
    if filtre.action:
        where &= Q(action=filtre.action)
    if filtre.categorie:
        where &= Q(categorie=filtre.categorie.value)
    if filtre.depuis:
        where &= Q(horodatage__gte=_start(filtre.depuis))
    if filtre.jusqu_au:
        where &= Q(horodatage__lt=_start(filtre.jusqu_au + timedelta(days=1)))
    found = EntreeAudit.objects.filter(where)
    if filtre.masques and (filtre.acteur_id or filtre.reference):
        found = found.exclude(objets__overlap=list(filtre.masques))
    if filtre.reference:
        found = found.filter(_names_object(filtre.reference), action__in=_codes_showing(acteur=True))
    return found.order_by("-horodatage", "-id")


def _names_object(reference: str) -> RawSQL:
    """Whether an entry is about an object whose identifier ends so."""
    return RawSQL(  # the reference is a parameter
        "EXISTS (SELECT 1 FROM unnest(objets) o WHERE right(replace(o::text, '-', ''), 8) = %s)",
        [reference.lower()],
        output_field=BooleanField(),
    )


def page(filtre: Filtre, *, apres: UUID | None = None, taille: int = PAGE) -> PageAudit:
    """Return one page of entries, the one that follows the entry ``apres``.

    By position, not by number: the cost of a page does not grow with the journal, and entries
    written meanwhile do not shift it. An unknown ``apres`` gives the first page.
    """
    found = entrees(filtre)
    last = None if apres is None else EntreeAudit.objects.filter(pk=apres).first()
    if last is not None:
        found = found.filter(
            Q(horodatage__lt=last.horodatage) | Q(horodatage=last.horodatage, pk__lt=last.pk)
        )
    rows = list(found[: taille + 1])
    return PageAudit(rows[:taille], rows[taille - 1].pk if len(rows) > taille else None)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def formulation(entree: EntreeAudit) -> str:
    """Return the frozen sentence of an entry: identifiers and counts, never a name.

    « Le compte 0193… a lu le journal (4 objets, 4 enfants). »
    """
    masks = redaction(entree)
    if masks.masque_acteur:
        who = "Une personne non affichée"
    elif entree.acteur_id:
        who = f"Le compte {entree.acteur_id}"
    elif entree.raison_systeme:
        who = f"Le système («\u202f{entree.raison_systeme}\u202f»)"
    else:
        who = "Une personne non connectée"
    return f"{who} {acte(entree)}."


def acte(entree: EntreeAudit) -> str:
    """Return what was done, in the entry's own words: « a lu le journal (4 objets, 4 enfants) »."""
    masks = redaction(entree)
    details = []
    if entree.objets:
        details.append(_count(len(entree.objets), "objet", "objets"))
    if entree.enfants and not masks.masque_enfants:
        details.append(_count(len(entree.enfants), "enfant", "enfants"))
    if entree.adresse:
        details.append(f"page {entree.adresse}")
    suffix = f" ({', '.join(details)})" if details else ""
    return f"{entree.libelle}{suffix}"
