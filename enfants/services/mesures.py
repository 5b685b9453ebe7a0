"""Acts on measures and on the people outside: who holds the pieces writes their extract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import transaction

from enfants.enums import NatureMesure
from enfants.models import Interlocuteur, MesureProtection
from enfants.selectors.mesures import CLASSE, ECRIT
from enfants.services.versions import refuse_stale
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.echeances.calendrier import decale_mois
from socle.habilitations.guards import ensure
from socle.outils.dates import aujourdhui

MAJORITE = 18
AGE_LIMITE = 21


class AvertissementError(ValidationError):
    """Nothing forbids it, but it is unusual: said once, and saved when confirmed."""


@transaction.atomic
def enregistrer_mesure(
    *, acteur: Utilisateur, mesure: MesureProtection, confirme: bool = False
) -> MesureProtection:
    """Save a new measure, a renewal (``precedente``), or a correction of one already there.

    What the law bounds is refused (Code civil, art. 375: two years; CASF L223-5: one year; each in
    ``enfants.mesures`` with its certainty); what is only unusual raises AvertissementError until
    ``confirme``. Raises PermissionDenied without the pieces, ValidationError also on a stale
    ``revision``, a renewal of another child's measure, or a secret kept from nobody.
    """
    ensure(acteur, ECRIT, mesure.enfant)
    nouvelle = _lock(mesure)
    _check(mesure)
    _check_renewal(mesure)
    warnings = _warnings(mesure)
    if warnings and not confirme:
        raise AvertissementError(warnings)
    _save(mesure, nouvelle=nouvelle)
    code = "enfants.mesure_enregistree" if nouvelle else "enfants.mesure_modifiee"
    _record(code, mesure)
    return mesure


@transaction.atomic
def lever_mesure(*, acteur: Utilisateur, mesure: MesureProtection, le: date) -> MesureProtection:
    """End a measure before its term; what it allowed ends that day."""
    ensure(acteur, ECRIT, mesure.enfant)
    _lock(mesure)
    if le < mesure.debut:
        raise ValidationError({"le": "La mesure n’avait pas commencé à cette date."})
    if mesure.fin is not None and le > mesure.fin:
        raise ValidationError({"le": "La mesure est déjà venue à son terme à cette date."})
    mesure.levee_le = le
    _save(mesure, nouvelle=False)
    _record("enfants.mesure_levee", mesure)
    return mesure


@transaction.atomic
def noter_rapport(*, acteur: Utilisateur, mesure: MesureProtection, le: date) -> MesureProtection:
    """Note that the report about this measure went out; the next one is counted from this day."""
    ensure(acteur, ECRIT, mesure.enfant)
    _lock(mesure)
    if le < mesure.debut:
        raise ValidationError({"le": "La mesure n’avait pas commencé à cette date."})
    if le > aujourdhui():
        raise ValidationError({"le": "Cette date est dans le futur : notez le rapport une fois parti."})
    mesure.rapport_le = le
    _save(mesure, nouvelle=False)
    _record("enfants.mesure_rapport", mesure)
    return mesure


@transaction.atomic
def enregistrer_interlocuteur(*, acteur: Utilisateur, interlocuteur: Interlocuteur) -> Interlocuteur:
    """Save somebody outside, or correct how to reach them; former contacts stay in the versions.

    Raises PermissionDenied, ValidationError on dates out of order or on a stale ``revision``.
    """
    ensure(acteur, CLASSE, interlocuteur.enfant)
    nouveau = _lock(interlocuteur)
    if interlocuteur.fin is not None and interlocuteur.fin < interlocuteur.debut:
        raise ValidationError({"fin": "La fin vient avant le début."})
    _save(interlocuteur, nouvelle=nouveau)
    code = "enfants.interlocuteur_enregistre" if nouveau else "enfants.interlocuteur_modifie"
    record(
        code,
        objets=[interlocuteur.pk],
        enfants=[interlocuteur.enfant_id],
        type_objet="enfants.Interlocuteur",
    )
    return interlocuteur


# --- inside ---------------------------------------------------------------------------


def _record(code: str, mesure: MesureProtection) -> None:
    record(code, objets=[mesure.pk], enfants=[mesure.enfant_id], type_objet="enfants.MesureProtection")


def _lock(fiche: MesureProtection | Interlocuteur) -> bool:
    """Hold the row and compare revisions; return whether it is yet to be created."""
    rows = type(fiche)._default_manager.select_for_update(no_key=True)
    revision = rows.filter(pk=fiche.pk).values_list("revision", flat=True).first()
    if revision is not None:
        refuse_stale(revision, fiche.revision)
    return revision is None


def _save(fiche: MesureProtection | Interlocuteur, *, nouvelle: bool) -> None:
    fiche.revision = 1 if nouvelle else fiche.revision + 1
    fiche.full_clean()
    fiche.save(force_insert=nouvelle)


def _check(mesure: MesureProtection) -> None:
    faults = dict(chain(_bounds(mesure), _dates(mesure), _ages(mesure), _secrecy(mesure)))
    if faults:
        raise ValidationError(faults)


def _dates(mesure: MesureProtection) -> Iterator[tuple[str, str]]:
    if mesure.decision_le > aujourdhui():
        yield "decision_le", "La décision est dans le futur."
    if mesure.fin is not None and mesure.fin < mesure.debut:
        yield "fin", "Le terme vient avant le début."
    if mesure.notifiee_le is not None and mesure.notifiee_le < mesure.decision_le:
        yield "notifiee_le", "La notification vient avant la décision."


def _bounds(mesure: MesureProtection) -> Iterator[tuple[str, str]]:
    """What the law bounds, as ``enfants.mesures`` holds it."""
    effets = mesure.effets
    limite = effets.prolongee or effets.duree_max
    if mesure.longue_duree and not effets.longue:
        yield "longue_duree", "Cette mesure n’a pas de durée plus longue prévue par la loi."
    if mesure.nature in {NatureMesure.ACCUEIL_72H, NatureMesure.RECUEIL_URGENCE} and mesure.fin is None:
        yield "fin", f"Un terme est nécessaire : {effets.duree_max} au plus."
    if mesure.fin is None or limite is None or mesure.longue_duree:
        return
    if mesure.fin > limite.jour_apres(mesure.debut):
        yield "fin", f"La loi ne permet pas plus de {limite} : {effets.source}."


def _ages(mesure: MesureProtection) -> Iterator[tuple[str, str]]:
    naissance = mesure.enfant.date_naissance
    if not isinstance(naissance, date):
        return
    if mesure.debut < naissance:
        yield "debut", "La mesure commence avant la naissance."
    if mesure.nature != NatureMesure.JEUNE_MAJEUR:
        return
    if mesure.debut < decale_mois(naissance, 12 * MAJORITE):
        yield "debut", "Un accueil jeune majeur commence à 18 ans."
    if mesure.fin is not None and mesure.fin > decale_mois(naissance, 12 * AGE_LIMITE):
        yield "fin", "Un accueil jeune majeur va jusqu’à 21 ans au plus tard (CASF, art. L222-5)."


def _secrecy(mesure: MesureProtection) -> Iterator[tuple[str, str]]:
    if not mesure.lieu_secret:
        return
    if not mesure.effets.judiciaire:
        yield "lieu_secret", "Seul un juge peut décider que le lieu reste secret (Code civil, art. 375-7)."
    if not mesure.lieu_secret_pour:
        yield "lieu_secret_pour", "Dites à qui le lieu est caché."


def _check_renewal(mesure: MesureProtection) -> None:
    former = mesure.precedente
    if former is None:
        return
    if former.enfant_id != mesure.enfant_id:
        raise ValidationError("Cette mesure est celle d’un autre enfant.")
    if mesure.debut < former.debut:
        raise ValidationError({"debut": "Le renouvellement commence avant la mesure qu’il renouvelle."})
    if MesureProtection.objects.filter(precedente=former).exclude(pk=mesure.pk).exists():
        raise ValidationError("Cette mesure est déjà renouvelée.")


def _warnings(mesure: MesureProtection) -> list[str]:
    """Say what is unusual without being refused."""
    effets, found = mesure.effets, []
    if (
        mesure.fin is not None
        and effets.prolongee is not None
        and effets.duree_max is not None
        and mesure.fin > effets.duree_max.jour_apres(mesure.debut)
    ):
        found.append(f"Au-delà de {effets.duree_max}, il faut que la décision ait été prorogée.")
    naissance = mesure.enfant.date_naissance
    if (
        isinstance(naissance, date)
        and mesure.nature != NatureMesure.JEUNE_MAJEUR
        and mesure.fin is not None
        and mesure.fin > decale_mois(naissance, 12 * MAJORITE)
    ):
        found.append("Le terme vient après les 18 ans : la mesure prendra fin à la majorité.")
    if _overlaps(mesure):
        found.append("Une autre mesure est déjà en vigueur à ces dates.")
    return found


def _overlaps(mesure: MesureProtection) -> bool:
    others = MesureProtection.objects.filter(enfant=mesure.enfant).exclude(
        pk__in=[pk for pk in (mesure.pk, mesure.precedente_id) if pk]
    )
    if mesure.fin is not None:
        others = others.filter(debut__lte=mesure.fin)
    renewed = set(others.values_list("precedente_id", flat=True))
    return any(
        (other.fin is None or other.fin >= mesure.debut)
        and (other.levee_le is None or other.levee_le > mesure.debut)
        and other.pk not in renewed
        for other in others
    )
