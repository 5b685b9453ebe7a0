"""Acts on a child's file: opening it, stays, absences."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from enfants.models import Absence, Enfant, Sejour
from socle.audit.services import record
from socle.chiffrement.empreinte import empreinte_identite
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure, ensure_in_village
from socle.habilitations.perimetre import forget_perimetres
from socle.outils.dates import aujourdhui
from villages.models import Maison


@transaction.atomic
def ouvrir_dossier(*, acteur: Utilisateur, enfant: Enfant) -> Enfant:
    """Open a child's file in a village one keeps the files of; creates the child's key.

    Raises PermissionDenied outside one's villages, ValidationError on a birth date in the future.
    """
    ensure_in_village(acteur, "ecrire_identite", enfant.village_id)
    creer_cle(enfant.pk, NatureSujet.ENFANT)
    _save_identity(enfant)
    forget_perimetres()
    record("enfants.dossier_ouvert", objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    return enfant


@transaction.atomic
def modifier_identite(*, acteur: Utilisateur, enfant: Enfant) -> Enfant:
    """Save a child's corrected identity; the former one stays in the versions."""
    ensure(acteur, "ecrire_identite", enfant)
    _save_identity(enfant)
    record("enfants.identite_modifiee", objets=[enfant.pk], enfants=[enfant.pk], type_objet="enfants.Enfant")
    return enfant


def _save_identity(enfant: Enfant) -> None:
    if enfant.date_naissance and enfant.date_naissance > aujourdhui():
        raise ValidationError({"date_naissance": "La date de naissance est dans le futur."})
    enfant.empreinte = empreinte_identite(enfant.prenom, enfant.nom, naissance=enfant.date_naissance)
    enfant.full_clean(exclude=["compte"])
    enfant.save()


@transaction.atomic
def accueillir(
    *, acteur: Utilisateur, enfant: Enfant, maison: Maison, debut: date, motif_depassement: str = ""
) -> Sejour:
    """Begin a stay in a house of the child's village.

    Raises ValidationError when the child already has a stay then (the database refuses too),
    or when the house is full and no reason is given.
    """
    ensure(acteur, "ecrire_identite", enfant)
    if maison.village_id != enfant.village_id:
        raise ValidationError("Cette maison n’est pas dans le village qui tient le dossier.")
    present = Sejour.objects.current(debut).filter(maison=maison).count()
    if present >= maison.places and not motif_depassement.strip():
        raise ValidationError(
            {"motif_depassement": "La maison est complète à cette date : indiquez pourquoi."}
        )
    sejour = Sejour(enfant=enfant, maison=maison, debut=debut, motif_depassement=motif_depassement)
    sejour.full_clean()
    sejour.save()
    forget_perimetres()
    record("enfants.sejour_ouvert", objets=[sejour.pk], enfants=[enfant.pk], type_objet="enfants.Sejour")
    return sejour


@transaction.atomic
def terminer_sejour(*, acteur: Utilisateur, sejour: Sejour, fin: date) -> Sejour:
    """End a stay on the day of departure, whose night is not slept there."""
    ensure(acteur, "ecrire_identite", sejour)
    sejour.fin = fin
    sejour.full_clean()
    sejour.save()
    forget_perimetres()
    record(
        "enfants.sejour_termine", objets=[sejour.pk], enfants=[sejour.enfant_id], type_objet="enfants.Sejour"
    )
    return sejour


@transaction.atomic
def noter_absence(*, acteur: Utilisateur, absence: Absence) -> Absence:
    """Record or correct nights away; from these comes who is present tonight."""
    ensure(acteur, "ecrire_journal", absence)
    absence.full_clean()
    absence.save()
    record("enfants.absence", objets=[absence.pk], enfants=[absence.enfant_id], type_objet="enfants.Absence")
    return absence
