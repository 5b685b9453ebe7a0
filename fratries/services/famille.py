"""Acts on the family around a child: relatives, ties, protected addresses."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from fratries.enums import UNIONS
from fratries.models import (
    AdresseProtegee,
    AutoriteParentale,
    DroitVisite,
    LienFamilial,
    MembreFratrie,
    PersonneAutorisee,
    Proche,
)
from fratries.services.revisions import enregistrer, verrouiller
from socle.audit.services import record
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui


@transaction.atomic
def inscrire_proche(*, acteur: Utilisateur, proche: Proche, lien: LienFamilial) -> Proche:
    """Open a relative's record with its first tie, to a child; creates the relative's key.

    The tie is saved first: it is what opens the relative, in the database too. The record is held
    by the village that holds the child's file. Raises PermissionDenied without the right on the
    child, ValidationError on an impossible year.
    """
    enfant = lien.enfant
    if enfant is None:
        raise PermissionDenied
    ensure(acteur, "ecrire_famille", enfant)
    proche.village_id = enfant.village_id
    _check_years(proche)
    creer_cle(proche.pk, NatureSujet.PROCHE)
    lien.proche_id = proche.pk
    _check_dates(lien)
    lien.full_clean(exclude=["proche"])
    lien.save()
    proche.full_clean()
    proche.save()
    record("famille.proche", objets=[proche.pk, lien.pk], enfants=[enfant.pk], type_objet="fratries.Proche")
    return proche


@transaction.atomic
def modifier_proche(*, acteur: Utilisateur, proche: Proche) -> Proche:
    """Save what changed of a relative; a protected address never comes back by this path.

    Raises RevisionPerimeeError when somebody else wrote meanwhile.
    """
    ensure(acteur, "ecrire_famille", proche)
    current = verrouiller(proche)
    _check_years(proche)
    proche.adresse_protegee = current.adresse_protegee
    if proche.adresse_protegee:
        proche.adresse = None
    enregistrer(proche, neuve=False)
    record("famille.proche_modifie", objets=[proche.pk], type_objet="fratries.Proche")
    return proche


@transaction.atomic
def inscrire_lien(*, acteur: Utilisateur, lien: LienFamilial) -> LienFamilial:
    """Tie a relative to a child, a sibling or another relative, all of them within one's reach.

    Raises ValidationError when the two are tied already, or for a union with a child.
    """
    ensure(acteur, "ecrire_famille", lien.proche)
    _ensure_other_end(acteur, lien)
    _check_dates(lien)
    ends = {"enfant": lien.enfant_id, "membre": lien.membre_id, "autre": lien.autre_id}
    same = LienFamilial.objects.standing().filter(proche=lien.proche_id, **ends)
    if same.exists() or (
        lien.autre_id is not None
        and LienFamilial.objects.standing().filter(proche=lien.autre_id, autre=lien.proche_id).exists()
    ):
        raise ValidationError({"cible": "Un lien les unit déjà : modifiez-le."})
    lien.full_clean()
    lien.save()
    enfants = [lien.enfant_id] if lien.enfant_id else []
    record("famille.lien", objets=[lien.pk], enfants=enfants, type_objet="fratries.LienFamilial")
    return lien


def _ensure_other_end(acteur: Utilisateur, lien: LienFamilial) -> None:
    if lien.enfant is not None:
        ensure(acteur, "ecrire_famille", lien.enfant)
    elif lien.autre is not None:
        ensure(acteur, "ecrire_famille", lien.autre)
    elif lien.membre_id is None or not (
        MembreFratrie.objects.visible_to(acteur, "lire_identite").filter(pk=lien.membre_id).exists()
    ):
        raise PermissionDenied


@transaction.atomic
def modifier_lien(*, acteur: Utilisateur, lien: LienFamilial) -> LienFamilial:
    """Correct the kind of a tie, its dates, how it is known; its two ends never change."""
    ensure(acteur, "ecrire_famille", lien)
    same = {"proche": lien.proche_id, "enfant": lien.enfant_id, "membre": lien.membre_id}
    if not LienFamilial.objects.standing().filter(pk=lien.pk, autre=lien.autre_id, **same).exists():
        raise PermissionDenied
    _check_dates(lien)
    lien.full_clean()
    lien.save()
    enfants = [lien.enfant_id] if lien.enfant_id else []
    record("famille.lien_modifie", objets=[lien.pk], enfants=enfants, type_objet="fratries.LienFamilial")
    return lien


@transaction.atomic
def retirer_lien(*, acteur: Utilisateur, lien: LienFamilial) -> LienFamilial:
    """Take back a tie recorded by mistake: it opens nothing any more, and stays in the versions.

    Raises ValidationError while the relative holds authority or a visiting right, or has contacts set:
    their name would vanish from where it matters.
    """
    ensure(acteur, "ecrire_famille", lien)
    if lien.retire_le is not None:
        return lien
    if lien.enfant_id is not None:
        both = {"enfant": lien.enfant_id, "proche": lien.proche_id}
        if (
            PersonneAutorisee.objects.not_over().filter(**both).exists()
            or AutoriteParentale.objects.not_over().filter(**both).exists()
        ):
            raise ValidationError(
                "Mettez d’abord fin à ses contacts et à son autorité parentale pour cet enfant."
            )
        if DroitVisite.objects.not_over().filter(**both).exists():
            raise ValidationError("Mettez d’abord fin à ses droits de visite pour cet enfant.")
    lien.retire_le = timezone.now()
    lien.save()
    enfants = [lien.enfant_id] if lien.enfant_id else []
    record("famille.lien_retire", objets=[lien.pk], enfants=enfants, type_objet="fratries.LienFamilial")
    return lien


@transaction.atomic
def proteger_adresse(*, acteur: Utilisateur, protection: AdresseProtegee) -> AdresseProtegee:
    """Record or correct a protected address; the open one is erased from the relative's record.

    Raises PermissionDenied to whoever is not named for it. Anonymity of the place: CC 375-7 [V].
    """
    proche = _locked(acteur, protection.proche_id)
    # The open address first: the database refuses both.
    proche.adresse, proche.adresse_protegee = None, True
    enregistrer(proche, neuve=False)
    protection.levee_le = None
    protection.full_clean()
    protection.save()
    record("famille.adresse_protegee", objets=[protection.proche_id], type_objet="fratries.Proche")
    return protection


@transaction.atomic
def lever_protection(*, acteur: Utilisateur, protection: AdresseProtegee, le: date | None = None) -> None:
    """End the protection; the address stays where it was, and is not made public by that."""
    proche = _locked(acteur, protection.proche_id)
    proche.adresse_protegee = False
    enregistrer(proche, neuve=False)
    protection.levee_le = le or aujourdhui()
    protection.save()
    record("famille.adresse_levee", objets=[protection.proche_id], type_objet="fratries.Proche")


def _locked(acteur: Utilisateur, proche_id: UUID) -> Proche:
    """Return the relative, locked, to whoever is named for the protected address."""
    ensure(acteur, Capacite.ADRESSE_PROTEGEE)
    named = Proche.objects.filter(pk=proche_id).whose_address_is_open_to(acteur).values("pk")
    proche = Proche.objects.select_for_update(no_key=True).filter(pk__in=named).first()
    if proche is None:
        raise PermissionDenied
    return proche


def _check_years(proche: Proche) -> None:
    born, died, present = proche.annee_naissance, proche.annee_deces, aujourdhui().year
    for champ, year in (("annee_naissance", born), ("annee_deces", died)):
        if isinstance(year, int) and not 1880 <= year <= present:
            raise ValidationError({champ: "Cette année n’est pas possible."})
    if isinstance(born, int) and isinstance(died, int) and died < born:
        raise ValidationError({"annee_deces": "Le décès vient avant la naissance."})
    if isinstance(died, int):
        proche.decede = True


def _check_dates(lien: LienFamilial) -> None:
    if lien.debut and lien.fin and lien.fin < lien.debut:
        raise ValidationError({"fin": "La fin vient avant le début."})
    if lien.autre_id is None and lien.nature in UNIONS:
        raise ValidationError({"nature": "Une union lie deux adultes : choisissez un autre proche."})
