"""Acts on places and people: villages, houses, professionals."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from socle.audit.services import record
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import forget_perimetres
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui
from villages.models import CapaciteMaison, Maison, Professionnel, Village
from villages.selectors.places import nombre_le
from villages.services.garde import ensure_reaches, refuse_self


@transaction.atomic
def enregistrer_maison(
    *, acteur: Utilisateur, maison: Maison, places: int, a_partir_du: date | None = None
) -> Maison:
    """Save a new or changed house of a village one maintains; a house never changes village.

    ``places`` holds from ``a_partir_du``, today when it is not said: days before keep the number they
    had, and a number already planned later keeps its own day. Raises ValidationError on a house closed
    before it opens.
    """
    ensure(acteur, Capacite.ECRIRE_ORGANISATION, maison)
    if not maison._state.adding:
        _refuse_another_village(maison)
        # Two people who change its places wait for each other.
        Maison.objects.select_for_update(no_key=True).get(pk=maison.pk)
    if maison.ouverte_le and maison.fermee_le and maison.fermee_le <= maison.ouverte_le:
        raise ValidationError({"fermee_le": "Cette date vient avant l’ouverture."})
    maison.full_clean()
    maison.save()
    capacite = _hold_places(maison, places, a_partir_du or aujourdhui())
    changed = [capacite.pk] if capacite else []
    record("villages.maison_enregistree", objets=[maison.pk, *changed], type_objet="villages.Maison")
    return maison


def _hold_places(maison: Maison, places: int, du: date) -> CapaciteMaison | None:
    """Write the number that holds from a day; nothing when it holds already."""
    known = {c.a_partir_du: c for c in CapaciteMaison.objects.filter(maison=maison).order_by("a_partir_du")}
    if known and nombre_le([(day, c.places) for day, c in known.items()], du) == places:
        return None
    capacite = known.get(du) or CapaciteMaison(maison=maison, a_partir_du=du)
    capacite.places = places
    capacite.full_clean()
    capacite.save()
    return capacite


def _refuse_another_village(maison: Maison) -> None:
    """Its children's files would stay in the former village."""
    if not Maison.objects.filter(pk=maison.pk, village_id=maison.village_id).exists():
        raise PermissionDenied


@transaction.atomic
def enregistrer_village(*, acteur: Utilisateur, village: Village) -> Village:
    """Save a changed village; opening a new one belongs to the siège."""
    ensure(acteur, Capacite.ECRIRE_ORGANISATION, village)
    village.full_clean()
    village.save()
    record("villages.village_enregistre", objets=[village.pk], type_objet="villages.Village")
    return village


@transaction.atomic
def enregistrer_professionnel(*, acteur: Utilisateur, professionnel: Professionnel) -> Professionnel:
    """Save a professional's name and address; the account is linked apart (``lier_compte``).

    Raises PermissionDenied about a professional one does not reach, or whose account changed
    on the way.
    """
    ensure(acteur, Capacite.ECRIRE_ORGANISATION)
    if professionnel._state.adding:
        if professionnel.compte_id is not None:
            raise PermissionDenied
        creer_cle(professionnel.pk, NatureSujet.PROFESSIONNEL)
    else:
        ensure_reaches(acteur, Capacite.ECRIRE_ORGANISATION, professionnel)
        if not Professionnel.objects.filter(pk=professionnel.pk, compte_id=professionnel.compte_id).exists():
            raise PermissionDenied
    professionnel.full_clean(exclude=["compte"])
    professionnel.save()
    record(
        "villages.professionnel_enregistre", objets=[professionnel.pk], type_objet="villages.Professionnel"
    )
    return professionnel


@transaction.atomic
def lier_compte(*, acteur: Utilisateur, professionnel: Professionnel, compte: Utilisateur) -> Professionnel:
    """Link an account to a professional, once: never one's own, never one that one created.

    Linking gives the account every assignment of the professional, hence the guards. Raises
    ValidationError when either is linked already or the account is not a professional's.
    """
    ensure(acteur, Capacite.ECRIRE_ORGANISATION)
    ensure_reaches(acteur, Capacite.ECRIRE_ORGANISATION, professionnel)
    refuse_self(acteur, compte)
    locked = Professionnel.objects.select_for_update(no_key=True).get(pk=professionnel.pk)
    if locked.compte_id == compte.pk:
        return locked
    if locked.compte_id is not None:
        raise ValidationError("Ce professionnel a déjà un compte.")
    if compte.nature != Utilisateur.Nature.PROFESSIONNEL or not compte.is_active:
        raise ValidationError("Ce compte n’est pas celui d’un professionnel, ou il est fermé.")
    if Professionnel.objects.filter(compte=compte).exists():
        raise ValidationError("Ce compte est déjà celui d’un autre professionnel.")
    locked.compte = compte
    locked.save()
    forget_perimetres()
    record("villages.compte_lie", objets=[locked.pk, compte.pk], type_objet="villages.Professionnel")
    return locked
