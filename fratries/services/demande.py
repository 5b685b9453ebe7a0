"""Acts on requests to receive siblings: received, looked into, answered, told."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from enfants.models import PreparationAdmission
from enfants.services.admission import preparer
from enfants.services.versions import refuse_stale
from fratries.enums import REPONDUES, EtatDemande
from fratries.models import DemandeAccueil
from fratries.models.demande import EnfantDemande
from fratries.selectors.demande import enfants_de
from socle.audit.services import record
from socle.chiffrement.keys import creer_cle
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure, ensure_in_village
from socle.outils.dates import aujourdhui


@transaction.atomic
def enregistrer_demande(*, acteur: Utilisateur, demande: DemandeAccueil) -> DemandeAccueil:
    """Save a request as it was received, or correct it while it has no answer; creates its key.

    Raises PermissionDenied outside the villages whose files one keeps, ValidationError on a day to come,
    without a child, on a stale ``revision`` or once it is answered.
    """
    ensure_in_village(acteur, "ecrire_identite", demande.village_id)
    if demande.recue_le > aujourdhui():
        raise ValidationError({"recue_le": "Cette date est dans le futur."})
    if not enfants_de(demande):
        raise ValidationError("Écrivez au moins un prénom.")
    if demande._state.adding:
        demande.recue_par = acteur
        creer_cle(demande.pk, NatureSujet.ACCUEIL)
        demande.full_clean()
        demande.save(force_insert=True)
        _record("demandes.recue", demande)
        return demande
    kept = _locked(acteur, demande)
    _ensure_open(kept)
    return _save("demandes.modifiee", demande)


@transaction.atomic
def etudier(*, acteur: Utilisateur, demande: DemandeAccueil) -> DemandeAccueil:
    """Say that the request is being looked into; a second time changes nothing."""
    kept = _locked(acteur, demande)
    _ensure_open(kept)
    if kept.etat == EtatDemande.A_L_ETUDE:
        return kept
    kept.etat = EtatDemande.A_L_ETUDE
    return _save("demandes.etude", kept)


@transaction.atomic
def repondre(
    *, acteur: Utilisateur, demande: DemandeAccueil, etat: EtatDemande, le: date, motif: str
) -> DemandeAccueil:
    """Answer a request, or note that it is withdrawn; the reason is mandatory and the author is told.

    Raises ValidationError on a day to come or before the request, without a reason, or answered already.
    """
    kept = _locked(acteur, demande)
    _ensure_open(kept)
    if etat not in REPONDUES:
        raise ValidationError({"etat": "Choisissez une réponse."})
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi : une réponse se motive."})
    _check_day(kept, le, kept.recue_le, "le")
    kept.etat, kept.reponse_le, kept.reponse_par, kept.reponse_motif = etat, le, acteur, motif
    return _save("demandes.repondue", kept)


@transaction.atomic
def noter_reponse_dite(*, acteur: Utilisateur, demande: DemandeAccueil, a: str, le: date) -> DemandeAccueil:
    """Note to whom and when the answer was told. Raises ValidationError before the answer."""
    kept = _locked(acteur, demande)
    if kept.reponse_le is None:
        raise ValidationError("La demande n’a pas encore de réponse.")
    if not a.strip():
        raise ValidationError({"a": "Dites à qui."})
    _check_day(kept, le, kept.reponse_le, "le")
    kept.dite_le, kept.dite_a = le, a
    return _save("demandes.dite", kept)


@transaction.atomic
def preparer_l_accueil(
    *, acteur: Utilisateur, demande: DemandeAccueil, enfant: EnfantDemande
) -> PreparationAdmission:
    """Begin the admission of one child of an accepted request, with what was typed; asked twice, it is one.

    The line's id is that of the admission prepared: nothing else ties them. Raises ValidationError while
    the request is not accepted.
    """
    kept = _locked(acteur, demande)
    if kept.etat != EtatDemande.ACCEPTEE:
        raise ValidationError("Acceptez d’abord la demande.")
    there = PreparationAdmission.objects.filter(pk=enfant.ident).first()
    if there is not None:
        return there
    return preparer(
        acteur=acteur,
        village_id=kept.village_id,
        ident=enfant.ident,
        contenu={
            "prenom": enfant.prenom,
            "nom": enfant.nom,
            "date_naissance": enfant.naissance.isoformat() if enfant.naissance else None,
            "sexe": enfant.sexe,
            "venu_de": str(kept.ou_ils_sont)[:300],
            "debut": kept.souhaitee_le.isoformat() if kept.souhaitee_le else None,
        },
    )


def _locked(acteur: Utilisateur, demande: DemandeAccueil) -> DemandeAccueil:
    ensure(acteur, "ecrire_identite", demande)
    kept: DemandeAccueil = DemandeAccueil.objects.select_for_update(no_key=True).get(pk=demande.pk)
    refuse_stale(kept.revision, demande.revision)
    return kept


def _ensure_open(demande: DemandeAccueil) -> None:
    if demande.repondue:
        raise ValidationError("Cette demande a déjà sa réponse.")


def _check_day(demande: DemandeAccueil, le: date, apres: date, field: str) -> None:
    if le > aujourdhui():
        raise ValidationError({field: "Cette date est dans le futur."})
    if le < apres:
        raise ValidationError({field: "Cette date vient trop tôt."})


def _save(code: str, demande: DemandeAccueil) -> DemandeAccueil:
    demande.revision += 1
    demande.full_clean()
    demande.save()
    _record(code, demande)
    return demande


def _record(code: str, demande: DemandeAccueil) -> None:
    record(code, objets=[demande.pk], type_objet="fratries.DemandeAccueil")
