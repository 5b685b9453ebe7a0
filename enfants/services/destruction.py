"""Destruction of a file's key by two people: one asks, the other validates, a delay runs.

One of the two is the direction of the village, the other the data-protection officer.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from enfants.models import Enfant, Sejour
from enfants.selectors.destruction import atteint, est_delegue, etait_delegue
from socle.audit.services import record
from socle.chiffrement import services as chiffrement
from socle.chiffrement.enums import NatureSujet
from socle.chiffrement.models import DemandeDestruction
from socle.chiffrement.services import DestructionError
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.guards import ensure
from socle.habilitations.roles import Capacite


@transaction.atomic
def demander_destruction(
    *,
    acteur: Utilisateur,
    sujet_id: UUID,
    nature: NatureSujet,
    motif: str,
    visa_archives: str,
    conservation_verifiee: bool,
) -> DemandeDestruction:
    """Ask for the destruction of a child's or sibling group's key; nothing is destroyed yet.

    Raises PermissionDenied outside one's villages, ValidationError for a child who still lives in a
    house, a subject without living key, or when a request is already open.
    """
    ensure(acteur, Capacite.DETRUIRE_DOSSIER)
    if not atteint(acteur, nature, sujet_id):
        raise PermissionDenied
    if nature is NatureSujet.ENFANT and _lives_here(sujet_id):
        raise ValidationError({"sujet": "Cet enfant vit encore dans une maison du village."})
    try:
        demande = chiffrement.demander_destruction(
            acteur_id=acteur.pk,
            sujet_id=sujet_id,
            nature=nature,
            motif=motif,
            visa_archives=visa_archives,
            conservation_verifiee=conservation_verifiee,
        )
    except DestructionError as error:
        raise ValidationError(
            "Cette demande n’est pas possible : la clé n’existe pas ou n’existe plus, une demande est déjà "
            "ouverte, ou il manque le motif, le visa ou la vérification."
        ) from error
    _audit("destruction.demande", demande)
    return demande


@transaction.atomic
def valider_destruction(
    *, acteur: Utilisateur, demande: DemandeDestruction, delai: timedelta
) -> DemandeDestruction:
    """Validate the other side's request and start the delay.

    Raises PermissionDenied without the capacity there, ValidationError for one's own request, for a
    person of the same side, and when the request no longer waits.
    """
    _ensure_reached(acteur, demande)
    if demande.demandeur_id == acteur.pk:
        raise ValidationError("Une autre personne doit valider.")
    if est_delegue(acteur) == etait_delegue(demande.demandeur_id):
        raise ValidationError("L’une des deux personnes est la direction, l’autre le délégué.")
    try:
        demande = chiffrement.valider_destruction(acteur_id=acteur.pk, demande_id=demande.pk, delai=delai)
    except DestructionError as error:
        raise ValidationError(
            f"Cette demande n’attend plus de validation, ou le délai est de moins de "
            f"{chiffrement.DELAI_MINIMAL.days} jours."
        ) from error
    _audit("destruction.validation", demande)
    return demande


@transaction.atomic
def annuler_destruction(*, acteur: Utilisateur, demande: DemandeDestruction) -> DemandeDestruction:
    """Cancel a request before it is carried out; either side is enough."""
    _ensure_reached(acteur, demande)
    try:
        demande = chiffrement.annuler_destruction(acteur_id=acteur.pk, demande_id=demande.pk)
    except DestructionError as error:
        raise ValidationError("Cette demande est déjà close.") from error
    _audit("destruction.annulation", demande)
    return demande


def effacer_ce_que_la_cle_ne_scelle_pas(*, sujet_id: UUID) -> None:
    """Clear the identity digest of a child whose key has just been destroyed: a named system act."""
    with acting_as_system(raison="destruction d’une clé : effacement de l’empreinte"):
        enfant = Enfant.objects.filter(pk=sujet_id).first()
        if enfant is not None:
            enfant.empreinte = None
            enfant.save(update_fields=["empreinte"])


def noter_execution(*, sujet_id: UUID, nature: NatureSujet) -> None:
    """Write the destruction to the journal, as the system: the delay carries it out, nobody else."""
    with acting_as_system(raison="destruction d’une clé, le délai passé"):
        record(
            "destruction.executee",
            objets=[sujet_id],
            enfants=[sujet_id] if nature is NatureSujet.ENFANT else [],
        )


def _lives_here(enfant_id: UUID) -> bool:
    # The officer asks by identifier, outside any perimeter.
    with acting_as_system(raison="destruction : séjour en cours ?"):
        return Sejour.objects.current().filter(enfant_id=enfant_id).exists()


def _ensure_reached(acteur: Utilisateur, demande: DemandeDestruction) -> None:
    ensure(acteur, Capacite.DETRUIRE_DOSSIER)
    if not atteint(acteur, NatureSujet(demande.nature), demande.cible_id):
        raise PermissionDenied


def _audit(code: str, demande: DemandeDestruction) -> None:
    record(
        code,
        objets=[demande.pk, demande.cible_id],
        enfants=[demande.cible_id] if demande.nature == NatureSujet.ENFANT else [],
        type_objet="chiffrement.DemandeDestruction",
    )
