"""Acts that give rights: assignments, relays, on-call duties. Never to oneself."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from socle.audit.services import record
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import forget_perimetres
from socle.habilitations.roles import PERIMETRES, ROLES_DU_SIEGE, Capacite, Perimetre, Role
from socle.outils.identifiants import nouvel_id
from villages.accueil import accueil
from villages.models import Affectation, Astreinte, Maison, Professionnel, Relais, Village
from villages.services.choix import ensure_may_choose
from villages.services.garde import refuse_self


@transaction.atomic
def affecter(
    *,
    acteur: Utilisateur,
    professionnel: Professionnel,
    role: Role,
    debut: date,
    village: Village | None = None,
    maison: Maison | None = None,
    enfant_id: UUID | None = None,
    fin: date | None = None,
    motif: str = "",
    ident: UUID | None = None,
) -> Affectation:
    """Assign a person to a role from a day on: the direction in its village, the siège for directions.

    Raises PermissionDenied outside one's villages, for a role one does not give, for oneself
    or an account one created; ValidationError when the role and its target do not match.
    ``ident`` is the id of the new assignment, so that one form gives one assignment.
    """
    capacite = _ensure_gives(acteur, role, village)
    refuse_self(acteur, professionnel.compte)
    ensure_may_choose(acteur, capacite, professionnel)
    _check_target(acteur, role, village, maison, enfant_id)
    affectation = Affectation(
        pk=ident or nouvel_id(),
        professionnel=professionnel,
        role=role,
        village=village,
        maison=maison,
        enfant_id=enfant_id,
        debut=debut,
        fin=fin,
        motif=motif,
        attribuee_par=acteur,
    )
    if fin is not None and fin < debut:
        raise ValidationError({"fin": "La fin vient avant le début."})
    _refuse_twice(affectation)
    affectation.full_clean()
    affectation.save()
    forget_perimetres()
    record("villages.affectation", objets=[affectation.pk], type_objet="villages.Affectation")
    return affectation


def _ensure_gives(acteur: Utilisateur, role: str, village: Village | None) -> Capacite:
    """Refuse a role one does not give, or that nobody gives here; return the capacity that gives it."""
    if role in ROLES_DU_SIEGE:
        ensure(acteur, Capacite.AFFECTER_DIRECTION)
        return Capacite.AFFECTER_DIRECTION
    if PERIMETRES[Role(role)] in {Perimetre.ASTREINTE, Perimetre.EXCEPTION, Perimetre.SOI}:
        raise ValidationError({"role": "Ce rôle ne se donne pas par une affectation."})
    if village is None:
        raise ValidationError({"village": "Indiquez le village où ce rôle s’exerce."})
    ensure(acteur, Capacite.AFFECTER, village)
    return Capacite.AFFECTER


def _check_target(
    acteur: Utilisateur, role: str, village: Village | None, maison: Maison | None, enfant_id: UUID | None
) -> None:
    kind = PERIMETRES[Role(role)]
    if kind is Perimetre.MAISON and maison is None:
        raise ValidationError({"maison": "Ce rôle s’exerce dans une maison : indiquez laquelle."})
    if kind is Perimetre.REFERENCE and enfant_id is None:
        raise ValidationError({"enfant": "Ce rôle s’exerce auprès d’un enfant : indiquez lequel."})
    if kind is Perimetre.VILLAGE and village is None:
        raise ValidationError({"village": "Indiquez le village où ce rôle s’exerce."})
    if maison is not None:
        if kind is not Perimetre.MAISON:
            raise ValidationError({"maison": "Ce rôle ne s’exerce pas dans une maison."})
        if maison.village_id != (village.pk if village else None):
            raise ValidationError({"maison": "Cette maison n’est pas dans ce village."})
    if enfant_id is not None:
        if kind is not Perimetre.REFERENCE:
            raise ValidationError({"enfant": "Ce rôle ne s’exerce pas auprès d’un seul enfant."})
        if village is None or enfant_id not in accueil().enfants_du_village(acteur, village.pk):
            raise ValidationError({"enfant": "Cet enfant n’est pas de ce village."})


def _refuse_twice(affectation: Affectation) -> None:
    """The same role at the same place on the same days is one assignment."""
    same = Affectation.objects.filter(
        Q(fin__isnull=True) | Q(fin__gte=affectation.debut),
        professionnel_id=affectation.professionnel_id,
        role=affectation.role,
        village=affectation.village,
        maison=affectation.maison,
        enfant_id=affectation.enfant_id,
    ).exclude(pk=affectation.pk)
    if affectation.fin is not None:
        same = same.filter(debut__lte=affectation.fin)
    if same.exists():
        raise ValidationError("Cette personne a déjà cette affectation à ces dates.")


@transaction.atomic
def terminer_affectation(*, acteur: Utilisateur, affectation: Affectation, fin: date) -> Affectation:
    """End an assignment on a day (its last); the same people who may give it may end it.

    It may be brought forward, never put off: a longer time is a new assignment.
    """
    if affectation.role in ROLES_DU_SIEGE:
        ensure(acteur, Capacite.AFFECTER_DIRECTION)
    else:
        ensure(acteur, Capacite.AFFECTER, affectation)
    refuse_self(acteur, affectation.professionnel.compte)
    locked = Affectation.objects.select_for_update(no_key=True).get(pk=affectation.pk)
    if fin < locked.debut:
        raise ValidationError({"fin": "La fin vient avant le début."})
    if locked.fin is not None and fin > locked.fin:
        raise ValidationError(
            {"fin": "Cette affectation finit plus tôt. Pour la prolonger, affectez de nouveau."}
        )
    locked.fin = fin
    locked.full_clean()
    locked.save()
    forget_perimetres()
    record("villages.affectation_terminee", objets=[locked.pk], type_objet="villages.Affectation")
    return locked


@transaction.atomic
def planifier_relais(*, acteur: Utilisateur, relais: Relais) -> Relais:
    """Plan a dated replacement in a house; it opens the house's files for these days only.

    Also corrects one: neither who nor where changes then, since both were told.
    """
    ensure(acteur, Capacite.ECRIRE_ORGANISATION, relais.maison)
    refuse_self(acteur, relais.professionnel.compte)
    ensure_may_choose(acteur, Capacite.ECRIRE_ORGANISATION, relais.professionnel)
    _refuse_moved(Relais.objects.filter(pk=relais.pk), maison_id=relais.maison_id, who=relais)
    _check_order(relais)
    twice = Relais.objects.filter(
        arrete_le__isnull=True,
        maison_id=relais.maison_id,
        professionnel_id=relais.professionnel_id,
        debut__lte=relais.fin,
        fin__gte=relais.debut,
    ).exclude(pk=relais.pk)
    if twice.exists():
        raise ValidationError("Cette personne a déjà un relais dans cette maison à ces dates.")
    relais.full_clean()
    relais.save()
    forget_perimetres()
    record("villages.relais", objets=[relais.pk], type_objet="villages.Relais")
    return relais


@transaction.atomic
def planifier_astreinte(*, acteur: Utilisateur, astreinte: Astreinte) -> Astreinte:
    """Put a person on call for a village; given by the direction, as any access to a whole village."""
    ensure(acteur, Capacite.AFFECTER, astreinte)
    refuse_self(acteur, astreinte.professionnel.compte)
    ensure_may_choose(acteur, Capacite.AFFECTER, astreinte.professionnel)
    _refuse_moved(Astreinte.objects.filter(pk=astreinte.pk), village_id=astreinte.village_id, who=astreinte)
    _check_order(astreinte)
    twice = Astreinte.objects.filter(
        arrete_le__isnull=True,
        village_id=astreinte.village_id,
        rang=astreinte.rang,
        debut__lte=astreinte.fin,
        fin__gte=astreinte.debut,
    ).exclude(pk=astreinte.pk)
    if twice.exists():
        raise ValidationError({"rang": "Quelqu’un est déjà d’astreinte à ce rang, à l’une de ces dates."})
    astreinte.full_clean(validate_constraints=False)
    astreinte.save()
    forget_perimetres()
    record("villages.astreinte", objets=[astreinte.pk], type_objet="villages.Astreinte")
    return astreinte


def _refuse_moved(stored: object, *, who: Relais | Astreinte, **where: UUID) -> None:
    """A row in place keeps its person and its place: rights were asked about the new ones only.

    The one that was stopped stays stopped: a new one says that somebody comes after all.
    """
    if who._state.adding:
        return
    if stored.filter(arrete_le__isnull=False).exists():  # type: ignore[attr-defined]
        raise ValidationError("Cela a été annulé entre-temps. Pour revenir dessus, planifiez de nouveau.")
    if not stored.filter(professionnel_id=who.professionnel_id, **where).exists():  # type: ignore[attr-defined]
        raise PermissionDenied


def _check_order(row: Relais | Astreinte) -> None:
    if row.fin < row.debut:
        raise ValidationError({"fin": "La fin vient avant le début."})
