"""Prevention in a village: the map of risks, the actions, the sessions with children."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from protection.models import ActionPrevention, CarteDesRisques, Risque, SeanceEnfants
from socle.audit.services import record
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.keys import creer_cle
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.roles import Capacite
from socle.outils.dates import aujourdhui

_TIENT = Capacite.TENIR_PILIERS


@transaction.atomic
def ouvrir_carte(*, acteur: Utilisateur, carte: CarteDesRisques) -> CarteDesRisques:
    """Begin the map of a year in a village. Raises ValidationError when there is one already."""
    ensure(acteur, _TIENT, carte)
    if CarteDesRisques.objects.filter(village=carte.village_id, annee=carte.annee).exists():
        raise ValidationError({"annee": "La carte de cette année est déjà ouverte."})
    creer_cle(carte.pk, NatureSujet.ASSOCIATION)
    carte.ouverte_le = timezone.now()
    carte.full_clean()
    carte.save()
    record("prevention.carte", objets=[carte.pk], type_objet="protection.CarteDesRisques")
    return carte


@transaction.atomic
def inscrire_risque(*, acteur: Utilisateur, risque: Risque) -> Risque:
    """Put a risk on the map. Raises ValidationError once it is validated: the next one is for next year."""
    carte = _locked(risque.carte_id)
    ensure(acteur, _TIENT, carte)
    if carte.validee_le is not None:
        raise ValidationError("La carte est validée : elle ne reçoit plus de risque.")
    risque.village_id = carte.village_id
    risque.full_clean()
    risque.save()
    record("prevention.risque", objets=[risque.pk], type_objet="protection.Risque")
    return risque


@transaction.atomic
def valider_carte(*, acteur: Utilisateur, carte: CarteDesRisques, avis_enfants: str) -> CarteDesRisques:
    """Validate the map with what the children and the council say of it; without a risk it is no map.

    Raises ValidationError when it is empty, or validated already.
    """
    carte = _locked(carte.pk)
    ensure(acteur, _TIENT, carte)
    if carte.validee_le is not None:
        raise ValidationError("La carte est déjà validée.")
    if not Risque.objects.filter(carte=carte).exists():
        raise ValidationError("Inscrivez au moins un risque avant de valider.")
    carte.avis_enfants, carte.validee_le, carte.validee_par = avis_enfants, timezone.now(), acteur
    carte.full_clean()
    carte.save()
    record("prevention.carte_validee", objets=[carte.pk], type_objet="protection.CarteDesRisques")
    return carte


@transaction.atomic
def noter_mesure_faite(*, acteur: Utilisateur, risque: Risque, le: date, preuve: str) -> Risque:
    """The measures against a risk are taken: since when, and what shows it."""
    risque = Risque.objects.select_for_update(no_key=True).get(pk=risque.pk)
    ensure(acteur, _TIENT, risque)
    _refuse_future("le", le)
    risque.fait_le, risque.preuve = le, preuve
    risque.full_clean()
    risque.save()
    record("prevention.mesure", objets=[risque.pk], type_objet="protection.Risque")
    return risque


@transaction.atomic
def prevoir_action(*, acteur: Utilisateur, action: ActionPrevention) -> ActionPrevention:
    """Plan an action of prevention."""
    ensure(acteur, _TIENT, action)
    creer_cle(action.pk, NatureSujet.ASSOCIATION)
    action.full_clean()
    action.save()
    record("prevention.action", objets=[action.pk], type_objet="protection.ActionPrevention")
    return action


@transaction.atomic
def noter_action_menee(
    *, acteur: Utilisateur, action: ActionPrevention, le: date, bilan: str
) -> ActionPrevention:
    """An action took place: when, and what came out of it."""
    action = ActionPrevention.objects.select_for_update(no_key=True).get(pk=action.pk)
    ensure(acteur, _TIENT, action)
    _refuse_future("le", le)
    action.faite_le, action.bilan = le, bilan
    action.full_clean()
    action.save()
    record("prevention.action_menee", objets=[action.pk], type_objet="protection.ActionPrevention")
    return action


@transaction.atomic
def noter_seance(*, acteur: Utilisateur, seance: SeanceEnfants) -> SeanceEnfants:
    """Keep a session held with children: how many, never who."""
    ensure(acteur, _TIENT, seance)
    _refuse_future("le", seance.le)
    if seance.maison is not None and seance.maison.village_id != seance.village_id:
        raise ValidationError({"ou": "Cette maison est dans un autre village."})
    creer_cle(seance.pk, NatureSujet.ASSOCIATION)
    seance.notee_par = acteur
    seance.full_clean()
    seance.save()
    record("prevention.seance", objets=[seance.pk], type_objet="protection.SeanceEnfants")
    return seance


def _locked(ident: UUID) -> CarteDesRisques:
    return CarteDesRisques.objects.select_for_update(no_key=True).get(pk=ident)


def _refuse_future(champ: str, le: date) -> None:
    if le > aujourdhui():
        raise ValidationError({champ: "Cette date est dans le futur."})
