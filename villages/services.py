"""Acts on the organisation: villages, houses, professionals, and who is assigned where."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from socle.audit.services import record
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import forget_perimetres
from socle.habilitations.roles import ROLES_DU_SIEGE, Capacite, Role
from villages.models import Affectation, Astreinte, Maison, Professionnel, Relais, Village


@transaction.atomic
def enregistrer_maison(*, acteur: Utilisateur, maison: Maison) -> Maison:
    """Save a new or changed house of a village one maintains."""
    ensure(acteur, Capacite.ECRIRE_ORGANISATION, maison)
    maison.full_clean()
    maison.save()
    record("villages.maison_enregistree", objets=[maison.pk], type_objet="villages.Maison")
    return maison


@transaction.atomic
def enregistrer_village(*, acteur: Utilisateur, village: Village) -> Village:
    """Save a changed village; opening a new one belongs to the siège."""
    ensure(acteur, Capacite.ECRIRE_ORGANISATION, village)
    village.full_clean()
    village.save()
    record("villages.village_enregistre", objets=[village.pk], type_objet="villages.Village")
    return village


@transaction.atomic
def enregistrer_professionnel(
    *, acteur: Utilisateur, professionnel: Professionnel, compte: Utilisateur | None = None
) -> Professionnel:
    """Save a professional's name, and link an account once: never one's own, never a second time.

    Linking gives the account every assignment of the professional, hence the guard; the
    database refuses it as well.
    """
    ensure(acteur, Capacite.ECRIRE_ORGANISATION)
    if professionnel._state.adding:
        creer_cle(professionnel.pk, NatureSujet.PROFESSIONNEL)
    if compte is not None and professionnel.compte_id != compte.pk:
        if professionnel.compte_id is not None:
            raise ValidationError("Ce professionnel a déjà un compte.")
        _refuse_self(acteur, compte)
        professionnel.compte = compte
    professionnel.full_clean(exclude=["compte"])
    professionnel.save()
    record(
        "villages.professionnel_enregistre", objets=[professionnel.pk], type_objet="villages.Professionnel"
    )
    return professionnel


def _refuse_self(acteur: Utilisateur, compte: Utilisateur | None) -> None:
    """Nobody assigns themselves, nor an account they created (02-security: « jamais soi »)."""
    if compte is not None and acteur.pk in (compte.pk, compte.cree_par_id):
        raise PermissionDenied


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
) -> Affectation:
    """Assign a person to a role from a day on: the direction in its village, the siège for directions.

    Raises PermissionDenied outside one's villages, for a role one does not give, for oneself
    or an account one created; ValidationError when the role and its target do not match.
    """
    if role in ROLES_DU_SIEGE:
        ensure(acteur, Capacite.AFFECTER_DIRECTION)
    elif village is None:
        raise ValidationError("Indiquez le village où ce rôle s’exerce.")
    else:
        ensure(acteur, Capacite.AFFECTER, village)
    _refuse_self(acteur, professionnel.compte)
    if maison is not None and maison.village_id != (village.pk if village else None):
        raise ValidationError("Cette maison n’est pas dans ce village.")
    affectation = Affectation(
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
    affectation.full_clean()
    affectation.save()
    forget_perimetres()
    record("villages.affectation", objets=[affectation.pk], type_objet="villages.Affectation")
    return affectation


@transaction.atomic
def terminer_affectation(*, acteur: Utilisateur, affectation: Affectation, fin: date) -> Affectation:
    """End an assignment on a day (its last); the same people who may give it may end it."""
    if affectation.role in ROLES_DU_SIEGE:
        ensure(acteur, Capacite.AFFECTER_DIRECTION)
    else:
        ensure(acteur, Capacite.AFFECTER, affectation)
    _refuse_self(acteur, affectation.professionnel.compte)
    affectation.fin = fin
    affectation.full_clean()
    affectation.save()
    forget_perimetres()
    record("villages.affectation_terminee", objets=[affectation.pk], type_objet="villages.Affectation")
    return affectation


@transaction.atomic
def planifier_relais(*, acteur: Utilisateur, relais: Relais) -> Relais:
    """Plan a dated replacement in a house; it opens the house's files for these days only."""
    ensure(acteur, Capacite.ECRIRE_ORGANISATION, relais.maison)
    _refuse_self(acteur, relais.professionnel.compte)
    relais.full_clean()
    relais.save()
    forget_perimetres()
    record("villages.relais", objets=[relais.pk], type_objet="villages.Relais")
    return relais


@transaction.atomic
def planifier_astreinte(*, acteur: Utilisateur, astreinte: Astreinte) -> Astreinte:
    """Put a person on call for a village; given by the direction, as any access to a whole village."""
    ensure(acteur, Capacite.AFFECTER, astreinte)
    _refuse_self(acteur, astreinte.professionnel.compte)
    astreinte.full_clean()
    astreinte.save()
    forget_perimetres()
    record("villages.astreinte", objets=[astreinte.pk], type_objet="villages.Astreinte")
    return astreinte
