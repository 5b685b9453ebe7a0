"""A separation written wrongly is corrected, one that never took place is annulled; both with a reason."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from fratries.models import Fratrie, RevueSeparation, Separation
from fratries.selectors.separation import jour_en_clair
from fratries.services.revisions import RevisionPerimeeError, enregistrer, verrouiller
from fratries.services.separation import ECRIT, check_decision, ensure_not_annulled, inscrire_acte
from socle.chiffrement.values import Illisible
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui

#: What a correction may change; the group and an annulment it may not.
CORRIGEABLES = (
    "premier_cote", "second_cote", "decidee_le", "autorite", "decideur", "urgente", "confies_par_le_juge",
    "motif", "parole", "plan_contacts", "ase_prevenue_le", "ase_canal", "ase_prevenue_par", "juge_informe_le",
    "fin",
)  # fmt: skip
DITES_POURQUOI = "Dites pourquoi, en quelques mots."


@transaction.atomic
def corriger_separation(*, acteur: Utilisateur, separation: Separation, motif: str) -> Separation:
    """Replace what was written of a separation; the version before stays, with who corrected it and why.

    Clocks are counted when read: they follow the corrected day. ``separation`` carries what it should
    have said and the revision that was read. Sent twice, it is corrected once. Raises PermissionDenied
    as recording does; RevisionPerimeeError when somebody wrote meanwhile; ValidationError without a
    reason, on one that was annulled, when nothing changes, on a day to come, or when the decision would
    come after what followed it: the ASE warned, the judge told, a review, the end.
    """
    ensure(acteur, ECRIT, separation)
    if not motif.strip():
        raise ValidationError({"correction_motif": DITES_POURQUOI})
    Fratrie.objects.select_for_update(no_key=True).get(pk=separation.fratrie_id)
    try:
        current = verrouiller(separation)
    except RevisionPerimeeError as erreur:
        saved: Separation = erreur.actuel
        if saved.correction_motif == motif and not _changed(saved, separation):
            return saved
        raise
    ensure_not_annulled(current)
    changed = _changed(current, separation)
    if not changed:
        raise ValidationError("Vous n’avez rien changé : il n’y a rien à corriger.")
    for nom in changed:
        setattr(current, nom, getattr(separation, nom))
    check_decision(current)
    _check_what_followed(current)
    current.correction_motif = motif
    enregistrer(current, neuve=False)
    inscrire_acte("separations.corrigee", current)
    return current


@transaction.atomic
def annuler_separation(*, acteur: Utilisateur, separation: Separation, motif: str) -> Separation:
    """Say that a separation did not take place: it stays readable, and counts nowhere any more.

    It is not undone: if they are separated after all, another one is recorded. Sent twice, it is
    annulled once. Raises PermissionDenied as recording does; RevisionPerimeeError when somebody wrote
    meanwhile; ValidationError without a reason, or on one that is annulled already.
    """
    ensure(acteur, ECRIT, separation)
    if not motif.strip():
        raise ValidationError({"motif": DITES_POURQUOI})
    try:
        current = verrouiller(separation)
    except RevisionPerimeeError as erreur:
        saved: Separation = erreur.actuel
        if saved.annulee_le is not None and saved.annulation_motif == motif:
            return saved
        raise
    ensure_not_annulled(current)
    current.annulee_le, current.annulation_motif = timezone.now(), motif
    current.correction_motif = None
    enregistrer(current, neuve=False)
    inscrire_acte("separations.annulee", current)
    return current


def _changed(current: Separation, corrected: Separation) -> list[str]:
    """Name what differs; what could not be opened was not typed, and stays as it is."""
    return [
        nom
        for nom in CORRIGEABLES
        if not isinstance(getattr(corrected, nom), Illisible)
        and getattr(corrected, nom) != getattr(current, nom)
    ]


def _check_what_followed(separation: Separation) -> None:
    """A proof stays a proof: nothing recorded comes before the decision it followed, nor tomorrow."""
    decided = timezone.localdate(separation.decidee_le)
    faults: dict[str, str] = {}
    if separation.ase_prevenue_le is not None:
        if separation.ase_prevenue_le > timezone.now():
            faults["ase_prevenue_le"] = "Ce moment est à venir."
        elif timezone.localdate(separation.ase_prevenue_le) < decided:
            faults["ase_prevenue_le"] = "L’ASE ne peut pas être prévenue avant la décision."
    told, end = separation.juge_informe_le, separation.fin
    if told is not None and not separation.confies_par_le_juge:
        faults["confies_par_le_juge"] = (
            f"Le juge a été informé le {jour_en_clair(told)} : laissez cette case cochée, ou videz d’abord ce jour."
        )
    for nom, day in (("juge_informe_le", told), ("fin", end)):
        fault = _fault_of(day, decided)
        if fault:
            faults[nom] = fault
    looked_at = RevueSeparation.objects.filter(separation=separation)
    first = looked_at.aggregate(premiere=Min("tenue_le"))["premiere"]
    if first is not None and first < decided:
        faults["decidee_le"] = (
            f"Une revue est enregistrée le {jour_en_clair(first)} : la décision ne peut pas venir après elle."
        )
    if faults:
        raise ValidationError(faults)


def _fault_of(day: date | None, decided: date) -> str:
    if day is None:
        return ""
    if day > aujourdhui():
        return "Cette date est dans le futur."
    return "Cette date vient avant la décision." if day < decided else ""
