"""Acts on visiting rights: set, corrected, suspended, resumed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from fratries.enums import EN_PRESENCE, Contact, FrequenceDroit, GenreRencontre
from fratries.models import DroitVisite, LienFamilial
from fratries.selectors.situation import situations_de
from fratries.services.revisions import enregistrer, verrouiller
from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure

ECRIT = "ecrire_famille"
INTERDIT = (
    "Ce contact est interdit à cette date. Si une décision l’autorise, changez d’abord les contacts de "
    "l’enfant, puis revenez ici."
)
ACCOMPAGNE = "Ce contact demande la présence d’un tiers : cochez la case et nommez-le."


@transaction.atomic
def inscrire_droits(*, acteur: Utilisateur, droits: Iterable[DroitVisite]) -> list[DroitVisite]:
    """Record one right for each of some children, as one decision gives them: all of them, or none.

    CC 375-7 [V], CPC 1199-3 [V]. Raises PermissionDenied for a child one does not write the family of,
    or a relative the child is not tied to; ValidationError on a rule that says nothing, on dates out of
    order, without a third party named for a mediated visit, or against the contacts set.
    """
    liste = list(droits)
    for droit in liste:
        ensure(acteur, ECRIT, droit)
        _check(droit)
        enregistrer(droit, neuve=True)
    _record("visites.droit", liste)
    return liste


@transaction.atomic
def modifier_droit(*, acteur: Utilisateur, droit: DroitVisite) -> DroitVisite:
    """Correct a right; the days follow. What was already told of past meetings does not change.

    Raises also RevisionPerimeeError when somebody else wrote meanwhile.
    """
    ensure(acteur, ECRIT, droit)
    verrouiller(droit)
    _check(droit)
    enregistrer(droit, neuve=False)
    _record("visites.droit_modifie", [droit])
    return droit


@transaction.atomic
def suspendre_droit(
    *, acteur: Utilisateur, droit: DroitVisite, du: date, au: date | None, par: str, motif: str
) -> DroitVisite:
    """Suspend a right from a day on: its days give nothing, and the page says why.

    The law suspends the rights of a parent prosecuted or convicted for a crime on the child or the
    other parent (CC 378-2 [S]); otherwise a judge does, or the ASE in an emergency.
    """
    ensure(acteur, ECRIT, droit)
    verrouiller(droit)
    if du < droit.debut:
        raise ValidationError({"du": "Le droit n’avait pas commencé à cette date."})
    if au is not None and au < du:
        raise ValidationError({"au": "La fin vient avant le début."})
    droit.suspendu_du, droit.suspendu_au = du, au
    droit.suspendu_par, droit.suspendu_motif = par, motif
    enregistrer(droit, neuve=False)
    _record("visites.droit_suspendu", [droit])
    return droit


@transaction.atomic
def reprendre_droit(*, acteur: Utilisateur, droit: DroitVisite, le: date) -> DroitVisite:
    """Resume a suspended right: the suspension ends the day before ``le``, or never was if it began then."""
    ensure(acteur, ECRIT, droit)
    verrouiller(droit)
    if droit.suspendu_du is None:
        raise ValidationError("Ce droit n’est pas suspendu.")
    if le <= droit.suspendu_du:
        droit.suspendu_du = droit.suspendu_au = None
        droit.suspendu_par = droit.suspendu_motif = ""
    else:
        droit.suspendu_au = date.fromordinal(le.toordinal() - 1)
    enregistrer(droit, neuve=False)
    _record("visites.droit_repris", [droit])
    return droit


def _check(droit: DroitVisite) -> None:
    if not LienFamilial.objects.standing().filter(enfant=droit.enfant_id, proche=droit.proche_id).exists():
        raise PermissionDenied
    faults: dict[str, str] = {}
    if droit.fin is not None and droit.fin < droit.debut:
        faults["fin"] = "La fin vient avant le début."
    regular = droit.frequence in {FrequenceDroit.SEMAINES, FrequenceDroit.MOIS}
    if regular and droit.jour is None:
        faults["jour"] = "Choisissez le jour de la semaine."
    if droit.frequence == FrequenceDroit.MOIS and not droit.rangs:
        faults["rangs"] = "Choisissez au moins un jour du mois : le 1er, le 3e…"
    if not regular and not droit.precision:
        faults["precision"] = "Dites en quelques mots comment cela se passe."
    if droit.heure_debut and droit.heure_fin and not droit.nuits and droit.heure_fin <= droit.heure_debut:
        faults["heure_fin"] = "La fin vient avant le début."
    if droit.genre == GenreRencontre.HEBERGEMENT and not droit.nuits:
        faults["nuits"] = "Indiquez le nombre de nuits."
    if droit.mediatisee and not droit.tiers:
        faults["tiers"] = "Nommez le tiers présent, ou le service."
    if droit.mediatisee and droit.genre in EN_PRESENCE and not droit.lieu:
        faults["lieu"] = "Indiquez le lieu : il est fixé, et le même autant que possible."
    if faults:
        raise ValidationError(faults)
    said = situations_de([droit.enfant])[droit.enfant_id].contact(droit.proche_id, droit.genre, droit.debut)
    if said == Contact.INTERDIT:
        raise ValidationError(INTERDIT)
    if said == Contact.ACCOMPAGNE and not droit.mediatisee:
        raise ValidationError({"mediatisee": ACCOMPAGNE})


def _record(code: str, droits: list[DroitVisite]) -> None:
    record(
        code,
        objets=[droit.pk for droit in droits],
        enfants=[droit.enfant_id for droit in droits],
        type_objet="fratries.DroitVisite",
    )
